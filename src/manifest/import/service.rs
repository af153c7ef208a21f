//! A v1 Service → a service on Kubernetes.
//! Knows nothing of Dataplanes.

use std::collections::BTreeMap;

use super::reader::{Reader, is_nothing};
use crate::design::{HintStyle, PortId, Service, ServicePort, ServiceType, Target, TargetPort, Transport, World};
use crate::manifest::annotation_key;
use crate::protocol::{MeshVersion, PROTOCOLS, Protocol};
use crate::yaml::{Kind, Node, Style};

/// The service, and where each of its ports stands in the list.
pub(super) fn read(reader: &mut Reader<'_>, target: &Target) -> (Service, BTreeMap<PortId, usize>) {
    let mut service = Service { on: Some(World::Kubernetes), ..Service::default() };
    let (mut ports, mut places) = (Vec::new(), BTreeMap::new());
    let found = reader.found;
    for (key, value) in found.root.entries() {
        match key.text().unwrap_or_default() {
            "apiVersion" | "kind" => {}
            "metadata" => metadata(reader, value, &mut service),
            "spec" => spec(reader, value, &mut service, &mut ports),
            other => reader.no_place(other, value),
        }
    }
    service.hint = Some(hints(&mut service.annotations, &mut ports, target.version)).filter(|style| *style != target.hint);
    for (id, mut port) in (1..).map(PortId).zip(ports) {
        places.insert(id, port.index);
        if port.port.transport != Transport::Tcp {
            port.port.hint = port.app_protocol.and_then(Node::text).map(str::to_owned);
        }
        service.ports.push(ServicePort { id, ..port.port });
    }
    (service, places)
}

/// A port as it was found, before it is known how its hint is written.
struct Found<'a> {
    index: usize,
    port: ServicePort,
    app_protocol: Option<&'a Node>,
}

fn metadata<'a>(reader: &mut Reader<'a>, at: &'a Node, service: &mut Service) {
    for (key, value) in reader.entries("metadata", at) {
        let path = |key: &str| format!("metadata.{key}");
        match key.text().unwrap_or_default() {
            "name" => service.name = reader.text("metadata.name", value).unwrap_or_default().to_owned(),
            "namespace" => service.namespace = reader.text("metadata.namespace", value).unwrap_or_default().to_owned(),
            "labels" => service.labels = reader.texts("metadata.labels", value),
            "annotations" => service.annotations = reader.texts("metadata.annotations", value),
            other => reader.no_place(&path(other), value),
        }
    }
}

/// What Kubernetes itself takes where nothing is said.
const DEFAULTS: [(&str, &str); 6] = [
    ("sessionAffinity", "None"),
    ("internalTrafficPolicy", "Cluster"),
    ("externalTrafficPolicy", "Cluster"),
    ("ipFamilyPolicy", "SingleStack"),
    ("publishNotReadyAddresses", "false"),
    ("clusterIP", ""),
];

fn spec<'a>(reader: &mut Reader<'a>, at: &'a Node, service: &mut Service, ports: &mut Vec<Found<'a>>) {
    let mut external = None;
    for (key, value) in reader.entries("spec", at) {
        let key = key.text().unwrap_or_default();
        match key {
            "type" => match reader.text("spec.type", value) {
                None | Some("ClusterIP") => {}
                Some("NodePort") => service.kind = ServiceType::NodePort,
                Some("LoadBalancer") => service.kind = ServiceType::LoadBalancer,
                Some("ExternalName") => service.kind = ServiceType::ExternalName(String::new()),
                Some(_) => reader.note("spec.type", value, "this is no type of a Service"),
            },
            "externalName" => external = reader.text("spec.externalName", value).map(|name| (name, value)),
            "clusterIP" if value.text() == Some("None") => service.headless = true,
            "selector" => service.selector = reader.texts("spec.selector", value),
            "ports" => {
                for (index, item) in reader.items("spec.ports", value).iter().enumerate() {
                    ports.extend(port(reader, item, index));
                }
            }
            _ if value.text().is_some_and(|text| DEFAULTS.contains(&(key, text))) => {}
            other => reader.no_place(&format!("spec.{other}"), value),
        }
    }
    match (&mut service.kind, external) {
        (ServiceType::ExternalName(to), Some((name, _))) => name.clone_into(to),
        (_, Some((_, value))) => reader.note("spec.externalName", value, "only a Service of type ExternalName has one"),
        (_, None) => {}
    }
}

