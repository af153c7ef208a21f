//! The board, driven by label: what a click, a drag or a key there does to the design and the selection.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use portolan::design::{BoardPosition, Call, Design, Edit, Instance, PortId, Service, ServiceId, ServicePort, TargetPort};
use portolan::gui::command::Command;
use portolan::gui::panels::{Asks, Cx, board};
use portolan::gui::state::{Focus, Settings, ViewState};
use portolan::gui::theme::{self, Tokens};
use portolan::protocol::Protocol;
use portolan::session::Session;

/// The board, live: edits are applied, commands are kept to be looked at.
pub struct Live {
    /// The open design.
    pub session: Session,
    /// What is looked at.
    pub view: ViewState,
    commands: Vec<Command>,
}

/// A board of a size, of a design.
pub fn open(design: Design, size: Vec2, theme: egui::Theme) -> Harness<'static, Live> {
    let settings = Settings::default();
    let state = Live { session: Session::new(design), view: ViewState::default(), commands: Vec::new() };
    let show = move |ui: &mut egui::Ui, live: &mut Live| {
        live.view.hovered = live.view.hovering.take();
        let mut asks = Asks::default();
        let cx = Cx { session: &live.session, tokens: Tokens::of(ui), settings: &settings, file: None };
        egui::CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| board::ui(ui, &cx, &mut live.view, &mut asks));
        asks.edits.into_iter().for_each(|edit| live.session.edit(edit));
        live.commands.extend(asks.commands);
        if !ui.input(|input| input.pointer.any_down()) {
            live.session.seal();
        }
    };
    let setup = |ctx: &egui::Context| {
        egui_extras::install_image_loaders(ctx);
        theme::install(ctx);
    };
    let mut board = Harness::builder()
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(40)
        .with_size(size)
        .with_theme(theme)
        .with_context_setup(setup)
        .wgpu()
        .build_ui_state(show, state);
    board.run();
    board
}

/// The services of the drawing.
pub fn shop() -> Design {
    let port = |id, port, protocol| ServicePort { id: PortId(id), name: format!("p{id}"), port, protocol, ..ServicePort::default() };
    let at = |x, y| Some(BoardPosition { x, y });
    let service = |name: &str, namespace: &str, board, ports| Service {
        name: name.into(),
        namespace: namespace.into(),
        selector: [("app".to_owned(), name.to_owned())].into(),
        ports,
        board,
        ..Service::default()
    };
    let call = |service: &str, port| Call { service: service.into(), port, at: None };
    let mut design = Design::default();
    design.name = "shop".into();
    let mut web = service("web", "shop", at(28.0, 36.0), vec![port(1, 80, Some(Protocol::Http)), port(2, 9000, Some(Protocol::WebSocket))]);
    web.ports[0].target_port = Some(TargetPort::Number(8080));
    web.calls = vec![call("api", 8080), call("orders", 9092)];
    let mut api = service("api", "shop", at(318.0, 24.0), vec![port(1, 8080, Some(Protocol::Grpc)), port(2, 9090, Some(Protocol::Http))]);
    api.ports[1].target_port = Some(TargetPort::Number(9091));
    let orders =
        service("orders", "shop", at(318.0, 168.0), vec![port(1, 9092, Some(Protocol::Kafka)), port(2, 5432, Some(Protocol::PostgreSql))]);
    let mut legacy = service("legacy", "vm", at(28.0, 196.0), vec![port(1, 8443, Some(Protocol::Tls)), port(2, 7000, None)]);
    legacy.ports[1].inbound.tags = [("kuma.io/service".to_owned(), "legacy-old".to_owned())].into();
    legacy.instances = vec![Instance { name: "legacy-1".into(), address: "192.168.0.9".into(), admin_port: None }];
    legacy.calls = vec![Call { service: "shop/orders".into(), port: 5432, at: Some(10_001) }];
    for service in [web, api, orders, legacy] {
        design.push(service);
    }
    design
}

fn shop_board() -> Harness<'static, Live> {
    open(shop(), Vec2::new(660.0, 400.0), egui::Theme::Dark)
}

fn id(board: &Harness<'_, Live>, name: &str) -> ServiceId {
    board.state().session.design().services.iter().find(|service| service.name == name).unwrap().id
}

fn at(board: &Harness<'_, Live>, label: &str) -> Pos2 {
    board.get_by_label(label).rect().center()
}

/// A point of a card's head, off every port.
fn head(board: &Harness<'_, Live>, label: &str) -> Pos2 {
    board.get_by_label(label).rect().min + Vec2::new(60.0, 16.0)
}

