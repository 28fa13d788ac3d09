//! A file of sections: what is in memory, kept from one run to the next.
//!
//! A head of fixed size, sections side by side, then the contents: plain values that say which
//! sections hold what. Every byte is under a checksum, and none is believed before that was
//! compared. Only the build that wrote a file reads it.

mod fields;
mod reader;
mod replace;
mod writer;

use std::io;

pub use fields::{Field, Fields};
pub use reader::Reader;
pub use replace::replace;
pub use writer::Writer;

pub(crate) use fields::fields;

const MAGIC: [u8; 8] = *b"gumei\0\x1a\n";

/// Stands for the sources: see `build.rs`.
const PROGRAM: &[u8] = env!("GUMEI_SOURCES").as_bytes();

/// Magic, sources, where the contents begin, how long they are, their checksum, and that of the
/// head itself.
const HEAD: usize = 8 + 16 + 8 + 8 + 4 + 4;

/// A part of the file, under its checksum (CRC-32).
#[derive(Debug, Clone, Copy)]
struct Section {
    len: u64,
    sum: u32,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    #[error("there is none")]
    Missing,
    #[error("it cannot be read: {0}")]
    Unreadable(io::Error),
    #[error("it is another kind of file")]
    Foreign,
    #[error("another build of gumei wrote it")]
    Program,
    #[error("it is cut off, or something was added to it")]
    Length,
    #[error("it is damaged ({0})")]
    Damaged(&'static str),
}

impl From<io::Error> for SavedError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Length,
            _ => Self::Unreadable(error),
        }
    }
}

#[cfg(test)]
mod tests;
