//! Every target against what was counted without it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{TestApp, sql};

use super::{scores, statements, target};

/// Targets that SQL without a geometry cannot count; other tests hold them against other things.
const ELSEWHERE: [&str; 10] = [
    // Of other targets.
    "wuge1_cadence",
    "five_zeros",
    "elder_3639",
    "equity_gap",
    // Of where things lie.
    "burglary_free",
    "elder_centre_6",
    "elder_station_39",
    "chain_complete",
    // Of walking distances.
    "access_elder",
    "access_centre",
];

fn numbers(target: &Value) -> (i64, Option<i64>) {
    (target["num"].as_i64().unwrap(), target["den"].as_i64())
}

/// Days that the numbers are asked for: the territory's own, and two before it.
const DAYS: [&str; 3] = ["2016-09-30", "2016-06-30", "2016-02-29"];

#[tokio::test]
async fn each_target_equals_sql() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;

    for at in DAYS {
        let scores = scores(app, &format!("at={at}")).await;
        let statements = statements::targets(at);
        let keys: BTreeSet<&str> =
            statements.iter().map(|(key, _)| *key).chain(ELSEWHERE).collect();
        assert_eq!(
            keys,
            scores.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            "every target is held here"
        );
        for (key, statement) in statements {
            let counted = sql::rows::<(i64, Option<i64>)>(&mut connection, &statement).await;
            assert_eq!(numbers(&scores[key]), counted[0], "{key} on {at}");
        }
    }
}

#[tokio::test]
async fn what_a_target_is_compared_with_equals_sql() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;
    let scores = scores(app, "").await;

    for (key, statement) in [
        (
            "burglary_trend",
            "select count(*), null from incidents where kind = 'burglary' \
               and occurred_on between '2015-01-01' and '2015-09-30'",
        ),
        (
            "call110_trend",
            "select count(*), null from incidents where kind = 'call110' \
               and occurred_on between '2015-01-01' and '2015-09-30'",
        ),
        (
            "safety_feel",
            "select cast(round(num * 10) as integer), cast(round(den * 10) as integer) \
             from unit_indicators where indicator = 'safety_feel' and stands_on = '2015-12-31'",
        ),
        (
            "recurrence",
            "select (select count(*) from cases where recurrence_of is not null \
                       and reported_on between '2015-01-01' and '2015-09-30'), \
                    (select count(*) from cases \
                     where closed_on between '2015-01-01' and '2015-09-30')",
        ),
    ] {
        let counted = sql::rows::<(i64, Option<i64>)>(&mut connection, statement).await;
        assert_eq!(numbers(&scores[key]["baseline"]), counted[0], "{key}");
        let (now, then) = (numbers(&scores[key]), counted[0]);
        let rate = |(num, den): (i64, Option<i64>)| num as f64 / den.unwrap_or(1) as f64;
        let better = match scores[key]["compare"].as_str().unwrap() {
            "<" => rate(now) < rate(then),
            _ => rate(now) > rate(then),
        };
        let state = if better { "on_pace" } else { "behind" };
        assert_eq!(scores[key]["state"], state, "{key}: {now:?} after {then:?}");
    }
}

/// How many features of a filter each unit has, by `/api/counts`.
async fn counts(app: &TestApp, collection: &str, by: &str, filter: &str) -> BTreeMap<String, i64> {
    let counts = app.json(&format!("/api/counts/{collection}?by={by}&filter={filter}")).await;
    let units = counts["units"].as_array().unwrap();
    let unit =
        |unit: &Value| (unit["id"].as_str().unwrap().to_owned(), unit["count"].as_i64().unwrap());
    units.iter().map(unit).collect()
}

#[tokio::test]
async fn targets_of_places_equal_the_counts() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;
    let scores = scores(app, "").await;

    let burglaries = "kind = 'burglary' AND occurred_on >= DATE('2016-01-01')";
    let burgled = counts(app, "incidents", "compounds", burglaries).await;
    let free = burgled.values().filter(|count| **count == 0).count() as i64;
    assert_eq!(numbers(&scores["burglary_free"]), (free, Some(70)));

    for (key, tier, by, of) in [
        ("elder_centre_6", "centre", "pianqu", 6),
        ("elder_station_39", "station", "committees", 39),
    ] {
        let named = format!(
            "select unit from elder_facilities_serves join elder_facilities f on f.id = feature_id \
             where tier = '{tier}' and state = 'open' and unit like '{by}:%'"
        );
        let named = sql::rows::<(String,)>(&mut connection, &named).await;
        // What a facility names beats where it stands.
        let mut filter = format!("tier = '{tier}' AND state = 'open'");
        if !named.is_empty() {
            let units: Vec<String> = named.iter().map(|(unit,)| format!("'{unit}'")).collect();
            filter += &format!(" AND NOT A_OVERLAPS(serves, ({}))", units.join(", "));
        }
        let inside = counts(app, "elder_facilities", by, &filter).await;
        let mut served: BTreeSet<String> =
            inside.into_iter().filter(|(_, count)| *count > 0).map(|(id, _)| id).collect();
        let prefix = format!("{by}:");
        served.extend(named.iter().map(|(unit,)| unit.replacen(&prefix, "", 1)));
        assert_eq!(numbers(&scores[key]), (served.len() as i64, Some(of)), "{key}");
    }
}

