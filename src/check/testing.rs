//! What the tests of rules share: a service with nothing wrong, and what a rule says of a design.

use super::{Finding, Rule, check};
use crate::design::{Call, Design, Instance, PortId, Service, ServicePort, Target, TargetPort};
use crate::protocol::{MeshVersion, Protocol};

/// A service that no rule has anything against.
pub fn web() -> Service {
    Service {
        name: "web".into(),
        namespace: "shop".into(),
        selector: [("app".into(), "web".into())].into(),
        ports: vec![http(80)],
        instances: vec![Instance { name: "web-01".into(), address: "192.168.0.1".into(), admin_port: None }],
        ..Service::default()
    }
}

/// The same as somebody else, on another machine.
pub fn api() -> Service {
    let instance = Instance { name: "api-01".into(), address: "192.168.0.2".into(), admin_port: None };
    Service { name: "api".into(), instances: vec![instance], ..web() }
}

/// A port that no rule has anything against.
pub fn http(port: u32) -> ServicePort {
    let target_port = Some(TargetPort::Number(8000 + port % 1000));
    ServicePort {
        id: PortId(port),
        name: format!("http-{port}"),
        port,
        target_port,
        protocol: Some(Protocol::Http),
        ..ServicePort::default()
    }
}

/// `web` with these ports.
pub fn ports<const N: usize>(ports: [ServicePort; N]) -> Service {
    Service { ports: ports.into(), ..web() }
}

/// `web` with these calls.
pub fn calling<const N: usize>(calls: [(&str, u32, Option<u32>); N]) -> Service {
    let call = |(service, port, at): (&str, u32, Option<u32>)| Call { service: service.into(), port, at };
    Service { calls: calls.into_iter().map(call).collect(), ..web() }
}

/// A target of that version.
pub fn version(version: MeshVersion) -> Target {
    Target { version, ..Target::default() }
}

/// What a rule finds in a design of these services.
pub fn found<const N: usize>(rule: &Rule, target: Target, services: [Service; N]) -> Vec<Finding> {
    check(&design(target, services)).into_iter().filter(|finding| finding.code == rule.code).collect()
}

/// What a rule says of these services, for the default target.
pub fn said<const N: usize>(rule: &Rule, services: [Service; N]) -> Vec<String> {
    found(rule, Target::default(), services).into_iter().map(|finding| finding.message).collect()
}

/// Whether the fixes of a rule's findings leave nothing for it to find.
pub fn is_mended<const N: usize>(rule: &Rule, target: Target, services: [Service; N]) -> bool {
    let mut design = design(target, services);
    let fixes: Vec<_> = check(&design).into_iter().filter(|finding| finding.code == rule.code).filter_map(|finding| finding.fix).collect();
    assert!(!fixes.is_empty(), "{} offers no fix", rule.code);
    fixes.into_iter().flat_map(|fix| fix.edits).for_each(|edit| design.apply(edit));
    check(&design).iter().all(|finding| finding.code != rule.code)
}

fn design<const N: usize>(target: Target, services: [Service; N]) -> Design {
    let mut design = Design::default();
    (design.name, design.target) = ("shop".into(), target);
    services.into_iter().for_each(|service| {
        design.push(service);
    });
    design
}

#[test]
fn nobody_has_anything_against_a_good_service() {
    for target in MeshVersion::ALL.map(version) {
        assert_eq!(check(&design(target, [web(), api()])), []);
    }
}
