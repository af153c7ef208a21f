//! P007: a service without ports. Knows nothing of Dataplanes.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, ServiceType, Target, World};

rule! {
    /// ## What it does
    /// Says when a Service has no port and needs one: it is neither headless nor an ExternalName.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// At least one port.
    "P007" "no-ports" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let external = matches!(service.kind, ServiceType::ExternalName(_));
    if !service.ports.is_empty() || !service.is_on(World::Kubernetes) || service.headless || external {
        return Vec::new();
    }
    vec![RULE.at(Place::service(service, Field::Ports), "Required value: a Service needs at least one port")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{ports, said, web};

    #[test]
    fn nothing_to_connect_to() {
        assert_eq!(said(&RULE, [ports([])]), ["Required value: a Service needs at least one port"]);
    }

    #[test]
    fn where_no_port_is_needed() {
        let universal = Service { on: Some(World::Universal), ..ports([]) };
        let headless = Service { headless: true, ..ports([]) };
        assert!(said(&RULE, [web(), universal, headless]).is_empty());
    }
}
