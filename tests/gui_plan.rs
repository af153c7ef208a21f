//! Plan, apply and undo by label, through the real `App` against the real API server; each test in a namespace of its own.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use portolan::cluster::Action;
use portolan::gui::command::Command;
use portolan::gui::state::Below;
use portolan::protocol::Protocol;

use crate::support::cluster::fresh;
use crate::support::planning::{
    actions, connect, connected, edit_hint, for_namespace, hint, plan, run, speak, tally, wait_for_apply, wait_for_connection,
    wait_for_contexts, wait_for_plan, wait_for_watch,
};
use crate::support::servers::{ApiServer, NOBODY, TOKEN_OF_NOBODY};
use crate::support::user::User;
use crate::support::window::Window;

/// What this window applied itself is no drift, also once the watch has told it.
fn no_drift(window: &mut Window) {
    std::thread::sleep(std::time::Duration::from_millis(700));
    window.settle();
    let drifts = &window.harness.state().view().clusters.watching.drifts;
    assert!(drifts.is_empty(), "{drifts:?}");
}

#[test]
fn connect_plan_apply_and_undo_by_label() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-flow"], "");
    let mut window = for_namespace(server, "gui-flow");
    window.ask(Command::Show(Below::Plan));
    window.click("Connect to a cluster…");
    wait_for_contexts(&mut window);
    window.click("Connect to test");
    wait_for_connection(&mut window);
    window.harness.get_all_by_label("Plan").last().expect("the act").click();
    window.settle();
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Create]);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-flow"), "http");

    speak(&mut window, Protocol::Grpc);
    assert!(plan(&window).is_stale);
    window.click("Plan again");
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update]);
    assert!(window.harness.query_by_label_contains("appProtocol: http → grpc").is_some());
    assert!(window.harness.query_all_by_label_contains("added: appProtocol: grpc").next().is_some());
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-flow"), "grpc");

    window.click("Undo this apply…");
    wait_for_plan(&mut window);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-flow"), "http");
    no_drift(&mut window);
    // Who deletes something leaves no name.
    run(server, &["delete", "service", "web", "-n", "gui-flow"], "");
    window.until("it is told", |app| !app.view().clusters.watching.drifts.is_empty());
    assert!(window.says("web deleted meanwhile"));
}

#[test]
fn what_is_as_it_should_be_cannot_be_applied_and_a_changed_draft_neither() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = connected(server, "gui-quiet");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    speak(&mut window, Protocol::Http2);
    assert_eq!(plan(&window).why_not(), Some("The design changed since: plan again"));
    window.ask(Command::Apply);
    assert!(plan(&window).applying.is_none());
    window.ask(Command::Undo);
    assert_eq!(plan(&window).why_not(), None);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    window.ask(Command::PlanAgain);
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::None]);
    assert_eq!(plan(&window).why_not(), Some("There is nothing to change"));
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
    let mut window = for_namespace(server, "gui-conflict");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    assert!(matches!(actions(&window).as_slice(), [Action::Conflict(_)]), "{:?}", actions(&window));
    assert!(window.harness.query_by_label_contains("is owned by helm").is_some());
    window.click("Take over this field");
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Update]);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-conflict"), "http");
}

#[test]
fn a_missing_namespace_is_created_only_when_it_is_ticked_by_keyboard_alone() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = for_namespace(server, "gui-missing");
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
    assert_eq!(hint(server, "gui-missing"), "http");
}

/// Lets a user do this with the Services of a namespace.
fn allow(server: &ApiServer, namespace: &str, user: &str, verbs: &str) {
    let (verbs, who, role) = (format!("--verb={verbs}"), format!("--user={user}"), format!("--role={user}"));
    run(server, &["create", "role", user, &verbs, "--resource=services", "-n", namespace], "");
    run(server, &["create", "rolebinding", user, &role, &who, "-n", namespace], "");
}

