//! Facilities, and the buildings whose elders they serve.

use geo_types::Coord;

use super::{
    City,
    district::Subdistrict,
    random::{Random, Stream},
    row::{DAYS, Table, point, text},
    units::compound_id,
};
use crate::domain::{Feature, Value};

/// Buildings with elders, compound by compound.
pub(super) fn buildings(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let columns = ["compound_id", "residents_60", "residents_80"].map(|name| table.column(name));
    let mut features = Vec::new();
    for (number, compound) in home.compounds.iter().enumerate() {
        let compound_id = text(compound_id(home, number));
        for [all, old] in &compound.elders {
            let index = features.len();
            let mut random = Random::new(city.lattice.seed, Stream::Building, [home.index, index]);
            let values = [
                (columns[0], compound_id.clone()),
                (columns[1], Value::Integer(*all)),
                (columns[2], Value::Integer(*old)),
            ];
            let id = format!("{}-B{:04}", home.code, index + 1);
            features.push(table.feature(&id, point(compound.anywhere(&mut random)), values));
        }
    }
    features
}

/// Half inside compounds, half beside streets.
fn site(home: &Subdistrict, random: &mut Random) -> Coord {
    if random.chance(0.5) {
        return home.compounds[random.below(home.compounds.len())].anywhere(random);
    }
    let street = random.below(home.street_sums.len());
    home.beside_street(street, random.unit(), random.between(3.0, 10.0))
}

struct Tier {
    code: &'static str,
    title: &'static str,
    /// From, to.
    places: [i64; 2],
    services: &'static [&'static str],
    weight: f64,
}

const TIERS: [Tier; 6] = [
    Tier {
        code: "home",
        title: "敬老院",
        places: [60, 240],
        services: &["stay", "meals", "medical", "rehabilitation"],
        weight: 0.04,
    },
    Tier {
        code: "centre",
        title: "综合为老服务中心",
        places: [30, 120],
        services: &["day_care", "meals", "activities", "medical"],
        weight: 0.1,
    },
    Tier {
        code: "station",
        title: "为老服务站",
        places: [15, 60],
        services: &["activities", "counselling"],
        weight: 0.45,
    },
    Tier {
        code: "day_care",
        title: "日间照料中心",
        places: [15, 40],
        services: &["day_care", "meals"],
        weight: 0.12,
    },
    Tier {
        code: "care_home",
        title: "长者照护之家",
        places: [10, 49],
        services: &["stay", "home_care"],
        weight: 0.07,
    },
    Tier {
        code: "meal_point",
        title: "助餐点",
        places: [20, 150],
        services: &["meals"],
        weight: 0.22,
    },
];

pub(super) fn elder(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let tiers = table.codes("tier", TIERS.map(|tier| tier.code));
    let states = table.codes("state", ["open", "planned", "building", "closed"]);
    (0..super::numbers::elder_facilities(home.index))
        .map(|index| {
            let mut random = Random::new(city.lattice.seed, Stream::Elder, [home.index, index]);
            // Every subdistrict has a home and a centre.
            let tier =
                if index < 2 { index } else { random.weighted(&TIERS.map(|tier| tier.weight)) };
            let Tier { title, places, services, .. } = TIERS[tier];
            let state = random.weighted(&[0.9, 0.04, 0.03, 0.03]);
            let opened_on = match state {
                0 | 3 => table.day(random.whole(0, DAYS - 1)),
                _ => Value::Null,
            };
            let services = services.iter().map(|service| (*service).into()).collect();
            let name = format!("合成{:03}街道第{}号{title}", home.number(), index + 1);
            let values = [
                (table.column("tier"), tiers[tier].clone()),
                (table.column("name"), text(name)),
                (table.column("state"), states[state].clone()),
                (table.column("capacity"), Value::Integer(random.whole(places[0], places[1]))),
                (table.column("opened_on"), opened_on),
                (table.column("services"), Value::TextList(services)),
            ];
            let id = format!("{}-F{:03}", home.code, index + 1);
            table.feature(&id, point(site(home, &mut random)), values)
        })
        .collect()
}

/// Code, title, weight.
const CIVIC: [(&str, &str, f64); 6] = [
    ("subdistrict_office", "街道办事处", 0.0),
    ("health_centre", "社区卫生服务中心", 0.05),
    ("health_station", "社区卫生服务站", 0.3),
    ("school", "中小学", 0.25),
    ("kindergarten", "幼儿园", 0.3),
    ("community_school", "社区学校", 0.1),
];

pub(super) fn civic(city: &City, table: &Table, piece: usize) -> Vec<Feature> {
    let home = &city.subdistricts[piece];
    let kinds = table.codes("kind", CIVIC.map(|kind| kind.0));
    (0..super::numbers::civic_facilities(home.index))
        .map(|index| {
            let mut random = Random::new(city.lattice.seed, Stream::Civic, [home.index, index]);
            let kind = if index < 2 { index } else { random.weighted(&CIVIC.map(|kind| kind.2)) };
            let name = format!("合成{:03}街道第{}号{}", home.number(), index + 1, CIVIC[kind].1);
            let values =
                [(table.column("kind"), kinds[kind].clone()), (table.column("name"), text(name))];
            let id = format!("{}-S{:02}", home.code, index + 1);
            table.feature(&id, point(site(home, &mut random)), values)
        })
        .collect()
}
