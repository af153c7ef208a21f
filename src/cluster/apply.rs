//! Applying a plan: the very requests that were tried, a few at a time, each written down before it is sent.
//! Knows nothing of what is wanted, and sends nothing that is not in the plan.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::{StreamExt, stream};
use kube::Client;
use serde_json::Value;

use super::dry_run::{Asked, Planned};
use super::request::text;
use super::retry::{Doubt, Failures, Line, is_of_the_connection};
use super::{Action, Applied, Cancel, Change, Error, IN_FLIGHT, Journal, Kind, Object, Plan, Tally, fields, live, owner};

/// Servers hand out addresses one by one, so that creating more at a time is only slower.
const CREATING: usize = 4;

/// Applies the changes of a plan, and says of each what came of it as it comes. A server that goes away ends it: what it was
/// not asked is not reached, and planning and applying again does the rest.
pub async fn apply(client: &Client, plan: &Plan, journal: &Journal, cancel: &Cancel, progress: impl Fn(&Object, &Applied)) -> Tally {
    let line = Line { client, server: &plan.place.server, cancel };
    let work = Work { line, plan, journal, failures: Failures::default(), is_gone: AtomicBool::new(false), without: Mutex::default() };
    let (namespaces, services): (Vec<_>, Vec<_>) = plan.changes.iter().partition(|change| change.object.kind == Kind::Namespace);
    let creates = services.iter().any(|change| change.action == Action::Create);
    let mut tally = Tally::default();
    for (changes, width) in [(namespaces, 1), (services, if creates { CREATING } else { IN_FLIGHT })] {
        let work = &work;
        let done: Vec<_> =
            changes.into_iter().enumerate().map(|(at, change)| async move { (at, &change.object, work.one(change).await) }).collect();
        // One that has to wait keeps no other waiting.
        let mut done = stream::iter(done).buffer_unordered(width);
        let mut results = Vec::new();
        while let Some((at, object, applied)) = done.next().await {
            progress(object, &applied);
            results.push((at, object.clone(), applied));
        }
        results.sort_by_key(|(at, ..)| *at);
        tally.results.extend(results.into_iter().map(|(_, object, applied)| (object, applied)));
    }
    journal.end();
    tally
}

struct Work<'a> {
    line: Line<'a>,
    plan: &'a Plan,
    journal: &'a Journal,
    failures: Failures,
    is_gone: AtomicBool,
    /// The namespaces that should have come to be and did not.
    without: Mutex<BTreeSet<String>>,
}

impl Work<'_> {
    fn without(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.without.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn one(&self, change: &Change) -> Applied {
        let applied = match self.plan.requests.get(&change.object) {
            Some(planned) if change.action.is_sent() => self.send_if_reached(change, planned).await,
            Some(_) | None if change.action == Action::None => Applied::Unchanged,
            Some(_) | None => Applied::LeftOut,
        };
        if let Applied::Failed(error) = &applied
            && (self.failures.end_all(error) || matches!(error, Error::Journal { .. }))
        {
            self.is_gone.store(true, Ordering::Relaxed);
        }
        if change.object.kind == Kind::Namespace && !applied.is_finished() {
            self.without().insert(change.object.name.clone());
        }
        applied
    }

    async fn send_if_reached(&self, change: &Change, planned: &Planned) -> Applied {
        if self.line.cancel.is_cancelled() {
            return Applied::Cancelled;
        }
        if self.is_gone.load(Ordering::Relaxed) || self.without().contains(&change.object.namespace) {
            return Applied::NotReached;
        }
        if let Err(error) = self.journal.sends(change, planned) {
            return Applied::Failed(error);
        }
        let (answer, doubt) = self.line.send_doubting(&planned.request).await;
        let answer = match (answer, doubt) {
            (Err(error), Doubt::MayBeDone) if !is_of_the_connection(&error) => self.looked_at(change, planned, error).await,
            (answer, Doubt::None | Doubt::MayBeDone) => answer,
        };
        match answer {
            Ok(after) => self.done(change, planned, &after),
            Err(error) => self.failed(change, error, doubt),
        }
    }

    /// Of a request that may have been carried out although its first answer was lost: what lives now, if it is what was asked for.
    async fn looked_at(&self, change: &Change, planned: &Planned, error: Error) -> Result<Value, Error> {
        let found = live::read(&self.line, &change.object).await?;
        let is_as_asked = match (&found, &change.after, &planned.before) {
            (None, _, _) => planned.request.is_delete(),
            (Some(_), None, _) => false,
            (Some(found), Some(after), Some(_)) => fields::compare_new(after, &fields::clean(found)).is_empty(),
            (Some(found), Some(_), None) => owner::nobody_else(found, &self.plan.manager),
        };
        if is_as_asked { Ok(found.unwrap_or_default()) } else { Err(error) }
    }

    fn done(&self, change: &Change, planned: &Planned, after: &Value) -> Applied {
        let beyond = || match (&change.after, planned.asked) {
            (Some(planned), Asked::Server) => fields::compare_new(planned, &fields::clean(after)),
            (Some(_), Asked::Nobody) | (None, _) => Vec::new(),
        };
        let is_same = |before: &Value| text(before, "/metadata/resourceVersion") == text(after, "/metadata/resourceVersion");
        let applied = match &planned.before {
            _ if planned.request.is_delete() => Applied::Deleted,
            None => Applied::Created(beyond()),
            Some(before) if is_same(before) => Applied::Unchanged,
            Some(_) => Applied::Updated(beyond()),
        };
        let after = (!planned.request.is_delete()).then_some(after);
        match self.journal.sent(&change.object, after) {
            Ok(()) => applied,
            Err(error) => Applied::Failed(error),
        }
    }

    fn failed(&self, change: &Change, error: Error, doubt: Doubt) -> Applied {
        // Of what the server may have done nobody is sure: undoing looks at it again.
        if doubt == Doubt::None {
            self.journal.failed(&change.object, &error);
        }
        let is_sure = doubt == Doubt::None;
        match error {
            Error::Stale { .. } | Error::NotFound { .. } | Error::Conflict { .. } | Error::Cancelled if !is_sure => {
                Applied::Failed(Error::InDoubt { server: self.line.server.to_owned() })
            }
            Error::Stale { .. } => Applied::Stale,
            Error::NotFound { .. } if change.action != Action::Create => Applied::Stale,
            Error::Conflict { owners } => Applied::Conflict(fields::in_words(owners)),
            Error::Cancelled => Applied::Cancelled,
            other => Applied::Failed(other),
        }
    }
}
