//! N006: two services that are one on Universal, where namespaces do not exist. Knows nothing of Kubernetes.

use std::collections::BTreeSet;

use super::{Field, Finding, Look, Place};
use crate::design::{Service, World};

rule! {
    /// ## What it does
    /// Looks for services of one mesh in different namespaces that are both for Universal and have one name there: their own, or the
    /// `kuma.io/service` tag that they or one of their ports carry.
    ///
    /// ## Why is this bad?
    /// Universal has no namespaces: `kuma.io/service` is the name alone, so clients reach the Dataplanes of both as one service, and
    /// where their protocols differ the common one is what counts, often plain tcp.
    ///
    /// ## Use instead
    /// Names that differ, a `kuma.io/service` tag of its own, or `on: kubernetes` for the one that has no Dataplanes.
    "N006" "same-universal-service" Warning: Look::Shared { keys, judge }
}

fn keys(mesh: &str, service: &Service) -> Vec<String> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    // A port may have a tag of its own.
    let ports = service.ports.iter().map(|port| service.inbound_service_tag(port));
    let own = service.ports.is_empty().then(|| service.service_tag());
    let names: BTreeSet<&str> = ports.chain(own).filter(|name| !name.is_empty()).collect();
    names.into_iter().map(|name| format!("{} {name}", service.mesh.as_deref().unwrap_or(mesh))).collect()
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let Some((first, rest)) = services.split_first() else { return Vec::new() };
    let (mesh, name) = key.split_once(' ').unwrap_or(("", key));
    let apart = |service: &&&Service| service.namespace != first.namespace;
    let say = |service: &&Service| {
        let words = format!("On Universal this and {} are one service, {name} of mesh {mesh}", first.full_name());
        RULE.at(Place::service(service, Field::Name), words)
    };
    rest.iter().filter(apart).map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    fn core() -> Service {
        Service { namespace: "core".into(), ..web() }
    }

    #[test]
    fn namespaces_do_not_keep_dataplanes_apart() {
        assert_eq!(said(&RULE, [web(), core()]), ["On Universal this and shop/web are one service, web of mesh default"]);
    }

    #[test]
    fn nor_do_they_keep_apart_what_a_port_is_called() {
        let mut core = Service { name: "core".into(), ..core() };
        assert!(said(&RULE, [web(), core.clone()]).is_empty());
        core.ports[0].inbound.tags.insert("kuma.io/service".into(), "web".into());
        assert_eq!(said(&RULE, [web(), core]), ["On Universal this and shop/web are one service, web of mesh default"]);
    }

    #[test]
    fn a_tag_another_mesh_or_another_world_do() {
        let tagged = Service { tags: [("kuma.io/service".into(), "core-web".into())].into(), ..core() };
        let elsewhere = Service { mesh: Some("core".into()), ..core() };
        let kubernetes = Service { on: Some(World::Kubernetes), ..core() };
        assert!(said(&RULE, [web(), tagged, elsewhere, kubernetes]).is_empty());
    }
}
