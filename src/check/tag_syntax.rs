//! U003: tags on Universal, which are labels in 3.0. Knows nothing of the hints that ports themselves write.

use std::collections::BTreeMap;

use super::hints::{self, Reading};
use super::{Field, Finding, Look, Place, label_syntax, words};
use crate::design::{Service, Target, Transport, World};
use crate::protocol::{Dialect, MeshVersion};

rule! {
    /// ## What it does
    /// Looks at the keys and values of extra tags, and at the name of a service of Universal alone, which is the value of
    /// `kuma.io/service`, as the control plane does; for Kuma 3.0, where extra tags are labels, as it does with labels. Tags and labels
    /// of Kuma's own are held to what Kuma wants of them: a protocol, the mesh, an origin.
    ///
    /// ## Why is this bad?
    /// The control plane refuses the Dataplane.
    ///
    /// ## Use instead
    /// Letters, digits, `.`, `-`, `_` and `:`; `/` in keys only; never an empty value.
    "U003" "tag-syntax" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let tagged = has_tags(target.version) || service.gateway.is_some();
    let mut findings: Vec<Finding> = Vec::new();
    if tagged {
        if !service.is_on(World::Kubernetes) {
            findings.extend(words::tag_value(&service.name).map(|words| RULE.at(Place::service(service, Field::Name), words)));
        }
        findings.extend(said(&service.tags).map(|words| RULE.at(Place::service(service, Field::Tags), words)));
    }
    let of_kuma = match service.gateway {
        Some(_) => gateway_protocol(&service.tags),
        None if has_tags(target.version) => inbound_protocol(target.version, &service.tags),
        None => None,
    };
    findings.extend(of_kuma.map(|words| RULE.at(Place::service(service, Field::Tags), words)));
    if has_labels(target.version) {
        let own = own_labels(service.mesh(target), &service.tags);
        findings.extend(own.map(|words| RULE.at(Place::service(service, Field::Tags), words)));
        findings.extend(label_syntax::said(&service.tags).map(|words| RULE.at(Place::service(service, Field::Tags), words)));
    }
    if has_tags(target.version) && service.gateway.is_none() {
        let inbounds = service.ports.iter().filter(|port| port.transport == Transport::Tcp);
        let of_tags = |tags| said(tags).chain(inbound_protocol(target.version, tags));
        let of_ports = inbounds.flat_map(|port| of_tags(&port.inbound.tags).map(move |words| (port, words)));
        findings.extend(of_ports.map(|(port, words)| RULE.at(Place::port(service, port, Field::Inbound), words)));
    }
    findings
}

fn said(tags: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    tags.iter().flat_map(|(key, value)| {
        let of_key = words::tag_key(key).map(|words| format!("\"{key}\": {words}"));
        let of_value = words::tag_value(value).map(|words| format!("{key}: \"{value}\": {words}"));
        of_key.into_iter().chain(of_value)
    })
}

/// What is said of a protocol in the tags of an inbound (`domain.md` §3.3, 17). Only versions up to 2.14 read it: `portable` goes by the
/// oldest, which is the strictest of them.
fn inbound_protocol(version: MeshVersion, tags: &BTreeMap<String, String>) -> Option<String> {
    let (value, reader) = (tags.get(PROTOCOL)?, if version == MeshVersion::Portable { MeshVersion::V2_5 } else { version });
    let unknown = hints::reading(value, reader) == Reading::Unknown;
    let allowed = hints::allowed(reader);
    unknown.then(|| format!("tag \"{PROTOCOL}\" has an invalid value \"{value}\". Allowed values: {allowed}"))
}

/// What is said of a protocol in the tags of a gateway (`domain.md` §3.3, 31). Up to 2.11 `TCP` is another value.
fn gateway_protocol(tags: &BTreeMap<String, String>) -> Option<String> {
    let value = tags.get(PROTOCOL).filter(|value| *value != "tcp")?;
    Some(format!("other values than tcp are not allowed, provided value \"{value}\""))
}

