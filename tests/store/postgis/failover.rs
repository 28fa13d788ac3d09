//! A primary that fails, with and without a standby. Every server here is durable: `fsync` and
//! `synchronous_commit` are on.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{
    cluster::{Cluster, PASSWORD},
    command::gumei,
    features::{violation, with},
    server::Server,
};

const ITEMS: &str = "/api/collections/violations/items";
/// What the tests have written.
const WRITTEN: &str = "/api/collections/violations/items?limit=1&source=test";

/// A server, not yet started, whose database `gumei` holds the territory.
pub fn filled() -> Cluster {
    static ORIGINAL: OnceLock<Cluster> = OnceLock::new();
    ORIGINAL
        .get_or_init(|| {
            let cluster = Cluster::init();
            // Durable once it is stopped in order.
            cluster.start("-c fsync=off");
            let (folder, port) = (cluster.folder.display(), cluster.port);
            let url = format!("postgres://gumei@localhost:{port}/gumei?host={folder}");
            cluster.create_database();
            gumei(["init", "--store", &url]).succeeds();
            cluster.stop();
            cluster
        })
        .copied()
}

fn primary() -> Cluster {
    let primary = filled();
    primary.start("");
    let settings = primary
        .sql("select current_setting('fsync') || ' ' || current_setting('synchronous_commit')");
    assert_eq!(settings, "on on");
    primary
}

/// The database on the first of the clusters that is a primary.
fn url(clusters: &[&Cluster]) -> String {
    let hosts: Vec<String> =
        clusters.iter().map(|cluster| format!("127.0.0.1:{}", cluster.port)).collect();
    format!("postgres://gumei:{PASSWORD}@{}/gumei", hosts.join(","))
}

fn token(url: &str) -> String {
    let run = gumei(["token", "create", "failover", "--store", url]);
    assert!(run.success, "{run:?}");
    run.stdout.trim().to_owned()
}

#[derive(Debug)]
struct Answer {
    status: u16,
    etag: String,
    retry_after: Option<String>,
}

/// A request that is answered, whatever the answer.
#[track_caller]
fn send(
    server: &Server,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}{target}", server.address))
        .header("content-type", "application/geo+json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(35)))
        .build()
        .into();
    let response = agent.run(request.body(body.to_owned()).unwrap()).expect("it answers");
    let header = |name: &str| Some(response.headers().get(name)?.to_str().unwrap().to_owned());
    Answer {
        status: response.status().as_u16(),
        etag: header("etag").unwrap_or_default(),
        retry_after: header("retry-after"),
    }
}

#[track_caller]
fn get(server: &Server, target: &str) -> Answer {
    send(server, "GET", target, &[], "")
}

#[track_caller]
fn post(server: &Server, token: &str, id: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    send(server, "POST", ITEMS, &[("authorization", &bearer)], &violation(id).to_string())
}

#[track_caller]
fn is_refused_for_now(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.retry_after.is_some(), "{answer:?}");
}

/// All features of all layers.
fn everything(server: &Server) -> Value {
    let collections = server.json("/api/collections");
    let ids = collections["collections"].as_array().unwrap().iter().map(|it| &it["id"]);
    ids.map(|id| {
        let id = id.as_str().unwrap();
        let page = server.json(&format!("/api/collections/{id}/items?limit=10000"));
        assert_eq!(page["numberMatched"], page["numberReturned"]);
        (id.to_owned(), page["features"].clone())
    })
    .collect::<serde_json::Map<_, _>>()
    .into()
}

fn is_ready(ready: &Value) -> bool {
    ready["status"] == "ready"
}

fn is_degraded(ready: &Value) -> bool {
    ready["status"] == "degraded"
}

