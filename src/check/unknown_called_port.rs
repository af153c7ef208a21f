//! C002: calls of ports that are not there. Knows nothing of calls of nobody.

use super::unknown_callee::{Resolved, keys, resolved};
use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServicePort, Transport};

rule! {
    /// ## What it does
    /// Says when a call names a port number that the called service does not have, or has over UDP or SCTP alone.
    ///
    /// ## Why is this bad?
    /// The outbound leads nowhere: the mesh carries TCP alone, to ports that are there.
    ///
    /// ## Use instead
    /// A `port` of the called service, which is not its target port.
    "C002" "unknown-called-port" Error: Look::Shared { keys, judge }
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    resolved(key, services).filter_map(|call| look(&call)).collect()
}

fn look(Resolved { caller, at, call, called }: &Resolved<'_>) -> Option<Finding> {
    let same: Vec<&ServicePort> = called.ports.iter().filter(|port| port.port == call.port).collect();
    let words = match same.first() {
        Some(_) if same.iter().any(|port| port.transport == Transport::Tcp) => return None,
        Some(port) => format!("Port {} of {} is {}: the mesh does not carry it", call.port, call.service, port.transport.keyword()),
        None => format!("{} has no port {}", call.service, call.port),
    };
    let finding = RULE.at(Place::service(caller, Field::Call(*at)), words);
    let tcp: Vec<&ServicePort> = called.tcp_ports().collect();
    Some(match tcp.as_slice() {
        [only] => {
            let mut service = (*caller).clone();
            service.calls.iter_mut().skip(*at).take(1).for_each(|call| call.port = only.port);
            finding.mended_by(format!("Call port {}", only.port), Edit::put_service(service))
        }
        _ => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, calling, http, is_mended, said};
    use crate::design::Target;

    #[test]
    fn a_port_that_is_not_there() {
        assert_eq!(said(&RULE, [calling([("api", 9090, None)]), api()]), ["api has no port 9090"]);
        assert!(is_mended(&RULE, Target::default(), [calling([("api", 9090, None)]), api()]));
        let udp = Service { ports: vec![ServicePort { transport: Transport::Udp, protocol: None, ..http(53) }], ..api() };
        assert_eq!(said(&RULE, [calling([("api", 53, None)]), udp]), ["Port 53 of api is UDP: the mesh does not carry it"]);
    }

    #[test]
    fn a_port_that_is_there() {
        assert!(said(&RULE, [calling([("api", 80, None), ("nobody", 1, None)]), api()]).is_empty());
    }
}
