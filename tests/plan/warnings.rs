//! Graded warnings: their rules, their numbers, and the log of their changes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    sync::Arc,
};

use chrono::NaiveDate;
use gumei::{
    analysis::coverage::Grounds,
    domain::Audience,
    plan::{self, Plan, warnings},
    store::PlanFile,
    table::NO_UNIT,
};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{violation, with},
    server::Server,
    sql, territory,
};

/// One statement a rule: feature, what it adds to numerator, denominator and unknown; the compound
/// where it is not that in which the feature lies.
fn statements(at: &str) -> Vec<(&'static str, &'static str, String)> {
    let open = format!("(resolved_on is null or resolved_on > '{at}')");
    let ago = |days: u32| format!("date('{at}', '-{days} days')");
    vec![
        (
            "violations_long_open",
            "violations",
            format!(
                "select id, 1, null, 0 from violations where status <> 'dismissed' \
                 and found_on < {} and ({open} or status = 'relapsed')",
                ago(180)
            ),
        ),
        (
            "violations_relapsed",
            "violations",
            format!(
                "select id, 1, null, 0 from violations where status = 'relapsed' and found_on <= '{at}'"
            ),
        ),
        (
            "group_rental_open",
            "violations",
            format!(
                "select id, 1, null, 0 from violations where class = 'residence' \
                 and status <> 'dismissed' and found_on <= '{at}' and ({open} or status = 'relapsed')"
            ),
        ),
        (
            "fire_open",
            "hazards",
            format!(
                "select id, 1, null, 0 from hazards where kind in ('fire', 'fire_facility') \
                 and found_on <= '{at}' and {open}"
            ),
        ),
        (
            "fire_long_open",
            "hazards",
            format!(
                "select id, 1, null, 0 from hazards where kind in ('fire', 'fire_facility') \
                 and found_on < {} and {open}",
                ago(60)
            ),
        ),
        (
            "hazards_open",
            "hazards",
            format!(
                "select id, 1, null, 0 from hazards where kind not in ('fire', 'fire_facility') \
                 and found_on <= '{at}' and {open}"
            ),
        ),
        (
            "burglary",
            "incidents",
            format!(
                "select id, 1, null, 0 from incidents where kind = 'burglary' \
                 and occurred_on > {} and occurred_on <= '{at}'",
                ago(90)
            ),
        ),
        (
            "guards_uncertified",
            "compounds",
            "select id, coalesce(guards_certified, 0), coalesce(guards, 0), \
             case when guards_certified is null then coalesce(guards, 0) else 0 end from compounds"
                .to_owned(),
        ),
        (
            "protection_missing",
            "compounds",
            "select id, coalesce(not tech_standard_met, 0) + coalesce(not physical_standard_met, 0), \
             2, (tech_standard_met is null) + (physical_standard_met is null) from compounds"
                .to_owned(),
        ),
        (
            "facilities_broken",
            "assets",
            "select id, state in ('repair', 'out_of_order'), 1, 0 from assets where state <> 'planned'"
                .to_owned(),
        ),
        (
            "owners_committee_missing",
            "compounds",
            format!(
                "select id, owners_committee_state is not 'formed' \
                   or coalesce(owners_committee_formed_on > '{at}', 0), 1, 0 \
                 from compounds where owners_committee_eligible"
            ),
        ),
        (
            "cases_overdue",
            "cases",
            format!(
                "select id, 1, null, 0 from cases where reported_on <= '{at}' and due_on < '{at}' \
                 and (closed_on is null or closed_on > '{at}')"
            ),
        ),
        (
            "cases_again",
            "cases",
            format!(
                "select id, 1, null, 0 from cases where recurrence_of is not null \
                 and reported_on > {} and reported_on <= '{at}'",
                ago(90)
            ),
        ),
        (
            "waterlogging_open",
            "waterlogging",
            format!(
                "select id, status = 'relapsed' or done_on is null or done_on > '{at}', 1, 0 \
                 from waterlogging"
            ),
        ),
    ]
}

