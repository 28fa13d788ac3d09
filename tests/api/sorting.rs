use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashSet},
};

use serde_json::Value;

use crate::support::{
    TestApp,
    features::{ids, violation, with},
};

const VIOLATIONS: &str = "/api/collections/violations/items";

/// The path and query of a link of the page.
fn link(page: &Value, rel: &str) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    let link = links.iter().find(|link| link["rel"] == rel)?;
    Some(link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned())
}

/// The stated order over the JSON of the features: nulls last, texts by code points.
fn sorted(mut features: Vec<Value>, keys: &[(&str, bool)]) -> Vec<String> {
    let value = |feature: &Value, key: &str| match key {
        "id" => feature["id"].clone(),
        key => feature["properties"][key].clone(),
    };
    // The list is by `fid`; a stable sort leaves equal ones in that order.
    features.sort_by(|a, b| {
        for (key, descending) in keys {
            let ordering = match (value(a, key), value(b, key)) {
                (Value::Null, Value::Null) => Ordering::Equal,
                (Value::Null, _) => return Ordering::Greater,
                (_, Value::Null) => return Ordering::Less,
                (Value::String(a), Value::String(b)) => a.cmp(&b),
                (Value::Number(a), Value::Number(b)) => {
                    a.as_f64().unwrap().partial_cmp(&b.as_f64().unwrap()).unwrap()
                }
                (Value::Bool(a), Value::Bool(b)) => a.cmp(&b),
                (a, b) => panic!("{a} and {b}"),
            };
            let ordering = if *descending { ordering.reverse() } else { ordering };
            if ordering.is_ne() {
                return ordering;
            }
        }
        Ordering::Equal
    });
    ids(&features)
}

#[tokio::test]
async fn features_come_in_the_order_asked_for() {
    let app = TestApp::shared().await;
    let unsorted = app.features(VIOLATIONS).await;

    for (sortby, keys) in [
        ("found_on", &[("found_on", false)][..]),
        ("%2Bfound_on", &[("found_on", false)]),
        // A plus sign that nobody escaped is a blank by the rules of query strings.
        ("+found_on,-id", &[("found_on", false), ("id", true)]),
        ("-resolved_on,class", &[("resolved_on", true), ("class", false)]),
        ("class,-area_m2", &[("class", false), ("area_m2", true)]),
        (
            "-register,status,found_on",
            &[("register", true), ("status", false), ("found_on", false)],
        ),
        ("id", &[("id", false)]),
    ] {
        let found = app.features(&format!("{VIOLATIONS}?sortby={sortby}")).await;
        assert_eq!(ids(&found), sorted(unsorted.clone(), keys), "{sortby}");
    }
}

#[tokio::test]
async fn sorted_pages_neither_lose_nor_repeat_in_both_directions() {
    let app = TestApp::shared().await;

    for (query, limit) in [
        ("violations/items?sortby=-resolved_on,class", 997),
        ("violations/items?sortby=status&class=trading,land", 37),
        ("cases/items?sortby=-id&datetime=2016-01-01/..", 1_000),
        ("pianqu/items?sortby=-name", 1),
        ("pianqu/items?", 2),
    ] {
        let target = format!("/api/collections/{query}");
        let all = ids(&app.features(&target).await);
        let mut here = format!("{target}&limit={limit}");
        let (mut forth, mut pages) = (Vec::new(), Vec::new());
        loop {
            let page = app.json(&here).await;
            assert_eq!(page["numberMatched"], all.len(), "{here}");
            assert_eq!(link(&page, "prev").is_some(), !pages.is_empty(), "{here}");
            let on_it = ids(page["features"].as_array().unwrap());
            forth.extend(on_it.clone());
            pages.push((here.clone(), on_it));
            match link(&page, "next") {
                Some(next) => here = next,
                None => break,
            }
        }
        assert_eq!(forth, all, "{query}");
        // Back along the links: the same pages, until nothing is before.
        let mut page = app.json(&here).await;
        for (_, expected) in pages.iter().rev().skip(1) {
            let prev = link(&page, "prev").expect("it is not the first page");
            page = app.json(&prev).await;
            let got = ids(page["features"].as_array().unwrap());
            assert!(got.ends_with(expected) || expected.ends_with(&got), "{query}: {prev}");
            assert!(link(&page, "next").is_some(), "{prev}");
        }
        assert_eq!(link(&page, "prev"), None, "{query}");
    }
}

