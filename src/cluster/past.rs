//! What was applied before, as its journals say.
//! Knows nothing of what lives now.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use k8s_openapi::jiff::Timestamp;
use serde_json::Value;

use super::journal::{FORMAT, Line, Sends};
use super::request::design_of;
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
    /// Whether a part of its journal cannot be read, so that more may have been done than stands here.
    pub damaged: bool,
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

impl PastChange {
    /// Whether it was done, or may have been.
    pub(super) fn may_be_done(&self) -> bool {
        match self.outcome {
            Outcome::Done | Outcome::Unknown => true,
            Outcome::Failed(_) => false,
        }
    }
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

    /// Whether anything was changed by it, or may have been.
    pub fn may_have_changed_something(&self) -> bool {
        self.changes.iter().any(PastChange::may_be_done)
    }

    /// The design that was applied, as its manager is called by it.
    pub fn design(&self) -> &str {
        design_of(&self.manager).unwrap_or(&self.manager)
    }

    /// In words: `3 created, 2 updated, 1 unknown`, and whether that may not be all.
    pub fn words(&self) -> String {
        const WORDS: [&str; 5] = ["created", "updated", "deleted", "failed", "unknown"];
        let count = |word: &str| self.changes.iter().filter(|change| change.words() == word).count();
        let counted = WORDS.map(|word| (count(word), word)).into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = counted.map(|(count, word)| format!("{count} {word}")).collect();
        let words = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") };
        if self.damaged { format!("{words}; a part of its journal cannot be read") } else { words }
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

/// Every apply whose journal is in a folder, newest first, each read when it is asked for: journals are large.
/// What is no journal is left alone.
pub fn history(folder: &Path) -> impl Iterator<Item = Past> + use<> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    files.sort();
    files.into_iter().rev().filter_map(|file| Past::read(&file))
}

impl Past {
    /// Without its objects: enough to be listed, and to be read again.
    pub fn outline(mut self) -> Past {
        for change in &mut self.changes {
            (change.before, change.planned, change.after) = (None, None, None);
        }
        self
    }

    /// The apply that one journal is of; `None` where its beginning cannot be read.
    pub fn read(file: &Path) -> Option<Past> {
        let bytes = std::fs::read(file).ok()?;
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
        let Line::Started { format: FORMAT, seconds, context, kubeconfig, server, manager } = serde_json::from_slice(lines.next()?).ok()?
        else {
            return None;
        };
        let place = Where { context, file: PathBuf::from(kubeconfig), server };
        let at = UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
        let mut past = Past { file: file.to_owned(), at, place, manager, changes: Vec::new(), damaged: false };
        for line in lines {
            match serde_json::from_slice(line) {
                Ok(line) => past.add(line),
                // The last line may have been cut by whatever ended the program: what it is of was not sent, or is unknown.
                Err(_) => past.damaged |= line.ends_with(b"\n"),
            }
        }
        Some(past)
    }

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
        // Where a line is missing, one of the same object that was settled before is another one.
        let is_open = |change: &&mut PastChange| change.object == *object && change.outcome == Outcome::Unknown;
        if let Some(change) = self.changes.iter_mut().rev().find(is_open) {
            change.outcome = outcome;
            change.after = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cluster::live;

    const STARTED: &str =
        r#"{"line":"started","format":1,"seconds":5,"context":"c","kubeconfig":"f","server":"s","manager":"portolan:shop"}"#;

    fn sends(name: &str) -> String {
        json!({"line": "sends", "object": live::service("shop", name), "change": "update", "before": {}, "planned": {}}).to_string()
    }

    fn sent(name: &str, version: u32) -> String {
        json!({"line": "sent", "object": live::service("shop", name), "after": {"version": version}}).to_string()
    }

    /// What is known of a journal of these lines, by name.
    fn read(lines: &[&str]) -> Option<Past> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("apply-5000.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        Past::read(&file)
    }

    fn outcomes(past: &Past) -> Vec<(&str, &Outcome)> {
        past.changes.iter().map(|change| (change.object.name.as_str(), &change.outcome)).collect()
    }

    #[test]
    fn a_bad_line_in_the_middle_is_left_out_and_said() {
        let past = read(&[STARTED, &sends("web"), "{\"line\": \"se", &sends("api"), &sent("api", 1), ""]).unwrap();
        assert_eq!(outcomes(&past), [("web", &Outcome::Unknown), ("api", &Outcome::Done)]);
        assert_eq!(past.words(), "1 updated, 1 unknown; a part of its journal cannot be read");
    }

    #[test]
    fn a_last_line_that_was_cut_is_no_damage() {
        let past = read(&[STARTED, &sends("web"), &sent("web", 1), r#"{"line":"sends","obj"#]).unwrap();
        assert_eq!((outcomes(&past), past.words().as_str()), (vec![("web", &Outcome::Done)], "1 updated"));
    }

    #[test]
    fn an_end_is_of_the_newest_beginning_that_has_none() {
        let past = read(&[STARTED, &sends("web"), &sends("web"), &sent("web", 2), &sent("web", 1), &sent("web", 3), ""]).unwrap();
        let after: Vec<_> = past.changes.iter().map(|change| change.after.clone()).collect();
        assert_eq!(after, [Some(json!({"version": 1})), Some(json!({"version": 2}))]);
    }

    #[test]
    fn what_is_no_journal_is_none() {
        assert_eq!(read(&["{}", &sends("web")]), None);
        assert_eq!(read(&[""]), None);
    }
}
