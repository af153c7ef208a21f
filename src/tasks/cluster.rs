//! Tasks on clusters: each on a thread of its own, a newer one of the same kind instead of an older, applies one at a time.
//! Connections, and what they sign in with, stay in here: only plain data goes out. Knows nothing of the window.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::cluster::{self, Connection, Consents, Context, Contexts, Env, Error, Namespace, Verification, Where};

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
}

impl ClusterTask {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            ClusterTask::FindContexts(_) => Kind::Contexts,
            ClusterTask::Connect { .. } => Kind::Connection,
            ClusterTask::Namespaces(_) => Kind::Namespaces,
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
    connection: Mutex<Option<Connection>>,
}

/// What is being done.
pub(super) struct Work {
    world: Arc<World>,
    /// Dropping one ends what it belongs to.
    running: HashMap<Kind, oneshot::Sender<()>>,
}

impl Work {
    pub(super) fn new(env: Env, _journals: PathBuf) -> Work {
        let world = World { env, connection: Mutex::default() };
        Work { world: Arc::new(world), running: HashMap::new() }
    }

    pub(super) fn start(&mut self, runtime: &Handle, task: ClusterTask, answer: impl Fn(Answer) -> bool + Send + 'static) {
        let (stop, stopped) = oneshot::channel();
        self.running.insert(task.kind(), stop);
        let (world, runtime) = (self.world.clone(), runtime.clone());
        let work = move || {
            runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = stopped => {}
                    done = perform(&world, task) => drop(answer(done)),
                }
            });
        };
        // Without a thread nothing comes of it, and the window goes on waiting until somebody stops it.
        let _ = std::thread::Builder::new().name("portolan-cluster".to_owned()).spawn(work);
    }

    pub(super) fn stop(&mut self, kind: Kind) {
        self.running.remove(&kind);
    }
}

/// Does a task on a cluster.
async fn perform(world: &World, task: ClusterTask) -> Answer {
    match task {
        ClusterTask::FindContexts(picked) => Answer::Contexts(world.find(&picked)),
        ClusterTask::Connect { context, picked, consents } => Answer::Connected(world.connect(&context, &picked, &consents).await),
        ClusterTask::Namespaces(place) => Answer::Namespaces(match world.connection(&place) {
            Ok(connection) => cluster::namespaces(&connection).await,
            Err(error) => Err(error),
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

    /// The connection to a cluster: never that to another one, which may have been opened meanwhile.
    fn connection(&self, place: &Where) -> Result<Connection, Error> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let here = connection.filter(|connection| connection.place == *place);
        here.ok_or_else(|| Error::Unreachable { server: place.server.clone(), why: "the connection was closed".to_owned() })
    }
}
