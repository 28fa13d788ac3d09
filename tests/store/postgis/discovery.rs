//! Tables that planners add: served as they are, or refused with a reason.

use gumei::domain::{Access, DataType, Value};

use super::fixture::Fixture;
use crate::postgres::server;

async fn refusal(fixture: &Fixture, table: &str) -> String {
    let loaded = fixture.store.load().await.unwrap();
    let refused = loaded.refused.iter().find(|refused| refused.table == table);
    refused.unwrap_or_else(|| panic!("`{table}` is served")).reason.clone()
}

#[tokio::test]
async fn a_planners_table_is_served_read_only_and_internal() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign(
            "create type state as enum ('new', 'old');
             create table \"行道树 \"\"1\"\"\" (
                 gid serial primary key, geom geometry(PointZ, 4326), height numeric(6, 2),
                 small smallint, planted timestamp, seen timestamptz, kind varchar(20), state state,
                 photo bytea, tags text[]
             );
             comment on table \"行道树 \"\"1\"\"\" is '行道树';
             insert into \"行道树 \"\"1\"\"\" (geom, height, small, planted, seen, kind, state) values
                 (ST_GeomFromEWKT('SRID=4326;POINT Z (121.4 31.15 7)'), 12.34, 5,
                  '2016-03-12 08:00:00', '2016-03-12 08:00:00+08', '香樟', 'old'),
                 (null, null, null, null, null, null, null),
                 (ST_GeomFromEWKT('SRID=4326;POINT Z EMPTY'), null, null, null, null, null, null);
             create table notes (id int primary key, words text)",
        )
        .await;
    let layer = fixture.layer("行道树 \"1\"").await;
    let schema = &layer.schema;
    assert!(!schema.editable && schema.access == Access::Internal);
    assert_eq!((&*schema.id_column, &*schema.fid_column), ("gid", "gid"));
    assert_eq!(schema.descriptions.zh, "行道树");
    let types: Vec<DataType> = schema.properties.iter().map(|p| p.data_type).collect();
    use DataType::{DateTime, Integer, Real, Text};
    assert_eq!(types, [Real, Integer, DateTime, DateTime, Text, Text]);
    assert_eq!(layer.features.len(), 3);
    let values: Vec<String> = layer.features[0].values.iter().map(Value::to_string).collect();
    assert_eq!(
        values,
        ["12.34", "5", "2016-03-12T08:00:00Z", "2016-03-12T00:00:00Z", "香樟", "old"]
    );
    assert!(layer.features[0].geometry.is_some());
    assert!(layer.features[1].geometry.is_none() && layer.features[2].geometry.is_none());
    // A table without geometry is another program's until the catalogue names it.
    let loaded = fixture.store.load().await.unwrap();
    assert!(loaded.layers.iter().all(|layer| layer.schema.id.as_str() != "notes"));
    assert!(loaded.layers.iter().all(|layer| layer.schema.id.as_str() != "spatial_ref_sys"));
}

#[tokio::test]
async fn a_table_that_cannot_be_served_says_why() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign(
            "create table no_key (geometry geometry(Point, 4326));
             create table text_key (code text primary key, geometry geometry(Point, 4326));
             create table xian (fid bigint primary key, geometry geometry(Point, 4610));
             create table unset (fid bigint primary key, geometry geometry);
             insert into unset values (1, 'POINT(121 31)');
             insert into spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
                 values (910001, 'OFFICE', 1, '', '+proj=longlat +type=crs');
             create table office (fid bigint primary key, geometry geometry(Point, 910001));
             create table mixed (fid bigint primary key, geometry geometry);
             insert into mixed values (1, 'SRID=4326;POINT(121 31)'), (2, 'SRID=4549;POINT(1 1)');
             create table two (fid bigint primary key, a geometry(Point, 4326), b geometry(Point, 4326));
             create table curves (fid bigint primary key, geometry geometry(CurvePolygon, 4326));
             create table globe (fid bigint primary key, geometry geography(Point, 4326));
             create table bowtie (fid bigint primary key, geometry geometry(Polygon, 4326));
             insert into bowtie values (1, 'SRID=4326;POLYGON((0 0,1 1,1 0,0 1,0 0))');
             create table far (fid bigint primary key, geometry geometry(Point, 4326));
             insert into far values (7, 'SRID=4326;POINT(500 31)');
             create table endless (fid bigint primary key, until date, geometry geometry(Point, 4326));
             insert into endless values (1, 'infinity', null);
             create table nan (fid bigint primary key, size float8, geometry geometry(Point, 4326));
             insert into nan values (1, 'NaN', null)",
        )
        .await;
    for (table, reason) in [
        ("no_key", "it has no integer primary key"),
        ("text_key", "it has no integer primary key"),
        (
            "xian",
            "its geometries cannot be read: PROJ has no transformation between EPSG:4610 (Xian 1980) and WGS 84, and a guess would be up to hundreds of metres off; transform it beforehand, with the survey office's parameters",
        ),
        (
            "unset",
            "its reference system is undefined (0); say which one it is, as `ogr2ogr -a_srs` does",
        ),
        (
            "office",
            "its reference system 910001 is `OFFICE:1`; only those of EPSG and ESRI are read",
        ),
        (
            "mixed",
            "its geometries have the SRIDs 4326, 4549; transform them all to 4326 and declare the column geometry(GEOMETRY, 4326)",
        ),
        ("two", "it has more than one geometry column; one is served"),
        ("globe", "its column `geometry` is a geography; only geometry(…, 4326) is served"),
        ("endless", "row 1: `until`: it is no calendar date"),
        ("nan", "row 1: `size`: it is not finite"),
    ] {
        assert_eq!(refusal(&fixture, table).await, reason, "{table}");
    }
    assert!(refusal(&fixture, "curves").await.contains("CURVEPOLYGON"));
    let bowtie = refusal(&fixture, "bowtie").await;
    assert!(
        bowtie.starts_with("row 1: its geometry: ring 1") && bowtie.contains("crosses"),
        "{bowtie}"
    );
    assert!(refusal(&fixture, "far").await.starts_with("row 7: its geometry: "));
    // The others are served all the same.
    let loaded = fixture.store.load().await.unwrap();
    assert_eq!((loaded.layers.len(), loaded.refused.len()), (26, 13));
}

