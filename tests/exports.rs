//! Do kubectl, kumactl, the API server and control planes take what we export, and do proxies then get what the design says?
//! Knows real servers; what the files look like is the golden cases' business.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use portolan::design::template::TEMPLATES;
use portolan::design::{Call, Design, Edit, HintStyle, Instance, PortId, Service, ServicePort, Target, Transport, World};
use portolan::manifest::{Comments, File, Given, Layout, Manifest, bundle, commands, is_ours, render};
use portolan::protocol::{MeshServices, MeshVersion, Protocol};
use serde_json::Value;

use crate::support::kuma::ControlPlane;
use crate::support::patience::at_last;
use crate::support::readers::{Reader, kubectl, read_yaml};
use crate::support::served::{Direction, Listener, Speaks};
use crate::support::servers::ApiServer;

/// What is written for whom.
const TARGETS: [(MeshVersion, &str); 6] = [
    (MeshVersion::V2_5, "2.5.11"),
    (MeshVersion::V2_14, "2.14.3"),
    (MeshVersion::V3_0, "3.0dev"),
    (MeshVersion::Portable, "2.5.11"),
    (MeshVersion::Portable, "2.14.3"),
    (MeshVersion::Portable, "3.0dev"),
];

/// The design for another version and mesh: all tests share the control planes.
fn aimed(mut design: Design, version: MeshVersion, mesh: &str) -> Design {
    design.target = Target { version, mesh: mesh.to_owned(), ..design.target };
    design
}

/// Makes a mesh of the test's own.
fn make_mesh(plane: &ControlPlane, mesh: &str, rest: &str) {
    plane.kumactl(&["apply", "-f", "-"], &format!("type: Mesh\nname: {mesh}\n{rest}")).unwrap_or_else(|why| panic!("mesh {mesh}: {why}"));
}

fn of_world(design: &Design, world: World) -> Vec<Manifest> {
    render(design, Comments::On).into_iter().filter(|manifest| manifest.object.world == world).collect()
}

fn together(manifests: &[Manifest]) -> String {
    manifests.iter().map(Manifest::text).collect::<Vec<_>>().join("---\n")
}

/// What a proxy does with a port, said once more and by hand.
fn meant(port: &ServicePort, version: MeshVersion) -> Speaks {
    match port.protocol {
        Some(Protocol::Http | Protocol::Http2 | Protocol::Grpc) => Speaks::Http,
        Some(Protocol::Kafka) if !matches!(version, MeshVersion::V3_0 | MeshVersion::Portable) => Speaks::Kafka,
        _ => Speaks::Tcp,
    }
}

/// Every inbound port of Dataplanes, each `MESH.NAME`, with what its proxy does there.
fn inbounds(plane: &ControlPlane, dataplanes: &[&str]) -> BTreeMap<String, BTreeMap<u32, Speaks>> {
    let ports = |(id, listeners): (String, Result<Vec<Listener>, String>)| {
        let listeners = listeners.unwrap_or_else(|why| panic!("{id}: {why}"));
        let inbound = listeners.iter().filter(|listener| listener.direction == Direction::Inbound);
        (id, inbound.map(|listener| (u32::from(listener.port), listener.speaks)).collect())
    };
    plane.served_at_last(dataplanes).into_iter().map(ports).collect()
}

