//! C004: numbers of local ports. Knows nothing of which are taken.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the local port of every call: between 1 and 65535.
    ///
    /// ## Why is this bad?
    /// The control plane refuses the Dataplane.
    ///
    /// ## Use instead
    /// A free port of the machine, such as 10001.
    "C004" "local-port" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) {
        return Vec::new();
    }
    let wrong = service.calls.iter().enumerate().filter(|(_, call)| call.at.is_some_and(|at| !words::is_port(at)));
    wrong.map(|(index, _)| RULE.at(Place::service(service, Field::Call(index)), words::KUMA_PORT_RANGE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{calling, said};

    #[test]
    fn a_number_that_is_no_port() {
        assert_eq!(said(&RULE, [calling([("api", 80, Some(0)), ("api", 80, Some(65536))])]), ["port must be in the range [1, 65535]"; 2]);
    }

    #[test]
    fn a_number_that_is_one() {
        assert!(said(&RULE, [calling([("api", 80, Some(10001)), ("api", 80, None)])]).is_empty());
    }
}
