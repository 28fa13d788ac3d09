use std::collections::BTreeMap;

use geo::{Geodesic, Intersects, Length};
use geo_types::Geometry;
use serde_json::Value;

use crate::support::{
    TestApp,
    shape::{self, close},
    sql,
    territory::UNIT_LEVELS,
};

fn units(counts: &Value) -> &Vec<Value> {
    counts["units"].as_array().unwrap()
}

/// Units and outside, the parts of the whole.
fn parts(counts: &Value) -> Vec<&Value> {
    units(counts).iter().chain([&counts["outside"]]).collect()
}

fn sum(lines: &[&Value], member: &str) -> f64 {
    lines.iter().map(|line| line[member].as_f64().unwrap()).sum()
}

#[tokio::test]
async fn the_parts_sum_to_the_whole_at_every_level() {
    let app = TestApp::shared().await;

    for collection in [
        "violations",
        "cases",
        "assets",
        "roads",
        "grid_cells",
        "elder_facilities",
        "responsibilities",
    ] {
        let matched = app.json(&format!("/api/collections/{collection}/items?limit=1")).await["numberMatched"].clone();
        for level in UNIT_LEVELS {
            let counts = app.json(&format!("/api/counts/{collection}?by={level}")).await;
            assert_eq!(counts["numberMatched"], matched, "{collection} {level}");
            assert_eq!(counts["total"]["count"], matched, "{collection} {level}");
            assert_eq!(
                sum(&parts(&counts), "count"),
                matched.as_f64().unwrap(),
                "{collection} {level}"
            );
            let all = app.json(&format!("/api/collections/{level}/items?limit=1")).await;
            assert_eq!(units(&counts).len(), all["numberMatched"].as_u64().unwrap() as usize);
        }
    }
}

#[tokio::test]
async fn groups_sum_to_their_unit_and_equal_sql() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;

    let counts = app.json("/api/counts/violations?by=compounds&group=class,status").await;

    for line in parts(&counts).into_iter().chain([&counts["total"]]) {
        let groups: Vec<&Value> = line["groups"].as_array().unwrap().iter().collect();
        assert_eq!(sum(&groups, "count"), line["count"].as_f64().unwrap());
    }
    let mut answered: Vec<(String, String, i64)> = counts["total"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let text = |name: &str| group["key"][name].as_str().unwrap().to_owned();
            (text("class"), text("status"), group["count"].as_i64().unwrap())
        })
        .collect();
    answered.sort();
    let in_sql: Vec<(String, String, i64)> = sql::rows(
        &mut connection,
        "select class, status, count(*) from violations where found_on <= '2016-09-30'
         group by 1, 2 order by 1, 2",
    )
    .await;
    assert_eq!(answered, in_sql);
}

#[tokio::test]
async fn a_group_may_be_null_a_flag_or_a_date() {
    let app = TestApp::shared().await;

    let counts = app.json("/api/counts/violations?by=pianqu&group=register").await;
    let keys: Vec<&Value> = counts["total"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| &g["key"]["register"])
        .collect();
    assert!(keys.contains(&&Value::Null) && keys.contains(&&Value::from("319")), "{keys:?}");

    let counts = app.json("/api/counts/compounds?by=pianqu&group=tech_standard_met").await;
    let groups = counts["total"]["groups"].as_array().unwrap();
    assert!(groups.iter().any(|group| group["key"]["tech_standard_met"] == true), "{groups:?}");
}

