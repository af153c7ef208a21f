//! What the window looks like: a dozen pictures, light and dark, small and large, held to `tests/snapshots`.
//! `UPDATE_SNAPSHOTS=true` writes them anew; look at them before you commit them.

use egui::Theme;
use egui_kittest::kittest::Queryable;
use portolan::check::Scope as Reach;
use portolan::design::Edit;
use portolan::gui::command::Command;
use portolan::gui::state::{Below, Dialog, ExportState, Scope};
use portolan::manifest::Comments;

use crate::support::window::Window;

/// A picture of the window after some acts.
fn picture(name: &str, size: [f32; 2], theme: Theme, scale: f32, acts: impl FnOnce(&mut Window)) {
    let mut window = Window::sized(size, theme, scale);
    acts(&mut window);
    window.harness.run_steps(8);
    window.harness.remove_cursor();
    window.harness.run_steps(4);
    window.harness.snapshot(name);
}

fn open(template: &'static str) -> impl FnOnce(&mut Window) {
    move |window| window.ask(Command::NewFrom(template))
}

const LAPTOP: [f32; 2] = [1440.0, 900.0];
const SMALL: [f32; 2] = [900.0, 600.0];
const WIDE: [f32; 2] = [2560.0, 1440.0];

#[test]
fn welcome_light() {
    picture("welcome-light", LAPTOP, Theme::Light, 1.0, |_| {});
}

#[test]
fn welcome_small_dark() {
    picture("welcome-small-dark", SMALL, Theme::Dark, 1.0, |_| {});
}

#[test]
fn designer_dark() {
    picture("designer-dark", LAPTOP, Theme::Dark, 1.0, open("vms-and-kubernetes"));
}

#[test]
fn designer_light() {
    picture("designer-light", LAPTOP, Theme::Light, 1.0, open("grpc-behind-http-edge"));
}

#[test]
fn designer_twice_as_fine() {
    picture("designer-light-2x", LAPTOP, Theme::Light, 2.0, open("websocket-beside-http"));
}

#[test]
fn designer_small() {
    picture("designer-small-dark", SMALL, Theme::Dark, 1.0, open("grpc-behind-http-edge"));
}

#[test]
fn designer_wide() {
    picture("designer-wide-light", WIDE, Theme::Light, 1.0, open("vms-and-kubernetes"));
}

#[test]
fn table_dark() {
    picture("table-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("grpc-behind-http-edge"));
        window.ask(Command::ShowTable);
    });
}

#[test]
fn picker_light() {
    picture("picker-light", LAPTOP, Theme::Light, 1.0, |window| {
        window.ask(Command::NewFrom("web-service"));
        window.ask(Command::PickProtocol);
    });
}

#[test]
fn palette_dark() {
    picture("palette-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("kafka-consumer"));
        window.ask(Command::Palette);
    });
}

#[test]
fn empty_design_light() {
    picture("empty-light", LAPTOP, Theme::Light, 1.0, open("empty"));
}

#[test]
fn every_service_explained_dark() {
    picture("previews-all-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("kuma-counter-demo"));
        window.harness.state_mut().view_mut().preview.scope = Scope::All;
        window.harness.state_mut().view_mut().preview.comments = Comments::On;
    });
}

#[test]
fn export_light() {
    picture("export-light", LAPTOP, Theme::Light, 1.0, |window| {
        window.ask(Command::NewFrom("web-service"));
        let state = ExportState::into(String::new(), Comments::Off);
        window.harness.state_mut().view_mut().dialog = Some(Dialog::Export(Box::new(state)));
    });
}

#[test]
fn shortcuts_dark() {
    picture("shortcuts-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("web-service"));
        window.ask(Command::Shortcuts);
    });
}

/// A design with something of everything selected, and a tab of the panel at the bottom.
fn below(below: Below) -> impl FnOnce(&mut Window) {
    move |window| {
        window.ask(Command::NewFrom("vms-and-kubernetes"));
        window.ask(Command::SelectAll);
        window.ask(Command::Show(below));
    }
}

#[test]
fn capabilities_light() {
    picture("capabilities-light", LAPTOP, Theme::Light, 1.0, below(Below::Capabilities));
}

#[test]
fn capabilities_dark() {
    picture("capabilities-dark", LAPTOP, Theme::Dark, 1.0, below(Below::Capabilities));
}

#[test]
fn capabilities_small_light() {
    picture("capabilities-small-light", SMALL, Theme::Light, 1.0, below(Below::Capabilities));
}

#[test]
fn rule_light() {
    picture("rule-light", LAPTOP, Theme::Light, 1.0, |window| {
        window.ask(Command::NewFrom("vms-and-kubernetes"));
        window.ask(Command::Explain("H002"));
    });
}

#[test]
fn fix_all_dark() {
    picture("fix-all-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        broken(window);
        window.harness.get_by_label_contains("Fix all safe ones").click();
    });
}

#[test]
fn problems_light() {
    picture("problems-light", LAPTOP, Theme::Light, 1.0, broken);
}

#[test]
fn ignored_problems_light() {
    picture("problems-ignored-light", LAPTOP, Theme::Light, 1.0, ignored);
}

#[test]
fn ignoring_a_problem_dark() {
    picture("problems-ignore-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        ignored(window);
        window.harness.key_press(egui::Key::Home);
        window.harness.key_press(egui::Key::ArrowDown);
        window.harness.run_steps(2);
        window.harness.key_press(egui::Key::I);
    });
}

/// Problems of which some are ignored, at the end of the list.
fn ignored(window: &mut Window) {
    broken(window);
    let places: Vec<_> = window.session().findings().iter().map(|finding| (finding.place.clone(), finding.code)).collect();
    for ((place, code), reason) in places.iter().zip(["The gateway speaks h2c to it, and always did", "Moves with the next release"]) {
        let edit = Reach::nearest(window.session().design(), place).ignoring(code, reason);
        window.harness.state_mut().ask_edit(edit);
        window.settle();
    }
    let count = window.session().suppressed().count();
    window.harness.get_by_label(&format!("{count} ignored")).click();
    window.settle();
    window.ask(Command::Show(Below::Problems));
    window.harness.key_press(egui::Key::End);
    window.settle();
}

/// A design with problems of every severity.
fn broken(window: &mut Window) {
    window.ask(Command::NewFrom("vms-and-kubernetes"));
    let services = window.session().design().services.clone();
    for (service, hint) in services.iter().zip(["HTTP", "kubernetes.io/h2c", "tls"]) {
        let mut port = service.ports[0].clone();
        port.hint = Some(hint.to_owned());
        window.harness.state_mut().ask_edit(Edit::put_port(service.id, port));
    }
    window.ask(Command::Show(Below::Problems));
}

/// Ports that the mesh takes otherwise than they look, now or after the upgrade.
fn seen(window: &mut Window) {
    broken(window);
    let mut target = window.session().design().target.clone();
    target.mesh_services = portolan::protocol::MeshServices::Exclusive;
    window.harness.state_mut().ask_edit(Edit::SetTarget(target));
    window.ask(Command::SelectNone);
    window.ask(Command::Show(Below::MeshSees));
}

#[test]
fn mesh_sees_light() {
    picture("mesh-sees-light", LAPTOP, Theme::Light, 1.0, seen);
}

#[test]
fn mesh_sees_dark_twice_as_fine() {
    picture("mesh-sees-dark-2x", LAPTOP, Theme::Dark, 2.0, seen);
}

#[test]
fn mesh_sees_small_dark() {
    picture("mesh-sees-small-dark", SMALL, Theme::Dark, 1.0, seen);
}
