//! What the mesh sees of a port, against what real control planes made of the same files, and against Kuma's own conversion fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use portolan::manifest::seen::{Objects, Of, changes};
use portolan::protocol::effective::{Kuma, MeshServiceSeen, Proxy, RESERVED_PORT, Service, webhook_refusal};
use portolan::protocol::{MeshServices, MeshVersion};
use portolan::yaml::{self, Node};
use serde_json::{Value, json};

use crate::support::cases;

fn objects(file: &str, text: &str) -> Objects {
    let mut objects = Objects::default();
    objects.read(file, &yaml::parse(text).unwrap_or_else(|error| panic!("{file}:{}: {}", error.line, error.message)));
    objects
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// `2.14.3` is 2.14, `3.0dev` is 3.0.
fn version(word: &str) -> MeshVersion {
    let numbers: Vec<&str> = word.trim_end_matches("dev").split('.').take(2).collect();
    numbers.join(".").parse().unwrap_or_else(|()| panic!("the version {word}"))
}

fn kuma(line: &Value) -> Kuma {
    let mode = line["meshServices"].as_str().map_or(MeshServices::Disabled, |word| MeshServices::from_keyword(word).expect("a mode"));
    Kuma::new(version(line["version"].as_str().expect("a version")), mode)
}

/// The proxies of the Pods of a file, as `k8s-served.jsonl` writes them; that was applied in the namespace `shop`.
fn inbounds(objects: &Objects, kuma: Kuma) -> (Vec<Value>, Option<String>) {
    let (cluster, mut all, mut refused) = (objects.cluster(), Vec::new(), None);
    for pod in 0..cluster.pods().len() {
        let inbounds = match cluster.proxy(pod, kuma).expect("a Pod") {
            Proxy::Sidecar(inbounds) => inbounds,
            Proxy::Refused(_, why) => {
                refused = Some(why);
                Vec::new()
            }
            Proxy::Gateway | Proxy::ZoneProxy | Proxy::Failed(_) => Vec::new(),
        };
        all.extend(inbounds.into_iter().map(|inbound| {
            let mut line = json!({"port": inbound.port, "protocol": inbound.protocol, "served": inbound.served.keyword()});
            if let Some(service) = inbound.service {
                line["service"] = json!(service.replace("__svc", "_shop_svc"));
            }
            line
        }));
    }
    (all, refused)
}

/// The Services of a file in the same words.
fn services(objects: &Objects, kuma: Kuma) -> Vec<Value> {
    let refusals: BTreeMap<String, String> = objects
        .cluster()
        .services()
        .iter()
        .filter_map(|service: &Service| Some((service.name.clone(), webhook_refusal(service, kuma)?)))
        .collect();
    let mut lines: Vec<Value> = Vec::new();
    for row in objects.rows(kuma) {
        let Of::Service { service, transport, .. } = &row.of else { continue };
        let line = match refusals.get(service) {
            Some(why) => json!({"service": service, "refused": format!("The Service \"{service}\" is invalid: {why}")}),
            None => {
                let mesh_service = match &row.mesh_service {
                    MeshServiceSeen::Says(value) => json!(value),
                    MeshServiceSeen::Refused | MeshServiceSeen::None => Value::Null,
                };
                json!({
                    "service": service, "port": row.port, "transport": transport.keyword(),
                    "meshService": mesh_service, "client": row.client.keyword(),
                })
            }
        };
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What was not judged is not compared.
fn judged(ours: &mut [Value], theirs: &mut [Value]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        if theirs["client"].is_null() && theirs["note"].as_str().is_some_and(|note| note.starts_with("not judged")) {
            for field in ["client", "meshService", "note"] {
                ours.as_object_mut().expect("a line").remove(field);
                theirs.as_object_mut().expect("a line").remove(field);
            }
        }
    }
}

#[test]
fn real_control_planes_make_of_services_what_is_said() {
    let (mut agree, mut wrong) = (0, Vec::new());
    for folder in cases::with("k8s-served.jsonl") {
        for line in read(&folder, "k8s-served.jsonl").lines() {
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            let file = line["file"].as_str().expect("a file");
            let (objects, kuma) = (objects(file, &read(&folder, file)), kuma(&line));
            let (mut ours, mut theirs) = (services(&objects, kuma), line["services"].as_array().cloned().unwrap_or_default());
            judged(&mut ours, &mut theirs);
            let (ports, refused) = inbounds(&objects, kuma);
            let same = ports == *line["inbounds"].as_array().expect("inbounds") && ours == theirs;
            if same && refused.is_some() == line.get("refused").is_some_and(|refused| !refused.is_null()) {
                agree += 1;
            } else {
                wrong.push(format!("{line}\nours: {ports:?} {refused:?} {}", json!(ours)));
            }
        }
    }
    println!("k8s-served: {agree} of {} lines agree", agree + wrong.len());
    assert!(wrong.is_empty(), "{} of {} lines differ:\n{}", wrong.len(), agree + wrong.len(), wrong.join("\n\n"));
}

/// The pairs of a folder of Kuma's fixtures: the name before the first dot, and what is there of it.
fn fixtures(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder of fixtures") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        if let Some((name, part)) = name.strip_suffix(".yaml").and_then(|name| name.split_once('.')) {
            found.entry(name.to_owned()).or_default().insert(part.to_owned());
        }
    }
    found
}

