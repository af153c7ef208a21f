//! Which columns the matrix has: the selected ports, those that the mesh treats alike in one.
//! Knows nothing of policies, nor of how a column looks.

use crate::design::{HintStyle, PortId, Service, ServiceId, ServicePort, Target, Transport, World};
use crate::gui::state::Selection;
use crate::protocol::{Hint, MeshVersion};
use crate::session::Session;

/// How many ports a column names.
const NAMED: usize = 24;

/// How the mesh takes a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its proxy serves it as this.
    Served(Hint),
    /// Its hint leaves the whole proxy without configuration.
    Broken,
    /// UDP and SCTP: the mesh ignores it.
    Ignored,
}

impl Standing {
    /// How the mesh takes a port of a service.
    fn of(target: &Target, service: &Service, port: &ServicePort) -> Standing {
        let version = target.version;
        match port.transport {
            Transport::Udp | Transport::Sctp => return Standing::Ignored,
            Transport::Tcp => {}
        }
        // What Kubernetes makes of it, where it runs there.
        let value = match service.hint_style(target) {
            style @ (HintStyle::Annotation | HintStyle::Both) if service.is_on(World::Kubernetes) => port.annotation_hint(version, style),
            HintStyle::AppProtocol if service.is_on(World::Kubernetes) => port.hint_value(version),
            HintStyle::AppProtocol | HintStyle::Annotation | HintStyle::Both => service.universal_hint(port, version),
        };
        let breaks = |value: &str| {
            let is = |word: &str, since| value.eq_ignore_ascii_case(word) && version >= since;
            is("tls", MeshVersion::V2_8) || is("mysql", MeshVersion::V2_10)
        };
        match value {
            Some(value) if breaks(value) => Standing::Broken,
            Some(value) => Standing::Served(Hint::read(value, version).unwrap_or(Hint::Tcp)),
            None => Standing::Served(Hint::Tcp),
        }
    }

    /// The word of its chip.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Served(Hint::Tcp) => "opaque TCP",
            Standing::Served(Hint::Http) => "HTTP",
            Standing::Served(Hint::Http2) => "HTTP/2",
            Standing::Served(Hint::Grpc) => "gRPC",
            Standing::Served(Hint::Kafka) => "Kafka",
            Standing::Broken => "no proxy",
            Standing::Ignored => "ignored",
        }
    }

    /// What that means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Standing::Served(Hint::Tcp) => "Served as opaque TCP",
            Standing::Served(Hint::Http) => "Served as HTTP/1.1",
            Standing::Served(Hint::Http2) => "Served as HTTP/2",
            Standing::Served(Hint::Grpc) => "Served as gRPC",
            Standing::Served(Hint::Kafka) => "Served as Kafka",
            Standing::Broken => "Its hint leaves the whole proxy without configuration: no policy works, for none of its ports",
            Standing::Ignored => "The mesh ignores UDP and SCTP",
        }
    }
}

/// Ports that the mesh treats alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// How.
    pub standing: Standing,
    /// How many.
    pub count: usize,
    /// Who: `web 80, api 8080`.
    pub ports: String,
}

/// The columns of a selection, made once while nothing changes.
#[derive(Default)]
pub struct Columns {
    made: Option<(u64, Selection)>,
    columns: Vec<Column>,
}

impl Columns {
    /// Brings them up to date.
    pub fn follow(&mut self, session: &Session, selection: &Selection) -> &[Column] {
        if !self.made.as_ref().is_some_and(|(revision, made)| *revision == session.revision() && made == selection) {
            self.columns = columns(session, selection);
            self.made = Some((session.revision(), selection.clone()));
        }
        &self.columns
    }
}

fn columns(session: &Session, selection: &Selection) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let target = &session.design().target;
    let mut add = |service: &Service, port: &ServicePort| {
        let standing = Standing::of(target, service, port);
        let place = columns.binary_search_by_key(&standing, |column| column.standing).unwrap_or_else(|place| {
            columns.insert(place, Column { standing, count: 0, ports: String::new() });
            place
        });
        if let Some(column) = columns.get_mut(place) {
            let comma = if column.count == 0 { "" } else { ", " };
            if column.count < NAMED {
                column.ports.push_str(&format!("{comma}{} {}", service.name, port.port));
            } else if column.count == NAMED {
                column.ports.push_str(", …");
            }
            column.count += 1;
        }
    };
    if selection.ports().is_empty() {
        for service in selection.services().iter().filter_map(|id| session.service(*id)) {
            service.ports.iter().for_each(|port| add(service, port));
        }
    } else {
        let found = |(id, port): &(ServiceId, PortId)| session.service(*id).and_then(|service| Some((service, service.port(*port)?)));
        selection.ports().iter().filter_map(found).for_each(|(service, port)| add(service, port));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Design;
    use crate::protocol::Protocol;

    #[test]
    fn ports_that_are_treated_alike_share_a_column() {
        let port = |id, protocol, hint: Option<&str>, transport| ServicePort {
            id: PortId(id),
            port: 80 + id,
            protocol,
            hint: hint.map(str::to_owned),
            transport,
            ..ServicePort::default()
        };
        let ports = vec![
            port(1, Some(Protocol::Http), None, Transport::Tcp),
            port(2, Some(Protocol::Redis), None, Transport::Tcp),
            port(3, Some(Protocol::WebSocket), None, Transport::Tcp),
            port(4, None, Some("tls"), Transport::Tcp),
            port(5, None, None, Transport::Udp),
            port(6, None, Some("HTTP"), Transport::Tcp),
        ];
        let mut design = Design::default();
        let id = design.push(Service { name: "web".into(), ports, ..Service::default() });
        let session = Session::new(design);
        let mut selection = Selection::default();
        selection.only(id);
        let found = columns(&session, &selection);
        let words: Vec<_> = found.iter().map(|column| (column.standing.word(), column.ports.as_str())).collect();
        let expected = [("HTTP", "web 81, web 86"), ("opaque TCP", "web 82, web 83"), ("no proxy", "web 84"), ("ignored", "web 85")];
        assert_eq!(words, expected);
        selection.only_port(id, PortId(1));
        assert_eq!(columns(&session, &selection).len(), 1);
    }
}
