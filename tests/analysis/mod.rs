//! Totals that are kept, against counting from scratch and against a plain loop.

mod memory;

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use geo::Translate;
use gumei::{
    analysis::counts::{Counts, Question, Totals, counts},
    atlas::{Atlas, View},
    domain::{Audience, Effect, Feature, FeatureId, Operation, Value},
    query::Filter,
    table::Row,
};
use memory::{Memory, id};
use proptest::prelude::*;

use crate::support::TestApp;

const VIOLATIONS: &str = "violations";
const COMPOUNDS: &str = "compounds";

struct World {
    store: Arc<Memory>,
    atlas: Atlas,
    /// For features that are new.
    next: i64,
}

/// Where a number picks a feature, it is one of those there are.
#[derive(Debug, Clone)]
enum Step {
    Insert {
        like: usize,
        ahead: i64,
    },
    Set {
        row: usize,
        property: &'static str,
        text: Option<&'static str>,
    },
    Begin {
        row: usize,
        after: bool,
    },
    Move {
        row: usize,
        to: usize,
    },
    Remove(usize),
    Rename(usize),
    Border {
        unit: usize,
        east: f64,
    },
    RemoveUnit(usize),
    /// Many are moved, and the index is built anew.
    Index(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let row = || 0..1_000_000_usize;
    let text = prop_oneof![
        8 => prop::sample::select(vec!["found", "ordered"]).prop_map(Some),
        1 => Just(None),
        1 => prop::sample::select(vec!["unheard of", "building"]).prop_map(Some),
    ];
    prop_oneof![
        3 => (row(), 0..9_i64).prop_map(|(like, ahead)| Step::Insert { like, ahead }),
        5 => (row(), prop::sample::select(vec!["class", "status"]), text)
            .prop_map(|(row, property, text)| Step::Set { row, property, text }),
        2 => (row(), any::<bool>()).prop_map(|(row, after)| Step::Begin { row, after }),
        4 => (row(), row()).prop_map(|(row, to)| Step::Move { row, to }),
        3 => row().prop_map(Step::Remove),
        1 => row().prop_map(Step::Rename),
        1 => (row(), -0.002..0.002_f64).prop_map(|(unit, east)| Step::Border { unit, east }),
        1 => row().prop_map(Step::RemoveUnit),
        1 => row().prop_map(Step::Index),
    ]
}

impl World {
    async fn new() -> Self {
        let store = Arc::new(Memory::new().await);
        let atlas = Atlas::open(store.clone()).await.unwrap();
        Self { store, atlas, next: 1_000_000 }
    }

    fn view(&self) -> View {
        self.atlas.snapshot().view(Audience::Internal, None)
    }

    fn pick(&self, collection: &str, number: usize) -> Feature {
        let view = self.view();
        let table = &view.layer(&id(collection)).unwrap().table;
        table.feature(table.rows().nth(number % table.len()).unwrap())
    }

    fn put(&self, collection: &str, feature: Feature) {
        let of = feature.id.clone();
        let effect = Effect::Put { previous: None, feature };
        self.store.push(collection, Operation::Update, &of, effect);
    }

    fn set(&self, mut feature: Feature, property: &str, value: Value) {
        let index = self.view().layer(&id(VIOLATIONS)).unwrap().schema().index_of(property);
        feature.values[index.unwrap()] = value;
        self.put(VIOLATIONS, feature);
    }

