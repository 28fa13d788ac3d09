use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, sorted_ids, violation, with},
    sql,
};

const VIOLATIONS: &str = "/api/collections/violations/items";
const FACILITIES: &str = "/api/collections/elder_facilities/items";

#[tokio::test]
async fn without_a_token_nothing_is_written() {
    let app = TestApp::own().await;
    let feature = violation("secret").to_string();
    let token = app.token.clone().unwrap();
    let almost = format!("Bearer {}x", token);
    let other_scheme = format!("Basic {token}");

    for authorization in ["", "Bearer", "Bearer ", "Bearer wrong", &almost, &other_scheme, &token] {
        for (method, target) in [
            ("POST", VIOLATIONS.to_owned()),
            ("PUT", format!("{VIOLATIONS}/310112006-V00001")),
            ("DELETE", format!("{VIOLATIONS}/310112006-V00001")),
        ] {
            let headers =
                [("authorization", authorization), ("content-type", "application/geo+json")];
            let reply = app.send(method, &target, &headers, feature.clone()).await;
            reply.problem(401, "unauthorized");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    let mut connection = sql::open(&app.file).await;
    assert_eq!(
        sql::number(&mut connection, "select count(*) from changes where op <> 'load'").await,
        0
    );
}

/// RFC 9110, 11.1: the scheme is compared without regard to case.
#[tokio::test]
async fn the_case_of_the_scheme_does_not_matter() {
    let app = TestApp::own().await;
    let authorization = format!("bearer {}", app.token.as_deref().unwrap());
    let headers = [("authorization", &*authorization), ("content-type", "application/geo+json")];

    let reply = app.send("POST", VIOLATIONS, &headers, violation("case").to_string()).await;

    assert_eq!(reply.status, 201, "{}", reply.text());
}

#[tokio::test]
async fn a_new_feature_is_there_at_once_and_in_the_log_with_its_writer() {
    let app = TestApp::own().await;
    let total = app.json(VIOLATIONS).await["numberMatched"].as_i64().unwrap();
    let in_compound = format!("{VIOLATIONS}?limit=1&within=compounds:310112006-C001");
    let members = app.json(&in_compound).await["numberMatched"].as_i64().unwrap();

    let made = app.write("POST", VIOLATIONS, &violation("made")).await;

    assert_eq!(made.status, 201);
    assert_eq!(made.header("location"), format!("http://localhost{VIOLATIONS}/made"));
    let read = app.json(&format!("{VIOLATIONS}/made")).await;
    let sent = violation("made");
    assert_eq!(read["geometry"], sent["geometry"]);
    for (name, value) in sent["properties"].as_object().unwrap() {
        assert_eq!(read["properties"][name], *value, "{name}");
    }
    assert_eq!(app.json(VIOLATIONS).await["numberMatched"], total + 1);
    assert_eq!(app.json(&in_compound).await["numberMatched"], members + 1);

    let mut connection = sql::open(&app.file).await;
    let log: Vec<(String, String, String, Option<String>, String)> = sql::rows(
        &mut connection,
        "select layer, feature_id, op, before, who from changes where op <> 'load'",
    )
    .await;
    let line = ("violations".into(), "made".into(), "insert".into(), None, "tester".into());
    assert_eq!(log, [line]);
}

#[tokio::test]
async fn a_feature_without_an_id_is_given_one() {
    let app = TestApp::own().await;
    let mut feature = violation("");
    feature.as_object_mut().unwrap().remove("id");

    let first = app.write("POST", VIOLATIONS, &feature).await;
    let second = app.write("POST", VIOLATIONS, &feature).await;

    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_ne!(first.header("location"), second.header("location"));
    let path = first.header("location").strip_prefix("http://localhost").unwrap();
    assert_eq!(app.get(path).await.status, 200);
}

#[tokio::test]
async fn put_replaces_everything() {
    let app = TestApp::own().await;
    let path = format!("{FACILITIES}/replaced");
    let full = with(facility("replaced"), "/properties/address", "龙茗路1号".into());
    let full = with(full, "/properties/capacity", 12.into());
    assert_eq!(app.write("POST", FACILITIES, &full).await.status, 201);

    let bare = json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [121.385, 31.145] },
        "properties": { "tier": "centre", "name": "新名", "state": "planned", "provenance": "reported", "source": "test" },
    });
    let replaced = app.write("PUT", &path, &bare).await;

    assert_eq!(replaced.status, 204);
    assert!(replaced.body.is_empty());
    let read = app.json(&path).await;
    assert_eq!(read["id"], "replaced");
    assert_eq!(read["geometry"], bare["geometry"]);
    assert_eq!(read["properties"]["name"], "新名");
    assert_eq!(read["properties"]["services"], json!([]));
    for gone in ["address", "capacity", "opened_on"] {
        assert!(read["properties"][gone].is_null(), "{gone}");
    }
}

