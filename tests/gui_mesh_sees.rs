//! What the mesh sees: rows by port, for the target and the next version, by label as a screen reader finds them.

use std::time::{Duration, Instant};

use egui::Key;
use egui_kittest::kittest::Queryable;
use portolan::design::{Design, Edit, HintStyle, PortId, Service, ServicePort, Target, World};
use portolan::gui::command::Command;
use portolan::gui::state::Below;
use portolan::protocol::{MeshServices, MeshVersion, Protocol};

use crate::support::window::Window;

fn port(id: u32, number: u32, protocol: Protocol) -> ServicePort {
    ServicePort { id: PortId(id), name: format!("p{number}"), port: number, protocol: Some(protocol), ..ServicePort::default() }
}

fn service(name: &str, ports: Vec<ServicePort>) -> Service {
    let selector = [("app".to_owned(), name.to_owned())].into();
    Service { name: name.into(), namespace: "shop".into(), on: Some(World::Kubernetes), selector, ports, ..Service::default() }
}

fn window(target: Target, services: Vec<Service>) -> Window {
    let mut window = Window::with("empty");
    let mut design = Design::default();
    design.target = target;
    for service in services {
        design.push(service);
    }
    window.harness.state_mut().ask_edit(Edit::Replace(Box::new(design)));
    window.harness.run_steps(2);
    window.ask(Command::SelectNone);
    window.ask(Command::Show(Below::MeshSees));
    window
}

fn exclusive() -> Target {
    Target { mesh_services: MeshServices::Exclusive, ..Target::default() }
}

#[test]
fn a_port_is_seen_as_it_is_served_and_an_upgrade_says_what_changes() {
    let services = vec![
        service("web", vec![port(1, 80, Protocol::Http)]),
        service("bus", vec![port(1, 9092, Protocol::Kafka)]),
        service("old", vec![port(1, 80, Protocol::Http), ServicePort { hint: Some("mongo".into()), ..port(2, 81, Protocol::MongoDb) }]),
    ];
    let window = window(exclusive(), services);
    window.harness.get_by_label_contains("web 80 on Kubernetes: proxy http, MeshService http, client http; on 3.0 the same");
    window.harness.get_by_label_contains("bus 9092 on Kubernetes: proxy kafka, MeshService kafka, client kafka; on 3.0 ");
    assert!(window.harness.query_by_label_contains("client kafka; on 3.0 the same").is_none());
    let told = "old 80 on Kubernetes: proxy http, MeshService http, client http; on 3.0 clients: http → no listener";
    window.harness.get_by_label_contains(told);
    window.harness.get_by_label("as of Kuma 2.14, MeshServices exclusive");
}

#[test]
fn an_annotation_is_not_read_by_mesh_service_unless_that_is_off() {
    let web = Service { hint: Some(HintStyle::Annotation), ..service("web", vec![port(1, 80, Protocol::Http)]) };
    let mut window = window(exclusive(), vec![web]);
    window.harness.get_by_label_contains("web 80 on Kubernetes: proxy http, MeshService tcp, client tcp");
    window.harness.state_mut().ask_edit(Edit::SetTarget(Target::default()));
    window.settle();
    window.harness.get_by_label_contains("web 80 on Kubernetes: proxy http, MeshService none, client http");
}

#[test]
fn every_mode_can_be_chosen_in_the_target_bar() {
    let mut window = window(Target::default(), vec![service("web", vec![port(1, 80, Protocol::Http)])]);
    for mode in MeshServices::ALL.into_iter().rev() {
        window.harness.get_by_label_contains("MeshServices mode").click();
        window.settle();
        window.harness.get_by_label(mode.keyword()).click();
        window.settle();
        assert_eq!(window.session().design().target.mesh_services, mode);
    }
}

#[test]
fn the_newest_version_has_nothing_to_upgrade_to() {
    let target = Target { version: MeshVersion::V3_0, ..Target::default() };
    let window = window(target, vec![service("web", vec![port(1, 80, Protocol::Http)])]);
    window.harness.get_by_label_contains("web 80 on Kubernetes: proxy http, MeshService http, client http");
    assert!(window.harness.query_by_label_contains("; on ").is_none());
}

#[test]
fn both_worlds_stand_below_each_other_and_the_selection_decides_who() {
    let both = Service { on: None, ..service("web", vec![port(1, 80, Protocol::Grpc)]) };
    let mut window = window(Target::default(), vec![both, service("api", vec![port(1, 81, Protocol::Http)])]);
    window.harness.get_by_label_contains("web 80 on Kubernetes: ");
    window.harness.get_by_label_contains("web 80 on Universal: proxy http");
    window.harness.get_by_label_contains("api 81 on Kubernetes: ").click();
    window.settle();
    assert!(window.harness.query_by_label_contains("web 80 on").is_none());
    let api = window.session().design().services[1].id;
    assert_eq!(window.harness.state().view().selection.lead_port(), Some((api, PortId(1))));
}

#[test]
fn the_keyboard_walks_the_rows_and_enter_selects() {
    let mut window = window(Target::default(), vec![service("web", vec![port(1, 80, Protocol::Http), port(2, 81, Protocol::Grpc)])]);
    window.harness.key_press(Key::ArrowDown);
    window.settle();
    window.harness.key_press(Key::Enter);
    window.settle();
    let web = window.session().design().services[0].id;
    assert_eq!(window.harness.state().view().selection.lead_port(), Some((web, PortId(2))));
}

#[test]
fn ten_thousand_services_are_seen_as_far_as_they_are_in_view() {
    let ports = || (1..=5).map(|id| port(id, 8000 + id, Protocol::Http)).collect();
    let mut window = window(exclusive(), (0..10_000).map(|at| service(&format!("s{at}"), ports())).collect());
    window.harness.get_by_label_contains("s0 8001 on Kubernetes: proxy http");
    window.harness.key_press(Key::End);
    window.settle();
    window.harness.get_by_label_contains("s9999 8005 on Kubernetes: proxy http");
    let began = Instant::now();
    window.harness.run_steps(10);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