fn press(board: &mut Harness<'_, Live>, pos: Pos2, modifiers: Modifiers) {
    board.event(Event::ModifiersChanged(modifiers));
    board.event(Event::PointerMoved(pos));
    board.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed: true, modifiers });
    board.run();
}

fn release(board: &mut Harness<'_, Live>, pos: Pos2, modifiers: Modifiers) {
    board.event(Event::PointerMoved(pos));
    board.run();
    board.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed: false, modifiers });
    board.event(Event::ModifiersChanged(Modifiers::NONE));
    board.run();
}

/// Drags as a hand does: first a little, then all the way.
fn drag(board: &mut Harness<'_, Live>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    press(board, from, modifiers);
    board.event(Event::PointerMoved(from + (to - from).normalized() * 9.0));
    board.run();
    release(board, to, modifiers);
}

fn click(board: &mut Harness<'_, Live>, pos: Pos2, modifiers: Modifiers) {
    press(board, pos, modifiers);
    release(board, pos, modifiers);
    // So that the next click is one of its own.
    board.run_steps(30);
}

const WEB: &str = "web in shop, 2 ports";
const WEB_80: &str = "web, 80 to 8080, HTTP/1.1";
const API: &str = "api in shop, 2 ports";

#[test]
fn a_click_selects_a_card_or_a_port_and_one_beside_nothing() {
    let mut board = shop_board();
    let (web, api) = (id(&board, "web"), id(&board, "api"));
    let pos = head(&board, WEB);
    click(&mut board, pos, Modifiers::NONE);
    assert_eq!(board.state().view.selection.services(), [web]);
    let pos = head(&board, API);
    click(&mut board, pos, Modifiers::SHIFT);
    assert_eq!(board.state().view.selection.services(), [web, api]);
    let pos = at(&board, WEB_80) - Vec2::new(50.0, 0.0);
    click(&mut board, pos, Modifiers::NONE);
    assert_eq!(board.state().view.selection.ports(), [(web, PortId(1))]);
    assert_eq!(board.state().view.hovered, Some((web, PortId(1))), "the port under the pointer lights");
    click(&mut board, Pos2::new(630.0, 380.0), Modifiers::NONE);
    assert!(board.state().view.selection.lead().is_none());
}

#[test]
fn a_screen_reader_can_select_a_port() {
    let mut board = shop_board();
    board.get_by_label("orders, 5432, PostgreSQL").click_accesskit();
    board.run();
    assert_eq!(board.state().view.selection.lead_port(), Some((id(&board, "orders"), PortId(2))));
    board.check_accessibility();
}

#[test]
fn the_chip_opens_the_picker_for_every_selected_port() {
    let mut board = shop_board();
    let (web, api) = (id(&board, "web"), id(&board, "api"));
    board.state_mut().view.selection.only_port(web, PortId(2));
    board.state_mut().view.selection.add_port(api, PortId(1));
    board.run();
    let chip = board.get_by_label("Protocol of web 9000: WebSocket").rect();
    click(&mut board, chip.center(), Modifiers::NONE);
    let picker = board.state().view.picker.clone().unwrap();
    assert_eq!(picker.ports, [(api, PortId(1)), (web, PortId(2))]);
    assert_eq!(picker.at, chip);
}

#[test]
fn dragging_cards_is_one_step_that_undo_takes_back() {
    let mut board = shop_board();
    let pos = head(&board, WEB);
    drag(&mut board, pos, pos + Vec2::new(0.0, 64.0), Modifiers::NONE);
    let put = |board: &Harness<'_, Live>, name| board.state().session.service(id(board, name)).unwrap().board.unwrap();
    assert_eq!(put(&board, "web"), BoardPosition { x: 28.0, y: 100.0 });
    assert_eq!(board.state().session.undo_name(), Some("move web"));
    board.state_mut().session.undo();
    board.run();
    let (web, api) = (id(&board, "web"), id(&board, "api"));
    board.state_mut().view.selection.only(web);
    board.state_mut().view.selection.add(api);
    board.run();
    drag(&mut board, pos, pos + Vec2::new(0.0, 64.0), Modifiers::NONE);
    assert_eq!((put(&board, "web").y, put(&board, "api").y), (100.0, 88.0));
    assert_eq!(board.state().session.undo_name(), Some("move 2 services"));
    board.state_mut().session.undo();
    assert_eq!(board.state().session.undo_name(), None);
}

#[test]
fn escape_while_dragging_leaves_everything_as_it_was() {
    let mut board = shop_board();
    let pos = head(&board, WEB);
    press(&mut board, pos, Modifiers::NONE);
    board.event(Event::PointerMoved(pos + Vec2::new(80.0, 80.0)));
    board.run();
    board.key_press(Key::Escape);
    board.run();
    release(&mut board, pos + Vec2::new(90.0, 90.0), Modifiers::NONE);
    assert!(*board.state().session.design() == shop());
}

