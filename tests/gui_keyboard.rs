//! Where the keyboard is and what a key does: dialogs, Delete, the design's own fields, what undo shows; and what saving never loses.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use portolan::check::Field;
use portolan::design::{Edit, Target};
use portolan::gui::command::Command;
use portolan::gui::state::{Dialog, Focus};

use crate::support::window::Window;

/// The field of that name: words beside it may be the same.
fn field<'a>(window: &'a Window, name: &'a str) -> egui_kittest::Node<'a> {
    let mut found = window.harness.get_all_by_label(name);
    found.find(|node| node.accesskit_node().role() == egui::Role::TextInput).expect("the field")
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.harness.key_press_modifiers(modifiers, key);
    window.settle();
}

fn services(window: &Window) -> usize {
    window.session().design().services.len()
}

fn toasts(window: &Window) -> Vec<String> {
    window.harness.state().view().toasts.iter().map(|toast| toast.text.clone()).collect()
}

/// Saved in a file of that name.
fn saved(window: &mut Window, name: &str) -> std::path::PathBuf {
    let path = window.folder.path().join(name);
    window.desktop.picks.lock().unwrap().push_back(path.clone());
    window.ask(Command::SaveAs);
    window.until("it is saved", |app| app.settings().recent.len() == 1);
    path
}

#[test]
fn delete_takes_what_is_selected_and_only_from_where_that_is_seen() {
    let mut window = Window::with("grpc-behind-http-edge");
    let before = services(&window);
    window.ask(Command::SelectNone);
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(services(&window), before);
    let first = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only(first);
    window.settle();
    field(&window, "Name").focus();
    window.settle();
    press(&mut window, Modifiers::NONE, Key::Delete);
    press(&mut window, Modifiers::COMMAND, Key::Backspace);
    assert_eq!(services(&window), before, "a field of text has the keyboard");
    window.harness.get_by_label("Add port").focus();
    window.settle();
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(services(&window), before, "a button has the keyboard");
    window.harness.get_by_role_and_label(egui::Role::ListBox, "Services").focus();
    window.settle();
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(services(&window), before - 1);
}

#[test]
fn the_name_of_the_design_is_changed_in_the_top_bar() {
    let mut window = Window::with("web-service");
    let name = window.session().design().name.clone();
    window.harness.get_by_label(&format!("Design {name}")).click();
    window.settle();
    assert!(field(&window, "Design name").is_focused());
    press(&mut window, Modifiers::COMMAND, Key::A);
    field(&window, "Design name").type_text("harbour");
    window.settle();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.session().design().name, "harbour");
    assert!(window.harness.get_by_label("Design harbour").is_focused(), "the keyboard is back where it came from");
    window.ask(Command::Undo);
    assert_eq!(window.session().design().name, name);
    assert!(toasts(&window).iter().any(|text| text == "Undid rename design"), "{:?}", toasts(&window));
}

#[test]
fn a_problem_of_the_design_itself_leads_to_the_top_bar() {
    let mut window = Window::with("web-service");
    let target = window.session().design().target.clone();
    window.harness.state_mut().ask_edit(Edit::SetTarget(Target { mesh: "No Mesh".into(), ..target }));
    window.settle();
    window.ask(Command::SelectNone);
    window.harness.state_mut().view_mut().focus = Some(Focus::OfDesign(Field::Mesh));
    window.settle();
    assert!(field(&window, "Mesh name").is_focused());
    assert_eq!(window.harness.state().view().focus, None);
    press(&mut window, Modifiers::NONE, Key::Escape);
    window.ask(Command::ChangeVersion);
    assert!(window.harness.get_by_label("Kuma version: 2.14").is_focused());
    window.harness.state_mut().view_mut().focus = Some(Focus::Field(Field::Selector));
    window.settle();
    window.settle();
    assert_eq!(window.harness.state().view().focus, None, "what nobody takes is let go");
}