/// Points against every polygon, by `geo`'s own predicate.
#[tokio::test]
async fn points_are_counted_where_a_scan_finds_them() {
    let app = TestApp::shared().await;

    for level in UNIT_LEVELS {
        let areas = shape::shapes(&app.features(&format!("/api/collections/{level}/items")).await);
        for collection in
            ["cases", "hazards", "incidents", "elder_facilities", "gates", "waterlogging"]
        {
            let features = app.features(&format!("/api/collections/{collection}/items")).await;
            let (mut least, mut most) = (BTreeMap::new(), BTreeMap::new());
            for (_, point) in shape::shapes(&features) {
                let Geometry::Point(point) = point else { panic!("{collection} has only points") };
                let holders = shape::holders(&areas, &point);
                if let [only] = holders[..] {
                    *least.entry(only.to_owned()).or_insert(0) += 1;
                }
                for holder in holders {
                    *most.entry(holder.to_owned()).or_insert(0) += 1;
                }
            }
            let counts = app.json(&format!("/api/counts/{collection}?by={level}")).await;
            for unit in units(&counts) {
                let id = unit["id"].as_str().unwrap();
                let range =
                    least.get(id).copied().unwrap_or(0)..=most.get(id).copied().unwrap_or(0);
                let count = unit["count"].as_i64().unwrap();
                // More than one answer is right only for points on a border.
                assert!(range.contains(&count), "{collection} {level} {id}: {count} {range:?}");
            }
        }
    }
}

/// Polygons count for a unit they meet; those inside one unit for that unit.
#[tokio::test]
async fn polygons_are_counted_in_a_unit_they_meet() {
    let app = TestApp::shared().await;
    let areas = shape::shapes(&app.features("/api/collections/committees/items").await);

    let features = app.features("/api/collections/violations/items").await;
    let (mut least, mut most) = (BTreeMap::new(), BTreeMap::new());
    for (_, shape) in shape::shapes(&features) {
        let holders: Vec<&str> = match &shape {
            Geometry::Point(point) => shape::holders(&areas, point),
            other => areas
                .iter()
                .filter(|(_, area)| area.intersects(other))
                .map(|(id, _)| id.as_str())
                .collect(),
        };
        if let [only] = holders[..] {
            *least.entry(only).or_insert(0) += 1;
        }
        for holder in holders {
            *most.entry(holder).or_insert(0) += 1;
        }
    }
    let counts = app.json("/api/counts/violations?by=committees").await;
    for unit in units(&counts) {
        let id = unit["id"].as_str().unwrap();
        let range = least.get(id).copied().unwrap_or(0)..=most.get(id).copied().unwrap_or(0);
        assert!(range.contains(&unit["count"].as_i64().unwrap()), "{id}: {unit} {range:?}");
    }
    let slack: i64 = most.values().sum::<i64>() - least.values().sum::<i64>();
    assert!(slack < 200, "the ranges say too little: {slack}");
}

#[tokio::test]
async fn metres_of_lines_are_cut_at_the_borders_and_lost_nowhere() {
    let app = TestApp::shared().await;

    for collection in ["roads", "waterways", "river_segments"] {
        let features = app.features(&format!("/api/collections/{collection}/items")).await;
        let length: f64 = shape::shapes(&features)
            .iter()
            .map(|(_, shape)| match shape {
                Geometry::LineString(line) => Geodesic.length(line),
                Geometry::MultiLineString(lines) => Geodesic.length(lines),
                _ => 0.0,
            })
            .sum();
        assert!(length > 100.0, "{collection}: {length} m");
        for level in UNIT_LEVELS {
            let counts = app.json(&format!("/api/counts/{collection}?by={level}")).await;
            let answered = counts["total"]["length_m"].as_f64().unwrap();
            // Cutting adds vertices where two geodesics meet: well below a millimetre a kilometre.
            assert!(close(answered, length, 1e-6), "{collection} {level}: {answered} {length}");
            assert!(
                close(sum(&parts(&counts), "length_m"), answered, 1e-9),
                "{collection} {level}"
            );
        }
    }
}

