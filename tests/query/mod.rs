//! Expressions over a table: against a plain interpreter, against PostGIS, and what they cost.

mod collections;
mod errors;
mod functions;
mod generate;
mod index;
mod interpret;
mod postgis;
mod published;
mod temporal;
mod things;

use interpret::{Meaning, meaning};

use self::generate::Generator;
use crate::support::random::Random;

#[test]
fn expressions_mean_what_the_interpreter_says() {
    let mut scanned = 0;
    for seed in 0..40 {
        let mut random = Random(seed);
        let features = things::features(&mut random, 60);
        let table = things::table(features.clone());
        let mut generator = Generator { random, sql: false };
        for _ in 0..100 {
            let expression = generator.condition(3);
            let wanted: Vec<i64> = features
                .iter()
                .filter(|feature| matches!(meaning(&expression, feature), Meaning::Boolean(true)))
                .map(|feature| feature.fid)
                .collect();
            let (found, _) = things::select(&table, expression.clone()).unwrap();
            assert_eq!(found, wanted, "{expression:#?}");
            if let Some(found) = things::scan(&table, expression.clone()) {
                assert_eq!(found, wanted, "{expression:#?}");
                scanned += 1;
            }
        }
    }
    assert!(scanned > 20, "{scanned}");
}
