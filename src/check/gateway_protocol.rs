//! U012: protocols on a delegated gateway. Knows nothing of builtin ones.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Gateway, Service, ServicePort, Target};

rule! {
    /// ## What it does
    /// Says when a port of a delegated gateway is picked as something else than opaque tcp. In files, a Service is a gateway's where all
    /// Pods that it selects, of the workloads beside it, say so.
    ///
    /// ## Why is this bad?
    /// A delegated gateway speaks for itself: Kuma takes its ports for tcp, up to 2.14 ignores any other hint and says so in its log
    /// alone, and in 3.0 gateways carry no protocol.
    ///
    /// ## Use instead
    /// Leave it unsaid.
    "U012" "gateway-protocol" Warning: Look::Service(look)
}

/// What is wrong with a gateway's hints.
pub fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if service.gateway != Some(Gateway::Delegated) {
        return Vec::new();
    }
    let say = |port: &ServicePort| {
        let hint = port.hint_value(target.version).filter(|hint| *hint != "tcp")?;
        let words = format!("A delegated gateway's ports are tcp to the mesh: {hint} is ignored");
        let edit = Edit::put_port(service.id, ServicePort { protocol: None, hint: None, ..port.clone() });
        Some(RULE.at(Place::port(service, port, Field::Protocol), words).mended_by("Leave it unsaid", edit))
    };
    service.ports.iter().filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, is_mended, ports, said, web};
    use crate::protocol::Protocol;

    fn delegated(service: Service) -> Service {
        Service { gateway: Some(Gateway::Delegated), ..service }
    }

    #[test]
    fn a_gateway_speaks_for_itself() {
        assert_eq!(said(&RULE, [delegated(web())]), ["A delegated gateway's ports are tcp to the mesh: http is ignored"]);
        assert!(is_mended(&RULE, Target::default(), [delegated(web())]));
    }

    #[test]
    fn tcp_unsaid_or_no_gateway() {
        let of = |protocol| delegated(ports([ServicePort { protocol, ..http(80) }]));
        assert!(said(&RULE, [of(None), of(Some(Protocol::Tls)), web()]).is_empty());
    }
}
