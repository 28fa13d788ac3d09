//! The real binary on a real socket.

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
    os::fd::AsRawFd,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{app::escaped, command};

/// A running `gumei serve`, killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    stderr: File,
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub address: String,
}

impl Server {
    /// Starts the service on a free port and waits until it says where.
    pub fn start(store: impl AsRef<OsStr>) -> Self {
        Self::start_with(store, &[])
    }

    /// The same with further arguments.
    pub fn start_with(store: impl AsRef<OsStr>, arguments: &[&str]) -> Self {
        Self::run(command::command(), store, arguments)
    }

    /// The same after a command of the shell, such as `ulimit`.
    pub fn start_after(shell: &str, store: impl AsRef<OsStr>, arguments: &[&str]) -> Self {
        let gumei = command::command();
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell} && exec \"$0\" \"$@\"")]).arg(gumei.get_program());
        gumei.get_envs().for_each(|(name, _)| {
            command.env_remove(name);
        });
        Self::run(command, store, arguments)
    }

    fn run(mut command: Command, store: impl AsRef<OsStr>, arguments: &[&str]) -> Self {
        // A pipe would fill while nobody reads it, and hold the service up.
        let mut stderr = tempfile::tempfile().unwrap();
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--store"])
            .arg(store.as_ref())
            .args(arguments)
            .env("GUMEI_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(stderr.try_clone().unwrap())
            .spawn()
            .expect("the binary of this package starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some((_, address)) = line.trim_end().split_once(" · ") else {
            child.wait().unwrap();
            let mut text = String::new();
            stderr.rewind().unwrap();
            stderr.read_to_string(&mut text).unwrap();
            panic!("the service did not start: {line}{text}");
        };
        let address = address.trim_end_matches('/').to_owned();
        Self { child, stderr, address }
    }

    /// Warnings and errors so far.
    pub fn log(&self) -> String {
        // A handle of its own would share the place at which the service writes.
        std::fs::read_to_string(format!("/proc/self/fd/{}", self.stderr.as_raw_fd())).unwrap()
    }

    /// The log to its end, which `end` brings about.
    pub fn log_after(self, end: impl FnOnce(Self)) -> String {
        let stderr = self.stderr.try_clone().unwrap();
        end(self);
        std::fs::read_to_string(format!("/proc/self/fd/{}", stderr.as_raw_fd())).unwrap()
    }

    /// The answer as JSON; it must be 200.
    pub fn json(&self, target: &str) -> Value {
        let url = format!("{}{}", self.address, escaped(target));
        let mut response = ureq::get(&url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
        response.body_mut().with_config().limit(u64::MAX).read_json().unwrap()
    }

    /// The status of an answer, whatever it is.
    pub fn status(&self, target: &str) -> u16 {
        let url = format!("{}{}", self.address, escaped(target));
        agent().get(url).call().unwrap().status().as_u16()
    }

    /// The entity tag of an answer that must be 200.
    pub fn etag(&self, target: &str) -> String {
        let answer = ureq::get(format!("{}{target}", self.address)).call().unwrap();
        answer.headers()["etag"].to_str().unwrap().to_owned()
    }

    /// Sends a feature and gives the status of the answer.
    ///
    /// - `etag`: the version it is for, if for one.
    pub fn send(
        &self,
        method: &str,
        target: &str,
        token: &str,
        etag: Option<&str>,
        feature: &Value,
    ) -> u16 {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.address))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/geo+json");
        if let Some(etag) = etag {
            request = request.header("if-match", etag);
        }
        agent().run(request.body(feature.to_string()).unwrap()).unwrap().status().as_u16()
    }

    /// Asks again until the answer pleases: others' edits are seen twice a second, a lost
    /// connection is given up after some. The limit is for a machine that is busy with other tests.
    #[track_caller]
    pub fn wait_for(&self, target: &str, pleases: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.json(target);
            if pleases(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "20 s and still {answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGSTOP or SIGCONT, say.
    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = std::process::Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// SIGTERM, and the exit code of the orderly end.
    pub fn terminate(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(std::process::Command::new("kill").arg(&pid).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

/// Takes every status for an answer.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
