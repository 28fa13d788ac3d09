//! Several instances of the service on one database.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    postgres::server,
    support::{command::gumei, features::violation, server::Server},
};

const ITEMS: &str = "/api/collections/violations/items";

fn token(url: &str) -> String {
    let run = gumei(["token", "create", "instances", "--store", url]);
    assert!(run.success, "{run:?}");
    run.stdout.trim().to_owned()
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// What the service says to a new feature. One that is stopped or killed does not answer.
fn send(server: &Server, token: &str, feature: &Value) -> Answer {
    ureq::post(format!("{}{ITEMS}", server.address))
        .config()
        .timeout_global(Some(Duration::from_secs(10)))
        .http_status_as_error(false)
        .build()
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/geo+json")
        .send(feature.to_string())
}

/// Whether the service took it.
fn post(server: &Server, token: &str, feature: &Value) -> bool {
    send(server, token, feature).is_ok_and(|answer| answer.status() == 201)
}

/// Everything of the layer that an instance shows.
fn features(server: &Server) -> Value {
    server.json(&format!("{ITEMS}?limit=10000"))["features"].clone()
}

fn seq(server: &Server) -> i64 {
    server.json("/api")["seq"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_on_one_instance_is_seen_on_the_other_within_a_second() {
    let url = server().url(&server().filled().await);
    let token = token(&url);
    tokio::task::spawn_blocking(move || {
        let (one, other) = (Server::start(&url), Server::start(&url));
        let mut lags = Vec::new();
        for number in 0..5 {
            let id = format!("seen-{number}");
            assert!(post(&one, &token, &violation(&id)));
            let written = Instant::now();
            let target = format!("{ITEMS}?limit=1&source=test&at=2016-09-30");
            other.wait_for(&target, |page| page["numberMatched"] == number + 1);
            lags.push(written.elapsed());
        }
        // The middle one: a machine that runs other tests may hold up one.
        lags.sort();
        assert!(lags[2] < Duration::from_secs(1), "{lags:?}");
    })
    .await
    .unwrap();
}

/// Three instances, concurrent writers on each; one is stopped for a while, one is killed.
#[tokio::test(flavor = "multi_thread")]
async fn instances_that_were_cut_off_agree_in_the_end_with_each_other_and_with_a_fresh_start() {
    let url = server().url(&server().filled().await);
    let token = token(&url);
    tokio::task::spawn_blocking(move || {
        let servers = [Server::start(&url), Server::start(&url), Server::start(&url)];
        let (accepted, done) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for (writer, server) in servers.iter().enumerate() {
                let (token, accepted, done) = (&token, &accepted, &done);
                scope.spawn(move || {
                    let mut number = 0;
                    while !done.load(Ordering::Relaxed) {
                        let feature = violation(&format!("w{writer}-{number}"));
                        if post(server, token, &feature) {
                            accepted.fetch_add(1, Ordering::Relaxed);
                        }
                        number += 1;
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(700));
            servers[1].signal("STOP");
            std::thread::sleep(Duration::from_millis(700));
            servers[2].signal("KILL");
            std::thread::sleep(Duration::from_millis(700));
            servers[1].signal("CONT");
            std::thread::sleep(Duration::from_millis(700));
            done.store(true, Ordering::Relaxed);
        });
        let fresh = Server::start(&url);
        let end = seq(&fresh);
        for server in &servers[..2] {
            server.wait_for("/api", |landing| landing["seq"].as_i64() >= Some(end));
        }
        let truth = features(&fresh);
        assert_eq!(features(&servers[0]), truth);
        assert_eq!(features(&servers[1]), truth);
        let written = truth.as_array().unwrap().iter();
        let written = written.filter(|f| f["properties"]["source"] == json!("test")).count();
        // One that was killed may have stored a write it could no longer acknowledge.
        assert!(written >= accepted.load(Ordering::Relaxed), "{written}");
        assert!(accepted.load(Ordering::Relaxed) > 20);
    })
    .await
    .unwrap();
}

/// The database is cut off: reads go on and say so, writes are refused for now; it comes back.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_reads_go_on_and_it_recovers_by_itself() {
    let database = server().filled().await;
    let url = server().url(&database);
    let token = token(&url);
    let allow = |allowed: bool| {
        format!(
            "alter database {database} allow_connections {allowed};
             select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
        )
    };
    let service = tokio::task::spawn_blocking({
        let url = url.clone();
        move || Server::start(&url)
    })
    .await
    .unwrap();
    for statement in allow(false).split(';') {
        server().execute("postgres", statement).await;
    }
    let service = tokio::task::spawn_blocking(move || {
        let ready = service.wait_for("/health/ready", |ready| ready["status"] == "degraded");
        assert!(ready["stale_since"].is_string());
        assert_eq!(service.json(&format!("{ITEMS}?limit=1"))["numberMatched"], 3_400);
        let refused = send(&service, &token, &violation("away")).unwrap();
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        (service, token)
    })
    .await
    .unwrap();
    server()
        .execute("postgres", &format!("alter database {database} allow_connections true"))
        .await;
    tokio::task::spawn_blocking(move || {
        let (service, token) = service;
        service.wait_for("/health/ready", |ready| ready["status"] == "ready");
        assert!(post(&service, &token, &violation("back")));
    })
    .await
    .unwrap();
}

/// What an administrator has to mend is said to who writes, and works once it is mended.
#[tokio::test(flavor = "multi_thread")]
async fn an_instance_whose_user_may_not_write_says_so() {
    let database = server().filled().await;
    let token = token(&server().url(&database));
    let user = format!("writer_{database}");
    let grants = |rights: &str| {
        format!(
            "grant {rights} on all tables in schema public to {user};
             grant {rights} on all tables in schema gumei_private to {user}"
        )
    };
    let role = format!("create role {user} login; grant usage on schema gumei_private to {user}");
    server().execute(&database, &format!("{role}; {}", grants("select"))).await;
    let url = server().url_of(&user, &database);
    let (service, token) = tokio::task::spawn_blocking(move || {
        let service = Server::start(&url);
        let mut refused = send(&service, &token, &violation("mended")).unwrap();
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        let told = refused.body_mut().read_to_string().unwrap();
        assert!(told.contains("permission denied for") && told.contains("grant it"), "{told}");
        (service, token)
    })
    .await
    .unwrap();
    server().execute(&database, &grants("all")).await;
    tokio::task::spawn_blocking(move || assert!(post(&service, &token, &violation("mended"))))
        .await
        .unwrap();
}

/// Every instance counts the warning levels; each change is logged once all the same.
#[tokio::test(flavor = "multi_thread")]
async fn two_instances_log_a_change_of_warning_level_once() {
    let url = server().url(&server().filled().await);
    let token = token(&url);
    tokio::task::spawn_blocking(move || {
        let (one, other) = (Server::start(&url), Server::start(&url));
        let begin = seq(&one);
        let level = |server: &Server| {
            let answer = server.json("/api/warnings");
            let units = answer["units"].as_array().unwrap().clone();
            let unit = units.into_iter().find(|unit| unit["id"] == "310112006-C001").unwrap();
            (unit["level"].clone(), unit["since"].clone())
        };
        let before = level(&one).0;
        assert_ne!(before, json!("red"));
        // Up and down again, through either, faster and slower than the levels are counted.
        for round in 0..4_u64 {
            let id = |number: u64| format!("warned-{round}-{number}");
            for number in 0..4 {
                let mut feature = violation(&id(number));
                feature["properties"]["resolved_on"] = json!("2016-09-20");
                feature["properties"]["status"] = json!("relapsed");
                assert!(post([&one, &other][(number % 2) as usize], &token, &feature));
            }
            // Logged, and known to both.
            for server in [&one, &other] {
                server.wait_for("/api/warnings?level=red", |answer| {
                    let units = answer["units"].as_array().unwrap().iter();
                    let mut units = units.filter(|unit| unit["id"] == "310112006-C001");
                    units.next().is_some_and(|unit| unit["since"] == "2016-09-30")
                });
            }
            for number in 0..4 {
                let item = format!("{ITEMS}/{}", id(number));
                let server = [&other, &one][(number % 2) as usize];
                // The other's write may not be here yet.
                server.wait_for(&format!("{ITEMS}?id={}", id(number)), |page| {
                    page["numberMatched"] == 1
                });
                assert_eq!(server.send("DELETE", &item, &token, None, &Value::Null), 204);
            }
            let logged = |answer: &Value| {
                let changes = answer["changes"].as_array().unwrap().iter();
                let last = changes.rev().find(|line| line["id"] == "310112006-C001");
                last.is_some_and(|line| line["feature"]["properties"]["level"] == before)
            };
            one.wait_for(&format!("/api/changes?since={begin}&limit=10000"), logged);
        }
        // Who comes second may take a moment to find that nothing is left to say.
        std::thread::sleep(Duration::from_secs(2));
        let feed = one.json(&format!("/api/changes?since={begin}&limit=10000"));
        let lines: Vec<Value> = feed["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["collection"] == "warnings")
            .cloned()
            .collect();
        // A level on the way may be logged or not; the same one twice in a row never is.
        let said = |line: &Value| {
            let properties = &line["feature"]["properties"];
            (line["id"].clone(), properties["level"].clone(), properties["rules"].clone())
        };
        assert!(lines.len() >= 8, "{lines:?}");
        assert!(lines.windows(2).all(|pair| said(&pair[0]) != said(&pair[1])), "{lines:?}");
        let reds = lines.iter().filter(|l| l["feature"]["properties"]["level"] == "red").count();
        assert_eq!(reds, 4, "{lines:?}");
        assert_eq!(level(&one), level(&other));
    })
    .await
    .unwrap();
}
