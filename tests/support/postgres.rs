//! A real PostgreSQL with PostGIS for this run: Debian's packages `postgresql-15` and
//! `postgresql-15-postgis-3`, an own data folder, a socket and a loopback port.
//!
//! A guard process stops it and removes the folder when the test process ends, however it ends.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
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

pub const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
/// The administrator's; needed over TCP only.
pub const PASSWORD: &str = "geheim";

#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    pub port: u16,
    /// While it is open, the guard waits.
    _guard: ChildStdin,
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    output.stdout.starts_with(b"0\n")
}

/// PostgreSQL refuses to run as root.
fn as_ordinary_user(program: &str) -> Command {
    let program = format!("{PROGRAMS}/{program}");
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", &program]);
        command
    } else {
        Command::new(program)
    }
}

/// Runs a program to its end; it must succeed.
#[track_caller]
pub fn run(command: &mut Command) {
    // A daemon would keep a pipe open, so its words go to a file.
    let output = tempfile::tempfile().expect("a temporary file");
    let mut words = output.try_clone().expect("a second handle");
    let status = command
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a third handle"))
        .stderr(output)
        .status()
        .expect("PostgreSQL 15 is installed (postgresql-15, postgresql-15-postgis-3)");
    if !status.success() {
        let mut text = String::new();
        std::io::Seek::rewind(&mut words).expect("it can be read again");
        words.read_to_string(&mut text).expect("it is text");
        panic!("{command:?}: {text}");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port()
}

fn start() -> Server {
    let folder = tempfile::Builder::new()
        .prefix("gumei-pg-")
        .tempdir_in("/tmp")
        .expect("a temporary folder")
        .keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("it is ours");
    let password = folder.join("password");
    fs::write(&password, PASSWORD).expect("a file");
    let data = folder.join("data");
    run(as_ordinary_user("initdb")
        .args(["--username=gumei", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
        .args(["--auth-local=trust", "--auth-host=scram-sha-256"])
        .arg(format!("--pwfile={}", password.display()))
        .arg("-D")
        .arg(&data));
    let port = free_port();
    // Durability is not what these tests are about.
    let options = format!(
        "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=200 -c jit=off -c autovacuum=off",
        folder.display()
    );
    let log = folder.join("log");
    run(as_ordinary_user("pg_ctl")
        .args(["-w", "-t", "60", "-D"])
        .arg(&data)
        .arg("-l")
        .arg(&log)
        .args(["-o", &options, "start"]));
    let guard = guard(&folder, &data);
    Server { folder, port, _guard: guard }
}

/// A shell that waits for the end of its input, which is the end of this process.
fn guard(folder: &Path, data: &Path) -> ChildStdin {
    let stop = as_ordinary_user("pg_ctl");
    let words: Vec<String> = std::iter::once(stop.get_program())
        .chain(stop.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let script = format!(
        "cat; {} -D '{}' -m immediate stop; rm -rf '{}'",
        words.join(" "),
        data.display(),
        folder.display()
    );
    Command::new("setsid")
        .args(["sh", "-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell")
        .stdin
        .take()
        .expect("it was piped")
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
        format!("postgres://{user}@localhost:{port}/{database}?host={}", self.folder.display())
    }

    /// The database as GDAL writes it.
    pub fn gdal_name(&self, database: &str) -> String {
        let (folder, port) = (self.folder.display(), self.port);
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
