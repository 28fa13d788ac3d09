//! Encrypted connections: a server with a certificate that a root of ours signed.

use std::path::Path;

use gumei::store::{Location, Opened, StoreError};

use super::failover::filled;
use crate::{
    postgres::server,
    support::cluster::{Cluster, PASSWORD, as_ordinary_user, run},
};

/// The message, or the store that was opened.
async fn open(url: &str) -> Result<Opened, String> {
    let location: Location = match url.parse() {
        Ok(location) => location,
        Err(error) => return Err(StoreError::from(error).to_string()),
    };
    location.open().await.map_err(|error| error.to_string())
}

#[track_caller]
fn refused(opened: Result<Opened, String>, parts: &[&str]) {
    let message = opened.expect_err("it must be refused");
    for part in parts {
        assert!(message.contains(part), "{message}");
    }
    assert!(!message.contains(PASSWORD) && !message.contains('\n'), "{message}");
}

/// Runs `openssl` in the folder; all keys are on the curve P-256 and hold for a day.
fn openssl(folder: &Path, arguments: &str) {
    run(as_ordinary_user("openssl").current_dir(folder).args(arguments.split(' ')));
}

const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

fn make_root(folder: &Path, name: &str) {
    openssl(
        folder,
        &format!("req -x509 {KEY} -days 1 -subj /CN={name} -keyout {name}.key -out {name}.crt"),
    );
}

fn with_tls() -> Cluster {
    let cluster = filled();
    let folder = &cluster.folder;
    make_root(folder, "root");
    make_root(folder, "other");
    openssl(
        folder,
        &format!(
            "req {KEY} -subj /CN=localhost -addext subjectAltName=DNS:localhost \
             -keyout server.key -out server.csr"
        ),
    );
    openssl(
        folder,
        "x509 -req -in server.csr -CA root.crt -CAkey root.key -CAcreateserial \
         -copy_extensions copy -days 1 -out server.crt",
    );
    let (certificate, key) = (folder.join("server.crt"), folder.join("server.key"));
    cluster.start(&format!(
        "-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}",
        certificate.display(),
        key.display()
    ));
    cluster
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_encrypted_and_the_server_is_who_it_says() {
    let cluster = tokio::task::spawn_blocking(with_tls).await.unwrap();
    let port = cluster.port;
    let url = |host: &str, parameters: &str| {
        let parameters = parameters.replace("FOLDER", &cluster.folder.display().to_string());
        format!("postgres://gumei:{PASSWORD}@{host}:{port}/gumei?{parameters}")
    };
    for (host, parameters) in [
        ("127.0.0.1", "sslmode=require"),
        ("127.0.0.1", "sslmode=prefer"),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=FOLDER/root.crt"),
        ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/root.crt"),
    ] {
        let opened = open(&url(host, parameters)).await.unwrap();
        // Makes a connection that stays.
        opened.private.as_ref().unwrap().tokens().await.unwrap();
        let encrypted = cluster.sql(
            "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid)
             where application_name = 'gumei'",
        );
        assert_eq!(encrypted, "t", "{parameters}");
        opened.close().await;
    }
    for (host, parameters, reason) in [
        ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/other.crt", "UnknownIssuer"),
        ("localhost", "sslmode=verify-ca&sslrootcert=FOLDER/other.crt", "UnknownIssuer"),
        ("localhost", "sslmode=verify-full", "UnknownIssuer"),
        ("127.0.0.1", "sslmode=verify-full&sslrootcert=FOLDER/root.crt", "not valid for"),
    ] {
        refused(
            open(&url(host, parameters)).await,
            &[
                &format!("certificate of PostgreSQL at `{host}:{port}` is not trusted"),
                reason,
                "`sslrootcert=FILE`",
            ],
        );
    }
    let missing = url("localhost", "sslmode=verify-full&sslrootcert=FOLDER/none.crt");
    refused(open(&missing).await, &["the file of `sslrootcert`", "none.crt", "No such file"]);
    let no_certificate = url("localhost", "sslmode=verify-full&sslrootcert=FOLDER/server.key");
    refused(open(&no_certificate).await, &["is not trusted"]);
}

#[tokio::test]
async fn a_server_without_tls_is_refused_when_the_url_asks_for_it() {
    let port = server().port;
    for mode in ["require", "verify-ca", "verify-full"] {
        let url = format!("postgres://gumei:{PASSWORD}@127.0.0.1:{port}/gumei?sslmode={mode}");
        refused(
            open(&url).await,
            &[&format!("PostgreSQL at `127.0.0.1:{port}` offers no TLS"), "`ssl = on`"],
        );
    }
}
