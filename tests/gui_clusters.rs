//! Contexts and connections by label, through the real `App`: nothing is contacted unasked, and every failure is a sentence.

use egui_kittest::kittest::Queryable;
use portolan::gui::command::Command;
use portolan::gui::state::Dialog;
use portolan::tasks::ContextId;

use crate::support::planning::{connect, connected, for_namespace, run, wait_for_watch};
use crate::support::servers::ApiServer;
use crate::support::window::Window;

/// A kubeconfig where the window looks for one.
fn kubeconfig(window: &Window, text: &str) -> std::path::PathBuf {
    let file = window.folder.path().join("kubeconfig");
    std::fs::write(&file, text).unwrap();
    file
}

const TWO: &str = "
apiVersion: v1
kind: Config
current-context: kind-dev
clusters:
- {name: dev, cluster: {server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true}}
users:
- {name: admin, user: {token: canary-5d1f}}
- {name: helper, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [-c, 'exit 3'], interactiveMode: Never}}}
contexts:
- {name: kind-dev, context: {cluster: dev, user: admin}}
- {name: by-program, context: {cluster: dev, user: helper}}
";

fn open(window: &mut Window) {
    window.ask(Command::NewFrom("web-service"));
    window.until("the contexts are read", |app| app.view().clusters.contexts.known().is_some());
}

#[test]
fn the_current_context_is_shown_and_nothing_is_contacted() {
    let mut window = Window::new();
    kubeconfig(&window, TWO);
    open(&mut window);
    assert!(window.harness.query_by_label("Cluster kind-dev, not connected").is_some());
    assert!(window.harness.state().view().clusters.connection.known().is_none());
}

#[test]
fn a_server_that_is_not_there_is_a_sentence_with_the_next_step() {
    let mut window = Window::new();
    kubeconfig(&window, TWO);
    open(&mut window);
    window.ask(Command::Connect);
    window.harness.get_by_label("Connect to kind-dev").click();
    window.until("it failed", |app| app.view().clusters.connection.error().is_some());
    assert!(window.harness.query_by_label_contains("The server cannot be reached").is_some());
    window.harness.get_by_label("Try again").click();
    window.settle();
    window.until("it failed again", |app| app.view().clusters.connection.error().is_some());
    assert!(!format!("{:?}", window.harness.state().view()).contains("canary-5d1f"));
}

#[test]
fn a_program_runs_only_when_somebody_said_so_and_is_asked_about_once() {
    let mut window = Window::new();
    let file = kubeconfig(&window, TWO);
    open(&mut window);
    window.ask(Command::ConnectTo(ContextId { name: "by-program".into(), file: file.clone() }));
    window.until("it asks", |app| matches!(app.view().dialog, Some(Dialog::Consent(_))));
    assert!(window.harness.query_by_label("/bin/sh").is_some() && window.harness.query_by_label("exit 3").is_some());
    window.harness.get_by_label("Do not run").click();
    window.settle();
    assert!(window.harness.state().settings().consents.is_empty());
    window.ask(Command::ConnectTo(ContextId { name: "by-program".into(), file: file.clone() }));
    window.until("it asks again", |app| matches!(app.view().dialog, Some(Dialog::Consent(_))));
    window.harness.get_by_label("Run it").click();
    window.settle();
    window.until("it ran and failed", |app| app.view().clusters.connection.error().is_some());
    assert!(window.harness.state().view().dialog.is_none());
    window.ask(Command::ConnectTo(ContextId { name: "by-program".into(), file }));
    window.until("it ran without a question", |app| app.view().clusters.connection.error().is_some());
    assert!(window.harness.state().view().dialog.is_none());
}

#[test]
fn a_real_server_answers_and_its_certificate_is_not_forgotten() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = Window::new();
    std::fs::copy(server.kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    open(&mut window);
    window.ask(Command::Connect);
    window.harness.get_by_label("Connect to test").click();
    window.until("it is connected", |app| app.view().clusters.connected().is_some());
    assert!(window.harness.query_by_label("Cluster test, connected").is_some());
    assert!(window.harness.state().view().clusters.is_unverified());
}

#[test]
fn a_connection_is_closed_by_label_and_nothing_is_watched_any_more() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = connected(server, "gui-close");
    wait_for_watch(&mut window);
    window.ask(Command::Connect);
    window.click("Disconnect");
    assert!(window.harness.query_by_label("Cluster test, not connected").is_some());
    let watching = &window.harness.state().view().clusters.watching;
    assert!(watching.of.is_none() && !watching.is_current);
    window.ask(Command::Plan);
    assert!(window.says("Not connected"), "nothing is contacted unasked");
    assert!(window.harness.state().view().clusters.plan.plan.known().is_none());
}

#[test]
fn the_watch_goes_where_the_design_goes() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-here"], "");
    run(server, &["create", "namespace", "gui-there"], "");
    let mut window = for_namespace(server, "gui-here");
    connect(&mut window);
    wait_for_watch(&mut window);
    window.ask(Command::SetNamespace("gui-there".into()));
    let there = |app: &portolan::gui::app::App| app.view().clusters.watching.of.as_ref().is_some_and(|(_, of)| of.contains("gui-there"));
    window.until("it follows", there);
    wait_for_watch(&mut window);
    let service = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 8080}]}}";
    run(server, &["apply", "-n", "gui-there", "-f", "-"], service);
    window.until("it is told", |app| !app.view().clusters.watching.drifts.is_empty());
    assert!(window.says("web created meanwhile by kubectl"));
    run(server, &["delete", "service", "web", "-n", "gui-there"], "");
    window.until("it is as it was", |app| app.view().clusters.watching.drifts.is_empty());
}
