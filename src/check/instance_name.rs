//! U004: names of instances. Knows nothing of which are taken.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the name of every instance, which is that of its Dataplane: an RFC 1123 subdomain of at most 253 characters.
    ///
    /// ## Why is this bad?
    /// The control plane refuses the Dataplane.
    ///
    /// ## Use instead
    /// Lower case letters, digits, `-` and `.`: `web-01`.
    "U004" "instance-name" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let said = service
        .instances
        .iter()
        .enumerate()
        .flat_map(|(at, instance)| words::dataplane_name(&instance.name).into_iter().map(move |words| (at, words)));
    said.map(|(at, words)| RULE.at(Place::service(service, Field::InstanceName(at)), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};
    use crate::design::Instance;

    fn named(name: &str) -> Service {
        Service { instances: vec![Instance { name: name.into(), ..web().instances[0].clone() }], ..web() }
    }

    #[test]
    fn a_name_that_kuma_refuses() {
        assert_eq!(said(&RULE, [named("")]), ["cannot be empty"]);
        assert!(said(&RULE, [named("Web_01")])[0].starts_with("invalid characters. A lowercase RFC 1123 subdomain must consist of"));
        assert_eq!(said(&RULE, [named(&"a".repeat(254))]), ["value length must less or equal 253"]);
    }

    #[test]
    fn a_name_that_kuma_takes() {
        assert!(said(&RULE, [named("web-01.eu"), Service { on: Some(World::Kubernetes), ..named("") }]).is_empty());
    }
}
