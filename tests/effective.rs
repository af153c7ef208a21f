//! What the mesh sees of a port, against what real control planes made of the same files, and against Kuma's own conversion fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use portolan::manifest::seen::{Objects, Of};
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
