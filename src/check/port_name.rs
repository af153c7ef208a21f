//! P003: names of ports. Knows nothing of which are taken, nor of what a name suggests.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the names of the ports of services that are for Kubernetes: an RFC 1123 label each.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter or digit first and last: `http`, `grpc-admin`.
    "P003" "port-name" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let named = service.ports.iter().filter(|port| !port.name.is_empty());
    let said = named.flat_map(|port| words::dns_1123_label(&port.name).into_iter().map(move |words| (port, words)));
    said.map(|(port, words)| RULE.at(Place::port(service, port, Field::PortName), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};
    use crate::design::ServicePort;

    fn named(name: &str) -> Service {
        ports([ServicePort { name: name.into(), ..http(80) }])
    }

    #[test]
    fn a_name_that_kubernetes_refuses() {
        assert!(said(&RULE, [named("HTTP")])[0].starts_with("a lowercase RFC 1123 label must consist of"));
        assert_eq!(said(&RULE, [named("http.web")]), ["must not contain dots"]);
        assert_eq!(said(&RULE, [named(&"a".repeat(64))]), ["must be no more than 63 characters"]);
    }

    #[test]
    fn a_name_that_kubernetes_takes() {
        assert!(said(&RULE, [named("http-web"), named("")]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..named("HTTP") }]).is_empty());
    }
}
