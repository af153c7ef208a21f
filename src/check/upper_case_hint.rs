//! H002: hints in capitals. Knows nothing of values that Kuma does not know at all.

use super::hints::{self, Clients, Reading};
use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Edit, Service, ServicePort, Target};
use crate::protocol::Protocol;

rule! {
    /// ## What it does
    /// Looks for an `appProtocol` with capitals, such as `HTTP` or `TCP`.
    ///
    /// ## Why is this bad?
    /// The server's own proxy reads it in lower case, MeshService as it stands: clients that go through it find a dead listener, or none.
    ///
    /// ## Use instead
    /// The same in lower case.
    "H002" "upper-case-hint" Error: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if hints::is_left_alone(target, service) {
        return Vec::new();
    }
    let say = |port: &ServicePort| {
        let value = hints::app_protocol(target, service, port)?;
        if hints::reading(value, target.version) != Reading::UpperCase {
            return None;
        }
        let lower = value.to_ascii_lowercase();
        let finding = RULE
            .at(Place::port(service, port, Field::Protocol), format!("Through a MeshService \"{value}\" is dead: only {lower} is read"));
        let finding = match hints::clients(target) {
            Clients::Tag => finding.only(Severity::Warning),
            Clients::MeshService | Clients::StrictMeshService => finding,
        };
        let protocol = port.protocol.or(Protocol::meant_by(value))?;
        let edit = Edit::put_port(service.id, ServicePort { hint: None, protocol: Some(protocol), ..port.clone() });
        let same = protocol.spec().hint_for(target.version).value() == lower;
        // Where the picked protocol is another one, it is no longer a matter of capitals.
        Some(if same {
            finding.surely_mended_by(format!("Write {lower}"), edit)
        } else {
            finding.mended_by(format!("Use {} instead", protocol.spec().label), edit)
        })
    };
    service.ports.iter().filter(|port| port.hint.is_some()).filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said, version};
    use crate::design::{HintStyle, World};
    use crate::protocol::MeshVersion;

    fn shouting() -> Service {
        ports([ServicePort { hint: Some("HTTP".into()), protocol: None, ..http(80) }])
    }

    #[test]
    fn capitals_are_dead_through_a_mesh_service() {
        assert_eq!(said(&RULE, [shouting()]), ["Through a MeshService \"HTTP\" is dead: only http is read"]);
        let severity = |target| found(&RULE, target, [shouting()])[0].severity;
        assert_eq!((severity(Target::default()), severity(version(MeshVersion::V3_0))), (Severity::Warning, Severity::Error));
        assert!(is_mended(&RULE, Target::default(), [shouting()]));
    }

    #[test]
    fn capitals_do_no_harm_elsewhere() {
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..shouting() }]).is_empty());
        assert!(said(&RULE, [Service { hint: Some(HintStyle::Annotation), ..shouting() }]).is_empty());
        assert!(said(&RULE, [ports([http(80)])]).is_empty());
    }
}
