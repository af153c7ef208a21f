//! P002: numbers and names of target ports. Knows nothing of Pods.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, ServicePort, Target, TargetPort, World};

rule! {
    /// ## What it does
    /// Looks at `targetPort`: a number between 1 and 65535, or the name of a container port as Kubernetes spells them.
    ///
    /// ## Why is this bad?
    /// The API server and the control plane refuse it.
    ///
    /// ## Use instead
    /// The number the app listens on, or the name its container gives it: at most 15 lower case letters, digits and hyphens.
    "P002" "target-port" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let kubernetes = service.is_on(World::Kubernetes);
    let say = |port: &ServicePort| match &port.target_port {
        None => Vec::new(),
        Some(TargetPort::Number(number)) if words::is_port(*number) => Vec::new(),
        Some(TargetPort::Number(_)) => vec![if kubernetes { words::PORT_RANGE } else { words::KUMA_PORT_RANGE }.to_owned()],
        Some(TargetPort::Name(name)) if kubernetes => words::port_name(name),
        Some(TargetPort::Name(_)) => Vec::new(),
    };
    let at = |port| say(port).into_iter().map(move |words| RULE.at(Place::port(service, port, Field::TargetPort), words));
    service.ports.iter().flat_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};

    fn to(target: TargetPort) -> Service {
        ports([ServicePort { target_port: Some(target), ..http(80) }])
    }

    #[test]
    fn a_target_that_kubernetes_refuses() {
        assert_eq!(said(&RULE, [to(TargetPort::Number(70000))]), ["must be between 1 and 65535, inclusive"]);
        let words = "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        assert_eq!(said(&RULE, [to(TargetPort::Name("web_port".into()))]), [words]);
        assert_eq!(said(&RULE, [to(TargetPort::Name("a-much-too-long-name".into()))]), ["must be no more than 15 characters"]);
    }

    #[test]
    fn a_target_that_kubernetes_takes() {
        assert!(said(&RULE, [to(TargetPort::Number(8080)), to(TargetPort::Name("http-web".into()))]).is_empty());
    }
}
