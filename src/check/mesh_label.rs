//! L005: a mesh of its own, and what Kubernetes is told of it. Knows nothing of namespaces' labels.

use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Edit, Service, Target, World};

rule! {
    /// ## What it does
    /// Says when a service has a mesh of its own and its Service on Kubernetes does not carry it as the label `kuma.io/mesh`, or
    /// carries another.
    ///
    /// ## Why is this bad?
    /// Kubernetes has no field for the mesh. Kuma goes by the label of the Pod and of the Service, else by their namespace's, else it is
    /// `default`: what is set here reaches the Dataplanes on Universal alone.
    ///
    /// ## Use instead
    /// The label `kuma.io/mesh`, on the Pods too; where the namespace has it, nothing.
    "L005" "mesh-label" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let Some(mesh) = service.mesh.as_ref().filter(|mesh| **mesh != target.mesh && !mesh.is_empty()) else { return Vec::new() };
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let finding = match service.labels.get(KEY) {
        Some(label) if label == mesh => return Vec::new(),
        Some(label) => RULE.at(Place::service(service, Field::Mesh), format!("On Kubernetes the label {KEY} says {label}")),
        None => {
            let words = format!("On Kubernetes nothing says {mesh}: unless the namespace does, the mesh is default");
            RULE.at(Place::service(service, Field::Mesh), words).only(Severity::Hint)
        }
    };
    let mut labelled = service.clone();
    labelled.labels.insert(KEY.to_owned(), mesh.clone());
    vec![finding.mended_by(format!("Label it {KEY}: {mesh}"), Edit::put_service(labelled))]
}

const KEY: &str = "kuma.io/mesh";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, is_mended, said, web};

    fn labelled(label: Option<&str>) -> Service {
        let labels = label.map(|label| (KEY.to_owned(), label.to_owned())).into_iter().collect();
        Service { mesh: Some("secure".into()), labels, ..web() }
    }

    #[test]
    fn a_mesh_that_kubernetes_does_not_hear_of() {
        assert_eq!(said(&RULE, [labelled(None)]), ["On Kubernetes nothing says secure: unless the namespace does, the mesh is default"]);
        assert_eq!(said(&RULE, [labelled(Some("other"))]), ["On Kubernetes the label kuma.io/mesh says other"]);
        let severity = |label| found(&RULE, Target::default(), [labelled(label)])[0].severity;
        assert_eq!((severity(None), severity(Some("other"))), (Severity::Hint, Severity::Warning));
        assert!(is_mended(&RULE, Target::default(), [labelled(None)]));
    }

    #[test]
    fn a_mesh_that_it_hears_of_or_need_not() {
        assert!(said(&RULE, [labelled(Some("secure")), Service { on: Some(World::Universal), ..labelled(None) }]).is_empty());
        assert!(said(&RULE, [web(), Service { mesh: Some("default".into()), ..web() }]).is_empty());
    }
}
