//! The acts of the window by label, through the real `App`: by mouse, then by keyboard alone.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use portolan::design::World;
use portolan::gui::command::Command;
use portolan::gui::state::Dialog;
use portolan::manifest::Comments;
use portolan::protocol::{MeshVersion, Protocol};

use crate::support::window::Window;

/// What the selected service's preview says.
fn preview(window: &Window, world: World) -> String {
    let lead = window.harness.state().view().selection.lead().expect("a service is selected");
    window.session().preview(lead, world, Comments::Off).text()
}

fn protocols(window: &Window) -> Vec<Option<Protocol>> {
    window.session().design().services.iter().flat_map(|service| service.ports.iter().map(|port| port.protocol)).collect()
}

#[test]
fn a_template_opens_with_its_first_port_lit_in_both_previews() {
    let mut window = Window::new();
    window.harness.get_by_label("Web service").click();
    window.settle();
    assert!(preview(&window, World::Kubernetes).contains("appProtocol: http"));
    assert!(preview(&window, World::Universal).contains("kuma.io/protocol: http"));
    assert!(window.harness.state().view().selection.lead_port().is_some());
    assert!(!window.session().is_changed());
}

#[test]
fn a_protocol_is_picked_by_mouse_and_both_previews_change() {
    let mut window = Window::with("web-service");
    window.harness.get_all_by_label("Protocol of port 8080: HTTP/1.1").next().expect("the chip of the inspector").click();
    window.settle();
    let row = window.harness.get_all_by_label_contains("gRPC").last().expect("the row gRPC");
    row.click();
    window.settle();
    assert_eq!(protocols(&window), [Some(Protocol::Grpc)]);
    assert!(preview(&window, World::Kubernetes).contains("appProtocol: grpc"));
    assert!(preview(&window, World::Universal).contains("protocol: grpc"));
}

#[test]
fn a_protocol_is_picked_by_one_key_and_taken_back() {
    let mut window = Window::with("web-service");
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::P);
    window.settle();
    assert!(window.harness.state().view().picker.is_some());
    window.harness.key_press(Key::K);
    window.harness.event(egui::Event::Text("k".into()));
    window.settle();
    assert_eq!(protocols(&window), [Some(Protocol::Kafka)]);
    assert!(window.harness.state().view().picker.is_none());
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(protocols(&window), [Some(Protocol::Http)]);
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.settle();
    assert_eq!(protocols(&window), [Some(Protocol::Kafka)]);
}

#[test]
fn another_version_changes_both_previews_at_once() {
    let mut window = Window::with("web-service");
    window.harness.get_by_label("Kuma version: 2.14").click();
    window.settle();
    window.harness.get_by_label("3.0").click();
    window.settle();
    assert_eq!(window.session().design().target.version, MeshVersion::V3_0);
    assert!(!preview(&window, World::Universal).contains("kuma.io/protocol"));
    window.harness.get_by_label("Hint style: appProtocol").click();
    window.settle();
    window.harness.get_by_label("annotation").click();
    window.settle();
    assert!(preview(&window, World::Kubernetes).contains("8080.service.kuma.io/protocol: http"));
}

#[test]
fn services_are_added_duplicated_deleted_and_all_of_it_is_undone() {
    let mut window = Window::with("empty");
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    window.settle();
    window.ask(Command::AddPort);
    window.ask(Command::SelectNone);
    let id = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only(id);
    window.ask(Command::Duplicate);
    let names = |window: &Window| window.session().design().services.iter().map(|service| service.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&window), ["service", "service-2"]);
    window.ask(Command::SelectAll);
    window.ask(Command::Delete);
    assert!(names(&window).is_empty());
    for _ in 0..5 {
        window.ask(Command::Undo);
    }
    assert!(names(&window).is_empty() && !window.session().is_changed());
    for _ in 0..4 {
        window.ask(Command::Redo);
    }
    assert!(names(&window).is_empty());
}

#[test]
fn ports_are_reordered_and_namespaces_changed_in_bulk() {
    let mut window = Window::with("websocket-beside-http");
    let service = window.session().design().services[0].clone();
    let (first, last) = (service.ports[0].id, service.ports[1].id);
    window.harness.state_mut().view_mut().selection.only_port(service.id, last);
    window.ask(Command::MoveUp);
    let order: Vec<_> = window.session().design().services[0].ports.iter().map(|port| port.id).collect();
    assert_eq!(order, [last, first]);
    window.ask(Command::SelectAll);
    window.ask(Command::SetNamespace("other".into()));
    assert!(window.session().design().services.iter().all(|service| service.namespace == "other"));
    window.ask(Command::Undo);
    assert!(window.session().design().services.iter().all(|service| service.namespace != "other"));
}

