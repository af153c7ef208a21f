//! U005: two Dataplanes of one name. Knows nothing of addresses.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, World};

rule! {
    /// ## What it does
    /// Looks for instances of one name in one mesh, of the same service or of several.
    ///
    /// ## Why is this bad?
    /// A mesh has one Dataplane of a name: what is applied last replaces the other.
    ///
    /// ## Use instead
    /// A name of its own for each, such as `web-01`, `web-02`.
    "U005" "duplicate-instance" Error: Look::Shared { keys, judge }
}

fn keys(mesh: &str, service: &Service) -> Vec<String> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let named = service.instances.iter().filter(|instance| !instance.name.is_empty());
    named.map(|instance| format!("{} {}", service.mesh.as_deref().unwrap_or(mesh), instance.name)).collect()
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let (mesh, name) = key.split_once(' ').unwrap_or(("", key));
    let all = services.iter().flat_map(|service| service.instances.iter().enumerate().map(move |(at, instance)| (*service, at, instance)));
    let same: Vec<(&Service, usize)> = all.filter(|(_, _, instance)| instance.name == name).map(|(service, at, _)| (service, at)).collect();
    let Some(((first, _), rest)) = same.split_first() else { return Vec::new() };
    let words = format!("Another Dataplane of mesh {mesh} is named {name}: the later replaces it");
    rest.iter().map(|(service, at)| RULE.at(Place::service(service, Field::InstanceName(*at)), words.clone()).with(first)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, said, web};

    fn twice() -> Service {
        Service { instances: vec![web().instances[0].clone(); 2], ..web() }
    }

    #[test]
    fn one_name_for_two() {
        assert_eq!(said(&RULE, [twice()]), ["Another Dataplane of mesh default is named web-01: the later replaces it"]);
        let same = Service { instances: web().instances, ..api() };
        assert_eq!(said(&RULE, [web(), same]), ["Another Dataplane of mesh default is named web-01: the later replaces it"]);
    }

    #[test]
    fn names_of_their_own_or_meshes_of_their_own() {
        let elsewhere = Service { instances: web().instances, mesh: Some("other".into()), ..api() };
        assert!(said(&RULE, [web(), api(), elsewhere]).is_empty());
    }
}
