//! The inverse of what was applied: old fields again, and what came to be goes, unless somebody changed it since.
//! Knows nothing of designs: what was written down and what lives now is enough.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use kube::Client;
use serde_json::{Value, json};

use super::dry_run::{Asked, Draft, Planned, joined, refusal};
use super::journal::Sends;
use super::managed::{self, Path};
use super::past::Outcome;
use super::request::{Request, text};
use super::retry::Line;
use super::{Action, Cancel, Change, Done, Error, Extent, IN_FLIGHT, Kind, Ownership, Past, PastChange, Plan, fields, live, owner};

/// How often an object is looked at again that changes while it is being planned.
const LOOKS: usize = 3;

/// What undoing an apply would change: a plan like any other.
pub async fn plan_undo(client: &Client, past: &Past, progress: impl Fn(Done)) -> Result<Plan, Error> {
    let cancel = Cancel::default();
    let undo = Undo { line: Line { client, server: &past.place.server, cancel: &cancel }, manager: &past.manager };
    let undone = |change: &&PastChange| match change.outcome {
        Outcome::Done | Outcome::Unknown => true,
        Outcome::Failed(_) => false,
    };
    // Last done, first undone.
    let changes: Vec<&PastChange> = past.changes.iter().rev().filter(undone).collect();
    let steps: Vec<_> = changes.iter().map(|change| undo.one(change)).collect();
    let mut steps = stream::iter(steps).buffered(IN_FLIGHT);
    let mut plan = Plan::new(&past.place, &past.manager);
    while let Some(step) = steps.next().await {
        let (change, planned) = step?;
        plan.add(change, planned);
        progress(Done { done: plan.changes.len(), of: changes.len() });
    }
    Ok(plan)
}

struct Undo<'a> {
    line: Line<'a>,
    manager: &'a str,
}

type Step = (Change, Option<Planned>);

