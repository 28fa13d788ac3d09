//! The page is embedded by a macro that cannot tell cargo of new files. And a snapshot file serves
//! only the sources it was written by: their hash is its format's version.

use std::{fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for source in ["src", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={source}");
        take(Path::new(source), &mut hash);
    }
    println!("cargo::rustc-env=GUMEI_SOURCES={hash:016x}");
}

/// FNV-1a, over names and contents, in the order of names.
fn take(path: &Path, hash: &mut u64) {
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            *hash = (*hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    add(path.to_string_lossy().as_bytes());
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("sources can be read");
        let mut paths: Vec<_> =
            entries.map(|entry| entry.expect("sources can be read").path()).collect();
        paths.sort();
        paths.iter().for_each(|path| take(path, hash));
    } else {
        add(&fs::read(path).expect("sources can be read"));
    }
}
