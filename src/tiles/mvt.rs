//! The Mapbox Vector Tile encoding, version 2.1.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::{
    EXTENT,
    protobuf::{bytes_field, double_field, length_field, number_field, varint, varint_len, zigzag},
};

/// Geometry commands of one feature, relative to the tile's upper left corner, `y` southwards.
#[derive(Debug, Default)]
pub struct Commands {
    numbers: Vec<u32>,
    /// That the numbers take.
    bytes: usize,
    cursor: [i64; 2],
}

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

impl Commands {
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.bytes = 0;
        self.cursor = [0, 0];
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Bytes that they take in a tile.
    pub fn len(&self) -> usize {
        self.bytes
    }

    fn push(&mut self, number: u32) {
        self.bytes += varint_len(number.into());
        self.numbers.push(number);
    }

    fn command(&mut self, id: u32, count: usize) {
        self.push((count as u32) << 3 | id);
    }

    fn step(&mut self, to: [i64; 2]) {
        let steps = [to[0] - self.cursor[0], to[1] - self.cursor[1]];
        steps.into_iter().for_each(|step| self.push(zigzag(step) as u32));
        self.cursor = to;
    }

    /// One point, or several that are one feature.
    pub fn points(&mut self, points: &[[i64; 2]]) {
        self.command(MOVE_TO, points.len());
        points.iter().for_each(|point| self.step(*point));
    }

    /// - `line`: two positions or more.
    pub fn line(&mut self, mut line: impl ExactSizeIterator<Item = [i64; 2]>) {
        self.numbers.reserve(2 * line.len() + 3);
        let Some(first) = line.next() else { return };
        self.command(MOVE_TO, 1);
        self.step(first);
        self.command(LINE_TO, line.len());
        line.for_each(|position| self.step(position));
    }

    /// - `ring`: three positions or more, the first not repeated at the end.
    pub fn ring(&mut self, ring: impl ExactSizeIterator<Item = [i64; 2]>) {
        self.line(ring);
        self.command(CLOSE_PATH, 1);
    }
}

fn packed_len(numbers: &[u32]) -> usize {
    numbers.iter().map(|number| varint_len(u64::from(*number))).sum()
}

/// What the commands of a feature draw, by its number in the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    Points = 1,
    Lines = 2,
    Areas = 3,
}

/// A text among the values of a layer.
#[derive(Debug)]
struct Text {
    /// In the bytes of the values.
    start: usize,
    len: usize,
    number: u32,
}

impl Text {
    fn bytes<'v>(&self, values: &'v [u8]) -> &'v [u8] {
        &values[self.start..][..self.len]
    }
}

/// One layer of a tile, feature by feature.
#[derive(Debug)]
pub struct LayerWriter {
    name: String,
    keys: Vec<String>,
    /// Encoded as they stand in the layer.
    values: Vec<u8>,
    value_count: u32,
    texts: HashTable<Text>,
    hasher: DefaultHashBuilder,
    numbers: HashMap<(u8, u64), u32>,
    features: Vec<u8>,
    count: usize,
}

impl LayerWriter {
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            keys: Vec::new(),
            values: Vec::new(),
            value_count: 0,
            texts: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            numbers: HashMap::default(),
            features: Vec::new(),
            count: 0,
        }
    }

    /// Number of features so far.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes that the features and their values take so far.
    pub fn written(&self) -> usize {
        self.features.len() + self.values.len()
    }

    /// The number of a key, to be used in tags.
    pub fn key(&mut self, name: &str) -> u32 {
        if let Some(known) = self.keys.iter().position(|key| key == name) {
            return known as u32;
        }
        self.keys.push(name.to_owned());
        self.keys.len() as u32 - 1
    }

    fn next_value(&mut self) -> u32 {
        self.value_count += 1;
        self.value_count - 1
    }

    /// The number of a text; the same text has one number.
    pub fn text(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text.as_bytes());
        let is_it = |known: &Text| known.bytes(&self.values) == text.as_bytes();
        if let Some(known) = self.texts.find(hash, is_it) {
            return known.number;
        }
        let number = self.unique_text(text);
        let (values, hasher) = (&self.values, &self.hasher);
        let added = Text { start: values.len() - text.len(), len: text.len(), number };
        self.texts.insert_unique(hash, added, |text| hasher.hash_one(text.bytes(values)));
        number
    }

    /// The number of a text that no other feature has, such as an id.
    pub fn unique_text(&mut self, text: &str) -> u32 {
        let inner = 1 + varint_len(text.len() as u64) + text.len();
        length_field(&mut self.values, 4, inner);
        bytes_field(&mut self.values, 1, text.as_bytes());
        self.next_value()
    }

    pub fn unsigned(&mut self, number: u64) -> u32 {
        self.number(5, number, |out| number_field(out, 5, number))
    }

    pub fn signed(&mut self, number: i64) -> u32 {
        if let Ok(number) = u64::try_from(number) {
            return self.unsigned(number);
        }
        self.number(6, number as u64, |out| number_field(out, 6, zigzag(number)))
    }

    pub fn real(&mut self, number: f64) -> u32 {
        self.number(3, number.to_bits(), |out| double_field(out, 3, number))
    }

    pub fn flag(&mut self, flag: bool) -> u32 {
        self.number(7, flag.into(), |out| number_field(out, 7, flag.into()))
    }

    fn number(&mut self, kind: u8, bits: u64, write: impl FnOnce(&mut Vec<u8>)) -> u32 {
        if let Some(known) = self.numbers.get(&(kind, bits)) {
            return *known;
        }
        let mut inner = Vec::with_capacity(11);
        write(&mut inner);
        bytes_field(&mut self.values, 4, &inner);
        let number = self.next_value();
        self.numbers.insert((kind, bits), number);
        number
    }

    /// Appends a feature.
    ///
    /// - `id`: none for what is not one feature of the data.
    /// - `tags`: numbers of keys and values by turns.
    pub fn feature(&mut self, id: Option<u64>, tags: &[u32], drawn: Drawn, commands: &Commands) {
        let tags_len = packed_len(tags);
        let geometry_len = commands.len();
        let field = |length: usize| 1 + varint_len(length as u64) + length;
        let length = id.map_or(0, |id| 1 + varint_len(id))
            + if tags.is_empty() { 0 } else { field(tags_len) }
            + 2
            + field(geometry_len);
        let out = &mut self.features;
        length_field(out, 2, length);
        if let Some(id) = id {
            number_field(out, 1, id);
        }
        if !tags.is_empty() {
            length_field(out, 2, tags_len);
            tags.iter().for_each(|tag| varint(out, u64::from(*tag)));
        }
        number_field(out, 3, drawn as u64);
        length_field(out, 4, geometry_len);
        commands.numbers.iter().for_each(|number| varint(out, u64::from(*number)));
        self.count += 1;
    }

    /// Appends the layer to a tile; one without features is left out.
    pub fn finish(self, tile: &mut Vec<u8>) {
        if self.count == 0 {
            return;
        }
        let mut head = Vec::with_capacity(self.name.len() + 4);
        number_field(&mut head, 15, 2);
        bytes_field(&mut head, 1, self.name.as_bytes());
        let mut tail = Vec::new();
        self.keys.iter().for_each(|key| bytes_field(&mut tail, 3, key.as_bytes()));
        tail.extend_from_slice(&self.values);
        number_field(&mut tail, 5, EXTENT as u64);
        length_field(tile, 3, head.len() + self.features.len() + tail.len());
        tile.extend_from_slice(&head);
        tile.extend_from_slice(&self.features);
        tile.extend_from_slice(&tail);
    }
}
