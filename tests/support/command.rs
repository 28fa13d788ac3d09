//! The command line as a user has it.

use std::{
    ffi::OsStr,
    process::{Command, Output},
};

/// What a run of `gumei` printed and whether it was content.
#[derive(Debug)]
pub struct Run {
    pub success: bool,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `gumei` to its end, without the variables that would configure it.
pub fn gumei<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    let output = command().args(arguments).output().expect("the binary of this package runs");
    Run::of(output)
}

/// `gumei` with nothing of this machine's configuration.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gumei"));
    for name in ["GUMEI_STORE", "DATABASE_URL", "GUMEI_LISTEN", "GUMEI_BASE_URL", "GUMEI_LOG"] {
        command.env_remove(name);
    }
    command
}

impl Run {
    pub fn of(output: Output) -> Self {
        Self {
            success: output.status.success(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts a refusal in one sentence that has all the words.
    #[track_caller]
    pub fn refuses(&self, words: &[&str]) {
        assert!(!self.success, "it should have failed: {self:?}");
        let lines: Vec<&str> = self.stderr.lines().collect();
        assert_eq!(lines.len(), 1, "one sentence: {}", self.stderr);
        assert!(lines[0].starts_with("gumei: "), "{}", self.stderr);
        for word in words {
            assert!(lines[0].contains(word), "`{word}` is missing in: {}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }

    #[track_caller]
    pub fn succeeds(&self) {
        assert!(self.success, "{self:?}");
    }
}