#[tokio::test]
async fn within_bounds_features_and_units_alike() {
    let app = TestApp::shared().await;
    let pianqu = app.features("/api/collections/pianqu/items").await;

    let whole = app.json("/api/counts/violations?by=compounds").await;
    let (mut inside, mut listed) = (0, 0);
    for unit in &pianqu {
        let id = unit["id"].as_str().unwrap();
        let counts =
            app.json(&format!("/api/counts/violations?by=compounds&within=pianqu:{id}")).await;
        let items = app
            .json(&format!("/api/collections/violations/items?limit=1&within=pianqu:{id}"))
            .await;
        assert_eq!(counts["numberMatched"], items["numberMatched"], "{id}");
        assert_eq!(sum(&parts(&counts), "count"), items["numberMatched"].as_f64().unwrap(), "{id}");
        inside += counts["numberMatched"].as_i64().unwrap();
        listed += units(&counts).len();
        for line in units(&counts) {
            let same = units(&whole).iter().find(|other| other["id"] == line["id"]).unwrap();
            assert!(line["count"].as_i64() <= same["count"].as_i64(), "{line} {same}");
        }
    }
    let by_pianqu = app.json("/api/counts/violations?by=pianqu").await;
    let outside = by_pianqu["outside"]["count"].as_i64().unwrap();
    assert_eq!(inside + outside, whole["numberMatched"].as_i64().unwrap());
    assert_eq!(listed, 70, "every compound is in one 片区");
}

#[tokio::test]
async fn conditions_hold_for_counts_as_for_items() {
    let app = TestApp::shared().await;

    for query in [
        "class=trading",
        "register=319",
        "class=building&status=found,ordered",
        "bbox=121.38,31.14,121.39,31.15",
        "datetime=2016-01-01/2016-03-31",
        "at=2016-01-31",
        "bbox=121.38,31.14,121.39,31.15&class=building&datetime=../2016-01-01",
        "class=land&zone=residential",
    ] {
        let counts = app.json(&format!("/api/counts/violations?by=committees&{query}")).await;
        let items = app.json(&format!("/api/collections/violations/items?limit=1&{query}")).await;
        assert_eq!(counts["numberMatched"], items["numberMatched"], "{query}");
        assert_eq!(units(&counts).len(), 39, "units with nothing are listed");
    }
}

#[tokio::test]
async fn sums_of_a_property_equal_sql() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;

    let counts =
        app.json("/api/counts/compounds?by=pianqu&group=class&sum=residents,residents_60").await;

    let in_sql: Vec<(i64, i64)> = sql::rows(
        &mut connection,
        "select sum(residents), sum(residents_60) from compounds
         where coalesce(valid_from, '0') <= '2016-09-30' and coalesce(valid_to, '9') > '2016-09-30'",
    )
    .await;
    for (member, wanted) in [("sum_residents", in_sql[0].0), ("sum_residents_60", in_sql[0].1)] {
        assert_eq!(counts["total"][member].as_f64(), Some(wanted as f64), "{member}");
        assert_eq!(sum(&parts(&counts), member), wanted as f64, "{member}");
        for line in parts(&counts) {
            let groups: Vec<&Value> = line["groups"].as_array().unwrap().iter().collect();
            assert_eq!(sum(&groups, member), line[member].as_f64().unwrap());
        }
    }
}

#[tokio::test]
async fn the_csv_says_the_same_and_a_spreadsheet_reads_its_chinese() {
    let app = TestApp::shared().await;
    let target = "/api/counts/violations?by=compounds&group=class";

    let reply = app.get(&format!("{target}&f=csv")).await;
    let by_accept = app.send("GET", target, &[("accept", "text/csv")], "").await;

    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"violations-by-compounds.csv\""
    );
    assert_eq!(by_accept.body, reply.body);
    assert!(reply.body.starts_with(b"\xEF\xBB\xBF"), "no byte-order mark");
    let counts = app.json(target).await;
    let mut reader = csv::Reader::from_reader(&reply.body[3..]);
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.iter().take(3).collect::<Vec<_>>(), ["id", "name", "count"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 71, "70 compounds and outside");
    for (row, line) in rows.iter().zip(parts(&counts)) {
        assert_eq!(&row[0], line["id"].as_str().unwrap_or("outside"));
        assert_eq!(&row[1], line["name"].as_str().unwrap_or_default());
        assert_eq!(row[2].parse::<i64>().ok(), line["count"].as_i64());
        for (name, cell) in header.iter().zip(row).skip(3) {
            let groups = line["groups"].as_array().unwrap();
            let group = groups.iter().find(|group| group["key"]["class"] == name);
            let count = group.map_or(0, |group| group["count"].as_i64().unwrap());
            assert_eq!(cell.parse(), Ok(count), "{name}");
        }
    }
}

