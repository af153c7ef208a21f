//! What was typed into a filter, and whether a service or port has it: every word, in any of its fields.
//! Knows nothing of lists or tables.

use crate::design::{Service, ServicePort, TargetPort, Transport};
use crate::protocol::MeshVersion;

/// The words of a filter. Without any, everything is found.
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Words {
        Words(text.split_whitespace().map(str::to_owned).collect())
    }

    /// Whether a service has every word, in itself or in one of its ports.
    pub fn find_service(&self, service: &Service) -> bool {
        self.0.iter().all(|word| of_service(service, word) || service.ports.iter().any(|port| of_port(port, word)))
    }

    /// Whether a row of the table has every word: a port with its service, or a service without ports.
    pub fn find_row(&self, service: &Service, port: Option<&ServicePort>, version: MeshVersion) -> bool {
        let hinted = |port: &ServicePort, word: &str| port.hint_value(version).is_some_and(|hint| has(hint, word));
        let in_port = |word: &str| match port {
            Some(port) => of_port(port, word) || hinted(port, word),
            None => has("no ports", word),
        };
        self.0.iter().all(|word| of_service(service, word) || in_port(word))
    }
}

/// Whether a text has a word, upper or lower case.
fn has(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a number begins with the digits of a word.
fn begins(number: u32, word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit()) && number.to_string().starts_with(word)
}

fn of_service(service: &Service, word: &str) -> bool {
    has(&service.name, word) || has(&service.namespace, word)
}

fn of_port(port: &ServicePort, word: &str) -> bool {
    let target = match &port.target_port {
        None => false,
        Some(TargetPort::Number(number)) => begins(*number, word),
        Some(TargetPort::Name(name)) => has(name, word),
    };
    let transport = match port.transport {
        // Nearly every port is TCP: the word asks for what the app speaks.
        Transport::Tcp => false,
        Transport::Udp | Transport::Sctp => has(port.transport.keyword(), word),
    };
    let protocol = match (&port.hint, port.protocol.map(|protocol| protocol.spec())) {
        (Some(raw), _) => has(raw, word),
        (None, Some(spec)) => has(spec.keyword, word) || has(spec.label, word),
        (None, None) => has("not said", word),
    };
    has(&port.name, word) || begins(port.port, word) || target || transport || protocol
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;

    fn web() -> Service {
        let port = ServicePort { name: "public".into(), port: 8080, protocol: Some(Protocol::Grpc), ..ServicePort::default() };
        Service { name: "web".into(), namespace: "shop".into(), ports: vec![port], ..Service::default() }
    }

    #[test]
    fn a_service_is_found_by_name_namespace_number_port_name_and_protocol() {
        for words in ["", "WEB", "sho", "808", "public", "grpc", "shop grpc", " web  80 "] {
            assert!(Words::of(words).find_service(&web()), "{words}");
        }
        for words in ["api", "080", "kafka", "shop kafka", "tcp"] {
            assert!(!Words::of(words).find_service(&web()), "{words}");
        }
    }

    #[test]
    fn a_row_is_found_by_its_hint_too_and_a_bare_service_by_having_no_ports() {
        let web = web();
        let mut port = web.ports[0].clone();
        port.protocol = Some(Protocol::WebSocket);
        assert!(Words::of("tcp").find_row(&web, Some(&port), MeshVersion::V2_14));
        assert!(Words::of("no ports").find_row(&web, None, MeshVersion::V2_14));
        port.protocol = None;
        assert!(Words::of("not said").find_row(&web, Some(&port), MeshVersion::V2_14));
    }
}
