//! GeoPackages of others, served as they are.

use serde_json::json;

use crate::support::{TestApp, command, server::Server, shape, sql, territory::foreign_store_in};

const TABLES: [&str; 3] = [
    "ne_110m_admin_0_countries",
    "ne_110m_populated_places_simple",
    "ne_110m_rivers_lake_centerlines",
];

#[test]
fn the_service_starts_on_it_and_publishes_its_tables() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = foreign_store_in(folder.path());
    let before = std::fs::read(&file).unwrap();

    let server = Server::start(&file);

    let list = server.json("/api/collections")["collections"].clone();
    let ids: Vec<&str> =
        list.as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids, TABLES);
    // As `select count(*)` has it.
    for (id, number) in TABLES.iter().zip([177, 243, 13]) {
        let page = server.json(&format!("/api/collections/{id}/items?limit=1"));
        assert_eq!(page["numberMatched"], number, "{id}");
        let schema = server.json(&format!("/api/collections/{id}/schema"));
        assert_eq!(schema["properties"]["geom"]["x-ogc-role"], "primary-geometry");
        assert_eq!(schema["properties"]["fid"]["x-ogc-role"], "id");
    }
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(std::fs::read(&file).unwrap(), before, "a file of others is left as it is");
    command::gumei(["validate", "--adopt", TABLES[0], "--store", file.to_str().unwrap()])
        .refuses(&["own"]);
}

/// `gpkg_contents` and the schema extension (GeoPackage 1.3, annex F.9) describe the tables.
#[tokio::test]
async fn what_the_file_says_of_its_tables_and_columns_is_passed_on() {
    let app = TestApp::on(|folder| {
        let file = foreign_store_in(folder);
        let told = "
            update gpkg_contents set identifier = '国家', description = '各国边界'
                where table_name = 'ne_110m_admin_0_countries';
            create table gpkg_data_columns (
                table_name text not null, column_name text not null, name text, title text,
                description text, mime_type text, constraint_name text,
                primary key (table_name, column_name));
            create table gpkg_data_column_constraints (
                constraint_name text not null, constraint_type text not null, value text,
                min numeric, min_is_inclusive boolean, max numeric, max_is_inclusive boolean,
                description text);
            insert into gpkg_data_columns values
                ('ne_110m_admin_0_countries', 'NAME', 'name', '名称', null, null, null),
                ('ne_110m_admin_0_countries', 'POP_EST', 'population', null, null, null, 'people'),
                ('ne_110m_admin_0_countries', 'CONTINENT', null, '洲', null, null, 'continents'),
                ('nothing', 'NAME', null, 'x', null, null, null);
            insert into gpkg_data_column_constraints values
                ('continents', 'enum', 'Asia', null, null, null, null, '亚洲'),
                ('continents', 'enum', 'Europe', null, null, null, null, null),
                ('people', 'range', null, 0, 1, null, null, null);";
        let file_again = file.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let mut connection = sql::open(&file_again).await;
                for statement in told.split(';').filter(|text| !text.trim().is_empty()) {
                    sql::execute(&mut connection, statement).await;
                }
            });
        })
        .join()
        .unwrap();
        file
    })
    .await;
    let path = "/api/collections/ne_110m_admin_0_countries";

    let collection = app.json(path).await;

    assert_eq!(
        (&collection["title"], &collection["description"]),
        (&json!("国家"), &json!("各国边界"))
    );
    let schema = app.json(&format!("{path}/queryables")).await;
    let properties = &schema["properties"];
    assert_eq!(properties["NAME"]["title"], "名称");
    assert_eq!(properties["POP_EST"]["title"], "population");
    assert_eq!(properties["CONTINENT"]["title"], "洲");
    assert_eq!(properties["CONTINENT"]["enum"], json!(["Asia", "Europe"]));
    assert_eq!(properties["CONTINENT"]["oneOf"][0], json!({ "const": "Asia", "title": "亚洲" }));
    assert_eq!(properties["NAME_LONG"]["title"], "NAME_LONG");
    let asia = app.json(&format!("{path}/items?CONTINENT=Asia&limit=1")).await;
    assert!(asia["numberMatched"].as_u64().unwrap() > 30);
}

/// Natural Earth's polygons are wound as shapefiles have them; RFC 7946 wants the other way.
#[tokio::test]
async fn polygons_stored_clockwise_come_out_counter_clockwise() {
    use geo::{Winding, winding_order::WindingOrder};
    let app = TestApp::foreign().await;

    let features = app.features("/api/collections/ne_110m_admin_0_countries/items").await;

    let mut holes = 0;
    for (id, geometry) in shape::shapes(&features) {
        let geo_types::Geometry::MultiPolygon(polygons) = geometry else { panic!("{id}") };
        for polygon in polygons {
            let outside = polygon.exterior().winding_order();
            assert_eq!(outside, Some(WindingOrder::CounterClockwise), "{id}");
            for hole in polygon.interiors() {
                assert_eq!(hole.winding_order(), Some(WindingOrder::Clockwise), "{id}");
                holes += 1;
            }
        }
    }
    assert!(holes > 0, "South Africa has one");
}
