//! What others change on the cluster, as a watch tells it: of the services of the design, and of what is planned.
//! Knows nothing of how it is watched or shown.

use std::collections::{BTreeMap, BTreeSet};

use super::Clusters;
use crate::cluster::{Change, Drift, Error, FieldChange, Kind, Object, Watched, Where, manager_in_words};
use crate::design::{Design, Service, World};
use crate::tasks::TaskId;

/// How long the namespaces of a design have to stay the same before another watch begins: nobody's typing restarts one.
const CALM: f64 = 1.0;

/// The watch, and what it told.
#[derive(Default)]
pub struct Watching {
    /// The task that watches.
    pub task: Option<TaskId>,
    /// What it watches.
    pub of: Option<(Where, BTreeSet<String>)>,
    /// What somebody changed since it was planned, else since it is watched.
    pub drifts: BTreeMap<Object, Seen>,
    /// Whether every change is told from now on.
    pub is_current: bool,
    /// Why nothing is told now.
    pub lost: Option<Error>,
    /// The cluster and the revision of the design that were last looked at, and how often something was planned by then.
    looked: Option<(Where, u64, u64)>,
    /// When it begins anew.
    due: Option<f64>,
}

impl std::fmt::Debug for Watching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watching").field("of", &self.of).field("drifts", &self.drifts).field("lost", &self.lost).finish_non_exhaustive()
    }
}

/// A change that somebody made, and when it was seen here.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What, and by whom.
    pub drift: Drift,
    /// When, in the window's own seconds.
    pub at: f64,
}

/// What becomes of the watch.
#[derive(Debug, PartialEq)]
pub enum Watch {
    /// It goes on, or there is none and there need not be.
    AsItIs,
    /// It is looked at again after so many seconds.
    Soon(f64),
    /// It ends.
    End,
    /// It begins, instead of the one before.
    Begin(Where, BTreeSet<String>),
}

impl Clusters {
    /// What becomes of the watch, now that the design stands like this: it is on the namespaces of the design and of the plan, for as long
    /// as a cluster is connected.
    pub fn watch(&mut self, design: Option<(&Design, u64)>, now: f64) -> Watch {
        let (Some(connected), Some((design, revision))) = (self.connected(), design) else { return self.end(None) };
        let (place, default) = (connected.place.clone(), connected.namespace.clone());
        let watching = &self.watching;
        let same = |(of, looked, plans): &(Where, u64, u64)| *of == place && *looked == revision && *plans == self.plan.plans;
        if watching.looked.as_ref().is_some_and(same) && watching.due.is_none_or(|due| now < due) {
            return watching.due.map_or(Watch::AsItIs, |due| Watch::Soon(due - now));
        }
        let namespaces = self.namespaces(design, &default);
        let looked = Some((place.clone(), revision, self.plan.plans));
        if namespaces.is_empty() {
            return self.end(looked);
        }
        let watching = &mut self.watching;
        let calm = watching.due.is_some_and(|due| now >= due);
        watching.looked = looked;
        match &watching.of {
            Some((of, watched)) if *of == place && *watched == namespaces => {
                watching.due = None;
                return Watch::AsItIs;
            }
            Some((of, _)) if *of == place && !calm => {
                watching.due = Some(now + CALM);
                return Watch::Soon(CALM);
            }
            Some((of, _)) if *of == place => (watching.due, watching.is_current) = (None, false),
            Some(_) | None => *watching = Watching { looked: watching.looked.take(), ..Watching::default() },
        }
        watching.of = Some((place.clone(), namespaces.clone()));
        Watch::Begin(place, namespaces)
    }

    fn end(&mut self, looked: Option<(Where, u64, u64)>) -> Watch {
        let was = std::mem::replace(&mut self.watching, Watching { looked, ..Watching::default() });
        if was.of.is_some() { Watch::End } else { Watch::AsItIs }
    }

    fn namespaces(&self, design: &Design, default: &str) -> BTreeSet<String> {
        let mut namespaces: BTreeSet<String> = BTreeSet::new();
        let mut last: Option<&str> = None;
        for service in design.services.iter().filter(|service| service.is_on(World::Kubernetes)) {
            let namespace = if service.namespace.is_empty() { default } else { service.namespace.as_str() };
            // Most stand beside others of their namespace.
            if last != Some(namespace) {
                namespaces.insert(namespace.to_owned());
                last = Some(namespace);
            }
        }
        let planned = self.plan.plan.known().map(|planned| planned.plan.changes.iter());
        let services = planned.into_iter().flatten().filter(|change| change.object.kind == Kind::Service);
        namespaces.extend(services.map(|change| change.object.namespace.clone()));
        namespaces
    }

