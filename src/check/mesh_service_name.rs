//! U010: names that no MeshService can have. Knows nothing of Kubernetes, which refuses them itself.

use super::{Field, Finding, Look, Place, Severity, words};
use crate::design::{Service, Target, World};
use crate::protocol::{Dialect, MeshServices, MeshVersion};

rule! {
    /// ## What it does
    /// Looks at the names of services of Universal alone where the target makes MeshServices of them, or writes them as the label
    /// `kuma.io/workload`: a DNS-1035 label of at most 63 characters.
    ///
    /// ## Why is this bad?
    /// Kuma from 2.13 refuses a Dataplane with such a label. Kuma 2.10 to 2.12 make no MeshService of such a name and say so in a log
    /// only: clients that go through MeshServices cannot reach it.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter first, no hyphen last.
    "U010" "mesh-service-name" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let name = service.tags.get("kuma.io/workload").unwrap_or(&service.name);
    let universal_alone = service.is_on(World::Universal) && !service.is_on(World::Kubernetes);
    if !universal_alone || words::dns_1035_label(name).is_empty() {
        return Vec::new();
    }
    let at = |words: &str| vec![RULE.at(Place::service(service, Field::Name), words)];
    let makes_mesh_services = target.version.has_mesh_services_mode() && target.mesh_services != MeshServices::Disabled;
    match target.version.dialect() {
        Dialect::TagAndField | Dialect::Field | Dialect::Portable => at(REFUSED),
        Dialect::Tag if makes_mesh_services && target.version >= MeshVersion::V2_10 => {
            let quiet = "Kuma makes no MeshService of this name, and says so in its log alone";
            at(quiet).into_iter().map(|finding| finding.only(Severity::Warning)).collect()
        }
        Dialect::Tag => Vec::new(),
    }
}

/// The control plane's own words (`domain.md` §3.5).
const REFUSED: &str = "labels[\"kuma.io/workload\"]: must be a valid DNS-1035 label (at most 63 characters, matching regex \
                       [a-z]([-a-z0-9]*[a-z0-9])?)";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, said, version, web};

    fn universal(name: &str) -> Service {
        Service { name: name.into(), on: Some(World::Universal), ..web() }
    }

    #[test]
    fn a_name_that_no_mesh_service_can_have() {
        assert_eq!(said(&RULE, [universal("backend_v1")]), [REFUSED]);
        let target = Target { mesh_services: MeshServices::Exclusive, ..version(MeshVersion::V2_11) };
        assert_eq!(found(&RULE, target, [universal("Web")])[0].severity, Severity::Warning);
    }

    #[test]
    fn a_name_that_one_can_have_or_nobody_asks() {
        assert!(said(&RULE, [universal("web-1"), Service { name: "Web".into(), ..web() }]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V2_11), [universal("Web")]).is_empty());
    }
}
