//! Tasks on clusters: each on a thread of its own, a newer one of the same kind instead of an older, applies one at a time.
//! Connections, and what they sign in with, stay in here: only plain data goes out. Knows nothing of the window.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::cluster::{
    self, Applied, Cancel, Connection, Consents, Context, Contexts, Done, Env, Error, Journal, Namespace, Object, Options, Past, Plan,
    Tally, Verification, Watched, Where,
};
use crate::design::{Design, Target};
use crate::manifest;

use super::listed::Lives;

/// Something to do on a cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum ClusterTask {
    /// Read which contexts there are, in files that the user picked too. Nothing is contacted.
    FindContexts(Vec<PathBuf>),
    /// Connect to the cluster of a context.
    Connect {
        /// Which.
        context: ContextId,
        /// The files that the user picked.
        picked: Vec<PathBuf>,
        /// The programs that may run to sign in.
        consents: Consents,
    },
    /// See which namespaces a cluster has.
    Namespaces(Where),
    /// See what applying a design would change.
    Plan {
        /// Where.
        place: Where,
        /// Where services go that name no namespace.
        namespace: String,
        /// What.
        design: Box<Design>,
        /// What the user chose.
        options: Options,
    },
    /// See what undoing an apply would change.
    PlanUndo(Box<Past>),
    /// Apply exactly what was planned.
    Apply(Arc<Plan>),
    /// See what was applied before.
    History,
    /// See what lives in some namespaces.
    List {
        /// Where.
        place: Where,
        /// In which.
        namespaces: Vec<String>,
        /// For which mesh it is looked at.
        target: Target,
    },
    /// See what changes in some namespaces, until it is stopped.
    Watch {
        /// Where.
        place: Where,
        /// In which.
        namespaces: BTreeSet<String>,
    },
}

/// The kinds of tasks: of one kind only the newest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Reading contexts.
    Contexts,
    /// Connecting.
    Connection,
    /// Listing namespaces.
    Namespaces,
    /// Planning, be it an undo.
    Plan,
    /// Applying.
    Apply,
    /// Reading what was applied before.
    History,
    /// Listing what lives.
    List,
    /// Watching.
    Watch,
}

impl ClusterTask {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            ClusterTask::FindContexts(_) => Kind::Contexts,
            ClusterTask::Connect { .. } => Kind::Connection,
            ClusterTask::Namespaces(_) => Kind::Namespaces,
            ClusterTask::Plan { .. } | ClusterTask::PlanUndo(_) => Kind::Plan,
            ClusterTask::Apply(_) => Kind::Apply,
            ClusterTask::History => Kind::History,
            ClusterTask::List { .. } => Kind::List,
            ClusterTask::Watch { .. } => Kind::Watch,
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The contexts there are.
    Contexts(Found),
    /// It is connected, or not: why.
    Connected(Result<Connected, Error>),
    /// The namespaces of the cluster.
    Namespaces(Result<Vec<Namespace>, Error>),
    /// Planning is so far.
    Progress(Done),
    /// What would change.
    Planned(Result<Arc<Plan>, Error>),
    /// What came of one object, while the others are still being applied.
    Applied(Object, Applied),
    /// What came of all, and what undoes it.
    Finished(Result<(Tally, Option<Box<Past>>), Error>),
    /// What was applied before, the newest first.
    History(Vec<Past>),
    /// Listing is so far.
    Listing(Done),
    /// What lives.
    Listed(Result<Box<Lives>, Error>),
    /// What changed.
    Watched(Watched),
}

/// Which context: two files may have one of the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContextId {
    /// Its name.
    pub name: String,
    /// The kubeconfig it stands in.
    pub file: PathBuf,
}

/// The contexts that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// In the order of the files.
    pub contexts: Vec<Known>,
    /// One for each file that cannot be used.
    pub problems: Vec<Error>,
}

/// What may be shown of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: ContextId,
    /// The server's address.
    pub server: String,
    /// Who signs in.
    pub user: String,
    /// Whether its file calls it the current one.
    pub current: bool,
    /// Whether the server's certificate is looked at.
    pub verification: Verification,
}

