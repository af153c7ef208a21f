//! How Services are brought from a cluster into a design, and how a cluster is watched.

use std::time::Duration;

use egui::Context;

use crate::cluster::{self, Error, Namespace, Object, Watched};
use crate::design::{Edit, Service, Target};
use crate::gui::app::{App, Later, Open};
use crate::gui::clusters::{ImportView, Watch};
use crate::gui::state::Dialog;
use crate::gui::widgets::counted;
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

    pub(super) fn namespaces(&mut self, answer: Result<Vec<Namespace>, Error>) {
        let own = self.view.clusters.connected().map(|connected| connected.namespace.clone());
        self.view.clusters.import.found(answer, own.as_deref());
    }

    /// Takes in what lives there.
    pub(super) fn listed(&mut self, answer: Result<Box<Lives>, Error>) {
        let clusters = &mut self.view.clusters;
        let services = self.open.iter().flat_map(|open| &open.session.design().services);
        let known = services.filter_map(|service| clusters.object_of(service)).collect();
        clusters.import.listed(answer, known);
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

    /// Brings what is ticked into the design that is open, else into a new one: one step, under one name.
    pub(super) fn import_listed(&mut self) {
        let clusters = &mut self.view.clusters;
        let import = std::mem::take(&mut clusters.import);
        let (Some(lives), Some(connected)) = (import.lives.into_known(), clusters.connected()) else { return };
        let words = format!("import from {}", connected.place.context);
        self.view.dialog = None;
        if self.open.is_none() {
            let mut begun = lives.design.clone();
            begun.services.clear();
            self.runner.start(Task::ClearRecovery);
            self.show(Open::new(Session::new(begun), None, None, None));
        }
        let Some(open) = &self.open else { return };
        let mut ids = open.session.design().clone();
        let services = lives.design.services.iter().map(|service| Service::clone(service));
        let chosen = services.filter(|service| import.chosen.contains(&object(service)));
        let new: Vec<Service> = chosen.map(|service| Service { id: ids.fresh_service_id(), ..service }).collect();
        self.view.fit_board = true;
        self.later.push(Later::SelectServices(new.first().map(|service| service.id).into_iter().collect()));
        self.toast(format!("Imported {}", counted(new.len(), "Service")));
        self.asks.edit(Edit::Many(words, new.into_iter().map(Edit::put_service).collect()));
    }

    /// Watches the namespaces of the design for as long as a cluster is connected.
    pub(in crate::gui) fn keep_watching(&mut self, ctx: &Context) {
        let design = self.open.as_ref().map(|open| (open.session.design(), open.session.revision()));
        match self.view.clusters.watch(design, self.now) {
            Watch::AsItIs => {}
            Watch::Soon(seconds) => ctx.request_repaint_after(Duration::from_secs_f64(seconds)),
            Watch::End => self.runner.stop(Kind::Watch),
            Watch::Begin(place, namespaces) => {
                self.view.clusters.watching.task = Some(self.runner.start_on_cluster(ClusterTask::Watch { place, namespaces }));
            }
        }
    }

    /// Takes in what the watch told.
    pub(super) fn watched(&mut self, watched: Watched) {
        if let Some(open) = &self.open {
            self.view.clusters.told(watched, open.session.design(), self.now);
        }
    }
}

/// The object that a service was made of.
fn object(service: &Service) -> Object {
    Object { kind: cluster::Kind::Service, namespace: service.namespace.clone(), name: service.name.clone() }
}
