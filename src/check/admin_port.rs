//! U009: admin ports of proxies that something else has: another proxy, an inbound, an outbound. Knows nothing of readiness ports.

use std::net::IpAddr;

use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Instance, Service, ServicePort, Target, Transport, World};
use crate::protocol::MeshVersion;

rule! {
    /// ## What it does
    /// Looks for instances on one address whose Envoys have the same admin port, 9901 unless it is said, and for an `adminPort` that an
    /// inbound or outbound of the same proxy has on loopback.
    ///
    /// ## Why is this bad?
    /// On one machine the second proxy does not start. Newer versions also have a readiness port, 9902, which `KUMA_READINESS_PORT` moves.
    /// A Dataplane whose own port is also its admin port is refused by the control plane.
    ///
    /// ## Use instead
    /// An `adminPort` of its own for each but one. Where the address belongs to several machines or containers, nothing.
    "U009" "admin-port" Error: Look::Service(look), Look::Shared { keys, judge }
}

/// What `kuma-dp` takes unless it is told otherwise.
const DEFAULT: u32 = 9901;

/// The control plane's own words and order (`domain.md` §3.3, 2 and 3). It knows of no default.
fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (at, instance) in service.instances.iter().enumerate() {
        let Some(admin) = instance.admin_port else { continue };
        let mut say = |words: &str| findings.push(RULE.at(Place::service(service, Field::InstanceAddress(at)), words));
        let on_the_mesh = service.ports.iter().filter(|port| port.transport == Transport::Tcp && service.gateway.is_none());
        if on_the_mesh.flat_map(|port| ends(instance, port)).any(|(address, port)| port == admin && meets_loopback(address)) {
            say("must differ from inbound");
        }
        if target.version != MeshVersion::Portable && service.calls.iter().any(|call| call.at == Some(admin)) {
            say("must differ from outbound");
        }
    }
    findings
}

/// Where the proxy listens and where it finds the app.
fn ends<'a>(instance: &'a Instance, port: &'a ServicePort) -> [(&'a str, u32); 2] {
    let said = |address: &'a Option<String>| address.as_deref().filter(|address| !address.is_empty());
    let address = said(&port.inbound.address).unwrap_or(&instance.address);
    let app = port.inbound.service_port.or_else(|| port.target_number()).filter(|number| *number != 0);
    [(address, port.inbound_port()), (said(&port.inbound.service_address).unwrap_or(address), app.unwrap_or(port.inbound_port()))]
}

/// Whether somebody who listens there keeps 127.0.0.1 from the admin port.
fn meets_loopback(address: &str) -> bool {
    let ip = address.parse::<IpAddr>().map(|ip| ip.to_canonical());
    ip.is_ok_and(|ip| ip.is_unspecified() || ip == IpAddr::from([127, 0, 0, 1]))
}

fn keys(_: &str, service: &Service) -> Vec<String> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let placed = service.instances.iter().filter(|instance| !instance.address.is_empty());
    placed.map(|instance| format!("{} {}", instance.admin_port.unwrap_or(DEFAULT), instance.address)).collect()
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let Some((port, address)) = key.split_once(' ') else { return Vec::new() };
    let Ok(port) = port.parse::<u32>() else { return Vec::new() };
    let all = services.iter().flat_map(|service| service.instances.iter().enumerate().map(move |(at, instance)| (*service, at, instance)));
    let here =
        |(_, _, instance): &(&Service, usize, &Instance)| instance.address == address && instance.admin_port.unwrap_or(DEFAULT) == port;
    let mut sharing = all.filter(here);
    let Some((_, _, first)) = sharing.next() else { return Vec::new() };
    let words = format!("The proxy of {} has admin port {port} on {address} too", first.name);
    sharing
        .map(|(service, at, _)| RULE.at(Place::service(service, Field::InstanceAddress(at)), words.clone()).only(Severity::Warning))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, calling, said, web};
    use crate::design::Inbound;

    fn on_web_machine(admin_port: Option<u32>) -> Service {
        Service { instances: vec![Instance { name: "api-01".into(), admin_port, ..web().instances[0].clone() }], ..api() }
    }

    #[test]
    fn one_admin_port_for_two() {
        let words = "The proxy of web-01 has admin port 9901 on 192.168.0.1 too";
        assert_eq!(said(&RULE, [web(), on_web_machine(None)]), [words]);
        assert_eq!(said(&RULE, [web(), on_web_machine(Some(9901))]), [words]);
    }

    #[test]
    fn admin_ports_or_machines_of_their_own() {
        assert!(said(&RULE, [web(), on_web_machine(Some(9911)), api()]).is_empty());
        assert!(said(&RULE, [admin(8080, web())]).is_empty(), "not on loopback");
    }

    fn admin(admin_port: u32, service: Service) -> Service {
        let instance = Instance { admin_port: Some(admin_port), ..web().instances[0].clone() };
        Service { instances: vec![instance], ..service }
    }

    #[test]
    fn an_admin_port_that_the_proxy_itself_has() {
        let mut service = web();
        service.ports[0].inbound = Inbound { service_address: Some("127.0.0.1".into()), port: Some(80), ..Inbound::default() };
        assert_eq!(said(&RULE, [admin(8080, service)]), ["must differ from inbound"]);
        assert_eq!(said(&RULE, [admin(10001, calling([("api", 80, Some(10001))])), api()]), ["must differ from outbound"]);
    }
}