/// Others write while somebody reads page by page: what they do not move is seen exactly once.
#[tokio::test]
async fn sorted_paging_stays_right_while_features_come_go_and_move() {
    let app = TestApp::own().await;
    let list = format!("{VIOLATIONS}?sortby=-found_on,class");
    let at_first = app.features(&list).await;
    let first_ids = ids(&at_first);
    let (mut deleted, mut moved) = (HashSet::new(), HashSet::new());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut target = Some(format!("{list}&limit=400"));
    let mut number = 0;

    while let Some(here) = target {
        let page = app.json(&here).await;
        for id in ids(page["features"].as_array().unwrap()) {
            assert!(!deleted.contains(&id), "{id} was gone");
            *seen.entry(id).or_default() += 1;
        }
        target = link(&page, "next");
        number += 1;
        let behind = (number * 400).min(first_ids.len()) - 1;
        // Gone: one seen, the last one seen, one to come.
        for index in [behind - 200, behind, behind + 150] {
            let Some(id) = first_ids.get(index) else { continue };
            if deleted.insert(id.clone()) {
                assert_eq!(app.delete(&format!("{VIOLATIONS}/{id}")).await.status, 204);
            }
        }
        // Moved from behind us to before us, and the other way.
        for (index, day) in [(behind - 100, "2001-01-01"), (behind + 100, "2016-09-29")] {
            let Some(feature) = at_first.get(index) else { continue };
            let id = feature["id"].as_str().unwrap();
            moved.insert(id.to_owned());
            // One that is resolved stays so, on a day after both.
            let resolved = &feature["properties"]["resolved_on"];
            let until = if resolved.is_null() { Value::Null } else { "2016-09-30".into() };
            let patch = serde_json::json!({ "found_on": day, "resolved_on": until });
            let reply = app.patch(&format!("{VIOLATIONS}/{id}"), &patch).await;
            assert_eq!(reply.status, 204, "{resolved}: {}", reply.text());
        }
        // Newcomers at both ends.
        for day in ["2016-09-30", "2000-01-01"] {
            let new =
                with(violation(&format!("new-{number}-{day}")), "/properties/found_on", day.into());
            assert_eq!(app.write("POST", VIOLATIONS, &new).await.status, 201);
        }
        assert!(number < 25, "paging does not end");
    }

    for id in first_ids.iter().filter(|id| !deleted.contains(*id) && !moved.contains(*id)) {
        assert_eq!(seen.get(id), Some(&1), "{id}");
    }
}

#[tokio::test]
async fn what_cannot_be_sorted_by_is_named() {
    let app = TestApp::shared().await;

    for (collection, sortby) in [
        ("violations", "nothing"),
        ("violations", ""),
        ("violations", "-"),
        ("violations", "--class"),
        ("violations", "class,"),
        ("violations", "class,class"),
        ("violations", "class,-class"),
        ("violations", "geometry"),
        ("violations", "fid"),
        ("elder_facilities", "services"),
    ] {
        let reply = app.get(&format!("/api/collections/{collection}/items?sortby={sortby}")).await;
        let problem = reply.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "sortby", "{sortby}: {problem}");
    }
}

/// `/collections/{id}/sortables` and what the parameter takes are the same names.
#[tokio::test]
async fn every_sortable_can_be_sorted_by() {
    let app = TestApp::shared().await;

    for collection in ["violations", "compounds", "elder_facilities", "unit_indicators"] {
        let path = format!("/api/collections/{collection}");
        let sortables = app.json(&format!("{path}/sortables")).await;
        let properties = sortables["properties"].as_object().unwrap();
        assert!(properties.contains_key("id"));
        for (name, property) in properties {
            assert!(!["array", "object"].contains(&property["type"].as_str().unwrap()), "{name}");
            let page = app.get(&format!("{path}/items?limit=1&sortby=-{name}")).await;
            assert_eq!(page.status, 200, "{name}: {}", page.text());
        }
    }
}
