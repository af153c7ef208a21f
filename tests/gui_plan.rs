//! Plan, apply and undo by label, through the real `App` against the real API server; each test in a namespace of its own.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use portolan::cluster::Action;
use portolan::design::Edit;
use portolan::gui::command::Command;
use portolan::gui::state::Below;
use portolan::protocol::Protocol;

use crate::support::servers::ApiServer;
use crate::support::window::Window;

/// The window with a design whose one service is for a namespace, beside a kubeconfig of the server.
fn window(server: &ApiServer, namespace: &str) -> Window {
    let mut window = Window::with("web-service");
    std::fs::copy(server.kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    window.ask(Command::SelectAll);
    window.ask(Command::SetNamespace(namespace.into()));
    window
}

fn connect(window: &mut Window) {
    window.ask(Command::FindContexts);
    window.until("the contexts are read", |app| app.view().clusters.contexts.known().is_some_and(|found| !found.contexts.is_empty()));
    window.ask(Command::Connect);
    window.harness.get_by_label("Connect to test").click();
    window.until("it is connected", |app| app.view().clusters.connected().is_some());
}

fn wait_for_plan(window: &mut Window) {
    window.until("it is planned", |app| !app.view().clusters.plan.plan.is_pending() && app.view().clusters.plan.plan.known().is_some());
}

fn wait_for_apply(window: &mut Window) {
    window.until("it is applied", |app| {
        let plan = &app.view().clusters.plan;
        plan.applying.is_none() && plan.progress.as_ref().is_some_and(|progress| progress.tally.is_some() || progress.error.is_some())
    });
}

fn actions(window: &Window) -> Vec<Action> {
    let planned = window.harness.state().view().clusters.plan.plan.known().expect("a plan");
    planned.plan.changes.iter().map(|change| change.action.clone()).collect()
}

fn run(server: &ApiServer, arguments: &[&str], input: &str) -> String {
    server.kubectl().run(arguments, input).unwrap_or_else(|why| panic!("kubectl {arguments:?}: {why}"))
}

fn protocol(server: &ApiServer, namespace: &str) -> String {
    run(server, &["get", "service", "web", "-n", namespace, "-o", "jsonpath={.spec.ports[0].appProtocol}"], "")
}

fn speak(window: &mut Window, protocol: Protocol) {
    let service = window.session().design().services[0].clone();
    let mut port = service.ports[0].clone();
    port.protocol = Some(protocol);
    window.harness.state_mut().ask_edit(Edit::put_port(service.id, port));
    window.settle();
}

#[test]
fn connect_plan_apply_and_undo_by_label() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-flow"], "");
    let mut window = window(server, "gui-flow");
    window.ask(Command::Show(Below::Plan));
    window.harness.get_by_label("Connect to a cluster…").click();
    window.until("the contexts are read", |app| app.view().clusters.contexts.known().is_some_and(|found| !found.contexts.is_empty()));
    window.harness.get_by_label("Connect to test").click();
    window.until("it is connected", |app| app.view().clusters.connected().is_some());
    window.harness.get_all_by_label("Plan").last().expect("the act").click();
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Create]);
    window.harness.get_by_label("Apply 1 change").click();
    window.settle();
    wait_for_apply(&mut window);
    assert_eq!(protocol(server, "gui-flow"), "http");

    speak(&mut window, Protocol::Grpc);
    assert!(window.harness.state().view().clusters.plan.is_stale);
    window.harness.get_by_label("Plan again").click();
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update]);
    assert!(window.harness.query_by_label_contains("appProtocol: http → grpc").is_some());
    assert!(window.harness.query_all_by_label_contains("added: appProtocol: grpc").next().is_some());
    window.harness.get_by_label("Apply 1 change").click();
    window.settle();
    wait_for_apply(&mut window);
    assert_eq!(protocol(server, "gui-flow"), "grpc");

    window.harness.get_by_label("Undo this apply…").click();
    window.settle();
    wait_for_plan(&mut window);
    window.harness.get_by_label("Apply 1 change").click();
    window.settle();
    wait_for_apply(&mut window);
    assert_eq!(protocol(server, "gui-flow"), "http");
}

#[test]
fn what_is_as_it_should_be_cannot_be_applied_and_a_changed_draft_neither() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-quiet"], "");
    let mut window = window(server, "gui-quiet");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    speak(&mut window, Protocol::Http2);
    assert_eq!(window.harness.state().view().clusters.plan.why_not(), Some("The design changed since: plan again"));
    window.ask(Command::Apply);
    assert!(window.harness.state().view().clusters.plan.applying.is_none());
    window.ask(Command::Undo);
    assert_eq!(window.harness.state().view().clusters.plan.why_not(), None);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    window.ask(Command::PlanAgain);
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::None]);
    assert_eq!(window.harness.state().view().clusters.plan.why_not(), Some("There is nothing to change"));
}