/// A column without a name would be a column of nothing.
#[tokio::test]
async fn groups_of_nothing_make_no_column() {
    let app = TestApp::shared().await;

    let reply = app
        .get("/api/counts/violations?by=pianqu&group=class&bbox=121.3601,31.1201,121.3602,31.1202&f=csv")
        .await;

    let text = String::from_utf8(reply.body[3..].to_vec()).unwrap();
    assert_eq!(text.lines().next(), Some("id,name,count"));
}

#[tokio::test]
async fn the_geojson_has_one_feature_a_unit() {
    let app = TestApp::shared().await;
    let target = "/api/counts/violations?by=committees&group=class";

    let reply = app.get(&format!("{target}&f=geojson")).await;

    assert_eq!(reply.header("content-type"), "application/geo+json");
    let map = reply.json();
    let counts = app.json(target).await;
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), 39);
    assert_eq!(map["outside"]["count"], counts["outside"]["count"]);
    for (feature, unit) in features.iter().zip(units(&counts)) {
        assert_eq!(feature["id"], unit["id"]);
        assert_eq!(feature["properties"]["name"], unit["name"]);
        assert_eq!(feature["properties"]["count"], unit["count"]);
        for group in unit["groups"].as_array().unwrap() {
            assert_eq!(
                feature["properties"][group["key"]["class"].as_str().unwrap()],
                group["count"]
            );
        }
        let item = app
            .json(&format!("/api/collections/committees/items/{}", unit["id"].as_str().unwrap()))
            .await;
        assert_eq!(feature["geometry"], item["geometry"]);
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (query, parameter) in [
        ("", "by"),
        ("by=violations", "by"),
        ("by=nothing", "by"),
        ("by=", "by"),
        ("by=pianqu&group=nothing", "group"),
        ("by=pianqu&group=class,class", "group"),
        ("by=pianqu&sum=class", "sum"),
        ("by=pianqu&sum=nothing", "sum"),
        ("by=pianqu&f=xml", "f"),
        ("by=pianqu&class=nonsense", "class"),
        ("by=pianqu&within=pianqu:nowhere", "within"),
        ("by=pianqu&bbox=1", "bbox"),
        ("by=pianqu&at=soon", "at"),
    ] {
        let reply = app.get(&format!("/api/counts/violations?{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
    let reply = app.get("/api/counts/elder_facilities?by=pianqu&group=services").await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "group");
    app.get("/api/counts/nothing?by=pianqu").await.problem(404, "not-found");
}

/// Without sums a count goes through the columns by slices, with them through a list of rows.
#[tokio::test]
async fn both_ways_of_counting_agree() {
    let app = TestApp::shared().await;
    let conditions = [
        "",
        "&class=building,trading",
        "&datetime=2016-03-01/2016-06-30",
        "&within=pianqu:310112006-P02",
        "&filter=class%20IN%20('building','land')%20AND%20found_on%20%3E%3D%20DATE('2016-05-01')",
        "&filter=status%20%3D%20'found'%20AND%20found_on%20BETWEEN%20DATE('2016-01-01')%20AND%20DATE('2016-04-30')",
        "&class=land&datetime=1999-01-01",
    ];
    for group in ["", "&group=class", "&group=removal_mode,class"] {
        for condition in conditions {
            let query = format!("/api/counts/violations?by=compounds{group}{condition}");
            let (quick, mut slow) =
                (app.json(&query).await, app.json(&format!("{query}&sum=area_m2")).await);
            assert!(slow["total"]["sum_area_m2"].is_number(), "{query}");
            strip(&mut slow);
            assert_eq!(quick, slow, "{query}");
        }
    }
}

/// Takes the sums out.
fn strip(json: &mut Value) {
    match json {
        Value::Object(members) => {
            members.retain(|name, _| !name.starts_with("sum_"));
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
