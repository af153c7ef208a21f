//! The inverse of what was applied: old fields again, and what came to be goes, unless somebody changed it since.
//! Knows nothing of designs: what was written down and what lives now is enough.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use kube::Client;
use serde_json::{Value, json};

use super::dry_run::{Asked, Draft, Planned, joined, refusal};
use super::journal::Sends;
use super::managed::{self, Path, Step as Place};
use super::plan::LOOKS;
use super::request::{Request, text};
use super::retry::Line;
use super::{Action, Cancel, Change, Done, Error, Extent, IN_FLIGHT, Kind, Ownership, Past, PastChange, Plan, fields, live, owner};

/// What undoing an apply would change: a plan like any other.
pub async fn plan_undo(client: &Client, past: &Past, progress: impl Fn(Done)) -> Result<Plan, Error> {
    let cancel = Cancel::default();
    let undo = Undo { line: Line { client, server: &past.place.server, cancel: &cancel }, manager: &past.manager };
    // Last done, first undone.
    let changes: Vec<&PastChange> = past.changes.iter().rev().filter(|change| change.may_be_done()).collect();
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
            let why = "somebody changed it or made fields of it theirs since, so it is not deleted — delete it by other means if you must";
            return Ok((draft.refused(Action::Conflict(changed), why, Some(live)), None));
        }
        let request = Request::delete(&draft.object, live);
        match self.line.send(&request.dry_run()).await {
            Ok(_) => {
                let planned = Planned { request, before: Some(live.clone()), asked: Asked::Server };
                let message = match past.after {
                    Some(_) => String::new(),
                    None => "whether that apply made it was never answered: look at it first".to_owned(),
                };
                Ok((Change { message, ..draft.change(Action::Delete, Some(live)) }, Some(planned)))
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
        let mut owners = joined_since(after, live, self.manager);
        if owners.is_empty() && !fields.is_empty() {
            owners.push(Ownership { manager: others(live, self.manager), fields });
        }
        owners
    }

    /// Applies again what this manager owned before, and the old values of what it changed.
    async fn restore(&self, draft: &mut Draft, past: &PastChange, before: &Value, live: &Value) -> Result<Step, Error> {
        if text(before, "/metadata/uid") != text(live, "/metadata/uid") {
            let why = "somebody deleted it since, and this is another one of the same name: it is left alone";
            return Ok((draft.refused(Action::None, why, Some(live)), None));
        }
        let after = past.after.as_ref().or(past.planned.as_ref()).unwrap_or(live);
        let Old { body, left, taken } = self.old(draft, before, past.after.as_ref().unwrap_or(live), after, live);
        draft.body = body;
        draft.extent = if owner::is_ours(before, self.manager) { Extent::Whole } else { Extent::Hints(owner::owner(live, self.manager)) };
        draft.message = match left.as_slice() {
            [] => String::new(),
            left => format!("changed by somebody since, and left alone: {}", left.join(", ")),
        };
        if !taken.is_empty() {
            draft.message = joined(&draft.message, &format!("stays this design's, with the old value: {}", taken.join(", ")));
        }
        let (mut change, planned) = self.try_out(draft, Some(live)).await?;
        if let Some(would_be) = &change.after {
            let differs = fields::compare(&fields::clean(before), would_be);
            let differs: Vec<String> = differs.into_iter().map(|change| change.path).filter(|path| !left.contains(path)).collect();
            if !differs.is_empty() {
                change.message = joined(&change.message, &format!("stays other than it was: {}", differs.join(", ")));
            }
        }
        Ok((change, planned))
    }

    /// The body that undoes.
    fn old(&self, draft: &Draft, before: &Value, owned: &Value, after: &Value, live: &Value) -> Old {
        let owned_before = managed::applied(before, self.manager);
        let mut paths: Vec<Path> = owned_before.clone();
        paths.extend(managed::applied(owned, self.manager).into_iter().filter(|path| !owned_before.contains(path)));
        let mut old = Old { body: named(draft), left: Vec::new(), taken: Vec::new() };
        for path in paths {
            let (was, made, is) = (managed::get(before, &path), managed::get(after, &path), managed::get(live, &path));
            if is != made && is != was {
                old.left.push(fields::path_in_words(&path));
            } else if let Some(was) = was
                && (owned_before.contains(&path) || made.as_ref() != Some(&was))
            {
                // The keys of a port are nobody's to give back.
                if !owned_before.contains(&path) && !is_key(&path) {
                    old.taken.push(fields::path_in_words(&path));
                }
                managed::put(&mut old.body, &path, was);
            }
        }
        fields::order_ports(&mut old.body, before);
        old
    }

    /// A plan to undo takes nothing over: what others own by now is theirs.
    async fn try_out(&self, draft: &Draft, live: Option<&Value>) -> Result<Step, Error> {
        let (change, planned) = draft.try_out(&self.line, self.manager, live, &BTreeSet::new()).await?;
        let message = match &change.action {
            Action::Conflict(_) => joined(&change.message, "this is theirs by now, and left alone"),
            Action::Create | Action::Update | Action::Delete | Action::None | Action::Forbidden | Action::Invalid(_) => change.message,
        };
        Ok((Change { message, take_over: None, ..change }, planned))
    }

    /// Creates again what undoing had deleted: what this manager owned of it.
    async fn bring_back(&self, draft: &mut Draft, before: &Value) -> Result<Step, Error> {
        let mut body = named(draft);
        for path in managed::applied(before, self.manager) {
            if let Some(was) = managed::get(before, &path) {
                managed::put(&mut body, &path, was);
            }
        }
        fields::order_ports(&mut body, before);
        draft.body = body;
        self.try_out(draft, None).await
    }
}

/// What undoes an update.
struct Old {
    body: Value,
    /// The fields that somebody changed since.
    left: Vec<String>,
    /// The fields that were taken over, and are written back in this manager's name.
    taken: Vec<String>,
}

fn is_key(path: &Path) -> bool {
    match path.as_slice() {
        [.., Place::Item(_), Place::Field(last)] => last == "port" || last == "protocol",
        [.., Place::Item(_)] => true,
        _ => false,
    }
}

/// Who came to own fields of an object since it was left, also with the very same values.
fn joined_since(after: &Value, live: &Value, manager: &str) -> Vec<Ownership> {
    let before = managed::entries(after);
    let entries = managed::entries(live);
    let new = entries.iter().filter(|entry| {
        let is_known = entry.manager == manager || owner::is_kuma(entry.manager) || !entry.subresource.is_empty();
        !is_known && !before.iter().any(|other| other.manager == entry.manager && other.operation == entry.operation)
    });
    let owns =
        |entry: &managed::Entry<'_>| entry.paths().iter().filter(|path| !is_key(path)).map(|path| fields::path_in_words(path)).collect();
    new.map(|entry| Ownership { manager: entry.manager.to_owned(), fields: owns(entry) }).collect()
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
    Ownership { manager: owner::owner(live, ""), fields: vec!["all of it".to_owned()] }
}