/// The compound of each feature of a layer: that of its place, which other tests hold.
fn homes(app: &TestApp, layer: &str) -> HashMap<String, String> {
    let view = app.atlas.snapshot().view(Audience::Internal, None);
    let level = "compounds".parse().unwrap();
    let (layer, units) =
        (view.layer(&layer.parse().unwrap()).unwrap(), view.layer(&level).unwrap());
    let membership = view.membership(layer, &level).unwrap();
    let mut homes = HashMap::new();
    for row in layer.table.rows() {
        let unit = membership.unit(row);
        if unit != NO_UNIT {
            homes.insert(layer.table.id(row).to_string(), units.table.id(unit).to_string());
        }
    }
    homes
}

/// The thresholds as the file has them: class to level to number, whether in per cent, whether below.
fn thresholds(file: &toml::Table, key: &str, class: &str) -> (Vec<(String, i64)>, bool, bool) {
    let rules = file["warning"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["key"].as_str() == Some(key)).unwrap();
    let below = rule.get("warns").is_some();
    let set = rule["thresholds"].as_array().unwrap().iter().find(|set| {
        let among = set.get("among").and_then(toml::Value::as_str);
        among.is_none_or(|among| among.contains(&format!("'{class}'")))
    });
    let set = set.unwrap();
    let (steps, percent) = match set.get("percent") {
        Some(steps) => (steps, true),
        None => (&set["count"], false),
    };
    let steps = steps.as_table().unwrap();
    (steps.iter().map(|(k, v)| (k.clone(), v.as_integer().unwrap())).collect(), percent, below)
}

/// Rule to level, numerator and denominator.
type Judged<'k> = BTreeMap<&'k str, (usize, i64, Option<i64>)>;

const ORDER: [&str; 4] = ["blue", "yellow", "orange", "red"];

#[tokio::test]
async fn levels_equal_sql() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;
    let file = fs::read_to_string(territory::folder().join("plan/warnings.toml")).unwrap();
    let file: toml::Table = file.parse().unwrap();
    let compounds: Vec<(String, String)> =
        sql::rows(&mut connection, "select id, class from compounds order by fid").await;
    let ids: Vec<String> = compounds.iter().map(|(id, _)| id.clone()).collect();
    let mut of_layer = HashMap::new();
    for layer in ["violations", "hazards", "incidents", "assets", "cases", "waterlogging"] {
        of_layer.insert(layer, homes(app, layer));
    }
    let mut met: BTreeSet<String> = BTreeSet::new();

    for at in ["2016-09-30", "2016-05-31", "2016-01-31"] {
        let answer = app.json(&format!("/api/warnings?at={at}")).await;
        let rules: BTreeSet<&str> = answer["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["key"].as_str().unwrap())
            .collect();
        let statements = statements(at);
        assert_eq!(rules, statements.iter().map(|(key, ..)| *key).collect(), "every rule is held");
        // Unit to rule to level and numbers.
        let mut expected: BTreeMap<&str, Judged<'_>> =
            ids.iter().map(|id| (id.as_str(), BTreeMap::new())).collect();
        for (key, layer, statement) in &statements {
            let rows: Vec<(String, i64, Option<i64>, i64)> =
                sql::rows(&mut connection, statement).await;
            let has_den = statement.contains(" from compounds")
                || statement.contains(" from assets")
                || statement.contains(" from waterlogging");
            let mut sums: HashMap<&str, (i64, Option<i64>, i64)> = HashMap::new();
            for (id, num, den, unknown) in &rows {
                let home = match *layer {
                    "compounds" => Some(id),
                    layer => of_layer[layer].get(id),
                };
                let Some(home) = home else { continue };
                let sum = sums.entry(home).or_insert((0, has_den.then_some(0), 0));
                sum.0 += num;
                sum.1 = sum.1.map(|sum| sum + den.unwrap());
                sum.2 += unknown;
            }
            for (id, class) in &compounds {
                let Some((num, den, unknown)) = sums.get(id.as_str()).copied() else { continue };
                if den == Some(0) && num == 0 || unknown > 0 && Some(unknown) == den {
                    continue;
                }
                let (steps, percent, below) = thresholds(&file, key, class);
                let level = steps.iter().filter(|(_, threshold)| {
                    let (left, right) = match percent {
                        true => (100 * num, threshold * den.unwrap()),
                        false => (num, *threshold),
                    };
                    if below { left <= right } else { left >= right }
                });
                let level = level.map(|(k, _)| ORDER.iter().position(|o| o == k).unwrap()).max();
                if let Some(level) = level {
                    met.insert((*key).to_owned());
                    expected.get_mut(id.as_str()).unwrap().insert(key, (level, num, den));
                }
            }
        }
        let units = answer["units"].as_array().unwrap();
        assert_eq!((units.len(), &answer["numberMatched"]), (70, &json!(70)));
        let mut counted: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for unit in units {
            let wanted = &expected[unit["id"].as_str().unwrap()];
            let found: Judged<'_> = unit["reasons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| {
                    let level = ORDER.iter().position(|o| r["level"] == *o).unwrap();
                    let (num, den) = (r["num"].as_i64().unwrap(), r["den"].as_i64());
                    (r["rule"].as_str().unwrap(), (level, num, den))
                })
                .collect();
            assert_eq!(&found, wanted, "{at}: {unit}");
            let worst = wanted
                .values()
                .map(|(level, ..)| ORDER[*level])
                .max_by_key(|worst| ORDER.iter().position(|level| level == worst));
            assert_eq!(unit["level"].as_str(), worst, "{at}: {unit}");
            *counted.entry(unit["level"].as_str()).or_default() += 1;
        }
        for level in answer["levels"].as_array().unwrap() {
            let count = counted.get(&level["key"].as_str()).copied().unwrap_or(0);
            assert_eq!(level["units"], count, "{at}: {level}");
        }
        assert_eq!(answer["none"], counted.get(&None).copied().unwrap_or(0), "{at}");
    }
    assert!(met.len() >= 12, "the demonstration data meet most rules: {met:?}");
}

