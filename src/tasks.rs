//! Work off the frame: what leaves the program is a task, what comes back an outcome; one function touches the world.
//! Knows nothing of the window that asks, only of a closure that wakes it.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::design::{Design, file};
use crate::files::{self, Over, Planned, Recovery, Replace, Stamp};
use crate::manifest::Bundle;
use crate::session::Session;

/// Something to do in the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Read a design.
    Open(PathBuf),
    /// Read a recovery copy: a design that lives in no file yet.
    OpenRecovered(PathBuf),
    /// Write a design, keeping the comments of its old text; not over what somebody else wrote meanwhile.
    Save {
        /// Where to.
        path: PathBuf,
        /// What.
        design: Box<Design>,
        /// The text it had.
        text: Option<String>,
        /// What may stand there.
        onto: Onto,
    },
    /// See whether the file is still what was read.
    LookAt(PathBuf, Stamp),
    /// Keep a recovery copy.
    Recover {
        /// What.
        design: Box<Design>,
        /// The text it had.
        text: Option<String>,
        /// The file it lives in.
        file: Option<PathBuf>,
    },
    /// Everything is saved: the recovery copy may go.
    ClearRecovery,
    /// See what programs that ended left behind.
    FindRecovered,
    /// Throw that away.
    ForgetRecovered(Vec<PathBuf>),
    /// See what an export would find.
    PlanExport {
        /// Where to.
        folder: PathBuf,
        /// What.
        bundle: Bundle,
        /// What it was asked for with, to know the answer by.
        answers: String,
    },
    /// Write an export.
    Export {
        /// Where to.
        folder: PathBuf,
        /// What.
        bundle: Bundle,
        /// Whose files may be replaced.
        replace: Replace,
    },
}

/// What may stand where a design is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onto {
    /// Anything: the user said so.
    Anything,
    /// What was read.
    Same(Stamp),
    /// Nothing: the path was typed, and nobody was asked about a file there.
    Nothing,
}

/// What became of a task.
pub enum Outcome {
    /// A design was read, or not: why.
    Opened(Result<Box<Opened>, String>),
    /// A folder holds several designs: one of them has to be named.
    Several(Vec<PathBuf>),
    /// A recovery copy was read.
    Restored(PathBuf, Result<Box<Opened>, String>),
    /// A design was written.
    Saved(Result<Box<Saved>, NotSaved>),
    /// The file is still what was read, or not.
    Looked(PathBuf, Standing),
    /// What programs that ended left behind.
    Recovered(Vec<files::Copy>),
    /// What an export would find, with what it was asked for with.
    Planned(String, Vec<Planned>),
    /// What an export wrote, and where.
    Exported(PathBuf, Result<Vec<PathBuf>, String>),
    /// A path was picked in a dialog of the desktop.
    Picked(Option<PathBuf>),
    /// Nothing that anybody waits for.
    Done,
}

/// Whether a file is still what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Same,
    /// Somebody wrote it.
    Changed,
    /// Somebody removed it.
    Gone,
}

/// A design as it was read.
pub struct Opened {
    /// Ready to be worked on.
    pub session: Session,
    /// Where it came from.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What the file looked like.
    pub stamp: Stamp,
}

/// A design as it was written.
pub struct Saved {
    /// What was written.
    pub design: Design,
    /// Where to.
    pub path: PathBuf,
    /// Its text now.
    pub text: String,
    /// What the file looks like now.
    pub stamp: Stamp,
}

/// Why a design was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// Somebody else wrote the file meanwhile.
    ChangedOnDisk,
    /// A file is there already, and nobody was asked about it.
    Exists(PathBuf),
    /// The system says no, in words.
    Failed(String),
}

/// Does a task. The only function that touches the world.
fn perform(task: Task, copies: &Path, recovery: &mut Option<Recovery>) -> Outcome {
    match task {
        Task::Open(path) if path.is_dir() => open_folder(&path),
        Task::Open(path) => Outcome::Opened(open(path)),
        Task::OpenRecovered(path) => Outcome::Restored(path.clone(), open_copy(path)),
        Task::Save { path, design, text, onto } => Outcome::Saved(save(path, *design, text, onto)),
        Task::LookAt(path, stamp) => {
            // A file that cannot be looked at now is not known to have changed; saving will say what is wrong with it.
            let standing = match stamp.still_holds(&path) {
                Ok(true) | Err(_) => Standing::Same,
                Ok(false) if path.exists() => Standing::Changed,
                Ok(false) => Standing::Gone,
            };
            Outcome::Looked(path, standing)
        }
        Task::Recover { design, text, file } => {
            if recovery.is_none() {
                *recovery = Recovery::open(copies).ok();
            }
            if let Some(recovery) = recovery {
                // A copy that cannot be kept is no reason to disturb somebody's work: saving will say so.
                let _ = recovery.keep(&file::save(&design, text.as_deref()), file.as_deref());
            }
            Outcome::Done
        }
        Task::ClearRecovery => {
            if let Some(recovery) = recovery {
                recovery.clear();
            }
            Outcome::Done
        }
        Task::FindRecovered => Outcome::Recovered(files::recovered(copies)),
        Task::ForgetRecovered(forgotten) => {
            files::forget(&forgotten);
            Outcome::Done
        }
        Task::PlanExport { folder, bundle, answers } => Outcome::Planned(answers, files::plan_export(&folder, &bundle)),
        Task::Export { folder, bundle, replace } => {
            let written = files::write_export(&folder, &bundle, replace).map_err(|error| error.to_string());
            Outcome::Exported(folder, written)
        }
    }
}

