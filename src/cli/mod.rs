//! The command line: the same engine for scripts and CI. One subcommand a file.
//! Knows nothing of the window; whoever starts the program opens it when that is what was asked.

#[cfg(feature = "cluster")]
mod apply;
mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod completions;
mod design;
mod effective;
mod explain;
mod export;
mod found;
#[cfg(feature = "cluster")]
mod history;
mod import;
mod lines;
mod new;
mod place;
#[cfg(feature = "cluster")]
mod plan;
mod render;
#[cfg(feature = "cluster")]
mod role;
mod schema;
#[cfg(feature = "cluster")]
mod undo;
mod words;

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind as Clash;
use clap::{CommandFactory, Parser, Subcommand};

use crate::files;
use crate::nearest::nearest;

/// Lay out the services and ports of a Kuma or Kong Mesh service mesh and say what each port speaks. Without a command, opens the window.
#[derive(Debug, Parser)]
#[command(name = "portolan", version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES, max_term_width = 100)]
struct Arguments {
    /// A design, or a folder, to open in the window
    #[arg(value_name = "DESIGN|FOLDER")]
    path: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "Wherever a command takes a DESIGN, - is standard input.\nExit codes: 0 all is well, 1 there are findings or changes, 2 it could not be done.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a design from a template
    New(new::New),
    /// Print a design's manifests: Services, then Dataplanes
    Render(render::Render),
    /// Write a design's manifests into a folder
    Export(export::Export),
    /// Say what is wrong with designs and manifests
    Check(check::Check),
    /// Say what the mesh sees of every port, in designs and manifests
    Effective(effective::Effective),
    /// Make a design of manifests
    Import(import::Import),
    /// Say what applying a design to a cluster would change
    #[cfg(feature = "cluster")]
    Plan(plan::Plan),
    /// Apply a design to a cluster, after showing the plan and asking
    #[cfg(feature = "cluster")]
    Apply(apply::Apply),
    /// Take an apply back, after showing the plan and asking
    #[cfg(feature = "cluster")]
    Undo(undo::Undo),
    /// List what was applied from here
    #[cfg(feature = "cluster")]
    History(history::History),
    /// Print the least that a user has to be allowed on a cluster
    #[cfg(feature = "cluster")]
    Role(role::Role),
    /// Say what a rule or a protocol is about
    Explain(explain::Explain),
    /// Print the JSON Schema of the design file, for editors
    Schema,
    /// Print completions for a shell
    Completions(completions::Completions),
}

/// What was asked for.
#[derive(Debug)]
pub enum Asked {
    /// It is done; this is the exit code.
    Done(u8),
    /// The window, perhaps with something to open.
    Window(Option<PathBuf>),
}

/// What a command has to say.
#[derive(Debug, Default)]
struct Answer {
    /// For standard output.
    out: String,
    /// For standard error, a sentence each: what somebody should know, without being a failure.
    notes: Vec<String>,
    /// What the exit code says.
    verdict: Verdict,
}

impl Answer {
    /// A text, and all is well.
    fn text(out: impl Into<String>) -> Answer {
        Answer { out: out.into(), ..Answer::default() }
    }
}

/// What an exit code says; the worst is the greatest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// All is well.
    #[default]
    Well,
    /// There are findings or changes.
    Findings,
    /// It could not be done.
    Failed,
}

/// Why a command could not do it.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] files::Error),
    /// A text is no design.
    #[error("{file}:{}:{}: {}{}", error.line, error.column, error.message, error.help.as_ref().map_or_else(String::new, |help| format!(" — {help}")))]
    Design {
        /// Its name, as it was given.
        file: String,
        /// What is wrong, and where.
        error: crate::design::file::Error,
    },
    /// A cluster said no, or said nothing.
    #[cfg(feature = "cluster")]
    #[error(transparent)]
    Cluster(#[from] crate::cluster::Error),
    /// Anything else, in one sentence with the next step.
    #[error("{0}")]
    Said(String),
}

