//! U017: ports that are one service to clients on Universal. Knows nothing of other services of the same tag: that is N006's.

use std::collections::BTreeSet;

use super::{Field, Finding, Fix, Look, Place, Safety, hints, words};
use crate::design::{Edit, Service, ServicePort, Target, World};
use crate::protocol::effective::Value;

rule! {
    /// ## What it does
    /// Looks for ports of one service with the same `kuma.io/service` on Universal, for Kuma up to 2.14 and for every version at once,
    /// where clients do not go through MeshServices. A service without instances is looked at only if it is `on: universal`.
    ///
    /// ## Why is this bad?
    /// There the tag alone says what a service is: every inbound that carries it is one of its endpoints. Clients are balanced over
    /// all of these ports, and get the protocol that they have in common: http beside tcp is tcp, without routes, retries and metrics
    /// of HTTP.
    ///
    /// ## Use instead
    /// A service tag of its own for each further port, as `inbound: {tags: {kuma.io/service: web-admin}}`; or `on: kubernetes`, if
    /// nothing of it runs on Universal. From 2.9 on the mode `Everywhere` or `Exclusive` of MeshServices tells ports apart to clients
    /// that go through them, though not to outbounds by tag, and so does Kuma 3.0.
    "U017" "ports-share-service-tag" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !is_meant_for_universal(service) || service.gateway.is_some() || hints::tells_ports_apart(target) {
        return Vec::new();
    }
    let mut shared: Vec<(&str, Vec<&ServicePort>)> = Vec::new();
    for port in service.tcp_ports() {
        let tag = service.inbound_service_tag(port);
        match shared.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, ports)) => ports.push(port),
            None => shared.push((tag, vec![port])),
        }
    }
    // Ports on one inbound are one endpoint, and that is U002's.
    let several =
        shared.iter().filter(|(_, ports)| ports.iter().any(|port| ports.first().is_some_and(|first| inbound(first) != inbound(port))));
    several.map(|(tag, ports)| say(target, service, tag, ports)).collect()
}

/// Whether it surely runs there: a service of both worlds without an instance may well be of Kubernetes alone.
fn is_meant_for_universal(service: &Service) -> bool {
    service.on == Some(World::Universal) || (service.is_on(World::Universal) && !service.instances.is_empty())
}

fn say(target: &Target, service: &Service, tag: &str, ports: &[&ServicePort]) -> Finding {
    let spoken: Vec<Option<Value>> = ports.iter().map(|port| hints::inbound_value(target, service, port)).collect();
    let common = spoken.iter().copied().reduce(|one, other| one?.common(other?)).flatten();
    let lower = if spoken.iter().all(|value| *value == common) {
        String::new()
    } else {
        format!(", as {}", common.unwrap_or(Value::Tcp).keyword())
    };
    let words = format!("Clients on Universal are balanced over ports {} as one service{lower}", listed(ports));
    Finding { fix: apart(service, tag, ports), ..RULE.at(Place::service(service, Field::Ports), words) }
}

/// Where the proxy listens for a port.
fn inbound(port: &ServicePort) -> (Option<&String>, u32) {
    (port.inbound.address.as_ref(), port.inbound_port())
}

