//! H004: what Kubernetes lets stand as `appProtocol`. Knows nothing of what Kuma makes of it.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at kept hints that are written as `appProtocol`, as the API server does: a name such as `http` or `example.com/mine`.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// What the app speaks; the hint follows.
    "H004" "app-protocol-syntax" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let kept = service.ports.iter().filter(|port| port.hint.is_some() && service.is_on(World::Kubernetes));
    let written = kept.filter_map(|port| Some((port, port.app_protocol(target.version, service.hint_style(target))?)));
    let said = written.flat_map(|(port, value)| words::label_key(value).into_iter().map(move |words| (port, words)));
    said.map(|(port, words)| RULE.at(Place::port(service, port, Field::Protocol), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};
    use crate::design::{HintStyle, ServicePort};

    fn hinted(value: &str) -> Service {
        ports([ServicePort { hint: Some(value.into()), ..http(80) }])
    }

    #[test]
    fn a_value_that_kubernetes_refuses() {
        assert!(said(&RULE, [hinted(" http ")])[0].starts_with("name part must consist of alphanumeric characters"));
        assert_eq!(said(&RULE, [hinted("/http")]), ["prefix part must be non-empty"]);
    }

    #[test]
    fn a_value_that_kubernetes_takes_or_never_reads() {
        assert!(said(&RULE, [hinted("kubernetes.io/h2c")]).is_empty());
        assert!(said(&RULE, [Service { hint: Some(HintStyle::Annotation), ..hinted(" http ") }]).is_empty());
    }
}