/// The window of a user who may do only this in the namespace, with a design for it.
fn restricted(server: &ApiServer, namespace: &str, verbs: &str) -> Window {
    let user = fresh("gui-user");
    allow(server, namespace, &user, verbs);
    let window = for_namespace(server, namespace);
    std::fs::copy(User::named(server, &user).kubeconfig(), window.folder.path().join("kubeconfig")).unwrap();
    window
}

#[test]
fn who_may_only_look_sees_what_would_change_and_why_nothing_can_be_applied() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-forbidden"], "");
    let mut window = restricted(server, "gui-forbidden", "get,list");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    assert_eq!(actions(&window), [Action::Forbidden]);
    assert!(window.says("you may not patch services in namespace \"gui-forbidden\""));
    assert!(window.says("You may change nothing of this"), "it is said without a pointer over the button");
    window.click("Apply");
    window.ask(Command::Apply);
    assert!(plan(&window).progress.is_none() && plan(&window).applying.is_none());
}

#[test]
fn a_plan_that_somebody_overtook_unseen_is_refused_by_the_server_and_planned_again() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-stale"], "");
    // Without the right to watch, nobody tells in time.
    let mut window = restricted(server, "gui-stale", "get,create,patch");
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    speak(&mut window, Protocol::Grpc);
    window.click("Plan again");
    wait_for_plan(&mut window);
    window.until("it is not watched", |app| app.view().clusters.watching.lost.is_some());
    assert!(window.says("not watched"));
    run(server, &["label", "service", "web", "-n", "gui-stale", "team=till"], "");
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!((hint(server, "gui-stale").as_str(), tally(&window).as_str()), ("http", "1 changed meanwhile"));
    assert!(window.says("Somebody changed it after it was planned"));
    window.click("Plan again");
    wait_for_plan(&mut window);
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-stale"), "grpc");
}

#[test]
fn what_is_stopped_half_way_says_how_far_it_came_and_goes_on_later() {
    const SERVICES: usize = 300;
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-many"], "");
    let mut window = for_namespace(server, "gui-many");
    let service = window.session().design().services[0].clone();
    let mut ids = window.session().design().clone();
    for number in 1..SERVICES {
        let mut one = portolan::design::Service::clone(&service);
        (one.id, one.name) = (ids.fresh_service_id(), format!("web-{number}"));
        window.harness.state_mut().ask_edit(portolan::design::Edit::put_service(one));
    }
    window.settle();
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.click("Apply 300 changes");
    window.until("some are there", |app| app.view().clusters.plan.progress.as_ref().is_some_and(|progress| progress.results.len() > 8));
    window.click("Stop applying");
    wait_for_apply(&mut window);
    let there = run(server, &["get", "services", "-n", "gui-many", "-o", "name"], "").lines().count();
    assert!((8..SERVICES).contains(&there), "{there}");
    assert_eq!(tally(&window), format!("{there} created, {} stopped", SERVICES - there));
    assert!(window.says(&format!("{there} created")), "{}", tally(&window));
    window.click("Plan again");
    wait_for_plan(&mut window);
    window.click(&format!("Apply {} changes", SERVICES - there));
    wait_for_apply(&mut window);
    assert_eq!(run(server, &["get", "services", "-n", "gui-many", "-o", "name"], "").lines().count(), SERVICES);
}

#[test]
fn an_apply_of_before_is_undone_from_the_history() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = connected(server, "gui-history");
    window.ask(Command::UndoApply);
    window.until("it is read", |app| app.view().clusters.plan.history.known().is_some());
    assert!(window.says("Nothing was applied from here yet"));
    window.click("Close");
    for protocol in [Protocol::Http, Protocol::Grpc] {
        speak(&mut window, protocol);
        window.ask(Command::Plan);
        wait_for_plan(&mut window);
        window.ask(Command::Apply);
        wait_for_apply(&mut window);
    }
    window.ask(Command::UndoApply);
    window.until("it is read", |app| app.view().clusters.plan.history.known().is_some_and(|past| past.len() == 2));
    window.harness.get_all_by_label_contains("Undo the apply of").next().expect("the newest").click();
    window.settle();
    wait_for_plan(&mut window);
    assert!(window.says("undoes an apply"));
    assert!(window.harness.state().view().dialog.is_none());
    window.click("Apply 1 change");
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-history"), "http");
}

