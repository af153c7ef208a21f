//! H010: one port of a Pod with two protocols. Knows nothing of Universal, nor of which Pods there are.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServicePort, ServiceType, Transport, World};
use crate::protocol::{MeshVersion, Protocol};

rule! {
    /// ## What it does
    /// Looks for Services of one namespace that select the same Pods, because the labels of one selector are all in the other, and lead
    /// to the same port of theirs with different protocols. Two ports of one Service can do so too. That `kafka` and `tcp` are two
    /// protocols up to 2.14 is left out.
    ///
    /// ## Why is this bad?
    /// Kuma makes an inbound of each, and one of them wins at random: protocol errors come and go. Most often one of the two, such as the
    /// headless twin of a Service, says nothing, which is tcp.
    ///
    /// ## Use instead
    /// The same protocol wherever the port is named.
    "H010" "same-pod-port" Warning: Look::Shared { keys, judge }
}

/// Beyond this, only Services of the very same selector are compared: each label more doubles the subsets.
const MOST_LABELS: usize = 5;

/// The selector of a service, and all that are part of it, for each of its ports: so a service shares a key with all whose selector is part
/// of its own.
fn keys(_: &str, service: &Service) -> Vec<String> {
    if !counts(service) {
        return Vec::new();
    }
    let labels: Vec<String> = service.selector.iter().map(label).collect();
    let own = labels.concat();
    let subsets: Vec<String> = match labels.len() {
        1..=MOST_LABELS => (1..1_usize << labels.len()).map(|subset| part(&labels, subset)).collect(),
        _ => vec![own],
    };
    let ports: Vec<String> = inbounds(service).map(|port| format!("{}\n{}\n", service.namespace, port.target())).collect();
    ports.iter().flat_map(|port| subsets.iter().map(move |subset| format!("{port}{subset}"))).collect()
}

fn label((key, value): (&String, &String)) -> String {
    format!("{key}={value}\n")
}

fn part(labels: &[String], subset: usize) -> String {
    labels.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, label)| label.as_str()).collect()
}

fn counts(service: &Service) -> bool {
    let is_ignored = service.annotations.get("kuma.io/ignore").is_some_and(|value| value == "true");
    let has_pods = !service.selector.is_empty() && !matches!(service.kind, ServiceType::ExternalName(_));
    service.is_on(World::Kubernetes) && has_pods && !is_ignored && service.gateway.is_none()
}

/// The ports that become inbounds and whose protocol is known; of hints kept as they were other rules speak.
fn inbounds(service: &Service) -> impl Iterator<Item = &ServicePort> {
    let annotated = |port: &ServicePort| service.annotations.contains_key(&format!("{}.service.kuma.io/protocol", port.port));
    service.ports.iter().filter(move |port| port.transport == Transport::Tcp && port.hint.is_none() && !annotated(port))
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let mut parts = key.splitn(3, '\n');
    let (Some(_), Some(target), Some(selector)) = (parts.next(), parts.next(), parts.next()) else { return Vec::new() };
    let here = |service: &Service| service.selector.iter().map(label).collect::<String>() == selector;
    let labels = selector.lines().count();
    // Whose selector this is; of all others the Pods are some of its own.
    let Some(widest) = services.iter().find(|service| service.selector.len() == labels && here(service)) else { return Vec::new() };
    let meant = |port: &&ServicePort| port.target().to_string() == target;
    let Some(first) = inbounds(widest).find(meant) else { return Vec::new() };
    let mut findings = Vec::new();
    for service in services {
        for port in inbounds(service).filter(meant) {
            // Two ports of one number are refused as such.
            let is_same = service.id == widest.id && port.port == first.port;
            if !is_same && differ(first.protocol, port.protocol) {
                findings.push(said(target, (widest, first), (service, port)));
            }
        }
    }
    findings
}

/// Whether they are two protocols to every Kuma.
fn differ(one: Option<Protocol>, other: Option<Protocol>) -> bool {
    let hint = |protocol: Option<Protocol>| protocol.map_or("tcp", |protocol| protocol.spec().hint_for(MeshVersion::V3_0).value());
    hint(one) != hint(other)
}

