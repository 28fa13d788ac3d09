use std::{fs, os::unix::fs::PermissionsExt};

use tempfile::TempDir;

use crate::support::{
    command::{Run, gumei},
    features::violation,
    server::Server,
    territory,
};

fn token(store: &std::path::Path, arguments: &[&str]) -> Run {
    let mut all = vec!["token", "--store", store.to_str().unwrap()];
    all.extend_from_slice(arguments);
    gumei(all)
}

#[test]
fn a_token_is_made_listed_used_and_revoked() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());

    let made = token(&store, &["create", "王科"]);
    made.succeeds();
    let secret = made.stdout.trim().to_owned();
    assert!(secret.starts_with("gumei_") && secret.len() > 40, "{secret}");
    let listed = token(&store, &["list"]);
    listed.succeeds();
    assert!(listed.stdout.contains("王科") && !listed.stdout.contains(&secret), "{listed:?}");

    let server = Server::start(&store);
    let post = |id: &str| {
        ureq::post(format!("{}/api/collections/violations/items", server.address))
            .header("authorization", format!("Bearer {secret}"))
            .header("content-type", "application/geo+json")
            .send(violation(id).to_string())
    };
    assert_eq!(post("first").unwrap().status(), 201);
    // A running service knows at once.
    token(&store, &["revoke", "王科"]).succeeds();
    assert!(matches!(post("second"), Err(ureq::Error::StatusCode(401))));
    assert_eq!(token(&store, &["list"]).stdout, "");
}

#[test]
fn the_accounts_are_their_owners_alone() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let made = token(&store, &["create", "someone"]);

    let private = place.path().join("gumei-private.sqlite");
    let mode = fs::metadata(&private).unwrap().permissions().mode();

    assert_eq!(mode & 0o777, 0o600);
    let bytes = fs::read(&private).unwrap();
    let secret = made.stdout.trim().as_bytes();
    assert!(!bytes.windows(secret.len()).any(|part| part == secret), "the secret is in the file");
}

#[test]
fn what_cannot_be_done_with_tokens_is_told() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    token(&store, &["create", "twice"]).succeeds();

    token(&store, &["create", "twice"]).refuses(&["twice", "exists already"]);
    token(&store, &["create", " "]).refuses(&["name"]);
    token(&store, &["create", "a\nb"]).refuses(&["name"]);
    token(&store, &["revoke", "nobody"]).refuses(&["nobody"]);
    token(&place.path().join("none.gpkg"), &["list"]).refuses(&["none.gpkg", "gumei init"]);
}
