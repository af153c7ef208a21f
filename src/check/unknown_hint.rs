//! H001: hints that the target does not know. Knows nothing of hints in capitals, of those that break a proxy, nor of
//! Dataplanes.

use super::hints::{self, Clients, Reading};
use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Edit, Service, ServicePort, Target};
use crate::protocol::{MeshVersion, Protocol};

rule! {
    /// ## What it does
    /// Looks at hints of Services that were kept as somebody wrote them and that the target's Kuma version does not know: `https`, `mongo`,
    /// `kubernetes.io/h2c`, and `kafka` in 3.0.
    ///
    /// ## Why is this bad?
    /// As `appProtocol` Kuma silently takes the port for opaque tcp. Clients that go through its MeshService get a listener that closes
    /// every connection; Kuma 3.0 refuses the whole MeshService, so that the other ports of the Service are unreachable too. As an
    /// annotation, the control plane refuses the Dataplanes of its Pods.
    ///
    /// ## Use instead
    /// What the app speaks; the hint follows. A Gateway that needs `kubernetes.io/h2c` and Kuma are both content with the hint style
    /// `both` up to 2.14.
    "H001" "unknown-hint" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if hints::is_left_alone(target, service) {
        return Vec::new();
    }
    let kept = service.ports.iter().filter(|port| port.hint.is_some());
    kept.flat_map(|port| said(target, service, port)).collect()
}

fn said(target: &Target, service: &Service, port: &ServicePort) -> Vec<Finding> {
    let unknown = |value: &Option<&str>| value.is_some_and(|value| hints::reading(value, target.version) == Reading::Unknown);
    let at = |words: String| with_fix(service, port, RULE.at(Place::port(service, port, Field::Protocol), words));
    let app_protocol = Some(hints::app_protocol(target, service, port)).filter(unknown).flatten();
    // From 2.10 on an empty one is tcp (`domain.md` §1.3).
    let is_said = |value: &&str| !value.is_empty() || target.version < MeshVersion::V2_10;
    let annotation = Some(hints::annotation(target, service, port)).filter(unknown).flatten().filter(is_said);
    let allowed = hints::allowed(target.version);
    let of_app_protocol = app_protocol.and_then(|value| match hints::clients(target) {
        Clients::StrictMeshService => Some(at(format!(
            "appProtocol must be one of: {allowed}. With \"{value}\" Kuma 3.0 refuses the whole MeshService of {}: clients cannot reach {}",
            service.name,
            lost(service)
        ))),
        Clients::MeshService => {
            Some(at(format!("Clients that go through the MeshService cannot connect: \"{value}\" is none of {allowed}")))
        }
        Clients::Tag if hints::annotation(target, service, port).is_some() => None,
        Clients::Tag => Some(at(format!("Kuma does not know \"{value}\": it silently takes the port for tcp")).only(Severity::Warning)),
    });
    let of_annotation = annotation
        .map(|value| at(format!("Kuma refuses the Dataplanes of its Pods: value \"{value}\" is not valid. Allowed values: {allowed}")));
    [of_app_protocol, of_annotation].into_iter().flatten().collect()
}

/// The ports that one bad hint costs.
fn lost(service: &Service) -> String {
    let numbers = service.tcp_ports().map(|port| port.port.to_string());
    match numbers.collect::<Vec<_>>().as_slice() {
        [only] => format!("its port {only}"),
        several => format!("any of its ports {}", several.join(", ")),
    }
}

/// The hint of the protocol that is said already, or that was meant.
pub fn with_fix(service: &Service, port: &ServicePort, finding: Finding) -> Finding {
    let meant = port.protocol.or_else(|| Protocol::meant_by(port.hint.as_deref()?));
    let Some(protocol) = meant else { return finding };
    let edit = Edit::put_port(service.id, ServicePort { hint: None, protocol: Some(protocol), ..port.clone() });
    finding.mended_by(format!("Use {} instead", protocol.spec().label), edit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, version};
    use crate::design::{HintStyle, World};
    use crate::protocol::{MeshServices, MeshVersion, Protocol};

    fn hinted(value: &str, on: World) -> Service {
        Service { on: Some(on), ..ports([ServicePort { hint: Some(value.into()), protocol: None, ..http(80) }]) }
    }

    fn words(target: Target, service: Service) -> Vec<(Severity, String)> {
        found(&RULE, target, [service]).into_iter().map(|finding| (finding.severity, finding.message)).collect()
    }

    #[test]
    fn a_service_says_what_kuma_does_not_know() {
        let service = || hinted("https", World::Kubernetes);
        let tcp = "Kuma does not know \"https\": it silently takes the port for tcp";
        assert_eq!(words(version(MeshVersion::V2_14), service()), [(Severity::Warning, tcp.to_owned())]);
        let exclusive = Target { mesh_services: MeshServices::Exclusive, ..Target::default() };
        assert!(words(exclusive, service())[0].1.starts_with("Clients that go through the MeshService cannot connect"));
        assert!(words(version(MeshVersion::V3_0), service())[0].1.starts_with("appProtocol must be one of: grpc, http, http2, tcp"));
        let mut several = service();
        several.ports.extend([http(81), http(82)]);
        assert!(
            words(version(MeshVersion::V3_0), several)[0]
                .1
                .ends_with("the whole MeshService of web: clients cannot reach any of its ports 80, 81, 82")
        );
        let annotation = Target { hint: HintStyle::Annotation, ..Target::default() };
        assert!(words(annotation, service())[0].1.ends_with("value \"https\" is not valid. Allowed values: grpc, http, http2, kafka, tcp"));
        assert!(is_mended(&RULE, Target::default(), [service()]));
    }

    #[test]
    fn what_kuma_knows_or_never_reads() {
        for value in ["http", "HTTP", "mysql"] {
            assert!(words(version(MeshVersion::V2_14), hinted(value, World::Kubernetes)).is_empty());
        }
        let both = Target { hint: HintStyle::Both, ..Target::default() };
        let h2c = ServicePort { hint: Some("kubernetes.io/h2c".into()), protocol: Some(Protocol::Http2), ..http(80) };
        assert!(words(both, ports([h2c])).is_empty());
    }
}