#[test]
fn a_conflict_names_its_owner_and_is_taken_over_by_label() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-conflict"], "");
    let theirs = "
apiVersion: v1
kind: Service
metadata: {name: web, namespace: gui-conflict}
spec: {selector: {app: web}, ports: [{name: http, port: 8080, appProtocol: tcp}]}
";
    run(server, &["apply", "--server-side", "--field-manager=helm", "-f", "-"], theirs);
    let mut window = window(server, "gui-conflict");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    assert!(matches!(actions(&window).as_slice(), [Action::Conflict(_)]), "{:?}", actions(&window));
    assert!(window.harness.query_by_label_contains("is owned by helm").is_some());
    window.harness.get_by_label("Take over this field").click();
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update]);
    window.harness.get_by_label("Apply 1 change").click();
    window.settle();
    wait_for_apply(&mut window);
    assert_eq!(protocol(server, "gui-conflict"), "http");
}

#[test]
fn a_missing_namespace_is_created_only_when_it_is_ticked_by_keyboard_alone() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = window(server, "gui-missing");
    connect(&mut window);
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    window.settle();
    wait_for_plan(&mut window);
    assert!(matches!(actions(&window).as_slice(), [Action::Invalid(_)]), "{:?}", actions(&window));
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num6);
    window.settle();
    window.harness.key_press(Key::Space);
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Create, Action::Create]);
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    window.settle();
    wait_for_apply(&mut window);
    assert_eq!(protocol(server, "gui-missing"), "http");
}

#[test]
fn services_of_a_cluster_become_a_design() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-import"], "");
    run(server, &["label", "namespace", "gui-import", "kuma.io/sidecar-injection=enabled"], "");
    let theirs = "
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: gui-import}
spec: {selector: {app: cart}, ports: [{name: http, port: 8080, appProtocol: http}, {name: raw, port: 9000}]}
";
    run(server, &["apply", "-f", "-"], theirs);
    let mut window = Window::new();
    std::fs::copy(server.kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    window.harness.get_by_label("Import from a cluster…").click();
    window.until("the contexts are read", |app| app.view().clusters.contexts.known().is_some_and(|found| !found.contexts.is_empty()));
    window.harness.get_by_label("Connect to test").click();
    window.until("the namespaces are read", |app| app.view().clusters.import.namespaces.known().is_some());
    window.harness.get_by_label("gui-import").click();
    window.settle();
    let ticked: Vec<_> = window.harness.state().view().clusters.import.ticked.iter().cloned().collect();
    assert_eq!(ticked, ["gui-import"]);
    window.harness.get_by_label("List Services").click();
    window.until("they are listed", |app| app.view().clusters.import.lives.known().is_some());
    let lives = window.harness.state().view().clusters.import.lives.known().expect("what lives").services.clone();
    let found: Vec<_> = lives.iter().map(|one| (one.owner.as_str(), one.effective.as_str())).collect();
    assert_eq!(found, [("kubectl", "8080 http, 9000 tcp")]);
    assert!(window.harness.query_by_label_contains("in mesh default").is_some());
    window.harness.get_by_label("Import 1 Service").click();
    window.settle();
    let services = &window.session().design().services;
    assert_eq!(services.iter().map(|service| service.full_name()).collect::<Vec<_>>(), ["gui-import/cart"]);
    assert_eq!(services[0].ports[0].protocol, Some(Protocol::Http));
    assert!(window.session().is_changed(), "it is in no file yet");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    assert!(actions(&window).iter().all(|action| *action == Action::None), "{:?}", actions(&window));
}

#[test]
fn what_somebody_changes_meanwhile_is_seen_with_their_name() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-drift"], "");
    let mut window = window(server, "gui-drift");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    window.ask(Command::PlanAgain);
    wait_for_plan(&mut window);
    // The watch begins beside the plan: what was applied before it is no news.
    std::thread::sleep(std::time::Duration::from_millis(800));
    window.settle();
    assert!(window.harness.state().view().clusters.plan.watching.drifts.is_empty());
    run(server, &["label", "service", "web", "-n", "gui-drift", "team=till"], "");
    window.until("the drift is told", |app| !app.view().clusters.plan.watching.drifts.is_empty());
    assert!(window.harness.query_by_label_contains("changed by kubectl since").is_some());
    assert!(window.harness.state().view().clusters.plan.why_not().is_some_and(|why| why.contains("Somebody changed")));
    window.ask(Command::PlanAgain);
    wait_for_plan(&mut window);
    assert!(window.harness.state().view().clusters.plan.watching.drifts.is_empty());
}