    /// The cluster answers again: a watch that ended because nobody could sign in begins anew.
    pub fn watch_anew(&mut self) {
        if self.watching.lost.is_some() && self.watching.task.is_none() {
            (self.watching.of, self.watching.looked) = (None, None);
        }
    }

    /// What somebody changed of a service of the design.
    pub fn drift_of(&self, service: &Service) -> Option<&Seen> {
        if self.watching.drifts.is_empty() || !service.is_on(World::Kubernetes) {
            return None;
        }
        self.watching.drifts.get(&self.object_of(service)?)
    }

    /// The object of a service, on the cluster that is connected.
    pub fn object_of(&self, service: &Service) -> Option<Object> {
        let default = &self.connected()?.namespace;
        let namespace = if service.namespace.is_empty() { default.clone() } else { service.namespace.clone() };
        Some(Object { kind: Kind::Service, namespace, name: service.name.clone() })
    }

    /// Takes in what the watch told. Of what is neither in the design nor planned nothing is news, nor is what this window applied.
    pub fn told(&mut self, watched: Watched, design: &Design, now: f64) {
        if watched.is_last() {
            self.watching.task = None;
        }
        let drifts = match watched {
            Watched::Current => return (self.watching.is_current, self.watching.lost) = (true, None),
            Watched::Lost(error) => return (self.watching.is_current, self.watching.lost) = (false, Some(error)),
            Watched::Drifted(drifts) => drifts,
        };
        let of_design: BTreeSet<Object> = design.services.iter().filter_map(|service| self.object_of(service)).collect();
        let planned = self.plan.plan.known().map(|planned| planned.plan.clone());
        let planned = planned.as_deref();
        let changes: BTreeMap<&Object, &Change> =
            planned.into_iter().flat_map(|plan| &plan.changes).map(|change| (&change.object, change)).collect();
        let manager = planned.map(|plan| plan.manager.as_str()).unwrap_or_default();
        let us = manager_in_words(manager);
        let applied = self.plan.progress.is_some();
        for drift in drifts {
            let change = changes.get(&drift.object);
            // Who undoes what they did may leave no trace of their name.
            let as_applied = || change.is_some_and(|change| change.came_true(drift.live.as_ref()));
            if applied && (drift.by.as_ref() == Some(&us) || as_applied()) {
                self.watching.drifts.remove(&drift.object);
            } else if change.is_some() || of_design.contains(&drift.object) {
                self.watching.note(drift, now);
            }
        }
        self.settle_drifts();
    }

    /// Forgets what others changed before the plan was made: it is part of the plan. The rest has overtaken it.
    pub fn settle_drifts(&mut self) {
        self.plan.overtaken.clear();
        let Some(planned) = self.plan.plan.known().filter(|_| !self.watching.drifts.is_empty()) else { return };
        let changes: BTreeMap<&Object, &Change> = planned.plan.changes.iter().map(|change| (&change.object, change)).collect();
        if self.plan.progress.is_none() {
            let holds = |seen: &Seen| changes.get(&seen.drift.object).is_some_and(|change| change.still_holds(seen.drift.live.as_ref()));
            self.watching.drifts.retain(|_, seen| !holds(seen));
        }
        self.plan.overtaken = self.watching.drifts.keys().filter(|object| changes.contains_key(object)).cloned().collect();
    }
}

impl Watching {
    /// Whatever changed twice changed from what it was first, to what it is now; what is as it was is no drift any more.
    fn note(&mut self, drift: Drift, now: f64) {
        let before = self.drifts.remove(&drift.object).map(|seen| seen.drift.fields).unwrap_or_default();
        let fields = together(before, drift.fields);
        if !fields.is_empty() {
            self.drifts.insert(drift.object.clone(), Seen { drift: Drift { fields, ..drift }, at: now });
        }
    }
}

