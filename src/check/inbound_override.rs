//! U013: what a port says of its inbound. Knows nothing of tags.

use std::net::IpAddr;

use super::{Field, Finding, Look, Place, words};
use crate::design::{Inbound, Service, ServicePort, Target, Transport, World};

rule! {
    /// ## What it does
    /// Looks at the ports and addresses that a port sets for its inbound on Universal, as the control plane does.
    ///
    /// ## Why is this bad?
    /// The control plane refuses the Dataplane.
    ///
    /// ## Use instead
    /// Numbers between 1 and 65535; IP addresses, not names; and never Envoy and the app on one address and port.
    "U013" "inbound-override" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) || service.gateway.is_some() {
        return Vec::new();
    }
    let inbounds = service.ports.iter().filter(|port| port.transport == Transport::Tcp && port.inbound != Inbound::default());
    let said = inbounds.flat_map(|port| said(service, port).into_iter().map(move |words| (port, words)));
    said.map(|(port, words)| RULE.at(Place::port(service, port, Field::Inbound), words)).collect()
}

/// The control plane's own words and order (`domain.md` §3.3, 12 to 16).
fn said(service: &Service, port: &ServicePort) -> Vec<&'static str> {
    const CLASH: &str = "serviceAddress and servicePort has to differ from address and port";
    let own = &port.inbound;
    let numbers = [own.port, own.service_port].into_iter().flatten();
    let mut said: Vec<&'static str> = numbers.filter(|number| !words::is_port(*number)).map(|_| words::KUMA_PORT_RANGE).collect();
    let is_ip = |address: &str| address.parse::<IpAddr>().is_ok();
    let same_port = own.service_port.or_else(|| port.target_number()).is_none_or(|number| number == port.inbound_port());
    if let Some(address) = &own.service_address {
        if !is_ip(address) {
            said.push("serviceAddress has to be valid IP address");
        }
        if same_port && service.instances.iter().any(|instance| instance.address == *address) {
            said.push(CLASH);
        }
    }
    if let Some(address) = &own.address {
        if !is_ip(address) {
            said.push("address has to be valid IP address");
        }
        if same_port && own.service_address.as_ref() == Some(address) {
            said.push(CLASH);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said, web};

    fn with(inbound: Inbound) -> Service {
        ports([ServicePort { inbound, ..http(80) }])
    }

    fn address(address: &str) -> Option<String> {
        Some(address.to_owned())
    }

    #[test]
    fn an_inbound_that_kuma_refuses() {
        let range = "port must be in the range [1, 65535]";
        assert_eq!(said(&RULE, [with(Inbound { port: Some(0), service_port: Some(70000), ..Inbound::default() })]), [range, range]);
        let names = Inbound { address: address("web"), service_address: address("app"), ..Inbound::default() };
        assert_eq!(said(&RULE, [with(names)]), ["serviceAddress has to be valid IP address", "address has to be valid IP address"]);
        let clash = Inbound { service_address: address("192.168.0.1"), ..Inbound::default() };
        assert_eq!(said(&RULE, [with(clash)]), ["serviceAddress and servicePort has to differ from address and port"]);
    }

    #[test]
    fn an_inbound_that_kuma_takes() {
        let apart = Inbound { port: Some(80), service_address: address("127.0.0.1"), ..Inbound::default() };
        assert!(said(&RULE, [web(), with(apart)]).is_empty());
    }
}
