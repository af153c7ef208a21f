//! The inspector: what is typed and pressed is what the design says afterwards.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::bench::*;
use portolan::check::Field;
use portolan::design::{HintStyle, PortId, Service, TargetPort, Transport, World};
use portolan::gui::command::Command;
use portolan::gui::state::Focus;
use portolan::protocol::Protocol;

#[test]
fn a_name_is_in_the_design_as_it_is_typed() {
    let mut harness = open(shop());
    write(&mut harness, "Name", "shopfront");
    write(&mut harness, "Namespace", "");
    let service = harness.state().service("shopfront");
    assert_eq!(service.namespace, "");
    harness.state_mut().session.undo();
    assert_eq!(harness.state().service("web").namespace, "shop");
}

#[test]
fn what_is_no_number_stays_until_it_is_one() {
    let mut harness = open(shop());
    write(&mut harness, "Number of port 80", "8a");
    assert_eq!(harness.state().service("web").ports[0].port, 80);
    harness.get_by_label("Not a number");
    write(&mut harness, "Number of port 80", "99999999999");
    harness.get_by_label("Too large for a number");
    write(&mut harness, "Number of port 80", "81");
    assert_eq!(harness.state().service("web").ports[0].port, 81);
    assert!(harness.query_by_label("Not a number").is_none());
    harness.get_by_role_and_label(Role::TextInput, "Number of port 81").type_text("x");
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.get_by_role_and_label(Role::TextInput, "Number of port 81").value().as_deref(), Some("81"));
}

#[test]
fn a_target_is_a_number_a_name_or_the_port_itself() {
    let mut harness = open(shop());
    let target = |harness: &Harness<'_, Bench>| harness.state().service("web").ports[0].target_port.clone();
    write(&mut harness, "Target of port 80", "http-main");
    assert_eq!(target(&harness), Some(TargetPort::Name("http-main".into())));
    write(&mut harness, "Target of port 80", "3000");
    assert_eq!(target(&harness), Some(TargetPort::Number(3000)));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.key_press(Key::Backspace);
    harness.run();
    assert_eq!(target(&harness), None);
}

#[test]
fn enter_goes_on_through_the_ports_to_the_button_that_adds_one() {
    let mut harness = open(shop());
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Name of port 80").focus();
    harness.run();
    for next in ["Number of port 80", "Target of port 80", "Name of port 9000", "Number of port 9000", "Target of port 9000"] {
        harness.key_press(Key::Enter);
        harness.run();
        assert!(harness.get_by_role_and_label(Role::TextInput, next).is_focused(), "{next}");
    }
    let web = harness.state().service("web").id;
    assert_eq!(harness.state().view.selection.lead_port(), Some((web, PortId(2))));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::Button, "Add port").is_focused());
    harness.key_press(Key::Enter);
    harness.run_ok();
    assert_eq!(harness.state().asked, [Command::AddPort]);
}

#[test]
fn tab_goes_in_the_order_of_reading() {
    let mut harness = open(shop());
    harness.state_mut().view.focus = Some(Focus::Inspector);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::TextInput, "Name").is_focused());
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::TextInput, "Namespace").is_focused());
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::Button, "app = web").is_focused());
}

#[test]
fn a_selector_is_typed_changed_and_taken_away() {
    let mut harness = open(shop());
    let selector = |harness: &Harness<'_, Bench>| -> Vec<String> {
        harness.state().service("web").selector.iter().map(|(key, value)| format!("{key}={value}")).collect()
    };
    write(&mut harness, "Selector", "tier=front, track");
    assert_eq!(selector(&harness), ["app=web", "tier=front"]);
    harness.get_by_label("Write key=value, not track");
    write(&mut harness, "Selector", "tier=front, track=stable");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(selector(&harness), ["app=web", "tier=front", "track=stable"]);
    press(&mut harness, "track = stable");
    write(&mut harness, "Selector", "track=canary");
    assert_eq!(selector(&harness), ["app=web", "tier=front", "track=canary"]);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(selector(&harness), ["app=web", "tier=front", "track=stable"]);
    press(&mut harness, "Remove tier = front");
    harness.get_by_role_and_label(Role::Button, "app = web").focus();
    harness.run();
    harness.key_press(Key::Backspace);
    harness.run();
    assert_eq!(selector(&harness), ["track=stable"]);
}