/// Said where nothing is said about the protocol, if that is so in one place alone; else at the later.
fn said(target: &str, first: (&Service, &ServicePort), second: (&Service, &ServicePort)) -> Finding {
    let (other, (service, port)) = match (first.1.protocol, second.1.protocol) {
        (None, Some(_)) => (second, first),
        (Some(_) | None, Some(_) | None) => (first, second),
    };
    let name = |protocol: Option<Protocol>| protocol.map_or("not said", |protocol| protocol.spec().label);
    let words = format!(
        "{}:{} leads to port {target} of the same Pods as {}, this as {}: which of the two wins is chance",
        other.0.full_name(),
        other.1.port,
        name(other.1.protocol),
        name(port.protocol)
    );
    let finding = RULE.at(Place::port(service, port, Field::Protocol), words);
    match (port.protocol, other.1.protocol) {
        (None, Some(protocol)) => {
            let edit = Edit::put_port(service.id, ServicePort { protocol: Some(protocol), ..port.clone() });
            finding.mended_by(format!("Pick {} here too", protocol.spec().label), edit)
        }
        (None | Some(_), None | Some(_)) => finding,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::testing::{http, is_mended, ports, said};
    use crate::design::{PortId, Target, TargetPort};

    fn selecting<const N: usize>(name: &str, labels: [(&str, &str); N], protocol: Option<Protocol>) -> Service {
        let selector: BTreeMap<String, String> = labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        Service { name: name.into(), selector, instances: Vec::new(), ..ports([ServicePort { protocol, ..http(80) }]) }
    }

    #[test]
    fn a_twin_that_says_nothing_or_something_else() {
        let (web, twin) = (selecting("web", [("app", "web")], Some(Protocol::Http)), selecting("twin", [("app", "web")], None));
        let words = "shop/web:80 leads to port 8080 of the same Pods as HTTP/1.1, this as not said: which of the two wins is chance";
        assert_eq!(said(&RULE, [web.clone(), twin.clone()]), [words]);
        assert_eq!(said(&RULE, [twin.clone(), web.clone()]), [words], "said where nothing is said");
        assert!(is_mended(&RULE, Target::default(), [web.clone(), twin]));
        let canary = selecting("canary", [("app", "web"), ("track", "canary")], Some(Protocol::Redis));
        assert_eq!(said(&RULE, [canary, web]).len(), 1);
    }

    #[test]
    fn two_ports_of_one_service() {
        let (one, other) = (http(80), ServicePort { id: PortId(2), port: 81, protocol: Some(Protocol::Grpc), ..http(80) });
        assert_eq!(said(&RULE, [ports([one, other])]).len(), 1);
    }

    #[test]
    fn other_pods_other_ports_and_the_same_protocol() {
        let web = || selecting("web", [("app", "web")], Some(Protocol::Http));
        for other in [
            selecting("api", [("app", "api")], None),
            selecting("same", [("app", "web")], Some(Protocol::Http)),
            Service { namespace: "other".into(), ..selecting("web", [("app", "web")], None) },
            Service { on: Some(World::Universal), ..selecting("vm", [("app", "web")], None) },
            Service { annotations: [("kuma.io/ignore".into(), "true".into())].into(), ..selecting("ignored", [("app", "web")], None) },
            Service {
                ports: vec![ServicePort { target_port: Some(TargetPort::Number(9)), protocol: None, ..http(80) }],
                ..selecting("p", [("app", "web")], None)
            },
        ] {
            assert_eq!(said(&RULE, [web(), other]), [""; 0]);
        }
        let opaque = |name, protocol| selecting(name, [("app", "web")], Some(protocol));
        assert!(said(&RULE, [opaque("a", Protocol::Tcp), opaque("b", Protocol::Redis), opaque("c", Protocol::Kafka)]).is_empty());
        assert!(said(&RULE, [Service { selector: [].into(), ..web() }, crate::check::testing::web()]).is_empty());
    }
}
