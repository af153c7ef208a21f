//! The previews and the problems: clicked by label, as a screen reader finds them.

use std::sync::Arc;

use egui::{Event, Key, Panel, Theme, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use portolan::design::{Design, Edit, HintStyle, PortId, Service, ServiceId, ServicePort, World, file};
use portolan::gui::command::Command;
use portolan::gui::panels::{Asks, Cx, previews, problems};
use portolan::gui::state::{Focus, Scope, Settings, ViewState};
use portolan::gui::theme::{self, Tokens, size};
use portolan::manifest::Comments;
use portolan::protocol::{MeshVersion, Protocol};
use portolan::session::Session;

const SHOP: &str = r#"
portolan: 1
name: shop
target: {version: "2.14"}
services:
- name: web
  namespace: shop
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080, protocol: http}
  - {name: ws, port: 9000, protocol: websocket}
  instances:
  - {name: web-01, address: 192.168.0.1}
  calls:
  - {service: api, port: 8080, at: 10001}
- name: api
  namespace: shop
  ports:
  - {name: grpc, port: 8080, protocol: grpc}
  - {name: admin, port: 9090, targetPort: 9091, protocol: http}
  instances:
  - {name: api-01, address: 192.168.0.2}
  - {name: api-02, address: 192.168.0.3}
- name: orders
  namespace: shop
  selector: {app: orders}
  ports:
  - {name: kafka, port: 9092, protocol: kafka, hint: TCP}
  - {name: db, port: 5432, protocol: postgresql}
- name: payments
  namespace: shop
  selector: {app: payments}
  ports:
  - {name: https, port: 443, protocol: http}
- name: frontend-with-a-rather-long-name
  namespace: shop
  selector: {app: frontend}
  annotations: {example.com/what-it-is: "a page with a description that is far too long to fit into a preview"}
  ports:
  - {name: http, port: 80, protocol: http}
- name: legacy
  namespace: vm
  on: universal
  ports:
  - {name: tls, port: 8443, protocol: tls}
  - {name: other, port: 7000}
  instances:
  - {name: legacy-01, address: 10.0.0.1}
"#;

/// What a window has, without the window.
pub struct App {
    pub session: Session,
    pub view: ViewState,
    settings: Settings,
    /// What was asked for and not done.
    pub asked: Vec<Command>,
}

impl App {
    pub fn new(design: Design) -> App {
        App { session: Session::new(design), view: ViewState::default(), settings: Settings::default(), asked: Vec::new() }
    }

    pub fn shop() -> App {
        App::new(file::read(SHOP).unwrap_or_else(|error| panic!("{error}")))
    }

    /// Services of five ports each.
    pub fn many(services: usize) -> App {
        let mut design = Design::default();
        for number in 0..services {
            let port = |id: u32| ServicePort { id: PortId(id), port: 80 + id, protocol: Some(Protocol::Http), ..ServicePort::default() };
            let name = format!("service-{number:05}");
            design.push(Service { name, namespace: "shop".into(), ports: (1..=5).map(port).collect(), ..Service::default() });
        }
        App::new(design)
    }

    pub fn id(&self, name: &str) -> ServiceId {
        self.service(name).id
    }

    fn service(&self, name: &str) -> &Arc<Service> {
        self.session.design().services.iter().find(|service| service.name == name).unwrap()
    }

    pub fn select(&mut self, name: &str) {
        let id = self.id(name);
        self.view.selection.only(id);
    }

    pub fn select_port(&mut self, name: &str, number: u32) {
        let (id, port) = self.port(name, number);
        self.view.selection.only_port(id, port);
    }

    fn port(&self, name: &str, number: u32) -> (ServiceId, PortId) {
        let service = self.service(name);
        (service.id, service.ports.iter().find(|port| port.port == number).unwrap().id)
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut Service)) {
        let mut service = (**self.service(name)).clone();
        change(&mut service);
        self.session.edit(Edit::put_service(service));
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::ToggleDiff(world) => {
                if !self.view.preview.diff.remove(&world) {
                    self.view.preview.diff.insert(world);
                }
            }
            Command::ToggleScope => {
                self.view.preview.scope = if self.view.preview.scope == Scope::All { Scope::Selected } else { Scope::All };
            }
            Command::ToggleComments => self.view.preview.comments = Comments::On,
            other => self.asked.push(other),
        }
    }
}