#[test]
fn an_instance_is_a_name_and_an_address() {
    let mut harness = open(shop());
    write(&mut harness, "Instances", "web-02 192.168.0.2");
    harness.key_press(Key::Enter);
    harness.run();
    let addresses: Vec<&str> = harness.state().service("web").instances.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(addresses, ["192.168.0.1", "192.168.0.2"]);
}

#[test]
fn ports_are_moved_by_button_and_by_hand_and_deleted() {
    let mut harness = open(shop());
    let numbers =
        |harness: &Harness<'_, Bench>| -> Vec<u32> { harness.state().service("web").ports.iter().map(|port| port.port).collect() };
    select_port(&mut harness, "web", 1);
    press(&mut harness, "Move this port down");
    assert_eq!(numbers(&harness), [9000, 80]);
    let from = harness.get_by_role_and_label(Role::Button, "Drag port 80 to another place").rect().center();
    harness.drag_at(from);
    harness.run();
    harness.hover_at(from - Vec2::new(0.0, 20.0));
    harness.run();
    harness.hover_at(from - Vec2::new(0.0, 45.0));
    harness.run();
    harness.drop_at(from - Vec2::new(0.0, 45.0));
    harness.run();
    assert_eq!(numbers(&harness), [80, 9000]);
    press(&mut harness, "Delete this port");
    assert_eq!(numbers(&harness), [9000]);
}

#[test]
fn the_rest_of_a_port_is_in_its_fold() {
    let mut harness = open(shop());
    select_port(&mut harness, "web", 1);
    unfold(&mut harness, "Port 80");
    write(&mut harness, "Node port", "30080");
    write(&mut harness, "Inbound port", "10080");
    write(&mut harness, "App's address", "127.0.0.1");
    let port = harness.state().service("web").ports[0].clone();
    assert_eq!((port.node_port, port.inbound.port, port.inbound.service_address.as_deref()), (Some(30080), Some(10080), Some("127.0.0.1")));
    pick(&mut harness, "Transport of port 80", "UDP");
    assert_eq!(harness.state().service("web").ports[0].transport, Transport::Udp);
}

#[test]
fn what_a_world_has_alone_is_in_its_fold() {
    let mut harness = harness(shop(), Vec2::new(668.0, 1000.0), egui::Theme::Dark);
    unfold(&mut harness, "Kubernetes");
    pick(&mut harness, "Type", "ExternalName");
    write(&mut harness, "External name", "db.example.com");
    pick(&mut harness, "Cluster IP", "None (headless)");
    pick(&mut harness, "Runs on", "Kubernetes only");
    pick(&mut harness, "Hint style", "both");
    write(&mut harness, "Labels", "team=shop");
    write(&mut harness, "Annotations", "note=a, b");
    unfold(&mut harness, "Universal");
    write(&mut harness, "Mesh", "edge");
    pick(&mut harness, "Gateway", "Delegated: somebody else's");
    write(&mut harness, "Tags", "version=v2");
    write(&mut harness, "Admin port of instance 1", "9902");
    press(&mut harness, "Add instance");
    let service = harness.state().service("web");
    assert_eq!(service.kind.keyword(), "ExternalName");
    assert!(service.headless);
    assert_eq!((service.on, service.hint, service.mesh.as_deref()), (Some(World::Kubernetes), Some(HintStyle::Both), Some("edge")));
    assert_eq!(
        (service.labels["team"].as_str(), service.annotations["note"].as_str(), service.tags["version"].as_str()),
        ("shop", "a, b", "v2")
    );
    assert_eq!(service.instances[0].admin_port, Some(9902));
    assert_eq!(service.instances[1].name, "web-02");
}

#[test]
fn a_call_is_chosen_from_the_services_there_are() {
    let mut harness = harness(shop(), Vec2::new(668.0, 800.0), egui::Theme::Dark);
    unfold(&mut harness, "Calls");
    press(&mut harness, "Add call");
    write(&mut harness, "Search services", "ord");
    harness.key_press(Key::Enter);
    harness.run();
    let calls = |harness: &Harness<'_, Bench>| -> Vec<(String, u32)> {
        harness.state().service("web").calls.iter().map(|call| (call.service.clone(), call.port)).collect()
    };
    assert_eq!(calls(&harness), [("api".to_owned(), 8080), ("orders".to_owned(), 9092)]);
    pick(&mut harness, "Port of call 2", "5432 ");
    write(&mut harness, "Local port of call 2", "10002");
    assert_eq!(calls(&harness)[1], ("orders".to_owned(), 5432));
    press(&mut harness, "Remove call 1");
    assert_eq!(calls(&harness), [("orders".to_owned(), 5432)]);
}