/// What may be shown of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Which cluster.
    pub place: Where,
    /// The namespace to begin with.
    pub namespace: String,
    /// The server's version.
    pub version: Option<String>,
    /// Who signed in, and how.
    pub user: String,
    /// Whether the server's certificate was looked at.
    pub verification: Verification,
}

impl Connected {
    /// Its context.
    pub fn context(&self) -> ContextId {
        ContextId { name: self.place.context.clone(), file: self.place.file.clone() }
    }
}

/// What is known of clusters from task to task.
struct World {
    env: Env,
    journals: PathBuf,
    connection: Mutex<Option<Connection>>,
    /// Held while something is applied.
    applying: tokio::sync::Mutex<()>,
}

/// What is being done.
pub(super) struct Work {
    world: Arc<World>,
    running: HashMap<Kind, Stop>,
}

/// How something is stopped.
enum Stop {
    /// Dropped, it ends at once: nothing is changed by it.
    AtOnce { _held: oneshot::Sender<()> },
    /// It ends before its next object.
    Between(Cancel),
}

impl Work {
    pub(super) fn new(env: Env, journals: PathBuf) -> Work {
        let world = World { env, journals, connection: Mutex::default(), applying: tokio::sync::Mutex::default() };
        Work { world: Arc::new(world), running: HashMap::new() }
    }

    pub(super) fn start(&mut self, runtime: &Arc<Runtime>, task: ClusterTask, answer: impl Fn(Answer) -> bool + Send + Sync + 'static) {
        let (held, stopped) = oneshot::channel();
        let cancel = Cancel::default();
        // An apply is never dropped half way: what it sent has to be written down.
        let (stop, kept) = match task.kind() {
            Kind::Apply => (Stop::Between(cancel.clone()), Some(held)),
            Kind::Contexts | Kind::Connection | Kind::Namespaces | Kind::Plan | Kind::History | Kind::List | Kind::Watch => {
                (Stop::AtOnce { _held: held }, None)
            }
        };
        self.running.insert(task.kind(), stop);
        // The thread holds it: an apply that nobody waits for any more still needs its clock and its connections.
        let (world, runtime) = (self.world.clone(), runtime.clone());
        let work = move || {
            let say = |said| {
                let _ = answer(said);
            };
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = stopped => {}
                    done = perform(&world, task, &cancel, &say) => say(done),
                }
            });
            drop(kept);
        };
        // Without a thread nothing comes of it, and the window goes on waiting until somebody stops it.
        let _ = std::thread::Builder::new().name("portolan-cluster".to_owned()).spawn(work);
    }

    /// Forgets the connection, and all that is done with it. What is being applied goes on.
    pub(super) fn disconnect(&mut self) {
        *self.world.connection.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.running.retain(|kind, _| matches!(kind, Kind::Apply | Kind::Contexts | Kind::History));
    }

    pub(super) fn stop(&mut self, kind: Kind) {
        if let Some(Stop::Between(cancel)) = self.running.remove(&kind) {
            cancel.cancel();
        }
    }
}

/// Does a task on a cluster.
async fn perform(world: &World, task: ClusterTask, cancel: &Cancel, say: &(dyn Fn(Answer) + Sync)) -> Answer {
    match task {
        ClusterTask::FindContexts(picked) => Answer::Contexts(world.find(&picked)),
        ClusterTask::Connect { context, picked, consents } => Answer::Connected(world.connect(&context, &picked, &consents).await),
        ClusterTask::Namespaces(place) => Answer::Namespaces(match world.connection(&place) {
            Ok(connection) => cluster::namespaces(&connection).await,
            Err(error) => Err(error),
        }),
        ClusterTask::Plan { place, namespace, design, options } => {
            Answer::Planned(world.plan(&place, &namespace, &design, &options, say).await.map(Arc::new))
        }
        ClusterTask::PlanUndo(past) => Answer::Planned(world.plan_undo(&past, say).await.map(Arc::new)),
        ClusterTask::Apply(plan) => Answer::Finished(world.apply(&plan, cancel, say).await),
        ClusterTask::History => Answer::History(cluster::history(&world.journals).map(Past::outline).collect()),
        ClusterTask::List { place, namespaces, target } => {
            let listed = match world.connection(&place) {
                Ok(connection) => cluster::list(&connection, &namespaces, cancel, |done| say(Answer::Listing(done))).await,
                Err(error) => Err(error),
            };
            Answer::Listed(listed.map(|listing| Box::new(Lives::of(&place.context, listing, &target))))
        }
        ClusterTask::Watch { place, namespaces } => Answer::Watched(match world.connection(&place) {
            Ok(connection) => {
                let mut watched = std::pin::pin!(cluster::watch(&connection, &namespaces));
                loop {
                    match watched.next().await {
                        Some(told) if told.is_last() => break told,
                        Some(told) => say(Answer::Watched(told)),
                        None => break Watched::Lost(Error::Cancelled),
                    }
                }
            }
            Err(error) => Watched::Lost(error),
        }),
    }
}