#[track_caller]
fn wait_until(what: &str, pleases: impl Fn() -> bool) {
    let begun = Instant::now();
    while !pleases() {
        assert!(begun.elapsed() < Duration::from_secs(20), "20 s and still not {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What concurrent writers have seen.
#[derive(Debug, Default)]
struct Seen {
    acknowledged: Mutex<BTreeSet<String>>,
    refused: Mutex<usize>,
    done: AtomicBool,
}

impl Seen {
    fn write(&self, server: &Server, token: &str, writer: usize) {
        for number in 0.. {
            if self.done.load(Ordering::Relaxed) {
                return;
            }
            let id = format!("w{writer}-{number}");
            let answer = post(server, token, &id);
            if answer.status == 201 {
                self.acknowledged.lock().unwrap().insert(id);
            } else {
                is_refused_for_now(&answer);
                *self.refused.lock().unwrap() += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    fn read(&self, server: &Server) {
        while !self.done.load(Ordering::Relaxed) {
            assert_eq!(get(server, WRITTEN).status, 200);
            assert_eq!(get(server, "/api/counts/violations?by=pianqu").status, 200);
        }
    }

    fn acknowledged(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    fn refused(&self) -> usize {
        *self.refused.lock().unwrap()
    }
}

/// Ends the writers also when the test fails.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn with_a_synchronous_standby_no_acknowledged_write_is_lost_when_the_primary_is_killed() {
    let primary = primary();
    let standby = primary.standby();
    primary.sql("alter system set synchronous_standby_names = '*'");
    primary.sql("select pg_reload_conf()");
    primary.wait_for("select sync_state from pg_stat_replication", "sync");
    let hosts = url(&[&primary, &standby]);
    let token = token(&hosts);
    let service = Server::start(&hosts);
    service.wait_for("/health/ready", is_ready);

    // An instance that has the standby only serves, follows, and takes no writes.
    let on_standby = Server::start(url(&[&standby]));
    assert_eq!(post(&service, &token, "followed").status, 201);
    on_standby.wait_for(WRITTEN, |page| page["numberMatched"] == 1);
    let ready = on_standby.json("/health/ready");
    assert_eq!((&ready["status"], &ready["standby"]), (&json!("degraded"), &json!(true)));
    is_refused_for_now(&post(&on_standby, &token, "refused"));

    let seen = Seen::default();
    std::thread::scope(|scope| {
        let _done = Done(&seen.done);
        for writer in 0..3 {
            let (seen, service, token) = (&seen, &service, &token);
            scope.spawn(move || seen.write(service, token, writer));
        }
        scope.spawn(|| seen.read(&service));
        wait_until("30 writes", || seen.acknowledged() >= 30);

        primary.kill();
        let ready = service.wait_for("/health/ready", is_degraded);
        assert!(ready["stale_since"].is_string(), "{ready}");
        wait_until("a refused write", || seen.refused() > 0);
        let before = seen.acknowledged();
        // It waits for a primary: what it has in memory may be newer than a standby.
        assert_eq!(service.json("/health/ready")["standby"], false);
        standby.promote();
        service.wait_for("/health/ready", is_ready);
        wait_until("writing again", || seen.acknowledged() >= before + 30);
    });

    let stored = standby.sql("select id from violations where source = 'test'");
    let stored: BTreeSet<String> = stored.lines().map(str::to_owned).collect();
    let acknowledged = seen.acknowledged.into_inner().unwrap();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?}");
    // The instance of the standby goes on with it as a primary.
    on_standby.wait_for("/health/ready", |ready| is_ready(ready) && ready["standby"] == false);
    assert_eq!(post(&on_standby, &token, "last").status, 201);
    service.wait_for(WRITTEN, |page| page["numberMatched"] == stored.len() + 1);
    let truth = everything(&Server::start(&hosts));
    assert_eq!(everything(&service), truth);
    assert_eq!(everything(&on_standby), truth);
    assert_eq!(service.terminate(), Some(0));
}

/// The lines of the feed's stream, until it ends.
fn stream(server: &Server, since: i64) -> std::thread::JoinHandle<String> {
    let url = format!("{}/api/changes?since={since}&f=sse", server.address);
    let response = ureq::get(url).call().unwrap();
    std::thread::spawn(move || {
        let lines = BufReader::new(response.into_body().into_reader()).lines();
        lines.map_while(Result::ok).collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn what_an_asynchronous_standby_did_not_get_is_gone_everywhere_after_it_is_promoted() {
    let primary = primary();
    let standby = primary.standby();
    let hosts = url(&[&primary, &standby]);
    let token = token(&hosts);
    let bearer = format!("Bearer {token}");
    let service = Server::start(&hosts);
    assert_eq!(post(&service, &token, "kept").status, 201);
    let kept = format!("{ITEMS}/kept");
    let old_tag = get(&service, &kept).etag;
    let position = service.json("/api")["seq"].as_i64().unwrap();
    standby.wait_for("select count(*) from violations where id = 'kept'", "1");

    // The standby receives nothing more.
    standby.sql("alter system set primary_conninfo = ''");
    standby.sql("select pg_reload_conf()");
    standby.wait_for("select count(*) from pg_stat_wal_receiver", "0");
    for number in 0..5 {
        assert_eq!(post(&service, &token, &format!("lost-{number}")).status, 201);
    }
    let deleted = format!("{ITEMS}/310112006-V00002");
    let authorised = [("authorization", bearer.as_str())];
    assert_eq!(send(&service, "DELETE", &deleted, &authorised, "").status, 204);
    let feed = service.json(&format!("/api/changes?since={position}"));
    let (epoch, last) = (feed["epoch"].as_str().unwrap(), feed["last"].as_i64().unwrap());
    assert_eq!(last, position + 6);
    let stream_of_old = stream(&service, position);

    primary.kill();
    service.wait_for("/health/ready", is_degraded);
    // Memory still has what was acknowledged.
    assert_eq!(get(&service, &format!("{ITEMS}/lost-0")).status, 200);
    standby.promote();
    service.wait_for("/health/ready", is_ready);

    assert_eq!(get(&service, &format!("{ITEMS}/lost-0")).status, 404);
    assert_eq!(get(&service, &deleted).status, 200);
    assert_eq!(service.json("/api")["seq"], position);
    let anew = service.json(&format!("/api/changes?since={position}"));
    assert_ne!(anew["epoch"], epoch);
    assert_eq!(get(&service, &format!("/api/changes?since={last}")).status, 410);
    let told = format!("/api/changes?since={position}&epoch={epoch}");
    assert_eq!(get(&service, &told).status, 410);
    let heard = stream_of_old.join().unwrap();
    assert_eq!(heard.matches("event: change").count(), 6, "{heard}");
    let last = last.to_string();
    let again = [("last-event-id", last.as_str()), ("accept", "text/event-stream")];
    assert_eq!(send(&service, "GET", "/api/changes", &again, "").status, 410);

    let changed = with(violation("kept"), "/properties/status", json!("ordered")).to_string();
    let put = |tag: &str| {
        let headers = [("authorization", bearer.as_str()), ("if-match", tag)];
        send(&service, "PUT", &kept, &headers, &changed).status
    };
    assert_eq!(put(&old_tag), 412);
    assert_eq!(put(&get(&service, &kept).etag), 204);
    assert_eq!(everything(&service), everything(&Server::start(&hosts)));
}

#[test]
fn an_acknowledged_write_survives_a_kill_of_the_server() {
    let primary = primary();
    let hosts = url(&[&primary]);
    let token = token(&hosts);
    let service = Server::start(&hosts);
    let seen = Seen::default();
    std::thread::scope(|scope| {
        let _done = Done(&seen.done);
        for writer in 0..2 {
            let (seen, service, token) = (&seen, &service, &token);
            scope.spawn(move || seen.write(service, token, writer));
        }
        wait_until("30 writes", || seen.acknowledged() >= 30);
        primary.kill();
        wait_until("a refused write", || seen.refused() > 0);
        service.wait_for("/health/ready", is_degraded);
        let before = seen.acknowledged();
        primary.start("");
        wait_until("writing again", || seen.acknowledged() >= before + 10);
    });
    let stored = primary.sql("select id from violations where source = 'test'");
    let stored: BTreeSet<String> = stored.lines().map(str::to_owned).collect();
    let acknowledged = seen.acknowledged.into_inner().unwrap();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "{lost:?}");
    service.wait_for(WRITTEN, |page| page["numberMatched"] == stored.len());
    // It is the same history: the feed goes on, and tags hold.
    let feed = service.json("/api/changes?since=1&limit=10000");
    assert_eq!(feed["changes"].as_array().unwrap().len(), stored.len());
    assert_eq!(everything(&service), everything(&Server::start(&hosts)));
}

/// A machine that is cut off: its connections stay open and nothing comes.
#[test]
fn a_primary_that_freezes_is_given_up_for_the_promoted_standby() {
    let primary = primary();
    let standby = primary.standby();
    let hosts = url(&[&primary, &standby]);
    let token = token(&hosts);
    let service = Server::start(&hosts);
    assert_eq!(post(&service, &token, "before").status, 201);
    standby.wait_for("select count(*) from violations where id = 'before'", "1");

    primary.signal("STOP");
    standby.promote();
    assert_eq!(get(&service, WRITTEN).status, 200);
    service.wait_for("/health/ready", is_degraded);
    service.wait_for("/health/ready", is_ready);
    assert_eq!(post(&service, &token, "after").status, 201);
    primary.signal("CONT");
    assert_eq!(post(&service, &token, "and-after").status, 201);
    let written = "select count(*) from violations where source = 'test'";
    assert_eq!((standby.sql(written), primary.sql(written)), ("3".into(), "1".into()));
}

/// Which host serves, by the URL's own rules.
#[test]
fn a_primary_is_preferred_and_a_standby_will_do_for_reading() {
    let primary = primary();
    let standby = primary.standby();
    let nobody = format!("postgres://gumei:{PASSWORD}@127.0.0.1:1,127.0.0.1:2/gumei");
    gumei(["token", "list", "--store", &nobody]).refuses(&[
        "none of the hosts in the URL will do",
        "`127.0.0.1:1`",
        "`127.0.0.1:2`",
        "refused",
    ]);

    // Written to the second, because the first is a standby.
    let hosts = url(&[&standby, &primary]);
    let token = token(&hosts);
    // A host that is away is passed over.
    let service = Server::start(hosts.replace("@", "@127.0.0.1:1,"));
    assert_eq!(post(&service, &token, "written").status, 201);
    standby.wait_for("select count(*) from violations where id = 'written'", "1");
    primary.stop();

    let strict = format!("{hosts}?target_session_attrs=primary");
    gumei(["token", "list", "--store", &strict]).refuses(&[
        &format!("`127.0.0.1:{}` is a standby, and a primary is needed", standby.port),
        &format!("no PostgreSQL answers at `127.0.0.1:{}`", primary.port),
    ]);
    gumei(["token", "create", "other", "--store", &hosts]).refuses(&["takes no writes", "standby"]);
    let started_late = Server::start(&hosts);
    assert_eq!(started_late.json("/health/ready")["standby"], true);
    assert_eq!(started_late.json(WRITTEN)["numberMatched"], 1);
    primary.start("");
    service.wait_for("/health/ready", is_ready);
    assert_eq!(post(&service, &token, "back").status, 201);
    started_late.wait_for(WRITTEN, |page| page["numberMatched"] == 2);
    // And moves to the primary.
    started_late.wait_for("/health/ready", is_ready);
    assert_eq!(post(&started_late, &token, "from-the-other").status, 201);
}
