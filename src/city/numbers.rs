//! How many there are of everything.

use super::{City, roads};

/// Subdistricts from west to east, and from south to north.
pub(super) const COLUMNS: usize = 20;
pub(super) const ROWS: usize = 11;
pub(super) const SUBDISTRICTS: usize = COLUMNS * ROWS;
pub(super) const PIANQU: usize = 6;

const COMMITTEES: usize = 6_000;
const COMPOUNDS: usize = 13_000;
const BUILDINGS: usize = 200_000;
const ELDER_FACILITIES: usize = 6_000;
const CIVIC_FACILITIES: usize = 4_000;
const EVENTS: usize = 5_000_000;

/// The part of `total` that falls to one of `parts`; over all of them the parts sum to the total.
pub(super) fn share(total: usize, part: usize, parts: usize) -> usize {
    (part + 1) * total / parts - part * total / parts
}

/// Of one subdistrict of the city.
pub(super) fn committees(subdistrict: usize) -> usize {
    share(COMMITTEES, subdistrict, SUBDISTRICTS)
}

pub(super) fn compounds(subdistrict: usize) -> usize {
    share(COMPOUNDS, subdistrict, SUBDISTRICTS)
}

pub(super) fn buildings(subdistrict: usize) -> usize {
    share(BUILDINGS, subdistrict, SUBDISTRICTS)
}

pub(super) fn elder_facilities(subdistrict: usize) -> usize {
    share(ELDER_FACILITIES, subdistrict, SUBDISTRICTS)
}

pub(super) fn civic_facilities(subdistrict: usize) -> usize {
    share(CIVIC_FACILITIES, subdistrict, SUBDISTRICTS)
}

pub(super) fn events(subdistrict: usize) -> usize {
    share(EVENTS, subdistrict, SUBDISTRICTS)
}

/// Features of a layer.
pub(super) fn features(city: &City, layer: &str) -> usize {
    let one: fn(usize) -> usize = match layer {
        "subdistricts" => |_| 1,
        "pianqu" => |_| PIANQU,
        "committees" => committees,
        "compounds" => compounds,
        "buildings" => buildings,
        "elder_facilities" => elder_facilities,
        "civic_facilities" => civic_facilities,
        "violations" => events,
        "roads" => return roads::count(city),
        _ => |_| 0,
    };
    city.subdistricts.iter().map(|subdistrict| one(subdistrict.index)).sum()
}