#[tokio::test]
async fn put_moves_a_feature_to_another_unit() {
    let app = TestApp::own().await;
    app.write("POST", VIOLATIONS, &violation("mover")).await;
    let in_unit = |unit: &'static str| {
        let target = format!("{VIOLATIONS}?limit=10000&within={unit}");
        let app = &app;
        async move { sorted_ids(app.json(&target).await["features"].as_array().unwrap()) }
    };
    assert!(in_unit("compounds:310112006-C001").await.contains(&"mover".to_owned()));
    let place = app.json("/api/collections/gates/items?compound_id=310112006-C002&limit=1").await;
    assert_eq!(place["numberReturned"], 1);

    // Inside 古美三村, as its outline has it.
    let moved = with(violation("mover"), "/geometry/coordinates", json!([121.398, 31.1425]));
    assert_eq!(app.write("PUT", &format!("{VIOLATIONS}/mover"), &moved).await.status, 204);

    assert!(!in_unit("compounds:310112006-C001").await.contains(&"mover".to_owned()));
    let spot = app.json("/api/where?lon=121.398&lat=31.1425").await;
    let unit = spot["units"]["compounds"]["id"].as_str().unwrap().to_owned();
    let there = app.json(&format!("{VIOLATIONS}?limit=10000&within=compounds:{unit}")).await;
    assert!(sorted_ids(there["features"].as_array().unwrap()).contains(&"mover".to_owned()));
}

#[tokio::test]
async fn if_match_lets_only_the_known_version_be_changed() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/310112006-V00001");
    let feature = app.json(&path).await;
    let tag = app.get(&path).await.header("etag").to_owned();

    // Another position, the form without a history, and the right position in another history.
    let (position, history) = tag.split_once('-').unwrap();
    for stale in
        [format!("\"v424242-{history}"), format!("{position}\""), format!("{position}-00000000\"")]
    {
        let reply = app.write_if("PUT", &path, &feature, &[("if-match", &stale)]).await;
        reply.problem(412, "precondition-failed");
    }
    let nonsense = app.write_if("PUT", &path, &feature, &[("if-match", "nonsense")]).await;
    nonsense.problem(412, "precondition-failed");
    let fresh = app.write_if("PUT", &path, &feature, &[("if-match", &tag)]).await;
    assert_eq!(fresh.status, 204, "{}", fresh.text());
    // The tag it had before is the stale one now.
    let again = app.write_if("PUT", &path, &feature, &[("if-match", &tag)]).await;
    again.problem(412, "precondition-failed");
    let delete = app.write_if("DELETE", &path, &Value::Null, &[("if-match", &tag)]).await;
    delete.problem(412, "precondition-failed");
    let any = app.write_if("DELETE", &path, &Value::Null, &[("if-match", "*")]).await;
    assert_eq!(any.status, 204);
}

#[tokio::test]
async fn delete_takes_a_feature_out_for_good() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/310112006-V00002");
    let total = app.json(VIOLATIONS).await["numberMatched"].as_i64().unwrap();

    let gone = app.delete(&path).await;

    assert_eq!(gone.status, 204);
    app.get(&path).await.problem(404, "not-found");
    app.delete(&path).await.problem(404, "not-found");
    app.write("PUT", &path, &violation("310112006-V00002")).await.problem(404, "not-found");
    assert_eq!(app.json(VIOLATIONS).await["numberMatched"], total - 1);
    let mut connection = sql::open(&app.file).await;
    let log: Vec<(String, Option<String>, String)> =
        sql::rows(&mut connection, "select op, after, who from changes where op <> 'load'").await;
    assert_eq!(log, [("delete".into(), None, "tester".into())]);
}

#[tokio::test]
async fn many_valued_properties_come_back_as_they_went() {
    let app = TestApp::own().await;
    let path = format!("{FACILITIES}/many");
    assert_eq!(app.write("POST", FACILITIES, &facility("many")).await.status, 201);
    assert_eq!(app.json(&path).await["properties"]["services"], json!(["meals", "medical"]));

    for services in [json!(["stay", "medical", "meals"]), json!(["medical"]), json!([])] {
        let changed = with(facility("many"), "/properties/services", services.clone());
        let changed = with(
            changed,
            "/properties/serves",
            json!(["committees:310112006-J01", "compounds:310112006-C001"]),
        );
        assert_eq!(app.write("PUT", &path, &changed).await.status, 204);
        let read = app.json(&path).await;
        assert_eq!(read["properties"]["services"], services);
        assert_eq!(read["properties"]["serves"], changed["properties"]["serves"]);
    }
    let found = app.features(&format!("{FACILITIES}?services=stay")).await;
    assert!(!sorted_ids(&found).contains(&"many".to_owned()));

    // After a delete nothing of it is left for a namesake.
    assert_eq!(app.delete(&path).await.status, 204);
    let bare = with(facility("many"), "/properties/services", Value::Null);
    assert_eq!(app.write("POST", FACILITIES, &bare).await.status, 201);
    let read = app.json(&path).await;
    assert_eq!(read["properties"]["services"], json!([]));
    assert_eq!(read["properties"]["serves"], json!([]));
}

