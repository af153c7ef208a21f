//! Does a real control plane take what we know to be right, refuse what we know to be wrong, and serve it as meant?
//! Knows the facts about Kuma that everything else rests on; the designs of Portolan come through the golden cases.

use portolan::check::found;
use portolan::protocol::MeshVersion;
use portolan::yaml;
use serde_json::{Value, json};

use crate::support::kuma::{ControlPlane, VERSIONS};
use crate::support::served::{Direction, Listener, Speaks};

/// The file that every version takes: tag and field at once.
const PORTABLE: &str = "
type: Dataplane
mesh: default
name: web-01
labels:
  kuma.io/workload: web
networking:
  address: 192.168.0.1
  inbound:
  - port: 80
    servicePort: 8080
    name: main
    protocol: http
    tags:
      kuma.io/service: web
      kuma.io/protocol: http
";

fn dataplane(name: &str, address: &str, inbound: &Value) -> String {
    json!({ "type": "Dataplane", "mesh": "default", "name": name,
        "networking": { "address": address, "inbound": [inbound] } })
    .to_string()
}

fn inbound(speaks: Speaks) -> Vec<Listener> {
    let address = "192.168.0.1".parse().expect("an address");
    vec![Listener { direction: Direction::Inbound, address, port: 80, speaks }]
}

#[test]
fn the_portable_file_is_taken_from_kumactl_and_served_as_http_by_every_version() {
    for version in VERSIONS {
        let Some(plane) = ControlPlane::shared(version) else { continue };
        plane.kumactl(&["apply", "-f", "-"], PORTABLE).unwrap_or_else(|why| panic!("kumactl {version}: {why}"));
        let stored = plane.get("/meshes/default/dataplanes/web-01");
        assert_eq!(stored.status, 200, "{version}: {}", stored.body);
        assert_eq!(plane.served_at_last(&["default.web-01"])["default.web-01"], Ok(inbound(Speaks::Http)), "{version}");
    }
}

#[test]
fn a_put_is_taken_and_served_by_every_version() {
    for version in VERSIONS {
        let Some(plane) = ControlPlane::shared(version) else { continue };
        let tags = json!({ "kuma.io/service": "plain", "kuma.io/protocol": "tcp" });
        let body = dataplane("plain", "192.168.0.1", &json!({ "port": 80, "name": "a", "protocol": "tcp", "tags": tags }));
        let answer = plane.put("/meshes/default/dataplanes/plain", &body);
        assert_eq!(answer.status, 201, "{version}: {}", answer.body);
        assert_eq!(plane.served_at_last(&["default.plain"])["default.plain"], Ok(inbound(Speaks::Tcp)), "{version}");
    }
}

#[test]
fn kafka_is_served_until_2_14_and_refused_by_3_0() {
    for version in VERSIONS {
        let Some(plane) = ControlPlane::shared(version) else { continue };
        let tags = json!({ "kuma.io/service": "log", "kuma.io/protocol": "kafka" });
        let body = dataplane("log", "192.168.0.1", &json!({ "port": 80, "name": "a", "protocol": "kafka", "tags": tags }));
        let answer = plane.put("/meshes/default/dataplanes/log", &body);
        if version == "3.0dev" {
            assert_eq!(answer.status, 400, "{version}: {}", answer.body);
            assert!(answer.body.contains("Allowed values: grpc, http, http2, tcp"), "{}", answer.body);
        } else {
            assert_eq!(answer.status, 201, "{version}: {}", answer.body);
            assert_eq!(plane.served_at_last(&["default.log"])["default.log"], Ok(inbound(Speaks::Kafka)), "{version}");
        }
    }
}

