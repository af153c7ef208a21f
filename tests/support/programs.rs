//! Where the real programs are that give a second opinion, and what to say, loudly and counted, when one is not here.
//! Knows nothing of what they do.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
#[cfg(all(feature = "cluster", unix))]
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// The path of a program as `tests/servers/where` knows it. When it is not here the running test is counted as skipped.
pub fn find(program: &str) -> Option<PathBuf> {
    match look(program) {
        Ok(path) => Some(path),
        Err(how) => {
            skip(program, &how);
            None
        }
    }
}

/// Says that the running test could not ask `what`, and `how` to get it. The runner of the tests swallows what a passing
/// test prints, so this goes around it; `tests/run` counts the lines of the file.
pub fn skip(what: &str, how: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("SKIPPED {test}: no {what} here: {how}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
    if let Some(file) = std::env::var_os("PORTOLAN_TEST_SKIPS") {
        let file = OpenOptions::new().create(true).append(true).open(file);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("the file of skips can be written");
    }
}

/// Makes a file a program. Another process writes it: what is started meanwhile by another test would hold our own handle to it for a moment,
/// and a file that is open for writing does not start ("text file busy").
#[cfg(all(feature = "cluster", unix))]
pub fn make_program(path: &Path) {
    let text = path.with_extension("text");
    std::fs::rename(path, &text).expect("it can be moved");
    let copied = Command::new("cp").arg(&text).arg(path).status().expect("cp starts");
    assert!(copied.success(), "cp copies");
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it can be made a program");
}

/// Asked once a program: the first answer may take seconds, because it unpacks.
fn look(program: &str) -> Result<PathBuf, String> {
    static KNOWN: Mutex<BTreeMap<String, Result<PathBuf, String>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(program.to_owned()).or_insert_with(|| ask(program)).clone()
}

fn ask(program: &str) -> Result<PathBuf, String> {
    if !cfg!(unix) {
        return Err("run the tests on Linux".to_owned());
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/where");
    let answer = Command::new("bash").args([script, program]).output().map_err(|error| format!("install bash ({error})"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match answer.status.code() {
        Some(0) => Ok(PathBuf::from(text(&answer.stdout))),
        // Only this is "not here": a finder that is broken must not skip every check in silence.
        Some(3) => Err(text(&answer.stderr)),
        _ => panic!("{script} {program}: {}", text(&answer.stderr)),
    }
}
