//! Designs nobody thought of: what the checks call free of errors is taken by real servers and served as the table says.
//! Knows nothing of single rules; those have their own pairs of designs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;

use portolan::check::Severity;
use portolan::design::{
    Call, Design, Gateway, HintStyle, Inbound, Instance, PortId, Service, ServicePort, ServiceType, Target, TargetPort, Transport, World,
};
use portolan::manifest::{Comments, Manifest, render};
use portolan::protocol::{MeshServices, MeshVersion, PROTOCOLS};
use portolan::session::checked;
use proptest::collection::{btree_map, vec};
use proptest::option::{of, weighted};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::kuma::ControlPlane;
use crate::support::readers::{Reader, read_yaml};
use crate::support::served::{Direction, Speaks};
use crate::support::servers::ApiServer;

fn one_of(words: &[&str]) -> impl Strategy<Value = String> + use<> {
    select(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

/// Mostly a good name, now and then one that somebody typed.
fn name(good: &'static str) -> impl Strategy<Value = String> {
    let long = select(vec![15, 16, 63, 64, 253, 254]).prop_map(|length| "a".repeat(length));
    let odd = one_of(&[
        "Web",
        "web_1",
        "1web",
        "web.shop",
        "-a",
        "a-",
        "a b",
        "yes",
        "1",
        "é",
        "a--b",
        "web_shop_svc_80",
        "a:b",
        "",
        "a\nb",
        "x/y",
    ]);
    prop_oneof![80 => good, 1 => long, 1 => odd]
}

fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
    let odd = [
        "kuma.io/service",
        "kuma.io/protocol",
        "kuma.io/workload",
        "kuma.io/mesh",
        "kuma.io/display-name",
        "kuma.io/env",
        "kuma.io/origin",
        "k8s.kuma.io/namespace",
        "a b",
        "a:b",
        "a/b/c",
        "UPPER",
        "_a",
        "a_",
        "a.b/c",
        "",
        "Example.com/a",
        "kuma.io/effect",
    ];
    let key = prop_oneof![8 => "[a-z]{1,6}", 1 => one_of(&odd)];
    let value = prop_oneof![
        20 => "[a-z0-9]{1,8}",
        2 => one_of(&["", "true", "1", "v1.2", "a:b", "a/b", "a b", "é", "-a", "http", "HTTP", "tls", "default", "A_b", "zone", "kubernetes", "global"]),
        1 => select(vec![63, 64, 300]).prop_map(|length| "v".repeat(length)),
    ];
    prop_oneof![6 => Just(BTreeMap::new()), 2 => btree_map(key, value, 0..3)]
}

fn number(good: &'static [u32]) -> impl Strategy<Value = u32> {
    prop_oneof![60 => select(good), 12 => 1u32..65536, 1 => select(vec![0, 65535, 65536, 70_000, u32::MAX])]
}

fn ip() -> impl Strategy<Value = String> {
    prop_oneof![
        24 => (1u8..5).prop_map(|last| format!("192.168.0.{last}")),
        4 => one_of(&["127.0.0.1", "fd00::1", "::1", "web.example.com", "localhost", "10.0.0.999", "my_host", "a._", "FD00::1"]),
        1 => one_of(&["0.0.0.0", "::", "", "a b", "10.0.0.1:80", "-a", "a..b", "010.0.0.1", "é", "::ffff:10.0.0.1", "1.2.3.4.", "fe80::1%eth0", "a__.", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0"]),
    ]
}

const PORTS: &[u32] = &[80, 81, 443, 8080, 9000, 9901, 10001, 10002];

fn inbound() -> impl Strategy<Value = Inbound> {
    let own = (of(number(PORTS)), of(number(PORTS)), weighted(0.3, ip()), weighted(0.3, ip()), texts())
        .prop_map(|(port, service_port, address, service_address, tags)| Inbound { port, service_port, address, service_address, tags });
    prop_oneof![4 => Just(Inbound::default()), 1 => own]
}

fn port() -> impl Strategy<Value = ServicePort> {
    let target = prop_oneof![4 => number(PORTS).prop_map(TargetPort::Number), 1 => name("[a-z]{1,8}").prop_map(TargetPort::Name)];
    let hint = one_of(&[
        "http",
        "HTTP",
        "tls",
        "mysql",
        "kafka",
        "Kafka",
        "kubernetes.io/h2c",
        "https",
        "",
        " http ",
        "a/b/c",
        "TCP",
        "grpc",
        "mongo",
        "TLS",
    ]);
    let transport = prop_oneof![8 => Just(Transport::Tcp), 1 => Just(Transport::Udp), 1 => Just(Transport::Sctp)];
    let protocol = select(PROTOCOLS.iter().map(|spec| spec.protocol).collect::<Vec<_>>());
    let head = (
        prop_oneof![1 => Just(String::new()), 5 => name("[a-z]{1,6}")],
        number(PORTS),
        of(target),
        weighted(0.1, number(&[30080, 30081, 32767, 29999])),
    );
    (head, transport, weighted(0.8, protocol), weighted(0.1, hint), inbound()).prop_map(
        |((name, port, target_port, node_port), transport, protocol, hint, inbound)| ServicePort {
            id: PortId(0),
            name,
            port,
            target_port,
            node_port,
            transport,
            protocol,
            hint,
            inbound,
            ignore: Vec::new(),
        },
    )
}

fn service() -> impl Strategy<Value = Service> {
    let kind = prop_oneof![
        8 => Just(ServiceType::ClusterIp),
        1 => Just(ServiceType::NodePort),
        1 => Just(ServiceType::LoadBalancer),
        1 => one_of(&["db.example.org", "Db", "", "a.", "10.0.0.1", "a_b"]).prop_map(ServiceType::ExternalName),
    ];
    let instance = (name("[a-z]{1,4}-[0-9]{1,3}"), ip(), weighted(0.3, number(&[9901, 9902, 80, 10001])))
        .prop_map(|(name, address, admin_port)| Instance { name, address, admin_port });
    let call = (name("(web|api|db)"), select(vec![80, 8080]), of(number(PORTS))).prop_map(|(service, port, at)| Call { service, port, at });
    let namespace = prop_oneof![3 => Just(String::new()), 3 => Just("random".to_owned()), 1 => name("random")];
    let first = (
        name("(web|api|db)"),
        namespace,
        weighted(0.1, one_of(&[OTHER_MESH])),
        weighted(0.1, select(&World::ALL[..])),
        weighted(0.2, select(&HintStyle::ALL[..])),
        kind,
        weighted(0.1, any::<bool>()),
    );
    let lists = (
        vec(port(), 0..4),
        vec(instance, 0..3),
        prop_oneof![4 => Just(Vec::new()), 1 => vec(call, 1..3)],
        weighted(0.15, select(&Gateway::ALL[..])),
    );
    (first, (texts(), texts(), texts(), texts()), lists).prop_map(|(first, maps, lists)| {
        let (name, namespace, mesh, on, hint, kind, headless) = first;
        let (labels, annotations, selector, tags) = maps;
        let (mut ports, instances, calls, gateway) = lists;
        (1..).zip(&mut ports).for_each(|(id, port)| port.id = PortId(id));
        let headless = headless.unwrap_or_default();
        Service {
            name,
            namespace,
            mesh,
            on,
            hint,
            kind,
            headless,
            labels,
            annotations,
            selector,
            ports,
            instances,
            calls,
            tags,
            gateway,
            ..Service::default()
        }
    })
}

const MESH: &str = "random";
const OTHER_MESH: &str = "random-other";

fn design(version: MeshVersion, world: World) -> impl Strategy<Value = Design> {
    let target = (select(&HintStyle::ALL[..]), select(&MeshServices::ALL[..]));
    (target, vec(service(), 1..4)).prop_map(move |((hint, mesh_services), services)| {
        let mut design = Design::default();
        design.target = Target { mesh: MESH.to_owned(), version, hint, mesh_services };
        for service in services {
            // Mostly for this world alone, so that what the other one refuses hides nothing.
            let on = service.on.or(Some(world)).filter(|_| service.hint != Some(HintStyle::Annotation));
            design.push(Service { on, ..service });
        }
        design
    })
}

/// The same ones each time; `PORTOLAN_RANDOM` asks for more of them than fit into everybody's tests.
pub fn designs(version: MeshVersion, world: World) -> Vec<Design> {
    let count = std::env::var("PORTOLAN_RANDOM").ok().and_then(|number| number.parse().ok()).unwrap_or(40);
    let (mut runner, any) = (TestRunner::deterministic(), design(version, world));
    (0..count).map(|_| any.new_tree(&mut runner).expect("a design").current()).collect()
}

/// The manifests for one world about whose services the checks find no error.
fn without_errors(design: &Design, world: World) -> Vec<Manifest> {
    let wrong: BTreeSet<_> = checked(design)
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.place.service)
        .collect();
    let good = |manifest: &Manifest| !wrong.contains(&None) && !wrong.contains(&Some(manifest.service));
    render(design, Comments::On).into_iter().filter(|manifest| manifest.object.world == world && good(manifest)).collect()
}

/// What a proxy does with each port of a Dataplane. Of one whose tags contradict its ports, or whose ports share a number, nothing is known.
fn meant(design: &Design, manifest: &Manifest, server: &str) -> Option<Vec<(u32, Speaks)>> {
    let (service, target) = (design.service(manifest.service)?, &design.target);
    let contradicts = |tags: &BTreeMap<String, String>| tags.contains_key("kuma.io/protocol");
    if contradicts(&service.tags) || service.ports.iter().any(|port| contradicts(&port.inbound.tags)) || service.gateway.is_some() {
        return None;
    }
    let speaks = |hint: Option<&str>| match hint.map(str::to_ascii_lowercase).as_deref() {
        Some("http" | "http2" | "grpc") => Speaks::Http,
        Some("kafka") if server != "3.0dev" => Speaks::Kafka,
        _ => Speaks::Tcp,
    };
    let tcp = service.ports.iter().filter(|port| port.transport == Transport::Tcp);
    let hint = |port: &ServicePort| service.universal_hint(port, target.version).map(str::to_owned);
    let ports: Vec<(u32, Speaks)> = tcp.map(|port| (port.inbound_port(), speaks(hint(port).as_deref()))).collect();
    let numbers: BTreeSet<u32> = ports.iter().map(|(number, _)| *number).collect();
    (numbers.len() == ports.len()).then_some(ports)
}

/// The meshes that random designs are in.
pub fn make_meshes(plane: &ControlPlane) {
    for mesh in [MESH, OTHER_MESH] {
        plane.kumactl(&["apply", "-f", "-"], &format!("type: Mesh\nname: {mesh}\n")).expect("a mesh");
    }
}

/// What is wrong with what is written for a version, as a control plane sees it, and how much it was asked.
fn disagreements(plane: &ControlPlane, server: &str, version: MeshVersion) -> (Vec<String>, usize) {
    let designs = designs(version, World::Universal);
    let manifests =
        designs.iter().flat_map(|design| without_errors(design, World::Universal).into_iter().map(move |found| (design, found)));
    let filled = |(design, manifest): (_, Manifest)| {
        let text = manifest.text().replace("{{ name }}", "filled-in").replace("{{ address }}", "192.168.0.77");
        (design, manifest, text)
    };
    let asked: Vec<(&Design, Manifest, String)> = manifests.map(filled).collect();
    let texts: Vec<&str> = asked.iter().map(|(_, _, text)| text.as_str()).collect();
    let Some(documents) = read_yaml(Reader::Kubectl, &texts.join("---\n")) else { return (Vec::new(), 0) };
    let documents = documents.expect("YAML");
    assert_eq!(documents.len(), asked.len());
    let (mut wrong, mut probed) = (Vec::new(), BTreeMap::new());
    for (index, ((design, manifest, text), mut document)) in asked.iter().zip(documents).enumerate() {
        // A name of its own for each, or they would replace one another.
        let name = format!("{}-{index}", version.keyword().replace('.', "-"));
        document["name"] = name.clone().into();
        let answer = plane.put(&format!("/meshes/{}/dataplanes/{name}", manifest.object.scope), &document.to_string());
        if ![200, 201].contains(&answer.status) {
            wrong.push(format!("{server} refuses what is written for {version}: {}\n{text}", answer.body));
            continue;
        }
        // A name that nobody resolves gets no listeners, and asking for all of them would take minutes.
        let is_ip = document["networking"]["address"].as_str().is_some_and(|address| address.parse::<IpAddr>().is_ok());
        if let Some(ports) = meant(design, manifest, server).filter(|ports| is_ip && !ports.is_empty() && probed.len() < 40) {
            probed.insert(format!("{}.{name}", manifest.object.scope), (ports, text));
        }
    }
    for (id, listeners) in plane.served_at_last(&probed.keys().map(String::as_str).collect::<Vec<_>>()) {
        let (ports, text) = &probed[&id];
        let listeners = listeners.unwrap_or_else(|why| panic!("{server} serves nothing ({why}) for\n{text}"));
        let inbound = |number: u32, speaks| {
            listeners.iter().any(|one| (one.direction, u32::from(one.port), one.speaks) == (Direction::Inbound, number, speaks))
        };
        let unmet = ports.iter().filter(|(number, speaks)| !inbound(*number, *speaks));
        wrong.extend(unmet.map(|(number, speaks)| format!("{server} does not serve port {number} as {speaks:?}: {listeners:?}\n{text}")));
    }
    (wrong, asked.len())
}

#[test]
fn a_dataplane_without_an_error_is_taken_and_served_as_the_table_says() {
    let cases = [
        ("2.5.11", [MeshVersion::V2_5, MeshVersion::Portable]),
        ("2.14.3", [MeshVersion::V2_14, MeshVersion::Portable]),
        ("3.0dev", [MeshVersion::V3_0, MeshVersion::Portable]),
    ];
    for (server, versions) in cases {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        make_meshes(plane);
        for version in versions {
            let (wrong, asked) = disagreements(plane, server, version);
            assert!(wrong.is_empty(), "{} of {asked} are wrong:\n{}", wrong.len(), wrong.join("\n\n"));
        }
    }
}

#[test]
fn a_service_without_an_error_is_taken_by_the_api_server() {
    let Some(server) = ApiServer::shared() else { return };
    server.kubectl().run(&["create", "namespace", "random"], "").expect("a namespace");
    let folder = tempfile::tempdir().expect("a folder");
    let mut asked = 0;
    for version in [MeshVersion::V2_5, MeshVersion::V2_14, MeshVersion::V3_0, MeshVersion::Portable] {
        for manifest in designs(version, World::Kubernetes).iter().flat_map(|design| without_errors(design, World::Kubernetes)) {
            if ["", "random"].contains(&&*manifest.object.scope) {
                fs::write(folder.path().join(format!("{asked}.yaml")), manifest.text()).expect("a file");
                asked += 1;
            }
        }
    }
    let path = folder.path().to_str().expect("a path of characters");
    let said = server.kubectl().run(&["create", "--dry-run=server", "--validate=strict", "--output=name", "--filename", path], "");
    let said = said.unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(said.lines().count(), asked);
}
