//! U016: tags of one inbound where inbounds have none. Knows nothing of tags of a whole service, which become labels.

use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Service, ServicePort, Target, World};
use crate::protocol::Dialect;

rule! {
    /// ## What it does
    /// Says when a port has tags of its own for Universal and the target is Kuma 3.0, or every version at once. `kuma.io/service` does
    /// not count: 3.0 tells ports apart without it.
    ///
    /// ## Why is this bad?
    /// Kuma 3.0 has removed the tags of inbounds and ignores them without a word: routes and policies that select by them select
    /// nothing.
    ///
    /// ## Use instead
    /// Tags of the whole service, which become labels; or a service for the port.
    "U016" "inbound-tags-in-3" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) || service.gateway.is_some() {
        return Vec::new();
    }
    let (verb, severity) = match target.version.dialect() {
        Dialect::Tag | Dialect::TagAndField => return Vec::new(),
        Dialect::Field => ("lost", Severity::Warning),
        Dialect::Portable => ("lost there", Severity::Hint),
    };
    let say = |port: &ServicePort| {
        let lost: Vec<&str> = port.inbound.tags.keys().map(String::as_str).filter(|key| *key != "kuma.io/service").collect();
        let words = format!("Kuma 3.0 has no tags of inbounds: {} is {verb}", lost.join(", "));
        (!lost.is_empty()).then(|| RULE.at(Place::port(service, port, Field::Inbound), words).only(severity))
    };
    service.tcp_ports().filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, ports, version};
    use crate::design::Inbound;
    use crate::protocol::MeshVersion;

    fn tagged(key: &str) -> Service {
        let inbound = Inbound { tags: [(key.into(), "1".into())].into(), ..Inbound::default() };
        ports([ServicePort { inbound, ..http(80) }])
    }

    #[test]
    fn tags_that_3_has_no_place_for() {
        let of = |target| found(&RULE, version(target), [tagged("version")]).remove(0);
        assert_eq!(of(MeshVersion::V3_0).message, "Kuma 3.0 has no tags of inbounds: version is lost");
        assert_eq!((of(MeshVersion::V3_0).severity, of(MeshVersion::Portable).severity), (Severity::Warning, Severity::Hint));
    }

    #[test]
    fn tags_before_3_and_those_that_3_does_not_need() {
        assert!(found(&RULE, version(MeshVersion::V2_14), [tagged("version")]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V3_0), [tagged("kuma.io/service")]).is_empty());
    }
}
