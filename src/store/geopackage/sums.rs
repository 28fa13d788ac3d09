//! `SHA256SUMS`, as `sha256sum --check` reads it: what no database notices, a flipped bit in a
//! value, shows here.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use sha2::{Digest, Sha256};

use super::backup::Report;

pub(super) const NAME: &str = "SHA256SUMS";

/// Writes the sums of files that lie in the folder, to the disk.
pub(super) fn write(folder: &Path, files: &[&Path], report: Report<'_>) -> io::Result<()> {
    let mut text = String::new();
    for file in files {
        let sum = pass(file, &mut io::sink(), report)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        text.push_str(&format!("{sum}  {name}\n"));
    }
    let mut list = File::create_new(folder.join(NAME))?;
    list.write_all(text.as_bytes())?;
    list.sync_all()
}

/// Sum by file name; `None` when the folder has no list.
pub(super) fn read(folder: &Path) -> io::Result<Option<BTreeMap<String, String>>> {
    let text = match fs::read_to_string(folder.join(NAME)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // Between the two stands a blank, and another one or an asterisk.
    let pairs = text.lines().filter_map(|line| line.split_once(' ')).map(|(sum, name)| {
        (name.trim_start_matches([' ', '*']).to_owned(), sum.to_ascii_lowercase())
    });
    Ok(Some(pairs.collect()))
}

/// Writes a file's bytes to `to` and returns their SHA-256 in hexadecimal.
pub(super) fn pass(file: &Path, to: &mut dyn Write, report: Report<'_>) -> io::Result<String> {
    let mut from = File::open(file)?;
    let total = from.metadata()?.len();
    let mut hash = Sha256::new();
    let mut chunk = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let length = from.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        hash.update(&chunk[..length]);
        to.write_all(&chunk[..length])?;
        done += length as u64;
        report(file, done, total);
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
