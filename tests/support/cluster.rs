//! Real PostgreSQL servers: Debian's packages `postgresql-15` and `postgresql-15-postgis-3`, each
//! with a folder, a socket and a loopback port of its own.
//!
//! A guard process stops the server and removes the folder when the test process ends, however it
//! ends.

use std::{
    fs,
    io::{Read, Seek},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

pub const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
/// The administrator's; needed over TCP only.
pub const PASSWORD: &str = "geheim";

#[derive(Debug)]
pub struct Cluster {
    pub folder: PathBuf,
    pub port: u16,
    /// While it is open, the guard waits.
    _guard: ChildStdin,
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    output.stdout.starts_with(b"0\n")
}

/// PostgreSQL refuses to run as root, and its files to belong to somebody else.
pub fn as_ordinary_user(program: &str) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", program]);
        command
    } else {
        Command::new(program)
    }
}

fn postgres(program: &str) -> Command {
    as_ordinary_user(&format!("{PROGRAMS}/{program}"))
}

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
        words.rewind().expect("it can be read again");
        words.read_to_string(&mut text).expect("it is text");
        panic!("{command:?}: {text}");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port()
}

/// A shell that waits for the end of its input, which is the end of this process.
fn guard(folder: &Path) -> ChildStdin {
    let stop = postgres("pg_ctl");
    let words: Vec<String> = std::iter::once(stop.get_program())
        .chain(stop.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let folder = folder.display();
    let script =
        format!("cat; {} -D '{folder}/data' -m immediate stop; rm -rf '{folder}'", words.join(" "));
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

fn signal(name: &str, processes: &[String]) {
    // One that ended meanwhile is no failure.
    Command::new("kill").args(["-s", name]).args(processes).output().expect("kill runs");
}

impl Cluster {
    /// A place for a server; its folder `data` is still to be made.
    fn place() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("gumei-pg-")
            .tempdir_in("/tmp")
            .expect("a temporary folder")
            .keep();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("it is ours");
        Self { port: free_port(), _guard: guard(&folder), folder }
    }

    /// A new server that has not been started, with an administrator `gumei`.
    pub fn init() -> Self {
        let cluster = Self::place();
        let password = cluster.folder.join("password");
        fs::write(&password, PASSWORD).expect("a file");
        run(postgres("initdb")
            .args(["--username=gumei", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .args(["--auth-local=trust", "--auth-host=scram-sha-256"])
            .arg(format!("--pwfile={}", password.display()))
            .arg("-D")
            .arg(cluster.data()));
        cluster
    }

    /// A copy of this one, which must not be running.
    pub fn copied(&self) -> Self {
        let copy = Self::place();
        run(Command::new("cp").arg("-a").arg(self.data()).arg(copy.data()));
        copy
    }

    /// A standby that follows this one through a slot, and answers readers.
    pub fn standby(&self) -> Self {
        let standby = Self::place();
        run(postgres("pg_basebackup")
            .args(["--username=gumei", "--checkpoint=fast", "--write-recovery-conf"])
            .args(["--create-slot", "--slot=standby", "--no-sync"])
            .arg(format!("--host={}", self.folder.display()))
            .arg(format!("--port={}", self.port))
            .arg(format!("--pgdata={}", standby.data().display())));
        standby.start("");
        self.wait_for("select state from pg_stat_replication", "streaming");
        standby
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn control(&self, action: &str) -> Command {
        let mut command = postgres("pg_ctl");
        command.args(["-w", "-t", "60", "-D"]).arg(self.data()).arg(action);
        command
    }

    /// - `settings`: as on the command line of `postgres`; by default every commit is durable.
    pub fn start(&self, settings: &str) {
        let (port, folder) = (self.port, self.folder.display());
        let options = format!("-p {port} -k {folder} -c listen_addresses=127.0.0.1 {settings}");
        let log = self.folder.join("log");
        run(self.control("start").arg("-l").arg(log).args(["-o", &options]));
    }

    /// The database `gumei`, with nothing in it.
    pub fn create_database(&self) {
        run(postgres("createdb")
            .args(["--username=gumei", "--maintenance-db=postgres", "gumei"])
            .arg(format!("--host={}", self.folder.display()))
            .arg(format!("--port={}", self.port)));
    }

    pub fn stop(&self) {
        run(self.control("stop").args(["-m", "fast"]));
    }

    pub fn promote(&self) {
        run(&mut self.control("promote"));
    }

    /// A signal to the server and all processes it has.
    pub fn signal(&self, name: &str) {
        signal(name, &self.processes());
    }

    /// SIGKILL to all processes at once: the end of a machine.
    pub fn kill(&self) {
        // From then on it starts no further processes.
        self.signal("STOP");
        let processes = self.processes();
        signal("KILL", &processes);
        let begun = Instant::now();
        while processes.iter().any(|id| Path::new("/proc").join(id).exists()) {
            assert!(begun.elapsed() < Duration::from_secs(20), "they are still there");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Their ids, the server's first.
    fn processes(&self) -> Vec<String> {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        let server = file.lines().next().expect("its process id").to_owned();
        let children = Command::new("pgrep").args(["-P", &server]).output().expect("pgrep runs");
        let children = String::from_utf8(children.stdout).expect("process ids");
        std::iter::once(server).chain(children.lines().map(str::to_owned)).collect()
    }

    /// As `psql` says it, in the database `gumei`.
    #[track_caller]
    pub fn sql(&self, statement: &str) -> String {
        let output = Command::new(format!("{PROGRAMS}/psql"))
            .args(["--no-psqlrc", "-At", "-U", "gumei", "-d", "gumei", "-c", statement])
            .arg("-h")
            .arg(&self.folder)
            .args(["-p", &self.port.to_string()])
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{statement}: {output:?}");
        String::from_utf8(output.stdout).expect("it is text").trim_end().to_owned()
    }

    #[track_caller]
    pub fn wait_for(&self, statement: &str, expected: &str) {
        let begun = Instant::now();
        loop {
            let answer = self.sql(statement);
            if answer == expected {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{statement}: still `{answer}`");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
