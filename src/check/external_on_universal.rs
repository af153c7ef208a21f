//! U015: an ExternalName that becomes a Dataplane. Knows nothing of where the name leads.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServiceType, Target, World};

rule! {
    /// ## What it does
    /// Says when a service of type ExternalName is for Universal too and has no instances there.
    ///
    /// ## Why is this bad?
    /// It is a name for something that runs outside of the mesh, and yet the template of a Dataplane is written for it: a proxy for
    /// nobody.
    ///
    /// ## Use instead
    /// `on: kubernetes`; or instances, where it does run on machines of the mesh.
    "U015" "external-on-universal" Warning: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let external = matches!(service.kind, ServiceType::ExternalName(_));
    if !external || service.on.is_some() || !service.instances.is_empty() || service.gateway.is_some() {
        return Vec::new();
    }
    let edit = Edit::put_service(Service { on: Some(World::Kubernetes), ..service.clone() });
    let words = "On Universal this becomes the template of a Dataplane, and nobody runs there";
    vec![RULE.at(Place::service(service, Field::Type), words).mended_by("Keep it on Kubernetes", edit)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{is_mended, said, web};

    fn external() -> Service {
        Service { kind: ServiceType::ExternalName("db.example.org".into()), instances: Vec::new(), ..web() }
    }

    #[test]
    fn a_dataplane_of_nobody() {
        assert_eq!(said(&RULE, [external()]), ["On Universal this becomes the template of a Dataplane, and nobody runs there"]);
        assert!(is_mended(&RULE, Target::default(), [external()]));
    }

    #[test]
    fn one_world_or_machines() {
        assert!(
            said(&RULE, [Service { on: Some(World::Kubernetes), ..external() }, Service { instances: web().instances, ..external() }])
                .is_empty()
        );
        assert!(said(&RULE, [Service { instances: Vec::new(), ..web() }]).is_empty());
    }
}
