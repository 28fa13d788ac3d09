//! The server of this run that most tests share, each with a database of its own.

use std::{
    path::Path,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use gumei::{
    seed,
    store::{Seed, postgis},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

use crate::support::cluster::Cluster;
pub use crate::support::cluster::PASSWORD;

#[derive(Debug)]
pub struct Server {
    cluster: Cluster,
    pub port: u16,
}

fn start() -> Server {
    let cluster = Cluster::init();
    // Durability is not what these tests are about.
    cluster.start(
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \
         -c jit=off -c autovacuum=off",
    );
    Server { port: cluster.port, cluster }
}

pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(start)
}

/// The demonstration territory, read once.
pub async fn territory() -> &'static Seed {
    static SEED: OnceCell<Seed> = OnceCell::const_new();
    SEED.get_or_init(async || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata/gumei-2016");
        seed::read(&folder).await.expect("the territory's data are sound")
    })
    .await
}

impl Server {
    /// A URL over the socket, as an administrator.
    pub fn url(&self, database: &str) -> String {
        self.url_of("gumei", database)
    }

    /// A URL over the socket, as another user.
    pub fn url_of(&self, user: &str, database: &str) -> String {
        let port = self.port;
        format!(
            "postgres://{user}@localhost:{port}/{database}?host={}",
            self.cluster.folder.display()
        )
    }

    /// The database as GDAL writes it.
    pub fn gdal_name(&self, database: &str) -> String {
        let (folder, port) = (self.cluster.folder.display(), self.port);
        format!("PG:host={folder} port={port} user=gumei dbname={database}")
    }

    pub async fn execute(&self, database: &str, statements: &str) {
        let mut connection = self.connect(database).await;
        let done = connection.execute(AssertSqlSafe(statements.to_owned())).await;
        done.unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    pub async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(database)).await.expect("the server answers")
    }

    /// A fresh database without anything; its name.
    pub async fn bare(&self) -> String {
        self.copy_of("template0").await
    }

    /// A fresh database that holds the demonstration territory; its name.
    pub async fn filled(&self) -> String {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(async || {
                let name = self.bare().await;
                let url = self.url(&name).parse().expect("it is a URL");
                postgis::create(&url, territory().await, false).await.expect("it can be filled");
                name
            })
            .await;
        self.copy_of(template).await
    }

    async fn copy_of(&self, template: &str) -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("t{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.execute("postgres", &format!("create database {name} template {template}")).await;
        name
    }
}
