//! U010: names that no MeshService can have. Knows nothing of Kubernetes, which refuses them itself.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, ServicePort, Target, World};
use crate::protocol::{MeshServices, MeshVersion};

rule! {
    /// ## What it does
    /// Looks at the `kuma.io/service` of inbounds on Universal, which is the service's name unless a tag says another, where Kuma 2.10 to
    /// 2.14 make MeshServices by it: they need a DNS-1035 label of at most 63 characters.
    ///
    /// ## Why is this bad?
    /// Kuma makes no MeshService of another name and says so in a log only: clients that go through MeshServices cannot reach it.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter first, no hyphen last.
    "U010" "mesh-service-name" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let by_tag = (MeshVersion::V2_10..=MeshVersion::V2_14).contains(&target.version) && target.mesh_services != MeshServices::Disabled;
    if !by_tag || !service.is_on(World::Universal) || service.gateway.is_some() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for port in service.tcp_ports() {
        let tag = service.inbound_service_tag(port);
        let place = place(service, port);
        // A name that is on Kubernetes, too, is refused there, and one that is a workload's in 2.14 by the control plane.
        let is_said = place.field == Field::Name && (service.is_on(World::Kubernetes) || is_refused(target, service));
        if !is_said && !words::dns_1035_label(tag).is_empty() && findings.iter().all(|finding| finding.place != place) {
            findings.push(RULE.at(place, format!("Kuma makes no MeshService of the name \"{tag}\", and says so in its log alone")));
        }
    }
    findings
}

/// Where a port's `kuma.io/service` comes from.
fn place(service: &Service, port: &ServicePort) -> Place {
    if port.inbound.tags.contains_key("kuma.io/service") {
        Place::port(service, port, Field::Inbound)
    } else if service.tags.contains_key("kuma.io/service") {
        Place::service(service, Field::Tags)
    } else {
        Place::service(service, Field::Name)
    }
}

/// Whether the name is that of a workload label, which 2.14 writes and refuses in other words.
fn is_refused(target: &Target, service: &Service) -> bool {
    target.version == MeshVersion::V2_14 && !service.tags.contains_key("kuma.io/workload")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, version, web};

    fn universal(name: &str) -> Service {
        Service { name: name.into(), on: Some(World::Universal), ..web() }
    }

    #[test]
    fn a_name_that_no_mesh_service_can_have() {
        let target = |of| Target { mesh_services: MeshServices::Exclusive, ..version(of) };
        for version in [MeshVersion::V2_10, MeshVersion::V2_11, MeshVersion::V2_13] {
            assert_eq!(found(&RULE, target(version), [universal("Web")]).len(), 1);
        }
        assert!(found(&RULE, target(MeshVersion::V2_14), [universal("Web")]).is_empty(), "refused as a workload");
        let workload = Service { tags: [("kuma.io/workload".into(), "web".into())].into(), ..universal("Web") };
        assert_eq!(found(&RULE, target(MeshVersion::V2_14), [workload])[0].place.field, Field::Name);
    }

    #[test]
    fn a_tag_that_is_no_such_name() {
        let target = Target { mesh_services: MeshServices::Exclusive, ..version(MeshVersion::V2_14) };
        let tag = || [("kuma.io/service".to_owned(), "my_api".to_owned())].into();
        let of_service = found(&RULE, target.clone(), [Service { tags: tag(), ..web() }]);
        assert_eq!(of_service[0].message, "Kuma makes no MeshService of the name \"my_api\", and says so in its log alone");
        let mut of_port = web();
        of_port.ports[0].inbound.tags = tag();
        assert_eq!(found(&RULE, target, [of_port])[0].place.field, Field::Inbound);
    }

    #[test]
    fn a_name_that_one_can_have_or_nobody_asks() {
        let target = Target { mesh_services: MeshServices::Exclusive, ..version(MeshVersion::V2_11) };
        assert!(found(&RULE, target, [universal("web-1"), Service { name: "Web".into(), ..web() }]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V2_11), [universal("Web")]).is_empty());
    }
}