#[test]
fn a_design_is_saved_opened_again_and_its_comments_stay() {
    let mut window = Window::with("web-service");
    let path = window.folder.path().join("shop.portolan.yaml");
    window.desktop.picks.lock().unwrap().push_back(path.clone());
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.until("it is saved", |app| app.session().is_some_and(|session| !session.is_changed()) && path.exists());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("# On Kubernetes the app's own port"), "{text}");
    window.ask(Command::CloseDesign);
    assert!(window.harness.state().session().is_none());
    window.ask(Command::OpenPath(path.clone()));
    window.until("it is open", |app| app.session().is_some());
    assert_eq!(window.session().design().services[0].name, "web");
    assert_eq!(window.harness.state().settings().recent, [path]);
}

/// The field for a path; the words above it are the same.
fn path_field(window: &Window) -> egui_kittest::Node<'_> {
    let mut found = window.harness.get_all_by_label("Path of the file");
    found.find(|node| node.accesskit_node().role() == egui::Role::TextInput).expect("the field")
}

#[test]
fn without_a_dialog_of_the_desktop_the_window_asks_for_a_path() {
    let mut window = Window::with("web-service");
    window.ask(Command::SaveAs);
    let path = window.folder.path().join("typed.portolan.yaml");
    path_field(&window).click();
    window.settle();
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    path_field(&window).type_text(&path.display().to_string());
    window.settle();
    window.harness.get_by_label("Save").click();
    window.until("it is saved", |_| path.exists());
}

#[test]
fn a_typed_path_does_not_overwrite_a_file_unasked() {
    let mut window = Window::with("web-service");
    let path = window.folder.path().join("theirs.portolan.yaml");
    std::fs::write(&path, "portolan: 1\nname: theirs\n").unwrap();
    window.ask(Command::SaveNew(path.clone()));
    let wanted = Dialog::Exists(path.clone());
    window.until("it asks", move |app| app.view().dialog == Some(wanted.clone()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "portolan: 1\nname: theirs\n");
    window.harness.get_by_label("Replace").click();
    window.until("it is saved", |app| app.session().is_some_and(|session| !session.is_changed()) && !app.settings().recent.is_empty());
    assert!(std::fs::read_to_string(&path).unwrap().contains("name: web"));
}

#[test]
fn changes_are_asked_about_before_they_would_be_lost() {
    let mut window = Window::with("web-service");
    window.ask(Command::AddService);
    window.ask(Command::New);
    assert!(matches!(window.harness.state().view().dialog, Some(Dialog::Unsaved(_))));
    window.harness.get_by_label("Cancel").click();
    window.settle();
    assert_eq!(window.session().design().services.len(), 2);
    window.ask(Command::New);
    window.harness.get_by_label("Do not save").click();
    window.settle();
    assert!(window.session().design().services.is_empty());
}

#[test]
fn a_file_that_somebody_else_wrote_is_not_overwritten() {
    let mut window = Window::with("web-service");
    let path = window.folder.path().join("shop.portolan.yaml");
    window.desktop.picks.lock().unwrap().push_back(path.clone());
    window.ask(Command::Save);
    window.until("it is saved", |_| path.exists());
    window.until("the window knows", |app| app.settings().recent.len() == 1);
    std::fs::write(&path, "portolan: 1\nname: theirs\n").unwrap();
    window.ask(Command::AddService);
    window.ask(Command::Save);
    window.until("it asks", |app| app.view().dialog == Some(Dialog::ChangedOnDisk));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "portolan: 1\nname: theirs\n");
    window.harness.get_by_label("Overwrite").click();
    window.until("it is saved", |app| app.session().is_some_and(|session| !session.is_changed()));
    assert!(std::fs::read_to_string(&path).unwrap().contains("name: web"));
}

#[test]
fn a_file_that_is_no_design_is_told_with_its_place() {
    let mut window = Window::new();
    let path = window.folder.path().join("bad.portolan.yaml");
    std::fs::write(&path, "portolan: 1\nservices:\n- nmae: web\n").unwrap();
    window.ask(Command::OpenPath(path));
    window.until("it says so", |app| matches!(app.view().dialog, Some(Dialog::Failed(_))));
    let Some(Dialog::Failed(failure)) = &window.harness.state().view().dialog else { unreachable!() };
    assert!(failure.message.contains("line 3") && failure.message.contains("did you mean \"name\""), "{}", failure.message);
}