/// What is said of labels that Kuma itself would set (`domain.md` §3.5).
fn own_labels(mesh: &str, tags: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    let other_mesh = tags.get("kuma.io/mesh").is_some_and(|value| value != mesh);
    let origin = tags.get("kuma.io/origin").filter(|origin| *origin != "zone");
    let of_mesh = other_mesh.then(|| "kuma.io/mesh label must not differ from mesh set on resource".to_owned());
    of_mesh.into_iter().chain(origin.map(|origin| format!("unknown resource origin \"{origin}\"")))
}

/// The tag by which versions up to 2.14 know a protocol.
const PROTOCOL: &str = "kuma.io/protocol";

/// Whether inbounds have tags.
fn has_tags(version: MeshVersion) -> bool {
    match version.dialect() {
        Dialect::Tag | Dialect::TagAndField | Dialect::Portable => true,
        Dialect::Field => false,
    }
}

/// Whether extra tags are written as labels.
fn has_labels(version: MeshVersion) -> bool {
    match version.dialect() {
        Dialect::Tag | Dialect::TagAndField => false,
        Dialect::Field | Dialect::Portable => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, ports, said, version, web};
    use crate::design::{Gateway, Inbound, ServicePort};

    fn tagged(key: &str, value: &str) -> Service {
        Service { tags: [(key.into(), value.into())].into(), ..web() }
    }

    #[test]
    fn tags_that_kuma_refuses() {
        assert_eq!(said(&RULE, [tagged("version", "")]), ["version: \"\": tag value must be non-empty"]);
        let value = "tag value must consist of alphanumeric characters, dots, dashes and underscores";
        assert_eq!(said(&RULE, [tagged("a", "b/c")]), [format!("a: \"b/c\": {value}")]);
        assert_eq!(said(&RULE, [tagged("", "b")]), ["\"\": tag name must be non-empty"]);
        let inbound = Inbound { tags: [("a b".into(), "c".into())].into(), ..Inbound::default() };
        assert_eq!(said(&RULE, [ports([ServicePort { inbound, ..http(80) }])]).len(), 1);
        let universal = Service { on: Some(World::Universal), name: "my web".into(), ..web() };
        assert_eq!(said(&RULE, [universal]), [value]);
    }

    #[test]
    fn tags_are_labels_in_3() {
        let found = |service| found(&RULE, version(MeshVersion::V3_0), [service]).len();
        assert_eq!((found(tagged("a", "b:c")), found(tagged("a", ""))), (1, 0));
    }

    #[test]
    fn tags_and_labels_of_kumas_own() {
        let said_for = |target_version, service: Service| {
            let found = found(&RULE, version(target_version), [service]);
            found.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let protocol = |value: &str| Inbound { tags: [(PROTOCOL.into(), value.into())].into(), ..Inbound::default() };
        let inbound = |value: &str| ports([ServicePort { inbound: protocol(value), ..http(80) }]);
        let words = "tag \"kuma.io/protocol\" has an invalid value \"x\". Allowed values: grpc, http, http2, kafka, tcp";
        assert_eq!(said_for(MeshVersion::V2_5, inbound("x")), [words]);
        assert_eq!(said_for(MeshVersion::Portable, tagged(PROTOCOL, "x")), [words]);
        assert!(said_for(MeshVersion::Portable, inbound("kafka")).is_empty() && said_for(MeshVersion::V3_0, inbound("x")).is_empty());
        let gateway = Service { gateway: Some(Gateway::Delegated), ..tagged(PROTOCOL, "http") };
        assert_eq!(said_for(MeshVersion::V3_0, gateway), ["other values than tcp are not allowed, provided value \"http\""]);
        let mesh = "kuma.io/mesh label must not differ from mesh set on resource";
        assert_eq!(said_for(MeshVersion::V3_0, tagged("kuma.io/mesh", "other")), [mesh]);
        assert!(said_for(MeshVersion::V3_0, tagged("kuma.io/mesh", "default")).is_empty());
        assert_eq!(said_for(MeshVersion::Portable, tagged("kuma.io/origin", "s")), ["unknown resource origin \"s\""]);
    }

    #[test]
    fn tags_that_kuma_takes() {
        assert!(said(&RULE, [tagged("team.example.com/name", "a:b_c-1")]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Kubernetes), ..tagged("", "") }]).is_empty());
    }
}
