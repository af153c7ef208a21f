//! `portolan history`: what was applied from here, by the window too, the newest first.
//! Knows nothing of what lives on any cluster now.

use clap::Args;
use serde::Serialize;

use super::plan::Format;
use super::words::{self, printable, table};
use super::{Answer, Failed};
use crate::cluster::{self, Outcome, Past, PastChange};
use crate::files;

#[derive(Debug, Args)]
pub struct History {
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl History {
    pub fn run(self) -> Result<Answer, Failed> {
        let all: Vec<Past> = all().map(Past::outline).collect();
        Ok(match self.format {
            Format::Text if all.is_empty() => Answer { notes: vec!["nothing was applied from here yet".to_owned()], ..Answer::default() },
            Format::Text => Answer::text(text(&all)),
            Format::Json => Answer::text(json(&all)),
        })
    }
}

/// Every apply that sent something, or may have, the newest first.
pub fn all() -> impl Iterator<Item = Past> {
    cluster::history(&files::journal_folder()).filter(|past| !past.changes.is_empty() || past.damaged)
}

/// What to know before a damaged apply is undone; nothing of others.
pub fn damage(past: &Past) -> String {
    if !past.damaged {
        return String::new();
    }
    format!("a part of this apply's journal cannot be read, and what stood there is not undone: {}\n", past.file.display())
}

fn text(all: &[Past]) -> String {
    let head = ["APPLY", "WHEN", "DESIGN", "CONTEXT", "WHAT"].map(str::to_owned).to_vec();
    let cells = |past: &Past| {
        [&past.name(), &past.when(), past.design(), &past.place.context, &past.words()].map(|cell: &str| printable(cell)).to_vec()
    };
    table([head].into_iter().chain(all.iter().map(cells)).collect()).into_iter().map(|line| line + "\n").collect()
}

#[derive(Serialize)]
struct Report<'a> {
    applies: Vec<Apply<'a>>,
}

#[derive(Serialize)]
struct Apply<'a> {
    /// What `undo` is told.
    apply: String,
    at: String,
    design: &'a str,
    context: &'a str,
    server: &'a str,
    changes: Vec<Done<'a>>,
    /// Where it is, a part of its journal cannot be read.
    #[serde(skip_serializing_if = "is_false")]
    damaged: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

#[derive(Serialize)]
struct Done<'a> {
    kind: &'a str,
    namespace: &'a str,
    name: &'a str,
    /// `created`, `updated`, `deleted`, `failed` or `unknown`.
    outcome: &'a str,
    message: &'a str,
}

fn json(all: &[Past]) -> String {
    let apply = |past| Apply::of(past);
    words::json(&Report { applies: all.iter().map(apply).collect() })
}

impl Apply<'_> {
    fn of(past: &Past) -> Apply<'_> {
        Apply {
            apply: past.name(),
            at: past.when(),
            design: past.design(),
            context: &past.place.context,
            server: &past.place.server,
            changes: past.changes.iter().map(done).collect(),
            damaged: past.damaged,
        }
    }
}

fn done(change: &PastChange) -> Done<'_> {
    Done {
        kind: change.object.kind.keyword(),
        namespace: change.object.lives_in(),
        name: &change.object.name,
        outcome: change.words(),
        message: match &change.outcome {
            Outcome::Failed(why) => why,
            Outcome::Done | Outcome::Unknown => "",
        },
    }
}