#[test]
fn a_drag_from_the_handle_to_a_port_is_a_call() {
    let mut board = shop_board();
    let (from, to) = (at(&board, "Draw a call from api"), at(&board, "legacy, 7000, not said"));
    drag(&mut board, from, to, Modifiers::NONE);
    let calls = |board: &Harness<'_, Live>, name| board.state().session.service(id(board, name)).unwrap().calls.clone();
    assert_eq!(calls(&board, "api"), [Call { service: "vm/legacy".into(), port: 7000, at: None }]);
    let (from, to) = (at(&board, "Draw a call from legacy"), at(&board, "orders, 9092, Kafka"));
    drag(&mut board, from, to, Modifiers::NONE);
    assert_eq!(calls(&board, "legacy")[1], Call { service: "shop/orders".into(), port: 9092, at: Some(10_002) });
    let before = board.state().session.revision();
    drag(&mut board, from, to, Modifiers::NONE);
    drag(&mut board, from, Pos2::new(620.0, 20.0), Modifiers::NONE);
    assert_eq!(board.state().session.revision(), before, "the same call again, or one to nowhere, changes nothing");
}

#[test]
fn dragging_a_port_up_or_down_reorders() {
    let mut board = shop_board();
    let pos = at(&board, WEB_80) - Vec2::new(60.0, 0.0);
    drag(&mut board, pos, pos + Vec2::new(0.0, 27.0), Modifiers::NONE);
    let ports: Vec<u32> = board.state().session.service(id(&board, "web")).unwrap().ports.iter().map(|port| port.port).collect();
    assert_eq!(ports, [9000, 80]);
}

#[test]
fn dragging_the_canvas_pans_and_with_shift_selects() {
    let mut board = shop_board();
    let before = board.state().view.board.unwrap();
    drag(&mut board, Pos2::new(20.0, 390.0), Pos2::new(60.0, 350.0), Modifiers::NONE);
    let after = board.state().view.board.unwrap();
    assert!(after.min.x < before.min.x && after.min.y > before.min.y && (after.width() - before.width()).abs() < 0.1);
    board.state_mut().view.fit_board = true;
    board.run();
    drag(&mut board, Pos2::new(12.0, 12.0), Pos2::new(300.0, 390.0), Modifiers::SHIFT);
    assert_eq!(board.state().view.selection.services(), [id(&board, "web"), id(&board, "legacy")]);
}

#[test]
fn the_wheel_pans_and_with_control_zooms() {
    let mut board = shop_board();
    let before = board.state().view.board.unwrap();
    let wheel = |delta, modifiers| Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Wheel,
        delta,
        phase: egui::TouchPhase::Move,
        modifiers,
    };
    board.hover_at(Pos2::new(330.0, 380.0));
    board.event(wheel(Vec2::new(0.0, -50.0), Modifiers::NONE));
    board.run_steps(20);
    let panned = board.state().view.board.unwrap();
    assert!(panned.min.y > before.min.y + 20.0, "{before:?} {panned:?}");
    board.event_modifiers(wheel(Vec2::new(0.0, -120.0), Modifiers::COMMAND), Modifiers::COMMAND);
    board.run_steps(20);
    assert!(board.state().view.board.unwrap().width() > panned.width() * 1.2);
    assert!(board::zoom(&board.ctx) < 0.9);
}

#[test]
fn the_whole_board_by_keyboard() {
    let mut board = shop_board();
    let (web, api, orders) = (id(&board, "web"), id(&board, "api"), id(&board, "orders"));
    board.state_mut().view.focus = Some(Focus::Centre);
    board.run();
    let key = |board: &mut Harness<'_, Live>, key| {
        board.key_press(key);
        board.run();
    };
    key(&mut board, Key::ArrowDown);
    assert_eq!(board.state().view.selection.lead(), Some(web), "the first card in view");
    key(&mut board, Key::ArrowRight);
    assert_eq!(board.state().view.selection.lead(), Some(api));
    key(&mut board, Key::ArrowDown);
    assert_eq!(board.state().view.selection.lead(), Some(orders));
    key(&mut board, Key::Space);
    key(&mut board, Key::ArrowDown);
    assert_eq!(board.state().view.selection.lead_port(), Some((orders, PortId(2))));
    key(&mut board, Key::Enter);
    assert_eq!(board.state().view.picker.as_ref().map(|picker| picker.ports.clone()), Some(vec![(orders, PortId(2))]));
    board.state_mut().view.picker = None;
    key(&mut board, Key::Space);
    key(&mut board, Key::Enter);
    assert_eq!(board.state().view.focus, Some(Focus::Inspector));
    key(&mut board, Key::Escape);
    assert!(board.state().view.selection.lead().is_none());
}