#[test]
fn the_dataplanes_of_every_template_are_taken_and_served_as_the_design_says() {
    for (version, server) in TARGETS {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mut wanted = BTreeMap::new();
        for template in TEMPLATES {
            let mesh = format!("x-{}-{}", template.name, version.keyword().replace('.', "-"));
            let design = aimed(template.design(), version, &mesh);
            let dataplanes = of_world(&design, World::Universal);
            if dataplanes.is_empty() {
                continue;
            }
            make_mesh(plane, &mesh, "");
            let text = together(&dataplanes);
            plane.kumactl(&["apply", "-f", "-"], &text).unwrap_or_else(|why| panic!("{server} refuses {mesh}: {why}\n{text}"));
            for dataplane in &dataplanes {
                let service = design.service(dataplane.service).expect("its service");
                let ports: BTreeMap<u32, Speaks> = service.ports.iter().map(|port| (port.inbound_port(), meant(port, version))).collect();
                wanted.insert(format!("{mesh}.{}", dataplane.object.name), ports);
            }
        }
        let served = inbounds(plane, &wanted.keys().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(served, wanted, "{server} serves what is written for {version}");
    }
}

fn port(number: u32, protocol: Protocol) -> ServicePort {
    ServicePort { id: PortId(number), port: number, protocol: Some(protocol), ..ServicePort::default() }
}

fn instance(name: &str, address: &str) -> Vec<Instance> {
    vec![Instance { name: name.to_owned(), address: address.to_owned(), admin_port: None }]
}

/// A service that calls one on Universal under another service tag.
fn caller(version: MeshVersion, mesh: &str, mesh_services: MeshServices) -> Design {
    let mut design = aimed(Design::default(), version, mesh);
    design.target.mesh_services = mesh_services;
    let mut api = port(8080, Protocol::Http);
    api.name = "api".to_owned();
    api.inbound.port = Some(18080);
    let tags = [("team".to_owned(), "one".to_owned())].into();
    design.push(Service { name: "api".into(), ports: vec![api], instances: instance("api-01", "192.168.0.2"), tags, ..Service::default() });
    let calls = vec![Call { service: "api".into(), port: 8080, at: Some(10001) }];
    design.push(Service {
        name: "web".into(),
        ports: vec![port(80, Protocol::Tcp)],
        instances: instance("web-01", "192.168.0.1"),
        calls,
        ..Service::default()
    });
    design
}

#[test]
fn a_call_is_served_by_tag_and_by_backend_ref() {
    let cases = [
        (MeshVersion::V2_5, "2.5.11", MeshServices::Disabled),
        (MeshVersion::V2_14, "2.14.3", MeshServices::Disabled),
        (MeshVersion::V2_14, "2.14.3", MeshServices::Exclusive),
        (MeshVersion::V2_14, "2.14.3", MeshServices::Everywhere),
        (MeshVersion::V3_0, "3.0dev", MeshServices::Disabled),
    ];
    for (version, server, mode) in cases {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mesh = format!("calls-{}-{}", version.keyword().replace('.', "-"), mode.keyword().to_lowercase());
        let (by_reference, spec) = match mode {
            MeshServices::Exclusive => (true, "meshServices:\n  mode: Exclusive\n"),
            MeshServices::Everywhere => (true, "meshServices:\n  mode: Everywhere\n"),
            MeshServices::Disabled | MeshServices::ReachableBackends => (false, ""),
        };
        make_mesh(plane, &mesh, spec);
        let text = together(&of_world(&caller(version, &mesh, mode), World::Universal));
        assert_eq!(text.contains("backendRef:"), by_reference || version == MeshVersion::V3_0, "{text}");
        plane.kumactl(&["apply", "-f", "-"], &text).unwrap_or_else(|why| panic!("{server}: {why}\n{text}"));
        let id = format!("{mesh}.web-01");
        // The control plane makes MeshServices by itself, a moment later.
        let outbound = at_last(|| {
            let listeners = plane.served(&[&id])[&id].clone()?;
            let is_http = |listener: &&Listener| (listener.direction, listener.speaks) == (Direction::Outbound, Speaks::Http);
            let outbound = listeners.iter().find(is_http).cloned();
            outbound.ok_or_else(|| format!("{server} {mode:?} has no HTTP outbound but {listeners:?} for\n{text}"))
        });
        assert_eq!(outbound.port, 10001, "{server} {mode:?}");
    }
}

#[test]
fn a_backend_ref_to_a_service_of_kubernetes_is_taken() {
    for (version, server) in [(MeshVersion::V2_14, "2.14.3"), (MeshVersion::V3_0, "3.0dev")] {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mesh = format!("by-labels-{}", version.keyword().replace('.', "-"));
        make_mesh(plane, &mesh, "");
        let mut design = caller(version, &mesh, MeshServices::Exclusive);
        let api = Service { on: Some(World::Kubernetes), namespace: "shop".into(), ..(*design.services[0]).clone() };
        design.apply(Edit::put_service(api));
        let text = together(&of_world(&design, World::Universal));
        assert!(text.contains("kuma.io/display-name: api"), "{text}");
        plane.kumactl(&["apply", "-f", "-"], &text).unwrap_or_else(|why| panic!("{server}: {why}\n{text}"));
    }
}

#[test]
fn a_template_is_filled_in_taken_and_served() {
    for (version, server) in TARGETS {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mesh = format!("templates-{}", version.keyword().replace('.', "-"));
        make_mesh(plane, &mesh, "");
        let mut design = aimed(Design::default(), version, &mesh);
        design.push(Service { name: "web".into(), ports: vec![port(80, Protocol::Grpc)], ..Service::default() });
        let dataplanes = of_world(&design, World::Universal);
        assert!(dataplanes[0].template);
        let filled = ["apply", "-f", "-", "-v", "name=web-07", "-v", "address=192.168.0.7"];
        plane.kumactl(&filled, &dataplanes[0].text()).unwrap_or_else(|why| panic!("{server}: {why}\n{}", dataplanes[0].text()));
        let id = format!("{mesh}.web-07");
        assert_eq!(inbounds(plane, &[&id])[&id], BTreeMap::from([(80, Speaks::Http)]), "{server}");
    }
}

#[test]
fn gateways_are_taken() {
    for (version, server) in TARGETS {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mesh = format!("gateways-{}", version.keyword().replace('.', "-"));
        make_mesh(plane, &mesh, "");
        let mut design = aimed(Design::default(), version, &mesh);
        let gateway = Some(portolan::design::Gateway::Delegated);
        design.push(Service { name: "kong".into(), instances: instance("kong-01", "192.168.0.9"), gateway, ..Service::default() });
        let text = together(&of_world(&design, World::Universal));
        plane.kumactl(&["apply", "-f", "-"], &text).unwrap_or_else(|why| panic!("{server}: {why}\n{text}"));
    }
}

/// The words of a command as a shell reads them, and the file its output goes to.
fn words(command: &str) -> (Vec<String>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let script = format!("kumactl() {{ printf '%s\\n' \"$@\"; }}\n{command}");
    let status = Command::new("sh").arg("-c").arg(script).current_dir(&folder).status().expect("a shell");
    assert!(status.success(), "{command}");
    let file = fs::read_dir(&folder).expect("the folder").next().expect("a token file").expect("a token file").path();
    let words = fs::read_to_string(&file).expect("the token file").lines().map(str::to_owned).collect();
    (words, file.file_name().expect("a name").to_string_lossy().into_owned())
}

#[test]
fn every_token_command_is_understood_by_its_kumactl() {
    for (version, server) in TARGETS {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        let mesh = format!("tokens-{}", version.keyword().replace('.', "-"));
        make_mesh(plane, &mesh, "");
        let mut design = aimed(Design::default(), version, &mesh);
        let ports = vec![port(80, Protocol::Http)];
        design.push(Service {
            name: "web".into(),
            ports: ports.clone(),
            instances: instance("web-01", "192.168.0.1"),
            ..Service::default()
        });
        design.push(Service { name: "api".into(), ports, ..Service::default() });
        for dataplane in of_world(&design, World::Universal) {
            let service = design.service(dataplane.service).expect("its service");
            let token = commands(&design.target, service, &dataplane, Given::Stored).token;
            // `portable` offers a template two commands, each for some versions.
            let for_3 = server == "3.0dev";
            let lines: Vec<&str> = token.lines().filter(|line| !line.starts_with('#')).collect();
            let line = if for_3 { lines.last() } else { lines.first() };
            let (words, file) = words(line.expect("a command"));
            assert_eq!(file, format!("{}.token", dataplane.object.name));
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let answer = plane.kumactl(&words, "").unwrap_or_else(|why| panic!("{server}: {words:?}: {why}"));
            assert_eq!(answer.trim().split('.').count(), 3, "no token: {answer}");
        }
    }
}

const VERSIONS: [MeshVersion; 4] = [MeshVersion::V2_5, MeshVersion::V2_14, MeshVersion::V3_0, MeshVersion::Portable];

/// The Services of every template, for every version and in every style, in one namespace.
fn every_service(namespace: &str) -> Vec<Manifest> {
    let mut all = Vec::new();
    for template in TEMPLATES {
        for (version, style) in VERSIONS.into_iter().flat_map(|version| HintStyle::ALL.map(|style| (version, style))) {
            let mut design = aimed(template.design(), version, "default");
            design.target.hint = style;
            for service in design.services.clone() {
                design.apply(Edit::put_service(Service { namespace: namespace.to_owned(), ..(*service).clone() }));
            }
            all.extend(of_world(&design, World::Kubernetes));
        }
    }
    all
}

#[test]
fn the_services_of_every_template_are_taken_by_kubectl_and_by_the_server() {
    let Some(server) = ApiServer::shared() else { return };
    server.kubectl().run(&["create", "namespace", "exports"], "").expect("a namespace");
    let services = every_service("exports");
    let text = together(&services);
    for how in [["--dry-run=client", "--validate=false"], ["--dry-run=server", "--validate=strict"]] {
        let arguments = [&["create", "--output=name", "--filename=-"], &how[..]].concat();
        let said = server.kubectl().run(&arguments, &text).unwrap_or_else(|why| panic!("{how:?}: {why}"));
        assert_eq!(said.lines().count(), services.len(), "{how:?}");
    }
}

fn write(files: &[File], folder: &Path) {
    for file in files {
        assert!(is_ours(&file.text, &file.text), "{}", file.path);
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &file.text).expect("a file");
    }
}

