//! H007: hints as annotations. Knows nothing of their values.

use super::hints::{self, Clients};
use super::{Field, Finding, Look, Place};
use crate::design::{Edit, HintStyle, Service, Target, World};

rule! {
    /// ## What it does
    /// Says when hints are written as the annotation `<port>.service.kuma.io/protocol` alone.
    ///
    /// ## Why is this bad?
    /// Kuma calls it deprecated since 1.6. It still decides for the server's own proxy, but MeshService never reads it: clients that go
    /// through one, which in 3.0 is the only way, take the port for tcp.
    ///
    /// ## Use instead
    /// `appProtocol`, or both.
    "H007" "annotation-style" Warning: Look::Design(of_target), Look::Service(of_service)
}

fn of_target(_: &str, target: &Target) -> Vec<Finding> {
    let edit = || Edit::SetTarget(Target { hint: HintStyle::AppProtocol, ..target.clone() });
    let finding = || RULE.at(Place::design(Field::Protocol), words(target)).surely_mended_by("Write appProtocol", edit());
    (target.hint == HintStyle::Annotation).then(finding).into_iter().collect()
}

fn of_service(target: &Target, service: &Service) -> Vec<Finding> {
    let edit =
        || Edit::put_service(Service { hint: Some(HintStyle::AppProtocol).filter(|style| *style != target.hint), ..service.clone() });
    let finding = || RULE.at(Place::service(service, Field::Protocol), words(target)).surely_mended_by("Write appProtocol", edit());
    let is_read = service.is_on(World::Kubernetes) && !hints::is_left_alone(target, service);
    (service.hint == Some(HintStyle::Annotation) && is_read).then(finding).into_iter().collect()
}

fn words(target: &Target) -> &'static str {
    match hints::clients(target) {
        Clients::Tag => "The annotation is deprecated, and MeshService does not read it",
        Clients::MeshService | Clients::StrictMeshService => "MeshService does not read the annotation: clients take every port for tcp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, is_mended, said, version, web};
    use crate::protocol::MeshVersion;

    fn deprecated() -> Service {
        Service { hint: Some(HintStyle::Annotation), ..web() }
    }

    #[test]
    fn an_annotation_alone() {
        assert_eq!(said(&RULE, [deprecated()]), ["The annotation is deprecated, and MeshService does not read it"]);
        let in_3 = "MeshService does not read the annotation: clients take every port for tcp";
        assert_eq!(found(&RULE, version(MeshVersion::V3_0), [deprecated()])[0].message, in_3);
        let target = Target { hint: HintStyle::Annotation, ..Target::default() };
        assert_eq!(found(&RULE, target.clone(), [web()])[0].place, Place::design(Field::Protocol));
        assert!(is_mended(&RULE, target, [web()]) && is_mended(&RULE, Target::default(), [deprecated()]));
    }

    #[test]
    fn app_protocol_or_both() {
        assert!(said(&RULE, [web(), Service { hint: Some(HintStyle::Both), ..web() }]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..deprecated() }]).is_empty());
    }
}
