//! What applying manifests would change: what this user may do, what lives, and a dry run of exactly what would be sent.
//! Knows nothing of designs, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use kube::Client;
use serde_json::{Value, json};

use super::access::Rights;
use super::dry_run::{Draft, Planned, joined};
use super::live::{self, Live, service};
use super::retry::{Failures, Line};
use super::{Action, Cancel, Change, Error, Extent, IN_FLIGHT, Object, Plan, TakeOver, Wanted, Where, fields, managed, missing, owner};
use crate::manifest::annotation_key;

/// How often an object is looked at again that changes while it is being planned.
pub(super) const LOOKS: usize = 3;

/// What the user chose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The missing namespaces to create.
    pub namespaces: BTreeSet<String>,
    /// The fields to take over from who owns them.
    pub taken_over: BTreeSet<TakeOver>,
}

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// So many are done.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

/// What applying would change. An error is one of the connection; what is wrong with one object is a change of its own.
pub async fn plan(
    client: &Client,
    place: &Where,
    manager: &str,
    wanted: &[Wanted],
    options: &Options,
    progress: impl Fn(Done),
) -> Result<Plan, Error> {
    let cancel = Cancel::default();
    let line = Line { client, server: &place.server, cancel: &cancel };
    let objects: Vec<Object> = wanted.iter().map(|wanted| service(&wanted.namespace, &wanted.name)).collect();
    let rights = Rights::review(&line, &objects).await?;
    let planner = Planner { line, manager, rights, options, failures: Failures::default() };
    let steps = planner.services(wanted, progress).await?;
    planner.with_namespaces(Plan::new(place, manager), steps).await
}

impl Change {
    /// Whether an object lives as it did when it was planned, as a watch tells it: what servers and Kuma keep for themselves aside.
    pub fn still_holds(&self, live: Option<&Value>) -> bool {
        live.map(fields::clean) == self.before
    }

    /// Whether an object lives as it was planned to.
    pub fn came_true(&self, live: Option<&Value>) -> bool {
        live.map(fields::clean) == self.after
    }
}

impl Plan {
    /// A plan of nothing.
    pub fn new(place: &Where, manager: &str) -> Plan {
        let manager = manager.to_owned();
        Plan { place: place.clone(), manager, changes: Vec::new(), missing: Vec::new(), requests: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, change: Change, planned: Option<Planned>) {
        if let Some(planned) = planned {
            self.requests.insert(change.object.clone(), planned);
        }
        self.changes.push(change);
    }
}

pub(super) struct Planner<'a> {
    pub(super) line: Line<'a>,
    pub(super) manager: &'a str,
    pub(super) rights: Rights,
    pub(super) options: &'a Options,
    failures: Failures,
}

/// What came of one Service.
pub(super) enum Step {
    Asked(Box<Change>, Option<Planned>),
    /// Its namespace is not there.
    NoNamespace(Draft),
}

impl Planner<'_> {
    async fn services(&self, wanted: &[Wanted], progress: impl Fn(Done)) -> Result<Vec<Step>, Error> {
        let objects = wanted.iter().map(|wanted| service(&wanted.namespace, &wanted.name));
        let objects: Vec<Object> = objects.filter(|object| !object.name.is_empty() && self.rights.may_read(object)).collect();
        let mut lives = live::read_all(&self.line, &objects).await?;
        let mut seen = BTreeSet::new();
        let steps = wanted.iter().map(|wanted| {
            let again = !seen.insert((&wanted.namespace, &wanted.name));
            let live = lives.remove(&service(&wanted.namespace, &wanted.name)).unwrap_or(Ok(None));
            async move { if again || wanted.name.is_empty() { Ok(unnameable(wanted)) } else { self.service(wanted, live).await } }
        });
        let steps: Vec<_> = steps.collect();
        // One that has to wait keeps no other waiting.
        let steps = steps.into_iter().enumerate().map(|(at, step)| async move { (at, step.await) });
        let mut steps = stream::iter(steps).buffer_unordered(IN_FLIGHT);
        let mut asked = Vec::with_capacity(wanted.len());
        while let Some((at, step)) = steps.next().await {
            asked.push((at, step?));
            progress(Done { done: asked.len(), of: wanted.len() });
        }
        asked.sort_by_key(|(at, _)| *at);
        Ok(asked.into_iter().map(|(_, step)| step).collect())
    }

    async fn service(&self, wanted: &Wanted, live: Live) -> Result<Step, Error> {
        let whole = draft(wanted, Extent::Whole, wanted.whole.clone());
        if let Some(why) = self.rights.against_planning(&whole.object) {
            return Ok(settled(whole.refused(Action::Forbidden, &why, live.ok().flatten().as_ref())));
        }
        let mut live = match live {
            Ok(live) => live,
            Err(error) => return Ok(settled(whole.refused(Action::Forbidden, &error.to_string(), None))),
        };
        for _ in 0..LOOKS {
            let draft = match &live {
                None => whole.clone(),
                Some(live) if owner::is_ours(live, self.manager) => whole.clone(),
                Some(live) => match hints_only(wanted, live, self.manager) {
                    Hints::Some(draft) => draft,
                    Hints::Nothing(draft) => {
                        let change = draft.change(Action::None, Some(live));
                        return Ok(settled(Change { after: change.before.clone(), ..change }));
                    }
                },
            };
            if live.is_none()
                && let Some(why) = self.rights.against_creating(&draft.object)
            {
                return Ok(settled(draft.refused(Action::Forbidden, &why, None)));
            }
            match draft.try_out(&self.line, self.manager, live.as_ref(), &self.options.taken_over).await {
                Ok((change, planned)) => return Ok(Step::Asked(Box::new(change), planned)),
                Err(Error::NotFound { .. }) => return Ok(Step::NoNamespace(draft)),
                Err(Error::Stale { .. }) => live = live::read(&self.line, &draft.object).await?,
                Err(error) if self.failures.end_all(&error) => return Err(error),
                Err(error) => return Ok(settled(draft.refused(Action::Invalid(None), &error.to_string(), live.as_ref()))),
            }
        }
        let why = "it changes again and again while it is looked at — plan again";
        Ok(settled(whole.refused(Action::Invalid(None), why, live.as_ref())))
    }

    async fn with_namespaces(&self, mut plan: Plan, steps: Vec<Step>) -> Result<Plan, Error> {
        let names = steps.iter().filter_map(|step| match step {
            Step::NoNamespace(draft) => Some(draft.object.namespace.as_str()),
            Step::Asked(..) => None,
        });
        let names: BTreeSet<&str> = names.collect();
        let created = missing::namespaces(self, &mut plan, &names).await?;
        for step in steps {
            match step {
                Step::Asked(change, planned) => plan.add(*change, planned),
                Step::NoNamespace(draft) => missing::service(&mut plan, &draft, &created),
            }
        }
        Ok(plan)
    }
}