/// What every design's file ends with.
pub const ENDING: &str = ".portolan.yaml";

/// Opens the design of a folder, if there is one and no other.
fn open_folder(folder: &Path) -> Outcome {
    let found = files::entries(folder).map(|mut paths| {
        paths.retain(|path| path.to_string_lossy().ends_with(ENDING) && path.is_file());
        paths
    });
    match found {
        Err(error) => Outcome::Opened(Err(error.to_string())),
        Ok(designs) => match designs.as_slice() {
            [] => {
                let why = format!("there is no design in this folder: no file ends with {ENDING} — open a file, or begin a new design: ");
                Outcome::Opened(Err(why + &folder.display().to_string()))
            }
            [only] => Outcome::Opened(open(only.clone())),
            _ => Outcome::Several(designs),
        },
    }
}

/// Opens a recovery copy: the line that says of which file it is belongs to nobody's design.
fn open_copy(path: PathBuf) -> Result<Box<Opened>, String> {
    let mut opened = open(path)?;
    opened.text = files::without_origin(&opened.text).to_owned();
    Ok(opened)
}

fn open(path: PathBuf) -> Result<Box<Opened>, String> {
    let (text, stamp) = files::read(&path).map_err(|error| error.to_string())?;
    let design = file::read(&text).map_err(|error| format!("{error}\n{}", path.display()))?;
    Ok(Box::new(Opened { session: Session::new(design), path, text, stamp }))
}

fn save(path: PathBuf, design: Design, text: Option<String>, onto: Onto) -> Result<Box<Saved>, NotSaved> {
    let text = file::save(&design, text.as_deref());
    let over = match &onto {
        Onto::Anything => Over::Anything,
        Onto::Same(stamp) => Over::Same(stamp),
        Onto::Nothing => Over::Nothing,
    };
    let stamp = files::write_over(&path, &text, over).map_err(|error| match error {
        files::Error::Changed(_) => NotSaved::ChangedOnDisk,
        files::Error::Exists(path) => NotSaved::Exists(path),
        other => NotSaved::Failed(other.to_string()),
    })?;
    Ok(Box::new(Saved { design, path, text, stamp }))
}

/// Which task an outcome is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskId(u64);

/// Does tasks one after another off the frame, and dialogs beside them.
pub struct Runner {
    tasks: Sender<(TaskId, Task)>,
    answers: Sender<(TaskId, Outcome)>,
    outcomes: Receiver<(TaskId, Outcome)>,
    wake: std::sync::Arc<dyn Fn() + Send + Sync>,
    runtime: Option<tokio::runtime::Runtime>,
    next: u64,
}

impl Runner {
    /// A runner that keeps recovery copies in a folder and calls `wake` after each outcome.
    pub fn new(copies: PathBuf, wake: impl Fn() + Send + Sync + 'static) -> Runner {
        let wake: std::sync::Arc<dyn Fn() + Send + Sync> = std::sync::Arc::new(wake);
        let (tasks, asked) = channel::<(TaskId, Task)>();
        let (answers, outcomes) = channel();
        let (answer, woken) = (answers.clone(), wake.clone());
        // One thread in order: a save and the copy that follows it never overtake each other.
        let work = move || {
            let mut recovery = None;
            while let Ok((id, task)) = asked.recv() {
                if answer.send((id, perform(task, &copies, &mut recovery))).is_err() {
                    break;
                }
                woken();
            }
        };
        // Without a thread every task would wait for ever; the next `start` says so by dropping it.
        let _ = std::thread::Builder::new().name("portolan-files".to_owned()).spawn(work);
        Runner { tasks, answers, outcomes, wake, runtime: None, next: 0 }
    }

    fn fresh(&mut self) -> TaskId {
        self.next += 1;
        TaskId(self.next)
    }

    /// Starts a task.
    pub fn start(&mut self, task: Task) -> TaskId {
        let id = self.fresh();
        let _ = self.tasks.send((id, task));
        id
    }

    /// Waits for a dialog of the desktop.
    pub fn wait_for(&mut self, picked: impl Future<Output = Option<PathBuf>> + Send + 'static) -> TaskId {
        let id = self.fresh();
        if self.runtime.is_none() {
            self.runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().ok();
        }
        let (answers, wake) = (self.answers.clone(), self.wake.clone());
        match &self.runtime {
            Some(runtime) => {
                runtime.spawn(async move {
                    let _ = answers.send((id, Outcome::Picked(picked.await)));
                    wake();
                });
            }
            None => drop(self.answers.send((id, Outcome::Picked(None)))),
        }
        id
    }

    /// The next outcome, if there is one.
    pub fn next_outcome(&mut self) -> Option<(TaskId, Outcome)> {
        self.outcomes.try_recv().ok()
    }
}
