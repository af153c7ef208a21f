//! N001: the name of a Service. Knows nothing of what Universal makes of it.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the name of every service that is for Kubernetes, as the API server does: a DNS-1035 label of at most 63 characters.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service. From Kubernetes 1.36 on it lets a digit come first; Kuma 3.0 wants names of MeshServices, which
    /// are those of Services, to start with a letter all the same.
    ///
    /// ## Use instead
    /// Lower case letters, digits and hyphens; a letter first, no hyphen last: `web`, `orders-v2`.
    "N001" "service-name" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let said =
        if service.name.is_empty() { vec!["name or generateName is required".to_owned()] } else { words::dns_1035_label(&service.name) };
    said.into_iter().map(|words| RULE.at(Place::service(service, Field::Name), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    #[test]
    fn a_name_that_kubernetes_refuses() {
        for name in ["Web", "1web", "web_1", "web-"] {
            let found = said(&RULE, [Service { name: name.into(), ..web() }]);
            assert!(found[0].starts_with("a DNS-1035 label must consist of lower case"), "{found:?}");
        }
        assert_eq!(said(&RULE, [Service { name: String::new(), ..web() }]), ["name or generateName is required"]);
        assert_eq!(said(&RULE, [Service { name: "a".repeat(64), ..web() }]), ["must be no more than 63 characters"]);
    }

    #[test]
    fn a_name_of_universal_alone_is_not_its_concern() {
        let service = Service { name: "Web".into(), on: Some(World::Universal), ..web() };
        assert!(said(&RULE, [service]).is_empty() && said(&RULE, [web()]).is_empty());
    }
}
