use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::Path,
};

use super::{Field, Fields, HEAD, MAGIC, PROGRAM, SavedError, Section};

/// A file whose head and contents are sound; its sections are compared as they are read, by any
/// number of threads.
#[derive(Debug)]
pub struct Reader {
    file: File,
    /// With where each begins.
    sections: Vec<(u64, Section)>,
    /// Where the values begin in `contents`, after the list of sections.
    values: usize,
    contents: Vec<u8>,
}

impl Reader {
    /// # Errors
    /// [`SavedError`]: in one sentence, why it cannot be used.
    pub fn open(path: &Path) -> Result<Self, SavedError> {
        // A pipe would be waited for.
        if !fs::metadata(path)?.is_file() {
            return Err(SavedError::Foreign);
        }
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        let mut head = [0; HEAD];
        file.read_exact_at(&mut head, 0)?;
        let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().expect("eight"));
        let sum = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().expect("four"));
        if head[..8] != MAGIC {
            return Err(SavedError::Foreign);
        }
        if head[8..24] != *PROGRAM {
            return Err(SavedError::Program);
        }
        if crc32fast::hash(&head[..HEAD - 4]) != sum(HEAD - 4) {
            return Err(SavedError::Damaged("its head"));
        }
        let (start, length) = (number(24), number(32));
        if start.checked_add(length) != Some(len) || start < HEAD as u64 {
            return Err(SavedError::Length);
        }
        let mut contents = vec![0; usize::try_from(length).map_err(|_| SavedError::Length)?];
        file.read_exact_at(&mut contents, start)?;
        if crc32fast::hash(&contents) != sum(40) {
            return Err(SavedError::Damaged("its contents"));
        }
        let mut reader = Self { file, sections: Vec::new(), values: 0, contents };
        let mut fields = Fields::new(&reader.contents, &reader);
        let mut at = HEAD as u64;
        let mut sections = Vec::new();
        for _ in 0..fields.count(12)? {
            let section = Section { len: u64::take(&mut fields)?, sum: u32::take(&mut fields)? };
            sections.push((at, section));
            at = at.checked_add(section.len).ok_or(SavedError::Length)?;
        }
        // No byte between the head and the contents is in none of them.
        if at != start {
            return Err(SavedError::Length);
        }
        let values = reader.contents.len() - fields.left();
        reader.sections = sections;
        reader.values = values;
        Ok(reader)
    }

    /// The values, from the first.
    pub fn values(&self) -> Fields<'_> {
        self.fields(&self.contents[self.values..])
    }

    pub fn fields<'r>(&'r self, bytes: &'r [u8]) -> Fields<'r> {
        Fields::new(bytes, self)
    }

    /// Bytes of a section.
    ///
    /// # Errors
    /// [`SavedError`] when there is no such section, or its checksum is another.
    pub fn section(&self, number: usize) -> Result<Vec<u8>, SavedError> {
        let (at, section) =
            self.sections.get(number).ok_or(SavedError::Damaged("a section is missing"))?;
        // All of them together are as long as the file.
        let mut bytes = vec![0; usize::try_from(section.len).map_err(|_| SavedError::Length)?];
        self.file.read_exact_at(&mut bytes, *at)?;
        if crc32fast::hash(&bytes) != section.sum {
            return Err(SavedError::Damaged("a section"));
        }
        Ok(bytes)
    }

    /// # Errors
    /// [`SavedError::Damaged`] when there are fewer sections than that.
    pub fn expect_sections(&self, first: usize, count: usize) -> Result<(), SavedError> {
        match first.checked_add(count) {
            Some(end) if end <= self.sections.len() => Ok(()),
            _ => Err(SavedError::Damaged("a section is missing")),
        }
    }
}
