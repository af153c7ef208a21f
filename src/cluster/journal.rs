//! What is applied, written down line by line: each object as it was before it is touched, and as it is after.
//! Knows nothing of sending, and never sees what signs somebody in.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dry_run::Planned;
use super::{Action, Change, Error, Object, Plan, past};

/// The form of the lines; a reader leaves what it does not know alone.
pub(super) const FORMAT: u32 = 1;

/// So many are kept: each holds whole objects, and nobody undoes what is longer ago.
const KEPT: usize = 200;

/// A file that one apply is written down in.
#[derive(Debug)]
pub struct Journal {
    file: PathBuf,
    lines: Mutex<File>,
}

/// One line. Writing borrows what it says: objects are large, and there are many.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "line")]
pub(super) enum Line<'a> {
    /// The first.
    #[serde(rename_all = "camelCase")]
    Started { format: u32, seconds: u64, context: String, kubeconfig: String, server: String, manager: String },
    /// Written before the request is sent.
    Sends { object: Cow<'a, Object>, change: Sends, before: Option<Cow<'a, Value>>, planned: Option<Cow<'a, Value>> },
    /// Written when the server said that it is done; an object that was deleted is no more.
    Sent { object: Cow<'a, Object>, after: Option<Cow<'a, Value>> },
    /// Written when it is sure that nothing was done.
    Failed { object: Cow<'a, Object>, why: String },
}

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Sends {
    Create,
    Update,
    Delete,
}

impl Journal {
    /// A new file in a folder, which is made where it is not there. Nothing is applied that cannot be written down. The
    /// newest 200 are kept; older ones are deleted.
    pub fn start(folder: &Path, plan: &Plan, now: SystemTime) -> Result<Journal, Error> {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (file, lines) = create(folder, since.as_millis()).map_err(|error| problem(folder, &error))?;
        let journal = Journal { file, lines: Mutex::new(lines) };
        prune(folder, &journal.file);
        let text = |path: &Path| path.to_string_lossy().into_owned();
        journal.write(&Line::Started {
            format: FORMAT,
            seconds: since.as_secs(),
            context: plan.place.context.clone(),
            kubeconfig: text(&plan.place.file),
            server: plan.place.server.clone(),
            manager: plan.manager.clone(),
        })?;
        Ok(journal)
    }

    /// Where it stands.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// What the apply is called by that.
    pub fn name(&self) -> String {
        past::name(&self.file)
    }

    pub(super) fn sends(&self, change: &Change, planned: &Planned) -> Result<(), Error> {
        let sends = match (&change.action, &planned.before) {
            (Action::Delete, _) => Sends::Delete,
            (_, Some(_)) => Sends::Update,
            (_, None) => Sends::Create,
        };
        let object = Cow::Borrowed(&change.object);
        let (before, planned) = (planned.before.as_ref().map(Cow::Borrowed), change.after.as_ref().map(Cow::Borrowed));
        self.write(&Line::Sends { object, change: sends, before, planned })
    }

    pub(super) fn sent(&self, object: &Object, after: Option<&Value>) -> Result<(), Error> {
        self.write(&Line::Sent { object: Cow::Borrowed(object), after: after.map(Cow::Borrowed) })
    }

    /// Without this line undoing looks whether something was done: no reason to stop.
    pub(super) fn failed(&self, object: &Object, error: &Error) {
        let why = match error {
            // What a program says is for the one who looks on, and not to be kept.
            Error::ExecFailed { .. } => "the sign-in program failed".to_owned(),
            other => other.to_string(),
        };
        let _ = self.write(&Line::Failed { object: Cow::Borrowed(object), why });
    }

    /// Hands all lines to the disk.
    pub(super) fn end(&self) {
        // Everything is with the system already; this is for a power cut right now.
        let _ = self.lines.lock().unwrap_or_else(PoisonError::into_inner).sync_all();
    }

    fn write(&self, line: &Line<'_>) -> Result<(), Error> {
        let mut text = serde_json::to_string(line).map_err(|error| problem(&self.file, &io::Error::other(error)))?;
        text.push('\n');
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.write_all(text.as_bytes()).map_err(|error| problem(&self.file, &error))
    }
}

fn problem(file: &Path, error: &io::Error) -> Error {
    Error::Journal { file: file.to_owned(), why: error.to_string() }
}

/// Where the journal of an apply stands that began at this millisecond.
fn path(folder: &Path, moment: u128) -> PathBuf {
    folder.join(format!("apply-{moment:015}.jsonl"))
}

/// Deletes all journals but the newest, and never the one that is being written: a clock may have been set back.
fn prune(folder: &Path, own: &Path) {
    let moment = |file: &Path| -> Option<u128> { file.file_name()?.to_str()?.strip_prefix("apply-")?.strip_suffix(".jsonl")?.parse().ok() };
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut journals: Vec<(u128, PathBuf)> = files.filter_map(|file| Some((moment(&file)?, file))).collect();
    journals.sort();
    for (_, file) in journals.iter().rev().skip(KEPT).filter(|(_, file)| file != own) {
        // One that stays is only one too many.
        let _ = std::fs::remove_file(file);
    }
}

/// Two applies may begin within one moment: each has a file of its own.
fn create(folder: &Path, moment: u128) -> io::Result<(PathBuf, File)> {
    std::fs::create_dir_all(folder)?;
    for moment in moment.. {
        let file = path(folder, moment);
        match options().open(&file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((file, opened?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// What lives on a cluster is for nobody else on this computer.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.append(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::cluster::{Where, live};

    #[test]
    fn the_newest_200_journals_are_kept_with_all_else_that_lies_there() {
        let folder = tempfile::tempdir().unwrap();
        for moment in 1000..1300 {
            std::fs::write(path(folder.path(), moment), "").unwrap();
        }
        std::fs::write(folder.path().join("apply-mine.jsonl"), "").unwrap();
        let plan = Plan::new(&Where { context: String::new(), file: PathBuf::new(), server: String::new() }, "m");
        let journal = Journal::start(folder.path(), &plan, SystemTime::now()).unwrap();
        let left = |moment: u128| path(folder.path(), moment).exists();
        assert_eq!((1000..1300).filter(|&moment| left(moment)).collect::<Vec<_>>(), (1101..1300).collect::<Vec<_>>());
        assert!(journal.file().exists() && folder.path().join("apply-mine.jsonl").exists());
        // With a clock that was set back.
        let early = Journal::start(folder.path(), &plan, UNIX_EPOCH).unwrap();
        assert!(early.file().exists());
    }

    #[test]
    fn the_words_of_a_program_that_signs_in_are_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let place = Where { context: "c".to_owned(), file: PathBuf::from("config"), server: "https://server".to_owned() };
        let journal = Journal::start(folder.path(), &Plan::new(&place, "m"), SystemTime::now()).unwrap();
        let said = Error::ExecFailed { command: "sign-in".to_owned(), why: "it ended with 1: canary".to_owned() };
        journal.failed(&live::service("shop", "web"), &said);
        journal.failed(&live::service("shop", "api"), &Error::Cancelled);
        let kept = std::fs::read_to_string(journal.file()).unwrap();
        assert!(!kept.contains("canary") && kept.contains("the sign-in program failed") && kept.contains("stopped"), "{kept}");
    }
}
