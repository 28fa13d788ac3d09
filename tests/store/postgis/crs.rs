//! Tables in other reference systems, judged by PostGIS with its own PROJ.

use geo::CoordsIter;
use gumei::{domain::Crs, spatial::Reprojection};

use super::fixture::Fixture;
use crate::support::shape;

#[tokio::test]
async fn tables_in_other_systems_are_brought_to_crs84_within_a_millimetre() {
    let fixture = Fixture::postgis().await;
    let codes = [4549, 4528, 3857, 4490, 32651];
    for code in codes {
        fixture
            .foreign(&format!(
                "create table roads_{code} (fid bigint primary key, geometry geometry(Geometry, {code}));
                 insert into roads_{code} select fid, ST_Transform(geometry, {code}) from roads;
                 create table any_{code} (fid bigint primary key, geometry geometry);
                 insert into any_{code} select * from roads_{code}",
            ))
            .await;
    }
    let wanted = fixture.layer("roads").await;

    for code in codes {
        for name in ["roads", "any"] {
            let layer = fixture.layer(&format!("{name}_{code}")).await;
            assert_eq!(layer.schema.storage_crs(), Crs::Epsg(code as u32));
            assert!(!layer.schema.editable);
            assert_eq!(layer.features.len(), wanted.features.len());
            for (ours, wanted) in layer.features.iter().zip(&wanted.features) {
                let (ours, wanted) =
                    (ours.geometry.clone().unwrap(), wanted.geometry.clone().unwrap());
                for (a, b) in ours.coords_iter().zip(wanted.coords_iter()) {
                    let apart = shape::metres(a.x_y(), b.x_y());
                    assert!(apart < 1e-3, "{name}_{code}: {apart} m");
                }
            }
            let refused = fixture.store.adopt(&format!("{name}_{code}")).await.unwrap_err();
            assert!(refused.to_string().contains("transform it first"), "{refused}");
        }
    }
}

/// Control points all over each area of use, not only where the demonstration data lie.
#[tokio::test]
async fn coordinates_are_those_of_st_transform() {
    let fixture = Fixture::postgis().await;
    let mut connection = fixture.connect().await;
    for crs in Crs::OFFERED.into_iter().chain([Crs::Epsg(32651), Crs::Epsg(4548)]) {
        let Crs::Epsg(code) = crs else { continue };
        let way = Reprojection::of(crs).unwrap();
        let definition = way.definition();
        let [west, south, east, north] = definition.area.unwrap();
        let (first, unit) = (&definition.axes[0], if definition.is_metric() { 1e-3 } else { 1e-8 });
        let northing_first = first.direction == "north";
        for step in 0..200_u32 {
            let share = |prime: f64| (f64::from(step) * prime).fract();
            let lon = west + (east - west) * share(0.618_034);
            let lat = south + (north - south) * share(0.414_214);
            let (x, y): (f64, f64) = sqlx::query_as(
                "select ST_X(p), ST_Y(p) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), $3) p",
            )
            .bind(lon)
            .bind(lat)
            .bind(code as i32)
            .fetch_one(&mut connection)
            .await
            .unwrap();
            let ours = way.forward(&geo_types::Point::new(lon, lat).into()).unwrap();
            let ours = ours.coords_iter().next().unwrap();
            let (our_x, our_y) = if northing_first { (ours.y, ours.x) } else { (ours.x, ours.y) };
            assert!(
                (our_x - x).abs() < unit && (our_y - y).abs() < unit,
                "{crs} {lon} {lat}: {ours:?}, not {x} {y}"
            );
        }
    }
}
