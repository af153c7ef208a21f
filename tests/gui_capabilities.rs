//! The capabilities: policies by ports, by label as a screen reader finds them.

use egui::Key;
use egui_kittest::kittest::Queryable;
use portolan::design::{Design, Edit, PortId, Service, ServicePort, Target};
use portolan::gui::command::Command;
use portolan::gui::state::Below;
use portolan::protocol::{MeshVersion, Protocol};

use crate::support::window::Window;

/// A service with a port for each of some protocols.
fn window(protocols: &[Protocol]) -> Window {
    let mut window = Window::with("empty");
    let mut design = Design::default();
    let port = |(at, protocol): (usize, &Protocol)| ServicePort {
        id: PortId(at as u32 + 1),
        name: format!("p{at}"),
        port: 8000 + at as u32,
        protocol: Some(*protocol),
        ..ServicePort::default()
    };
    let ports = protocols.iter().enumerate().map(port).collect();
    design.push(Service { name: "web".into(), ports, ..Service::default() });
    window.harness.state_mut().ask_edit(Edit::Replace(Box::new(design)));
    window.ask(Command::Show(Below::Capabilities));
    window
}

fn has(window: &Window, label: &str) -> bool {
    window.harness.query_by_label(label).is_some()
}

#[test]
fn without_a_selection_it_says_what_will_stand_here_and_offers_it() {
    let mut window = window(&[Protocol::Http]);
    assert!(has(&window, "No port is selected"));
    window.harness.get_by_label("Select all services").click();
    window.settle();
    assert!(has(&window, "HTTP: web 8000"));
}

#[test]
fn ports_that_are_treated_alike_share_a_column() {
    let mut window = window(&[Protocol::Http, Protocol::Redis, Protocol::WebSocket, Protocol::Grpc]);
    window.ask(Command::SelectAll);
    assert!(has(&window, "opaque TCP: web 8001, web 8002"));
    assert!(has(&window, "MeshTrace for HTTP: full") || has(&window, "mTLS, MeshTLS, MeshIdentity for HTTP: full"));
    let service = window.session().design().services[0].id;
    window.harness.state_mut().view_mut().selection.only_port(service, PortId(4));
    window.settle();
    assert!(has(&window, "gRPC: web 8003") && !has(&window, "opaque TCP: web 8001, web 8002"));
}

#[test]
fn the_keyboard_walks_it_and_shows_the_rule() {
    let mut window = window(&[Protocol::Http2]);
    window.ask(Command::SelectAll);
    window.ask(Command::Show(Below::Capabilities));
    for _ in 0..10 {
        window.harness.key_press(Key::ArrowDown);
        window.harness.run_steps(2);
    }
    assert!(has(&window, "MeshRetry for HTTP/2: nothing"));
    assert!(window.harness.query_by_label_contains("no retries at all").is_some());
}

#[test]
fn it_says_what_the_choice_turns_on() {
    let mut window = window(&[Protocol::Http]);
    window.ask(Command::SelectAll);
    assert!(has(&window, "MeshTimeout requestTimeout") && has(&window, "15 s"));
    assert!(has(&window, "Bites long polling, server streaming, large uploads"));
}

#[test]
fn another_version_is_another_matrix() {
    let mut window = window(&[Protocol::Kafka]);
    window.ask(Command::SelectAll);
    assert!(has(&window, "Kafka: web 8000"));
    window.harness.state_mut().ask_edit(Edit::SetTarget(Target { version: MeshVersion::V3_0, ..Target::default() }));
    window.settle();
    assert!(has(&window, "opaque TCP: web 8000"));
    assert!(has(&window, "as of Kuma 3.0"));
}
