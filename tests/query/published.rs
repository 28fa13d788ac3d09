//! The conformance tests of CQL2 (OGC 21-065r2, annex A) that name the number of features a
//! predicate finds in the standard's test data set.

use std::sync::Arc;

use gumei::{
    atlas::Atlas,
    domain::Audience,
    query::{Filter, cql2::parse_text},
    store::geopackage::GeoPackage,
};

use crate::support::territory::foreign_store_in;

/// Conformance class, layer, predicate and number, from `cql2/standard/annex_ats_*.adoc` of
/// `opengeospatial/ogcapi-features`; the combinations of `basic-cql2` put together as the annex
/// says.
const COUNTS: &str = include_str!("../fixtures/cql2_counts.tsv");

/// Published numbers that the published data contradict: without accents three names begin with
/// `Ch` (Chișinău, Chicago, Chengdu), and one, in any case, with `chis`.
const ERRATA: [(&str, &str); 3] = [
    ("ACCENTI(name) LIKE accenti('Ch%')", "3"),
    ("ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))", "1"),
    ("ACCENTI(CASEI(name)) LIKE accenti(casei('cHis%'))", "1"),
];

#[tokio::test]
async fn every_predicate_of_the_standard_finds_the_published_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = GeoPackage::open(&foreign_store_in(folder.path())).await.unwrap();
    let atlas = Atlas::open(Arc::new(store)).await.unwrap();
    let view = atlas.snapshot().view(Audience::Internal, None);

    let mut wrong = Vec::new();
    let mut counted = 0;
    for line in COUNTS.lines() {
        let [class, layer, predicate, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {line}")
        };
        let erratum = ERRATA.iter().find(|(wrong, _)| *wrong == predicate);
        let expected = erratum.map_or(expected, |(_, right)| *right);
        let layer = view.layer(&layer.parse().unwrap()).unwrap();
        let found = parse_text(predicate).map_err(|error| error.to_string()).and_then(|filter| {
            let filter = Filter::Expression(Arc::new(filter));
            view.select(layer, &filter).map_err(|error| error.to_string())
        });
        counted += 1;
        match found {
            Ok(rows) if rows.len().to_string() == expected => {}
            Ok(rows) => wrong.push(format!("{class}: {predicate}: {}, not {expected}", rows.len())),
            Err(error) => wrong.push(format!("{class}: {predicate}: {error}")),
        }
    }

    assert!(wrong.is_empty(), "{} of {counted}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(counted, 351);
}
