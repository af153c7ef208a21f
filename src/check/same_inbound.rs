//! U002: two inbounds of one Dataplane on one port. Knows nothing of other Dataplanes.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, ServicePort, Target, World};

rule! {
    /// ## What it does
    /// Looks for ports of one service whose inbounds on Universal would listen on the same port and address.
    ///
    /// ## Why is this bad?
    /// Kuma does not check it, and one port can have one listener: one of the two inbounds counts, with its protocol.
    ///
    /// ## Use instead
    /// One port; or `inbound: {port: …}` for one of them.
    "U002" "same-inbound" Warning: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) || service.gateway.is_some() {
        return Vec::new();
    }
    let inbounds: Vec<&ServicePort> = service.tcp_ports().collect();
    let same =
        |one: &ServicePort, port: &ServicePort| one.inbound_port() == port.inbound_port() && one.inbound.address == port.inbound.address;
    let say = |(index, port): (usize, &&ServicePort)| {
        let earlier = inbounds.iter().take(index).find(|one| same(one, port))?;
        let words = format!("On Universal the inbound of port {} is on {} too", earlier.port, port.inbound_port());
        Some(RULE.at(Place::port(service, port, Field::Inbound), words))
    };
    inbounds.iter().enumerate().filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said, web};
    use crate::design::{Inbound, TargetPort};

    fn to_8080(port: u32, inbound: Option<u32>) -> ServicePort {
        let inbound = Inbound { port: inbound, ..Inbound::default() };
        ServicePort { target_port: Some(TargetPort::Number(8080)), inbound, ..http(port) }
    }

    #[test]
    fn two_ports_to_one() {
        let both = || ports([to_8080(80, None), to_8080(81, None)]);
        assert_eq!(said(&RULE, [both()]), ["On Universal the inbound of port 80 is on 8080 too"]);
        assert!(said(&RULE, [Service { on: Some(World::Kubernetes), ..both() }]).is_empty());
    }

    #[test]
    fn two_ports_apart() {
        assert!(said(&RULE, [web(), ports([to_8080(80, None), to_8080(81, Some(8081))])]).is_empty());
    }
}
