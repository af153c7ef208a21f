//! The list of services and the table, driven by label as a person or a screen reader would.

use egui::{CentralPanel, Event, Key, Modifiers, Panel, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use portolan::design::{Design, PortId, Service, ServiceId, ServicePort, Transport};
use portolan::gui::command::Command;
use portolan::gui::panels::{Asks, Cx, services, table};
use portolan::gui::state::{Column, Focus, Settings, ViewState};
use portolan::gui::theme::{self, Tokens};
use portolan::protocol::Protocol;
use portolan::session::Session;

/// The two panels on a live session; commands are kept, not done.
struct Window {
    session: Session,
    view: ViewState,
    settings: Settings,
    commands: Vec<Command>,
    /// Whether the list is a strip.
    narrow: bool,
}

fn show(ui: &mut egui::Ui, window: &mut Window) {
    let mut asks = Asks::default();
    let cx = Cx { session: &window.session, tokens: Tokens::of(ui), settings: &window.settings, file: None };
    let view = &mut window.view;
    view.hovered = view.hovering.take();
    if window.narrow {
        Panel::left("strip").exact_size(44.0).show(ui, |ui| services::strip(ui, &cx, view, &mut asks));
    } else {
        Panel::left("services").exact_size(216.0).show(ui, |ui| services::ui(ui, &cx, view, &mut asks));
    }
    CentralPanel::default().show(ui, |ui| table::ui(ui, &cx, view, &mut asks));
    for edit in asks.edits {
        window.session.edit(edit);
        window.session.seal();
    }
    window.commands.extend(asks.commands);
    window.view.selection.keep_existing(&window.session);
}

fn window(design: Design) -> Harness<'static, Window> {
    let window = Window {
        session: Session::new(design),
        view: ViewState::default(),
        settings: Settings::default(),
        commands: Vec::new(),
        narrow: false,
    };
    let setup = |ctx: &egui::Context| {
        egui_extras::install_image_loaders(ctx);
        theme::install(ctx);
    };
    let builder = Harness::builder().with_size([1200.0, 600.0]).with_theme(Theme::Dark).with_context_setup(setup);
    builder.build_ui_state(show, window)
}

fn port(id: u32, name: &str, number: u32, protocol: Option<Protocol>) -> ServicePort {
    ServicePort { id: PortId(id), name: name.into(), port: number, protocol, ..ServicePort::default() }
}

/// web, api and bare in shop, old in vm.
fn shop() -> Harness<'static, Window> {
    let mut design = Design::default();
    let mut push = |name: &str, namespace: &str, ports: Vec<ServicePort>| {
        design.push(Service { name: name.into(), namespace: namespace.into(), ports, ..Service::default() });
    };
    push("web", "shop", vec![port(1, "http", 80, Some(Protocol::Http)), port(2, "ws", 9000, Some(Protocol::WebSocket))]);
    push("api", "shop", vec![port(1, "grpc", 8080, Some(Protocol::Grpc))]);
    push("old", "vm", vec![port(1, "", 7000, None)]);
    push("bare", "shop", Vec::new());
    window(design)
}

const WEB: ServiceId = ServiceId(1);
const API: ServiceId = ServiceId(2);
const OLD: ServiceId = ServiceId(3);
const BARE: ServiceId = ServiceId(4);

fn click(harness: &mut Harness<'static, Window>, label: &str) {
    click_with(harness, label, Modifiers::NONE);
}

fn click_with(harness: &mut Harness<'static, Window>, label: &str, modifiers: Modifiers) {
    harness.get_by_label_contains(label).click_modifiers(modifiers);
    harness.run();
}

fn press(harness: &mut Harness<'static, Window>, keys: &[Key]) {
    for key in keys {
        harness.key_press(*key);
        harness.run();
    }
}

