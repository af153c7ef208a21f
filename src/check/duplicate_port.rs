//! P005: two ports of one number. Knows nothing of where they lead.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target};

rule! {
    /// ## What it does
    /// Looks for ports of one service with the same number and transport.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service, and a call cannot say which of them it means.
    ///
    /// ## Use instead
    /// Another number, or one port. TCP and UDP may share a number.
    "P005" "duplicate-port" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let ports = service.ports.iter().enumerate();
    let again =
        ports.filter(|(index, port)| service.ports.iter().take(*index).any(|one| (one.port, one.transport) == (port.port, port.transport)));
    let words = |port: u32, transport: &str| format!("{transport} port {port} is there twice");
    again.map(|(_, port)| RULE.at(Place::port(service, port, Field::Port), words(port.port, port.transport.keyword()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};
    use crate::design::{PortId, ServicePort, Transport};

    #[test]
    fn two_ports_of_one_number() {
        assert_eq!(said(&RULE, [ports([http(80), ServicePort { id: PortId(2), ..http(80) }])]), ["TCP port 80 is there twice"]);
    }

    #[test]
    fn tcp_and_udp_may_share_a_number() {
        let udp = ServicePort { id: PortId(2), transport: Transport::Udp, ..http(80) };
        assert!(said(&RULE, [ports([http(80), udp, http(81)])]).is_empty());
    }
}
