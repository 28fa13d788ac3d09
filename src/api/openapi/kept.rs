use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

use super::{Scope, document};
use crate::{api::language::Language, atlas::View};

/// Documents of one state: as many as there are addresses of the service and languages. A client
/// chooses what it calls the host, so there is an end to them.
const MOST: usize = 8;

#[derive(Debug, PartialEq, Eq)]
struct Key {
    state: [u8; 32],
    root: String,
    language: Language,
}

/// The documents of the present state, each made when it is first asked for.
#[derive(Debug, Default)]
pub struct Documents(Mutex<Vec<(Key, Bytes)>>);

impl Documents {
    /// The document as JSON.
    pub fn get(&self, root: &str, language: Language, view: &View) -> Bytes {
        let key = Key { state: view.snapshot().state(), root: root.to_owned(), language };
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = known().iter().find(|(other, _)| *other == key) {
            return bytes.clone();
        }
        let made = document(Scope { root, language, view: Some(view) });
        let bytes = Bytes::from(made.to_string());
        let mut known = known();
        known.retain(|(other, _)| other.state == key.state && *other != key);
        if known.len() == MOST {
            known.remove(0);
        }
        known.push((key, bytes.clone()));
        bytes
    }
}
