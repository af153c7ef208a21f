//! Work off the frame: what leaves the program is a task, what comes back an outcome; two functions touch the world, one for files
//! and one for clusters. Knows nothing of the window that asks, only of a closure that wakes it.

mod cluster;
mod files;
mod listed;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

pub use cluster::{Answer, ClusterTask, Connected, ContextId, Found, Kind, Known};
pub use listed::{Left, Lives, One};

use crate::cluster::Env;
use crate::design::Design;
use crate::files::{Planned, Replace, Stamp};
use crate::manifest::Bundle;
use crate::session::Session;

/// Something to do with files.
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
        text: Option<Arc<str>>,
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
        text: Option<Arc<str>>,
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
    Recovered(Vec<crate::files::Copy>),
    /// What an export would find, with what it was asked for with.
    Planned(String, Vec<Planned>),
    /// What an export wrote, and where.
    Exported(PathBuf, Result<Vec<PathBuf>, String>),
    /// A path was picked in a dialog of the desktop.
    Picked(Option<PathBuf>),
    /// What came of a task on a cluster, or how far it is.
    OnCluster(Answer),
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
    pub text: Arc<str>,
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
    pub text: Arc<str>,
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

/// Which task an outcome is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskId(u64);

/// Where the work finds what it needs besides its task.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The folder of recovery copies.
    pub copies: PathBuf,
    /// The folder in which it is written down what was applied.
    pub journals: PathBuf,
    /// The surroundings, which say where kubeconfigs are.
    pub env: Env,
}

/// Hands outcomes over, and wakes whoever waits for them.
#[derive(Clone)]
struct Answers {
    outcomes: Sender<(TaskId, Outcome)>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Answers {
    /// Says whether anybody is there to hear it.
    fn send(&self, id: TaskId, outcome: Outcome) -> bool {
        let heard = self.outcomes.send((id, outcome)).is_ok();
        (self.wake)();
        heard
    }
}

/// Does tasks on files one after another off the frame, and dialogs and clusters beside them.
pub struct Runner {
    tasks: Sender<(TaskId, Task)>,
    answers: Answers,
    outcomes: Receiver<(TaskId, Outcome)>,
    clusters: cluster::Work,
    runtime: Option<Arc<tokio::runtime::Runtime>>,
    next: u64,
}

impl Runner {
    /// A runner that calls `wake` after each outcome.
    pub fn new(places: Places, wake: impl Fn() + Send + Sync + 'static) -> Runner {
        let (tasks, asked) = channel::<(TaskId, Task)>();
        let (sender, outcomes) = channel();
        let answers = Answers { outcomes: sender, wake: Arc::new(wake) };
        let (answer, copies) = (answers.clone(), places.copies);
        // One thread in order: a save and the copy that follows it never overtake each other.
        let work = move || {
            let mut recovery = None;
            while let Ok((id, task)) = asked.recv() {
                if !answer.send(id, files::perform(task, &copies, &mut recovery)) {
                    break;
                }
            }
        };
        // Without a thread every task would wait for ever; the next `start` says so by dropping it.
        let _ = std::thread::Builder::new().name("portolan-files".to_owned()).spawn(work);
        let clusters = cluster::Work::new(places.env, places.journals);
        Runner { tasks, answers, outcomes, clusters, runtime: None, next: 0 }
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

    /// Starts a task on a cluster. What was asked of the same kind before, and is not done, is forgotten; only applies wait their turn.
    pub fn start_on_cluster(&mut self, task: ClusterTask) -> TaskId {
        let id = self.fresh();
        let answers = self.answers.clone();
        if let Some(runtime) = self.runtime() {
            let runtime = runtime.clone();
            self.clusters.start(&runtime, task, move |answer| answers.send(id, Outcome::OnCluster(answer)));
        }
        id
    }

    /// Stops what is being done of the kind of this task: a read at once, an apply before its next object.
    pub fn stop(&mut self, kind: Kind) {
        self.clusters.stop(kind);
    }

    /// Closes the connection to a cluster. What is being applied goes on to its end.
    pub fn disconnect(&mut self) {
        self.clusters.disconnect();
    }

    fn runtime(&mut self) -> Option<&Arc<tokio::runtime::Runtime>> {
        if self.runtime.is_none() {
            self.runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().ok().map(Arc::new);
        }
        self.runtime.as_ref()
    }

    /// Waits for a dialog of the desktop.
    pub fn wait_for(&mut self, picked: impl Future<Output = Option<PathBuf>> + Send + 'static) -> TaskId {
        let id = self.fresh();
        let answers = self.answers.clone();
        match self.runtime() {
            Some(runtime) => drop(runtime.spawn(async move { answers.send(id, Outcome::Picked(picked.await)) })),
            None => drop(answers.send(id, Outcome::Picked(None))),
        }
        id
    }

    /// The next outcome, if there is one.
    pub fn next_outcome(&mut self) -> Option<(TaskId, Outcome)> {
        self.outcomes.try_recv().ok()
    }
}
