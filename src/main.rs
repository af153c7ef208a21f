//! Window or command line?

use std::path::PathBuf;
use std::process::ExitCode;

use portolan::cli::{self, Asked};
use portolan::crash;

fn main() -> ExitCode {
    crash::say_and_end(|| "No file is left half written, and portolan history says what was applied before".to_owned());
    ExitCode::from(match cli::run(std::env::args_os()) {
        Asked::Done(code) => code,
        Asked::Window(path) => window(path),
    })
}

/// A build without the window.
#[cfg(not(feature = "gui"))]
fn window(_: Option<PathBuf>) -> u8 {
    cli::fail("this build has no window — the command line does the same work: portolan --help")
}

/// The window, until it closes.
#[cfg(feature = "gui")]
fn window(path: Option<PathBuf>) -> u8 {
    match portolan::gui::run(path) {
        Ok(()) => 0,
        Err(sentence) => cli::fail(&sentence),
    }
}
