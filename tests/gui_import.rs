//! Services of a real API server become a design, change, and are applied and undone there: once with the mouse, once by keyboard alone.

use std::sync::{Arc, Mutex};

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use portolan::cluster::Action;
use portolan::gui::command::Command;
use portolan::gui::state::Dialog;
use portolan::protocol::Protocol;

use crate::support::cluster::world;
use crate::support::faults::{Fault, before};
use crate::support::planning::{
    actions, beside, hint, run, wait_for_apply, wait_for_connection, wait_for_contexts, wait_for_plan, wait_for_watch,
};
use crate::support::servers::ApiServer;
use crate::support::user::User;
use crate::support::window::Window;

const SERVICES: &str = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: other, labels: {app.kubernetes.io/managed-by: Helm}, annotations: {meta.helm.sh/release-name: shop}}
spec: {selector: {app: other}, ports: [{name: http, port: 80, appProtocol: http}, {name: raw, port: 9000}], sessionAffinity: ClientIP}
";

/// A namespace with those in it.
fn prepare(server: &ApiServer, namespace: &str) {
    run(server, &["create", "namespace", namespace], "");
    run(server, &["apply", "-n", namespace, "-f", "-"], SERVICES);
}

fn services(window: &Window) -> Vec<String> {
    window.session().design().services.iter().map(|service| service.full_name()).collect()
}

fn wait_for_namespaces(window: &mut Window) {
    window.until("the namespaces are read", |app| app.view().clusters.import.namespaces.known().is_some());
}

fn wait_for_services(window: &mut Window) {
    window.until("they are listed", |app| {
        !app.view().clusters.import.lives.is_pending() && app.view().clusters.import.lives.known().is_some()
    });
}

#[test]
fn with_the_mouse() {
    let Some(server) = ApiServer::shared() else { return };
    prepare(server, "gui-mouse");
    run(server, &["label", "namespace", "gui-mouse", "kuma.io/sidecar-injection=enabled"], "");
    let mut window = beside(server);
    window.click("Import from a cluster…");
    wait_for_contexts(&mut window);
    assert!(window.harness.state().view().clusters.connection.known().is_none(), "nothing is contacted unasked");
    window.click("Connect to test");
    wait_for_connection(&mut window);
    wait_for_namespaces(&mut window);
    let import = &window.harness.state().view().clusters.import;
    assert!(
        import.ticked.contains("gui-mouse") && !import.ticked.contains("default"),
        "what is in the mesh is ticked: {:?}",
        import.ticked
    );
    window.click("None");
    window.harness.get_by_label("Filter namespaces").focus();
    window.settle();
    window.harness.event(Event::Text("gui-mouse".into()));
    window.settle();
    window.click("gui-mouse, in mesh default");
    let ticked: Vec<&String> = window.harness.state().view().clusters.import.ticked.iter().collect();
    assert_eq!(ticked, ["gui-mouse"]);
    window.click("List Services");
    wait_for_services(&mut window);
    assert!(window.says("gui-mouse/web, 8080 tcp, kubectl, in mesh default"));
    assert!(window.says("gui-mouse/other, 80 http, 9000 tcp, Helm release shop, in mesh default"));
    assert!(window.says("sessionAffinity"), "what no design holds is said");
    window.click("gui-mouse/other, 80 http, 9000 tcp, Helm release shop, in mesh default");
    window.click("Import 1 Service");
    assert_eq!(services(&window), ["gui-mouse/web"]);
    assert!(window.session().is_changed(), "it is in no file yet");
    window.ask(Command::Undo);
    assert_eq!(services(&window), [""; 0]);
    assert!(window.says("Undid import from test"));
    window.ask(Command::Redo);

    // What is in the design already cannot come twice.
    window.ask(Command::ImportFromCluster);
    wait_for_namespaces(&mut window);
    window.click("None");
    window.harness.get_by_label("Filter namespaces").focus();
    window.settle();
    window.harness.event(Event::Text("gui-mouse".into()));
    window.settle();
    window.click("gui-mouse, in mesh default");
    window.click("List Services");
    wait_for_services(&mut window);
    assert!(window.says("1 is in it already"));
    window.click("Import 1 Service");
    assert_eq!(services(&window), ["gui-mouse/web", "gui-mouse/other"]);

    wait_for_watch(&mut window);
    window.harness.get_all_by_label("Plan").next().expect("the tab").click();
    window.settle();
    window.harness.get_all_by_label("Plan").last().expect("the act").click();
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::None, Action::None], "as it lives");
    let web = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only(web);
    window.settle();
    window.harness.get_all_by_label_contains("Protocol of port 8080").last().expect("the chip").click();
    window.settle();
    window.harness.get_all_by_label_contains("gRPC").last().expect("the row of the picker").click();
    window.settle();
    assert_eq!(window.session().design().services[0].ports[0].protocol, Some(Protocol::Grpc));
    window.click("Plan again");
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update, Action::None]);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-mouse"), "grpc");
    window.click("Undo this apply…");
    wait_for_plan(&mut window);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-mouse"), "");
    std::thread::sleep(std::time::Duration::from_millis(700));
    window.settle();
    let drifts = &window.harness.state().view().clusters.watching.drifts;
    assert!(drifts.is_empty(), "what this window undid is no drift: {drifts:?}");
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.settle();
}

fn type_text(window: &mut Window, text: &str) {
    window.harness.event(Event::Text(text.into()));
    window.settle();
}