fn show(ui: &mut egui::Ui, app: &mut App) {
    let mut asks = Asks::default();
    let cx = Cx { session: &app.session, tokens: Tokens::of(ui), settings: &app.settings, file: None };
    let wide = ui.ctx().content_rect().width();
    let frame = egui::Frame::NONE.fill(cx.tokens.bg1);
    Panel::bottom("below").exact_size(size::BOTTOM).frame(frame).show(ui, |ui| {
        Panel::top("head").exact_size(size::TABS).frame(egui::Frame::NONE).show(ui, |ui| {
            ui.horizontal_centered(|ui| problems::tab_counts(ui, &cx));
        });
        problems::ui(ui, &cx, &mut app.view, &mut asks);
    });
    let right = if wide < size::STACK_BELOW { size::PREVIEW } else { 2.0 * size::PREVIEW };
    Panel::right("right").default_size(right).size_range(240.0..=wide * 0.7).frame(frame).show(ui, |ui| {
        previews::ui(ui, &cx, &mut app.view, &mut asks);
    });
    if app.view.hovered != app.view.hovering {
        ui.ctx().request_repaint();
    }
    app.view.hovered = app.view.hovering.take();
    for edit in asks.edits {
        app.session.edit(edit);
    }
    for command in asks.commands {
        app.run(command);
    }
}

/// A window of some width.
pub fn harness(app: App, width: f32, theme: Theme, scale: f32) -> Harness<'static, App> {
    let set_up = |ctx: &egui::Context| {
        egui_extras::install_image_loaders(ctx);
        theme::install(ctx);
    };
    let builder = Harness::builder().with_size(Vec2::new(width, 700.0)).with_theme(theme).with_pixels_per_point(scale);
    builder.with_context_setup(set_up).wgpu().build_ui_state(show, app)
}

fn wide(app: App) -> Harness<'static, App> {
    harness(app, 1440.0, Theme::Dark, 1.0)
}

#[test]
fn a_click_on_a_line_selects_its_port() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("web");
    harness.run();
    harness.get_by_label("Kubernetes line 14: - name: ws").click();
    harness.run();
    assert_eq!(harness.state().view.selection.lead_port(), Some(harness.state().port("web", 9000)));
    harness.get_by_label("Universal line 9: - port: 8080").click();
    harness.run();
    assert_eq!(harness.state().view.selection.lead_port(), Some(harness.state().port("web", 80)));
}

#[test]
fn the_port_under_the_pointer_is_lit_in_both_panes() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("web");
    harness.run();
    harness.get_by_label("Kubernetes line 15: port: 9000").hover();
    harness.run();
    assert_eq!(harness.state().view.hovered, Some(harness.state().port("web", 9000)));
}

#[test]
fn changes_since_saved_say_what_came_and_went() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("web");
    harness.run();
    harness.get_by_label("Show changes in Kubernetes preview").click();
    harness.run();
    harness.get_by_label("Nothing changed since saved");
    harness.state_mut().change("web", |web| web.ports[0].port = 81);
    harness.run();
    harness.get_by_label("Kubernetes line 11 added: port: 81");
    harness.get_by_label("Kubernetes line removed: port: 80");
    let design = harness.state().session.design().clone();
    harness.state_mut().session.mark_saved(design);
    harness.run();
    harness.get_by_label("Nothing changed since saved");
}

#[test]
fn changes_of_every_service_are_those_of_the_changed_ones() {
    let mut harness = wide(App::shop());
    harness.state_mut().view.preview.scope = Scope::All;
    harness.state_mut().view.preview.diff.insert(World::Kubernetes);
    let gone = harness.state().id("payments");
    harness.state_mut().session.edit(Edit::RemoveService(gone));
    harness.state_mut().change("orders", |orders| orders.ports[1].port = 5433);
    harness.run();
    harness.get_by_label("Kubernetes line 14 added: port: 5433");
    harness.get_by_label("Kubernetes line removed: name: payments");
    assert!(harness.query_by_label_contains("name: frontend").is_none());
}