#[tokio::test]
async fn a_unit_that_is_referred_to_stays() {
    let app = TestApp::own().await;

    for unit in ["compounds/items/310112006-C001", "committees/items/310112006-J01"] {
        let path = format!("/api/collections/{unit}");
        app.delete(&path).await.problem(409, "conflict");
        assert_eq!(app.get(&path).await.status, 200);
    }
    for pianqu in app.features("/api/collections/pianqu/items").await {
        let path = format!("/api/collections/pianqu/items/{}", pianqu["id"].as_str().unwrap());
        app.delete(&path).await.problem(409, "conflict");
    }
}

/// `serves` and `responsibilities.unit` name units of whichever level; that is a reference too.
#[tokio::test]
async fn a_unit_that_is_named_by_level_and_id_stays() {
    let app = TestApp::own().await;
    let cells = "/api/collections/grid_cells/items";
    let cell = app.json(&format!("{cells}?limit=1")).await["features"][0]["id"].clone();
    let cell = cell.as_str().unwrap();
    let serving =
        with(facility("serving"), "/properties/serves", json!([format!("grid_cells:{cell}")]));
    assert_eq!(app.write("POST", FACILITIES, &serving).await.status, 201);

    let reply = app.delete(&format!("{cells}/{cell}")).await;

    reply.problem(409, "conflict");
}

/// A relation's values are references as well: a compound that spans several committees.
#[tokio::test]
async fn a_unit_that_a_list_refers_to_stays() {
    let app = TestApp::own().await;
    let committees = "/api/collections/committees/items";
    let model = app.json(&format!("{committees}/310112006-J01")).await;
    let mut new = json!({ "type": "Feature", "id": "extra", "geometry": Value::Null, "properties": model["properties"] });
    new["properties"]["code"] = Value::Null;
    let made = app.write("POST", committees, &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let compound = app.json("/api/collections/compounds/items/310112006-C001").await;
    let mut spanning = json!({ "type": "Feature", "geometry": compound["geometry"], "properties": compound["properties"] });
    spanning["properties"]["committees"] = json!(["extra"]);
    let put = app.write("PUT", "/api/collections/compounds/items/310112006-C001", &spanning).await;
    assert_eq!(put.status, 204, "{}", put.text());

    app.delete(&format!("{committees}/extra")).await.problem(409, "conflict");
}

#[tokio::test]
async fn an_id_is_given_once() {
    let app = TestApp::own().await;

    let reply = app.write("POST", VIOLATIONS, &violation("310112006-V00001")).await;

    reply.problem(409, "conflict");
}

#[tokio::test]
async fn a_layer_that_may_not_be_edited_has_no_such_method() {
    let app = TestApp::own().await;
    let gate = json!({
        "type": "Feature", "id": "g", "geometry": { "type": "Point", "coordinates": [121.39, 31.15] },
        "properties": { "kind": "main", "compound_id": "310112006-C001", "provenance": "reported", "source": "test" },
    });

    let made = app.write("POST", "/api/collections/gates/items", &gate).await;
    let gates = app.features("/api/collections/gates/items").await;
    let path = format!("/api/collections/gates/items/{}", gates[0]["id"].as_str().unwrap());
    let gone = app.delete(&path).await;

    for reply in [made, gone] {
        reply.problem(405, "method-not-allowed");
        assert_eq!(reply.header("allow"), "GET, HEAD, OPTIONS");
    }
    // Neither a token nor a parameter makes a difference.
    let reply = app.send("PUT", &format!("{path}?sortby=id"), &[], "x").await;
    reply.problem(405, "method-not-allowed");
    assert_eq!(app.get(&path).await.status, 200);
}

#[tokio::test]
async fn a_foreign_store_is_read_only() {
    let app = TestApp::foreign().await;
    let before = std::fs::read(&app.file).unwrap();
    let items = "/api/collections/ne_110m_populated_places_simple/items";
    let headers = [("authorization", "Bearer x"), ("content-type", "application/geo+json")];

    app.send("POST", items, &headers, violation("x").to_string())
        .await
        .problem(405, "method-not-allowed");
    let gone = app.send("DELETE", &format!("{items}/1"), &headers, "").await;
    gone.problem(405, "method-not-allowed");
    assert_eq!(app.get(&format!("{items}/1")).await.status, 200);

    assert_eq!(std::fs::read(&app.file).unwrap(), before, "the file was touched");
}

#[tokio::test]
async fn everything_of_a_layer_can_be_put_back_as_it_came() {
    let app = TestApp::own().await;

    for collection in
        ["elder_facilities", "key_areas", "road_works", "unit_indicators", "neighbourhood_centres"]
    {
        let items = format!("/api/collections/{collection}/items");
        for feature in app.features(&items).await.into_iter().take(25) {
            let path = format!("{items}/{}", feature["id"].as_str().unwrap());
            let reply = app.write("PUT", &path, &feature).await;
            assert_eq!(reply.status, 204, "{path}: {}", reply.text());
            let read = app.json(&path).await;
            assert_eq!(
                (&read["geometry"], &read["properties"]),
                (&feature["geometry"], &feature["properties"])
            );
        }
    }
}
