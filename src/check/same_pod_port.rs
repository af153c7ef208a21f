//! H010: one port of a Pod with two protocols. Knows nothing of Universal, nor of which Pods there are.

use super::{Field, Finding, Look, Place, hints};
use crate::design::{Edit, Service, ServicePort, ServiceType, Target, World};
use crate::protocol::effective::Kuma;

rule! {
    /// ## What it does
    /// Looks for Services of one namespace that select the same Pods, because the labels of one selector are all in the other, and lead
    /// to the same port of theirs with different protocols. Two ports of one Service can do so too. In files, Services of one folder are
    /// compared, and workloads beside them say which port a name means and which Pods two selectors have in common.
    ///
    /// ## Why is this bad?
    /// Kuma makes an inbound of each, and one of them wins at random: protocol errors come and go. In 3.0, and from 2.11 to 2.13 with
    /// MeshServices alone, it makes only one, of the Service that is first by name. Most often one of the two, such as the headless twin
    /// of a Service, says nothing, which is tcp.
    ///
    /// ## Use instead
    /// The same protocol wherever the port is named.
    "H010" "same-pod-port" Warning: Look::Targeted { keys, judge }
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
    let ports: Vec<String> = service.tcp_ports().map(|port| format!("{}\n{}\n", service.namespace, port.target())).collect();
    ports.iter().flat_map(|port| subsets.iter().map(move |subset| format!("{port}{subset}"))).collect()
}

fn label((key, value): (&String, &String)) -> String {
    format!("{key}={value}\n")
}

fn part(labels: &[String], subset: usize) -> String {
    labels.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, label)| label.as_str()).collect()
}

fn counts(service: &Service) -> bool {
    let has_pods = !service.selector.is_empty() && !matches!(service.kind, ServiceType::ExternalName(_));
    service.is_on(World::Kubernetes) && has_pods && !hints::is_ignored(service) && service.gateway.is_none()
}

fn judge(target: &Target, key: &str, services: &[&Service]) -> Vec<Finding> {
    let mut parts = key.splitn(3, '\n');
    let (Some(_), Some(to), Some(selector)) = (parts.next(), parts.next(), parts.next()) else { return Vec::new() };
    let meant = |port: &&ServicePort| port.target().to_string() == to;
    if let [only] = services
        && only.tcp_ports().filter(meant).nth(1).is_none()
    {
        return Vec::new();
    }
    let here = |service: &Service| service.selector.iter().map(label).collect::<String>() == selector;
    let labels = selector.lines().count();
    // Whose selector this is; of all others the Pods are some of its own.
    let Some(widest) = services.iter().find(|service| service.selector.len() == labels && here(service)) else { return Vec::new() };
    let Some(first) = widest.tcp_ports().find(meant) else { return Vec::new() };
    let Some(value) = hints::written(target, widest, first) else { return Vec::new() };
    let mut findings = Vec::new();
    for service in services.iter().filter(|service| service.id == widest.id || service.full_name() != widest.full_name()) {
        for port in service.tcp_ports().filter(meant) {
            // Two ports of one number are refused as such.
            let is_same = service.id == widest.id && port.port == first.port;
            if !is_same && hints::written(target, service, port).is_some_and(|other| other != value) {
                findings.push(said(target, to, (widest, first), (service, port)));
            }
        }
    }
    findings
}