#[tokio::test]
async fn the_chain_equals_the_responsibilities() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;
    let with = |role: &str| {
        format!(
            "select distinct unit from responsibilities where role = '{role}' \
               and valid_from <= '2016-09-30' and (valid_to is null or valid_to > '2016-09-30')"
        )
    };
    let statement = format!(
        "select (select count(*) from ({}) where unit like 'pianqu:%') \
              + (select count(*) from ({} intersect {}) where unit like 'compounds:%')",
        with("leader"),
        with("secretary"),
        with("director")
    );
    let mut complete = sql::number(&mut connection, &statement).await;
    let groups: BTreeSet<String> = sql::rows::<(String,)>(&mut connection, &with("group"))
        .await
        .into_iter()
        .map(|(unit,)| unit)
        .collect();
    let open = "status <> 'dismissed' AND (resolved_on IS NULL OR status = 'relapsed')";
    let violations =
        app.json(&format!("/api/collections/violations/items?limit=1&filter={open}")).await;
    let violations = violations["numberMatched"].as_i64().unwrap();
    // Groups are put over compounds only, so no violation has two.
    for (id, count) in counts(app, "violations", "compounds", open).await {
        if groups.contains(&format!("compounds:{id}")) {
            complete += count;
        }
    }
    assert!(groups.iter().all(|unit| unit.starts_with("compounds:")));

    let score = target(app, "chain_complete", "").await;

    assert_eq!(numbers(&score), (complete, Some(6 + 70 + violations)));
}

#[tokio::test]
async fn people_within_reach_are_those_of_the_coverage() {
    let app = TestApp::shared().await;

    for (key, collection, column, filter) in [
        (
            "access_elder",
            "elder_facilities",
            "residents_60",
            "tier IN ('centre', 'station') AND state = 'open'",
        ),
        ("access_centre", "neighbourhood_centres", "residents", "state = 'open'"),
    ] {
        let score = target(app, key, "").await;
        let coverage =
            app.json(&format!("/api/coverage/{collection}?by=compounds&filter={filter}")).await;
        let units = coverage["units"].as_array().unwrap().iter().chain([&coverage["outside"]]);
        let (mut reached, mut of) = (0, 0);
        for unit in units {
            let people = &unit["people"][column];
            reached += people["reached"].as_f64().unwrap().round() as i64;
            of += people["total"].as_f64().unwrap().round() as i64;
        }
        assert_eq!(numbers(&score), (reached, Some(of)), "{key}");
        assert_eq!(score["state"], "not_applicable", "{key} has no threshold");
    }
}

/// “March in step”: of how many rates the range from worst to best is no wider than a quarter ago.
#[tokio::test]
async fn the_gap_is_that_of_the_rates() {
    let app = TestApp::shared().await;
    let rates = [
        ("party_consult_cov", "committees"),
        ("tech_phys_pass", "compounds"),
        ("fire_safety_cleared", "compounds"),
        ("owners_committee", "compounds"),
        ("illegal_build_res", "compounds"),
        ("group_rental_handled", "compounds"),
        ("waste_same_day", "compounds"),
        ("waterlog_16", "compounds"),
        ("one_brand_each", "committees"),
        ("elder_station_39", "committees"),
    ];

    let mut kept = 0;
    for (key, level) in rates {
        let mut widths = Vec::new();
        for at in ["2016-06-30", "2016-09-30"] {
            let score = target(app, key, &format!("by={level}&at={at}")).await;
            let units = score["units"].as_array().unwrap().iter();
            let known = units.filter(|unit| unit["den"] != 0 && unit["unknown"] != unit["den"]);
            let rates: Vec<f64> = known
                .map(|unit| unit["num"].as_f64().unwrap() / unit["den"].as_f64().unwrap())
                .collect();
            let worst = rates.iter().copied().fold(f64::INFINITY, f64::min);
            widths.push(rates.iter().copied().fold(0.0, f64::max) - worst);
        }
        kept += i64::from(widths[1] <= widths[0] + 1e-12);
    }

    let score = target(app, "equity_gap", "").await;
    assert_eq!(numbers(&score), (kept, Some(rates.len() as i64)));
    assert_eq!(score["state"], if kept == 10 { "on_pace" } else { "behind" });
}
