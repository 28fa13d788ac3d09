use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::{
    command::{Run, gumei},
    territory,
};

fn init(store: &Path, from: &Path, further: &[&str]) -> Run {
    let mut arguments =
        vec!["init", "--store", store.to_str().unwrap(), "--from", from.to_str().unwrap()];
    arguments.extend_from_slice(further);
    gumei(arguments)
}

/// What lies in the folder, by name.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn init_makes_a_store_and_the_folders_above_it() {
    let place = TempDir::new().unwrap();
    let store = place.path().join("a/b/gumei.gpkg");

    let run = init(&store, &territory::folder(), &[]);

    run.succeeds();
    assert!(run.stdout.contains("26 layers"), "{run:?}");
    assert_eq!(names(store.parent().unwrap()), ["gumei.gpkg"]);
}

#[test]
fn a_second_init_neither_harms_nor_helps_unless_told_to() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    fs::write(&store, b"precious").unwrap();

    init(&store, &territory::folder(), &[]).refuses(&["gumei.gpkg", "exists already", "--replace"]);
    assert_eq!(fs::read(&store).unwrap(), b"precious");

    let kept = init(&store, &territory::folder(), &["--keep"]);
    kept.succeeds();
    assert_eq!(fs::read(&store).unwrap(), b"precious");

    // Left by the store that was there.
    fs::write(store.with_file_name("gumei.gpkg-wal"), b"stale").unwrap();
    let replaced = init(&store, &territory::folder(), &["--replace"]);
    replaced.succeeds();
    assert!(fs::read(&store).unwrap().starts_with(b"SQLite format 3\0"));
    assert_eq!(names(place.path()), ["gumei.gpkg"]);
}

#[test]
fn keep_and_replace_contradict_each_other() {
    let place = TempDir::new().unwrap();

    let run = init(&place.path().join("x.gpkg"), &territory::folder(), &["--keep", "--replace"]);

    assert!(!run.success && run.stderr.contains("cannot be used with"), "{run:?}");
    assert!(names(place.path()).is_empty());
}

#[test]
fn a_failed_replacement_leaves_the_old_store() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let before = fs::read(&store).unwrap();
    let data = territory::copied_folder();
    fs::write(data.path().join("cases.geojson"), "{").unwrap();

    init(&store, data.path(), &["--replace"]).refuses(&["cases.geojson", "line 1"]);

    assert_eq!(fs::read(&store).unwrap(), before);
    assert_eq!(names(place.path()), ["gumei.gpkg"]);
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = TempDir::new().unwrap();

    let run = init(&place.path().join("x.gpkg"), Path::new("/nowhere/at-all"), &[]);

    run.refuses(&["/nowhere/at-all"]);
    assert!(names(place.path()).is_empty());
}

/// Permission bits do not bind root, so the place is one where nobody can write.
#[test]
fn a_place_that_cannot_be_written_is_named() {
    let place = TempDir::new().unwrap();
    fs::write(place.path().join("file"), "").unwrap();

    for store in [
        place.path().join("file/gumei.gpkg"),
        "/proc/gumei/gumei.gpkg".into(),
        place.path().to_owned(),
    ] {
        let run = init(&store, &territory::folder(), &["--replace"]);
        run.refuses(&["cannot write", store.to_str().unwrap()]);
    }
    assert_eq!(names(place.path()), ["file"]);
}

#[test]
fn every_command_has_help() {
    for command in [
        &[][..],
        &["init"],
        &["serve"],
        &["token"],
        &["token", "create"],
        &["token", "list"],
        &["token", "revoke"],
    ] {
        let run = gumei(command.iter().chain(&["--help"]));
        run.succeeds();
        assert!(run.stdout.contains("Usage: gumei"), "{command:?}: {run:?}");
        // The first line says what it does.
        assert!(run.stdout.lines().next().is_some_and(|line| line.len() > 10), "{command:?}");
    }
    gumei(["--version"]).succeeds();
}

#[test]
fn an_unknown_command_or_option_is_refused() {
    for arguments in
        [&["frobnicate"][..], &["init", "--stoer", "x"], &["serve", "--listen", "nowhere"], &[]]
    {
        let run = gumei(arguments);
        assert!(!run.success && !run.stderr.is_empty(), "{arguments:?}: {run:?}");
    }
}