#[test]
fn what_signs_in_is_found_nowhere_else() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-canary"], "");
    allow(server, "gui-canary", NOBODY, "get,list,watch,create,patch");
    let mut window = for_namespace(server, "gui-canary");
    let kubeconfig = window.folder.path().join("kubeconfig");
    let text = std::fs::read_to_string(server.kubeconfig()).unwrap().replace("token: administrator", &format!("token: {TOKEN_OF_NOBODY}"));
    std::fs::write(&kubeconfig, &text).unwrap();
    connect(&mut window);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    assert_eq!(tally(&window), "1 created");
    // One more than may be done: the error of a server.
    window.ask(Command::ImportFromCluster);
    window.until("it is refused", |app| app.view().clusters.import.namespaces.error().is_some());
    window.desktop.picks.lock().unwrap().push_back(window.folder.path().join("shop.portolan.yaml"));
    window.harness.state_mut().view_mut().dialog = None;
    window.ask(Command::SaveAs);
    window.until("it is saved", |app| !app.settings().recent.is_empty());
    let app = window.harness.state();
    assert!(!format!("{:?}", app.view()).contains(TOKEN_OF_NOBODY));
    assert!(!serde_json::to_string(app.settings()).unwrap().contains(TOKEN_OF_NOBODY));
    let mut files = Vec::new();
    read_all(window.folder.path(), &mut files);
    assert!(files.iter().any(|(path, _)| path.to_string_lossy().contains("applied")), "the apply is written down");
    let found = files.iter().filter(|(_, bytes)| bytes.windows(TOKEN_OF_NOBODY.len()).any(|bytes| bytes == TOKEN_OF_NOBODY.as_bytes()));
    assert_eq!(found.map(|(path, _)| path.clone()).collect::<Vec<_>>(), std::slice::from_ref(&kubeconfig));
    assert_eq!(std::fs::read_to_string(&kubeconfig).unwrap(), text, "it is as it was");
}

fn read_all(folder: &std::path::Path, files: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, files);
        } else {
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
}

#[test]
fn drift_is_shown_as_it_happens_wherever_one_looks_and_one_press_plans_again() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = connected(server, "gui-drift");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    window.ask(Command::PlanAgain);
    wait_for_plan(&mut window);
    wait_for_watch(&mut window);
    no_drift(&mut window);
    window.ask(Command::Show(Below::Problems));
    edit_hint(server, "gui-drift", "tcp");
    window.until("the drift is told", |app| !app.view().clusters.watching.drifts.is_empty());
    assert!(window.says("gui-drift/web, 1 port, changed meanwhile by kubectl"), "the list says so");
    window.ask(Command::ShowTable);
    assert!(window.says("web, changed meanwhile by kubectl"), "the table says so");
    let delays = window.harness.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min();
    assert!(delays.is_some_and(|delay| delay > std::time::Duration::from_secs(5)), "and then it is quiet: {delays:?}");
    let status = window.harness.get_all_by_label_contains("web changed meanwhile by kubectl").last().expect("the status bar says so");
    status.click();
    window.settle();
    assert!(window.says("ago: ports[8080/TCP].appProtocol: http → tcp"), "the plan says so");
    assert_eq!(plan(&window).why_not(), Some("Somebody changed something on the cluster since: plan again"));
    window.click("Apply");
    assert!(plan(&window).applying.is_none());
    window.click("Plan again");
    wait_for_plan(&mut window);
    assert!(window.harness.state().view().clusters.watching.drifts.is_empty());
    assert!(!window.says("meanwhile"));
    assert!(matches!(actions(&window).as_slice(), [Action::Conflict(_)]), "{:?}", actions(&window));
}