/// The plan with other rules.
fn plan_with(rules: &str) -> Result<Plan, Vec<plan::PlanError>> {
    let mut files = gumei::seed::plan_files(&territory::folder().join("plan")).unwrap();
    files.retain(|file| file.name != "warnings.toml");
    files.push(PlanFile { name: "warnings.toml".to_owned(), text: rules.to_owned() });
    plan::parse(&files)
}

const HEAD: &str = "[warnings]\nby = 'compounds'\nnote = { zh = '试', en = 'test' }\n\
    [[warning_level]]\nkey = 'blue'\nzh = '蓝'\nen = 'Blue'\ncolour = 'blue'\n\
    [[warning_level]]\nkey = 'red'\nzh = '红'\nen = 'Red'\ncolour = 'red'\n";

/// A rule on a compound's guards.
fn guards(warns: &str, thresholds: &str) -> String {
    format!(
        "{HEAD}[[warning]]\nkey = 'guards'\nzh = '保安'\nen = 'Guards'\nclauses = ['二(二)1-09']\n\
         {warns}measures = [{{ kind = 'features', layer = 'compounds', among = 'TRUE', met = 'TRUE', \
         unknown = 'guards_certified IS NULL', sum_met = 'guards_certified', sum_among = 'guards' }}]\n\
         thresholds = [{thresholds}]\n"
    )
}

