//! What stands beside the rows: territory file, code lists, catalogue.

use serde::Deserialize;

use super::{
    Scale, lattice, roads,
    row::{FIRST_DAY, LAST_DAY},
};
use crate::store::{CatalogueColumn, CatalogueLayer, Seed};

/// The vocabularies and columns are those of the tables, so they are the first territory's.
pub(super) const CODES: &str = include_str!("../../geodata/gumei-2016/codes.csv");
const CATALOGUE: &str = include_str!("../../geodata/gumei-2016/catalogue.toml");

#[derive(Deserialize)]
struct CatalogueFile {
    layer: Vec<CatalogueLayer>,
    column: Vec<CatalogueColumn>,
}

/// All but the rows.
pub(super) fn seed(scale: Scale) -> Seed {
    let catalogue: CatalogueFile =
        toml::from_str(&catalogue()).expect("the catalogue in the source is sound");
    let mut reader = csv::Reader::from_reader(CODES.as_bytes());
    let codes = reader.deserialize().collect::<Result<_, _>>();
    Seed {
        territory: territory(scale),
        plan: Vec::new(),
        codes: codes.expect("the code lists in the source are sound"),
        catalogue_layers: catalogue.layer,
        catalogue_columns: catalogue.column,
        layers: Vec::new(),
        log: None,
    }
}

/// The first territory's catalogue without what it says of that territory.
pub(super) fn catalogue() -> String {
    let mut catalogue: toml::Table =
        CATALOGUE.parse().expect("the catalogue in the source is sound");
    let layers = catalogue.get_mut("layer").and_then(toml::Value::as_array_mut);
    for layer in layers.into_iter().flatten().filter_map(toml::Value::as_table_mut) {
        layer.insert("description_zh".into(), "合成:测试城市".into());
        layer.insert("description_en".into(), "Synthetic: the test city".into());
    }
    toml::to_string(&catalogue).expect("what was read can be written")
}

/// Text of the territory file.
pub(super) fn territory(scale: Scale) -> String {
    let [from, to] = roads::corners(scale);
    let bbox = lattice::bounds(from, to).map(|degrees| format!("{degrees:.3}")).join(", ");
    let (zh, en) = match scale {
        Scale::Subdistrict => ("测试街道", "Test subdistrict"),
        Scale::District => ("测试区", "Test district"),
        Scale::City => ("测试城市", "Test city"),
    };
    format!(
        r#"# Written by `gumei bench-data`. Nothing in it is real.
code = "3199"
as_of = {LAST_DAY}
bbox = [{bbox}]
unit_levels = ["subdistricts", "pianqu", "committees", "compounds", "grid_cells"]
metric = "local-tm"

[title]
zh = "{zh}"
en = "{en}"

[period]
from = {FIRST_DAY}
to = {LAST_DAY}

[coverage]
minutes = 10
speed_m_s = 0.83
stops_m = [100, 150, 200, 250, 300, 400, 500, 800, 1000]
demand = "compounds"
columns = ["residents", "residents_60", "residents_80"]
by = "committees"

[people]
minimum = 10

[synthetic_note]
zh = "测试数据:全部为合成,不反映任何实际地方。"
en = "Test data: all of it is made up and says nothing about any real place."
"#
    )
}