fn settled(change: Change) -> Step {
    Step::Asked(Box::new(change), None)
}

fn draft(wanted: &Wanted, extent: Extent, body: Value) -> Draft {
    Draft { object: service(&wanted.namespace, &wanted.name), extent, body, message: String::new() }
}

/// Of two Services with one name only the first is asked about, and of one without a name nobody can ask.
fn unnameable(wanted: &Wanted) -> Step {
    let why = if wanted.name.is_empty() { "it has no name" } else { "another service of the design has this name" };
    let field = Action::Invalid(Some("metadata.name".to_owned()));
    settled(draft(wanted, Extent::Whole, Value::Null).refused(field, &format!("{why} — correct it in the design"), None))
}

enum Hints {
    Some(Draft),
    /// Neither a hint to write nor one to take back.
    Nothing(Draft),
}

/// The hints alone: of ports that the Service has, for what others own.
fn hints_only(wanted: &Wanted, live: &Value, manager: &str) -> Hints {
    let metadata = json!({"name": wanted.name, "namespace": wanted.namespace});
    let nothing = json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata});
    let mut body = wanted.hints.clone().unwrap_or_else(|| nothing.clone());
    let ports = live.pointer("/spec/ports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut left_out = only_of(&mut body, ports);
    left_out.extend(only_annotations_of(&mut body, ports));
    fields::order_ports(&mut body, live);
    let left_out: Vec<String> = left_out.into_iter().collect();
    let message = match left_out.as_slice() {
        [] => String::new(),
        [one] => format!("the Service has no port {one}, and hints add none"),
        many => format!("the Service has no ports {}, and hints add none", many.join(", ")),
    };
    let is_nothing = body == nothing && !owner::has_a_part(live, manager);
    let mut draft = draft(wanted, Extent::Hints(owner::owner(live, manager)), body);
    draft.message = joined(&draft.message, &message);
    if is_nothing { Hints::Nothing(draft) } else { Hints::Some(draft) }
}

/// Leaves the ports that live; says which others there were: `9000/TCP`.
fn only_of(body: &mut Value, ports: &[Value]) -> BTreeSet<String> {
    let mut left_out = BTreeSet::new();
    let Some(hinted) = body.pointer_mut("/spec/ports").and_then(Value::as_array_mut) else { return left_out };
    hinted.retain(|port| {
        let (number, transport) = (port.get("port"), port.get("protocol").and_then(Value::as_str).unwrap_or("TCP"));
        let keys = [
            ("port", managed::Key::Number(number.and_then(Value::as_i64).unwrap_or_default())),
            ("protocol", managed::Key::Text(transport.to_owned())),
        ];
        let lives = ports.iter().any(|port| managed::has(port, &keys.clone().map(|(name, key)| (name.to_owned(), key))));
        if !lives {
            left_out.insert(format!("{}/{transport}", number.map(Value::to_string).unwrap_or_default()));
        }
        lives
    });
    let is_empty = hinted.is_empty();
    if let Some(map) = body.as_object_mut().filter(|_| is_empty) {
        map.remove("spec");
    }
    left_out
}

/// The same of the annotations, which are of TCP ports.
fn only_annotations_of(body: &mut Value, ports: &[Value]) -> BTreeSet<String> {
    let Some(annotations) = body.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) else { return BTreeSet::new() };
    let is_tcp = |port: &&Value| port.get("protocol").and_then(Value::as_str).is_none_or(|transport| transport == "TCP");
    let numbers = ports.iter().filter(is_tcp).filter_map(|port| u32::try_from(port.get("port")?.as_u64()?).ok());
    let keys: BTreeSet<String> = numbers.map(annotation_key).collect();
    let others = annotations.keys().filter(|key| !keys.contains(*key));
    let left_out = others.map(|key| format!("{}/TCP", key.split('.').next().unwrap_or_default())).collect();
    annotations.retain(|key, _| keys.contains(key));
    let is_empty = annotations.is_empty();
    if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut).filter(|_| is_empty) {
        metadata.remove("annotations");
    }
    left_out
}
