//! Documents → the Services, Pods and Dataplanes in them. Knows nothing of what the mesh makes of those.

use std::collections::BTreeMap;

use super::{Objects, Of};
use crate::protocol::effective::{ContainerPort, Dataplane, DataplaneInbound, Pod, Reach, Service, ServicePort};
use crate::protocol::{TargetPort, Transport};
use crate::yaml::{Node, Style};

/// Takes in an object: a Service, a Pod or what makes Pods, an EndpointSlice, a Dataplane, or a list of such.
pub(super) fn object(into: &mut Objects, file: &str, document: usize, node: &Node, listed: Option<&str>) {
    if word(node, "type") == Some("Dataplane") {
        let (found, name) = (dataplane(node), owned(node, "name"));
        let of = Of::Dataplane { document, dataplane: name, service: None };
        return into.dataplanes.push((of, file.to_owned(), found));
    }
    let kind = word(node, "kind").or(listed).unwrap_or_default();
    let template = match kind {
        "Service" => return into.services.push((file.to_owned(), service(node))),
        "EndpointSlice" => return endpoints(into, node),
        "Namespace" => {
            let label = strings(at(node, &["metadata", "labels"])).remove("kuma.io/sidecar-injection");
            if !label.is_some_and(|label| ["enabled", "true", "yes"].contains(&label.as_str())) {
                into.uninjected.insert(metadata(node, "name"));
            }
            return;
        }
        "Pod" => Some(node),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" => at(node, &["spec", "template"]),
        "CronJob" => at(node, &["spec", "jobTemplate", "spec", "template"]),
        _ => {
            if let Some(listed) = kind.strip_suffix("List") {
                let items = node.get("items").map_or(&[][..], Node::items);
                items.iter().for_each(|item| object(into, file, document, item, Some(listed)));
            }
            None
        }
    };
    if let Some(template) = template {
        into.pods.push((file.to_owned(), metadata(node, "name"), pod(node, template)));
    }
}

fn service(node: &Node) -> Service {
    let spec = |key: &str| at(node, &["spec", key]);
    let reach = match (spec("type").and_then(Node::text), spec("clusterIP").and_then(Node::text)) {
        (Some("ExternalName"), _) => Reach::ExternalName,
        (_, Some("None")) => Reach::Headless,
        (_, _) => Reach::ClusterIp,
    };
    Service {
        name: metadata(node, "name"),
        namespace: metadata(node, "namespace"),
        labels: strings(at(node, &["metadata", "labels"])),
        annotations: strings(at(node, &["metadata", "annotations"])),
        selector: strings(spec("selector")),
        reach,
        ports: spec("ports").map_or(&[][..], Node::items).iter().filter_map(service_port).collect(),
        leads_to_gateway: false,
        outside: false,
    }
}

/// A port without a number, or with a transport that Kubernetes does not know, is none.
fn service_port(node: &Node) -> Option<ServicePort> {
    let port = number(node.get("port")?)?;
    Some(ServicePort {
        name: owned(node, "name"),
        port,
        target: node.get("targetPort").and_then(target).unwrap_or(TargetPort::Number(port)),
        transport: transport(node)?,
        app_protocol: word(node, "appProtocol").map(str::to_owned),
    })
}

/// A number in quotes is a name to Kubernetes. 0 is the same as none.
fn target(node: &Node) -> Option<TargetPort> {
    match number(node) {
        Some(number) => Some(TargetPort::Number(number)).filter(|_| number != 0),
        None => node.text().filter(|text| !text.is_empty() && !is_null(node)).map(|text| TargetPort::Name(text.to_owned())),
    }
}

fn transport(node: &Node) -> Option<Transport> {
    word(node, "protocol").map_or(Some(Transport::Tcp), Transport::from_keyword)
}

/// A Pod by itself, or by the template of a workload.
fn pod(workload: &Node, template: &Node) -> Pod {
    let containers = |key| at(template, &["spec", key]).map_or(&[][..], Node::items).iter();
    // Of init containers only sidecars stay.
    let sidecars = containers("initContainers").filter(|container| word(container, "restartPolicy") == Some("Always"));
    let ports = containers("containers").chain(sidecars).flat_map(|container| container.get("ports").map_or(&[][..], Node::items));
    let ports = ports.filter_map(|port| {
        let number = number(port.get("containerPort")?)?;
        Some(ContainerPort { name: owned(port, "name"), number, transport: transport(port)? })
    });
    let owner = at(workload, &["metadata", "ownerReferences"]).and_then(|owners| owners.items().first()).map(|owner| owned(owner, "name"));
    Pod {
        namespace: metadata(workload, "namespace"),
        owner: owner.unwrap_or_else(|| metadata(workload, "name")),
        labels: strings(at(template, &["metadata", "labels"])),
        gateway: strings(at(template, &["metadata", "annotations"])).remove("kuma.io/gateway"),
        ports: ports.collect(),
    }
}

fn endpoints(into: &mut Objects, node: &Node) {
    let labels = strings(at(node, &["metadata", "labels"]));
    let Some(service) = labels.get("kubernetes.io/service-name") else { return };
    for endpoint in node.get("endpoints").map_or(&[][..], Node::items) {
        if let Some(target) = endpoint.get("targetRef").filter(|target| word(target, "kind") == Some("Pod")) {
            into.endpoints.push((metadata(node, "namespace"), service.clone(), owned(target, "name")));
        }
    }
}

fn dataplane(node: &Node) -> Dataplane {
    let inbounds = at(node, &["networking", "inbound"]).map_or(&[][..], Node::items);
    let inbound = |node: &Node| {
        let mut tags = strings(node.get("tags"));
        let field = word(node, "protocol").map(str::to_owned);
        let port = node.get("port").and_then(|port| port.text()?.parse().ok()).unwrap_or_default();
        DataplaneInbound { port, service: tags.remove("kuma.io/service"), tag: tags.remove("kuma.io/protocol"), field }
    };
    Dataplane {
        mesh: owned(node, "mesh"),
        workload: strings(node.get("labels")).remove("kuma.io/workload"),
        inbounds: inbounds.iter().map(inbound).collect(),
    }
}

fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

fn metadata(node: &Node, key: &str) -> String {
    node.get("metadata").map_or_else(String::new, |metadata| owned(metadata, key))
}

/// What a key says, if it says anything.
fn word<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).filter(|value| !is_null(value)).and_then(Node::text)
}

fn owned(node: &Node, key: &str) -> String {
    word(node, key).unwrap_or_default().to_owned()
}

fn is_null(node: &Node) -> bool {
    node.style() == Some(Style::Plain) && matches!(node.text(), Some("" | "~" | "null" | "Null" | "NULL"))
}

fn number(node: &Node) -> Option<u32> {
    node.text().filter(|_| node.style() == Some(Style::Plain))?.parse().ok()
}

fn strings(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.map_or(&[][..], Node::entries).iter();
    entries.filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned()))).collect()
}
