//! Two stores' contents beside each other.

use gumei::store::Seed;

/// Both hold the same territory, plan and history, feature by feature.
#[track_caller]
pub fn assert_same(a: &Seed, b: &Seed) {
    assert_eq!((&a.territory, &a.codes), (&b.territory, &b.codes));
    assert_eq!(a.catalogue_layers, b.catalogue_layers);
    assert_eq!(a.catalogue_columns, b.catalogue_columns);
    assert_eq!(a.plan, b.plan);
    assert_eq!(a.layers.len(), b.layers.len());
    for (left, right) in a.layers.iter().zip(&b.layers) {
        assert_eq!(left, right, "{}", left.schema.id);
    }
    assert_eq!(a.log, b.log);
}
