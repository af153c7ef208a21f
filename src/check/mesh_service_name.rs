//! U010: names that no MeshService can have. Knows nothing of Kubernetes, which refuses them itself.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};
use crate::protocol::{MeshServices, MeshVersion};

rule! {
    /// ## What it does
    /// Looks at the names of services of Universal alone where Kuma 2.10 to 2.12 make MeshServices of them: a DNS-1035 label of at most
    /// 63 characters.
    ///
    /// ## Why is this bad?
    /// Kuma makes no MeshService of another name and says so in a log only: clients that go through MeshServices cannot reach it. From
    /// 2.13 on it refuses the Dataplane.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter first, no hyphen last.
    "U010" "mesh-service-name" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let name = service.tags.get("kuma.io/workload").unwrap_or(&service.name);
    let universal_alone = service.is_on(World::Universal) && !service.is_on(World::Kubernetes);
    let is_quiet = (MeshVersion::V2_10..=MeshVersion::V2_12).contains(&target.version) && target.mesh_services != MeshServices::Disabled;
    if !universal_alone || !is_quiet || words::dns_1035_label(name).is_empty() {
        return Vec::new();
    }
    vec![RULE.at(Place::service(service, Field::Name), "Kuma makes no MeshService of this name, and says so in its log alone")]
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
        assert_eq!(found(&RULE, target(MeshVersion::V2_11), [universal("Web")]).len(), 1);
        assert!(found(&RULE, target(MeshVersion::V2_13), [universal("Web")]).is_empty(), "refused");
    }

    #[test]
    fn a_name_that_one_can_have_or_nobody_asks() {
        let target = Target { mesh_services: MeshServices::Exclusive, ..version(MeshVersion::V2_11) };
        assert!(found(&RULE, target, [universal("web-1"), Service { name: "Web".into(), ..web() }]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V2_11), [universal("Web")]).is_empty());
    }
}