#[tokio::test]
async fn thresholds_are_inclusive_and_nothing_and_unknown_do_not_warn() {
    let app = TestApp::own().await;
    let unit = "/api/collections/compounds/items/310112006-C001";
    let grounds = Grounds::default();
    let level = |rules: String| {
        let plan = plan_with(&rules).unwrap();
        let view = app.atlas.snapshot().view(Audience::Internal, None);
        assert!(plan::check(&plan, &view.snapshot().schemas).is_empty());
        let rules = plan.warnings.clone().unwrap();
        let found = warnings::levels(&plan, &rules, &view, None, &grounds).unwrap();
        let is_it = |unit: &&warnings::Standing| {
            found.layer.table.id(unit.unit).as_str() == "310112006-C001"
        };
        let unit = found.units.iter().find(is_it).unwrap();
        (unit.level, unit.unknown.len())
    };
    let below = "warns = 'at_most'\n";
    for (certified, guarded, warns, thresholds, expected) in [
        // 9 of 15 are 60 %.
        (json!(9), 15, "", "{ percent = { blue = 60, red = 61 } }", (Some(0), 0)),
        (json!(9), 15, "", "{ percent = { blue = 61 } }", (None, 0)),
        (json!(9), 15, "", "{ percent = { blue = 1, red = 60 } }", (Some(1), 0)),
        (json!(9), 15, below, "{ percent = { blue = 60, red = 59 } }", (Some(0), 0)),
        (json!(9), 15, below, "{ percent = { blue = 59 } }", (None, 0)),
        (json!(9), 15, "", "{ count = { blue = 9, red = 10 } }", (Some(0), 0)),
        (json!(9), 15, below, "{ count = { blue = 9, red = 8 } }", (Some(0), 0)),
        // A third and two thirds are no whole percentages.
        (json!(1), 3, "", "{ percent = { blue = 33, red = 34 } }", (Some(0), 0)),
        (json!(2), 3, below, "{ percent = { blue = 67, red = 66 } }", (Some(0), 0)),
        // None of none, and all unknown.
        (json!(0), 0, below, "{ percent = { blue = 99, red = 0 } }", (None, 0)),
        (json!(0), 0, below, "{ count = { blue = 0 } }", (None, 0)),
        (Value::Null, 15, below, "{ percent = { blue = 99 } }", (None, 1)),
        (json!(0), 15, below, "{ percent = { blue = 99, red = 0 } }", (Some(1), 0)),
        // 古美一村 is of the baseline class: the first that it meets is its own.
        (
            json!(9),
            15,
            below,
            "{ among = \"class = 'base'\", percent = { blue = 10 } }, { percent = { blue = 99 } }",
            (None, 0),
        ),
        (
            json!(9),
            15,
            below,
            "{ among = \"class = 'mixed'\", percent = { blue = 99 } }",
            (None, 0),
        ),
    ] {
        let patch = json!({ "properties": { "guards": guarded, "guards_certified": certified } });
        let reply = app.patch(unit, &patch).await;
        assert_eq!(reply.status, 204, "{}", reply.text());

        assert_eq!(level(guards(warns, thresholds)), expected, "{patch} {warns}{thresholds}");
    }
}