/// Runs the command line as far as it goes without a window.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let words: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match Arguments::try_parse_from(&words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // What clap takes for a file with a command behind it is a mistyped command, unless there is such a file.
            let is_mistyped = |word: &&OsString| error.kind() == Clash::ArgumentConflict && !Path::new(word).exists();
            if let Some(word) = words.get(1).filter(is_mistyped) {
                return Asked::Done(say(Err(missing(word.into()))));
            }
            // Help and version are answers, not errors: clap knows which and where each goes.
            let _ = error.print();
            return Asked::Done(u8::try_from(error.exit_code()).unwrap_or(Verdict::Failed as u8));
        }
    };
    let Some(command) = arguments.command else {
        return match arguments.path {
            Some(path) if !path.exists() => Asked::Done(say(Err(missing(path)))),
            path => Asked::Window(path),
        };
    };
    Asked::Done(say(match command {
        Command::New(new) => new.run(),
        Command::Render(render) => render.run(),
        Command::Export(export) => export.run(),
        Command::Check(check) => check.run(words::Colour::of_terminal(io::stdout().is_terminal())),
        Command::Effective(effective) => effective.run(),
        Command::Import(import) => import.run(),
        #[cfg(feature = "cluster")]
        Command::Plan(plan) => plan.run(),
        #[cfg(feature = "cluster")]
        Command::Apply(apply) => apply.run(),
        #[cfg(feature = "cluster")]
        Command::Undo(undo) => undo.run(),
        #[cfg(feature = "cluster")]
        Command::History(history) => history.run(),
        #[cfg(feature = "cluster")]
        Command::Role(role) => role.run(),
        Command::Explain(explain) => explain.run(),
        Command::Schema => Ok(schema::answer()),
        Command::Completions(completions) => Ok(completions.run()),
    }))
}

/// Something to open that is not there: perhaps a command was meant.
fn missing(path: PathBuf) -> Failed {
    let arguments = Arguments::command();
    let names = arguments.get_subcommands().map(clap::Command::get_name);
    match path.to_str().and_then(|word| nearest(word, names)) {
        Some(near) => Failed::Said(format!("there is no file or command {} — did you mean portolan {near}?", path.display())),
        None => files::Error::Missing(path).into(),
    }
}

/// Prints what has to be read before the rest is there. Who closed the pipe has seen enough.
#[cfg(feature = "cluster")]
fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Says a sentence on standard error, and that it failed.
pub fn fail(sentence: &str) -> u8 {
    say(Err(Failed::Said(sentence.to_owned())))
}

/// Prints an answer; the exit code.
fn say(answer: Result<Answer, Failed>) -> u8 {
    let complain = |sentence: &dyn std::fmt::Display| {
        // Nowhere is left to say that standard error is gone.
        let _ = writeln!(io::stderr(), "portolan: {sentence}");
    };
    match answer {
        Ok(answer) => {
            let mut out = io::stdout().lock();
            let written = out.write_all(answer.out.as_bytes()).and_then(|()| out.flush());
            answer.notes.iter().for_each(|note| complain(note));
            match written {
                // Somebody has seen enough.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => answer.verdict as u8,
                Err(error) => {
                    complain(&format!("standard output takes no more ({error}) — see where it goes"));
                    Verdict::Failed as u8
                }
                Ok(()) => answer.verdict as u8,
            }
        }
        Err(failed) => {
            complain(&failed);
            Verdict::Failed as u8
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_has_nothing_against_the_arguments() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_is_known_to_who_guesses_what_was_meant() {
        for command in Arguments::command().get_subcommands() {
            let typo = format!("{}x", command.get_name());
            let words = missing(PathBuf::from(typo)).to_string();
            assert!(words.ends_with(&format!("did you mean portolan {}?", command.get_name())), "{words}");
        }
    }
}
