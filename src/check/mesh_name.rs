//! N003: the name of a mesh. Knows nothing of whether it exists.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target};

rule! {
    /// ## What it does
    /// Looks at the mesh of the target, and at those of services that are in another one, as Kuma does: digits, lower case letters,
    /// `-`, `_` and `.`, at most 253 of them.
    ///
    /// ## Why is this bad?
    /// The control plane refuses every Dataplane that names it.
    ///
    /// ## Use instead
    /// The name that `kumactl get meshes` shows, such as `default`.
    "N003" "mesh-name" Error: Look::Design(target), Look::Service(service)
}

fn target(_: &str, target: &Target) -> Vec<Finding> {
    words::mesh_name(&target.mesh).into_iter().map(|words| RULE.at(Place::design(Field::Mesh), words)).collect()
}

fn service(_: &Target, service: &Service) -> Vec<Finding> {
    let said = service.mesh.iter().flat_map(|mesh| words::mesh_name(mesh));
    said.map(|words| RULE.at(Place::service(service, Field::Mesh), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, said, web};

    #[test]
    fn a_mesh_that_kuma_refuses() {
        let found = found(&RULE, Target { mesh: String::new(), ..Target::default() }, [web()]);
        assert_eq!((found[0].message.as_str(), &found[0].place), ("cannot be empty", &Place::design(Field::Mesh)));
        let said = said(&RULE, [Service { mesh: Some("Payments".into()), ..web() }]);
        assert_eq!(said, ["invalid characters. Valid characters are numbers, lowercase latin letters and '-', '_', '.' symbols."]);
    }

    #[test]
    fn a_mesh_that_kuma_takes() {
        assert!(said(&RULE, [web(), Service { mesh: Some("my_mesh.eu-1".into()), ..web() }]).is_empty());
    }
}