#[tokio::test]
async fn wrong_rules_are_refused_with_their_line() {
    let app = TestApp::shared().await;
    let snapshot = app.atlas.snapshot();
    let right = guards("", "{ percent = { blue = 60, red = 80 } }");
    let errors = |text: &str| match plan_with(text) {
        Ok(plan) => plan::check(&plan, &snapshot.schemas),
        Err(errors) => errors,
    };
    assert_eq!(errors(&right), []);

    for (from, to, words) in [
        ("clauses = ['二(二)1-09']", "clauses = ['二(二)1-99']", "there is no row `二(二)1-99`"),
        ("clauses = ['二(二)1-09']", "clauses = []", "names no clause"),
        ("blue = 60", "blue = 0", "0 % is impossible"),
        ("red = 80", "red = 101", "101 % is impossible"),
        ("red = 80", "red = 60", "`red` (60) is not more severe than that of `blue` (60)"),
        ("red = 80", "purple = 80", "there is no warning level `purple`"),
        ("percent = {", "share = {", "share"),
        ("percent = { blue = 60, red = 80 }", "percent = {}", "name no level"),
        (
            "percent = { blue = 60, red = 80 }",
            "zh = '甲', percent = { blue = 60 }",
            "both languages",
        ),
        ("percent =", "count = { blue = 1 }, percent =", "one of `count`, `percent`"),
        ("thresholds = [", "thresholds = [{ count = { blue = 1 } }, ", "stand last"),
        ("{ percent", "{ among = \"class = 'castle'\", percent", "castle"),
        ("{ percent", "{ among = \"klass = 'base'\", percent", "klass"),
        ("layer = 'compounds'", "layer = 'castles'", "there is no layer `castles`"),
        ("sum_met = 'guards_certified'", "sum_met = 'guard'", "no column `guard`"),
        ("among = 'TRUE', ", "", ""),
        ("measures = [", "measurements = [", "measurements"),
        ("key = 'guards'", "key = 'guards'\nwarns = 'above'", "above"),
    ] {
        assert!(right.contains(from), "{from}");
        let wrong = right.replacen(from, to, 1);
        let told = errors(&wrong);
        if words.is_empty() {
            // `sum_among` alone is something to count against.
            assert_eq!(told, [], "{to}");
            continue;
        }
        let line = 1 + wrong[..wrong.find("[[warning]]").unwrap()].matches('\n').count();
        let found = told.iter().find(|error| error.reason.contains(words));
        let found = found.unwrap_or_else(|| panic!("{to}: {told:?}"));
        assert_eq!(found.file, "warnings.toml");
        // What TOML itself refuses has the line of the word, what is checked that of the rule.
        assert!(found.line.is_some_and(|found| found >= line), "{to}: {found:?}");
        if found.reason.starts_with("warning `guards`") {
            assert_eq!(found.line, Some(line), "{to}");
        }
    }
    for (from, to, words) in [
        ("colour = 'red'", "colour = 'blue'", "blue does not come after blue"),
        ("colour = 'red'", "colour = 'pink'", "pink"),
        ("key = 'red'\n", "key = 'blue'\n", "stands there twice"),
        ("key = 'red'\n", "key = 'none'\n", "means no level"),
        ("by = 'compounds'", "by = 'violations'", "is no unit level"),
        ("[warnings]\nby = 'compounds'\nnote = { zh = '试', en = 'test' }\n", "", "`[warnings]`"),
    ] {
        let told = errors(&right.replacen(from, to, 1));
        assert!(told.iter().any(|error| error.reason.contains(words)), "{to}: {told:?}");
    }
    // Counted against nothing, there is no percentage.
    let bare = right
        .replace("among = 'TRUE', ", "")
        .replace(", sum_met = 'guards_certified', sum_among = 'guards'", "");
    let told = errors(&bare);
    assert!(
        told.iter().any(|error| error.reason.contains("something to count against")),
        "{told:?}"
    );
    // A plan needs no rules.
    assert!(plan_with("").unwrap().warnings.is_none());
}

#[tokio::test]
async fn wrong_questions_are_refused_by_name() {
    let app = TestApp::shared().await;
    for (query, parameter) in [
        ("level=purple", "level"),
        ("level=red,", "level"),
        ("level=red,red", "level"),
        ("at=soon", "at"),
        ("within=pianqu:nowhere", "within"),
    ] {
        let problem = app.get(&format!("/api/warnings?{query}")).await;
        let problem = problem.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], parameter, "{query}");
    }
    app.get("/api/warnings?levels=red").await.problem(400, "unknown-parameter");
    TestApp::foreign().await.get("/api/warnings").await.problem(404, "not-found");
}

