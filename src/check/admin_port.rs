//! U009: admin ports that another proxy has. Knows nothing of readiness ports, nor of what else the same proxy has there.

use super::suspicious_address::is_loopback;
use super::{Field, Finding, Look, Place};
use crate::design::{Instance, Service, World};

rule! {
    /// ## What it does
    /// Looks for instances on one address, other than a loopback one, whose Envoys have the same admin port, 9901 unless it is said.
    ///
    /// ## Why is this bad?
    /// On one machine the second proxy does not start. Newer versions also have a readiness port, 9902, which `KUMA_READINESS_PORT` moves.
    ///
    /// ## Use instead
    /// An `adminPort` of its own for each but one. Where the address belongs to several machines or containers, nothing.
    "U009" "admin-port" Warning: Look::Shared { keys, judge }
}

/// What `kuma-dp` takes unless it is told otherwise.
const DEFAULT: u32 = 9901;

fn keys(_: &str, service: &Service) -> Vec<String> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let placed = service.instances.iter().filter(|instance| !instance.address.is_empty() && !is_loopback(&instance.address));
    placed.map(|instance| format!("{} {}", instance.admin_port.unwrap_or(DEFAULT), instance.address)).collect()
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let Some((port, address)) = key.split_once(' ') else { return Vec::new() };
    let Ok(port) = port.parse::<u32>() else { return Vec::new() };
    let all = services.iter().flat_map(|service| service.instances.iter().enumerate().map(move |(at, instance)| (*service, at, instance)));
    let here =
        |(_, _, instance): &(&Service, usize, &Instance)| instance.address == address && instance.admin_port.unwrap_or(DEFAULT) == port;
    let mut sharing = all.filter(here);
    let Some((whose, _, first)) = sharing.next() else { return Vec::new() };
    let words = format!("The proxy of {} has admin port {port} on {address} too", first.name);
    // One Dataplane that is there twice is U005's.
    let others = sharing.filter(|(_, _, instance)| instance.name.is_empty() || instance.name != first.name);
    others.map(|(service, at, _)| RULE.at(Place::service(service, Field::InstanceAddress(at)), words.clone()).with(whose)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, said, web};

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
    }
}
