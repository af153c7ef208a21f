//! What the window knows of clusters: the contexts there are, the one that is connected, and what was asked of it.
//! Knows nothing of how it is asked, and holds nothing that anybody signs in with.

mod drift;
mod import;
mod plan;

pub use drift::{Seen, Watch, Watching};
pub use import::ImportView;
pub use plan::{Closing, Of, PlanView, Planned, Progress, Row, Sides};

use super::state::Settings;
use crate::cluster::{Error, Verification};
use crate::tasks::{Connected, ContextId, Found, TaskId};

/// Something that is asked of the world: what was known before stays until there is an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fetch<T> {
    /// Nobody asked.
    #[default]
    Idle,
    /// It was asked.
    Pending {
        /// By this task: no other answer counts.
        id: TaskId,
        /// What was known before.
        previous: Option<T>,
    },
    /// It is known.
    Done(T),
    /// It could not be known.
    Failed {
        /// Why.
        error: Error,
        /// What was known before.
        previous: Option<T>,
    },
}

impl<T> Fetch<T> {
    /// What is known, be it from before.
    pub fn known(&self) -> Option<&T> {
        match self {
            Fetch::Done(value) => Some(value),
            Fetch::Pending { previous, .. } | Fetch::Failed { previous, .. } => previous.as_ref(),
            Fetch::Idle => None,
        }
    }

    /// The same, taken out.
    pub fn into_known(self) -> Option<T> {
        match self {
            Fetch::Done(value) => Some(value),
            Fetch::Pending { previous, .. } | Fetch::Failed { previous, .. } => previous,
            Fetch::Idle => None,
        }
    }

    /// Why it is not known.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Fetch::Failed { error, .. } => Some(error),
            Fetch::Idle | Fetch::Pending { .. } | Fetch::Done(_) => None,
        }
    }

    /// Whether an answer is waited for.
    pub fn is_pending(&self) -> bool {
        matches!(self, Fetch::Pending { .. })
    }

    /// Whether this task's answer is waited for.
    pub fn awaits(&self, task: TaskId) -> bool {
        matches!(self, Fetch::Pending { id, .. } if *id == task)
    }

    /// A task was asked.
    pub fn ask(&mut self, id: TaskId) {
        let previous = std::mem::take(self).into_known();
        *self = Fetch::Pending { id, previous };
    }

    /// A task answered.
    pub fn answer(&mut self, answer: Result<T, Error>) {
        let previous = std::mem::take(self).into_known();
        *self = match answer {
            Ok(value) => Fetch::Done(value),
            Err(error) => Fetch::Failed { error, previous },
        };
    }

    /// Nobody waits any longer.
    pub fn stop(&mut self) {
        if self.is_pending() {
            *self = std::mem::take(self).into_known().map_or(Fetch::Idle, Fetch::Done);
        }
    }
}

/// What is known of clusters.
#[derive(Debug, Default)]
pub struct Clusters {
    /// The contexts there are.
    pub contexts: Fetch<Found>,
    /// The connection, once somebody asked for one.
    pub connection: Fetch<Connected>,
    /// The context that was asked for last.
    pub asked: Option<ContextId>,
    /// What applying would change, and what came of it.
    pub plan: PlanView,
    /// What others change meanwhile.
    pub watching: Watching,
    /// What is picked to be brought into a design.
    pub import: ImportView,
}

impl Clusters {
    /// The connection that holds: while another one is being made, or could not be made, there is none.
    pub fn connected(&self) -> Option<&Connected> {
        match &self.connection {
            Fetch::Done(connected) => Some(connected),
            Fetch::Idle | Fetch::Pending { .. } | Fetch::Failed { .. } => None,
        }
    }

    /// Nothing was planned: of another design or another cluster, a plan says nothing. What is being applied goes on.
    pub fn forget_plan(&mut self) {
        self.plan = std::mem::take(&mut self.plan).forgotten();
        self.watching.drifts.clear();
    }

    /// The context that is spoken of: the one asked for, else the last one, else the current one.
    pub fn context<'a>(&'a self, settings: &'a Settings) -> Option<&'a ContextId> {
        let found = || self.contexts.known().map(|found| found.contexts.as_slice()).unwrap_or_default();
        let last = settings.context.as_ref().filter(|last| found().iter().any(|known| known.id == **last));
        let current = || found().iter().find(|known| known.current).map(|known| &known.id);
        self.asked.as_ref().or(last).or_else(current)
    }

    /// Whether the certificate of the server that is spoken of is not looked at.
    pub fn is_unverified(&self) -> bool {
        self.connected().is_some_and(|connected| connected.verification == Verification::Off)
    }
}
