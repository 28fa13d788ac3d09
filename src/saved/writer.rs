use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
};

use super::{Field, HEAD, MAGIC, PROGRAM, Section};

/// Writes sections one after the other, and values about them.
#[derive(Debug)]
pub struct Writer {
    file: File,
    sections: Vec<Section>,
    /// What [`Reader::values`](super::Reader::values) gives back.
    pub values: Vec<u8>,
}

impl Writer {
    /// - `file`: empty.
    pub fn new(mut file: File) -> io::Result<Self> {
        file.write_all(&[0; HEAD])?;
        Ok(Self { file, sections: Vec::new(), values: Vec::new() })
    }

    pub fn put(&mut self, value: &impl Field) {
        value.put(&mut self.values);
    }

    /// Values that can be read without those before them; see [`Fields::part`](super::Fields::part).
    pub fn part(&mut self, fill: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let before = std::mem::take(&mut self.values);
        fill(self)?;
        let part = std::mem::replace(&mut self.values, before);
        self.put(&part.len());
        self.values.extend(part);
        Ok(())
    }

    /// The number that the next section will have.
    pub fn next_section(&self) -> usize {
        self.sections.len()
    }

    pub fn section(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        let section = Section { len: bytes.len() as u64, sum: crc32fast::hash(bytes) };
        self.sections.push(section);
        Ok(())
    }

    /// Writes contents and head, all to the disk; returns the length of the file.
    pub fn finish(mut self) -> io::Result<u64> {
        let mut contents = Vec::new();
        (self.sections.len() as u32).put(&mut contents);
        for section in &self.sections {
            section.len.put(&mut contents);
            section.sum.put(&mut contents);
        }
        contents.append(&mut self.values);
        let start = HEAD as u64 + self.sections.iter().map(|section| section.len).sum::<u64>();
        self.file.write_all(&contents)?;
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(PROGRAM);
        start.put(&mut head);
        (contents.len() as u64).put(&mut head);
        crc32fast::hash(&contents).put(&mut head);
        crc32fast::hash(&head).put(&mut head);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&head)?;
        self.file.sync_all()?;
        Ok(start + contents.len() as u64)
    }
}
