//! L004: hints among a Service's own annotations. Knows nothing of those that are written from what is picked.

use super::hints::{self, Clients, Reading};
use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Edit, Service, ServicePort, Target, World};
use crate::protocol::Protocol;

rule! {
    /// ## What it does
    /// Looks at annotations `<port>.service.kuma.io/protocol` that a Service has of its own, beside what is picked for its ports: for a
    /// port number that it does not have, for a target port's number, against the `appProtocol`, or with a value that Kuma does not know.
    ///
    /// ## Why is this bad?
    /// The number in the key is the Service's port: for any other number Kuma ignores the annotation without a word. Where an
    /// `appProtocol` says what Kuma knows, the annotation has no effect; where none does, it decides alone, and a value that is unknown
    /// makes Kuma refuse the Dataplanes of the Pods. MeshService never reads it.
    ///
    /// ## Use instead
    /// Pick what the port speaks, and take the annotation away.
    "L004" "annotation-hint" Error: Look::Service(look)
}

/// What comes after the number in the key.
const KEY: &str = ".service.kuma.io/protocol";

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) || hints::is_left_alone(target, service) {
        return Vec::new();
    }
    let hints = service.annotations.iter().filter_map(|(key, value)| Some((key, key.strip_suffix(KEY)?, value)));
    hints.filter_map(|(key, number, value)| judge(target, service, key, number, value)).collect()
}

fn judge(target: &Target, service: &Service, key: &str, number: &str, value: &str) -> Option<Finding> {
    let at = |words: String, severity| RULE.at(Place::service(service, Field::Annotations), words).only(severity);
    let Some(port) = service.tcp_ports().find(|port| port.port.to_string() == number) else {
        let by_target = service.tcp_ports().find(|port| port.target_number().is_some_and(|target| target.to_string() == number));
        let words = match by_target {
            Some(port) => format!("Kuma ignores {key}: {number} is a target port, and the key is by the Service's own, {}", port.port),
            None => format!("Kuma ignores {key}: there is no TCP port {number} here"),
        };
        return Some(removing(service, key, None, at(words, Severity::Warning)));
    };
    // What is picked is written over it.
    if port.annotation_hint(target.version, service.hint_style(target)).is_some() {
        return None;
    }
    let known = |value: &str| hints::reading(value, target.version) != Reading::Unknown;
    match hints::app_protocol(target, service, port).filter(|value| known(value)) {
        Some(app_protocol) if app_protocol.eq_ignore_ascii_case(value) => None,
        Some(app_protocol) => {
            let words = format!("appProtocol {app_protocol} of port {number} is what counts: {key} says {value} for nothing");
            Some(removing(service, key, None, at(words, Severity::Warning)))
        }
        // Beside a value for somebody else, such as a Gateway's, it is meant to decide; of that value another rule speaks.
        None if hints::app_protocol(target, service, port).is_some() && known(value) => None,
        None => deciding(target, port, key, value).map(|(words, severity)| removing(service, key, Some(port), at(words, severity))),
    }
}

/// What is said of an annotation that is all that Kuma goes by.
fn deciding(target: &Target, port: &ServicePort, key: &str, value: &str) -> Option<(String, Severity)> {
    let allowed = hints::allowed(target.version);
    match (hints::reading(value, target.version), hints::clients(target)) {
        (Reading::Unknown, _) if value.is_empty() => None,
        (Reading::Unknown, _) => {
            let words =
                format!("Kuma refuses the Dataplanes of its Pods: {key}: value \"{value}\" is not valid. Allowed values: {allowed}");
            Some((words, Severity::Error))
        }
        (Reading::Breaks, _) => Some((
            format!("Kuma accepts \"{value}\" and then gives the proxy no configuration at all, for none of its ports"),
            Severity::Error,
        )),
        (Reading::Known | Reading::UpperCase, _) if value.eq_ignore_ascii_case("tcp") => None,
        (Reading::Known | Reading::UpperCase, Clients::MeshService | Clients::StrictMeshService) => {
            Some((format!("MeshService does not read {key}: clients take port {} for tcp", port.port), Severity::Warning))
        }
        (Reading::Known | Reading::UpperCase, Clients::Tag) => Some((
            format!("{key} decides alone what port {} speaks: it is deprecated, and MeshService does not read it", port.port),
            Severity::Hint,
        )),
    }
}

/// With the annotation taken away; where it decides, and nothing is picked, with what it says picked in its place.
fn removing(service: &Service, key: &str, decided: Option<&ServicePort>, finding: Finding) -> Finding {
    let mut service = service.clone();
    let Some(value) = service.annotations.remove(key) else { return finding };
    let Some(decided) = decided else {
        return finding.mended_by(format!("Remove {key}"), Edit::put_service(service));
    };
    let Some(protocol) = Protocol::meant_by(&value).filter(|_| decided.protocol.is_none() && decided.hint.is_none()) else {
        return finding;
    };
    for port in service.ports.iter_mut().filter(|port| port.id == decided.id) {
        port.protocol = Some(protocol);
    }
    finding.mended_by(format!("Pick {} instead", protocol.spec().label), Edit::put_service(service))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, version};
    use crate::protocol::{MeshVersion, Protocol};

    fn annotated(number: &str, value: &str, protocol: Option<Protocol>) -> Service {
        let annotations = [(format!("{number}{KEY}"), value.to_owned())].into();
        Service { annotations, ..ports([ServicePort { protocol, ..http(80) }]) }
    }

    fn words(target: &Target, service: Service) -> Vec<(Severity, String)> {
        found(&RULE, target.clone(), [service]).into_iter().map(|finding| (finding.severity, finding.message)).collect()
    }

    #[test]
    fn annotations_without_effect() {
        let target = Target::default();
        let said =
            |number, value, protocol| words(&target, annotated(number, value, protocol)).pop().map_or_else(String::new, |(_, words)| words);
        let by_target = "Kuma ignores 8080.service.kuma.io/protocol: 8080 is a target port, and the key is by the Service's own, 80";
        assert_eq!(said("8080", "http", None), by_target);
        assert_eq!(said("81", "http", None), "Kuma ignores 81.service.kuma.io/protocol: there is no TCP port 81 here");
        let beaten = "appProtocol http of port 80 is what counts: 80.service.kuma.io/protocol says grpc for nothing";
        assert_eq!(said("80", "grpc", Some(Protocol::Http)), beaten);
        for number in ["8080", "81"] {
            assert!(is_mended(&RULE, Target::default(), [annotated(number, "http", None)]));
        }
    }

    #[test]
    fn annotations_that_decide() {
        let (target, in_3) = (Target::default(), version(MeshVersion::V3_0));
        let severity = |target: &Target, value| words(target, annotated("80", value, None)).pop().map(|(severity, _)| severity);
        assert_eq!(severity(&target, "http"), Some(Severity::Hint));
        assert_eq!(severity(&in_3, "http"), Some(Severity::Warning));
        assert_eq!((severity(&target, "htpp"), severity(&target, "tls")), (Some(Severity::Error), Some(Severity::Error)));
        assert_eq!((severity(&target, ""), severity(&in_3, "tcp")), (None, None));
        assert!(is_mended(&RULE, in_3, [annotated("80", "http", None)]));
    }

    #[test]
    fn annotations_that_say_the_same() {
        assert!(words(&Target::default(), annotated("80", "http", Some(Protocol::Http))).is_empty());
        let universal = Service { on: Some(World::Universal), ..annotated("81", "http", None) };
        assert!(words(&Target::default(), universal).is_empty());
    }
}
