//! Where points belong and how long lines are, by GEOS and SpatiaLite.

use std::collections::BTreeMap;

use crate::support::{TestApp, gdal, shape::close, territory::UNIT_LEVELS};

/// Rows of a query in SpatiaLite's dialect.
fn query(file: &str, statement: &str) -> Vec<serde_json::Value> {
    gdal::features(&[file, "-dialect", "sqlite", "-sql", statement])
        .into_iter()
        .map(|mut feature| feature["properties"].take())
        .collect()
}

/// GEOS knows interiors and borders; the half-open rule gives a point on a border to one of the
/// units that share it. So the service's count is at least the points inside, at most those
/// inside or on the border; the same number where no point lies on a border.
#[tokio::test]
async fn counts_of_points_are_those_of_geos() {
    let app = TestApp::own().await;
    let file = app.file.to_str().unwrap();

    for (collection, level) in [
        ("violations", "compounds"),
        ("violations", "committees"),
        ("cases", "pianqu"),
        ("hazards", "grid_cells"),
    ] {
        let exists = match level {
            "grid_cells" => "1",
            _ => {
                "coalesce(u.valid_from, '0') <= '2016-09-30' and coalesce(u.valid_to, '9') > '2016-09-30'"
            }
        };
        let begun = match collection {
            "cases" => "reported_on",
            _ => "found_on",
        };
        let counted = query(
            file,
            &format!(
                "select u.id as id, sum(ST_Contains(u.geometry, f.geometry)) as inside,
                 sum(ST_Intersects(u.geometry, f.geometry)) as touching
                 from {level} u join {collection} f on ST_Intersects(u.geometry, f.geometry)
                 where ST_GeometryType(f.geometry) = 'POINT' and {exists} and f.{begun} <= '2016-09-30'
                 group by u.id"
            ),
        );
        let geos: BTreeMap<&str, (i64, i64)> = counted
            .iter()
            .map(|row| {
                let number = |name: &str| row[name].as_i64().unwrap();
                (row["id"].as_str().unwrap(), (number("inside"), number("touching")))
            })
            .collect();
        let on_borders: i64 = geos.values().map(|(inside, touching)| touching - inside).sum();
        assert!(
            on_borders <= 10,
            "{collection} {level}: {on_borders} points on borders say too little"
        );

        let view = app.atlas.snapshot().view(gumei::domain::Audience::Internal, None);
        let layer = view.layer(&collection.parse().unwrap()).unwrap();
        let units = view.layer(&level.parse().unwrap()).unwrap();
        let membership = view.membership(layer, &level.parse().unwrap()).unwrap();
        let mut ours: BTreeMap<&str, i64> = BTreeMap::new();
        for row in view.select(layer, &gumei::query::Filter::And(Vec::new())).unwrap() {
            let is_point =
                matches!(layer.table.geometry(row).as_deref(), Some(geo_types::Geometry::Point(_)));
            if is_point && membership.unit(row) != gumei::table::NO_UNIT {
                *ours.entry(units.table.id(membership.unit(row)).as_str()).or_default() += 1;
            }
        }
        for unit in units.table.rows().map(|row| units.table.id(row).as_str()) {
            let (inside, touching) = geos.get(unit).copied().unwrap_or((0, 0));
            let count = ours.get(unit).copied().unwrap_or(0);
            assert!(
                (inside..=touching).contains(&count),
                "{collection} {unit}: {count}, GEOS {inside}..{touching}"
            );
        }
    }
}

/// SpatiaLite measures on the ellipsoid too, by another library.
#[tokio::test]
async fn metres_of_lines_are_those_of_spatialite() {
    let app = TestApp::own().await;
    let file = app.file.to_str().unwrap();

    for collection in ["roads", "waterways", "river_segments"] {
        let time = match collection {
            "river_segments" => "1",
            _ => {
                "coalesce(valid_from, '0') <= '2016-09-30' and coalesce(valid_to, '9') > '2016-09-30'"
            }
        };
        let measured = query(
            file,
            &format!("select sum(ST_Length(geometry, 1)) as metres from {collection} where {time}"),
        );
        let measured = measured[0]["metres"].as_f64().unwrap();
        for level in UNIT_LEVELS {
            let counts = app.json(&format!("/api/counts/{collection}?by={level}")).await;
            let ours = counts["total"]["length_m"].as_f64().unwrap();
            assert!(close(ours, measured, 1e-6), "{collection} {level}: {ours} {measured}");
        }
    }
}

/// Areas of the units, which every share of the coverage is made of.
#[tokio::test]
async fn areas_of_units_are_those_of_spatialite() {
    let app = TestApp::own().await;
    let file = app.file.to_str().unwrap();

    let answer = app.json("/api/coverage/elder_facilities?reach=250&by=committees").await;

    let measured = query(file, "select id, ST_Area(geometry, 1) as area from committees");
    for unit in answer["units"].as_array().unwrap() {
        let row = measured.iter().find(|row| row["id"] == unit["id"]).unwrap();
        let (ours, theirs) = (unit["area_m2"].as_f64().unwrap(), row["area"].as_f64().unwrap());
        assert!(close(ours, theirs, 1e-5), "{}: {ours} {theirs}", unit["id"]);
    }
}
