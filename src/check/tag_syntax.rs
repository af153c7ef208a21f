//! U003: tags on Universal, which are labels in 3.0. Knows nothing of Kuma's own tags.

use std::collections::BTreeMap;

use super::{Field, Finding, Look, Place, label_syntax, words};
use crate::design::{Service, Target, Transport, World};
use crate::protocol::{Dialect, MeshVersion};

rule! {
    /// ## What it does
    /// Looks at the keys and values of extra tags, and at the name of a service of Universal alone, which is the value of
    /// `kuma.io/service`, as the control plane does; for Kuma 3.0, where extra tags are labels, as it does with labels.
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
    if has_labels(target.version) {
        findings.extend(label_syntax::said(&service.tags).map(|words| RULE.at(Place::service(service, Field::Tags), words)));
    }
    if has_tags(target.version) && service.gateway.is_none() {
        let inbounds = service.ports.iter().filter(|port| port.transport == Transport::Tcp);
        let of_ports = inbounds.flat_map(|port| said(&port.inbound.tags).map(move |words| (port, words)));
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
    use crate::design::{Inbound, ServicePort};

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
    fn tags_that_kuma_takes() {
        assert!(said(&RULE, [tagged("team.example.com/name", "a:b_c-1")]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Kubernetes), ..tagged("", "") }]).is_empty());
    }
}
