//! P006: two ports of one name. Knows nothing of numbers.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks for ports of one Service with the same name.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// A name of its own for each, such as `http` and `http-admin`.
    "P006" "duplicate-port-name" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let named = service.ports.iter().enumerate().filter(|(_, port)| !port.name.is_empty());
    let again = named.filter(|(index, port)| service.ports.iter().take(*index).any(|one| one.name == port.name));
    again.map(|(_, port)| RULE.at(Place::port(service, port, Field::PortName), format!("Duplicate value: \"{}\"", port.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};
    use crate::design::ServicePort;

    fn named(port: u32) -> ServicePort {
        ServicePort { name: "http".into(), ..http(port) }
    }

    #[test]
    fn two_ports_of_one_name() {
        assert_eq!(said(&RULE, [ports([named(80), named(81)])]), ["Duplicate value: \"http\""]);
    }

    #[test]
    fn names_that_differ_or_are_of_universal_alone() {
        assert!(said(&RULE, [ports([http(80), http(81)])]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..ports([named(80), named(81)]) }]).is_empty());
    }
}
