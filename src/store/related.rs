//! Many-valued properties, which stand in tables of their own.

use std::{iter::Peekable, sync::Arc, vec};

use crate::domain::{Feature, Value};

/// The values of one relation, for the features of a layer one after the other.
#[derive(Debug)]
pub(super) struct Related {
    /// Index of the array property.
    property: usize,
    pairs: Peekable<vec::IntoIter<(i64, String)>>,
}

impl Related {
    /// - `pairs`: the owner's `fid` and one value, by ascending `fid`.
    pub fn new(property: usize, pairs: Vec<(i64, String)>) -> Self {
        Self { property, pairs: pairs.into_iter().peekable() }
    }

    /// Fills in the values of the next feature by ascending `fid`.
    pub fn fill(&mut self, feature: &mut Feature) {
        let mut list: Vec<Arc<str>> = Vec::new();
        while let Some((_, value)) = self.pairs.next_if(|(fid, _)| *fid == feature.fid) {
            list.push(value.into());
        }
        feature.values[self.property] = Value::TextList(list.into());
    }
}
