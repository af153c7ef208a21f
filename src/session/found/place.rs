//! A place in a design made of found documents → a place in their text.
//! Knows nothing of what is wrong there.

use std::ops::Range;

use crate::check::Field;
use crate::design::{Service, ServicePort, World};
use crate::manifest::annotation_key;
use crate::manifest::import::Origin;
use crate::manifest::source::Found;
use crate::yaml::Node;

/// Where a field stands.
pub(super) struct Spot {
    /// In the words of the document.
    pub(super) path: String,
    pub(super) span: Range<usize>,
    /// Whether the field itself is there, and not only what it is missing from.
    pub(super) exact: bool,
}

/// Whether outbounds of calls have addresses of their own.
pub(super) fn has_own_addresses(found: &Found, calls: &[usize]) -> bool {
    let outbounds = found.root.get("networking").and_then(|networking| networking.get("outbound")).map_or(&[][..], Node::items);
    calls
        .iter()
        .filter_map(|at| outbounds.get(*at))
        .any(|outbound| outbound.get("address").is_some_and(|at| at.text() != Some("127.0.0.1")))
}

enum Step {
    Key(String),
    Item(usize),
}

/// Where a field of a service stands in its document.
pub(super) fn spot(found: &Found, service: &Service, origin: &Origin, port: Option<&ServicePort>, field: Field) -> Spot {
    let keys = |keys: &[&str]| keys.iter().map(|key| Step::Key((*key).to_owned())).collect::<Vec<_>>();
    let index = port.and_then(|port| origin.ports.get(&port.id)).copied();
    let has = |steps: &[Step]| walk(&found.root, steps).1;
    let candidates = match service.on {
        Some(World::Universal) => dataplane(field, index, origin, &keys),
        Some(World::Kubernetes) | None => self::service(field, index, service, port, &keys),
    };
    let mut candidates = candidates.into_iter();
    let first = candidates.next().unwrap_or_default();
    let steps = if has(&first) { first } else { candidates.find(|steps| has(steps)).unwrap_or(first) };
    let (span, exact) = walk(&found.root, &steps);
    Spot { path: path(&steps), span, exact }
}

/// The span of what is furthest down the steps, and whether that is all of them.
fn walk(root: &Node, steps: &[Step]) -> (Range<usize>, bool) {
    let mut node = root;
    for step in steps {
        let next = match step {
            Step::Key(key) => node.get(key),
            Step::Item(index) => node.items().get(*index),
        };
        match next {
            Some(next) => node = next,
            None => return (node.span.clone(), false),
        }
    }
    (node.span.clone(), true)
}

fn path(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Item(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) if key.contains(['.', '/']) => path.push_str(&format!("[\"{key}\"]")),
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.extend([".", key]),
        }
    }
    path
}

type Keys<'a> = dyn Fn(&[&str]) -> Vec<Step> + 'a;

/// Where it may be said, the best first.
fn service(field: Field, index: Option<usize>, service: &Service, port: Option<&ServicePort>, keys: &Keys<'_>) -> Vec<Vec<Step>> {
    let one = |path: &[&str]| vec![keys(path)];
    let in_port = |key: &str| {
        let mut steps = keys(&["spec", "ports"]);
        steps.extend(index.map(Step::Item));
        steps.extend(Some(key).filter(|key| !key.is_empty()).map(|key| Step::Key(key.to_owned())));
        steps
    };
    let annotation = |port: &ServicePort| keys(&["metadata", "annotations", &annotation_key(port.port)]);
    match field {
        Field::Whole if index.is_some() => vec![in_port("")],
        Field::Whole | Field::Version | Field::Gateway | Field::Inbound | Field::Call(_) | Field::Ignore(_) => vec![Vec::new()],
        Field::Name if index.is_some() => vec![in_port("name")],
        Field::Name | Field::InstanceName(_) | Field::InstanceAddress(_) => one(&["metadata", "name"]),
        Field::Namespace => one(&["metadata", "namespace"]),
        Field::Labels | Field::Mesh | Field::Tags => one(&["metadata", "labels"]),
        Field::Annotations => one(&["metadata", "annotations"]),
        Field::Selector => one(&["spec", "selector"]),
        Field::Type => vec![keys(&["spec", "type"]), keys(&["spec", "clusterIP"]), keys(&["spec", "externalName"])],
        Field::Ports => one(&["spec", "ports"]),
        Field::PortName => vec![in_port("name")],
        Field::Port => vec![in_port("port")],
        Field::TargetPort => vec![in_port("targetPort")],
        Field::NodePort => vec![in_port("nodePort")],
        Field::Transport => vec![in_port("protocol")],
        Field::Protocol => match port {
            Some(port) => vec![in_port("appProtocol"), annotation(port)],
            None => service.ports.iter().map(annotation).chain([keys(&["metadata", "annotations"])]).collect(),
        },
    }
}

fn dataplane(field: Field, index: Option<usize>, origin: &Origin, keys: &Keys<'_>) -> Vec<Vec<Step>> {
    let one = |path: &[&str]| vec![keys(path)];
    let inbound = |path: &[&str]| {
        let mut steps = keys(&["networking", "inbound"]);
        steps.push(Step::Item(index.unwrap_or(0)));
        steps.extend(keys(path));
        steps
    };
    match field {
        Field::Whole if index.is_some() => vec![inbound(&[])],
        Field::Whole | Field::Version | Field::Namespace | Field::Selector | Field::Type | Field::Annotations | Field::Ignore(_) => {
            vec![Vec::new()]
        }
        Field::Name => vec![
            inbound(&["tags", "kuma.io/service"]),
            keys(&["networking", "gateway", "tags", "kuma.io/service"]),
            keys(&["labels", "kuma.io/workload"]),
            keys(&["name"]),
        ],
        Field::InstanceName(_) => one(&["name"]),
        Field::InstanceAddress(_) => one(&["networking", "address"]),
        Field::Mesh => one(&["mesh"]),
        Field::Labels => one(&["labels"]),
        Field::Tags => vec![keys(&["networking", "gateway", "tags"]), inbound(&["tags"]), keys(&["labels"])],
        Field::Gateway => one(&["networking", "gateway"]),
        Field::Ports => one(&["networking", "inbound"]),
        Field::PortName => vec![inbound(&["name"])],
        Field::Port | Field::NodePort | Field::Transport => vec![inbound(&["port"])],
        Field::TargetPort => vec![inbound(&["servicePort"])],
        Field::Protocol => vec![inbound(&["protocol"]), inbound(&["tags", "kuma.io/protocol"])],
        Field::Inbound => vec![inbound(&[])],
        Field::Call(at) => {
            let mut steps = keys(&["networking", "outbound"]);
            steps.extend(origin.calls.get(at).map(|at| Step::Item(*at)));
            vec![steps]
        }
    }
}
