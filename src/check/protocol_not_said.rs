//! H008: ports that say nothing. Knows nothing of ports that say something wrong.

use super::{Field, Finding, Look, Place, hints};
use crate::design::{Service, ServicePort, Target, Transport, World};

rule! {
    /// ## What it does
    /// Says when nobody said what a TCP port speaks.
    ///
    /// ## Why is this bad?
    /// The mesh silently takes it for opaque tcp: no request metrics, logs, traces, routes, retries or rate limits.
    ///
    /// ## Use instead
    /// What the app speaks; *Other TCP* where it is nothing that the mesh could look into.
    "H008" "protocol-not-said" Hint: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let gateway_or_elsewhere = service.gateway.is_some() || hints::is_left_alone(target, service);
    let silent = |port: &&ServicePort| {
        let by_tag = !service.is_on(World::Kubernetes) && hints::own_protocol_tag(service, port).is_some();
        let said = port.protocol.is_some() || port.hint.is_some() || hints::annotation(target, service, port).is_some() || by_tag;
        !said && port.transport == Transport::Tcp
    };
    let say = |port| RULE.at(Place::port(service, port, Field::Protocol), "Not said: the mesh silently takes it for opaque tcp");
    if gateway_or_elsewhere { Vec::new() } else { service.ports.iter().filter(silent).map(say).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said, web};
    use crate::design::{Gateway, ServiceType};

    fn silent() -> Service {
        ports([ServicePort { protocol: None, ..http(80) }])
    }

    #[test]
    fn nobody_said_what_it_speaks() {
        assert_eq!(said(&RULE, [silent()]), ["Not said: the mesh silently takes it for opaque tcp"]);
    }

    #[test]
    fn somebody_said_or_the_mesh_does_not_look() {
        let udp = ports([ServicePort { protocol: None, transport: Transport::Udp, ..http(53) }]);
        let hinted = ports([ServicePort { protocol: None, hint: Some("mongo".into()), ..http(80) }]);
        let gateway = Service { gateway: Some(Gateway::Delegated), ..silent() };
        let external = Service { kind: ServiceType::ExternalName("db.example.com".into()), ..silent() };
        let ignored = Service { annotations: [("kuma.io/ignore".into(), "true".into())].into(), ..silent() };
        assert!(said(&RULE, [web(), udp, hinted, gateway, external, ignored]).is_empty());
    }
}