/// The ports' numbers, as people say them.
fn listed(ports: &[&ServicePort]) -> String {
    let numbers: BTreeSet<u32> = ports.iter().map(|port| port.port).collect();
    let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match numbers.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// A tag of its own for each port but the first, if each has an inbound of its own, no other port has the tag and Kuma takes it.
fn apart(service: &Service, tag: &str, ports: &[&ServicePort]) -> Option<Fix> {
    let (_, further) = ports.split_first()?;
    let mut taken: Vec<String> = service.ports.iter().map(|port| service.inbound_service_tag(port).to_owned()).collect();
    let mut edits = Vec::new();
    let is_alone = |at: usize, port: &&ServicePort| ports.iter().skip(at + 1).all(|later| inbound(later) != inbound(port));
    if !ports.iter().enumerate().all(|(at, port)| is_alone(at, port)) {
        return None;
    }
    for port in further {
        let own = if port.name.is_empty() { format!("{tag}-{}", port.port) } else { format!("{tag}-{}", port.name) };
        if taken.contains(&own) || words::tag_value(&own).is_some() {
            return None;
        }
        let mut port = (*port).clone();
        port.inbound.tags.insert("kuma.io/service".to_owned(), own.clone());
        taken.push(own);
        edits.push(Edit::put_port(service.id, port));
    }
    let (noun, tags) = if further.len() > 1 { ("ports", "service tags of their own") } else { ("port", "a service tag of its own") };
    Some(Fix { title: format!("Give {noun} {} {tags}", listed(further)), edits, safety: Safety::Ask })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{self, found, http, is_mended, said, version, web};
    use crate::design::{Gateway, Inbound, Transport};
    use crate::protocol::{MeshServices, MeshVersion, Protocol};

    fn ports<const N: usize>(ports: [ServicePort; N]) -> Service {
        Service { on: Some(World::Universal), ..testing::ports(ports) }
    }

    fn speaking(port: u32, protocol: Protocol) -> ServicePort {
        ServicePort { protocol: Some(protocol), ..http(port) }
    }

    fn chat() -> Service {
        ports([http(80), speaking(9000, Protocol::WebSocket)])
    }

    fn tagged(port: u32, tag: &str) -> ServicePort {
        let inbound = Inbound { tags: [("kuma.io/service".into(), tag.into())].into(), ..Inbound::default() };
        ServicePort { inbound, ..http(port) }
    }

    fn on_the_inbound_of_80(port: u32) -> ServicePort {
        ServicePort { target_port: http(80).target_port, ..http(port) }
    }

    #[test]
    fn ports_that_are_one_service_get_what_they_have_in_common() {
        let as_tcp = "Clients on Universal are balanced over ports 80 and 9000 as one service, as tcp";
        assert_eq!(said(&RULE, [chat()]), [as_tcp]);
        for target in [MeshVersion::V2_5, MeshVersion::V2_14, MeshVersion::Portable].map(version) {
            assert_eq!(found(&RULE, target.clone(), [chat()])[0].message, as_tcp);
            assert!(is_mended(&RULE, target, [chat()]));
        }
        let calls = ports([speaking(80, Protocol::Grpc), speaking(81, Protocol::Http2), speaking(82, Protocol::Grpc)]);
        assert_eq!(said(&RULE, [calls]), ["Clients on Universal are balanced over ports 80, 81 and 82 as one service, as http2"]);
        let silent = ports([http(80), ServicePort { protocol: None, ..http(81) }]);
        assert_eq!(said(&RULE, [silent]), ["Clients on Universal are balanced over ports 80 and 81 as one service, as tcp"]);
        let alike = ports([http(80), http(81)]);
        assert_eq!(said(&RULE, [alike]), ["Clients on Universal are balanced over ports 80 and 81 as one service"]);
    }

    #[test]
    fn the_fix_names_the_further_ports() {
        let fix = |service| found(&RULE, Target::default(), [service]).remove(0).fix.expect("a fix");
        let own = |fix: Fix| match fix.edits.as_slice() {
            [Edit::PutPort(_, port)] => port.inbound.tags["kuma.io/service"].clone(),
            other => panic!("{other:?}"),
        };
        let found = fix(chat());
        assert_eq!((found.title.as_str(), found.safety), ("Give port 9000 a service tag of its own", Safety::Ask));
        assert_eq!(own(found), "web-http-9000");
        assert_eq!(own(fix(ports([http(80), ServicePort { name: String::new(), ..http(81) }]))), "web-81");
        let core = [("kuma.io/service".to_owned(), "core".to_owned())].into();
        assert_eq!(own(fix(Service { tags: core, ..chat() })), "core-http-9000");
        let three = fix(ports([http(80), http(81), http(82)]));
        assert_eq!(three.title, "Give ports 81 and 82 service tags of their own");
    }

    #[test]
    fn no_fix_where_the_tag_is_another_ports() {
        let of = |service| found(&RULE, Target::default(), [service]).remove(0).fix;
        assert_eq!(of(ports([http(80), http(81), tagged(82, "web-http-81")])), None);
        let alike = |port| ServicePort { name: "admin".into(), ..http(port) };
        assert_eq!(of(ports([http(80), alike(81), alike(82)])), None);
        assert_eq!(of(ports([http(80), http(81), on_the_inbound_of_80(82)])), None);
    }

    #[test]
    fn each_tag_that_ports_share_is_said() {
        let two = || ports([http(80), http(81), tagged(82, "admin"), tagged(83, "admin")]);
        assert_eq!(said(&RULE, [two()]).len(), 2);
        assert!(is_mended(&RULE, Target::default(), [two()]));
    }

    #[test]
    fn ports_that_are_told_apart() {
        let udp = ServicePort { transport: Transport::Udp, protocol: None, ..http(53) };
        assert!(said(&RULE, [web(), ports([http(80), udp]), ports([http(80), tagged(81, "web-admin")])]).is_empty());
        assert!(said(&RULE, [ports([http(80), on_the_inbound_of_80(81)])]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Kubernetes), ..chat() }]).is_empty());
        assert!(said(&RULE, [Service { on: None, instances: Vec::new(), ..chat() }]).is_empty(), "nobody said that it runs on Universal");
        assert!(said(&RULE, [Service { gateway: Some(Gateway::Delegated), ..chat() }]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V3_0), [chat()]).is_empty());
        for (mode, says) in MeshServices::ALL.into_iter().zip([1, 0, 1, 0]) {
            let target = |version| Target { version, mesh_services: mode, ..Target::default() };
            assert_eq!(found(&RULE, target(MeshVersion::V2_14), [chat()]).len(), says, "{mode:?}");
            assert_eq!(found(&RULE, target(MeshVersion::V2_8), [chat()]).len(), 1, "2.8 has no {mode:?}");
        }
    }
}