fn type_in(harness: &mut Harness<'static, Window>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

fn port_of(harness: &Harness<'static, Window>, service: ServiceId, port: u32) -> ServicePort {
    harness.state().session.service(service).unwrap().port(PortId(port)).unwrap().clone()
}

fn selected(harness: &Harness<'static, Window>) -> Vec<ServiceId> {
    harness.state().view.selection.services().to_vec()
}

#[test]
fn a_click_selects_ctrl_adds_and_shift_reaches() {
    let mut harness = shop();
    click(&mut harness, "shop/web, 2 ports");
    assert_eq!(selected(&harness), [WEB]);
    click_with(&mut harness, "vm/old, 1 port", Modifiers::COMMAND);
    assert_eq!(selected(&harness), [WEB, OLD]);
    click(&mut harness, "shop/web, 2 ports");
    click_with(&mut harness, "shop/bare, 0 ports", Modifiers::SHIFT);
    assert_eq!(selected(&harness), [WEB, API, BARE]);
    harness.get_by_label("3 selected");
}

#[test]
fn several_services_are_moved_to_another_namespace_or_given_a_protocol() {
    let mut harness = shop();
    click(&mut harness, "shop/web, 2 ports");
    click_with(&mut harness, "shop/api, 1 port", Modifiers::COMMAND);
    click(&mut harness, "Protocol…");
    assert_eq!(harness.state().view.picker.as_ref().map(|picker| picker.ports.len()), Some(3));
    harness.state_mut().view.picker = None;
    click(&mut harness, "Namespace…");
    type_in(&mut harness, "core");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(harness.state().commands, [Command::SetNamespace("core".into())]);
    click(&mut harness, "Namespace…");
    harness.get_by_label("vm").click();
    harness.run();
    assert_eq!(harness.state().commands.last(), Some(&Command::SetNamespace("vm".into())));
}

#[test]
fn the_list_goes_by_keyboard() {
    let mut harness = shop();
    harness.state_mut().view.focus = Some(Focus::Services);
    harness.run();
    assert_eq!(selected(&harness), [WEB]);
    press(&mut harness, &[Key::ArrowDown]);
    assert_eq!(selected(&harness), [API]);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    harness.run();
    assert_eq!(selected(&harness), [API, WEB]);
    press(&mut harness, &[Key::End]);
    assert_eq!(selected(&harness), [OLD]);
    press(&mut harness, &[Key::ArrowLeft]);
    assert!(harness.state().view.folded.contains("vm"));
    assert!(harness.query_by_label_contains("vm/old").is_none());
    press(&mut harness, &[Key::ArrowRight, Key::ArrowDown, Key::Enter]);
    assert_eq!(harness.state().view.focus, Some(Focus::Inspector));
    type_in(&mut harness, "grp");
    harness.run();
    assert_eq!(harness.state().view.filter, "grp");
    type_in(&mut harness, "c");
    assert_eq!(harness.state().view.filter, "grpc");
    assert!(harness.query_by_label_contains("shop/web,").is_none());
    press(&mut harness, &[Key::ArrowDown]);
    type_in(&mut harness, "x");
    harness.get_by_label("No service found");
    harness.get_all_by_label("Clear filter").last().unwrap().click();
    harness.run();
    harness.get_by_label_contains("shop/web,");
}

#[test]
fn a_cell_is_typed_over_taken_and_goes_on_down() {
    let mut harness = shop();
    click(&mut harness, "Port of web http: 80");
    type_in(&mut harness, "81");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(port_of(&harness, WEB, 1).port, 81);
    type_in(&mut harness, "9001");
    press(&mut harness, &[Key::Tab]);
    type_in(&mut harness, "ws");
    press(&mut harness, &[Key::Enter]);
    let ws = port_of(&harness, WEB, 2);
    assert_eq!((ws.port, ws.target().to_string()), (9001, "ws".into()));
    assert_eq!(harness.state().view.selection.lead_port(), Some((API, PortId(1))));
    press(&mut harness, &[Key::ArrowLeft, Key::ArrowLeft, Key::ArrowLeft, Key::F2]);
    type_in(&mut harness, "-v2");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(harness.state().session.service(API).unwrap().name, "api-v2");
}

#[test]
fn what_cannot_be_read_stays_in_its_cell_and_escape_takes_it_back() {
    let mut harness = shop();
    click(&mut harness, "Port of api grpc: 8080");
    type_in(&mut harness, "abc");
    press(&mut harness, &[Key::Enter]);
    harness.get_by_label("A port is a number");
    assert_eq!(harness.get_by_label("Edit Port of api grpc").value().as_deref(), Some("abc"));
    click(&mut harness, "Service of web http: web");
    harness.get_by_label("Edit Port of api grpc");
    press(&mut harness, &[Key::F2]);
    press(&mut harness, &[Key::Escape]);
    assert!(harness.query_by_label("Edit Port of api grpc").is_none());
    assert_eq!(port_of(&harness, API, 1).port, 8080);
    assert_eq!(harness.state().session.undo_name(), None);
}

#[test]
fn a_click_elsewhere_takes_what_was_typed() {
    let mut harness = shop();
    click(&mut harness, "Port name of old 7000");
    type_in(&mut harness, "admin");
    click(&mut harness, "Service of web http: web");
    assert_eq!(port_of(&harness, OLD, 1).name, "admin");
    assert_eq!(selected(&harness), [WEB]);
}

#[test]
fn a_transport_is_chosen_by_word_and_a_protocol_in_the_picker() {
    let mut harness = shop();
    click(&mut harness, "Transport of web http: TCP");
    type_in(&mut harness, "s");
    type_in(&mut harness, "c");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(port_of(&harness, WEB, 1).transport, Transport::Sctp);
    press(&mut harness, &[Key::Enter]);
    harness.get_by_label("UDP").click();
    harness.run();
    assert_eq!(port_of(&harness, WEB, 2).transport, Transport::Udp);
    press(&mut harness, &[Key::ArrowDown, Key::ArrowRight, Key::Enter]);
    let picker = harness.state().view.picker.clone().unwrap();
    assert_eq!(picker.ports, [(API, PortId(1))]);
    harness.state_mut().view.picker = None;
    harness.run();
    press(&mut harness, &[Key::ArrowDown]);
    assert_eq!(selected(&harness), [OLD]);
}

#[test]
fn a_number_gives_a_bare_service_its_first_port() {
    let mut harness = shop();
    click(&mut harness, "Port name of bare");
    type_in(&mut harness, "5000");
    press(&mut harness, &[Key::Tab]);
    assert_eq!(port_of(&harness, BARE, 1).port, 5000);
    type_in(&mut harness, "5001");
    press(&mut harness, &[Key::Enter]);
    assert_eq!(port_of(&harness, BARE, 1).target().to_string(), "5001");
}

#[test]
fn cells_of_a_spreadsheet_are_pasted_as_one_step_and_what_is_skipped_is_said() {
    let mut harness = shop();
    click(&mut harness, "Port name of web http: http");
    harness.event(Event::Paste("public\t8000\t8001\tTCP\tgRPC\nsocket\tabc\t\tudp\tgopher\n".into()));
    harness.run();
    let (first, second) = (port_of(&harness, WEB, 1), port_of(&harness, WEB, 2));
    assert_eq!((first.name.as_str(), first.port, first.protocol), ("public", 8000, Some(Protocol::Grpc)));
    assert_eq!((second.name.as_str(), second.port, second.transport), ("socket", 9000, Transport::Udp));
    let toast = harness.state().view.toasts.first().map(|toast| toast.text.clone());
    assert_eq!(toast.as_deref(), Some("Pasted 8 cells, skipped 2 cells"));
    harness.state_mut().session.undo();
    assert_eq!(port_of(&harness, WEB, 1).port, 80);
    assert_eq!(harness.state().session.undo_name(), None);
}

#[test]
fn one_value_is_pasted_into_every_selected_row_and_rows_are_copied() {
    let mut harness = shop();
    click(&mut harness, "Port name of web http: http");
    click_with(&mut harness, "Port name of api grpc: grpc", Modifiers::SHIFT);
    assert_eq!(harness.state().view.selection.ports().len(), 3);
    harness.get_by_label("3 selected");
    harness.event(Event::Copy);
    harness.step();
    let copied = harness.state().commands.iter().find_map(|command| match command {
        Command::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied.unwrap().lines().next(), Some("shop\tweb\thttp\t80\t80\tTCP\tHTTP/1.1\thttp"));
    harness.event(Event::Paste("same".into()));
    harness.run();
    assert_eq!([port_of(&harness, WEB, 1).name, port_of(&harness, WEB, 2).name, port_of(&harness, API, 1).name], ["same"; 3]);
}

#[test]
fn a_head_sorts_upward_downward_and_back() {
    let mut harness = shop();
    harness.get_by_label("Sort by Port").click();
    harness.run();
    assert_eq!((harness.state().view.table.sort, harness.state().view.table.descending), (Some(Column::Port), false));
    click(&mut harness, "Sort by Port, upward");
    assert!(harness.state().view.table.descending);
    click(&mut harness, "Sort by Port, downward");
    assert_eq!(harness.state().view.table.sort, None);
}

#[test]
fn a_right_click_selects_and_offers_what_can_be_done() {
    let mut harness = shop();
    harness.get_by_label_contains("shop/api, 1 port").click_secondary();
    harness.run();
    assert_eq!(selected(&harness), [API]);
    click(&mut harness, "Move up");
    assert_eq!(harness.state().commands, [Command::MoveUp]);
}

#[test]
fn a_strip_opens_the_list_and_a_pick_or_escape_closes_it() {
    let mut harness = shop();
    harness.state_mut().narrow = true;
    harness.run();
    assert!(harness.query_by_label_contains("shop/api,").is_none());
    harness.get_by_label("Services").click();
    harness.run();
    click(&mut harness, "shop/api, 1 port");
    assert_eq!(selected(&harness), [API]);
    assert!(harness.query_by_label_contains("shop/api,").is_none());
    harness.state_mut().view.focus = Some(Focus::Filter);
    harness.run();
    type_in(&mut harness, "vm");
    assert_eq!(harness.state().view.filter, "vm");
    press(&mut harness, &[Key::Enter, Key::Escape]);
    assert!(harness.query_by_label_contains("vm/old,").is_none());
}

#[test]
fn ten_thousand_services_go_from_end_to_end() {
    let mut design = Design::default();
    for number in 0..10_000 {
        let ports = (1..=5).map(|id| port(id, "", 8000 + id, Some(Protocol::Http))).collect();
        design.push(Service { name: format!("s{number}"), namespace: "shop".into(), ports, ..Service::default() });
    }
    let mut harness = window(design);
    harness.run();
    harness.get_by_label("50000 ports");
    harness.state_mut().view.focus = Some(Focus::Services);
    harness.run();
    press(&mut harness, &[Key::End]);
    harness.get_by_label_contains("shop/s9999, 5 ports");
    harness.get_by_label("Port of s9999 8001: 8001");
    harness.state_mut().view.selection.only_port(ServiceId(5001), PortId(3));
    harness.run();
    harness.get_by_label_contains("shop/s5000, 5 ports");
    harness.get_by_label("Port of s5000 8003: 8003");
}
