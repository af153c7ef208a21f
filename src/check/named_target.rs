//! U014: named target ports where there is no Pod to ask. Knows nothing of Kubernetes.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, ServicePort, Target, TargetPort, Transport, World};

rule! {
    /// ## What it does
    /// Says when the target of a port is a name and the service is for Universal too.
    ///
    /// ## Why is this bad?
    /// Only a Pod knows the number behind the name: on Universal the inbound is on the port's own number.
    ///
    /// ## Use instead
    /// The number, or `inbound: {port: …, servicePort: …}`; or `on: kubernetes`.
    "U014" "named-target" Hint: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) || service.gateway.is_some() {
        return Vec::new();
    }
    let say = |port: &ServicePort| match &port.target_port {
        Some(TargetPort::Name(name))
            if port.transport == Transport::Tcp && port.inbound.port.is_none() && port.inbound.service_port.is_none() =>
        {
            let words = format!("On Universal there is no Pod to ask what {name} is: the inbound is on {}", port.inbound_port());
            Some(RULE.at(Place::port(service, port, Field::TargetPort), words))
        }
        None | Some(TargetPort::Number(_) | TargetPort::Name(_)) => None,
    };
    service.ports.iter().filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said, web};
    use crate::design::Inbound;

    fn named(inbound: Inbound) -> Service {
        ports([ServicePort { target_port: Some(TargetPort::Name("http-web".into())), inbound, ..http(80) }])
    }

    #[test]
    fn no_pod_to_ask() {
        let words = "On Universal there is no Pod to ask what http-web is: the inbound is on 80";
        assert_eq!(said(&RULE, [named(Inbound::default())]), [words]);
    }

    #[test]
    fn a_number_says_it() {
        let said_here = named(Inbound { port: Some(8080), ..Inbound::default() });
        let kubernetes = Service { on: Some(World::Kubernetes), ..named(Inbound::default()) };
        assert!(said(&RULE, [web(), said_here, kubernetes]).is_empty());
    }
}
