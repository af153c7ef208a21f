//! L003: a Service that selects no Pods. Knows nothing of Pods.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Edit, Service, ServiceType, Target, World};

rule! {
    /// ## What it does
    /// Says when a Service has no selector, unless it is an ExternalName.
    ///
    /// ## Why is this bad?
    /// Kubernetes finds no Pods for it: it has no endpoints unless somebody else writes them, and only newer Kuma versions follow those.
    ///
    /// ## Use instead
    /// The labels of its Pods, such as `selector: {app: web}`; or `on: universal` when it does not run on Kubernetes.
    "L003" "missing-selector" Hint: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let external = matches!(service.kind, ServiceType::ExternalName(_));
    if !service.is_on(World::Kubernetes) || external || !service.selector.is_empty() {
        return Vec::new();
    }
    let finding = RULE.at(Place::service(service, Field::Selector), "Without a selector this Service finds no Pods");
    if service.name.is_empty() || !words::label_value(&service.name).is_empty() {
        return vec![finding];
    }
    let selector = [("app".to_owned(), service.name.clone())].into();
    let edit = Edit::put_service(Service { selector, ..service.clone() });
    vec![finding.mended_by(format!("Select app: {}", service.name), edit)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, is_mended, said, web};

    fn selects_nothing() -> Service {
        Service { selector: [].into(), ..web() }
    }

    #[test]
    fn nothing_selects_nothing() {
        assert_eq!(said(&RULE, [selects_nothing()]), ["Without a selector this Service finds no Pods"]);
        assert!(is_mended(&RULE, Target::default(), [selects_nothing()]));
    }

    #[test]
    fn a_name_that_is_no_label_is_not_offered_as_one() {
        for name in ["", "my web", "web-", "a/b"] {
            let service = Service { name: name.into(), ..selects_nothing() };
            assert!(found(&RULE, Target::default(), [service])[0].fix.is_none(), "{name}");
        }
    }

    #[test]
    fn where_no_selector_is_needed() {
        let external = Service { kind: ServiceType::ExternalName("db.example.com".into()), ..selects_nothing() };
        let universal = Service { on: Some(World::Universal), ..selects_nothing() };
        assert!(said(&RULE, [web(), external, universal]).is_empty());
    }
}