/// Said where nothing is said about the protocol, if that is so in one place alone; else at the later.
fn said(target: &Target, to: &str, first: (&Service, &ServicePort), second: (&Service, &ServicePort)) -> Finding {
    let (other, (service, port)) = match (spoken(target, first), spoken(target, second)) {
        (None, Some(_)) => (second, first),
        (Some(_) | None, Some(_) | None) => (first, second),
    };
    let name = |of| spoken(target, of).unwrap_or("not said");
    let who_wins = if Kuma::new(target.version, target.mesh_services).writes_one_inbound_a_port() {
        "the first by name counts for both"
    } else {
        "which of the two wins is chance"
    };
    let words = format!(
        "{}:{} leads to port {to} of the same Pods as {}, this as {}: {who_wins}",
        other.0.full_name(),
        other.1.port,
        name(other),
        name((service, port))
    );
    let finding = RULE.at(Place::port(service, port, Field::Protocol), words).with(other.0);
    match other.1.protocol.filter(|_| spoken(target, (service, port)).is_none()) {
        Some(protocol) => {
            let edit = Edit::put_port(service.id, ServicePort { protocol: Some(protocol), ..port.clone() });
            finding.mended_by(format!("Pick {} here too", protocol.spec().label), edit)
        }
        None => finding,
    }
}

/// What is said of a port, in people's words where it is a protocol.
fn spoken<'a>(target: &Target, (service, port): (&'a Service, &'a ServicePort)) -> Option<&'a str> {
    let protocol = port.protocol.map(|protocol| protocol.spec().label);
    protocol.or(port.hint.as_deref()).or_else(|| hints::annotation(target, service, port))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said, version};
    use crate::design::{PortId, TargetPort};
    use crate::protocol::{MeshServices, MeshVersion, Protocol};

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
    fn what_is_written_counts_and_not_what_was_meant() {
        let hinted = |hint: &str| {
            let port = ServicePort { hint: Some(hint.into()), protocol: None, ..http(80) };
            Service { ports: vec![port], ..selecting("twin", [("app", "web")], None) }
        };
        let web = || selecting("web", [("app", "web")], Some(Protocol::Http));
        assert_eq!(said(&RULE, [web(), hinted("HTTP")]), [""; 0], "the inbound is http");
        let words = "shop/web:80 leads to port 8080 of the same Pods as HTTP/1.1, this as https: which of the two wins is chance";
        assert_eq!(said(&RULE, [web(), hinted("https")]), [words], "the inbound is tcp");
        assert_eq!(said(&RULE, [web(), hinted("tls")]), [""; 0], "there is no listener at all");
        let annotated = Service { annotations: [("80.service.kuma.io/protocol".into(), "http".into())].into(), ..hinted("https") };
        assert_eq!(said(&RULE, [web(), annotated]), [""; 0]);
    }

    #[test]
    fn where_one_inbound_is_written_the_first_by_name_counts() {
        let twins = || [selecting("web", [("app", "web")], Some(Protocol::Http)), selecting("twin", [("app", "web")], None)];
        let ends = |version, words: &str| {
            let target = Target { version, mesh_services: MeshServices::Exclusive, ..Target::default() };
            found(&RULE, target, twins())[0].message.ends_with(words)
        };
        for version in [MeshVersion::V2_11, MeshVersion::V2_13, MeshVersion::V3_0] {
            assert!(ends(version, "the first by name counts for both"), "{version}");
        }
        assert!(ends(MeshVersion::V2_10, "is chance") && ends(MeshVersion::V2_14, "is chance"));
    }

    #[test]
    fn two_services_of_one_name_are_one_of_two_clusters() {
        let web = |protocol| selecting("web", [("app", "web")], protocol);
        assert_eq!(said(&RULE, [web(Some(Protocol::Http)), web(None)]), [""; 0]);
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
        assert!(said(&RULE, [opaque("a", Protocol::Tcp), opaque("b", Protocol::Redis)]).is_empty());
        let kafka = || [opaque("a", Protocol::Tcp), opaque("b", Protocol::Kafka)];
        assert!(found(&RULE, version(MeshVersion::V3_0), kafka()).is_empty(), "3.0 knows no kafka");
        assert_eq!(found(&RULE, version(MeshVersion::V2_14), kafka()).len(), 1);
        assert!(said(&RULE, [Service { selector: [].into(), ..web() }, crate::check::testing::web()]).is_empty());
    }
}
