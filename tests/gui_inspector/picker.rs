//! The picker: by key, by search, by arrows and by hand.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::bench::*;
use portolan::design::{Edit, PortId, ServicePort, Transport};
use portolan::protocol::{PROTOCOLS, Protocol};

fn protocol(harness: &Harness<'_, Bench>, port: usize) -> Option<Protocol> {
    harness.state().service("web").ports[port].protocol
}

#[test]
fn one_key_picks() {
    for (key, wanted) in PROTOCOLS.iter().map(|spec| (spec.key, Some(spec.protocol))).chain([('n', None)]) {
        let mut design = shop();
        let web = design.services[0].id;
        let other = if wanted == Some(Protocol::Http) { Protocol::Grpc } else { Protocol::Http };
        design.apply(Edit::put_port(web, port(1, "", 80, Some(other))));
        let mut harness = open(design);
        open_picker(&mut harness, 80);
        letter(&mut harness, &key.to_string());
        assert_eq!(protocol(&harness, 0), wanted, "{key}");
        assert!(harness.state().view.picker.is_none());
        assert!(harness.get_by_label_contains("Protocol of port 80").is_focused(), "the keyboard is back");
    }
}

#[test]
fn a_search_begins_with_a_slash_a_capital_or_a_click() {
    for begin in ["/", "P"] {
        let mut harness = open(shop());
        open_picker(&mut harness, 80);
        letter(&mut harness, begin);
        letter(&mut harness, if begin == "/" { "post" } else { "ost" });
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(protocol(&harness, 0), Some(Protocol::PostgreSql), "{begin}");
    }
    let mut harness = open(shop());
    open_picker(&mut harness, 80);
    harness.get_by_role_and_label(Role::TextInput, "What does the app on port 80 speak?").click();
    harness.run();
    letter(&mut harness, "m");
    letter(&mut harness, "on");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(protocol(&harness, 0), Some(Protocol::MongoDb));
}

#[test]
fn arrows_move_and_escape_leaves_everything() {
    let mut harness = open(shop());
    open_picker(&mut harness, 80);
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.get_by_label("no retries for http2 · a 15 s request timeout now applies · the app must accept h2c without upgrade");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.state().view.picker.is_none());
    assert_eq!(protocol(&harness, 0), Some(Protocol::Http));
    open_picker(&mut harness, 80);
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(protocol(&harness, 0), Some(Protocol::Grpc));
}

#[test]
fn a_click_takes_a_row_and_a_click_outside_leaves() {
    let mut harness = open(shop());
    open_picker(&mut harness, 80);
    harness.get_by_label_contains("Redis, writes tcp").click();
    harness.run();
    assert_eq!(protocol(&harness, 0), Some(Protocol::Redis));
    open_picker(&mut harness, 80);
    harness.hover_at(egui::pos2(20.0, 20.0));
    harness.drag_at(egui::pos2(20.0, 20.0));
    harness.drop_at(egui::pos2(20.0, 20.0));
    harness.run();
    assert!(harness.state().view.picker.is_none());
    assert_eq!(protocol(&harness, 0), Some(Protocol::Redis));
}

#[test]
fn several_ports_are_one_step() {
    let mut harness = open(shop());
    let web = harness.state().service("web").id;
    harness.state_mut().view.selection.only_port(web, PortId(1));
    harness.state_mut().view.selection.add_port(web, PortId(2));
    open_picker(&mut harness, 9000);
    letter(&mut harness, "g");
    assert_eq!((protocol(&harness, 0), protocol(&harness, 1)), (Some(Protocol::Grpc), Some(Protocol::Grpc)));
    assert_eq!(harness.state().session.undo_name(), Some("change protocol of 2 ports"));
    harness.state_mut().session.undo();
    assert_eq!((protocol(&harness, 0), protocol(&harness, 1)), (Some(Protocol::Http), Some(Protocol::WebSocket)));
}

#[test]
fn a_hint_that_was_found_stays_or_goes() {
    let hint = |harness: &Harness<'_, Bench>| harness.state().service("web").ports[0].hint.clone();
    let mut harness = open(with_hint());
    open_picker(&mut harness, 80);
    harness.get_by_label_contains("Keep kubernetes.io/h2c");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!((hint(&harness).as_deref(), protocol(&harness, 0)), (Some("kubernetes.io/h2c"), None));
    open_picker(&mut harness, 80);
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run();
    assert_eq!((hint(&harness).as_deref(), protocol(&harness, 0)), (Some("kubernetes.io/h2c"), Some(Protocol::Http)));
    open_picker(&mut harness, 80);
    letter(&mut harness, "2");
    assert_eq!((hint(&harness), protocol(&harness, 0)), (None, Some(Protocol::Http2)));
}

#[test]
fn udp_is_ignored_and_the_picker_says_so() {
    let mut design = shop();
    let web = design.services[0].id;
    design.apply(Edit::put_port(web, ServicePort { transport: Transport::Udp, ..port(1, "dns", 53, None) }));
    let mut harness = open(design);
    open_picker(&mut harness, 53);
    harness.get_by_label("the mesh ignores this port");
}
