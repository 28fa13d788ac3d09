//! The territory `gumei-2016`: its files, and the store made of them.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tempfile::TempDir;

pub const UNIT_LEVELS: [&str; 5] =
    ["subdistricts", "pianqu", "committees", "compounds", "grid_cells"];

/// The folder with the territory's data.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata/gumei-2016")
}

/// A copy of the folder, to be spoilt.
pub fn copied_folder() -> TempDir {
    let copy = TempDir::new().unwrap();
    copy_files(&folder(), copy.path());
    copy
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&copy).unwrap();
            copy_files(&path, &copy);
        } else {
            std::fs::copy(&path, copy).unwrap();
        }
    }
}

/// The new store as bytes, made once a run.
fn bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let made = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let place = TempDir::new().unwrap();
                let file = place.path().join("gumei.gpkg");
                let seed = gumei::seed::read(&folder()).await.unwrap();
                gumei::store::geopackage::create(&file, &seed, false).await.unwrap();
                std::fs::read(&file).unwrap()
            })
        });
        made.join().expect("the territory's data make a store")
    })
}

/// A new store of one's own: `gumei.gpkg` in the folder.
pub fn store_in(folder: &Path) -> PathBuf {
    let file = folder.join("gumei.gpkg");
    std::fs::write(&file, bytes()).unwrap();
    file
}

/// A GeoPackage of others (Natural Earth), copied into the folder.
pub fn foreign_store_in(folder: &Path) -> PathBuf {
    let file = folder.join("ne110m4cql2.gpkg");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::copy(fixtures.join("ne110m4cql2.gpkg"), &file).unwrap();
    file
}
