//! P007: a service without ports. Knows nothing of ports that the mesh does not see.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, ServiceType, Target, World};
use crate::protocol::{Dialect, MeshVersion};

rule! {
    /// ## What it does
    /// Says when a service has no port, where one is needed: a Service that is neither headless nor an ExternalName, and a Dataplane of
    /// Kuma up to 2.13 that is no gateway.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service, and that control plane the Dataplane.
    ///
    /// ## Use instead
    /// At least one port.
    "P007" "no-ports" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.ports.is_empty() {
        return Vec::new();
    }
    let external = matches!(service.kind, ServiceType::ExternalName(_));
    let words = if service.is_on(World::Kubernetes) && !service.headless && !external {
        "Required value: a Service needs at least one port"
    } else if service.is_on(World::Universal) && service.gateway.is_none() && needs_inbound(target.version) {
        NO_INBOUND
    } else {
        return Vec::new();
    };
    vec![RULE.at(Place::service(service, Field::Ports), words)]
}

/// What Kuma up to 2.13 says of a Dataplane without inbounds.
pub(super) const NO_INBOUND: &str = "has to contain at least one inbound interface or gateway";

/// Whether a Dataplane without inbounds is refused (`domain.md` §3.3, 7).
pub(super) fn needs_inbound(version: MeshVersion) -> bool {
    match version.dialect() {
        Dialect::Tag | Dialect::Portable => true,
        Dialect::TagAndField | Dialect::Field => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, ports, said, version, web};
    use crate::design::Gateway;

    #[test]
    fn nothing_to_connect_to() {
        assert_eq!(said(&RULE, [ports([])]), ["Required value: a Service needs at least one port"]);
        let universal = Service { on: Some(World::Universal), ..ports([]) };
        assert_eq!(found(&RULE, version(MeshVersion::V2_13), [universal])[0].message, NO_INBOUND);
    }

    #[test]
    fn where_no_port_is_needed() {
        let universal = Service { on: Some(World::Universal), ..ports([]) };
        let gateway = Service { gateway: Some(Gateway::Delegated), ..universal.clone() };
        let headless = Service { headless: true, ..ports([]) };
        assert!(said(&RULE, [web(), universal, headless]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V2_5), [gateway]).is_empty());
    }
}
