//! Violations: the many events of the city.

use geo_types::Coord;

use super::{
    City,
    district::Subdistrict,
    numbers,
    random::{Random, Stream},
    row::{DAYS, Table, point, tenths},
};
use crate::domain::{Feature, Value};

/// Features of a piece, about.
const PIECE: usize = 5_000;

/// Rounds of one piece: in a round every subdistrict has its next event.
fn rounds(city: &City) -> usize {
    (PIECE / city.subdistricts.len()).max(1)
}

fn all_rounds(city: &City) -> usize {
    let each = city.subdistricts.iter().map(|home| numbers::events(home.index));
    each.max().unwrap_or(0)
}

pub(super) fn pieces(city: &City) -> usize {
    all_rounds(city).div_ceil(rounds(city))
}

/// Events as they were found, day by day, all over the city.
///
/// So neighbours in the table are far apart on the map, as in a register that was kept by date.
pub(super) fn piece(city: &City, table: &Table, index: usize) -> Vec<Feature> {
    let writer = Writer::new(table);
    let first = index * rounds(city);
    let last = all_rounds(city).min(first + rounds(city));
    (first..last)
        .flat_map(|round| {
            let homes = city.subdistricts.iter();
            homes.filter(move |home| round < numbers::events(home.index)).map(move |h| (h, round))
        })
        .map(|(home, round)| writer.event(city, home, round))
        .collect()
}

struct Writer<'t> {
    table: &'t Table,
    columns: [usize; 8],
    zones: [Value; 2],
    classes: [Value; 5],
    finders: [Value; 5],
    statuses: [Value; 6],
    modes: [Value; 8],
}

/// Of each class: its share in compounds, its share beside streets, how it is removed (as indices
/// of `Writer::modes`), whether its area is measured.
const CLASSES: [(f64, f64, &[usize], bool); 5] = [
    (0.02, 0.08, &[7], true),
    (0.38, 0.2, &[0, 1, 1, 1, 2], true),
    (0.1, 0.55, &[3, 4, 5], false),
    (0.1, 0.17, &[6], false),
    (0.4, 0.0, &[5, 6, 6], false),
];

impl<'t> Writer<'t> {
    fn new(table: &'t Table) -> Self {
        let columns = [
            "class",
            "zone",
            "found_on",
            "found_by",
            "status",
            "removal_mode",
            "resolved_on",
            "area_m2",
        ];
        Self {
            table,
            columns: columns.map(|name| table.column(name)),
            zones: table.codes("zone", ["residential", "public"]),
            classes: table
                .codes("class", ["land", "building", "trading", "discharge", "residence"]),
            finders: table
                .codes("found_by", ["patrol", "committee", "survey", "complaint", "agency"]),
            statuses: table.codes(
                "status",
                ["found", "ordered", "under_way", "resolved", "relapsed", "dismissed"],
            ),
            modes: table.codes(
                "removal_mode",
                [
                    "lead",
                    "voluntary",
                    "forced",
                    "banned",
                    "licensed",
                    "moved",
                    "rectified",
                    "restored",
                ],
            ),
        }
    }

    fn event(&self, city: &City, home: &Subdistrict, index: usize) -> Feature {
        let mut random = Random::new(city.lattice.seed, Stream::Event, [home.index, index]);
        let residential = random.chance(0.6);
        let place = if residential {
            in_compound(home, &mut random)
        } else {
            beside_street(home, &mut random)
        };
        let weights = CLASSES.map(|class| if residential { class.0 } else { class.1 });
        let class = random.weighted(&weights);
        let (_, _, modes, measured) = CLASSES[class];

        // By date, and more often as time goes on.
        let time = (index as f64 + random.unit()) / numbers::events(home.index) as f64;
        let found = ((1.25 * time - 0.25 * time * time) * DAYS as f64) as i64;
        let found = found.min(DAYS - 1);
        let age = DAYS - 1 - found;
        let delay = 2 + (180.0 * random.unit() * random.unit()) as i64;
        let status = match random.unit() {
            fate if fate < 0.03 => 5,
            fate if fate < 0.06 => 4,
            fate if fate > 0.12 && delay <= age => 3,
            _ if age < 15 => 0,
            _ if age < 60 => 1,
            _ => 2,
        };
        let (mode, resolved_on) = match status {
            3 => {
                let mode = modes[random.below(modes.len())];
                (self.modes[mode].clone(), self.table.day(found + delay))
            }
            _ => (Value::Null, Value::Null),
        };
        let size = random.unit();
        let area_m2 = if measured { tenths(4.0 + 200.0 * size * size * size) } else { Value::Null };
        let finder = random.weighted(&[0.35, 0.2, 0.15, 0.25, 0.05]);
        let [class_at, zone_at, found_at, finder_at, status_at, mode_at, resolved_at, area_at] =
            self.columns;
        let values = [
            (class_at, self.classes[class].clone()),
            (zone_at, self.zones[usize::from(!residential)].clone()),
            (found_at, self.table.day(found)),
            (finder_at, self.finders[finder].clone()),
            (status_at, self.statuses[status].clone()),
            (mode_at, mode),
            (resolved_at, resolved_on),
            (area_at, area_m2),
        ];
        let id = format!("{}-V{:05}", home.code, index + 1);
        self.table.feature(&id, point(place), values)
    }
}

/// More in some compounds than in others, and half of them near two spots of the compound.
fn in_compound(home: &Subdistrict, random: &mut Random) -> Coord {
    let compound = &home.compounds[random.cumulative(&home.compound_sums)];
    if random.chance(0.5) {
        return compound.anywhere(random);
    }
    let corners = compound.ring.len();
    let spread = corners as f64 / 40.0 * random.normal();
    let hot = compound.hot[random.below(2)] as i64 + spread as i64;
    compound.inside(hot.rem_euclid(corners as i64) as usize, random)
}

/// Market streets have most, around their middle.
fn beside_street(home: &Subdistrict, random: &mut Random) -> Coord {
    let street = random.cumulative(&home.street_sums);
    let market = home.street_weight(street) > 10.0;
    let along = if market { 0.5 + 0.12 * random.normal() } else { random.unit() };
    home.beside_street(street, along, random.between(1.0, 10.0))
}
