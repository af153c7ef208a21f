//! How Services are brought from a cluster into a design, and how a cluster is watched.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cluster::{Drift, Error, Kind as ObjectKind, Namespace, Watched};
use crate::design::{Design, Edit, Service, Target};
use crate::gui::app::{App, Later, Open};
use crate::gui::clusters::ImportView;
use crate::gui::state::Dialog;
use crate::session::Session;
use crate::tasks::{ClusterTask, Kind, Lives, Task};

impl App {
    /// Asks what to bring: the cluster, then its namespaces.
    pub(super) fn import_from_cluster(&mut self) {
        self.find_contexts();
        self.view.clusters.import = ImportView::default();
        self.view.dialog = Some(Dialog::Import);
        self.list_namespaces();
    }

    /// Reads the namespaces of the cluster that is connected, if one is.
    pub(super) fn list_namespaces(&mut self) {
        if let Some(connected) = self.view.clusters.connected() {
            let id = self.runner.start_on_cluster(ClusterTask::Namespaces(connected.place.clone()));
            self.view.clusters.import.namespaces.ask(id);
        }
    }

    /// Who may not list namespaces can still read those they know of.
    pub(super) fn namespaces(&mut self, answer: Result<Vec<Namespace>, Error>) {
        let clusters = &mut self.view.clusters;
        if let (Err(Error::Forbidden { .. }), Some(connected)) = (&answer, clusters.connected()) {
            let namespace = connected.namespace.clone();
            clusters.import.ticked.insert(namespace);
        }
        clusters.import.namespaces.answer(answer);
    }

    /// Reads what lives in the namespaces that are ticked.
    pub(super) fn list_services(&mut self) {
        let Some(connected) = self.view.clusters.connected() else { return };
        let target = self.open.as_ref().map_or_else(Target::default, |open| open.session.design().target.clone());
        let namespaces = self.view.clusters.import.ticked.iter().cloned().collect();
        let task = ClusterTask::List { place: connected.place.clone(), namespaces, target };
        let id = self.runner.start_on_cluster(task);
        let import = &mut self.view.clusters.import;
        import.lives.ask(id);
        import.done = None;
    }

    pub(super) fn stop_listing(&mut self) {
        self.runner.stop(Kind::List);
        self.view.clusters.import.lives.stop();
    }

    /// Brings what was listed into the design that is open, else into a new one. What the design has already stays as it is.
    pub(super) fn import_listed(&mut self) {
        let lives = std::mem::take(&mut self.view.clusters.import.lives).into_known();
        let (Some(lives), Some(context)) = (lives, self.view.clusters.connected().map(|connected| connected.place.context.clone())) else {
            return;
        };
        self.view.dialog = None;
        match &self.open {
            None => {
                let mut session = Session::new(Design::default());
                session.edit(Edit::Replace(Box::new(lives.design)));
                self.runner.start(Task::ClearRecovery);
                self.show(Open::new(session, None, None, None));
            }
            Some(open) => {
                let new = newcomers(open.session.design(), *lives);
                if new.is_empty() {
                    return self.toast("Everything that was listed is in the design already");
                }
                let words = format!("import from {context}");
                self.later.push(Later::SelectServices(new.iter().map(|service| service.id).collect()));
                self.asks.edit(Edit::Many(words, new.into_iter().map(Edit::put_service).collect()));
            }
        }
    }

    /// Watches the namespaces of the plan, so that what others change there is seen.
    pub(super) fn watch(&mut self) {
        let clusters = &mut self.view.clusters;
        let Some(planned) = clusters.plan.plan.known() else { return };
        let services = planned.plan.changes.iter().filter(|change| change.object.kind == ObjectKind::Service);
        let namespaces: BTreeSet<String> = services.map(|change| change.object.namespace.clone()).collect();
        let of = Some((planned.plan.place.clone(), namespaces));
        let watching = &mut clusters.plan.watching;
        watching.drifts.clear();
        if watching.of == of {
            return;
        }
        watching.of = of.clone();
        watching.task = of.map(|(place, namespaces)| self.runner.start_on_cluster(ClusterTask::Watch { place, namespaces }));
    }

    /// Takes in what the watch told. What lives as it was planned is no news, nor is what this very window applies.
    pub(super) fn watched(&mut self, watched: Watched) {
        let plan = &mut self.view.clusters.plan;
        let Some(planned) = plan.plan.known().map(|planned| planned.plan.clone()) else { return };
        let by_us = format!("design {}", planned.manager.strip_prefix("portolan:").unwrap_or(&planned.manager));
        let applies = plan.progress.is_some();
        plan.watching.tell(watched, |drift: &Drift| {
            let mut changes = planned.changes.iter();
            let change = changes.find(|change| change.object == drift.object);
            let holds = change.is_none_or(|change| change.still_holds(drift.live.as_ref()));
            holds || (applies && drift.by.as_ref().is_none_or(|by| *by == by_us))
        });
    }
}

/// The services that the design does not have yet, with identities of their own in it.
fn newcomers(design: &Design, lives: Lives) -> Vec<Service> {
    let known: BTreeSet<(&str, &str)> = design.services.iter().map(|service| (service.namespace.as_str(), service.name.as_str())).collect();
    let mut ids = design.clone();
    let new = lives.design.services.into_iter().filter(|service| !known.contains(&(service.namespace.as_str(), service.name.as_str())));
    new.map(|service| Service { id: ids.fresh_service_id(), ..Arc::unwrap_or_clone(service) }).collect()
}