fn path(folder: &Path) -> &str {
    folder.to_str().expect("a path of characters")
}

/// Documents by kind, namespace and name.
fn by_name(documents: Vec<Value>) -> BTreeMap<String, Value> {
    let key = |value: &Value| format!("{} {} {}", value["kind"], value["metadata"]["namespace"], value["metadata"]["name"]);
    documents.into_iter().map(|value| (key(&value), value)).collect()
}

fn yaml(text: &str) -> BTreeMap<String, Value> {
    by_name(read_yaml(Reader::Kubectl, text).expect("readyaml is here").expect("YAML"))
}

#[test]
fn kustomize_builds_a_base_and_a_component_of_patches() {
    let Some(kubectl) = kubectl() else { return };
    let Some(_) = read_yaml(Reader::Kubectl, "") else { return };
    for template in TEMPLATES {
        let design = template.design();
        let services = together(&of_world(&design, World::Kubernetes));
        if services.is_empty() {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path().join("base");
        write(&bundle(&design, &[World::Kubernetes], Layout::Kustomize, Comments::Off).files, &base);
        let built = kubectl.run(&["kustomize", path(&base.join("kubernetes"))], "").expect("kustomize builds the base");
        assert_eq!(yaml(&built), yaml(&services), "{}", template.name);

        // Somebody else's Services without a hint, and our patches over them.
        let mut silent = design.clone();
        for service in design.services.iter() {
            let mut service = (**service).clone();
            service.ports.iter_mut().for_each(|port| port.protocol = None);
            silent.apply(Edit::put_service(service));
        }
        let theirs = folder.path().join("theirs");
        write(&bundle(&silent, &[World::Kubernetes], Layout::Kustomize, Comments::Off).files, &theirs);
        write(&bundle(&design, &[World::Kubernetes], Layout::Patches, Comments::Off).files, &folder.path().join("ours"));
        let both = "resources: [../theirs/kubernetes]\ncomponents: [../ours/kubernetes]\n";
        let over = folder.path().join("over");
        fs::create_dir(&over).and_then(|()| fs::write(over.join("kustomization.yaml"), both)).expect("a kustomization");
        let built = kubectl.run(&["kustomize", path(&over)], "").unwrap_or_else(|why| panic!("{}: {why}", template.name));
        assert_eq!(yaml(&built), yaml(&services), "{}", template.name);
    }
}

/// A DNS server and a web page behind one Service: two ports share a number, the one the mesh sees first or second.
fn dns(first: Transport, second: Transport) -> Service {
    let named = |id, name: &str, number, transport| ServicePort {
        id: PortId(id),
        name: name.into(),
        port: number,
        transport,
        ..ServicePort::default()
    };
    let mut ports = vec![named(1, "a", 53, first), named(2, "b", 53, second), named(3, "web", 80, Transport::Tcp)];
    ports.iter_mut().filter(|port| port.transport == Transport::Tcp).for_each(|port| port.protocol = Some(Protocol::Http));
    Service {
        name: "dns".into(),
        namespace: "patches".into(),
        selector: [("app".to_owned(), "dns".to_owned())].into(),
        ports,
        ..Service::default()
    }
}

fn hints(server: &ApiServer) -> Vec<(String, String, String)> {
    let live = server.kubectl().run(&["get", "service", "dns", "--namespace=patches", "--output=json"], "").expect("the Service is there");
    let live: Value = serde_json::from_str(&live).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let port = |port: &Value| (text(&port["name"]), text(&port["protocol"]), text(&port["appProtocol"]));
    live["spec"]["ports"].as_array().expect("ports").iter().map(port).collect()
}

#[test]
fn patches_hint_at_the_right_ports_of_a_service_that_somebody_else_owns() {
    let Some(server) = ApiServer::shared() else { return };
    let kubectl = server.kubectl();
    kubectl.run(&["create", "namespace", "patches"], "").expect("a namespace");
    let expect = |transports: [&str; 2]| {
        let hint = |transport: &str| if transport == "TCP" { "http" } else { "" }.to_owned();
        let [a, b] = transports.map(|transport| (transport.to_owned(), hint(transport)));
        vec![("a".to_owned(), a.0, a.1), ("b".to_owned(), b.0, b.1), ("web".to_owned(), "TCP".to_owned(), "http".to_owned())]
    };
    for (first, second) in [(Transport::Tcp, Transport::Udp), (Transport::Udp, Transport::Tcp)] {
        for how in ["apply", "patch"] {
            let folder = tempfile::tempdir().expect("a folder");
            let mut design = Design::default();
            design.push(dns(first, second));
            let mut theirs = dns(first, second);
            theirs.ports.iter_mut().for_each(|port| port.protocol = None);
            let mut silent = Design::default();
            silent.push(theirs);
            kubectl.run(&["create", "--filename=-"], &together(&of_world(&silent, World::Kubernetes))).expect("their Service");
            let patches = bundle(&design, &[World::Kubernetes], Layout::Patches, Comments::On);
            write(&patches.files, folder.path());
            let file = folder.path().join("kubernetes/patches/dns.patch.yaml");
            let given = match how {
                "apply" => kubectl.run(&["apply", "--server-side", "--field-manager=portolan", "--filename", path(&file)], ""),
                _ => kubectl.run(&["patch", "--filename", path(&file), "--patch-file", path(&file)], ""),
            };
            if how == "patch" && first == Transport::Udp {
                // A strategic merge knows ports by number alone: refused, rather than the wrong port changed, and a note says so.
                assert!(given.as_ref().is_err_and(|why| why.contains("Duplicate value")), "{given:?}");
                assert!(patches.notes.iter().any(|note| note.contains("--server-side")), "{:?}", patches.notes);
            } else {
                given.unwrap_or_else(|why| panic!("{how}: {why}"));
                assert_eq!(hints(server), expect([first.keyword(), second.keyword()]), "{how}");
            }
            kubectl.run(&["delete", "service", "dns", "--namespace=patches"], "").expect("their Service goes");
        }
    }
}
