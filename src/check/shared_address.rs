//! U008: two Dataplanes that listen on one port of one machine. Knows nothing of names.

use super::suspicious_address::is_loopback;
use super::{Field, Finding, Look, Place};
use crate::design::{Instance, Service, ServicePort, Transport, World};

rule! {
    /// ## What it does
    /// Looks for instances, of one service or of several, with an inbound on the same address and port. A loopback address is every
    /// machine's own and says nothing of that.
    ///
    /// ## Why is this bad?
    /// Kuma does not check it. One machine has one listener on a port: the second proxy cannot start it, or clients reach the wrong app.
    ///
    /// ## Use instead
    /// Another address, or `inbound: {port: …}` for one of them.
    "U008" "shared-address" Warning: Look::Shared { keys, judge }
}

fn keys(_: &str, service: &Service) -> Vec<String> {
    let key = |(address, port): (&str, u32)| format!("{port} {address}");
    service.instances.iter().flat_map(|instance| listeners(service, instance)).map(key).collect()
}

/// Where the inbounds of an instance listen.
fn listeners<'a>(service: &'a Service, instance: &'a Instance) -> impl Iterator<Item = (&'a str, u32)> {
    let on_the_mesh = service.is_on(World::Universal) && service.gateway.is_none();
    let address = |port: &'a ServicePort| port.inbound.address.as_deref().unwrap_or(&instance.address);
    let ports = service.ports.iter().filter(move |port| on_the_mesh && port.transport == Transport::Tcp);
    ports.map(move |port| (address(port), port.inbound_port())).filter(|(address, _)| !address.is_empty() && !is_loopback(address))
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let Some((port, address)) = key.split_once(' ') else { return Vec::new() };
    let Ok(port) = port.parse::<u32>() else { return Vec::new() };
    let all = services.iter().flat_map(|service| service.instances.iter().enumerate().map(move |(at, instance)| (*service, at, instance)));
    let here = |(service, _, instance): &(&Service, usize, &Instance)| listeners(service, instance).any(|found| found == (address, port));
    let mut sharing = all.filter(here);
    let Some((whose, _, first)) = sharing.next() else { return Vec::new() };
    let words = format!("{} listens on {address} port {port} too", first.name);
    // One Dataplane that is there twice is U005's.
    let others = sharing.filter(|(_, _, instance)| instance.name.is_empty() || instance.name != first.name);
    others.map(|(service, at, _)| RULE.at(Place::service(service, Field::InstanceAddress(at)), words.clone()).with(whose)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, http, ports, said, web};

    fn on_web_machine(service: Service) -> Service {
        Service { name: "api".into(), instances: vec![Instance { name: "api-01".into(), ..web().instances[0].clone() }], ..service }
    }

    #[test]
    fn one_port_of_one_machine() {
        assert_eq!(said(&RULE, [web(), on_web_machine(api())]), ["web-01 listens on 192.168.0.1 port 8080 too"]);
        let (one, other) = (web().instances[0].clone(), Instance { name: "web-02".into(), ..web().instances[0].clone() });
        assert_eq!(said(&RULE, [Service { instances: vec![one.clone(), other], ..web() }]).len(), 1);
        assert!(said(&RULE, [Service { instances: vec![one.clone(), one], ..web() }]).is_empty(), "one Dataplane twice");
    }

    #[test]
    fn another_port_or_another_machine() {
        let local = |service: Service| {
            let instances = service.instances.iter().map(|one| Instance { address: "127.0.0.1".into(), ..one.clone() });
            Service { instances: instances.collect(), ..service }
        };
        assert!(said(&RULE, [local(web()), local(on_web_machine(api()))]).is_empty(), "every machine has a loopback address");
        assert!(said(&RULE, [web(), api(), on_web_machine(ports([http(81)]))]).is_empty());
        assert!(said(&RULE, [web(), Service { on: Some(World::Kubernetes), ..on_web_machine(api()) }]).is_empty());
    }
}