#[tokio::test]
async fn units_come_by_level_and_place_and_in_three_formats() {
    let app = TestApp::shared().await;
    let all = app.json("/api/warnings").await;
    let units = all["units"].as_array().unwrap();
    let rank = |unit: &Value| ORDER.iter().position(|level| unit["level"] == *level);
    assert!(units.windows(2).all(|pair| rank(&pair[0]) >= rank(&pair[1])), "the worst first");
    assert_eq!(all["logged"], true);
    assert!(all["note"]["zh"].as_str().unwrap().contains("A13"));
    assert_eq!(all["clauses"][0]["id"], "二(二)1-01");

    let mut sum = 0;
    for level in ORDER.into_iter().chain(["none"]) {
        let some = app.json(&format!("/api/warnings?level={level}")).await;
        let listed = some["units"].as_array().unwrap();
        assert_eq!(some["numberMatched"], listed.len());
        let wanted = if level == "none" { Value::Null } else { level.into() };
        assert!(listed.iter().all(|unit| unit["level"] == wanted), "{level}");
        assert_eq!(some["levels"], all["levels"], "the legend is of all");
        sum += listed.len();
    }
    assert_eq!(sum, 70);

    let within = app.json("/api/warnings?within=pianqu:310112006-P02").await;
    let inside = app.features("/api/collections/compounds/items?within=pianqu:310112006-P02").await;
    let ids = |units: &[Value]| -> BTreeSet<String> {
        units.iter().map(|unit| unit["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(within["units"].as_array().unwrap()), ids(&inside));
    for unit in within["units"].as_array().unwrap() {
        assert!(units.contains(unit), "a unit stands alike wherever it is asked for: {unit}");
    }

    let map = app.json("/api/warnings?f=geojson").await;
    let table = app.get("/api/warnings?f=csv").await;
    let features = map["features"].as_array().unwrap();
    assert_eq!((features.len(), table.text().lines().count()), (70, 71));
    for (unit, feature) in units.iter().zip(features) {
        for member in ["id", "name", "level", "since"] {
            assert_eq!(feature["properties"][member], unit[member]);
        }
        assert!(feature["geometry"]["coordinates"].is_array());
    }
    let etag = app.get("/api/warnings").await.header("etag").to_owned();
    let again = app.send("GET", "/api/warnings", &[("if-none-match", &etag)], "").await;
    assert_eq!(again.status, 304);
}

async fn changes(app: &TestApp, since: i64) -> Vec<Value> {
    let page = app.json(&format!("/api/changes?since={since}")).await;
    let lines = page["changes"].as_array().unwrap().iter();
    lines.filter(|line| line["collection"] == "warnings").cloned().collect()
}

async fn record(app: &TestApp) -> usize {
    warnings::record(&app.atlas, &app.plans, &Arc::new(Grounds::default())).await.unwrap()
}

/// The unit as `/api/warnings` has it.
fn unit(answer: &Value, id: &str) -> Value {
    let units = answer["units"].as_array().unwrap();
    units.iter().find(|unit| unit["id"] == id).unwrap().clone()
}

/// A violation that came back, in 古美一村.
fn relapsed(id: &str) -> Value {
    let removed = with(violation(id), "/properties/resolved_on", json!("2016-09-20"));
    with(removed, "/properties/status", json!("relapsed"))
}

#[tokio::test]
async fn a_write_over_a_threshold_is_one_logged_change_with_its_reason() {
    let app = TestApp::own().await;
    let id = "310112006-C001";
    assert_eq!(record(&app).await, 0, "a new store has the levels of its day");
    let before = unit(&app.json("/api/warnings").await, id);
    let seq = app.json("/api").await["seq"].as_i64().unwrap();

    // Four that came back are red.
    for number in 0..4 {
        let target = "/api/collections/violations/items";
        let reply = app.write("POST", target, &relapsed(&format!("back-{number}"))).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
    let live = unit(&app.json("/api/warnings").await, id);
    assert_eq!(live["level"], "red");
    assert_eq!(live["since"], Value::Null, "it is not logged yet");
    assert_eq!(record(&app).await, 1);
    assert_eq!(record(&app).await, 0);

    let lines = changes(&app, seq).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    let line = &lines[0];
    assert_eq!((&line["id"], &line["who"]), (&json!(id), &json!("gumei")));
    let properties = &line["feature"]["properties"];
    assert_eq!((&properties["level"], &properties["since"]), (&json!("red"), &json!("2016-09-30")));
    assert_eq!(properties["unit"], format!("compounds:{id}"));
    let reasons = properties["reasons_zh"].as_str().unwrap();
    assert!(reasons.contains("五违整治后复发 4 ≥ 4 (红色预警)"), "{reasons}");
    let why = line["why"].as_str().unwrap();
    assert!(why.contains("红色预警") && why.contains(before["name"].as_str().unwrap()), "{why}");
    assert_eq!(unit(&app.json("/api/warnings").await, id)["since"], "2016-09-30");
    let history = app.json(&format!("/api/collections/warnings/items/{id}/history")).await;
    assert_eq!(history["changes"].as_array().unwrap().last().unwrap()["seq"], line["seq"]);

    // A fifth changes the number, not the level and not what raises it.
    let target = "/api/collections/violations/items";
    app.write("POST", target, &relapsed("back-4")).await;
    assert_eq!(record(&app).await, 0);
    // And back.
    for number in 0..5 {
        app.delete(&format!("{target}/back-{number}")).await;
    }
    assert_eq!(record(&app).await, 1);
    let back = unit(&app.json("/api/warnings").await, id);
    assert_eq!((&back["level"], &back["reasons"]), (&before["level"], &before["reasons"]));
    let last = changes(&app, seq).await.pop().unwrap();
    assert_eq!(last["feature"]["properties"]["level"], before["level"]);
}

/// What somebody else writes into the log does not stay, and a unit that goes takes its row along.
#[tokio::test]
async fn the_log_is_put_right() {
    let app = TestApp::own().await;
    let rows = app.features("/api/collections/warnings/items").await;
    let id = rows[0]["id"].as_str().unwrap();
    let level = &rows[0]["properties"]["level"];
    let item = format!("/api/collections/warnings/items/{id}");

    let patch = json!({ "properties": { "level": "purple" } });
    assert_eq!(app.patch(&item, &patch).await.status, 204);
    assert_eq!(record(&app).await, 1);
    assert_eq!(&app.json(&item).await["properties"]["level"], level);
    app.delete(&item).await;
    assert_eq!(record(&app).await, 1);
    assert_eq!(&app.json(&item).await["properties"]["level"], level);

    let stray = with(rows[0].clone(), "/id", json!("nowhere"));
    let reply = app.write("POST", "/api/collections/warnings/items", &stray).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(record(&app).await, 1);
    app.get("/api/collections/warnings/items/nowhere").await.problem(404, "not-found");
}

#[tokio::test]
async fn without_a_log_the_levels_are_answered_all_the_same() {
    let app = TestApp::own().await;
    let before = app.json("/api/warnings").await;
    let mut connection = sql::open(&app.file).await;
    let lock = "update catalogue_layers set editable = 0 where layer = 'warnings'";
    sql::execute(&mut connection, lock).await;
    let app = TestApp::on(|folder| {
        let file = folder.join("gumei.gpkg");
        fs::copy(&app.file, &file).unwrap();
        // What is not in the file yet.
        for end in ["-wal", "-shm"] {
            let beside = |file: &std::path::Path| format!("{}{end}", file.display());
            let _ = fs::copy(beside(&app.file), beside(&file));
        }
        file
    })
    .await;

    let answer = app.json("/api/warnings").await;
    assert_eq!(answer["logged"], false);
    assert!(answer["units"].as_array().unwrap().iter().all(|unit| unit["since"].is_null()));
    assert_eq!((&answer["levels"], &answer["none"]), (&before["levels"], &before["none"]));
    let target = "/api/collections/violations/items";
    for number in 0..4 {
        app.write("POST", target, &relapsed(&format!("back-{number}"))).await;
    }
    assert_eq!(record(&app).await, 0);
    assert_eq!(unit(&app.json("/api/warnings").await, "310112006-C001")["level"], "red");
}

/// A store from before there were warnings gets the table, its catalogue and its log.
#[tokio::test]
async fn an_older_store_gets_the_log() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = territory::store_in(folder.path());
    let mut connection = sql::open(&file).await;
    sql::execute(
        &mut connection,
        "drop table warnings; delete from gpkg_contents where table_name = 'warnings';
         delete from catalogue_layers where layer = 'warnings';
         delete from catalogue_columns where layer = 'warnings';
         delete from _sqlx_migrations where version = 20261126000001",
    )
    .await;
    drop(connection);
    let app = TestApp::on(|_| file.clone()).await;

    let seq = app.json("/api").await["seq"].as_i64().unwrap();
    let live = app.json("/api/warnings").await;
    assert_eq!(live["logged"], true);
    let warned = 70 - live["none"].as_u64().unwrap() as usize;
    assert_eq!(record(&app).await, warned);
    assert_eq!(changes(&app, seq).await.len(), warned);
    let catalogue = app.json("/api/collections/warnings").await;
    assert_eq!(catalogue["title"], "预警等级");
    let rows = app.features("/api/collections/warnings/items").await;
    assert!(rows.iter().all(|row| row["properties"]["since"] == "2016-09-30"));
    // As the triggers of a new store would log it.
    let item = format!("/api/collections/warnings/items/{}", rows[0]["id"].as_str().unwrap());
    let history = app.json(&format!("{item}/history")).await;
    assert_eq!(history["changes"][0]["feature"]["properties"], rows[0]["properties"]);
}

/// The territory's folder brings the levels of its own day, so that a new store begins with them;
/// `since` is the first of the days in a row on which the layers give the level.
#[tokio::test]
async fn the_folder_has_the_levels_of_its_day() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;
    sql::execute(&mut connection, "delete from warnings").await;
    app.atlas.follow().await.unwrap();
    record(&app).await;
    let plan = app.plans.current().unwrap();
    let rules = plan.warnings.as_ref().unwrap();
    let snapshot = app.atlas.snapshot();
    let grounds = Grounds::default();
    let mut begun: HashMap<String, (Option<usize>, NaiveDate, bool)> = HashMap::new();
    let mut day = snapshot.territory.as_of;
    while day >= plan.period.0 {
        let view = snapshot.view(Audience::Internal, Some(day));
        let found = warnings::levels(&plan, rules, &view, None, &grounds).unwrap();
        for unit in &found.units {
            let id = found.layer.table.id(unit.unit).to_string();
            let (level, since, goes_on) = begun.entry(id).or_insert((unit.level, day, true));
            *goes_on &= *level == unit.level;
            if *goes_on {
                *since = day;
            }
        }
        day = day.pred_opt().unwrap();
    }
    let columns = [
        "unit",
        "name",
        "level",
        "since",
        "rules",
        "reasons_zh",
        "reasons_en",
        "provenance",
        "source",
    ];
    let mut lines = vec![format!("id,{}", columns.join(","))];
    for row in app.features("/api/collections/warnings/items").await {
        let id = row["id"].as_str().unwrap();
        let mut cells = vec![id.to_owned()];
        for column in columns {
            let text = match column {
                "since" => begun[id].1.to_string(),
                column => row["properties"][column].as_str().unwrap_or_default().to_owned(),
            };
            let quoted = format!("\"{}\"", text.replace('"', "\"\""));
            cells.push(if text.contains([',', '"']) { quoted } else { text });
        }
        lines.push(cells.join(","));
    }
    let fresh = lines.join("\n") + "\n";
    let file = territory::folder().join("warnings.csv");
    if std::env::var_os("GUMEI_RENEW").is_some() {
        fs::write(&file, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept == fresh, "warnings.csv is not fresh; GUMEI_RENEW=1 renews it");
}

/// The service itself keeps the log: nobody has to ask.
#[tokio::test]
async fn a_running_service_logs_by_itself() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = territory::store_in(folder.path());
    let run = crate::support::command::gumei([
        "token",
        "create",
        "warned",
        "--store",
        file.to_str().unwrap(),
    ]);
    let token = run.stdout.trim().to_owned();
    tokio::task::spawn_blocking(move || {
        let server = Server::start(&file);
        let seq = server.json("/api")["seq"].clone();
        for number in 0..4 {
            let feature = relapsed(&format!("back-{number}"));
            let items = "/api/collections/violations/items";
            assert_eq!(server.send("POST", items, &token, None, &feature), 201);
        }
        let feed = format!("/api/changes?since={seq}");
        let is_red = |line: &Value| {
            line["collection"] == "warnings" && line["feature"]["properties"]["level"] == "red"
        };
        server.wait_for(&feed, |page| page["changes"].as_array().unwrap().iter().any(is_red));
    })
    .await
    .unwrap();
}
