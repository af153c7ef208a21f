//! N002: the namespace of a Service. Knows nothing of whether it exists.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the namespace of every service that is for Kubernetes: an RFC 1123 label of at most 63 characters, or nothing.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter or digit first and last: `shop`.
    "N002" "namespace" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) || service.namespace.is_empty() {
        return Vec::new();
    }
    let said = words::dns_1123_label(&service.namespace).into_iter();
    said.map(|words| RULE.at(Place::service(service, Field::Namespace), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    #[test]
    fn a_namespace_that_kubernetes_refuses() {
        assert_eq!(said(&RULE, [Service { namespace: "shop.eu".into(), ..web() }]), ["must not contain dots"]);
        let found = said(&RULE, [Service { namespace: "Shop".into(), ..web() }]);
        assert!(found[0].starts_with("a lowercase RFC 1123 label must consist of"), "{found:?}");
    }

    #[test]
    fn none_is_as_good_as_a_proper_one() {
        assert!(said(&RULE, [Service { namespace: String::new(), ..web() }, web()]).is_empty());
    }
}