#[test]
fn enter_does_what_a_dialog_is_for_and_escape_leaves_it() {
    let mut window = Window::with("web-service");
    window.ask(Command::AddService);
    window.ask(Command::CloseDesign);
    assert!(window.harness.get_by_label("Save").is_focused());
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(services(&window), 2, "nothing behind a dialog hears a shortcut");
    press(&mut window, Modifiers::NONE, Key::Tab);
    assert!(window.harness.get_by_label("Do not save").is_focused());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.harness.state().view().dialog.is_none());
    assert_eq!(services(&window), 2);

    let path = window.folder.path().join("by-enter.portolan.yaml");
    window.desktop.picks.lock().unwrap().push_back(path.clone());
    window.ask(Command::CloseDesign);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.until("it is saved and closed", |app| app.session().is_none());
    assert!(path.exists());
}

#[test]
fn the_keyboard_is_back_where_it_was_after_a_dialog() {
    let mut window = Window::with("web-service");
    field(&window, "Namespace").focus();
    window.settle();
    for (command, leave) in [(Command::Palette, Key::Escape), (Command::Settings, Key::Escape), (Command::Shortcuts, Key::Enter)] {
        window.ask(command);
        assert!(!field(&window, "Namespace").is_focused());
        press(&mut window, Modifiers::NONE, leave);
        assert!(window.harness.state().view().dialog.is_none());
        assert!(field(&window, "Namespace").is_focused(), "after {leave:?}: {:?}", window.harness.ctx.memory(|memory| memory.focused()));
    }
}

#[test]
fn a_new_service_is_whole_as_soon_as_it_is_named() {
    let mut window = Window::with("empty");
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    assert!(field(&window, "Name").is_focused());
    press(&mut window, Modifiers::COMMAND, Key::A);
    field(&window, "Name").type_text("front");
    window.settle();
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    let service = window.session().design().services[0].clone();
    assert_eq!(service.selector.get("app").map(String::as_str), Some("front"));
    let names: Vec<&str> = service.ports.iter().map(|port| port.name.as_str()).collect();
    assert_eq!(names, ["port-8080", "port-8081"]);
    let errors = window.session().findings().iter().filter(|finding| finding.severity == portolan::check::Severity::Error);
    assert_eq!(errors.count(), 0);
}

#[test]
fn undo_goes_where_something_changed() {
    let mut window = Window::with("grpc-behind-http-edge");
    let (first, last) = (window.session().design().services[0].id, window.session().design().services.last().unwrap().id);
    window.harness.state_mut().view_mut().selection.only(first);
    window.ask(Command::AddPort);
    window.harness.state_mut().view_mut().selection.only(last);
    window.settle();
    window.ask(Command::Undo);
    assert_eq!(window.harness.state().view().selection.lead(), Some(first));
    assert_eq!(toasts(&window).len(), 1);
    window.ask(Command::Redo);
    assert_eq!(window.harness.state().view().selection.lead(), Some(first));
    assert_eq!(toasts(&window).len(), 1, "what is in sight needs no words");
}

#[test]
fn a_save_that_was_given_up_ends_nothing_later() {
    let mut window = Window::with("web-service");
    window.ask(Command::AddService);
    window.ask(Command::CloseDesign);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(matches!(window.harness.state().view().dialog, Some(Dialog::Path(_))), "there is no dialog of the desktop");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.harness.state().view().dialog.is_none());
    saved(&mut window, "later.portolan.yaml");
    assert!(window.harness.state().session().is_some(), "it was saved, not closed");
}