fn port<'a>(reader: &mut Reader<'a>, at: &'a Node, index: usize) -> Option<Found<'a>> {
    let base = format!("spec.ports[{index}]");
    let mut port = ServicePort::default();
    let (mut app_protocol, mut known) = (None, true);
    for (key, value) in reader.entries(&base, at) {
        let key = key.text().unwrap_or_default();
        let path = format!("{base}.{key}");
        match key {
            "name" => port.name = reader.text(&path, value).unwrap_or_default().to_owned(),
            "port" => match reader.number(&path, value) {
                Some(number) => port.port = number,
                None => known = is_nothing(value),
            },
            "targetPort" => port.target_port = reader.text(&path, value).and_then(|text| target_port(text, value)),
            "nodePort" => port.node_port = reader.number(&path, value).filter(|number| *number != 0),
            "protocol" => match reader.text(&path, value).map(Transport::from_keyword) {
                Some(Some(transport)) => port.transport = transport,
                Some(None) => reader.note(&path, value, "this is none of TCP, UDP and SCTP"),
                None => {}
            },
            "appProtocol" => app_protocol = reader.text(&path, value).map(|_| value),
            other => reader.no_place(&format!("{base}.{other}"), value),
        }
    }
    if !known {
        reader.note(&base, at, "left out: a port without a number is none");
    }
    known.then_some(Found { index, port, app_protocol })
}

/// To Kubernetes a number in quotes is a name, and 0 is left out.
fn target_port(text: &str, at: &Node) -> Option<TargetPort> {
    let name = || TargetPort::Name(text.to_owned());
    let is_plain = matches!(at.kind, Kind::Scalar(_, Style::Plain));
    let target = text.parse().ok().filter(|_| is_plain).map_or_else(name, TargetPort::Number);
    (target != TargetPort::Number(0)).then_some(target)
}

/// Gives every TCP port its hint; the style in which they are written. What the style does not write itself stays among the annotations:
/// a design is to become the same Service again.
fn hints(annotations: &mut BTreeMap<String, String>, ports: &mut [Found<'_>], version: MeshVersion) -> HintStyle {
    let mut hinted: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    for port in ports.iter().filter(|port| port.port.transport == Transport::Tcp) {
        let annotation = annotations.get(&annotation_key(port.port.port)).map(String::as_str);
        hinted.extend(Some((port.app_protocol.and_then(Node::text), annotation)).filter(|hints| *hints != (None, None)));
    }
    // In style `both` the annotation is the hint of what the app speaks.
    let are_both = |(app_protocol, annotation): &(Option<&str>, Option<&str>)| match (app_protocol, annotation) {
        (Some(one), Some(other)) => one == other || meant(other, version).is_some(),
        (None, _) | (_, None) => false,
    };
    let style = if hinted.is_empty() {
        HintStyle::AppProtocol
    } else if hinted.iter().all(are_both) {
        HintStyle::Both
    } else if hinted.iter().all(|(app_protocol, _)| app_protocol.is_none()) {
        HintStyle::Annotation
    } else {
        HintStyle::AppProtocol
    };
    let mut written = Vec::new();
    for found in ports.iter_mut().filter(|port| port.port.transport == Transport::Tcp) {
        let key = annotation_key(found.port.port);
        let app_protocol = found.app_protocol.and_then(Node::text);
        let value = match style {
            HintStyle::AppProtocol => app_protocol,
            HintStyle::Annotation => annotations.get(&key).map(String::as_str),
            HintStyle::Both => {
                let annotation = annotations.get(&key).map(String::as_str);
                if annotation != app_protocol
                    && let Some(protocol) = annotation.and_then(|value| meant(value, version))
                {
                    found.port.protocol = Some(protocol);
                    found.port.hint = app_protocol.map(str::to_owned);
                    written.push(key);
                    continue;
                }
                app_protocol
            }
        };
        let Some(value) = value else { continue };
        found.port.protocol = meant(value, version);
        found.port.hint = Some(value.to_owned()).filter(|_| found.port.protocol.is_none());
        let same = annotations.get(&key).is_some_and(|annotation| annotation == value);
        written.extend(Some(key).filter(|_| style != HintStyle::AppProtocol && same));
    }
    written.iter().for_each(|key| drop(annotations.remove(key)));
    style
}

/// The protocol that a version writes as that very value, the least special first: `tcp` is any bytes.
pub(super) fn meant(value: &str, version: MeshVersion) -> Option<Protocol> {
    let own = PROTOCOLS.iter().find(|spec| spec.keyword == value && spec.hint_for(version).value() == value);
    own.map(|spec| spec.protocol)
}
