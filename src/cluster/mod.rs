//! The world: a Kubernetes cluster. What is there, what applying a design would change, and changing exactly that.
//! Knows nothing of designs, windows or command lines: it is given manifests and gives back plain data.

mod access;
mod apply;
mod cancel;
mod connect;
mod dry_run;
mod env;
mod error;
mod exec;
mod fields;
mod journal;
mod kubeconfig;
mod list;
mod live;
mod managed;
mod missing;
mod owner;
mod past;
mod plan;
mod request;
mod retry;
mod role;
mod tally;
mod undo;
mod wait;
mod watch;
mod words;
mod written;

pub use crate::manifest::Wanted;
pub use access::Access;
pub use apply::apply;
pub use cancel::Cancel;
pub use connect::{Connection, Namespace, Stays, connect, namespaces};
pub use env::{Env, Proxies};
pub use error::{Error, TlsProblem};
pub use exec::{Consents, ExecPlugin, Fingerprint};
pub use journal::Journal;
pub use kubeconfig::{Context, Contexts, Verification};
pub use list::{Listed, Listing, Mesh, effective, list, source};
pub use owner::{manager_in_words, owner};
pub use past::{Outcome, Past, PastChange, history};
pub use plan::{Done, Options, plan};
pub use request::manager;
pub use role::{IN_A_NAMESPACE, IN_THE_CLUSTER, Namespaces, Right, Role, Scope, TO_CREATE_NAMESPACES};
pub use tally::{Applied, Tally};
pub use undo::plan_undo;
pub use wait::{until_interrupted, wait};
pub use watch::{Drift, Watched, watch};
pub use words::in_short;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many requests are in flight: twice as many are hardly faster on a server of its own, and unfriendly on a shared one.
const IN_FLIGHT: usize = 16;

/// Where a plan goes: one context of one kubeconfig, in words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Where {
    /// The context's name.
    pub context: String,
    /// The kubeconfig it stands in: two files may have a context of one name.
    pub file: PathBuf,
    /// The server's address.
    pub server: String,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A namespace that was missing and was ticked.
    Namespace,
    /// A v1/Service.
    Service,
}

/// Which object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Object {
    /// Its kind. Namespaces come first: Services live in them.
    pub kind: Kind,
    /// Its namespace; a namespace's own name.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// What applying would change, as the server itself answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// On which cluster.
    pub place: Where,
    /// Under whose name fields are owned: `portolan:<design name>`.
    pub manager: String,
    /// Object by object: namespaces first, then in the design's order. Who applies fewer takes some out.
    pub changes: Vec<Change>,
    /// The namespaces that are wanted and not there.
    pub missing: Vec<Missing>,
    /// The exact request of each change, as it was tried.
    requests: BTreeMap<Object, dry_run::Planned>,
}

/// A namespace that is wanted and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its name.
    pub name: String,
    /// Whether this user may create it.
    pub access: Access,
}

/// Fields taken over from who owns them: of one object, for one very draft and against the owners that were seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TakeOver {
    /// Which.
    pub object: Object,
    draft: String,
}

/// What applying would do to one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which.
    pub object: Object,
    /// What would happen.
    pub action: Action,
    /// How much of it is ours to write.
    pub extent: Extent,
    /// The fields that would differ from what lives, in the object's order.
    pub fields: Vec<FieldChange>,
    /// More to say, in one sentence; empty where the rest says it all.
    pub message: String,
    /// The object as it lives, without what servers keep for themselves.
    pub before: Option<Value>,
    /// The object as the server says it would be.
    pub after: Option<Value>,
    /// Of a conflict: what to plan again with to take the fields over.
    pub take_over: Option<TakeOver>,
}

/// What applying does to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// It comes to be.
    Create,
    /// Some fields change.
    Update,
    /// It goes: only by undoing what created it.
    Delete,
    /// It is as it should be: nothing is sent.
    None,
    /// Others own what would change; nothing is sent unless the fields are taken over.
    Conflict(Vec<Ownership>),
    /// This user may not.
    Forbidden,
    /// The server refuses it: the field, where it names one.
    Invalid(Option<String>),
}

/// Who owns which fields that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The field manager, as the server names it.
    pub manager: String,
    /// The fields, as people write them: `ports[9092/TCP].appProtocol`.
    pub fields: Vec<String>,
}

/// How much of an object is ours to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that the design says.
    Whole,
    /// Only the hints: somebody else owns the object. In words: `Helm release shop`, `Argo CD app shop`, `kubectl`.
    Hints(String),
}

/// One field that would change.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Where, as people write it: `ports[9090/TCP].appProtocol`.
    pub path: String,
    /// What lives; `None` where it is unset.
    pub before: Option<Value>,
    /// What would be; `None` where it would be unset.
    pub after: Option<Value>,
}
