//! Talk on a terminal: questions, of which only a clear yes is a yes, and how far the work is.
//! Knows nothing of what hangs on an answer.

use std::cmp::Ordering;
use std::io::{self, BufRead, IsTerminal, Write};

use super::super::words::printable;
use crate::cluster::{Context, Done, ExecPlugin};
use crate::manifest::shell_word;

/// From so many objects on, it is said how far planning is.
const MANY: usize = 50;

/// Whether somebody is there to ask.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// How far planning is, on one line of a terminal that goes away at the end. A few objects are quicker than reading it.
pub fn far(done: Done) {
    if done.of < MANY || !io::stderr().is_terminal() {
        return;
    }
    match done.done.cmp(&done.of) {
        Ordering::Less => tell(&format!("\rplanning {} of {}", done.done, done.of)),
        Ordering::Equal | Ordering::Greater => tell("\r\u{1b}[K"),
    }
}

/// Shows something to who is asked.
pub(super) fn tell(text: &str) {
    // Where nobody sees it, nobody says yes.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Asks; only `y` and `yes` are a yes.
pub(super) fn ask(question: &str) -> bool {
    tell(&format!("{question} [y/N] "));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

/// A program that would run: all of it but the values of its variables, which may be secrets.
pub(super) fn program(context: &Context, plugin: &ExecPlugin) -> String {
    let words: Vec<String> = [&plugin.command].into_iter().chain(&plugin.args).map(|word| shell_word(&printable(word))).collect();
    let mut text =
        format!("To sign in to {}, the kubeconfig has this program run. It can do whatever you can.\n", printable(&context.name));
    text.push_str(&format!("  program    {}\n", words.join(" ")));
    if !plugin.env.is_empty() {
        text.push_str(&format!("  variables  {}\n", printable(&plugin.env.join(", "))));
    }
    text.push_str(&format!("  named in   {}\n", printable(&plugin.file.display().to_string())));
    text
}
