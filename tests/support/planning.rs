//! Steps of a flow on a cluster: a window beside the kubeconfig of a real API server, connecting, waiting for plans and applies.
//! Knows nothing of what a test holds true.

use egui_kittest::kittest::Queryable;
use portolan::cluster::Action;
use portolan::design::Edit;
use portolan::gui::clusters::PlanView;
use portolan::gui::command::Command;
use portolan::protocol::Protocol;

use super::servers::ApiServer;
use super::window::Window;

/// kubectl as the administrator.
pub fn run(server: &ApiServer, arguments: &[&str], input: &str) -> String {
    server.kubectl().run(arguments, input).unwrap_or_else(|why| panic!("kubectl {arguments:?}: {why}"))
}

/// A window on its first screen, beside a kubeconfig of the server.
pub fn beside(server: &ApiServer) -> Window {
    let window = Window::new();
    std::fs::copy(server.kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    window
}

/// The same with a design whose one service is for a namespace.
pub fn for_namespace(server: &ApiServer, namespace: &str) -> Window {
    let mut window = beside(server);
    window.ask(Command::NewFrom("web-service"));
    window.ask(Command::SelectAll);
    window.ask(Command::SetNamespace(namespace.into()));
    window
}

/// The same in a namespace that is made for it, connected.
pub fn connected(server: &ApiServer, namespace: &str) -> Window {
    run(server, &["create", "namespace", namespace], "");
    let mut window = for_namespace(server, namespace);
    connect(&mut window);
    window
}

/// Connects to the only context there is.
pub fn connect(window: &mut Window) {
    window.ask(Command::FindContexts);
    wait_for_contexts(window);
    window.ask(Command::Connect);
    window.click("Connect to test");
    wait_for_connection(window);
}

pub fn wait_for_contexts(window: &mut Window) {
    window.until("the contexts are read", |app| app.view().clusters.contexts.known().is_some_and(|found| !found.contexts.is_empty()));
}

pub fn wait_for_connection(window: &mut Window) {
    window.until("it is connected", |app| app.view().clusters.connected().is_some());
}

/// Waits until the watch begins: what changes from then on is seen.
pub fn wait_for_watch(window: &mut Window) {
    window.until("it is watched", |app| app.view().clusters.watching.is_current);
}

pub fn wait_for_plan(window: &mut Window) {
    window.until("it is planned", |app| !app.view().clusters.plan.plan.is_pending() && app.view().clusters.plan.plan.known().is_some());
}

pub fn plan(window: &Window) -> &PlanView {
    &window.harness.state().view().clusters.plan
}

/// Whether applying came to its end.
pub fn is_applied(plan: &PlanView) -> bool {
    plan.applying.is_none() && plan.progress.as_ref().is_some_and(|progress| progress.tally.is_some() || progress.error.is_some())
}

pub fn wait_for_apply(window: &mut Window) {
    window.until("it is applied", |app| is_applied(&app.view().clusters.plan));
}

pub fn tally(window: &Window) -> String {
    let progress = plan(window).progress.as_ref().expect("it was applied");
    progress.tally.as_ref().map_or_else(|| format!("{:?}", progress.error), ToString::to_string)
}

pub fn actions(window: &Window) -> Vec<Action> {
    plan(window).plan.known().expect("a plan").plan.changes.iter().map(|change| change.action.clone()).collect()
}

/// The hint of the first port of the Service `web`.
pub fn hint(server: &ApiServer, namespace: &str) -> String {
    run(server, &["get", "service", "web", "-n", namespace, "-o", "jsonpath={.spec.ports[0].appProtocol}"], "")
}

/// Somebody else writes that hint.
pub fn edit_hint(server: &ApiServer, namespace: &str, hint: &str) {
    let patch = format!(r#"[{{"op": "add", "path": "/spec/ports/0/appProtocol", "value": "{hint}"}}]"#);
    run(server, &["patch", "service", "web", "-n", namespace, "--type", "json", "--patch", &patch, "--field-manager=kubectl-edit"], "");
}

/// Another protocol for the first port of the design.
pub fn speak(window: &mut Window, protocol: Protocol) {
    let service = window.session().design().services[0].clone();
    let mut port = service.ports[0].clone();
    port.protocol = Some(protocol);
    window.harness.state_mut().ask_edit(Edit::put_port(service.id, port));
    window.settle();
}

impl Window {
    /// Clicks what is called so.
    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    /// Whether something is called so, or has it in its name.
    pub fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }
}
