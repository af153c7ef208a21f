//! A server that runs as long as the value lives, and no longer: not after a panic, and not after the test process is killed.
//! Knows nothing of what the server serves.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::patience::PATIENCE;

/// The shell holds the server, and we hold the shell's standard input. However this process ends, that pipe closes, and then
/// the server is killed and its folder removed. Signals from the terminal are for us, not for the shell.
const LEASH: &str = r#"
    folder=$1; shift
    trap '' INT TERM HUP
    exec 3<&0
    "$@" </dev/null >"$folder/log" 2>&1 3<&- &
    server=$!
    { read -r _; kill -9 $server; } <&3 &
    leash=$!
    wait $server
    kill -9 $leash
    : >"$folder/ended"
    read -r _ <&3
    rm -rf "$folder"
"#;

pub struct Running {
    shell: Child,
    folder: PathBuf,
}

impl Running {
    /// Starts a command in a folder of its own, which `command` is told, so that it can keep its files there.
    pub fn start(command: impl FnOnce(&Path) -> Command) -> Running {
        let folder = tempfile::Builder::new().prefix("portolan-test-").tempdir().expect("a temporary folder").keep();
        let command = command(&folder);
        let mut shell = Command::new("sh");
        shell.args(["-c", LEASH, "leash"]).arg(&folder).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Running { shell: shell.expect("sh starts"), folder }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Waits until the server is `ready`; when it ends before that, or takes too long, the error is the end of its log.
    pub fn wait_until(&self, mut ready: impl FnMut() -> bool) -> Result<(), String> {
        let start = Instant::now();
        while !ready() {
            if self.folder.join("ended").exists() {
                return Err(format!("it ended by itself:\n{}", self.log_end()));
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("it was not ready in time:\n{}", self.log_end()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn log_end(&self) -> String {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4000)..]).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// Loopback ports that nobody listens on now. Nothing keeps them free: see [`with_fresh_ports`].
fn free_ports<const N: usize>() -> io::Result<[u16; N]> {
    let held: Vec<TcpListener> = (0..N).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<_, _>>()?;
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&held) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

/// Starts something on free ports, and again on others when somebody was quicker.
pub fn with_fresh_ports<const N: usize, T>(start: impl Fn([u16; N]) -> Result<T, String>) -> Result<T, String> {
    let mut answer = Err(String::new());
    for _ in 0..3 {
        answer = start(free_ports().map_err(|error| error.to_string())?);
        match &answer {
            Err(why) if why.contains("address already in use") => {}
            _ => break,
        }
    }
    answer
}
