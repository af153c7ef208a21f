//! N005: two services that are the same object. Knows nothing of their ports.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, World};

rule! {
    /// ## What it does
    /// Looks for services of one name and namespace on Kubernetes, and of one name, namespace and mesh on Universal.
    ///
    /// ## Why is this bad?
    /// They become one and the same object: what is applied last replaces the other.
    ///
    /// ## Use instead
    /// Another name or namespace; or one service with the ports of both.
    "N005" "duplicate-service" Error: Look::Shared { keys, judge }
}

fn keys(mesh: &str, service: &Service) -> Vec<String> {
    let key = |world| match world {
        World::Kubernetes => format!("k {}/{}", service.namespace, service.name),
        World::Universal => format!("u {} {}/{}", service.mesh.as_deref().unwrap_or(mesh), service.namespace, service.name),
    };
    World::ALL.into_iter().filter(|world| service.is_on(*world) && !service.name.is_empty()).map(key).collect()
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let universal = key.starts_with('u');
    let say = |service: &&Service| {
        // On both worlds alike: once is enough.
        let said_already =
            universal && service.is_on(World::Kubernetes) && services.iter().take(1).all(|first| first.is_on(World::Kubernetes));
        let words = format!("There is another service {}", service.full_name());
        (!said_already).then(|| RULE.at(Place::service(service, Field::Name), words))
    };
    services.iter().skip(1).filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    fn on(world: World) -> Service {
        Service { on: Some(world), ..web() }
    }

    #[test]
    fn two_of_one_name_in_one_world() {
        assert_eq!(said(&RULE, [web(), web()]), ["There is another service shop/web"]);
        assert_eq!(said(&RULE, [on(World::Universal), on(World::Universal)]).len(), 1);
        assert_eq!(said(&RULE, [web(), on(World::Universal)]).len(), 1);
    }

    #[test]
    fn each_world_has_its_own_names() {
        assert!(said(&RULE, [on(World::Kubernetes), on(World::Universal)]).is_empty());
        assert!(said(&RULE, [web(), Service { namespace: "core".into(), ..web() }]).is_empty());
    }
}
