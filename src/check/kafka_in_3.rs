//! H006: Kafka where Kuma no longer knows it. Knows nothing of kept hints.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, ServicePort, Target, Transport};
use crate::protocol::Protocol;

rule! {
    /// ## What it does
    /// Says when a Kafka port is aimed at Kuma 3.0, or at every version at once.
    ///
    /// ## Why is this bad?
    /// Kuma 3.0 no longer knows `kafka` and refuses it, so `tcp` is written: the broker metrics are gone, health checks and connection
    /// retries come back.
    ///
    /// ## Use instead
    /// Nothing: it is right as it is. On 2.14 and older, `kafka` is written.
    "H006" "kafka-in-3" Hint: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if target.version.knows_kafka() {
        return Vec::new();
    }
    let words = "Kuma 3.0 has no kafka: tcp is written";
    let kafka = |port: &&ServicePort| port.protocol == Some(Protocol::Kafka) && port.hint.is_none() && port.transport == Transport::Tcp;
    service.ports.iter().filter(kafka).map(|port| RULE.at(Place::port(service, port, Field::Protocol), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, ports, version};
    use crate::protocol::MeshVersion;

    fn broker() -> Service {
        ports([ServicePort { protocol: Some(Protocol::Kafka), ..http(9092) }])
    }

    #[test]
    fn kafka_is_gone_in_3() {
        for target in [MeshVersion::V3_0, MeshVersion::Portable].map(version) {
            assert_eq!(found(&RULE, target, [broker()])[0].message, "Kuma 3.0 has no kafka: tcp is written");
        }
    }

    #[test]
    fn kafka_is_known_before_3() {
        assert!(found(&RULE, version(MeshVersion::V2_14), [broker()]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V3_0), [ports([http(80)])]).is_empty());
    }
}