#[test]
fn saving_again_while_a_save_runs_saves_both() {
    let mut window = Window::with("web-service");
    let path = saved(&mut window, "twice.portolan.yaml");
    for name in ["one", "two", "three"] {
        window.harness.state_mut().ask_edit(Edit::SetName(name.into()));
        window.harness.state_mut().ask(Command::Save);
        window.harness.step();
    }
    window.until("it is saved", |app| app.session().is_some_and(|session| !session.is_changed()));
    assert!(window.harness.state().view().dialog.is_none());
    assert!(std::fs::read_to_string(&path).unwrap().contains("name: three"));
    window.harness.state_mut().ask_edit(Edit::SetName("four".into()));
    window.harness.state_mut().ask(Command::Save);
    window.harness.state_mut().ask(Command::CloseDesign);
    window.until("it is saved and closed without a question", |app| app.session().is_none() || app.view().dialog.is_some());
    assert!(window.harness.state().view().dialog.is_none());
    assert!(std::fs::read_to_string(&path).unwrap().contains("name: four"));
}

#[test]
fn a_design_that_cannot_be_opened_costs_nothing() {
    let mut window = Window::with("web-service");
    window.ask(Command::AddService);
    window.ask(Command::OpenPath(window.folder.path().join("missing.portolan.yaml")));
    window.harness.get_by_label("Do not save").click();
    window.until("it says so", |app| matches!(app.view().dialog, Some(Dialog::Failed(_))));
    assert_eq!(services(&window), 2, "the open design is still there");
}

#[test]
fn a_file_that_is_gone_is_said_once_and_written_again() {
    let mut window = Window::with("web-service");
    let path = saved(&mut window, "gone.portolan.yaml");
    std::fs::remove_file(&path).unwrap();
    let front = |window: &mut Window| {
        for focused in [false, true] {
            window.harness.input_mut().focused = focused;
            window.settle();
        }
    };
    front(&mut window);
    window.until("it says so", |app| matches!(app.view().dialog, Some(Dialog::GoneFromDisk(_))));
    press(&mut window, Modifiers::NONE, Key::Escape);
    front(&mut window);
    std::thread::sleep(std::time::Duration::from_millis(100));
    window.settle();
    assert!(window.harness.state().view().dialog.is_none());
    window.ask(Command::Save);
    window.until("it is there again", |_| path.exists());
}

#[test]
fn a_folder_opens_its_design_or_asks_which() {
    let mut window = Window::new();
    let folder = window.folder.path().join("designs");
    std::fs::create_dir(&folder).unwrap();
    let text = |name: &str| format!("portolan: 1\nname: {name}\n");
    window.ask(Command::OpenPath(folder.clone()));
    window.until("it says so", |app| matches!(app.view().dialog, Some(Dialog::Failed(_))));
    let Some(Dialog::Failed(failure)) = &window.harness.state().view().dialog else { unreachable!() };
    assert!(failure.message.starts_with("there is no design in this folder"), "{}", failure.message);
    press(&mut window, Modifiers::NONE, Key::Enter);

    std::fs::write(folder.join("a.portolan.yaml"), text("a")).unwrap();
    std::fs::write(folder.join("values.yaml"), "replicas: 3\n").unwrap();
    window.ask(Command::OpenPath(folder.clone()));
    window.until("it is open", |app| app.session().is_some());
    assert_eq!(window.harness.state().settings().recent, [folder.join("a.portolan.yaml")]);

    std::fs::write(folder.join("b.portolan.yaml"), text("b")).unwrap();
    window.ask(Command::OpenPath(folder));
    window.until("it asks", |app| matches!(app.view().dialog, Some(Dialog::Several(_))));
    window.settle();
    assert!(window.harness.get_by_label("a.portolan.yaml").is_focused());
    press(&mut window, Modifiers::NONE, Key::Tab);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.until("the other is open", |app| app.session().is_some_and(|session| session.design().name == "b"));
}

#[test]
fn words_of_a_panel_go_to_the_clipboard_of_the_desktop() {
    let mut window = Window::with("web-service");
    window.ask(Command::CopyText("kumactl generate".into()));
    assert_eq!(*window.desktop.clipboard.lock().unwrap(), "kumactl generate");
}
