//! U011: Kuma's own gateway where Kuma no longer has it, and what it cannot have. Knows nothing of delegated gateways.

use super::{Field, Finding, Look, Place};
use crate::design::{Gateway, Service, Target, World};
use crate::protocol::Dialect;

rule! {
    /// ## What it does
    /// Says when a builtin gateway is aimed at Kuma 3.0 or at every version, and when one has outbounds.
    ///
    /// ## Why is this bad?
    /// Kuma 3.0 refuses a Dataplane with the gateway type `BUILTIN`; older versions refuse one with outbounds: its routes say where
    /// requests go.
    ///
    /// ## Use instead
    /// A delegated gateway in 3.0; calls without `at` before it.
    "U011" "builtin-gateway" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if service.gateway != Some(Gateway::Builtin) || !service.is_on(World::Universal) {
        return Vec::new();
    }
    match target.version.dialect() {
        Dialect::Field | Dialect::Portable => {
            vec![RULE.at(Place::service(service, Field::Gateway), "Kuma 3.0 has no builtin gateways and refuses the Dataplane")]
        }
        Dialect::Tag | Dialect::TagAndField => {
            let outbounds = service.calls.iter().enumerate().filter(|(_, call)| call.at.is_some());
            let words = "outbound cannot be defined for builtin gateways";
            outbounds.map(|(at, _)| RULE.at(Place::service(service, Field::Call(at)), words)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{calling, found, said, version, web};
    use crate::protocol::MeshVersion;

    fn builtin(service: Service) -> Service {
        Service { gateway: Some(Gateway::Builtin), ..service }
    }

    #[test]
    fn a_gateway_that_kuma_refuses() {
        let words = "Kuma 3.0 has no builtin gateways and refuses the Dataplane";
        for target in [MeshVersion::V3_0, MeshVersion::Portable].map(version) {
            assert_eq!(found(&RULE, target, [builtin(web())])[0].message, words);
        }
        let outbound = calling([("web", 80, Some(10001))]);
        assert_eq!(said(&RULE, [builtin(outbound)]), ["outbound cannot be defined for builtin gateways"]);
    }

    #[test]
    fn a_gateway_that_kuma_takes() {
        assert!(said(&RULE, [builtin(web()), builtin(calling([("web", 80, None)]))]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V3_0), [Service { gateway: Some(Gateway::Delegated), ..web() }]).is_empty());
    }
}
