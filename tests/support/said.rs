//! Running a command to its end and taking what it said.
//! Knows nothing of any particular program.

use std::io::Write;
use std::process::{Command, Stdio};

/// What a command printed, when it succeeded; when it failed, everything it said on both outputs.
pub fn said(command: &mut Command, input: &str) -> Result<String, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    let mut stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // A thread of its own, or a long input and a long answer would wait for each other. A program may stop reading early.
        scope.spawn(move || stdin.take().map(|mut pipe| pipe.write_all(input.as_bytes())));
        child.wait_with_output()
    });
    let output = output.map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(printed) } else { Err(printed + &String::from_utf8_lossy(&output.stderr)) }
}
