use std::{
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

use arc_swap::ArcSwapOption;
use quick_cache::{Weighter, sync::Cache};
use tokio::sync::Mutex;

use super::{Content, Stand, UnitCounts};
use crate::{atlas::Atlas, tiles::Tile};

/// What all tiles that are kept may weigh when nobody says otherwise, in MB.
pub const USUAL_MB: u64 = 64;
/// How many tiles are reckoned with; more is no mistake.
const USUAL_TILES: usize = 20_000;
/// How many joins of counts are kept.
const MOST_COUNTS: usize = 16;

/// A tile as it is sent.
#[derive(Debug)]
pub struct Answer {
    pub bytes: Vec<u8>,
    /// Stands for the bytes.
    pub tag: u64,
}

impl Answer {
    fn new(bytes: Vec<u8>) -> Arc<Self> {
        let tag = BuildHasherDefault::<DefaultHasher>::default().hash_one(&bytes);
        Arc::new(Self { bytes, tag })
    }
}

/// A request and the state of what it shows: a tile that an edit touched has another key, and the
/// old one is forgotten in time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    asked: Arc<str>,
    tile: Tile,
    stamps: Vec<u64>,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<Key, Arc<Answer>> for Weight {
    fn weight(&self, key: &Key, answer: &Arc<Answer>) -> u64 {
        (key.asked.len() + answer.bytes.len() + 200) as u64
    }
}

/// The tiles of an atlas: its newest state, and answers that were made before.
#[derive(Debug)]
pub struct Tiles {
    current: ArcSwapOption<Stand>,
    /// One moves on to the next state at a time.
    turn: Mutex<()>,
    /// None keeps nothing.
    answers: Option<Cache<Key, Arc<Answer>, Weight>>,
    counts: Cache<(Arc<str>, u64), Arc<UnitCounts>>,
}

impl Default for Tiles {
    fn default() -> Self {
        Self::keeping(USUAL_MB)
    }
}

impl Tiles {
    /// - `megabytes`: what the tiles that are kept may weigh; 0 makes each anew.
    pub fn keeping(megabytes: u64) -> Self {
        let cache = || Cache::with_weighter(USUAL_TILES, megabytes << 20, Weight);
        Self {
            current: ArcSwapOption::empty(),
            turn: Mutex::default(),
            answers: (megabytes > 0).then(cache),
            counts: Cache::new(MOST_COUNTS),
        }
    }

    /// The newest state of the atlas with what is prepared of it.
    pub async fn stand(&self, atlas: &Atlas) -> Arc<Stand> {
        let newest = |stand: &Arc<Stand>| Arc::ptr_eq(&stand.snapshot, &atlas.snapshot());
        if let Some(stand) = self.current.load_full().filter(newest) {
            return stand;
        }
        let _turn = self.turn.lock().await;
        let next = match self.current.load_full() {
            Some(stand) if newest(&stand) => return stand,
            Some(stand) => stand.following(atlas).await,
            None => Stand::new(atlas.snapshot()),
        };
        let next = Arc::new(next);
        self.current.store(Some(next.clone()));
        next
    }

    /// A tile, from memory or made by `make`; those who ask for one at the same time wait for one
    /// making of it.
    ///
    /// - `asked`: all of the request but the tile.
    /// - `stamps`: the states of what the request depends on.
    ///
    /// # Errors
    /// That of `make`; it is not kept.
    pub async fn answer<E>(
        &self,
        asked: &Arc<str>,
        tile: Tile,
        stamps: Vec<u64>,
        make: impl Future<Output = Result<Vec<u8>, E>>,
    ) -> Result<Arc<Answer>, E> {
        let made = async { Ok(Answer::new(make.await?)) };
        let Some(answers) = &self.answers else { return made.await };
        let key = Key { asked: asked.clone(), tile, stamps };
        answers.get_or_insert_async(&key, made).await
    }

    /// The counts of a join, likewise.
    ///
    /// # Errors
    /// That of `make`.
    pub async fn counts<E>(
        &self,
        asked: &Arc<str>,
        clock: u64,
        make: impl Future<Output = Result<Arc<UnitCounts>, E>>,
    ) -> Result<Arc<UnitCounts>, E> {
        self.counts.get_or_insert_async(&(asked.clone(), clock), make).await
    }
}

impl Content {
    /// The states of the layers as far as the tile shows them. May take as long as the layers are
    /// to prepare for the tile's zoom.
    pub fn stamps(&self, tile: &Tile) -> Vec<u64> {
        self.parts.iter().map(|part| part.tiled.stamp(&self.view, tile)).collect()
    }

    /// The same at once; `None` when something has to be prepared first.
    pub fn ready_stamps(&self, tile: &Tile) -> Option<Vec<u64>> {
        self.parts.iter().map(|part| part.tiled.ready_stamp(tile)).collect()
    }

    /// Whether it takes no more than a millisecond or two, once the layers are prepared: nothing
    /// has to be filtered.
    pub fn is_quick(&self) -> bool {
        self.parts.iter().all(|part| part.filter.is_none() && part.usual_class)
    }
}