impl Undo<'_> {
    async fn one(&self, past: &PastChange) -> Result<Step, Error> {
        let mut draft = Draft { object: past.object.clone(), extent: Extent::Whole, body: Value::Null, message: String::new() };
        if past.object.kind == Kind::Namespace {
            let why = "namespaces are never deleted: others may live in it by now";
            return Ok((draft.refused(Action::None, why, None), None));
        }
        for _ in 0..LOOKS {
            let live = match live::read(&self.line, &past.object).await {
                Ok(live) => live,
                Err(error) => return Ok((refusal(&draft, error, None)?, None)),
            };
            let step = match (past.sends, &past.before, live) {
                (Sends::Create, _, None) => Ok((draft.refused(Action::None, "it is gone already", None), None)),
                (Sends::Create, _, Some(live)) => self.delete(&draft, past, &live).await,
                (Sends::Update | Sends::Delete, None, live) => {
                    Ok((draft.refused(Action::None, "nothing is known of how it was", live.as_ref()), None))
                }
                (Sends::Update, Some(_), None) => Ok((draft.refused(Action::None, "somebody deleted it since: it stays away", None), None)),
                (Sends::Update, Some(before), Some(live)) => self.restore(&mut draft, past, before, &live).await,
                (Sends::Delete, Some(before), None) => self.bring_back(&mut draft, before).await,
                (Sends::Delete, Some(_), Some(live)) => Ok((draft.refused(Action::None, "it is there again already", Some(&live)), None)),
            };
            match step {
                Err(Error::Stale { .. }) => {}
                Err(error @ Error::NotFound { .. }) => return Ok((draft.refused(Action::Invalid(None), &error.to_string(), None), None)),
                step => return step,
            }
        }
        Ok((draft.refused(Action::Invalid(None), "it changes again and again while it is looked at — try again", None), None))
    }

    /// Deletes what came to be, if it is as it was left.
    async fn delete(&self, draft: &Draft, past: &PastChange, live: &Value) -> Result<Step, Error> {
        let changed = self.changed_since(past, live);
        if !changed.is_empty() {
            let why = "somebody changed it since, so it is not deleted — delete it by other means if you must";
            return Ok((draft.refused(Action::Conflict(changed), why, Some(live)), None));
        }
        let request = Request::delete(&draft.object, live);
        match self.line.send(&request.dry_run()).await {
            Ok(_) => {
                let planned = Planned { request, before: Some(live.clone()), asked: Asked::Server };
                Ok((draft.change(Action::Delete, Some(live)), Some(planned)))
            }
            Err(error) => refusal(draft, error, Some(live)).map(|change| (change, None)),
        }
    }

    /// Who changed what on an object since it came to be.
    fn changed_since(&self, past: &PastChange, live: &Value) -> Vec<Ownership> {
        let Some(after) = &past.after else {
            // Whoever else wrote on it did so since: before, it was not there.
            return if owner::nobody_else(live, self.manager) { Vec::new() } else { vec![all_of(live)] };
        };
        if text(after, "/metadata/uid") != text(live, "/metadata/uid") {
            return vec![all_of(live)];
        }
        let changes = fields::compare(&fields::clean(after), &fields::clean(live));
        let fields: Vec<String> = changes.into_iter().map(|change| change.path).collect();
        if fields.is_empty() { Vec::new() } else { vec![Ownership { manager: others(live, self.manager), fields }] }
    }

    /// Applies again what this manager owned before, and the old values of what it changed.
    async fn restore(&self, draft: &mut Draft, past: &PastChange, before: &Value, live: &Value) -> Result<Step, Error> {
        if text(before, "/metadata/uid") != text(live, "/metadata/uid") {
            let why = "somebody deleted it since, and this is another one of the same name: it is left alone";
            return Ok((draft.refused(Action::None, why, Some(live)), None));
        }
        let after = past.after.as_ref().or(past.planned.as_ref()).unwrap_or(live);
        let (body, left) = self.old(draft, before, past.after.as_ref().unwrap_or(live), after, live);
        draft.body = body;
        draft.extent = if owner::is_ours(before, self.manager) { Extent::Whole } else { Extent::Hints(owner::owner(live)) };
        draft.message = match left.as_slice() {
            [] => String::new(),
            left => format!("changed by somebody since, and left alone: {}", left.join(", ")),
        };
        let (mut change, planned) = draft.try_out(&self.line, self.manager, Some(live), &BTreeSet::new()).await?;
        if let Some(would_be) = &change.after {
            let differs = fields::compare(&fields::clean(before), would_be);
            let differs: Vec<String> = differs.into_iter().map(|change| change.path).filter(|path| !left.contains(path)).collect();
            if !differs.is_empty() {
                change.message = joined(&change.message, &format!("stays other than it was: {}", differs.join(", ")));
            }
        }
        Ok((change, planned))
    }

    /// The body that undoes, and the fields that somebody changed since.
    fn old(&self, draft: &Draft, before: &Value, owned: &Value, after: &Value, live: &Value) -> (Value, Vec<String>) {
        let owned_before = managed::applied(before, self.manager);
        let mut paths: Vec<Path> = owned_before.clone();
        paths.extend(managed::applied(owned, self.manager).into_iter().filter(|path| !owned_before.contains(path)));
        let (mut body, mut left) = (named(draft), Vec::new());
        for path in paths {
            let (was, made, is) = (managed::get(before, &path), managed::get(after, &path), managed::get(live, &path));
            if is != made && is != was {
                left.push(fields::path_in_words(&path));
            } else if let Some(was) = was
                && (owned_before.contains(&path) || made.as_ref() != Some(&was))
            {
                managed::put(&mut body, &path, was);
            }
        }
        (body, left)
    }

    /// Creates again what undoing had deleted: what this manager owned of it.
    async fn bring_back(&self, draft: &mut Draft, before: &Value) -> Result<Step, Error> {
        let mut body = named(draft);
        for path in managed::applied(before, self.manager) {
            if let Some(was) = managed::get(before, &path) {
                managed::put(&mut body, &path, was);
            }
        }
        draft.body = body;
        draft.try_out(&self.line, self.manager, None, &BTreeSet::new()).await
    }
}

fn named(draft: &Draft) -> Value {
    let metadata = json!({"name": draft.object.name, "namespace": draft.object.namespace});
    json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata})
}

/// The managers of an object but this one, in words.
fn others(live: &Value, manager: &str) -> String {
    let names: BTreeSet<&str> = managed::entries(live).iter().map(|entry| entry.manager).filter(|name| *name != manager).collect();
    if names.is_empty() { "somebody".to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
}

fn all_of(live: &Value) -> Ownership {
    Ownership { manager: owner::owner(live), fields: vec!["all of it".to_owned()] }
}