fn text<'a>(node: &'a Node, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(node, |node, key| node.get(key))?.text()
}

/// The fixtures name no kind: what a file holds says its name.
fn with_kind(kind: &str, text: &str) -> String {
    let documents =
        text.split("\n---").map(|document| document.trim_start_matches("---")).filter(|document| document.contains("metadata:"));
    let named = documents.map(|document| {
        if document.contains("\nkind:") || document.starts_with("kind:") {
            document.to_owned()
        } else {
            format!("kind: {kind}\n{}", document.trim_start_matches('\n'))
        }
    });
    named.collect::<Vec<_>>().join("\n---\n")
}

/// `port protocol service` of each inbound of a Dataplane that a fixture expects.
fn expected_inbounds(document: &Node, version: MeshVersion) -> Vec<String> {
    let inbounds = ["spec", "networking", "inbound"].iter().try_fold(document, |node, key| node.get(key)).map_or(&[][..], Node::items);
    let inbounds = inbounds.iter().map(|inbound| {
        let protocol = text(inbound, &["tags", "kuma.io/protocol"]).or_else(|| text(inbound, &["protocol"]));
        let service = text(inbound, &["tags", "kuma.io/service"]).filter(|_| version != MeshVersion::V3_0);
        format!("{} {} {}", text(inbound, &["port"]).unwrap_or("?"), protocol.unwrap_or("?"), service.unwrap_or("-"))
    });
    inbounds.collect()
}