#[test]
fn work_that_was_not_saved_comes_back_after_a_crash() {
    let mut window = Window::with("web-service");
    window.ask(Command::AddService);
    let copies = window.folder.path().join("recovery");
    let kept = |copies: &std::path::Path| {
        let mut files = std::fs::read_dir(copies).into_iter().flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().ends_with(".portolan.yaml"))
    };
    let folder = copies.clone();
    window.until("a copy is kept", move |_| kept(&folder));
    // The program ends without a word: its lock is released by the system.
    let crashed = window.folder.path().join("crashed");
    std::fs::create_dir(&crashed).unwrap();
    for file in std::fs::read_dir(&copies).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), crashed.join(file.file_name())).unwrap();
    }
    let found = portolan::files::recovered(&crashed);
    assert_eq!(found.len(), 1);
    let mut next = Window::new();
    next.ask(Command::OpenRecovered(found[0].path.clone()));
    next.until("the copy is open", |app| app.session().is_some());
    assert_eq!(next.session().design().services.len(), 2);
    assert!(next.session().is_changed(), "it is in no file yet");
}

/// Whether the export dialog shows what it found in a folder: that one, not the one suggested before it was named.
fn is_planned(app: &portolan::gui::app::App, folder: &str) -> bool {
    let Some(Dialog::Export(state)) = &app.view().dialog else { return false };
    state.folder.ends_with(folder) && state.planned.as_ref().is_some_and(|(answers, _)| answers.contains(&state.folder))
}

#[test]
fn export_shows_what_it_writes_and_writes_it() {
    let mut window = Window::with("web-service");
    let folder = window.folder.path().join("out");
    window.ask(Command::Export);
    window.ask(Command::Answer(portolan::gui::state::Purpose::ExportTo, folder.clone()));
    window.until("the folder was looked at", |app| is_planned(app, "/out"));
    window.harness.get_by_label("Export 3 files").click();
    window.settle();
    let service = folder.join("kubernetes/kuma-example/web.service.yaml");
    let wanted = service.clone();
    window.until("it is written", move |app| wanted.exists() && !app.view().toasts.is_empty());
    std::fs::write(&service, "mine: true\n").unwrap();
    window.ask(Command::Export);
    window.ask(Command::Answer(portolan::gui::state::Purpose::ExportTo, folder));
    window.until("the folder was looked at", |app| is_planned(app, "/out"));
    assert!(window.harness.query_by_label("not ours").is_some());
    window.harness.get_by_label("Export 1 file").click();
    window.settle();
    assert_eq!(std::fs::read_to_string(&service).unwrap(), "mine: true\n");
}

#[test]
fn previews_are_copied() {
    let mut window = Window::with("web-service");
    window.harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    window.settle();
    let copied = window.desktop.clipboard.lock().unwrap().clone();
    assert!(copied.contains("kind: Service") && copied.contains("---\ntype: Dataplane"), "{copied}");
}

#[test]
fn the_palette_does_what_it_says() {
    let mut window = Window::with("web-service");
    window.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.settle();
    window.harness.get_by_label("Command").type_text("show table");
    window.settle();
    window.harness.key_press(Key::Enter);
    window.settle();
    assert_eq!(window.harness.state().view().centre, portolan::gui::state::Centre::Table);
    assert!(window.harness.state().view().dialog.is_none());
}

/// A file as the window system hands it over.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn dropping_a_file_opens_it() {
    let mut window = Window::new();
    let path = window.folder.path().join("dropped.portolan.yaml");
    std::fs::write(&path, "portolan: 1\nname: dropped\n").unwrap();
    window.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    window.until("it is open", |app| app.session().is_some());
    assert_eq!(window.session().design().name, "dropped");
}

#[test]
fn nothing_moves_when_nothing_happens() {
    let mut window = Window::with("vms-and-kubernetes");
    window.harness.run_steps(30);
    let output = window.harness.output();
    let delay = output.viewport_output.values().map(|viewport| viewport.repaint_delay).min();
    assert!(delay.is_none_or(|delay| delay > std::time::Duration::from_secs(1)), "{delay:?}");
}
