//! A plan that is wrong is refused with its place, and the one that is there stays.

use std::{fs, path::Path};

use gumei::{
    plan::{Plans, Source},
    seed,
};
use tempfile::TempDir;

use super::target;
use crate::support::{TestApp, territory};

pub fn copied_plan() -> TempDir {
    let copy = TempDir::new().unwrap();
    for entry in fs::read_dir(territory::folder().join("plan")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    copy
}

pub fn spoil(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// The line on which a text first stands.
pub fn line(folder: &Path, file: &str, text: &str) -> usize {
    let read = fs::read_to_string(folder.join(file)).unwrap();
    1 + read[..read.find(text).unwrap()].matches('\n').count()
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_its_line_while_the_old_plan_serves() {
    let app = TestApp::shared().await;

    for (file, from, to, words) in [
        ("targets-beautiful.toml", "percent = 95", "percent = 950", "950 % is impossible"),
        ("targets-beautiful.toml", "stretch = 100", "stretch = 90", "stretch of 90 %"),
        ("targets-beautiful.toml", "status <> 'relapsed'", "status <> 'forgotten'", "forgotten"),
        ("targets-beautiful.toml", "zone = 'public'", "zonne = 'public'", "zonne"),
        ("targets-beautiful.toml", "layer = \"violations\"", "layer = \"violence\"", "violence"),
        ("targets-beautiful.toml", "DATE('$base')", "DATE('$basis')", "$basis"),
        ("targets-safe.toml", "compare =", "compares =", "compares"),
        ("rows-3.toml", "targets = [\"five_zeros\"]", "targets = [\"six_zeros\"]", "six_zeros"),
        ("rows-3.toml", "kind = \"T\"", "kind = \"Q\"", "`Q`"),
        ("plan.toml", "year = 2016", "year = ", ""),
    ] {
        let folder = copied_plan();
        let plans = Plans::new(Source::Folder(folder.path().to_owned()));
        plans.look(&app.atlas).await.unwrap();
        let good = plans.current().unwrap();

        spoil(folder.path(), file, from, to);
        let wrong = plans.look(&app.atlas).await.unwrap_err();

        let told = wrong.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(
            told.iter().any(|t| t.contains(words) && t.starts_with(&format!("{file}, line "))),
            "{to}: {told:?}"
        );
        assert_eq!(plans.current().unwrap().digest, good.digest, "{to}");

        // Put right again, it is taken up.
        spoil(folder.path(), file, to, from);
        plans.look(&app.atlas).await.unwrap();
    }
}

#[tokio::test]
async fn the_line_is_that_of_the_target() {
    let app = TestApp::shared().await;
    let folder = copied_plan();
    let file = "targets-beautiful.toml";
    spoil(folder.path(), file, "percent = 95", "percent = 950");
    let files = seed::plan_files(folder.path()).unwrap();

    let wrong = gumei::plan::parse(&files).unwrap_err();

    let key = line(folder.path(), file, "key = \"illegal_build_res\"");
    // The span of a table starts at its header, the line above.
    assert_eq!((wrong[0].file.as_str(), wrong[0].line), (file, Some(key - 1)), "{wrong:?}");
    assert!(app.plans.current().is_some());
}

#[tokio::test]
async fn a_new_plan_in_the_store_is_taken_up_and_a_wrong_one_is_not() {
    let app = TestApp::own().await;
    let folder = copied_plan();
    let before = app.get("/api/targets/waterlog_16").await;
    assert_eq!(before.json()["percent"], 100);

    spoil(folder.path(), "targets-beautiful.toml", "key = \"waterlog_16\"", "key = \"ponds\"");
    let wrong = seed::plan_files(folder.path()).unwrap();
    app.atlas.store().replace_plan(&wrong).await.unwrap();
    assert!(!app.plans.look(&app.atlas).await.unwrap_err().is_empty());
    assert_eq!(target(&app, "waterlog_16", "").await["percent"], 100);

    spoil(folder.path(), "targets-beautiful.toml", "key = \"ponds\"", "key = \"waterlog_16\"");
    spoil(folder.path(), "targets-beautiful.toml", "percent = 95", "percent = 96");
    let new = seed::plan_files(folder.path()).unwrap();
    app.atlas.store().replace_plan(&new).await.unwrap();
    app.plans.look(&app.atlas).await.unwrap();
    assert_eq!(target(&app, "illegal_build_res", "").await["percent"], 96);
    // Another plan is another state of the resource.
    let after = app.get("/api/targets/waterlog_16").await;
    assert_ne!(before.header("etag"), after.header("etag"));
}
