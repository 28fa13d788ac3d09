//! Vectors in chunks: some chunks a section, so that sections are read side by side, and none is
//! so large that much would be held twice.

use std::{
    io,
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{
    super::chunked::{Bits, CHUNK, Chunked},
    cells::Saved,
};
use crate::saved::{Field, Fields, SavedError, Writer};

/// Chunks in a section: at most 4 MB of numbers.
const RUN: usize = 64;

/// Writes what `chunk` puts for each of so many chunks, and where it is.
pub(super) fn save_chunks(
    to: &mut Writer,
    count: usize,
    mut chunk: impl FnMut(usize, &mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    to.put(&to.next_section());
    let mut bytes = Vec::new();
    for start in (0..count).step_by(RUN) {
        bytes.clear();
        for index in start..count.min(start + RUN) {
            chunk(index, &mut bytes)?;
        }
        to.section(&bytes)?;
    }
    Ok(())
}

/// Reads so many chunks back, in their order, on all cores.
pub(super) fn load_chunks<T: Send>(
    from: &mut Fields<'_>,
    count: usize,
    chunk: impl Fn(usize, &mut Fields<'_>) -> Result<T, SavedError> + Sync,
) -> Result<Vec<T>, SavedError> {
    let first = usize::take(from)?;
    let runs = count.div_ceil(RUN);
    let reader = from.reader();
    // A count that the file does not bear out makes no room.
    reader.expect_sections(first, runs)?;
    let read = |run: usize| {
        let bytes = reader.section(first + run)?;
        let mut fields = reader.fields(&bytes);
        let chunks = run * RUN..count.min((run + 1) * RUN);
        let chunks =
            chunks.map(|index| chunk(index, &mut fields)).collect::<Result<Vec<T>, _>>()?;
        fields.end()?;
        Ok(chunks)
    };
    let runs = (0..runs).into_par_iter().map(read).collect::<Result<Vec<Vec<T>>, SavedError>>()?;
    Ok(runs.into_iter().flatten().collect())
}

impl<T: Saved> Chunked<T> {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        to.put(&self.len);
        save_chunks(to, self.chunks.len(), |index, bytes| T::put_all(self.chunk(index), bytes))
    }

    pub(super) fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let len = usize::take(from)?;
        let blank: OnceLock<Arc<[T]>> = OnceLock::new();
        let chunks = load_chunks(from, len.div_ceil(CHUNK), |index, fields| {
            let count = (len - index * CHUNK).min(CHUNK);
            let Some(mut cells) = T::take_all(count, fields)? else {
                // As `append` has it: whole chunks of blanks are one.
                let blanks = || std::iter::repeat_n(T::BLANK, count.next_power_of_two()).collect();
                return Ok(match count {
                    CHUNK => blank.get_or_init(blanks).clone(),
                    _ => blanks(),
                });
            };
            cells.resize(count.next_power_of_two(), T::BLANK);
            Ok(cells.into())
        })?;
        Ok(Self { chunks: Arc::new(chunks), len, blank: blank.into_inner() })
    }
}

impl Bits {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        self.words.save(to)
    }

    pub(super) fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let words: Chunked<u64> = Chunked::load(from)?;
        let count = words.iter().map(|word| word.count_ones() as usize).sum();
        Ok(Self { words, count })
    }
}