#[tokio::test]
async fn our_own_tables_refuse_what_could_not_be_served() {
    let fixture = Fixture::postgis().await;
    let mut connection = fixture.connect().await;
    for statement in [
        "update pianqu set geometry = 'SRID=4326;MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))' where fid = 1",
        "update pianqu set geometry = ST_SetSRID(geometry, 4490) where fid = 1",
        "update violations set area_m2 = 'NaN' where fid = 1",
        "update violations set area_m2 = 'Infinity' where fid = 1",
    ] {
        let error = sqlx::Executor::execute(&mut connection, statement).await;
        assert!(error.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_table_under_the_log_can_be_followed_and_edited() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign(
            "create table trees (fid bigint generated always as identity primary key,
                 id text not null unique, geom geometry(Point, 4326), height real, kind varchar(9));
             select gumei_log_table('trees', 'id', 'fid', 'geom');
             insert into catalogue_layers (layer, title_zh, title_en, rank, editable)
                 values ('trees', '树', 'Trees', 99, true)",
        )
        .await;
    let layer = fixture.layer("trees").await;
    assert!(layer.schema.editable);
    let start = fixture.position().await;
    fixture.foreign("insert into trees (id, geom) values ('t1', 'SRID=4326;POINT(121 31)')").await;
    let mut feature = fixture.find("trees", "t1").await.unwrap();
    feature.values = vec![Value::Real(1.5), Value::Text("香樟".into())];
    fixture.write(&[super::fixture::replace("trees", feature.clone())]).await.unwrap();
    assert_eq!(fixture.find("trees", "t1").await, Some(feature.clone()));
    let changes = fixture.changes(&start).await;
    assert_eq!(changes.len(), 2);
    assert!(matches!(&changes[1].effect,
        gumei::domain::Effect::Put { feature: image, .. } if *image == feature));
}

/// An edit of a table that is not served is a reason to look again.
#[tokio::test]
async fn a_refused_table_comes_back_when_it_is_mended() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign(
            "create table trees (fid bigint generated always as identity primary key,
                 id text not null unique, geom geometry(Point, 4326), height double precision);
             select gumei_log_table('trees', 'id', 'fid', 'geom');
             insert into trees (id, height) values ('t1', 'NaN')",
        )
        .await;
    let atlas = gumei::atlas::Atlas::open(fixture.store.clone()).await.unwrap();
    assert_eq!(atlas.snapshot().refused.len(), 1);
    fixture.foreign("update trees set height = 3 where id = 't1'").await;
    atlas.follow().await.unwrap();
    assert_eq!(*atlas.snapshot().refused, []);
}

#[tokio::test]
async fn a_table_we_may_not_read_says_so() {
    let fixture = Fixture::postgis().await;
    let user = format!("reader_{}", fixture.database());
    fixture
        .foreign(&format!(
            "create role {user} login; grant usage on schema public to {user};
             grant select on all tables in schema public to {user};
             create table secret (fid bigint primary key, geometry geometry(Point, 4326))"
        ))
        .await;
    let location: gumei::store::Location =
        server().url_of(&user, fixture.database()).parse().unwrap();
    let store = location.open().await.unwrap().store;
    let loaded = store.load().await.unwrap();
    assert_eq!(loaded.layers.len(), 26);
    assert_eq!(loaded.refused.len(), 1);
    assert!(loaded.refused[0].reason.contains("grant select on \"secret\""), "{loaded:?}");
    // It may read, but not write.
    let feature = fixture.layer("violations").await.features[0].clone();
    let edit = [super::fixture::replace("violations", feature)];
    let schemas = fixture.schemas().await;
    let error =
        store.write(&edit, &schemas, &Default::default(), loaded.position).await.unwrap_err();
    assert!(error.to_string().contains("permission denied for table violations"), "{error}");
}
