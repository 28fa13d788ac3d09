//! `kill -9` during writes loses nothing that was acknowledged.

use std::{
    collections::HashSet,
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime},
};

use tempfile::TempDir;

use crate::support::{command, features::violation, server::Server, sql, territory};

const ROUNDS: usize = 4;
const WRITERS: usize = 4;

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let place = TempDir::new().unwrap();
    let file = territory::store_in(place.path());
    let store = file.to_str().unwrap();
    let token = command::gumei(["token", "--store", store, "create", "writer"]);
    token.succeeds();
    let token = token.stdout.trim().to_owned();
    // The moment of the kill is the one thing here that is not to be the same in every run.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut random = crate::support::random::Random(now.as_nanos() as u64);
    let acknowledged = Arc::new(Mutex::new(HashSet::new()));

    for round in 0..ROUNDS {
        let server = Server::start(&file);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let url = format!("{}/api/collections/violations/items", server.address);
                let (token, acknowledged) = (token.clone(), acknowledged.clone());
                std::thread::spawn(move || {
                    write_until_refused(round, writer, &url, &token, &acknowledged)
                })
            })
            .collect();
        let before = acknowledged.lock().unwrap().len();
        std::thread::sleep(Duration::from_millis(random.below(400) as u64));
        // At least some writes in every round, however slow the machine.
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < before + 5 {
            assert!(begun.elapsed() < Duration::from_secs(20), "nothing is acknowledged");
            std::thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        let so_far = acknowledged.lock().unwrap().clone();
        whole(&file, &so_far).await;
    }

    let server = Server::start(&file);
    let read = server.json("/api/collections/violations/items?limit=10000");
    let read: HashSet<&str> =
        read["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    for id in acknowledged.lock().unwrap().iter() {
        assert!(read.contains(&**id), "{id} is not served");
    }
}

fn write_until_refused(
    round: usize,
    writer: usize,
    url: &str,
    token: &str,
    acknowledged: &Mutex<HashSet<String>>,
) {
    for number in 0.. {
        let id = format!("round-{round}-{writer}-{number}");
        let answer = ureq::post(url)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/geo+json")
            .send(violation(&id).to_string());
        match answer {
            Ok(response) => {
                assert_eq!(response.status(), 201);
                acknowledged.lock().unwrap().insert(id);
            }
            // The server is dead.
            Err(ureq::Error::Io(_) | ureq::Error::ConnectionFailed | ureq::Error::Protocol(_)) => {
                return;
            }
            Err(other) => panic!("{id}: {other}"),
        }
    }
}

/// The file is sound, has every acknowledged row, and a log line for each row written.
async fn whole(file: &Path, acknowledged: &HashSet<String>) {
    let mut connection = sql::open(file).await;
    let integrity: Vec<(String,)> = sql::rows(&mut connection, "pragma integrity_check").await;
    assert_eq!(integrity, [("ok".to_owned(),)]);
    let written: Vec<(String,)> =
        sql::rows(&mut connection, "select id from violations where id like 'round-%'").await;
    let written: HashSet<String> = written.into_iter().map(|(id,)| id).collect();
    for id in acknowledged {
        assert!(written.contains(id), "{id} was acknowledged and is lost");
    }
    let logged: Vec<(String, String)> = sql::rows(
        &mut connection,
        "select feature_id, who from changes where layer = 'violations' and op = 'insert'",
    )
    .await;
    assert!(logged.iter().all(|(_, who)| who == "writer"));
    let logged: HashSet<String> = logged.into_iter().map(|(id, _)| id).collect();
    assert_eq!(logged, written, "rows and log differ");
}