    fn remove(&self, collection: &str, feature: &Feature) {
        let effect = Effect::Remove { id: feature.id.clone() };
        self.store.push(collection, Operation::Delete, &feature.id, effect);
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Insert { like, ahead } => {
                let mut feature = self.pick(VIOLATIONS, *like);
                self.next += 10;
                // Every other one is behind one that is there already.
                feature.fid = self.next + if self.next % 20 == 0 { 100 } else { *ahead };
                feature.id = FeatureId::new(&format!("new{}", self.next)).unwrap();
                self.put(VIOLATIONS, feature);
            }
            Step::Set { row, property, text } => {
                let value = text.map_or(Value::Null, |text| Value::Text(text.into()));
                self.set(self.pick(VIOLATIONS, *row), property, value);
            }
            Step::Begin { row, after } => {
                let layer = self.view().layer(&id(VIOLATIONS)).unwrap().clone();
                let begun = layer.schema().existence_start().unwrap();
                let day = self.view().at() + chrono::Days::new(u64::from(*after));
                let name = layer.schema().properties[begun].name.to_string();
                self.set(self.pick(VIOLATIONS, *row), &name, Value::Date(day));
            }
            Step::Move { row, to } => {
                let mut feature = self.pick(VIOLATIONS, *row);
                feature.geometry = self.pick(VIOLATIONS, *to).geometry;
                self.put(VIOLATIONS, feature);
            }
            Step::Remove(row) => self.remove(VIOLATIONS, &self.pick(VIOLATIONS, *row)),
            Step::Rename(row) => {
                let mut feature = self.pick(VIOLATIONS, *row);
                let previous = Some(feature.id.clone());
                self.next += 10;
                feature.id = FeatureId::new(&format!("new{}", self.next)).unwrap();
                let (of, effect) = (feature.id.clone(), Effect::Put { previous, feature });
                self.store.push(VIOLATIONS, Operation::Update, &of, effect);
            }
            Step::Border { unit, east } => {
                let mut feature = self.pick(COMPOUNDS, *unit);
                let moved = feature.geometry.unwrap().translate(*east, 0.0);
                feature.geometry = Some(Arc::new(moved));
                self.put(COMPOUNDS, feature);
            }
            Step::RemoveUnit(unit) => self.remove(COMPOUNDS, &self.pick(COMPOUNDS, *unit)),
            Step::Index(first) => {
                let view = self.view();
                let table = &view.layer(&id(VIOLATIONS)).unwrap().table;
                let rows: Vec<Row> = table.rows().collect();
                for number in 0..4_300 {
                    let mut feature = table.feature(rows[(first + number) % rows.len()]);
                    // Never to where it was, whatever earlier steps did.
                    let moved = feature.geometry.unwrap().translate(0.003, 0.0);
                    feature.geometry = Some(Arc::new(moved));
                    self.put(VIOLATIONS, feature);
                }
            }
        }
        self.atlas.follow().await.unwrap();
        if let Step::Index(_) = step {
            assert!(self.view().layer(&id(VIOLATIONS)).unwrap().table.is_behind());
            self.atlas.rebuild_indexes().await;
        }
    }
}

fn question(group: &[&str]) -> Question {
    Question {
        collection: id(VIOLATIONS),
        by: id(COMPOUNDS),
        group: group.iter().map(|name| (*name).to_owned()).collect(),
        sum: Vec::new(),
        filter: Filter::And(Vec::new()),
        within: None,
    }
}

type Loop = BTreeMap<(Option<Row>, Vec<String>), u64>;

/// What there is by unit and group, feature by feature.
fn by_loop(view: &View, group: &[String]) -> Loop {
    let layer = view.layer(&id(VIOLATIONS)).unwrap();
    let mut found = Loop::new();
    for row in layer.table.rows().filter(|row| view.exists(layer, *row)) {
        let feature = layer.table.feature(row);
        let values = group
            .iter()
            .map(|name| feature.values[layer.schema().index_of(name).unwrap()].to_string())
            .collect();
        let place = layer.table.point(row);
        let unit = place.and_then(|[x, y]| view.unit_at(&id(COMPOUNDS), x, y).unwrap());
        *found.entry((unit, values)).or_default() += 1;
    }
    found
}

fn told(counts: &Counts) -> Loop {
    let lines = counts.units.iter().map(|(row, line)| (Some(*row), &**line));
    let mut found = Loop::new();
    for (unit, line) in lines.chain([(None, &counts.outside)]) {
        for (values, tally) in counts.groups.iter().zip(&line.groups) {
            if tally.count > 0 {
                let values = values.iter().map(ToString::to_string).collect();
                found.insert((unit, values), tally.count);
            }
        }
    }
    found
}

