//! The plan that is looked at: what it was made for, whether it still holds, and what came of applying it.
//! Knows nothing of how it is drawn or made.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Fetch;
use crate::cluster::{Action, Applied, Change, Done, Error, Kind, Object, Options, Past, Plan, TakeOver, Tally};
use crate::design::{Design, Service};
use crate::session::Session;
use crate::tasks::TaskId;

/// What a plan was made for.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// The design, as it was.
    Design(Box<Design>),
    /// Undoing an apply.
    Undo(Box<Past>),
}

/// A plan, as it is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The plan.
    pub plan: Arc<Plan>,
    /// What it was made for.
    pub of: Of,
    /// When the server answered, in the window's own seconds.
    pub at: f64,
    /// Its lines, those that change something or need somebody first.
    pub rows: Vec<Row>,
    /// How many objects applying would change.
    pub changes: usize,
    /// How many need somebody.
    pub conflicts: usize,
    /// The namespace, where all of it is in one.
    pub namespace: Option<String>,
}

/// A line of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A place among the namespaces that are missing and not ticked.
    Missing(usize),
    /// A place among the changes.
    Change(usize),
}

impl Planned {
    /// A plan that was just made.
    pub fn new(plan: Arc<Plan>, of: Of, at: f64) -> Planned {
        let created = |name: &str| plan.changes.iter().any(|change| change.object.kind == Kind::Namespace && change.object.name == name);
        let missing = plan.missing.iter().enumerate().filter(|(_, missing)| !created(&missing.name)).map(|(at, _)| Row::Missing(at));
        let is_quiet = |change: &Change| change.action == Action::None;
        let all = || plan.changes.iter().enumerate();
        let loud = all().filter(|(_, change)| !is_quiet(change)).map(|(at, _)| Row::Change(at));
        let quiet = all().filter(|(_, change)| is_quiet(change)).map(|(at, _)| Row::Change(at));
        let rows = missing.chain(loud).chain(quiet).collect();
        let count = |is: fn(&Change) -> bool| plan.changes.iter().filter(|change| is(change)).count();
        let changes = count(|change| change.action.is_sent());
        let conflicts = count(|change| matches!(change.action, Action::Conflict(_)));
        let first = plan.changes.first().map(|change| change.object.namespace.clone());
        let namespace = first.filter(|first| plan.changes.iter().all(|change| change.object.namespace == *first));
        Planned { plan, of, at, rows, changes, conflicts, namespace }
    }
}

/// What came of applying, as far as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Object by object.
    pub results: HashMap<Object, Applied>,
    /// How many objects are applied in all.
    pub of: usize,
    /// What came of all, at the end.
    pub tally: Option<Tally>,
    /// What undoes it.
    pub past: Option<Box<Past>>,
    /// Why nothing was applied at all.
    pub error: Option<Error>,
}

/// How the two sides of a change are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sides {
    /// Live on the left, after apply on the right.
    #[default]
    Beside,
    /// In one column.
    Unified,
}

/// When a window that applies closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closing {
    /// Nobody asked for it.
    #[default]
    No,
    /// As soon as what was sent is answered.
    Answered,
    /// Whatever becomes of what was sent.
    AtOnce,
}

/// The plan that is looked at, and all that was chosen for it.
#[derive(Debug, Default)]
pub struct PlanView {
    /// The plan.
    pub plan: Fetch<Planned>,
    /// What the plan is for that is awaited, or that could not be made.
    pub asked: Option<Of>,
    /// How far planning is.
    pub done: Option<Done>,
    /// The missing namespaces and the fields that were ticked.
    pub options: Options,
    /// The task that applies, while it does.
    pub applying: Option<TaskId>,
    /// When the window closes, if somebody wants it to.
    pub closing: Closing,
    /// What came of applying this very plan.
    pub progress: Option<Progress>,
    /// Whether the design is not what was planned any more.
    pub is_stale: bool,
    /// How the two sides are shown.
    pub sides: Sides,
    /// What was applied before.
    pub history: Fetch<Vec<Past>>,
    /// The objects of the plan that somebody changed since.
    pub overtaken: BTreeSet<Object>,
    /// How often something was planned.
    pub(super) plans: u64,
    followed: Option<u64>,
}