fn together(mut before: Vec<FieldChange>, now: Vec<FieldChange>) -> Vec<FieldChange> {
    for change in now {
        match before.iter_mut().find(|known| known.path == change.path) {
            Some(known) => known.after = change.after,
            None => before.push(change),
        }
    }
    before.retain(|change| change.before != change.after);
    before
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::cluster::{Plan, Verification};
    use crate::gui::clusters::{Fetch, Of, Planned};
    use crate::tasks::Connected;

    fn place() -> Where {
        Where { context: "kind-dev".into(), file: "config".into(), server: "https://127.0.0.1:6443".into() }
    }

    fn clusters() -> Clusters {
        let verification = Verification::On;
        let connected = Connected { place: place(), namespace: "default".into(), version: None, user: "admin".into(), verification };
        Clusters { connection: Fetch::Done(connected), ..Clusters::default() }
    }

    fn design(services: &[(&str, &str)]) -> Design {
        let mut design = Design::default();
        for (namespace, name) in services {
            design.push(Service { name: (*name).into(), namespace: (*namespace).into(), ..Service::default() });
        }
        design
    }

    fn drift(name: &str, before: Value, after: Value, by: &str) -> Drift {
        let object = Object { kind: Kind::Service, namespace: "default".into(), name: name.into() };
        let change = FieldChange { path: "ports[80/TCP].appProtocol".into(), before: Some(before), after: Some(after) };
        Drift { object, live: Some(json!({"a": 1})), fields: vec![change], by: Some(by.into()) }
    }

    #[test]
    fn the_watch_follows_the_namespaces_of_the_design_once_they_are_calm() {
        let (mut clusters, mut session) = (clusters(), crate::session::Session::new(design(&[("", "web"), ("shop", "api")])));
        let look = |clusters: &mut Clusters, session: &crate::session::Session, now| {
            clusters.watch(Some((session.design(), session.revision())), now)
        };
        let begin = look(&mut clusters, &session, 0.0);
        assert_eq!(begin, Watch::Begin(place(), ["default".to_owned(), "shop".to_owned()].into()));
        assert_eq!(look(&mut clusters, &session, 0.1), Watch::AsItIs);
        let mut moved = Service::clone(&session.design().services[1]);
        moved.namespace = "vm".into();
        session.edit(crate::design::Edit::put_service(moved));
        assert_eq!(look(&mut clusters, &session, 1.0), Watch::Soon(CALM));
        assert_eq!(look(&mut clusters, &session, 1.5), Watch::Soon(CALM - 0.5));
        assert_eq!(look(&mut clusters, &session, 2.1), Watch::Begin(place(), ["default".to_owned(), "vm".to_owned()].into()));
        clusters.connection = Fetch::Idle;
        assert_eq!(look(&mut clusters, &session, 3.0), Watch::End);
        assert_eq!(look(&mut clusters, &session, 3.1), Watch::AsItIs);
    }

    #[test]
    fn what_changes_twice_is_told_once_and_what_goes_back_is_no_drift() {
        let (mut clusters, design) = (clusters(), design(&[("", "web")]));
        let mut tell = |before: &str, after: &str, now: f64| {
            clusters.told(Watched::Drifted(vec![drift("web", json!(before), json!(after), "kubectl")]), &design, now);
            clusters
                .drift_of(&design.services[0])
                .map(|seen| (seen.at, seen.drift.fields[0].before.clone(), seen.drift.fields[0].after.clone()))
        };
        assert_eq!(tell("http", "tcp", 1.0), Some((1.0, Some(json!("http")), Some(json!("tcp")))));
        assert_eq!(tell("tcp", "grpc", 2.0), Some((2.0, Some(json!("http")), Some(json!("grpc")))));
        assert_eq!(tell("grpc", "http", 3.0), None);
    }

    #[test]
    fn what_is_not_in_the_design_is_no_news() {
        let mut clusters = clusters();
        clusters.told(Watched::Drifted(vec![drift("other", json!("a"), json!("b"), "kubectl")]), &design(&[("", "web")]), 1.0);
        assert!(clusters.watching.drifts.is_empty());
    }

    #[test]
    fn a_plan_is_overtaken_by_what_came_after_it_alone() {
        let (mut clusters, design) = (clusters(), design(&[("", "web")]));
        let told = drift("web", json!("http"), json!("tcp"), "kubectl");
        clusters.told(Watched::Drifted(vec![told.clone()]), &design, 1.0);
        let planned = |before: Option<Value>| {
            let mut plan = Plan::new(&place(), "portolan:shop");
            plan.changes = vec![Change {
                object: told.object.clone(),
                action: crate::cluster::Action::Update,
                extent: crate::cluster::Extent::Whole,
                fields: Vec::new(),
                message: String::new(),
                before,
                after: None,
                take_over: None,
            }];
            Planned::new(plan.into(), Of::Design(Box::default()), 0.0)
        };
        clusters.plan.answer(Ok(planned(Some(json!({"a": 2})))));
        clusters.settle_drifts();
        assert_eq!(clusters.plan.overtaken.len(), 1, "it lives otherwise than it was planned");
        clusters.plan.answer(Ok(planned(told.live.clone())));
        clusters.settle_drifts();
        assert!(clusters.plan.overtaken.is_empty() && clusters.watching.drifts.is_empty(), "the plan knows of it");
    }
}
