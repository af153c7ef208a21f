//! A gate before the API server: what reads passes, what writes waits for its turn, so that a test says how far an apply is.
//! Knows nothing of what is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use portolan::design::{Edit, Service};
use portolan::gui::command::Command;

use super::cluster::{World, world};
use super::faults::{Fault, before};
use super::planning::{connect, for_namespace, wait_for_apply, wait_for_plan};
use super::servers::ApiServer;
use super::window::Window;

/// A window whose cluster is behind a gate, in a namespace of its own.
pub struct Gated {
    pub window: Window,
    pub world: World,
    /// How many may still be written, and how many wait.
    turns: Arc<AtomicUsize>,
    held: Arc<AtomicUsize>,
    is_gone: Arc<AtomicBool>,
}

impl Gated {
    /// With a design of so many services. Nothing is written until somebody lets it.
    pub fn with(services: usize) -> Option<Gated> {
        let (server, world) = (ApiServer::shared()?, world()?);
        let (turns, held) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let is_gone = Arc::new(AtomicBool::new(false));
        let (left, waiting, gone) = (turns.clone(), held.clone(), is_gone.clone());
        let take = move || left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |turns| turns.checked_sub(1)).is_ok();
        let gate = before(&world.client, move |_, method, path| {
            let writes = method != "GET" && path.contains("/services/") && !path.contains("dryRun=");
            if writes && !take() {
                waiting.fetch_add(1, Ordering::SeqCst);
                while !take() {
                    std::thread::sleep(Duration::from_millis(2));
                }
                waiting.fetch_sub(1, Ordering::SeqCst);
            }
            if gone.load(Ordering::SeqCst) { Fault::CutBefore } else { Fault::Pass }
        });
        let mut window = for_namespace(server, &world.namespace);
        std::fs::write(window.folder.path().join("kubeconfig"), gate.kubeconfig()).unwrap();
        add(&mut window, services - 1);
        Some(Gated { window, world, turns, held, is_gone })
    }

    /// Lets so many more be written.
    pub fn let_write(&self, more: usize) {
        self.turns.fetch_add(more, Ordering::SeqCst);
    }

    /// The server answers nobody any more, or again.
    pub fn is_gone(&self, is_gone: bool) {
        self.is_gone.store(is_gone, Ordering::SeqCst);
    }

    /// How many Services live.
    pub fn live(&self) -> usize {
        self.world.kubectl(&["get", "services", "-o", "name"], "").lines().count()
    }

    /// Applies what is planned until some of it is done and the rest waits at the gate.
    pub fn apply_half_way(&mut self) {
        // More than are in flight, so that the first is among them.
        self.let_write(18);
        self.window.ask(Command::Apply);
        let held = self.held.clone();
        self.window.until("some are applied and the next one waits", |app| {
            let some = app.view().clusters.plan.progress.as_ref().is_some_and(|progress| progress.results.len() > 2);
            some && held.load(Ordering::SeqCst) > 0
        });
    }

    /// Connects and plans.
    pub fn plan(&mut self) {
        connect(&mut self.window);
        self.window.ask(Command::Plan);
        wait_for_plan(&mut self.window);
    }

    /// Connects, plans and applies all of it.
    pub fn apply_all(&mut self) {
        self.plan();
        self.let_write(1000);
        self.window.ask(Command::Apply);
        wait_for_apply(&mut self.window);
        self.turns.store(0, Ordering::SeqCst);
    }
}

/// So many more services like the first one.
pub fn add(window: &mut Window, services: usize) {
    let service = window.session().design().services[0].clone();
    let mut ids = window.session().design().clone();
    let first = ids.services.len();
    for number in first..first + services {
        let mut one = Service::clone(&service);
        (one.id, one.name) = (ids.fresh_service_id(), format!("web-{number}"));
        window.harness.state_mut().ask_edit(Edit::put_service(one));
    }
    window.settle();
}