/// A mesh with Dataplanes of a service on two ports, `http` on 80 and `tcp` on 9000, and a client that has an outbound for its first tag.
fn client_of_two_ports(plane: &ControlPlane, mesh: &str, tags: [&str; 2]) -> Option<Speaks> {
    plane.kumactl(&["apply", "-f", "-"], &format!("type: Mesh\nname: {mesh}\n")).unwrap_or_else(|why| panic!("{mesh}: {why}"));
    let inbound = |port: u32, service: &str, protocol: &str| json!({ "port": port, "tags": { "kuma.io/service": service, "kuma.io/protocol": protocol } });
    let [first, second] = tags;
    let server = json!({ "address": "192.168.0.1", "inbound": [inbound(80, first, "http"), inbound(9000, second, "tcp")] });
    let outbound = json!([{ "port": 10001, "tags": { "kuma.io/service": first } }]);
    let client = json!({ "address": "192.168.0.2", "inbound": [inbound(80, "client", "tcp")], "outbound": outbound });
    for (name, networking) in [("server", server), ("client", client)] {
        let body = json!({ "type": "Dataplane", "mesh": mesh, "name": name, "networking": networking }).to_string();
        let answer = plane.put(&format!("/meshes/{mesh}/dataplanes/{name}"), &body);
        assert_eq!(answer.status, 201, "{mesh} {name}: {}", answer.body);
    }
    let id = format!("{mesh}.client");
    let listeners = plane.served_at_last(&[&id])[&id].clone().unwrap_or_else(|why| panic!("{id}: {why}"));
    listeners.iter().find(|listener| listener.direction == Direction::Outbound).map(|listener| listener.speaks)
}

#[test]
fn ports_of_one_service_tag_are_one_service_to_clients_and_get_what_they_have_in_common() {
    for version in ["2.5.11", "2.14.3"] {
        let Some(plane) = ControlPlane::shared(version) else { continue };
        assert_eq!(client_of_two_ports(plane, "ports-together", ["web", "web"]), Some(Speaks::Tcp), "{version}");
        assert_eq!(client_of_two_ports(plane, "ports-apart", ["web", "web-9000"]), Some(Speaks::Http), "{version}");
    }
}

#[test]
fn a_dataplane_that_nobody_made_has_no_listeners() {
    let Some(plane) = ControlPlane::shared("2.14.3") else { return };
    let served = plane.served(&["default.nobody"]);
    assert!(served["default.nobody"].as_ref().is_err_and(|why| why.contains("not found")), "{served:?}");
}

#[test]
fn a_control_plane_ends_with_its_test() {
    let Some(plane) = ControlPlane::start("2.14.3") else { return };
    let port = plane.port();
    drop(plane);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "it still listens on {port}");
}

#[test]
fn of_keys_in_snake_case_exactly_those_are_read_of_which_nothing_is_said() {
    let inbound = json!({ "port": 80, "service_port": 8080, "service_address": "127.0.0.1", "service_probe": { "tcp": {} },
        "tags": { "kuma.io/service": "snake" } });
    let proxying = json!({ "redirect_port_inbound": 15006, "redirect_port_outbound": 15001, "direct_access_services": ["a"] });
    let networking =
        json!({ "address": "10.0.0.1", "advertised_address": "10.0.0.2", "transparent_proxying": proxying, "inbound": [inbound] });
    let body = json!({ "type": "Dataplane", "mesh": "default", "name": "snake", "networking": networking }).to_string();
    let document = yaml::parse(&body).expect("JSON is YAML").remove(0);
    let said: Vec<String> = found::dataplane(&document.root, MeshVersion::V2_5)
        .into_iter()
        .filter(|remark| remark.finding.code == "F005")
        .filter_map(|remark| remark.path.rsplit('.').next().map(str::to_owned))
        .collect();
    let places = [
        ("/networking/advertisedAddress", "advertised_address"),
        ("/networking/inbound/0/serviceAddress", "service_address"),
        ("/networking/inbound/0/servicePort", "service_port"),
        ("/networking/inbound/0/serviceProbe", "service_probe"),
        ("/networking/transparentProxying/directAccessServices", "direct_access_services"),
        ("/networking/transparentProxying/redirectPortInbound", "redirect_port_inbound"),
        ("/networking/transparentProxying/redirectPortOutbound", "redirect_port_outbound"),
    ];
    for version in VERSIONS {
        let Some(plane) = ControlPlane::shared(version) else { continue };
        let answer = plane.put("/meshes/default/dataplanes/snake", &body);
        assert_eq!(answer.status, 201, "{version}: {}", answer.body);
        let stored: Value = serde_json::from_str(&plane.get("/meshes/default/dataplanes/snake").body).expect("JSON");
        for (place, key) in places {
            let is_said = said.iter().any(|said| said == key);
            assert_eq!(stored.pointer(place).is_none(), is_said, "{version}: {key}, of which is said {said:?}");
        }
    }
}