#[test]
fn a_call_can_be_removed_where_it_runs() {
    let mut board = shop_board();
    // Half way between the handle it leaves and the port it arrives at.
    let card = board.get_by_label(WEB).rect();
    let port = board.get_by_label("api, 8080, gRPC").rect();
    let middle = Pos2::new((card.right() + port.left()) / 2.0, (card.top() + 20.0 + port.center().y) / 2.0);
    board.hover_at(middle);
    board.run();
    for pressed in [true, false] {
        board.event(Event::PointerButton { pos: middle, button: PointerButton::Secondary, pressed, modifiers: Modifiers::NONE });
    }
    board.run();
    board.get_by_label("Remove call").click();
    board.run();
    let calls = board.state().session.service(id(&board, "web")).unwrap().calls.clone();
    assert_eq!(calls, [Call { service: "orders".into(), port: 9092, at: None }]);
    // Picked by a click, gone by a key.
    let port = board.get_by_label("orders, 9092, Kafka").rect();
    let middle = Pos2::new((card.right() + port.left()) / 2.0, (card.top() + 20.0 + port.center().y) / 2.0);
    click(&mut board, middle, Modifiers::NONE);
    board.key_press(Key::Delete);
    board.run();
    assert!(board.state().session.service(id(&board, "web")).unwrap().calls.is_empty());
}

#[test]
fn the_menus_ask_for_the_acts_of_the_window() {
    let mut board = shop_board();
    let pos = Pos2::new(630.0, 380.0);
    board.hover_at(pos);
    for pressed in [true, false] {
        board.event(Event::PointerButton { pos, button: PointerButton::Secondary, pressed, modifiers: Modifiers::NONE });
    }
    board.run();
    board.get_by_label_contains("Arrange board").click();
    board.run();
    board.get_by_label(WEB_80).click_secondary();
    board.run();
    assert_eq!(board.state().view.selection.lead_port(), Some((id(&board, "web"), PortId(1))));
    board.get_by_label_contains("Duplicate").click();
    board.run();
    assert_eq!(board.state().commands, [Command::Arrange, Command::Duplicate]);
}

#[test]
fn arranged_cards_are_apart_and_callers_are_left_of_what_they_call() {
    let mut design = shop();
    for service in design.services.iter_mut() {
        std::sync::Arc::make_mut(service).board = None;
    }
    let mut board = open(design, Vec2::new(660.0, 400.0), egui::Theme::Dark);
    let cards = ["web in shop, 2 ports", "api in shop, 2 ports", "orders in shop, 2 ports", "legacy in vm, 2 ports"];
    let rects: Vec<egui::Rect> = cards.iter().map(|card| board.get_by_label(card).rect()).collect();
    for (number, rect) in rects.iter().enumerate() {
        assert!(rects[number + 1..].iter().all(|other| !rect.intersects(*other)), "{}", cards[number]);
    }
    assert!(rects[0].right() < rects[1].left() && rects[3].right() < rects[2].left());
    let edit: Edit = board::arrange::edit(&board.state().session);
    board.state_mut().session.edit(edit);
    assert_eq!(board.state().session.undo_name(), Some("arrange board"));
    assert!(board.state().session.design().services.iter().all(|service| service.board.is_some()));
}

#[test]
fn an_empty_board_says_what_it_will_show_and_offers_a_service() {
    let mut board = open(Design::default(), Vec2::new(660.0, 400.0), egui::Theme::Light);
    board.get_by_label("Add service").click();
    board.run();
    assert_eq!(board.state().commands, [Command::AddService]);
}

#[test]
fn what_somebody_else_selects_comes_into_view() {
    let mut design = shop();
    let far = Service { name: "far".into(), board: Some(BoardPosition { x: 9000.0, y: 9000.0 }), ..Service::default() };
    let far = design.push(far);
    let mut board = open(design, Vec2::new(660.0, 400.0), egui::Theme::Dark);
    board.state_mut().view.board = Some(egui::Rect::from_min_size(Pos2::ZERO, Vec2::new(660.0, 400.0)));
    board.run();
    assert!(board.query_by_label_contains("far, no ports").is_none(), "what is out of view is not drawn");
    board.state_mut().view.selection.only(far);
    board.run();
    board.get_by_label_contains("far, no ports");
}