#[test]
fn another_target_marks_what_it_changes_until_the_next_edit() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("web");
    harness.run();
    let mut target = harness.state().session.design().target.clone();
    target.hint = HintStyle::Both;
    harness.state_mut().session.edit(Edit::SetTarget(target.clone()));
    harness.run();
    harness.get_by_label("same for the new target");
    harness.get_by_label("3 lines changed");
    target.version = MeshVersion::V3_0;
    harness.state_mut().session.edit(Edit::SetTarget(target));
    harness.run();
    harness.get_by_label("4 lines changed");
    harness.state_mut().change("web", |web| web.namespace = "other".into());
    harness.run();
    assert!(harness.query_by_label_contains("lines changed").is_none());
}

#[test]
fn a_service_of_one_world_can_be_put_on_both() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("legacy");
    harness.run();
    harness.get_by_label("legacy is on Universal only");
    harness.get_by_label("Put it on both").click();
    harness.run();
    harness.get_by_label("Kubernetes line 4: name: legacy");
    assert_eq!(harness.state().service("legacy").on, None);
}

#[test]
fn a_template_says_so_and_gives_its_command_line() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("payments");
    harness.run();
    harness.get_by_label("Dataplane template");
    harness.get_by_label("Copy command line").click();
    harness.run();
    harness.get_by_label("Copy run command").click();
    harness.step();
    let copied = copied(&harness).unwrap();
    assert!(copied.starts_with("kuma-dp run") && copied.contains("--dataplane-file=payments.template.yaml"), "{copied}");
}

#[test]
fn what_is_focused_is_copied_and_picked_lines_before_all() {
    let mut harness = wide(App::shop());
    harness.state_mut().select("web");
    harness.state_mut().view.focus = Some(Focus::Preview(World::Kubernetes));
    harness.run();
    harness.event(Event::Copy);
    harness.run();
    assert_eq!(harness.state().asked, [Command::Copy(World::Kubernetes)]);
    let line = |harness: &Harness<'_, App>, label: &str| harness.get_by_label(label).rect().center();
    let (from, to) = (line(&harness, "Kubernetes line 4: name: web"), line(&harness, "Kubernetes line 5: namespace: shop"));
    harness.drag_at(from);
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.drop_at(to);
    harness.step();
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("  name: web\n  namespace: shop\n"));
}

#[test]
fn ten_thousand_services_are_one_page() {
    let mut harness = wide(App::many(10_000));
    harness.state_mut().view.preview.scope = Scope::All;
    harness.state_mut().view.focus = Some(Focus::Preview(World::Kubernetes));
    counted(&mut harness);
    harness.key_press(Key::End);
    harness.step();
    harness.step();
    harness.get_by_label("Kubernetes line 179999: appProtocol: http");
    harness.state_mut().change("service-00003", |service| service.ports.truncate(1));
    harness.step();
    harness.step();
    harness.get_by_label("Kubernetes line 179991: appProtocol: http");
    harness.state_mut().select_port("service-05000", 82);
    harness.step();
    harness.step();
    assert!(harness.query_by_label("Kubernetes line 89996: name: service-05000").is_some());
    assert!(harness.query_by_label_contains("name: service-09999").is_none());
}

#[test]
fn in_a_narrow_window_one_pane_stands_in_front_until_both_are_pinned() {
    let mut harness = harness(App::shop(), 900.0, Theme::Light, 1.0);
    harness.state_mut().select("web");
    harness.run();
    assert!(harness.query_by_label("Universal line 1: type: Dataplane").is_none());
    harness.get_by_label("Universal").click();
    harness.run();
    harness.get_by_label("Universal line 1: type: Dataplane");
    assert!(harness.query_by_label("Kubernetes line 1: apiVersion: v1").is_none());
    harness.get_by_label("Keep both previews side by side").click();
    harness.run();
    harness.get_by_label("Universal line 1: type: Dataplane");
    harness.get_by_label("Kubernetes line 1: apiVersion: v1");
}

/// What was asked to be put on the clipboard.
fn copied(harness: &Harness<'_, App>) -> Option<String> {
    harness.state().asked.iter().find_map(|command| match command {
        Command::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Goes on until all rows are counted.
fn counted(harness: &mut Harness<'_, App>) {
    for _ in 0..2_000 {
        harness.step();
        if harness.output().viewport_output.values().all(|viewport| viewport.repaint_delay > std::time::Duration::ZERO) {
            return;
        }
    }
    panic!("the rows are never counted");
}