#[test]
fn a_finding_is_mended_where_it_stands() {
    let mut harness = open(shop());
    let orders = harness.state().service("orders").id;
    harness.state_mut().view.selection.only(orders);
    press(&mut harness, "Select app: orders");
    assert_eq!(harness.state().service("orders").selector["app"], "orders");
    press(&mut harness, "Name it tcp-5432");
    assert_eq!(harness.state().service("orders").ports[1].name, "tcp-5432");
}

#[test]
fn the_keyboard_is_taken_to_a_field_in_a_closed_fold() {
    let mut harness = open(shop());
    harness.state_mut().view.focus = Some(Focus::Field(Field::InstanceAddress(0)));
    harness.run();
    assert!(harness.get_by_role_and_label(Role::TextInput, "Address of instance 1").is_focused());
    assert_eq!(harness.state().view.focus, None);
}

#[test]
fn several_services_are_changed_as_one_step() {
    let mut harness = open(shop());
    select_all(&mut harness);
    harness.get_by_label("3 services");
    write(&mut harness, "Namespace", "edge");
    assert!(harness.state().session.design().services.iter().all(|service| service.namespace == "edge"));
    assert_eq!(harness.state().session.undo_name(), Some("change namespace of 3 services"));
    harness.state_mut().session.undo();
    assert_eq!(harness.state().service("orders").namespace, "vm");
    pick(&mut harness, "Runs on", "Universal only");
    pick(&mut harness, "Hint style", "annotation");
    assert!(
        harness
            .state()
            .session
            .design()
            .services
            .iter()
            .all(|it| it.on == Some(World::Universal) && it.hint == Some(HintStyle::Annotation))
    );
    press(&mut harness, "Protocol of 6 TCP ports");
    letter(&mut harness, "o");
    let tcp = |service: &std::sync::Arc<Service>| service.ports.iter().all(|port| port.protocol == Some(Protocol::Tcp));
    assert!(harness.state().session.design().services.iter().all(tcp));
    assert_eq!(harness.state().session.undo_name(), Some("change protocol of 6 ports"));
}

#[test]
fn deleting_and_duplicating_are_asked_for() {
    let mut harness = open(shop());
    select_port(&mut harness, "web", 1);
    press(&mut harness, "Duplicate this port");
    assert!(harness.state().view.selection.lead_port().is_some());
    press(&mut harness, "Delete service");
    assert!(harness.state().view.selection.lead_port().is_none());
    assert_eq!(harness.state().asked, [Command::Duplicate, Command::Delete]);
}

#[test]
fn nothing_selected_says_what_this_place_shows() {
    let mut harness = open(shop());
    harness.state_mut().view.selection.clear();
    harness.run();
    harness.get_by_label("Nothing selected");
    press(&mut harness, "Add service");
    assert_eq!(harness.state().asked, [Command::AddService]);
}

#[test]
fn ten_thousand_services_are_searched_and_changed_at_once() {
    let mut design = shop();
    for number in 0..10_000 {
        let ports = (1..=5).map(|id| port(id, &format!("p{id}"), 8000 + id, None)).collect();
        design.push(Service { name: format!("service-{number}"), namespace: "many".into(), ports, ..Service::default() });
    }
    let mut harness = harness(design, Vec2::new(668.0, 700.0), egui::Theme::Dark);
    unfold(&mut harness, "Calls");
    press(&mut harness, "Add call");
    write(&mut harness, "Search services", "service-9999");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().service("web").calls[1].service, "service-9999");
    select_all(&mut harness);
    press(&mut harness, "Protocol of 50006 TCP ports");
    letter(&mut harness, "h");
    let http = |service: &std::sync::Arc<Service>| service.ports.iter().all(|port| port.protocol == Some(Protocol::Http));
    assert!(harness.state().session.design().services.iter().all(http));
    harness.state_mut().session.undo();
    assert_eq!(harness.state().service("service-0").ports[0].protocol, None);
}
