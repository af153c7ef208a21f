//! H003: hints that Kuma accepts and then cannot serve. Knows nothing of those it refuses.

use super::hints::{self, Reading};
use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServicePort, Target};
use crate::protocol::Protocol;

rule! {
    /// ## What it does
    /// Looks for the hints `tls` (Kuma 2.8 and newer) and `mysql` (2.10 and newer).
    ///
    /// ## Why is this bad?
    /// The control plane accepts them, then fails to build the proxy's configuration: the app is reachable on none of its ports.
    ///
    /// ## Use instead
    /// Pick *TLS by the app* or *MySQL*: the hint is then `tcp`.
    "H003" "breaking-hint" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    let is_read = !hints::is_left_alone(target, service);
    let say = |port: &ServicePort| {
        let on_kubernetes = [hints::app_protocol(target, service, port), hints::annotation(target, service, port)];
        let written = on_kubernetes.into_iter().filter(|_| is_read).chain([hints::inbound(target, service, port)]);
        let breaks = |value: &&str| hints::reading(value, target.version) == Reading::Breaks;
        let value = written.flatten().find(breaks)?;
        let words = format!("Kuma accepts \"{value}\" and then gives the proxy no configuration at all, for none of its ports");
        let finding = RULE.at(Place::port(service, port, Field::Protocol), words);
        let Some(protocol) = port.protocol.or(Protocol::meant_by(value)) else { return Some(finding) };
        let edit = Edit::put_port(service.id, ServicePort { hint: None, protocol: Some(protocol), ..port.clone() });
        Some(finding.surely_mended_by(format!("Use {} instead", protocol.spec().label), edit))
    };
    service.ports.iter().filter(|port| port.hint.is_some()).filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said, version};
    use crate::protocol::MeshVersion;

    fn hinted(value: &str) -> Service {
        ports([ServicePort { hint: Some(value.into()), protocol: None, ..http(80) }])
    }

    #[test]
    fn a_proxy_without_configuration() {
        for value in ["tls", "TLS", "mysql"] {
            let words = format!("Kuma accepts \"{value}\" and then gives the proxy no configuration at all, for none of its ports");
            assert_eq!(said(&RULE, [hinted(value)]), [words]);
            assert!(is_mended(&RULE, Target::default(), [hinted(value)]));
        }
    }

    #[test]
    fn older_versions_do_not_know_them_and_others_do_no_harm() {
        assert!(found(&RULE, version(MeshVersion::V2_7), [hinted("tls")]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V2_9), [hinted("mysql")]).is_empty());
        assert!(said(&RULE, [hinted("mongo")]).is_empty());
    }
}
