//! Texts that repeat from row to row, kept once.

use std::{collections::HashSet, sync::Arc};

/// What has been read of one column: codes and names come again and again.
#[derive(Debug, Default)]
pub(super) struct Texts {
    known: HashSet<Arc<str>>,
}

/// A column with more texts than this has texts of its own in every row.
const MOST: usize = 4096;

impl Texts {
    /// The same allocation for the same text, of the first [`MOST`] that come.
    pub fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.known.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        if self.known.len() < MOST {
            self.known.insert(new.clone());
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_comes_again_is_shared_and_any_number_of_them_is_right() {
        let mut texts = Texts::default();
        let first = texts.share("合成");
        assert!(Arc::ptr_eq(&first, &texts.share("合成")));
        for number in 0..2 * MOST {
            let text = number.to_string();
            assert_eq!(*texts.share(&text), *text);
        }
        assert_eq!(texts.known.len(), MOST);
        assert!(Arc::ptr_eq(&first, &texts.share("合成")));
    }
}
