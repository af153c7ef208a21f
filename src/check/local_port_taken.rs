//! C003: local ports of calls that somebody else has. Knows nothing of who is called.

use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks for calls of one service with the same `at`, and for those whose `at` is a port of an inbound of the service.
    ///
    /// ## Why is this bad?
    /// Kuma does not check it. One local port has one listener: the second call reaches the first one's service. On a port of an inbound
    /// the app may be listening itself.
    ///
    /// ## Use instead
    /// A local port of its own for each call, such as 10001, 10002.
    "C003" "local-port-taken" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let inbounds: Vec<u32> = match service.gateway {
        Some(_) => Vec::new(),
        None => {
            let ports = service.tcp_ports();
            ports.flat_map(|port| [Some(port.inbound_port()), port.inbound.service_port.or(port.target_number())]).flatten().collect()
        }
    };
    let mut findings = Vec::new();
    for (index, call) in service.calls.iter().enumerate() {
        let Some(local) = call.at else { continue };
        let place = Place::service(service, Field::Call(index));
        if let Some(earlier) = service.calls.iter().take(index).find(|earlier| earlier.at == Some(local)) {
            findings.push(RULE.at(place, format!("Local port {local} is that of the call to {} already", earlier.service)));
        } else if inbounds.contains(&local) {
            findings.push(
                RULE.at(place, format!("Local port {local} is that of an inbound of {} already", service.name)).only(Severity::Warning),
            );
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{calling, said};

    #[test]
    fn a_local_port_that_somebody_else_has() {
        let words = "Local port 10001 is that of the call to api already";
        assert_eq!(said(&RULE, [calling([("api", 80, Some(10001)), ("db", 80, Some(10001))])]), [words]);
        assert_eq!(said(&RULE, [calling([("api", 80, Some(8080))])]), ["Local port 8080 is that of an inbound of web already"]);
    }

    #[test]
    fn local_ports_of_their_own() {
        assert!(said(&RULE, [calling([("api", 80, Some(10001)), ("db", 80, Some(10002)), ("x", 1, None), ("y", 1, None)])]).is_empty());
        let kubernetes = Service { on: Some(World::Kubernetes), ..calling([("api", 80, Some(8080))]) };
        assert!(said(&RULE, [kubernetes]).is_empty());
    }
}
