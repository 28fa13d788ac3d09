//! Search by name: Chinese, alias, code, pinyin and initials.

use std::sync::Arc;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::{Layer, View};
use crate::{
    domain::{CollectionId, FeatureId, Role},
    table::{Row, Table},
};

/// What of a feature matched. The order is the order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    Name,
    Alias,
    Code,
    Initials,
    Pinyin,
}

#[derive(Debug, Clone)]
pub struct Found {
    pub collection: CollectionId,
    pub row: Row,
    pub id: FeatureId,
    pub name: String,
    pub matched: Match,
}

/// The searchable texts of one layer.
#[derive(Debug)]
pub(super) struct NameIndex {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    row: Row,
    text: String,
    kind: Match,
}

/// Letters and digits in lower case, so that case, blanks and dashes do not matter.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Spellings of a name in pinyin: every reading of a character that has several, at most 16.
///
/// 闵行 is mǐnháng although 行 is most often xíng; all readings are offered rather than guessed.
fn spellings(name: &str) -> Vec<(String, String)> {
    let mut spellings = vec![(String::new(), String::new())];
    for character in name.chars() {
        let readings: Vec<&str> = match character.to_pinyin_multi() {
            Some(multi) => {
                let mut readings: Vec<&str> = multi.into_iter().map(|one| one.plain()).collect();
                // The common reading first, so that a limit drops the rare ones.
                if let Some(common) = character.to_pinyin() {
                    readings.sort_by_key(|reading| *reading != common.plain());
                }
                readings.dedup();
                readings
            }
            None => Vec::new(),
        };
        if readings.is_empty() {
            for (full, initials) in &mut spellings {
                let letters = character.to_lowercase().filter(|c| c.is_alphanumeric());
                letters.for_each(|letter| {
                    full.push(letter);
                    initials.push(letter);
                });
            }
            continue;
        }
        spellings = readings
            .iter()
            .flat_map(|reading| {
                spellings.iter().map(move |(full, initials)| {
                    (format!("{full}{reading}"), format!("{initials}{}", &reading[..1]))
                })
            })
            .take(16)
            .collect();
    }
    spellings
}

impl NameIndex {
    fn new(layer: &Layer) -> Self {
        let (schema, table) = (layer.schema(), &layer.table);
        let Some(title) = schema.title else { return Self { entries: Vec::new() } };
        let mut entries = Vec::new();
        let mut add = |row, text: &str, kind| {
            if !text.is_empty() {
                entries.push(Entry { row, text: text.to_owned(), kind });
            }
        };
        for row in table.rows() {
            add(row, &plain(table.id(row).as_str()), Match::Code);
            for (index, property) in schema.properties.iter().enumerate() {
                let kind = match property.role {
                    _ if index == title => Match::Name,
                    Some(Role::Title | Role::Alias) => Match::Alias,
                    Some(Role::Code) => Match::Code,
                    _ => continue,
                };
                let Some(text) = table.column(index).text(row as usize) else { continue };
                add(row, &plain(text), kind);
                if kind != Match::Code {
                    for (full, initials) in spellings(text) {
                        add(row, &full, Match::Pinyin);
                        add(row, &initials, Match::Initials);
                    }
                }
            }
        }
        Self { entries }
    }
}

/// Whether the layer's features have names of their own, not just ids or descriptions of events.
fn searchable(layer: &Layer) -> bool {
    layer.schema().title.is_some()
}

pub(super) fn find(view: &View, query: &str, limit: usize) -> Vec<Found> {
    let query = plain(query);
    if query.is_empty() {
        return Vec::new();
    }
    // Rank: what matched, then whole before start before middle, then larger units, then name.
    let mut ranked: Vec<((u8, Match, usize, usize), Found)> = Vec::new();
    for (position, layer) in view.layers().enumerate() {
        if !searchable(layer) {
            continue;
        }
        let names = layer.names.get_or_init(|| Arc::new(NameIndex::new(layer)));
        let table: &Table = &layer.table;
        let first_of_layer = ranked.len();
        for entry in &names.entries {
            let quality = match entry.text.find(&query) {
                Some(0) if entry.text.len() == query.len() => 0,
                Some(0) => 1,
                // Latin letters in the middle of a spelling are chance.
                Some(_) if entry.kind == Match::Name || entry.kind == Match::Alias => 2,
                _ => continue,
            };
            if !view.exists(layer, entry.row) {
                continue;
            }
            let rank = (quality, entry.kind, position, entry.text.len());
            let known = ranked[first_of_layer..].iter_mut().find(|(_, f)| f.row == entry.row);
            match known {
                Some((best, found)) if rank < *best => {
                    *best = rank;
                    found.matched = entry.kind;
                }
                Some(_) => {}
                None => ranked.push((
                    rank,
                    Found {
                        collection: layer.schema().id.clone(),
                        row: entry.row,
                        id: table.id(entry.row).to_id(),
                        name: table.title(entry.row).to_owned(),
                        matched: entry.kind,
                    },
                )),
            }
        }
    }
    ranked.sort_by(|(a, x), (b, y)| (a, &x.name, &x.id).cmp(&(b, &y.name, &y.id)));
    // Streets and lines come in pieces: one answer a name and collection.
    let mut seen = std::collections::HashSet::new();
    ranked
        .into_iter()
        .map(|(_, found)| found)
        .filter(|found| seen.insert((found.collection.clone(), found.name.clone())))
        .take(limit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_of_a_character_is_offered() {
        let spelled = spellings("闵行");
        assert!(spelled.iter().any(|(full, initials)| full == "minhang" && initials == "mh"));
        assert!(spellings("古美10村").iter().any(|(_, initials)| initials == "gm10c"));
    }
}