/// Asks what is kept, and everything else that can answer.
fn check(totals: &Totals, view: &View) -> Result<(), TestCaseError> {
    for group in [&["class", "status"][..], &["status"], &[]] {
        let question = question(group);
        let kept = totals.counts(view, &question).unwrap();
        let fresh = counts(view, &question).unwrap();
        prop_assert_eq!(&kept.groups, &fresh.groups);
        prop_assert_eq!(&kept.units, &fresh.units);
        prop_assert_eq!(&kept.outside, &fresh.outside);
        prop_assert_eq!(&kept.total, &fresh.total);
        prop_assert!(Arc::ptr_eq(&kept.layer, &fresh.layer));
        prop_assert!(Arc::ptr_eq(&kept.units_layer, &fresh.units_layer));
        prop_assert_eq!(told(&kept), by_loop(view, &question.group));
        prop_assert!(Arc::ptr_eq(&kept, &totals.counts(view, &question).unwrap()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// After any edits, of a state asked before or not, on any day.
    #[test]
    fn kept_totals_are_those_counted_from_scratch(
        steps in prop::collection::vec((step(), any::<bool>(), any::<bool>()), 1..14),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let mut world = runtime.block_on(World::new());
        let totals = Totals::default();
        let mut earlier = world.view();
        check(&totals, &earlier)?;
        for (step, asks, asks_earlier) in steps {
            runtime.block_on(world.take(&step));
            if asks {
                check(&totals, &world.view())?;
            }
            // A reader that began before the write.
            if asks_earlier {
                check(&totals, &earlier)?;
                earlier = world.view();
            }
        }
        check(&totals, &world.view())?;
        let day = NaiveDate::from_ymd_opt(2015, 6, 1).unwrap();
        check(&totals, &world.atlas.snapshot().view(Audience::Internal, Some(day)))?;
        check(&totals, &world.view())?;
    }
}

/// What did not change is not made again.
#[tokio::test]
async fn a_write_makes_only_the_lines_of_its_units_anew() {
    let mut world = World::new().await;
    let totals = Totals::default();
    let before = totals.counts(&world.view(), &question(&["class", "status"])).unwrap();

    world.take(&Step::Remove(5)).await;
    let after = totals.counts(&world.view(), &question(&["class", "status"])).unwrap();

    assert_eq!(after.total.total.count + 1, before.total.total.count);
    let pairs = before.units.iter().zip(&after.units);
    let anew = pairs.filter(|((_, one), (_, other))| !Arc::ptr_eq(one, other)).count();
    assert_eq!(anew + usize::from(before.outside != after.outside), 1);
}

#[tokio::test]
async fn days_and_audiences_have_totals_of_their_own() {
    let world = World::new().await;
    let totals = Totals::default();
    let asked = question(&["status"]);
    let today = totals.counts(&world.view(), &asked).unwrap();

    let early = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let early = world.atlas.snapshot().view(Audience::Internal, Some(early));
    assert_eq!(totals.counts(&early, &asked).unwrap().total.total.count, 0);
    let public = world.atlas.snapshot().view(Audience::Public, None);
    match (totals.counts(&public, &asked), counts(&public, &asked)) {
        (Ok(kept), Ok(fresh)) => {
            assert!(!Arc::ptr_eq(&kept, &today));
            assert_eq!(kept.total, fresh.total);
        }
        (kept, fresh) => {
            assert_eq!(kept.unwrap_err().to_string(), fresh.unwrap_err().to_string());
        }
    }
    // A question of its own is none of the kept.
    let filter =
        Filter::In { property: "status".into(), values: vec![Value::Text("found".into())] };
    let filtered = Question { filter, ..question(&["status"]) };
    let some = totals.counts(&world.view(), &filtered).unwrap();
    assert!(some.total.total.count < today.total.total.count);
    assert!(Arc::ptr_eq(&today, &totals.counts(&world.view(), &asked).unwrap()));
}

/// Many ask while it is written: each gets the counts of the state it sees.
#[test]
fn concurrent_askers_get_the_counts_of_their_own_state() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut world = runtime.block_on(World::new());
    let totals = Totals::default();
    let mut views = vec![world.view()];
    for number in 0..12 {
        runtime.block_on(world.take(&Step::Remove(number * 1_700)));
        views.push(world.view());
    }
    let whole = views[0].layer(&id(VIOLATIONS)).unwrap().table.len();
    std::thread::scope(|scope| {
        for asker in 0..4 {
            let (totals, views) = (&totals, &views);
            scope.spawn(move || {
                for turn in 0..60 {
                    let removed = (turn * (asker + 1) + asker) % views.len();
                    let asked = question(&["class"]);
                    let kept = totals.counts(&views[removed], &asked).unwrap();
                    let fresh = counts(&views[removed], &asked).unwrap();
                    assert_eq!(kept.units, fresh.units);
                    assert!(kept.total.total.count <= (whole - removed) as u64);
                }
            });
        }
    });
}

/// The totals of the service follow what is written to it.
#[tokio::test]
async fn the_service_counts_what_was_just_written() {
    use crate::support::features::violation;

    const ASKED: &str = "/api/counts/violations?by=compounds&group=class,status";
    let app = TestApp::own().await;
    let number = |counts: &serde_json::Value| counts["numberMatched"].as_u64().unwrap();
    let before = app.json(ASKED).await;
    assert_eq!(app.json(ASKED).await, before);

    let items = "/api/collections/violations/items";
    let reply = app.write("POST", items, &violation("counted")).await;
    assert_eq!(reply.status, 201, "{}", reply.text());

    let after = app.json(ASKED).await;
    assert_eq!(number(&after), number(&before) + 1);
    // A filter that holds for all is counted from scratch.
    let scratch = app.json(&format!("{ASKED}&bbox=-180,-90,180,90")).await;
    assert_eq!(scratch, after);
    assert_eq!(app.delete(&format!("{items}/counted")).await.status, 204);
    assert_eq!(app.json(ASKED).await, before);
}
