//! How far long work is, on stderr, not too often.

use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

const EVERY_S: u64 = 3;

#[derive(Debug)]
pub struct Pace {
    start: Instant,
    /// In units of [`EVERY_S`].
    said: AtomicU64,
}

impl Pace {
    pub fn new() -> Self {
        Self { start: Instant::now(), said: AtomicU64::new(0) }
    }

    /// Says it unless something was said a moment ago.
    pub fn bytes(&self, file: &Path, done: u64, total: u64) {
        self.say(file, || format!("{} of {}", megabytes(done), megabytes(total)));
    }

    /// The same of tiles.
    pub fn tiles(&self, file: &Path, done: u64, total: u64) {
        self.say(file, || format!("{done} of {total} tiles"));
    }

    fn say(&self, file: &Path, text: impl Fn() -> String) {
        let now = self.start.elapsed().as_secs() / EVERY_S;
        if self.said.fetch_max(now, Ordering::Relaxed) < now {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            eprintln!("{name}: {}", text());
        }
    }
}

pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
