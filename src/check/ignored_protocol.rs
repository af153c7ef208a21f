//! H005: protocols where the mesh does not look. Knows nothing of TCP.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServicePort, Target, Transport};

rule! {
    /// ## What it does
    /// Says when a protocol was picked for a UDP or SCTP port.
    ///
    /// ## Why is this bad?
    /// The mesh ignores the port: no hint is written, and the picked protocol has no effect.
    ///
    /// ## Use instead
    /// Leave the protocol unsaid, or make it a TCP port if the app speaks it over TCP.
    "H005" "ignored-protocol" Warning: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let say = |port: &ServicePort| {
        let words = format!("The mesh ignores {} ports: what is picked here has no effect", port.transport.keyword());
        let edit = Edit::put_port(service.id, ServicePort { protocol: None, ..port.clone() });
        RULE.at(Place::port(service, port, Field::Protocol), words).surely_mended_by("Leave it unsaid", edit)
    };
    let ignored = |port: &&ServicePort| port.transport != Transport::Tcp && port.protocol.is_some();
    service.ports.iter().filter(ignored).map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, is_mended, ports, said};

    fn udp() -> Service {
        ports([ServicePort { transport: Transport::Udp, ..http(53) }])
    }

    #[test]
    fn a_protocol_over_udp() {
        assert_eq!(said(&RULE, [udp()]), ["The mesh ignores UDP ports: what is picked here has no effect"]);
        assert!(is_mended(&RULE, Target::default(), [udp()]));
    }

    #[test]
    fn what_somebody_wrote_for_others_stays() {
        let kept = ServicePort { transport: Transport::Udp, protocol: None, hint: Some("kubernetes.io/h3".into()), ..http(443) };
        assert!(said(&RULE, [ports([kept])]).is_empty());
    }

    #[test]
    fn nothing_said_over_udp() {
        assert!(said(&RULE, [ports([http(80), ServicePort { transport: Transport::Sctp, protocol: None, ..http(53) }])]).is_empty());
    }
}
