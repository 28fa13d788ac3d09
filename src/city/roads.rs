//! Streets: all edges of the lattice, two segments each, joined at their ends.

use geo_types::LineString;

use super::{
    City,
    district::SUBDISTRICT_BLOCKS,
    lattice::{Cell, Direction, PIECES, degrees},
    row::{Table, text},
};
use crate::domain::{Feature, Value};

const SEGMENTS: usize = 2;

/// The first and the last node.
pub(super) fn corners(scale: super::Scale) -> [Cell; 2] {
    let [columns, rows] = scale.window();
    [[columns.start, rows.start], [columns.end, rows.end]]
        .map(|node| [0, 1].map(|axis| node[axis] * SUBDISTRICT_BLOCKS[axis]))
}

/// One piece is one row of nodes with the streets that start there.
pub(super) fn pieces(city: &City) -> usize {
    let [from, to] = corners(city.scale);
    to[1] - from[1] + 1
}

pub(super) fn count(city: &City) -> usize {
    let [from, to] = corners(city.scale);
    let [across, along] = [0, 1].map(|axis| to[axis] - from[axis]);
    SEGMENTS * (across * (along + 1) + along * (across + 1))
}

pub(super) fn piece(city: &City, table: &Table, index: usize) -> Vec<Feature> {
    let [from, to] = corners(city.scale);
    let classes = table.codes("class", ["primary", "secondary", "tertiary"]);
    let columns = ["name", "class", "walkable"].map(|name| table.column(name));
    let row = from[1] + index;
    let mut features = Vec::new();
    for column in from[0]..=to[0] {
        let streets = [
            (Direction::Across, "横", "H", row, 1, column < to[0]),
            (Direction::Along, "纵", "V", column, 0, row < to[1]),
        ];
        for (direction, title, letter, line, axis, there) in streets {
            if !there {
                continue;
            }
            // A subdistrict's border is a primary road, a 片区's a secondary one.
            let class = match line {
                line if line % SUBDISTRICT_BLOCKS[axis] == 0 => 0,
                line if line % [4, 5][axis] == 0 => 1,
                _ => 2,
            };
            let edge = city.lattice.edge([column, row], direction);
            for segment in 0..SEGMENTS {
                let points = PIECES / SEGMENTS;
                let part = &edge[segment * points..=(segment + 1) * points];
                let line_string: LineString = part.iter().copied().map(degrees).collect();
                let values = [
                    (columns[0], text(format!("合成{title}{line:03}路"))),
                    (columns[1], classes[class].clone()),
                    (columns[2], Value::Boolean(true)),
                ];
                let id = format!("3199-R{letter}{column:03}{row:03}{}", segment + 1);
                features.push(table.feature(&id, line_string.into(), values));
            }
        }
    }
    features
}
