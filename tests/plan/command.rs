//! `gumei plan` as an operator has it.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::{
    command::{Run, gumei},
    territory,
};

fn plan(action: &str, store: &Path, folder: Option<&Path>) -> Run {
    let mut arguments = vec!["plan", action, "--store", store.to_str().unwrap()];
    arguments.extend(folder.map(|folder| folder.to_str().unwrap()));
    gumei(arguments)
}

#[test]
fn the_plan_that_comes_with_the_territory_is_sound() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());

    for folder in [None, Some(territory::folder().join("plan"))] {
        let run = plan("check", &store, folder.as_deref());
        run.succeeds();
        assert_eq!(run.stdout, "nothing is wrong with the plan\n");
    }
}

#[test]
fn what_is_wrong_is_told_with_file_and_line_and_changes_nothing() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let folder = territory::copied_folder();
    let folder = folder.path().join("plan");
    let file = folder.join("plan.toml");
    let text = fs::read_to_string(&file).unwrap().replace("count = 70,", "count = 71,");
    fs::write(&file, text).unwrap();

    let run = plan("check", &store, Some(&folder));

    assert!(!run.success);
    assert!(run.stderr.contains("plan.toml, line "), "{}", run.stderr);
    assert!(run.stderr.contains("the plan says 71, `compounds` has 70"), "{}", run.stderr);

    fs::write(folder.join("targets-safe.toml"), "[[target]]\nkey = 1\n").unwrap();
    let run = plan("load", &store, Some(&folder));
    assert!(!run.success);
    assert!(run.stderr.contains("targets-safe.toml, line "), "{}", run.stderr);
    plan("check", &store, None).succeeds();
}

#[test]
fn a_plan_is_put_into_the_store() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let folder = territory::copied_folder();
    let folder = folder.path().join("plan");
    let file = folder.join("targets-beautiful.toml");
    let text = fs::read_to_string(&file).unwrap().replace("percent = 95", "percent = 96");
    fs::write(&file, &text).unwrap();

    plan("load", &store, Some(&folder)).succeeds();

    let copy = place.path().join("copy.gpkg");
    gumei(["copy", "--from", store.to_str().unwrap(), "--to", copy.to_str().unwrap()]).succeeds();
    plan("check", &copy, None).succeeds();
    plan("load", &store, None).refuses(&["folder"]);
}
