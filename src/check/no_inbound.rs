//! U001: Dataplanes without inbounds. Knows nothing of services without any port.

use super::no_ports::{NO_INBOUND, needs_inbound};
use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target, Transport, World};

rule! {
    /// ## What it does
    /// Says when all ports of a service on Universal are UDP or SCTP, for Kuma up to 2.13.
    ///
    /// ## Why is this bad?
    /// The mesh carries TCP alone, so the Dataplane has no inbound, and the control plane refuses it.
    ///
    /// ## Use instead
    /// A TCP port, `gateway: delegated`, or `on: kubernetes`.
    "U001" "no-inbound" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let empty = !service.ports.is_empty() && service.ports.iter().all(|port| port.transport != Transport::Tcp);
    let refused = service.is_on(World::Universal) && service.gateway.is_none() && needs_inbound(target.version);
    if empty && refused { vec![RULE.at(Place::service(service, Field::Ports), NO_INBOUND)] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, ports, said, version, web};
    use crate::design::ServicePort;
    use crate::protocol::MeshVersion;

    fn udp() -> Service {
        ports([ServicePort { transport: Transport::Udp, protocol: None, ..http(53) }])
    }

    #[test]
    fn udp_alone_is_no_inbound() {
        let found = found(&RULE, version(MeshVersion::V2_9), [udp()]);
        assert_eq!(found[0].message, "has to contain at least one inbound interface or gateway");
    }

    #[test]
    fn newer_versions_and_kubernetes_do_not_mind() {
        assert!(said(&RULE, [udp(), web()]).is_empty());
        let kubernetes = Service { on: Some(World::Kubernetes), ..udp() };
        assert!(found(&RULE, version(MeshVersion::V2_5), [kubernetes, web()]).is_empty());
    }
}