#[test]
fn pods_are_converted_as_kuma_converts_them() {
    let (mut agree, mut incomplete, mut wrong) = (0, 0, Vec::new());
    for folder in cases::with("k8s") {
        for release in ["2.5.11", "2.14.3", "3.0dev"] {
            let folder = folder.join(format!("k8s/kuma-conversion-{release}"));
            if !folder.exists() {
                continue;
            }
            let kuma = Kuma::new(version(release), MeshServices::Disabled);
            for (name, parts) in fixtures(&folder) {
                if !parts.contains("pod") || !parts.contains("dataplane") {
                    continue;
                }
                let pod = with_kind("Pod", &read(&folder, &format!("{name}.pod.yaml")));
                let services = parts.contains("services-for-pod").then(|| read(&folder, &format!("{name}.services-for-pod.yaml")));
                let services = with_kind("Service", &services.unwrap_or_default());
                let documents = yaml::parse(&read(&folder, &format!("{name}.dataplane.yaml"))).expect("a Dataplane");
                let theirs = expected_inbounds(&documents[0].root, kuma.version());
                let only_reserved = |line: &String| line.starts_with(&RESERVED_PORT.to_string());
                if services.is_empty() && !theirs.iter().all(only_reserved) {
                    // The Services that this inbound is of were not taken along.
                    incomplete += 1;
                    continue;
                }
                let objects = objects(&name, &format!("{pod}\n---\n{services}"));
                let cluster = objects.cluster();
                // These Services were found to select the Pod already, by name; their selectors are not given.
                let mut found: Vec<&Service> = cluster.services().iter().collect();
                found.sort_by_key(|service| (service.selector.is_empty(), service.name.as_str()));
                let proxy = Proxy::of(&cluster.pods()[0], &found, kuma);
                let inbounds = match &proxy {
                    Proxy::Sidecar(inbounds) | Proxy::Refused(inbounds, _) => inbounds.as_slice(),
                    Proxy::Gateway | Proxy::ZoneProxy | Proxy::Failed(_) => &[],
                };
                let ours: Vec<String> = (inbounds.iter())
                    .map(|inbound| format!("{} {} {}", inbound.port, inbound.protocol, inbound.service.as_deref().unwrap_or("-")))
                    .collect();
                let sorted = |lines: &[String]| lines.iter().cloned().collect::<BTreeSet<String>>();
                if sorted(&ours) == sorted(&theirs) {
                    agree += 1;
                } else {
                    wrong.push(format!("{release}/{name}: ours {ours:?}, theirs {theirs:?}, {proxy:?}"));
                }
            }
        }
    }
    println!("conversion of Pods: {agree} agree, {incomplete} without their Services");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is made of the Service in the input of a fixture; none where the input holds MeshServices of before.
#[test]
fn mesh_services_are_made_as_kuma_makes_them() {
    let (mut agree, mut wrong) = (0, Vec::new());
    for folder in cases::with("k8s") {
        for release in ["2.14.3", "3.0dev"] {
            let folder = folder.join(format!("k8s/kuma-conversion-{release}/meshservice"));
            for (name, parts) in if folder.exists() { fixtures(&folder) } else { BTreeMap::new() } {
                if !parts.contains("resources") || !parts.contains("meshservice") {
                    continue;
                }
                let input = read(&folder, &format!("{name}.resources.yaml"));
                let documents = yaml::parse(&input).expect("objects");
                let kinds: Vec<&str> = documents.iter().filter_map(|document| text(&document.root, &["kind"])).collect();
                if kinds.contains(&"MeshService") || !kinds.contains(&"Mesh") {
                    continue;
                }
                let mode = documents.iter().find_map(|document| text(&document.root, &["spec", "meshServices", "mode"]));
                let mode = mode.and_then(MeshServices::from_keyword).unwrap_or_default();
                let kuma = Kuma::new(version(release), mode);
                let says = |row: &portolan::manifest::seen::Row| match &row.mesh_service {
                    MeshServiceSeen::Says(value) => Some(format!("{} {value}", row.port)),
                    MeshServiceSeen::Refused | MeshServiceSeen::None => None,
                };
                let ours: BTreeSet<String> = objects(&name, &input).rows(kuma).iter().filter_map(says).collect();
                let expected = yaml::parse(&read(&folder, &format!("{name}.meshservice.yaml"))).expect("a list");
                let items = expected[0].root.get("items").map_or(&[][..], Node::items);
                let ports = items
                    .iter()
                    .flat_map(|item| ["spec", "ports"].iter().try_fold(item, |node, key| node.get(key)).map_or(&[][..], Node::items));
                let theirs: BTreeSet<String> = ports
                    .map(|port| format!("{} {}", text(port, &["port"]).unwrap_or("?"), text(port, &["appProtocol"]).unwrap_or("?")))
                    .collect();
                if ours == theirs {
                    agree += 1;
                } else {
                    wrong.push(format!("{release}/{name}: ours {ours:?}, theirs {theirs:?}"));
                }
            }
        }
    }
    println!("MeshServices: {agree} agree");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const KAFKA: &str = "
kind: Service
metadata: {name: queue, namespace: shop}
spec:
  selector: {app: queue}
  ports:
  - {name: broker, port: 9092, appProtocol: kafka}
  - {name: admin, port: 80, targetPort: web, appProtocol: http}
---
type: Dataplane
name: web-01
networking: {address: 10.0.0.1, inbound: [{port: 80, tags: {kuma.io/service: web, kuma.io/protocol: http}}]}
";

#[test]
fn one_bad_port_costs_the_whole_service_on_the_way_to_3() {
    let objects = objects("queue.yaml", KAFKA);
    let rows = |version| objects.rows(Kuma::new(version, MeshServices::Disabled));
    let found = changes(&rows(MeshVersion::V2_14), &rows(MeshVersion::V3_0));
    let said: Vec<&str> = found.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(
        said,
        [
            "inbound: kafka → tcp, served as: kafka → tcp, clients: kafka → no listener",
            "clients: http → no listener",
            "inbound: http → tcp, served as: http → tcp, clients: http → no listener",
        ]
    );
    assert!(found[1].after.note.contains("because port 9092 says kafka, so clients reach none of its ports"), "{}", found[1].after.note);
    assert!(found[2].after.note.starts_with("3.0 does not read the tag"), "{}", found[2].after.note);
    assert_eq!(changes(&rows(MeshVersion::V2_13), &rows(MeshVersion::V2_14)), []);
}

#[test]
fn a_design_is_seen_as_what_it_is_written_as() {
    let text = "portolan: 1\nname: shop\ntarget: {version: '2.14', hint: annotation, meshServices: exclusive}\nservices:\n- name: web\n  selector: {app: web}\n  ports:\n  - {name: http, port: 80, targetPort: web, protocol: http}\n  instances:\n  - {name: web-01, address: 10.0.0.1}\n";
    let design = portolan::design::file::read(text).expect("a design");
    let rows = Objects::of_design("shop.portolan.yaml", &design).rows(Kuma::new(design.target.version, design.target.mesh_services));
    let words: Vec<[&str; 4]> =
        rows.iter().map(|row| [row.inbound.keyword(), row.served.keyword(), row.mesh_service.keyword(), row.client.keyword()]).collect();
    assert_eq!(words, [["http", "http", "tcp", "tcp"], ["http", "http", "http", "http"]]);
    assert!(rows[0].note.starts_with("The annotation says http; clients see tcp all the same"), "{}", rows[0].note);
}

/// `inbound served meshService client` of the first row of some documents.
fn seen(text: &str, version: MeshVersion, mode: MeshServices) -> (String, String) {
    let rows = objects("a file", text).rows(Kuma::new(version, mode));
    let row = rows.first().expect("a row");
    let words = [row.inbound.keyword(), row.served.keyword(), row.mesh_service.keyword(), row.client.keyword()];
    (words.join(" "), row.note.clone())
}

/// A Service with the lines of one port and a Pod with the lines of its container's.
fn service_and_pod(port: &str, annotations: &str, container: &str) -> String {
    format!(
        "kind: Service\nmetadata: {{name: web, annotations: {{{annotations}}}}}\nspec: {{selector: {{app: web}}, ports: [{{{port}}}]}}\n---\n\
         kind: Deployment\nmetadata: {{name: web}}\nspec: {{template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{ports: [{{{container}}}]}}]}}}}}}\n"
    )
}

#[test]
fn what_is_silent_is_said() {
    use MeshServices::{Disabled, Everywhere, Exclusive, ReachableBackends};
    use MeshVersion::{V2_5, V2_9, V2_13, V2_14, V3_0};
    let bogus = "'80.service.kuma.io/protocol': bogus";
    let cases = [
        (
            "port: 80",
            bogus,
            "containerPort: 80",
            V2_9,
            Exclusive,
            "refused none none no listener",
            "2.9 refuses the Service: metadata.annotations",
        ),
        ("port: 80", bogus, "containerPort: 80", V2_14, Disabled, "refused none none no listener", "The Dataplane of the Pod is refused: "),
        ("port: 80", bogus, "containerPort: 80", V3_0, Disabled, "refused none tcp tcp", "The Dataplane of the Pod is refused: "),
        (
            "port: 80, targetPort: web",
            "",
            "name: api, containerPort: 80",
            V2_13,
            Disabled,
            "none none none no listener",
            "No Dataplane is made of the Pod: ",
        ),
        (
            "port: 80, targetPort: web",
            "",
            "name: api, containerPort: 80",
            V2_14,
            Exclusive,
            "none none tcp tcp",
            "The Pod declares no TCP port named web",
        ),
        (
            "port: 80, targetPort: web",
            "",
            "name: web, containerPort: 80, protocol: UDP",
            V2_14,
            Disabled,
            "none none none no listener",
            "The Pod declares no",
        ),
        ("port: 53, protocol: UDP", "", "containerPort: 53", V2_14, Exclusive, "none none none no listener", "The mesh ignores UDP ports"),
        ("port: 80, appProtocol: HTTP", "", "containerPort: 80", V2_13, Everywhere, "http http HTTP http", "Its appProtocol says HTTP"),
        (
            "port: 80, appProtocol: HTTP",
            "",
            "containerPort: 80",
            V2_14,
            Everywhere,
            "http http HTTP no listener",
            "Its appProtocol says HTTP; clients get no listener",
        ),
        (
            "port: 80, appProtocol: HTTP",
            "",
            "containerPort: 80",
            V2_14,
            ReachableBackends,
            "http http HTTP http",
            "Its appProtocol says HTTP; clients that name it",
        ),
        (
            "port: 80, appProtocol: mysql",
            "",
            "containerPort: 80",
            V2_14,
            Disabled,
            "mysql nothing none dead",
            "2.14 knows mysql but can build nothing for it",
        ),
        (
            "port: 80, appProtocol: mysql",
            "",
            "containerPort: 80",
            V2_5,
            Disabled,
            "tcp tcp none tcp",
            "Its appProtocol mysql means nothing to 2.5, so the port is tcp",
        ),
    ];
    for (port, annotations, container, version, mode, words, why) in cases {
        let (found, note) = seen(&service_and_pod(port, annotations, container), version, mode);
        assert_eq!(found, words, "{port} {annotations} {version}: {note}");
        assert!(note.starts_with(why), "{port} {annotations} {version}: {note}");
    }
}

#[test]
fn a_service_without_a_given_pod_is_seen_with_the_one_it_hopes_for() {
    let alone =
        "kind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80, targetPort: web, appProtocol: http}]}\n";
    let (words, note) = seen(alone, MeshVersion::V2_14, MeshServices::Disabled);
    assert_eq!(words, "http http none http");
    assert!(note.ends_with("no Pod is given, so one that has the port is assumed"), "{note}");
    let beside = format!("{alone}---\nkind: Pod\nmetadata: {{name: other, labels: {{app: other}}}}\n");
    let (words, note) = seen(&beside, MeshVersion::V2_14, MeshServices::Disabled);
    assert_eq!(words, "none none none no listener");
    assert!(note.starts_with("No given Pod has the labels of the selector"), "{note}");
}

#[test]
fn universal_inbounds_of_one_service_have_in_common_what_all_say() {
    let dataplane = |name: &str, port: u32, protocol: &str| {
        format!(
            "type: Dataplane\nname: {name}\nnetworking: {{inbound: [{{port: {port}, tags: {{kuma.io/service: web, kuma.io/protocol: {protocol}}}}}]}}\n---\n"
        )
    };
    let mixed = dataplane("a", 80, "http") + &dataplane("b", 80, "grpc");
    assert_eq!(seen(&mixed, MeshVersion::V2_14, MeshServices::Disabled).0, "http http none tcp");
    let tls = "type: Dataplane\nname: a\nnetworking: {inbound: [{port: 80, tags: {kuma.io/service: a, kuma.io/protocol: http}}, {port: 81, tags: {kuma.io/service: b, kuma.io/protocol: tls}}]}\n";
    assert_eq!(seen(tls, MeshVersion::V2_14, MeshServices::Disabled).0, "http nothing none http");
    assert_eq!(seen(tls, MeshVersion::V2_5, MeshServices::Disabled).0, "refused none none no listener");
    assert_eq!(seen(&dataplane("a", 80, "HTTP"), MeshVersion::V2_10, MeshServices::Exclusive).0, "http http http http");
}

#[test]
fn nothing_that_people_have_written_is_too_much() {
    let (mut files, mut ports) = (0, 0);
    for folder in cases::with("universal-valid") {
        for part in ["k8s", "k8s-served", "universal-valid", "universal-invalid"] {
            for entry in fs::read_dir(folder.join(part)).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                let Some(documents) = fs::read_to_string(&path).ok().and_then(|text| yaml::parse(&text).ok()) else { continue };
                let mut objects = Objects::default();
                objects.read("a file", &documents);
                for version in MeshVersion::ALL {
                    for mode in MeshServices::ALL {
                        let rows = objects.rows(Kuma::new(version, mode));
                        assert!(rows.iter().all(|row| !row.note.is_empty()), "{}", path.display());
                        ports += rows.len();
                    }
                }
                files += 1;
            }
        }
    }
    println!("{files} files, {ports} rows");
}

/// `served` of the recorded verdicts: what a proxy gets by address and port, or by name; `nothing` for a proxy without listeners. An empty
/// map is of listeners on IPv6, which are served (seen on 2.14.3) and were not recorded.
#[test]
fn universal_inbounds_are_served_as_recorded() {
    let (mut agree, mut wrong) = (0, Vec::new());
    for folder in cases::with("universal-verdicts.jsonl") {
        for line in read(&folder, "universal-verdicts.jsonl").lines() {
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            let (file, document) = (line["file"].as_str().expect("a file"), line["document"].as_u64().expect("a document"));
            let Some(served) = line.get("served").filter(|served| !served.is_null() && **served != json!({})) else { continue };
            // What is a template, or no YAML to us, has no rows.
            let Ok(documents) = yaml::parse(&read(&folder, file)) else { continue };
            let mut objects = Objects::default();
            objects.read(file, documents.get(document as usize..=document as usize).expect("the document"));
            let rows = objects.rows(Kuma::new(version(line["version"].as_str().expect("a version")), MeshServices::Disabled));
            let ours: BTreeSet<&str> = rows.iter().map(|row| row.served.keyword()).collect();
            let theirs: BTreeSet<&str> = match served.as_object() {
                Some(served) => served.values().filter_map(Value::as_str).collect(),
                None => BTreeSet::from(["nothing"]),
            };
            let address = documents.get(document as usize).and_then(|document| text(&document.root, &["networking", "address"]));
            if theirs.contains("nothing") && address.is_none_or(|address| address.parse::<std::net::IpAddr>().is_err()) {
                // Nothing, because the control plane could not find out the address of a name.
                continue;
            }
            // Without inbounds there is nothing to serve and no row.
            let same = ours == theirs || ours.is_empty() && theirs.contains("nothing");
            if same { agree += 1 } else { wrong.push(format!("{line}\nours: {ours:?}")) }
        }
    }
    println!("universal-verdicts: {agree} of {} lines with served agree", agree + wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
