//! H009: ports that look like another protocol. Knows nothing of ports that say nothing.

use super::{Field, Finding, Look, Place, hints};
use crate::design::{Edit, Service, ServicePort, Target, TargetPort, Transport};
use crate::protocol::{Protocol, Sight, Suggestion, suggest};

rule! {
    /// ## What it does
    /// Says when a port is picked as HTTP/1.1, HTTP/2 or gRPC and its name or the app's port number clearly says something else: `https`
    /// or 443 with HTTP, 50051 with HTTP, 5432 with HTTP, `ws` with HTTP.
    ///
    /// ## Why is this bad?
    /// The proxy parses what it was told to expect: a database's first bytes break the connection, a gRPC server answers HTTP/1.1 with a
    /// protocol error, TLS is no HTTP to it, where the server speaks first both wait for ever, and the upgrade to WebSocket is refused.
    ///
    /// ## Use instead
    /// What the app really speaks. Where the number or name is only a habit, nothing.
    "H009" "looks-like-another" Hint: Look::Service(look)
}

/// Numbers that hardly ever mean anything else (`domain.md` §6.1, K11); others are habits of several protocols.
const SURE: [u32; 11] = [443, 8443, 50051, 4317, 9092, 5432, 3306, 6379, 27017, 22, 25];

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    let say = |port: &ServicePort| {
        let picked = port.protocol.filter(|_| port.hint.is_none() && port.transport == Transport::Tcp)?;
        let other = evidence(port)?;
        // A name such as `tcp` says nothing of what is in the bytes; a number such as 25 does.
        let says_tcp = other.protocol == Protocol::Tcp && other.evidence.starts_with("name");
        if says_tcp || !contradicts(picked, other.protocol) {
            return None;
        }
        let words = format!("Looks like {} ({}), not {}", other.protocol.spec().label, other.evidence, picked.spec().label);
        let edit = Edit::put_port(service.id, ServicePort { protocol: Some(other.protocol), ..port.clone() });
        let finding = RULE.at(Place::port(service, port, Field::Protocol), words);
        Some(finding.mended_by(format!("Pick {}", other.protocol.spec().label), edit))
    };
    if hints::is_ignored(service) { Vec::new() } else { service.ports.iter().filter_map(say).collect() }
}

/// What the port's whole name, else the app's number, says: parts of names (`redis-ui`) and numbers in front of the app say too little.
fn evidence(port: &ServicePort) -> Option<Suggestion> {
    let (named, number) = match port.target() {
        TargetPort::Number(number) => (String::new(), Some(number)),
        TargetPort::Name(name) => (name, None),
    };
    let by_name = |name: &str| {
        let said = suggest(name, &[])?;
        let whole = said.protocol.spec().names.contains(&name.to_ascii_lowercase().as_str());
        Some(whole.then_some(said))
    };
    // A name of which a part says something is somebody's word too, if not a sure one: the number then says nothing.
    match by_name(&port.name).or_else(|| by_name(&named)) {
        Some(said) => said,
        None => suggest("", &[number.filter(|number| SURE.contains(number))?]),
    }
}

/// Whether a proxy that expects the one breaks the other.
fn contradicts(picked: Protocol, other: Protocol) -> bool {
    match (picked.spec().sight, other.spec().sight) {
        (Sight::Requests | Sight::Rpc, Sight::Opaque | Sight::Kafka) | (Sight::Requests, Sight::Rpc) => true,
        (Sight::Requests | Sight::Rpc, Sight::Requests | Sight::Rpc) => false,
        (Sight::Opaque | Sight::Kafka, Sight::Requests | Sight::Rpc | Sight::Opaque | Sight::Kafka) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, is_mended, ports, said};

    fn port(name: &str, number: u32, target: TargetPort) -> Service {
        ports([ServicePort { name: name.into(), port: number, target_port: Some(target), ..http(80) }])
    }

    fn to(number: u32) -> Service {
        port("", 80, TargetPort::Number(number))
    }

    #[test]
    fn numbers_and_names_that_say_something_else() {
        assert_eq!(said(&RULE, [to(50051)]), ["Looks like gRPC (port 50051), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [to(443)]), ["Looks like TLS by the app (port 443), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [to(5432)]), ["Looks like PostgreSQL (port 5432), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [port("https", 443, TargetPort::Number(8080))]), ["Looks like TLS by the app (name https), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [port("", 80, TargetPort::Name("grpc".into()))]), ["Looks like gRPC (name grpc), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [to(25)]), ["Looks like Other TCP (port 25), not HTTP/1.1"]);
        assert_eq!(said(&RULE, [port("ws", 9000, TargetPort::Number(9000))]), ["Looks like WebSocket (name ws), not HTTP/1.1"]);
        assert!(is_mended(&RULE, Target::default(), [to(443)]));
    }

    #[test]
    fn habits_are_no_evidence() {
        let tls = ports([ServicePort { protocol: Some(Protocol::Tls), ..http(443) }]);
        let quiet = [
            port("tcp", 80, TargetPort::Number(8080)),
            to(9000),
            to(9093),
            port("", 443, TargetPort::Number(8080)),
            port("redis-ui", 80, TargetPort::Number(6379)),
            tls,
        ];
        assert_eq!(said(&RULE, quiet), Vec::<String>::new());
    }
}