impl PlanView {
    /// The plan was answered.
    pub fn answer(&mut self, answer: Result<Planned, Error>) {
        self.done = None;
        if answer.is_ok() {
            self.progress = None;
        }
        self.plan.answer(answer);
        self.plans += 1;
        self.followed = None;
    }

    /// Nobody waits for the plan any longer.
    pub fn stop(&mut self) {
        if self.plan.is_pending() {
            self.asked = None;
        }
        self.done = None;
        self.plan.stop();
    }

    /// The apply that is being undone, which planning again goes on with: until all of it is done, the design has to wait.
    pub fn undoing(&self) -> Option<&Past> {
        let known = || self.plan.known().map(|planned| &planned.of).filter(|_| !self.is_finished());
        match self.asked.as_ref().or_else(known)? {
            Of::Undo(past) => Some(past),
            Of::Design(_) => None,
        }
    }

    /// Whether this very plan was applied, and nothing of it is left to do.
    fn is_finished(&self) -> bool {
        self.progress.as_ref().and_then(|progress| progress.tally.as_ref()).is_some_and(Tally::is_finished)
    }

    /// Without the plan and all that was chosen for it.
    pub(super) fn forgotten(self) -> PlanView {
        PlanView { sides: self.sides, applying: self.applying, closing: self.closing, plans: self.plans + 1, ..PlanView::default() }
    }

    /// Whether the plan is for an earlier draft: looked at once a change of the design.
    pub fn follow(&mut self, session: &Session) {
        if self.followed == Some(session.revision()) {
            return;
        }
        self.followed = Some(session.revision());
        self.is_stale = match self.plan.known().map(|planned| &planned.of) {
            Some(Of::Design(design)) => !is_same(design, session.design()),
            Some(Of::Undo(_)) | None => false,
        };
    }

    /// Ticks a missing namespace, or takes the tick away.
    pub fn tick(&mut self, namespace: String) {
        let ticked: &mut BTreeSet<String> = &mut self.options.namespaces;
        if !ticked.remove(&namespace) {
            ticked.insert(namespace);
        }
    }

    /// Takes the fields of a conflict over.
    pub fn take_over(&mut self, fields: TakeOver) {
        self.options.taken_over.insert(fields);
    }

    /// Whether what is shown is not what it was planned for any more, or came to less.
    pub fn wants_planning(&self) -> bool {
        let short = |progress: &Progress| progress.error.is_some() || progress.tally.as_ref().is_some_and(|tally| !tally.is_finished());
        let was_short = self.progress.as_ref().is_some_and(short);
        self.is_stale || !self.overtaken.is_empty() || self.plan.error().is_some() || was_short
    }

    /// Why nothing can be applied now; `None` where something can.
    pub fn why_not(&self) -> Option<&'static str> {
        let Some(planned) = self.plan.known() else { return Some("Plan first: nothing is applied that was not looked at") };
        match &self.plan {
            Fetch::Pending { .. } => return Some("It is being planned again"),
            Fetch::Failed { .. } => return Some("It could not be planned again: what is shown may be old"),
            Fetch::Idle | Fetch::Done(_) => {}
        }
        if self.applying.is_some() {
            return Some("It is being applied");
        }
        if self.progress.is_some() {
            return Some("This plan was applied: plan again");
        }
        if self.is_stale {
            return Some("The design changed since: plan again");
        }
        if !self.overtaken.is_empty() {
            return Some("Somebody changed something on the cluster since: plan again");
        }
        match (planned.changes, planned.conflicts, planned.plan.changes.iter().any(|change| change.action == Action::Forbidden)) {
            (1.., _, _) => None,
            (0, 1.., _) => Some("Everything that would change is in conflict: take fields over, or leave them to their owners"),
            (0, 0, true) => Some("You may change nothing of this"),
            (0, 0, false) => Some("There is nothing to change"),
        }
    }
}

/// Whether two drafts come to the same on a cluster: where cards stand on the board does not.
fn is_same(before: &Design, now: &Design) -> bool {
    let same = |(a, b): (&Arc<Service>, &Arc<Service>)| {
        let mut moved = Service::clone(b);
        moved.board = a.board;
        Arc::ptr_eq(a, b) || **a == moved
    };
    let header = before.name == now.name && before.target == now.target && before.services.len() == now.services.len();
    header && before.services.iter().zip(&now.services).all(same)
}
