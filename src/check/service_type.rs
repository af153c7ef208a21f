//! N007: where an ExternalName service points. Knows nothing of whether the name resolves.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, ServiceType, Target, World};

rule! {
    /// ## What it does
    /// Looks at `externalName` and at what the type of a Service forbids: a headless NodePort, LoadBalancer or ExternalName.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// A DNS name in lower case such as `db.example.com`; headless only with type ClusterIP.
    "N007" "service-type" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let mut said = match &service.kind {
        ServiceType::ExternalName(name) => match name.strip_suffix('.').unwrap_or(name) {
            "" => vec!["Required value".to_owned()],
            name => words::dns_1123_subdomain(name),
        },
        ServiceType::ClusterIp | ServiceType::NodePort | ServiceType::LoadBalancer => Vec::new(),
    };
    if service.headless {
        said.extend(match service.kind {
            ServiceType::ClusterIp => None,
            ServiceType::NodePort | ServiceType::LoadBalancer => {
                Some(format!("may not be set to 'None' for {} services", service.kind.keyword()))
            }
            ServiceType::ExternalName(_) => Some("may not be set for ExternalName services".to_owned()),
        });
    }
    said.into_iter().map(|words| RULE.at(Place::service(service, Field::Type), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    fn external(name: &str) -> Service {
        Service { kind: ServiceType::ExternalName(name.into()), ..web() }
    }

    #[test]
    fn a_type_that_kubernetes_refuses() {
        assert_eq!(said(&RULE, [external("")]), ["Required value"]);
        assert!(said(&RULE, [external("Db")])[0].starts_with("a lowercase RFC 1123 subdomain must consist of"));
        let headless = Service { headless: true, kind: ServiceType::NodePort, ..web() };
        assert_eq!(said(&RULE, [headless]), ["may not be set to 'None' for NodePort services"]);
    }

    #[test]
    fn a_type_that_kubernetes_takes() {
        assert!(said(&RULE, [external("db.example.com."), Service { headless: true, ..web() }]).is_empty());
    }
}
