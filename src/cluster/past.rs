//! What was applied before, as its journals say.
//! Knows nothing of what lives now.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use k8s_openapi::jiff::Timestamp;
use serde_json::Value;

use super::journal::{FORMAT, Line, Sends};
use super::{Object, Where};

/// One apply of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// Its journal.
    pub file: PathBuf,
    /// When it began.
    pub at: SystemTime,
    /// On which cluster.
    pub place: Where,
    /// Under whose name.
    pub manager: String,
    /// Object by object, as they were sent.
    pub changes: Vec<PastChange>,
}

/// What was done to one object.
#[derive(Clone, Debug, PartialEq)]
pub struct PastChange {
    /// Which.
    pub object: Object,
    /// What became of it.
    pub outcome: Outcome,
    pub(super) sends: Sends,
    /// As it lived, with all that the server keeps.
    pub(super) before: Option<Value>,
    /// As the server said it would be.
    pub(super) planned: Option<Value>,
    /// As it was left, with all that the server keeps.
    pub(super) after: Option<Value>,
}

/// What became of something that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server did it.
    Done,
    /// The server did not, for this reason.
    Failed(String),
    /// It was sent, and no answer was written down: the server, the network or this program ended.
    Unknown,
}

impl Past {
    /// Its name: what `undo` is told.
    pub fn name(&self) -> String {
        name(&self.file)
    }

    /// When it began, to the second, such as `2026-01-02T03:04:05Z`.
    pub fn when(&self) -> String {
        Timestamp::try_from(self.at).map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    }

    /// The design that was applied, as its manager is called by it.
    pub fn design(&self) -> &str {
        self.manager.strip_prefix("portolan:").unwrap_or(&self.manager)
    }

    /// In words: `3 created, 2 updated, 1 unknown`.
    pub fn words(&self) -> String {
        const WORDS: [&str; 5] = ["created", "updated", "deleted", "failed", "unknown"];
        let count = |word: &str| self.changes.iter().filter(|change| change.words() == word).count();
        let counted = WORDS.map(|word| (count(word), word)).into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = counted.map(|(count, word)| format!("{count} {word}")).collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }
}

impl PastChange {
    /// In a word.
    pub fn words(&self) -> &'static str {
        match (&self.outcome, self.sends) {
            (Outcome::Done, Sends::Create) => "created",
            (Outcome::Done, Sends::Update) => "updated",
            (Outcome::Done, Sends::Delete) => "deleted",
            (Outcome::Failed(_), _) => "failed",
            (Outcome::Unknown, _) => "unknown",
        }
    }
}

/// What an apply is called that is written down in a file: the milliseconds at which it began.
pub(super) fn name(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.trim_start_matches("apply-").trim_start_matches('0').to_owned()
}

/// Every apply whose journal is in a folder, newest first. What is no journal is left alone.
pub fn history(folder: &Path) -> Vec<Past> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    files.into_iter().rev().filter_map(|file| read(&file)).collect()
}

fn read(file: &Path) -> Option<Past> {
    let text = String::from_utf8_lossy(&std::fs::read(file).ok()?).into_owned();
    // The last line may have been cut by whatever ended the program.
    let mut lines = text.lines().map_while(|line| serde_json::from_str::<Line>(line).ok());
    let Some(Line::Started { format: FORMAT, seconds, context, kubeconfig, server, manager }) = lines.next() else { return None };
    let place = Where { context, file: PathBuf::from(kubeconfig), server };
    let at = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
    let mut past = Past { file: file.to_owned(), at, place, manager, changes: Vec::new() };
    for line in lines {
        past.add(line);
    }
    Some(past)
}

impl Past {
    fn add(&mut self, line: Line<'_>) {
        match line {
            Line::Started { .. } => {}
            Line::Sends { object, change, before, planned } => {
                let (before, planned) = (before.map(Cow::into_owned), planned.map(Cow::into_owned));
                let (object, outcome) = (object.into_owned(), Outcome::Unknown);
                self.changes.push(PastChange { object, outcome, sends: change, before, planned, after: None });
            }
            Line::Sent { object, after } => self.settle(&object, Outcome::Done, after.map(Cow::into_owned)),
            Line::Failed { object, why } => self.settle(&object, Outcome::Failed(why), None),
        }
    }

    fn settle(&mut self, object: &Object, outcome: Outcome, after: Option<Value>) {
        if let Some(change) = self.changes.iter_mut().rev().find(|change| change.object == *object) {
            change.outcome = outcome;
            change.after = after;
        }
    }
}
