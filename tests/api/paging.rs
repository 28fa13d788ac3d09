use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::support::{
    TestApp,
    features::{ids, violation},
};

/// The path and query of the `next` link.
fn next(page: &Value) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    let link = links.iter().find(|link| link["rel"] == "next")?;
    Some(link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned())
}

#[tokio::test]
async fn paging_neither_loses_nor_repeats() {
    let app = TestApp::shared().await;

    for (query, limit) in [
        ("violations/items?", 997),
        ("violations/items?class=trading,land&bbox=121.36,31.12,121.41,31.16&", 37),
        ("cases/items?datetime=2016-01-01/..&", 1_000),
        ("unit_indicators/items?", 500),
        ("pianqu/items?", 1),
        ("pianqu/items?", 6),
    ] {
        let all = ids(&app.features(&format!("/api/collections/{query}")).await);
        let (mut seen, mut pages) = (Vec::new(), 0);
        let mut target = Some(format!("/api/collections/{query}limit={limit}"));
        while let Some(here) = target {
            let page = app.json(&here).await;
            assert_eq!(page["numberMatched"], all.len(), "{here}");
            let features = page["features"].as_array().unwrap();
            assert_eq!(page["numberReturned"], features.len());
            seen.extend(ids(features));
            pages += 1;
            target = next(&page);
        }
        assert_eq!(seen, all, "{query}");
        assert_eq!(pages, all.len().div_ceil(limit), "{query}");
    }
}

#[tokio::test]
async fn paging_stays_right_while_features_come_and_go() {
    let app = TestApp::own().await;
    let items = "/api/collections/violations/items";
    let at_first = ids(&app.features(items).await);
    let mut deleted = HashSet::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut target = Some(format!("{items}?limit=400"));
    let mut page_number = 0;

    while let Some(here) = target {
        let page = app.json(&here).await;
        for id in ids(page["features"].as_array().unwrap()) {
            assert!(!deleted.contains(&id), "{id} was gone");
            *seen.entry(id).or_default() += 1;
        }
        target = next(&page);
        page_number += 1;
        // Gone: one already seen, the last seen (where the next page starts), one to come.
        let behind = (page_number * 400).min(at_first.len()) - 1;
        for index in [behind - 200, behind, behind + 150] {
            let Some(id) = at_first.get(index) else { continue };
            if deleted.insert(id.clone()) {
                assert_eq!(app.delete(&format!("{items}/{id}")).await.status, 204);
            }
        }
        let new = violation(&format!("new-{page_number}"));
        assert_eq!(app.write("POST", items, &new).await.status, 201);
        assert!(page_number < 20, "paging does not end");
    }

    assert!(seen.values().all(|times| *times == 1), "something was repeated");
    for id in at_first.iter().filter(|id| !deleted.contains(*id)) {
        assert!(seen.contains_key(id), "{id} was lost");
    }
}

#[tokio::test]
async fn a_token_past_the_end_gives_an_empty_page_with_the_right_total() {
    let app = TestApp::own().await;
    let items = "/api/collections/violations/items?register=319";
    let all = ids(&app.features(items).await);
    let target = next(&app.json(&format!("{items}&limit=318")).await).unwrap();
    let last = all.last().unwrap();
    assert_eq!(app.delete(&format!("/api/collections/violations/items/{last}")).await.status, 204);

    let nothing = app.json(&target).await;

    assert_eq!(nothing["numberReturned"], 0);
    assert_eq!(nothing["numberMatched"], 318);
    assert_eq!(next(&nothing), None);
}

#[tokio::test]
async fn a_token_of_ones_own_making_is_refused_by_name() {
    let app = TestApp::shared().await;

    for token in ["", "1", "abc", "AAAAAAAAAAAA", "%F0%9F%97%BA", "AAAAAAAAAAA="] {
        let reply = app.get(&format!("/api/collections/pianqu/items?token={token}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "token", "{token}");
    }
}

/// A position in one list says nothing about another.
#[tokio::test]
async fn a_token_is_of_use_for_its_own_list_only() {
    let app = TestApp::shared().await;
    let items = "/api/collections/violations/items";
    let target = next(&app.json(&format!("{items}?class=trading&limit=5")).await).unwrap();
    let token = target.split("token=").nth(1).unwrap().split('&').next().unwrap().to_owned();

    for other in [
        format!("{items}?token={token}"),
        format!("{items}?class=land&token={token}"),
        format!("{items}?class=trading&sortby=found_on&token={token}"),
        format!("{items}?class=trading&at=2016-01-01&token={token}"),
        format!("/api/collections/cases/items?class=trading&token={token}"),
    ] {
        let reply = app.get(&other).await;
        assert_eq!(reply.status, 400, "{other}");
    }
    for same in [
        format!("{items}?token={token}&class=trading"),
        format!("{items}?class=trading&limit=7&token={token}"),
        format!("{items}?class=trading&skipGeometry=true&properties=class&token={token}"),
    ] {
        assert_eq!(app.get(&same).await.status, 200, "{same}");
    }
}

#[tokio::test]
async fn a_token_with_one_letter_changed_is_refused() {
    let app = TestApp::shared().await;
    let items = "/api/collections/violations/items?sortby=-area_m2,address";
    let target = next(&app.json(&format!("{items}&limit=40")).await).unwrap();
    let token = target.split("token=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert_eq!(app.get(&format!("{items}&token={token}")).await.status, 200);

    // The last letter of a token carries bits that stand for nothing.
    for place in (0..token.len() - 1).step_by(5) {
        let mut letters: Vec<u8> = token.bytes().collect();
        letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(letters).unwrap();
        let reply = app.get(&format!("{items}&token={other}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "token", "{other}");
    }
}
