//! The two panels on a bench: what they ask for is done at once, and fields are found by the names that a screen reader says.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Ui, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use portolan::design::{Call, Design, Edit, Instance, PortId, Service, ServiceId, ServicePort, TargetPort};
use portolan::gui::command::Command;
use portolan::gui::panels::{Asks, Cx, inspector, picker};
use portolan::gui::state::{Settings, ViewState};
use portolan::gui::theme::{self, Tokens};
use portolan::protocol::Protocol;
use portolan::session::Session;

/// The two panels, with what they asked for done at once.
pub struct Bench {
    pub session: Session,
    pub view: ViewState,
    settings: Settings,
    pub asked: Vec<Command>,
}

impl Bench {
    fn new(design: Design) -> Bench {
        let mut view = ViewState::default();
        if let Some(first) = design.services.first() {
            view.selection.only(first.id);
        }
        Bench { session: Session::new(design), view, settings: Settings::default(), asked: Vec::new() }
    }

    fn frame(&mut self, ui: &mut Ui) {
        let mut asks = Asks::default();
        let cx = Cx { session: &self.session, tokens: Tokens::of(ui), settings: &self.settings, file: None };
        let ground = Tokens::of(ui).bg1;
        egui::CentralPanel::default().frame(egui::Frame::new().fill(ground)).show(ui, |ui| {
            inspector::ui(ui, &cx, &mut self.view, &mut asks);
        });
        picker::ui(ui, &cx, &mut self.view, &mut asks);
        for edit in asks.edits {
            self.session.edit(edit);
        }
        self.asked.extend(asks.commands);
        self.view.selection.keep_existing(&self.session);
        self.view.hovered = self.view.hovering.take();
    }

    pub fn service(&self, name: &str) -> &Service {
        self.session.design().services.iter().find(|service| service.name == name).expect("a service of that name")
    }
}

pub fn port(id: u32, name: &str, number: u32, protocol: Option<Protocol>) -> ServicePort {
    ServicePort { id: PortId(id), name: name.into(), port: number, protocol, ..ServicePort::default() }
}

/// The design of the drawings.
pub fn shop() -> Design {
    let mut design = Design::default();
    design.name = "shop".into();
    let selector = |name: &str| [("app".to_owned(), name.to_owned())].into();
    let http = ServicePort { target_port: Some(TargetPort::Number(8080)), ..port(1, "http", 80, Some(Protocol::Http)) };
    let instance = Instance { name: "web-01".into(), address: "192.168.0.1".into(), admin_port: None };
    let call = Call { service: "api".into(), port: 8080, at: Some(10001) };
    design.push(Service {
        name: "web".into(),
        namespace: "shop".into(),
        selector: selector("web"),
        ports: vec![http, port(2, "ws", 9000, Some(Protocol::WebSocket))],
        instances: vec![instance],
        calls: vec![call],
        ..Service::default()
    });
    design.push(Service {
        name: "api".into(),
        namespace: "shop".into(),
        selector: selector("api"),
        ports: vec![port(1, "grpc", 8080, Some(Protocol::Grpc)), port(2, "http", 9090, Some(Protocol::Http))],
        ..Service::default()
    });
    design.push(Service {
        name: "orders".into(),
        namespace: "vm".into(),
        ports: vec![port(1, "kafka", 9092, Some(Protocol::Kafka)), port(2, "", 5432, None)],
        ..Service::default()
    });
    design
}

pub fn harness(design: Design, size: Vec2, theme: egui::Theme) -> Harness<'static, Bench> {
    Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(|ctx| {
            egui_extras::install_image_loaders(ctx);
            theme::install(ctx);
        })
        .wgpu()
        .build_ui_state(|ui, bench: &mut Bench| bench.frame(ui), Bench::new(design))
}

pub fn open(design: Design) -> Harness<'static, Bench> {
    harness(design, Vec2::new(668.0, 600.0), egui::Theme::Dark)
}

/// Writes a text into a field, over what was there.
pub fn write(harness: &mut Harness<'_, Bench>, field: &str, text: &str) {
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, field).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    if text.is_empty() {
        harness.key_press(Key::Backspace);
    } else {
        harness.get_by_role_and_label(Role::TextInput, field).type_text(text);
    }
    harness.run();
}

pub fn press(harness: &mut Harness<'_, Bench>, button: &str) {
    harness.run();
    harness.get_by_role_and_label(Role::Button, button).click();
    harness.run();
}

pub fn unfold(harness: &mut Harness<'_, Bench>, fold: &str) {
    harness.run();
    harness.get_by_role_and_label(Role::DisclosureTriangle, fold).click();
    harness.run();
}

/// Picks from a menu that looks like a field.
pub fn pick(harness: &mut Harness<'_, Bench>, field: &str, option: &str) {
    harness.run();
    harness.get_by_role_and_label(Role::ComboBox, field).click();
    harness.run();
    harness.get_all_by_label(option).last().expect("the option").click();
    harness.run();
}

/// Types a letter as a keyboard does: the key, and its text.
pub fn letter(harness: &mut Harness<'_, Bench>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

pub fn select_port(harness: &mut Harness<'_, Bench>, service: &str, port: u32) {
    let id = harness.state().service(service).id;
    harness.state_mut().view.selection.only_port(id, PortId(port));
    harness.run();
}

pub fn open_picker(harness: &mut Harness<'_, Bench>, port: u32) {
    harness.run();
    harness.get_by_label_contains(&format!("Protocol of port {port}")).click();
    harness.run();
    assert!(harness.state().view.picker.is_some());
}

pub fn with_hint() -> Design {
    let mut design = shop();
    let web = design.services[0].id;
    let found = ServicePort { hint: Some("kubernetes.io/h2c".into()), ..port(1, "http", 80, None) };
    design.apply(Edit::put_port(web, found));
    design
}

pub fn select_all(harness: &mut Harness<'_, Bench>) {
    let ids: Vec<ServiceId> = harness.state().session.design().services.iter().map(|service| service.id).collect();
    ids.iter().for_each(|id| harness.state_mut().view.selection.add(*id));
    harness.run();
}
