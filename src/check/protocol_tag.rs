//! U019: a protocol among somebody's own tags. Knows nothing of what is picked for Kubernetes.

use super::hints;
use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Edit, Service, ServicePort, Target, Transport, World};
use crate::protocol::{Dialect, Protocol};

/// The tag by which Kuma up to 2.13 goes.
const TAG: &str = "kuma.io/protocol";

rule! {
    /// ## What it does
    /// Looks for `kuma.io/protocol` among the tags that a service or a port has of its own on Universal, beside what is picked.
    ///
    /// ## Why is this bad?
    /// It is written in the place of the hint: Kuma up to 2.13 goes by the tag, whatever was picked, and newer versions by the field, so
    /// that the two may contradict each other. A database that a tag calls http does not work. Kuma 3.0 reads no tags.
    ///
    /// ## Use instead
    /// Pick what the port speaks, and take the tag away.
    "U019" "protocol-tag" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Universal) || service.gateway.is_some() || target.version.dialect() == Dialect::Field {
        return Vec::new();
    }
    service.tcp_ports().filter_map(|port| judge(target, service, port)).collect()
}

fn judge(target: &Target, service: &Service, port: &ServicePort) -> Option<Finding> {
    let tag = hints::own_protocol_tag(service, port)?;
    let finding = |words: String| RULE.at(Place::port(service, port, Field::Inbound), words);
    let finding = match service.universal_hint(port, target.version) {
        Some(hint) if hint.eq_ignore_ascii_case(tag) => return None,
        Some(hint) => {
            let counts = match target.version.dialect() {
                Dialect::Tag | Dialect::Field => "the tag is what counts",
                Dialect::TagAndField | Dialect::Portable => "Kuma up to 2.13 goes by the tag, newer versions by the field",
            };
            finding(format!("The tag {TAG} says {tag}, and what is picked {hint}: {counts}"))
        }
        None => finding(format!("The tag {TAG} alone says what the port speaks: Kuma 3.0 does not read it")).only(Severity::Hint),
    };
    Some(finding.mended_by("Take the tag away", without(service, port, tag)))
}

/// The service without the tag; where nothing is picked for a port that it speaks of, with what the tag says picked.
fn without(service: &Service, of: &ServicePort, tag: &str) -> Edit {
    let mut service = service.clone();
    let is_of_port = of.inbound.tags.contains_key(TAG);
    let speaks_of = |port: &ServicePort| if is_of_port { port.id == of.id } else { !port.inbound.tags.contains_key(TAG) };
    if !is_of_port {
        service.tags.remove(TAG);
    }
    for port in service.ports.iter_mut().filter(|port| port.transport == Transport::Tcp && speaks_of(port)) {
        port.inbound.tags.remove(TAG);
        if port.hint.is_none() {
            port.protocol = port.protocol.or_else(|| Protocol::meant_by(tag));
        }
    }
    Edit::put_service(service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said, version, web};
    use crate::protocol::MeshVersion;

    fn tagged(value: &str, port: ServicePort) -> Service {
        Service { tags: [(TAG.to_owned(), value.to_owned())].into(), ..ports([port]) }
    }

    fn database() -> ServicePort {
        ServicePort { protocol: Some(Protocol::PostgreSql), ..http(5432) }
    }

    #[test]
    fn a_tag_that_contradicts_what_is_picked() {
        let words = "The tag kuma.io/protocol says http, and what is picked tcp";
        let newer = format!("{words}: Kuma up to 2.13 goes by the tag, newer versions by the field");
        assert_eq!(said(&RULE, [tagged("http", database())]), [newer]);
        let older = found(&RULE, version(MeshVersion::V2_13), [tagged("http", database())]);
        assert_eq!(older[0].message, format!("{words}: the tag is what counts"));
        assert!(is_mended(&RULE, Target::default(), [tagged("http", database())]));
    }

    #[test]
    fn a_tag_that_says_it_alone() {
        let silent = || tagged("grpc", ServicePort { protocol: None, ..http(80) });
        assert_eq!(found(&RULE, Target::default(), [silent()])[0].severity, Severity::Hint);
        assert!(is_mended(&RULE, Target::default(), [silent()]));
        // What it says of one port it says of all.
        let mut two = silent();
        two.ports.push(ServicePort { protocol: None, ..http(81) });
        let Some(fix) = found(&RULE, Target::default(), [two]).remove(0).fix else { panic!("no fix") };
        let [Edit::PutService(mended)] = fix.edits.as_slice() else { panic!("{fix:?}") };
        assert!(mended.ports.iter().all(|port| port.protocol == Some(Protocol::Grpc)), "{mended:?}");
    }

    #[test]
    fn a_tag_that_agrees_or_is_not_written() {
        assert!(said(&RULE, [tagged("http", http(80)), web()]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Kubernetes), ..tagged("http", database()) }]).is_empty());
        assert!(found(&RULE, version(MeshVersion::V3_0), [tagged("http", database())]).is_empty());
    }
}
