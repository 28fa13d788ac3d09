//! Rows of the units: subdistricts, 片区, committees, compounds.

use geo_types::Geometry;

use super::{
    City,
    district::Subdistrict,
    lattice::Cell,
    random::{Random, Stream},
    row::{DAYS, Table, area, tenths, text},
};
use crate::{
    domain::{Feature, Value},
    spatial::measure,
};

fn unit(city: &City, blocks: &[Cell]) -> (Geometry, Value) {
    let geometry = area(city.lattice.outline(blocks));
    let area_m2 = tenths(measure::area_m2(&geometry));
    (geometry, area_m2)
}

pub(super) fn pianqu_id(home: &Subdistrict, number: usize) -> String {
    format!("{}-P{:02}", home.code, number + 1)
}

pub(super) fn committee_id(home: &Subdistrict, number: usize) -> String {
    format!("{}-J{:02}", home.code, number + 1)
}

pub(super) fn compound_id(home: &Subdistrict, number: usize) -> String {
    format!("{}-C{:03}", home.code, number + 1)
}

pub(super) fn subdistrict(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let blocks: Vec<Cell> = home.pianqu.iter().flatten().copied().collect();
    let (geometry, area_m2) = unit(city, &blocks);
    let values = [
        (table.column("code"), text(&home.code)),
        (table.column("name"), text(format!("合成{:03}街道", home.number()))),
        (table.column("area_m2"), area_m2),
    ];
    vec![table.feature(&home.code, geometry, values)]
}

pub(super) fn pianqu(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let each = home.pianqu.iter().enumerate();
    each.map(|(number, blocks)| {
        let (geometry, area_m2) = unit(city, blocks);
        let name = format!("合成{:03}街道第{}片区", home.number(), number + 1);
        let values = [
            (table.column("name"), text(name)),
            (table.column("subdistrict_id"), text(&home.code)),
            (table.column("area_m2"), area_m2),
        ];
        table.feature(&pianqu_id(home, number), geometry, values)
    })
    .collect()
}

pub(super) fn committees(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let each = home.committees.iter().enumerate();
    each.map(|(number, committee)| {
        let (geometry, area_m2) = unit(city, &committee.blocks);
        let name = format!("合成{:03}街道第{}居民区", home.number(), number + 1);
        let values = [
            (table.column("code"), text(format!("{}{:03}", home.code, number + 1))),
            (table.column("name"), text(name)),
            (table.column("pianqu_id"), text(pianqu_id(home, committee.pianqu))),
            (table.column("area_m2"), area_m2),
        ];
        table.feature(&committee_id(home, number), geometry, values)
    })
    .collect()
}

pub(super) fn compounds(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let classes = table.codes("class", ["base", "relocation", "mixed", "commodity"]);
    let states = table.codes("owners_committee_state", ["formed", "preparing", "not_eligible"]);
    let each = home.compounds.iter().enumerate();
    each.map(|(number, compound)| {
        // Not the stream of the outline: its numbers must not depend on what is added here.
        let key = [home.index, home.compounds.len() + home.committees.len() + number];
        let mut random = Random::new(city.lattice.seed, Stream::Compound, key);
        let geometry = area(compound.outline());
        let area_m2 = tenths(measure::area_m2(&geometry));
        let elders = [0, 1].map(|age| compound.elders.iter().map(|house| house[age]).sum::<i64>());
        let residents = (elders[0] as f64 / random.between(0.18, 0.42)) as i64;
        let guards = random.whole(2, 16);
        let state = random.weighted(&[0.7, 0.1, 0.2]);
        let formed_on = match state {
            0 => table.day(random.whole(0, DAYS - 1)),
            _ => Value::Null,
        };
        let values = [
            (
                table.column("name"),
                text(format!("合成{:03}街道第{}小区", home.number(), number + 1)),
            ),
            (table.column("committee_id"), text(committee_id(home, compound.committee))),
            (table.column("class"), classes[random.weighted(&[0.25, 0.2, 0.15, 0.4])].clone()),
            (
                table.column("households"),
                Value::Integer((residents as f64 / random.between(2.2, 3.1)) as i64),
            ),
            (table.column("residents"), Value::Integer(residents)),
            (table.column("residents_60"), Value::Integer(elders[0])),
            (table.column("residents_80"), Value::Integer(elders[1])),
            (table.column("guards"), Value::Integer(guards)),
            (table.column("guards_certified"), Value::Integer(random.whole(0, guards))),
            (table.column("tech_standard_met"), Value::Boolean(random.chance(0.6))),
            (table.column("physical_standard_met"), Value::Boolean(random.chance(0.7))),
            (table.column("owners_committee_state"), states[state].clone()),
            (table.column("owners_committee_eligible"), Value::Boolean(state != 2)),
            (table.column("owners_committee_formed_on"), formed_on),
            (table.column("built_year"), Value::Integer(random.whole(1982, 2014))),
            (table.column("area_m2"), area_m2),
        ];
        table.feature(&compound_id(home, number), geometry, values)
    })
    .collect()
}
