//! U018: inbounds of several services that are one service to clients and say different protocols.
//! Knows nothing of ports within one service: that is U017's.

use std::collections::BTreeMap;

use super::{Field, Finding, Look, Place, hints};
use crate::design::{Service, ServicePort, Target, Transport, World};
use crate::protocol::effective::Value;

rule! {
    /// ## What it does
    /// Looks for inbounds on Universal of one `kuma.io/service` and mesh, in different services of a design or Dataplanes of a folder,
    /// with different protocols. Where clients go through MeshServices, and in 3.0, only inbounds on one port are compared.
    ///
    /// ## Why is this bad?
    /// They are endpoints of one service, and clients get what all have in common: http beside grpc is tcp, without routes, retries
    /// and metrics of HTTP. A MeshService has one protocol for a port. It is typical while a rollout is half done.
    ///
    /// ## Use instead
    /// One protocol everywhere, or another `kuma.io/service` for those that speak another.
    "U018" "mixed-service" Warning: Look::Targeted { keys, judge }
}

fn keys(mesh: &str, service: &Service) -> Vec<String> {
    let mesh = service.mesh.as_deref().unwrap_or(mesh);
    inbounds(service).map(|port| format!("{mesh} {}", service.inbound_service_tag(port))).collect()
}

/// Those that surely are on Universal: a service of both worlds without an instance may well be of Kubernetes alone.
fn inbounds(service: &Service) -> impl Iterator<Item = &ServicePort> {
    let is_there = service.on == Some(World::Universal) || (service.is_on(World::Universal) && !service.instances.is_empty());
    let counts = is_there && service.gateway.is_none();
    service.ports.iter().filter(move |port| counts && port.transport == Transport::Tcp)
}

fn judge(target: &Target, key: &str, services: &[&Service]) -> Vec<Finding> {
    let Some((_, tag)) = key.split_once(' ').filter(|(_, tag)| !tag.is_empty() && services.len() > 1) else { return Vec::new() };
    let of_tag = |service: &&Service, port: &&ServicePort| service.inbound_service_tag(port) == tag;
    let endpoints =
        services.iter().flat_map(|service| inbounds(service).filter(move |port| of_tag(service, port)).map(move |port| (*service, port)));
    let mut groups: BTreeMap<Option<u32>, Vec<Endpoint<'_>>> = BTreeMap::new();
    for (service, port) in endpoints {
        let value = hints::inbound_value(target, service, port);
        let apart = hints::tells_ports_apart(target).then(|| port.inbound_port());
        groups.entry(apart).or_default().push(Endpoint { service, port, value });
    }
    groups.values().flat_map(|group| among(target, tag, group)).collect()
}

/// An inbound of a service.
struct Endpoint<'a> {
    service: &'a Service,
    port: &'a ServicePort,
    value: Option<Value>,
}

/// What is wrong among those that clients cannot tell apart.
fn among(target: &Target, tag: &str, group: &[Endpoint<'_>]) -> Vec<Finding> {
    let Some((first, rest)) = group.split_first() else { return Vec::new() };
    let common = group.iter().map(|one| one.value).reduce(|one, other| one?.common(other?)).flatten();
    let so = if hints::tells_ports_apart(target) {
        "one MeshService cannot say both".to_owned()
    } else {
        format!("clients of the service get {}", common.unwrap_or(Value::Tcp).keyword())
    };
    let said = |value: Option<Value>| value.map_or("nothing", Value::keyword);
    let other = rest.iter().filter(|one| one.value != first.value && !is_same(first.service, one.service));
    let words = |one: &Endpoint<'_>| {
        let named = first.service.instances.iter().find(|instance| !instance.name.is_empty());
        let who = named.map_or_else(|| first.service.full_name(), |instance| instance.name.clone());
        format!("{who} says {} for the service {tag}, and this says {}: {so}", said(first.value), said(one.value))
    };
    other.map(|one| RULE.at(Place::port(one.service, one.port, Field::Protocol), words(one)).with(first.service)).collect()
}

/// Whether they are one service, or one Dataplane that is there twice.
fn is_same(one: &Service, other: &Service) -> bool {
    let named = |service: &Service, name: &str| service.instances.iter().any(|instance| instance.name == name);
    one.id == other.id || one.instances.iter().any(|instance| named(other, &instance.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, found, http, said, version, web};
    use crate::design::Inbound;
    use crate::protocol::{MeshServices, MeshVersion, Protocol};

    fn saying(protocol: Option<Protocol>, port: u32) -> Service {
        let port = ServicePort { protocol, target_port: None, ..http(port) };
        Service { ports: vec![port], tags: [("kuma.io/service".into(), "web".into())].into(), ..api() }
    }

    fn web_on_80() -> Service {
        Service { ports: vec![ServicePort { target_port: None, ..http(80) }], ..web() }
    }

    #[test]
    fn what_endpoints_of_one_service_have_in_common_is_what_clients_get() {
        let words = "web-01 says http for the service web, and this says grpc: clients of the service get tcp";
        assert_eq!(said(&RULE, [web_on_80(), saying(Some(Protocol::Grpc), 80)]), [words]);
        assert_eq!(said(&RULE, [web_on_80(), saying(Some(Protocol::Grpc), 81)]), [words], "ports are one service");
        let words = "web-01 says http for the service web, and this says nothing: clients of the service get tcp";
        assert_eq!(said(&RULE, [web_on_80(), saying(None, 80)]), [words]);
        let grpc = Service { ports: vec![ServicePort { protocol: Some(Protocol::Grpc), ..http(80) }], ..web() };
        assert!(said(&RULE, [grpc, saying(Some(Protocol::Http2), 80)])[0].ends_with("clients of the service get http2"));
    }

    #[test]
    fn through_mesh_services_ports_are_apart() {
        let exclusive = Target { mesh_services: MeshServices::Exclusive, ..Target::default() };
        for target in [exclusive, version(MeshVersion::V3_0)] {
            let of = |port| found(&RULE, target.clone(), [web_on_80(), saying(Some(Protocol::Grpc), port)]);
            assert!(of(80)[0].message.ends_with("one MeshService cannot say both"));
            assert!(of(81).is_empty());
        }
    }

    #[test]
    fn one_protocol_another_service_or_another_world() {
        assert!(said(&RULE, [web_on_80(), saying(Some(Protocol::Http), 80)]).is_empty());
        assert!(said(&RULE, [web(), Service { ports: saying(None, 80).ports, ..api() }]).is_empty());
        let elsewhere = Service { mesh: Some("other".into()), ..saying(None, 80) };
        let kubernetes = Service { on: Some(World::Kubernetes), ..saying(None, 80) };
        let copy = Service { instances: web().instances, ..saying(None, 80) };
        let own = Inbound { tags: [("kuma.io/service".into(), "own".into())].into(), ..Inbound::default() };
        let tagged = Service { ports: vec![ServicePort { inbound: own, protocol: None, ..http(80) }], ..saying(None, 80) };
        for other in [elsewhere, kubernetes, copy, tagged] {
            assert!(said(&RULE, [web_on_80(), other]).is_empty());
        }
    }
}
