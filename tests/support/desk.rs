//! A folder to work in, and the real program run there against a cluster, with nothing of our own surroundings.
//! Knows nothing of what it is run for.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Instant;

use tempfile::TempDir;

use super::patience::PATIENCE;
use super::programs::skip;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_portolan");

/// What a run printed, and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Said {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The last line on standard output that says something.
    pub fn last(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

pub struct Desk {
    folder: TempDir,
    kubeconfig: PathBuf,
}

impl Desk {
    /// Where this kubeconfig says which cluster.
    pub fn with(kubeconfig: &Path) -> Desk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("home")).expect("a folder");
        Desk { folder, kubeconfig: kubeconfig.to_owned() }
    }

    /// The same folder for who has another kubeconfig.
    pub fn of(self, kubeconfig: &Path) -> Desk {
        Desk { kubeconfig: kubeconfig.to_owned(), ..self }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).expect("a file can be written");
        self.path(name)
    }

    /// The program here.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(line.split_whitespace());
        self.at_home(&mut command);
        command
    }

    /// Any program here.
    pub fn at_home(&self, command: &mut Command) {
        command.current_dir(self.folder.path()).env_clear().env("HOME", self.path("home")).env("KUBECONFIG", &self.kubeconfig);
        command.env("KUBERC", "off").env("PATH", std::env::var_os("PATH").unwrap_or_default());
    }

    pub fn run(&self, line: &str) -> Said {
        Said::of(self.command(line).stdin(Stdio::null()).output().expect("it runs"))
    }

    /// A run that does nothing wrong.
    pub fn well(&self, line: &str) -> Said {
        let said = self.run(line);
        assert_eq!(said.code, 0, "{line}: {said:#?}");
        said
    }

    /// The one sentence of a run that could not do it.
    pub fn refusal(&self, line: &str) -> String {
        let said = self.run(line);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{line}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{line}: {said:?}");
        said.err.trim_end().strip_prefix("portolan: ").unwrap_or_else(|| panic!("{said:?}")).to_owned()
    }

    /// Starts it and goes on.
    pub fn start(&self, line: &str) -> Child {
        self.command(line).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// The program on a terminal of its own. `None`, counted as skipped, where no program makes one.
    pub fn terminal(&self, line: &str) -> Option<Terminal> {
        if Command::new("script").arg("--version").output().is_err() {
            skip("script", "install util-linux");
            return None;
        }
        let mut command = Command::new("script");
        command.args(["-qfec", &format!("{PROGRAM} {line}"), "/dev/null"]);
        self.at_home(&mut command);
        let mut child = command.env("SHELL", "/bin/sh").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let (mut output, (send, heard)) = (child.stdout.take().expect("a pipe"), mpsc::channel());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = output.read(&mut bytes) {
                if send.send(bytes[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Some(Terminal { child, heard, shown: Vec::new() })
    }

    /// Every file below the home folder, with its bytes.
    pub fn kept(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        visit(&self.path("home"), &mut files);
        files
    }
}

fn visit(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => visit(&path, files),
            path => files.push((path.clone(), fs::read(&path).expect("a file"))),
        }
    }
}

pub struct Terminal {
    child: Child,
    heard: mpsc::Receiver<Vec<u8>>,
    shown: Vec<u8>,
}

impl Terminal {
    /// Waits until it shows something.
    pub fn until(&mut self, words: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = String::from_utf8_lossy(&self.shown).into_owned();
            if shown.contains(words) {
                return shown;
            }
            match self.heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.shown.extend(bytes),
                Err(_) => panic!("waited in vain for {words:?}: {shown}"),
            }
        }
    }

    /// Types something.
    pub fn types(&mut self, text: &str) {
        let keys = self.child.stdin.as_mut().expect("a pipe");
        keys.write_all(text.as_bytes()).and_then(|()| keys.flush()).expect("it listens");
    }

    /// Waits until it ends: its exit code and all that it showed.
    pub fn end(mut self) -> (i32, String) {
        while let Ok(bytes) = self.heard.recv_timeout(PATIENCE) {
            self.shown.extend(bytes);
        }
        let code = self.child.wait().expect("it ends").code().unwrap_or(-1);
        (code, String::from_utf8_lossy(&self.shown).into_owned())
    }
}