impl World {
    fn find(&self, picked: &[PathBuf]) -> Found {
        let contexts = Contexts::find(&self.env, picked);
        let known = |context: &Context| Known {
            id: ContextId { name: context.name.clone(), file: context.file.clone() },
            server: context.server.clone(),
            user: context.user.clone(),
            current: context.current,
            verification: context.verification,
        };
        Found { contexts: contexts.all.iter().map(known).collect(), problems: contexts.problems }
    }

    /// The files are read again: they may say something else by now.
    async fn connect(&self, id: &ContextId, picked: &[PathBuf], consents: &Consents) -> Result<Connected, Error> {
        let contexts = Contexts::find(&self.env, picked);
        let connection = cluster::connect(contexts.named(&id.name, Some(&id.file))?, consents).await?;
        let connected = Connected {
            place: connection.place.clone(),
            namespace: connection.namespace.clone(),
            version: connection.version.clone(),
            user: connection.user.clone(),
            verification: connection.verification,
        };
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        Ok(connected)
    }

    async fn plan(&self, place: &Where, namespace: &str, design: &Design, options: &Options, say: &dyn Fn(Answer)) -> Result<Plan, Error> {
        let connection = self.connection(place)?;
        let wanted = manifest::wanted(design, namespace);
        let manager = cluster::manager(&design.name);
        cluster::plan(&connection.client, place, &manager, &wanted, options, |done| say(Answer::Progress(done))).await
    }

    async fn plan_undo(&self, past: &Past, say: &dyn Fn(Answer)) -> Result<Plan, Error> {
        let connection = self.connection_to(&past.place.server, &past.place.context)?;
        // What is kept of it here has no objects. Where its journal is gone, undoing says that nothing is known of them.
        let read = Past::read(&past.file).unwrap_or_else(|| past.clone());
        let past = Past { place: connection.place.clone(), ..read };
        cluster::plan_undo(&connection.client, &past, |done| say(Answer::Progress(done))).await
    }

    async fn apply(&self, plan: &Plan, cancel: &Cancel, say: &dyn Fn(Answer)) -> Result<(Tally, Option<Box<Past>>), Error> {
        let _turn = self.applying.lock().await;
        let connection = self.connection(&plan.place)?;
        let journal = Journal::start(&self.journals, plan, SystemTime::now())?;
        let report = |object: &Object, applied: &Applied| say(Answer::Applied(object.clone(), applied.clone()));
        let tally = cluster::apply(&connection.client, plan, &journal, cancel, report).await;
        Ok((tally, Past::read(journal.file()).map(Past::outline).map(Box::new)))
    }

    /// The connection to a cluster: never that to another one, which may have been opened meanwhile.
    fn connection(&self, place: &Where) -> Result<Connection, Error> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let here = connection.filter(|connection| connection.place == *place);
        here.ok_or_else(|| Error::NotConnected { context: place.context.clone() })
    }

    /// The connection to a server, by whichever context: what was applied there can be undone there.
    fn connection_to(&self, server: &str, context: &str) -> Result<Connection, Error> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let here = connection.filter(|connection| connection.place.server == server);
        here.ok_or_else(|| Error::NotConnected { context: context.to_owned() })
    }
}