/// Goes from one thing to the next until the keyboard is where something is called so.
fn tab_to(window: &mut Window, name: &str) {
    for _ in 0..40 {
        if window.harness.query_all_by_label_contains(name).any(|node| node.accesskit_node().is_focused()) {
            return;
        }
        press(window, Modifiers::NONE, Key::Tab);
    }
    panic!("Tab does not lead to {name}");
}

/// An act by its name, from the palette.
fn act(window: &mut Window, words: &str) {
    press(window, Modifiers::COMMAND, Key::K);
    type_text(window, words);
    press(window, Modifiers::NONE, Key::Enter);
}

#[test]
fn by_keyboard_alone() {
    let Some(server) = ApiServer::shared() else { return };
    prepare(server, "gui-keys");
    let mut window = beside(server);
    act(&mut window, "import from a cluster");
    assert_eq!(window.harness.state().view().dialog, Some(Dialog::Import));
    wait_for_contexts(&mut window);
    tab_to(&mut window, "Connect to test");
    press(&mut window, Modifiers::NONE, Key::Enter);
    wait_for_connection(&mut window);
    wait_for_namespaces(&mut window);
    tab_to(&mut window, "None");
    press(&mut window, Modifiers::NONE, Key::Enter);
    tab_to(&mut window, "Filter namespaces");
    type_text(&mut window, "gui-keys");
    tab_to(&mut window, "gui-keys");
    press(&mut window, Modifiers::NONE, Key::Space);
    tab_to(&mut window, "List Services");
    press(&mut window, Modifiers::NONE, Key::Enter);
    wait_for_services(&mut window);
    tab_to(&mut window, "gui-keys/other");
    press(&mut window, Modifiers::NONE, Key::Space);
    tab_to(&mut window, "Import 1 Service");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(services(&window), ["gui-keys/web"]);

    press(&mut window, Modifiers::COMMAND, Key::P);
    type_text(&mut window, "grpc");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.session().design().services[0].ports[0].protocol, Some(Protocol::Grpc));
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update]);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-keys"), "grpc");
    act(&mut window, "undo an apply");
    window.until("it is read", |app| app.view().clusters.plan.history.known().is_some_and(|past| !past.is_empty()));
    tab_to(&mut window, "Undo the apply of");
    press(&mut window, Modifiers::NONE, Key::Enter);
    wait_for_plan(&mut window);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-keys"), "");
}

#[test]
fn who_may_not_list_namespaces_types_the_ones_they_know() {
    let Some(server) = ApiServer::shared() else { return };
    prepare(server, "gui-typed");
    run(server, &["create", "role", "look", "--verb=get,list", "--resource=services", "-n", "gui-typed"], "");
    run(server, &["create", "rolebinding", "look", "--role=look", "--user=gui-typist", "-n", "gui-typed"], "");
    let mut window = Window::new();
    let user = User::named(server, "gui-typist");
    std::fs::copy(user.kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    window.click("Import from a cluster…");
    wait_for_contexts(&mut window);
    window.click("Connect to test");
    wait_for_connection(&mut window);
    window.until("it is refused", |app| app.view().clusters.import.namespaces.error().is_some());
    window.harness.get_by_label("Namespace").focus();
    window.settle();
    type_text(&mut window, "gui-typed");
    window.click("Add");
    window.click("List Services");
    wait_for_services(&mut window);
    assert!(window.says("gui-typed/web, 8080"));
    assert!(window.says("namespace \"default\""), "the namespace that could not be read is named");
    window.click("Import 2 Services");
    assert_eq!(services(&window), ["gui-typed/other", "gui-typed/web"]);
}

#[test]
fn reading_says_that_it_goes_on_and_is_stopped_by_label() {
    let Some(world) = world() else { return };
    let held = Arc::new(Mutex::new(()));
    let hold = held.lock().unwrap();
    let gate = held.clone();
    let slow = before(&world.client, move |_, _, path| {
        if path.contains("/services") {
            drop(gate.lock());
        }
        Fault::Pass
    });
    let mut window = Window::new();
    let server = &slow.server;
    let text = format!(
        "
apiVersion: v1
kind: Config
current-context: test
clusters: [{{name: slow, cluster: {{server: '{server}'}}}}]
users: [{{name: nobody, user: {{}}}}]
contexts: [{{name: test, context: {{cluster: slow, user: nobody, namespace: {}}}}}]
",
        world.namespace
    );
    std::fs::write(window.folder.path().join("kubeconfig"), text).unwrap();
    window.click("Import from a cluster…");
    wait_for_contexts(&mut window);
    window.click("Connect to test");
    wait_for_connection(&mut window);
    wait_for_namespaces(&mut window);
    window.click("None");
    window.harness.get_by_label("Filter namespaces").focus();
    window.settle();
    type_text(&mut window, &world.namespace);
    window.harness.get_by_role_and_label(egui::Role::CheckBox, &world.namespace).click();
    window.settle();
    window.click("List Services");
    assert!(window.says("Reading Services"));
    assert!(window.harness.query_by_label("List Services").is_none());
    window.click("Stop");
    let import = &window.harness.state().view().clusters.import;
    assert!(!import.lives.is_pending() && import.lives.known().is_none());
    drop(hold);
    window.click("List Services");
    wait_for_services(&mut window);
    assert!(window.says("There is no Service in these namespaces"));
}
