use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::Writer;

/// Writes a file that only its owner may read, and puts it in the place of the one that is there:
/// whole, or not at all. Returns its length.
///
/// What a killed process has left half written (`….new`) is overwritten by the next.
///
/// # Errors
/// The file that was there stays; [`io::ErrorKind::WouldBlock`] while another process writes it.
pub fn replace(path: &Path, fill: impl FnOnce(&mut Writer) -> io::Result<()>) -> io::Result<u64> {
    let (new, file) = begin(path)?;
    // Held until the file has its name.
    let _lock = file.try_clone()?;
    let written = write(file, fill).and_then(|len| fs::rename(&new, path).map(|()| len));
    if written.is_err() {
        // The disk may be full: do not leave a part of the file to fill it.
        let _ = fs::remove_file(&new);
        return written;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    written
}

fn write(file: File, fill: impl FnOnce(&mut Writer) -> io::Result<()>) -> io::Result<u64> {
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.set_len(0)?;
    let mut writer = Writer::new(file)?;
    fill(&mut writer)?;
    writer.finish()
}

/// An unfinished file of our own: two services on one store may write at the same time.
fn begin(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut name = OsString::from(path);
    name.push(".new");
    let new = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(&new)?;
    file.try_lock().map_err(io::Error::from)?;
    // It may have got its final name between the two.
    let (mine, there) = (file.metadata()?, fs::symlink_metadata(&new)?);
    if (mine.dev(), mine.ino()) != (there.dev(), there.ino()) {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    Ok((new, file))
}
