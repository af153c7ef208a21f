//! P001: numbers of ports. Knows nothing of which are taken.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the number of every port: between 1 and 65535.
    ///
    /// ## Why is this bad?
    /// The API server and the control plane refuse it.
    ///
    /// ## Use instead
    /// The number that clients connect to, such as 80.
    "P001" "port-number" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let words = if service.is_on(World::Kubernetes) { words::PORT_RANGE } else { words::KUMA_PORT_RANGE };
    let wrong = service.ports.iter().filter(|port| !words::is_port(port.port));
    wrong.map(|port| RULE.at(Place::port(service, port, Field::Port), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, ports, said};

    #[test]
    fn a_number_that_is_no_port() {
        assert_eq!(said(&RULE, [ports([http(0), http(65536)])]), ["must be between 1 and 65535, inclusive"; 2]);
        let universal = Service { on: Some(World::Universal), ..ports([http(0)]) };
        assert_eq!(said(&RULE, [universal]), ["port must be in the range [1, 65535]"]);
    }

    #[test]
    fn a_number_that_is_one() {
        assert!(said(&RULE, [ports([http(1), http(65535)])]).is_empty());
    }
}
