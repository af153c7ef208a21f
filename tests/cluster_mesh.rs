//! With a real Kuma in charge of the cluster: is a design that was applied left alone by the next plan, and does the mesh do with it what
//! Portolan said it would?

use portolan::cluster::Action;
use portolan::design::{Design, file};
use portolan::manifest::seen::{Objects, Row};
use portolan::manifest::wanted;
use portolan::protocol::effective::{Client, Kuma, MeshServiceSeen, Served};
use portolan::protocol::{MeshServices, MeshVersion};
use serde_json::{Value, json};

use crate::support::cluster::World;
use crate::support::mesh::{Mesh, POD};
use crate::support::patience::at_last;
use crate::support::served::{Direction, Listener, Speaks};

const ANNOTATIONS: [&str; 2] = ["ingress.kubernetes.io/service-upstream", "nginx.ingress.kubernetes.io/service-upstream"];

#[test]
fn kuma_serves_what_was_said_and_what_it_writes_is_no_change() {
    let Some(mesh) = Mesh::own() else { return };
    let world = World::on(&mesh.server);
    let namespace = world.namespace.as_str();
    world.kubectl(&["label", "namespace", namespace, "kuma.io/sidecar-injection=enabled"], "");
    let drafts = [
        design("appProtocol", &["http", "postgresql", "", "kafka"]),
        design("appProtocol", &["grpc", "http2", "http", ""]),
        design("annotation", &["http", "postgresql", "grpc", "kafka"]),
        design("both", &["websocket", "kafka", "redis", "http"]),
        design("appProtocol", &["", "http", "kafka", "grpc"]),
    ];
    for (step, draft) in drafts.iter().enumerate() {
        let said: Vec<Row> = Objects::of_design("", draft).rows(Kuma::new(MeshVersion::V2_14, MeshServices::Exclusive));
        let wanted = wanted(draft, namespace);
        let plan = world.plan(&wanted);
        let expected = if step == 0 { Action::Create } else { Action::Update };
        assert_eq!(plan.changes.iter().map(|change| &change.action).collect::<Vec<_>>(), [&expected], "{step}: {plan:#?}");
        assert!(world.apply(&plan).is_finished());
        if step == 0 {
            mesh.run_pod(namespace, "web-1", "web");
        }
        at_last(|| {
            let live = world.live("web");
            ANNOTATIONS
                .iter()
                .all(|key| live["metadata"]["annotations"][key] == "true")
                .then_some(())
                .ok_or("Kuma has not seen it".to_owned())
        });
        let again = world.plan(&wanted);
        assert!(again.changes.iter().all(|change| change.action == Action::None), "{step}: {again:#?}");
        at_last(|| is_as_said(&mesh, &world, &said).map_err(|seen| format!("step {step}: said {said:#?}, and it is {seen}")));
    }
}

/// One service of four ports that speak so.
fn design(hint: &str, protocols: &[&str]) -> Design {
    let port = |(at, protocol): (usize, &&str)| {
        let speaks = if protocol.is_empty() { String::new() } else { format!(", protocol: {protocol}") };
        format!("  - {{name: p{at}, port: {}, targetPort: {}{speaks}}}\n", 80 + at, 8080 + at)
    };
    let ports: String = protocols.iter().enumerate().map(port).collect();
    let text = format!(
        "portolan: 1\nname: shop\ntarget: {{version: \"2.14\", meshServices: exclusive, hint: {hint}}}\nservices:\n- name: web\n  selector: {{app: web}}\n  ports:\n{ports}"
    );
    file::read(&text).unwrap_or_else(|error| panic!("{text}{error:?}"))
}

/// Whether the Dataplane, the MeshService and what is served are as every row says; else what they are.
fn is_as_said(mesh: &Mesh, world: &World, said: &[Row]) -> Result<(), String> {
    let dataplane = mesh.get("dataplane", &world.namespace, "web-1");
    let mesh_service = mesh.get("meshservice", &world.namespace, "web");
    let service = world.live("web");
    let listeners = mesh.served(&world.namespace, "web-1")?;
    for row in said {
        let number = row.port;
        let inbounds = dataplane["spec"]["networking"]["inbound"].as_array().into_iter().flatten();
        let inbound = inbounds
            .filter(|inbound| inbound["port"] == json!(number + 8000))
            .find_map(|inbound| inbound["tags"]["kuma.io/protocol"].as_str());
        let ports = mesh_service["spec"]["ports"].as_array().into_iter().flatten();
        let says = ports.filter(|port| port["port"] == json!(number)).find_map(|port| port["appProtocol"].as_str());
        let listener = |direction: Direction, address: &Value, port: u32| {
            let here = |listener: &&Listener| {
                listener.direction == direction
                    && Some(listener.address.to_string().as_str()) == address.as_str()
                    && u32::from(listener.port) == port
            };
            listeners.iter().find(here).map(|listener| listener.speaks)
        };
        let served = listener(Direction::Inbound, &json!(POD), number + 8000);
        let client = listener(Direction::Outbound, &service["spec"]["clusterIP"], number);
        let is_so = inbound == Some(row.inbound.keyword())
            && says
                == match &row.mesh_service {
                    MeshServiceSeen::Says(protocol) => Some(protocol.as_str()),
                    MeshServiceSeen::Refused | MeshServiceSeen::None => None,
                }
            && served == of_proxy(row.served)
            && client == of_client(row.client);
        if !is_so {
            return Err(format!("port {number}: inbound {inbound:?}, MeshService {says:?}, served {served:?}, clients {client:?}"));
        }
    }
    Ok(())
}

fn of_proxy(served: Served) -> Option<Speaks> {
    match served {
        Served::Http => Some(Speaks::Http),
        Served::Tcp => Some(Speaks::Tcp),
        Served::Kafka => Some(Speaks::Kafka),
        Served::Nothing | Served::None => None,
    }
}

fn of_client(client: Client) -> Option<Speaks> {
    match client {
        Client::Http => Some(Speaks::Http),
        Client::Tcp => Some(Speaks::Tcp),
        Client::Kafka => Some(Speaks::Kafka),
        Client::Dead => Some(Speaks::Nothing),
        Client::NoListener => None,
    }
}
