//! One cell of the table: what stands in it, and what a text put into it does to the service.
//! Knows nothing of the window.

use crate::design::{PortId, Service, ServicePort, TargetPort, Transport};
use crate::gui::state::Column;
use crate::protocol::{MeshVersion, PROTOCOLS, Protocol};

/// The columns, as they stand.
pub const COLUMNS: [Column; 8] =
    [Column::Namespace, Column::Service, Column::Name, Column::Port, Column::Target, Column::Transport, Column::Protocol, Column::Hint];

/// What a port that says nothing is said to speak.
const NOT_SAID: &str = "not said";

/// The words at the head of a column.
pub fn title(column: Column) -> &'static str {
    match column {
        Column::Namespace => "Namespace",
        Column::Service => "Service",
        Column::Name => "Port name",
        Column::Port => "Port",
        Column::Target => "Target",
        Column::Transport => "Transport",
        Column::Protocol => "The app speaks",
        Column::Hint => "Hint",
    }
}

/// Whether a column is about the service, not the port.
pub fn is_of_service(column: Column) -> bool {
    match column {
        Column::Namespace | Column::Service => true,
        Column::Name | Column::Port | Column::Target | Column::Transport | Column::Protocol | Column::Hint => false,
    }
}

/// Whether what stands in a column is typed into a file as it is.
pub fn is_mono(column: Column) -> bool {
    match column {
        Column::Port | Column::Target | Column::Hint => true,
        Column::Namespace | Column::Service | Column::Name | Column::Transport | Column::Protocol => false,
    }
}

/// What stands in a cell.
pub fn text(column: Column, service: &Service, port: Option<&ServicePort>, version: MeshVersion) -> String {
    let of_port = |say: &dyn Fn(&ServicePort) -> String| port.map(say).unwrap_or_default();
    match column {
        Column::Namespace => service.namespace.clone(),
        Column::Service => service.name.clone(),
        Column::Name => of_port(&|port| port.name.clone()),
        Column::Port => of_port(&|port| port.port.to_string()),
        Column::Target => of_port(&|port| port.target().to_string()),
        Column::Transport => of_port(&|port| port.transport.keyword().to_owned()),
        Column::Protocol => of_port(&|port| match (&port.hint, port.protocol) {
            (Some(raw), _) => raw.clone(),
            (None, Some(protocol)) => protocol.spec().label.to_owned(),
            (None, None) => NOT_SAID.to_owned(),
        }),
        Column::Hint => of_port(&|port| port.hint_value(version).unwrap_or_default().to_owned()),
    }
}

/// What a screen reader says of a cell: `Port of web http: 80`.
pub fn name(column: Column, service: &Service, port: Option<&ServicePort>, version: MeshVersion) -> String {
    let of = match port {
        None => String::new(),
        Some(port) if port.name.is_empty() => format!(" {}", port.port),
        Some(port) => format!(" {}", port.name),
    };
    format!("{} of {}{of}: {}", title(column), service.name, text(column, service, port, version))
}

/// Puts a text into a cell. What it cannot mean is said, and changes nothing.
pub fn set(column: Column, service: &mut Service, port: Option<PortId>, text: &str) -> Result<(), &'static str> {
    let text = text.trim();
    match column {
        Column::Namespace => {
            service.namespace = text.to_owned();
            return Ok(());
        }
        Column::Service => {
            service.name = text.to_owned();
            return Ok(());
        }
        Column::Name | Column::Port | Column::Target | Column::Transport | Column::Protocol | Column::Hint => {}
    }
    if port.is_none() && column == Column::Port {
        let number = number(text)?;
        service.ports.push(ServicePort { id: service.fresh_port_id(), port: number, ..ServicePort::default() });
        return Ok(());
    }
    let found = service.ports.iter_mut().find(|found| Some(found.id) == port);
    let Some(port) = found else { return Err("There is no port here yet: give it a number first") };
    match column {
        Column::Namespace | Column::Service => {}
        Column::Name => port.name = text.to_owned(),
        Column::Port => port.port = number(text)?,
        Column::Target => port.target_port = target(text, port.port),
        Column::Transport => port.transport = transport(text).ok_or("Carried by TCP, UDP or SCTP")?,
        Column::Protocol => {
            port.protocol = protocol(text).ok_or("No protocol has this name")?;
            port.hint = None;
        }
        Column::Hint => return Err("Follows from what the app speaks"),
    }
    Ok(())
}

fn number(text: &str) -> Result<u32, &'static str> {
    text.parse().map_err(|_| "A port is a number")
}

/// A number, a name, or nothing where it is the port's own number.
fn target(text: &str, port: u32) -> Option<TargetPort> {
    match text.parse() {
        Ok(number) => (number != port).then_some(TargetPort::Number(number)),
        Err(_) => (!text.is_empty()).then(|| TargetPort::Name(text.to_owned())),
    }
}

fn transport(text: &str) -> Option<Transport> {
    Transport::ALL.into_iter().find(|transport| transport.keyword().eq_ignore_ascii_case(text))
}

/// The protocol that a keyword or label names, upper or lower case; nothing, or "not said", is none.
fn protocol(text: &str) -> Option<Option<Protocol>> {
    if text.is_empty() || text.eq_ignore_ascii_case(NOT_SAID) {
        return Some(None);
    }
    let spec = PROTOCOLS.iter().find(|spec| [spec.keyword, spec.label, spec.short].iter().any(|word| word.eq_ignore_ascii_case(text)));
    spec.map(|spec| Some(spec.protocol))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web() -> Service {
        let port = ServicePort { id: PortId(1), name: "http".into(), port: 80, protocol: Some(Protocol::Http), ..ServicePort::default() };
        Service { name: "web".into(), namespace: "shop".into(), ports: vec![port], ..Service::default() }
    }

    fn after(column: Column, text: &str) -> Result<ServicePort, &'static str> {
        let mut service = web();
        set(column, &mut service, Some(PortId(1)), text).map(|()| service.ports.remove(0))
    }

    #[test]
    fn a_cell_has_a_name_that_says_whose_it_is() {
        let web = web();
        assert_eq!(name(Column::Port, &web, web.ports.first(), MeshVersion::V2_14), "Port of web http: 80");
        assert_eq!(name(Column::Namespace, &web, None, MeshVersion::V2_14), "Namespace of web: shop");
    }

    #[test]
    fn every_cell_takes_back_what_stands_in_it() {
        let web = web();
        for column in COLUMNS.into_iter().filter(|column| *column != Column::Hint) {
            let mut again = web.clone();
            let text = text(column, &web, web.ports.first(), MeshVersion::V2_14);
            assert_eq!(set(column, &mut again, Some(PortId(1)), &text), Ok(()), "{column:?}");
            assert_eq!(again, web, "{column:?}");
        }
    }

    #[test]
    fn words_are_read_upper_or_lower_case_by_keyword_or_label() {
        assert_eq!(after(Column::Protocol, "GRPC").map(|port| port.protocol), Ok(Some(Protocol::Grpc)));
        assert_eq!(after(Column::Protocol, "http/2").map(|port| port.protocol), Ok(Some(Protocol::Http2)));
        assert_eq!(after(Column::Protocol, "Not said").map(|port| port.protocol), Ok(None));
        assert_eq!(after(Column::Transport, "udp").map(|port| port.transport), Ok(Transport::Udp));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(after(Column::Port, "abc"), Err("A port is a number"));
        assert_eq!(after(Column::Transport, "quic"), Err("Carried by TCP, UDP or SCTP"));
        assert_eq!(after(Column::Protocol, "gopher"), Err("No protocol has this name"));
        assert!(after(Column::Hint, "http").is_err());
    }

    #[test]
    fn a_target_is_a_number_a_name_or_the_port_itself() {
        let target = |text| after(Column::Target, text).map(|port| port.target_port);
        assert_eq!(target("8080"), Ok(Some(TargetPort::Number(8080))));
        assert_eq!(target("web"), Ok(Some(TargetPort::Name("web".into()))));
        assert_eq!(target("80"), Ok(None));
        assert_eq!(target(""), Ok(None));
    }

    #[test]
    fn a_number_where_there_is_no_port_makes_one() {
        let mut bare = Service { name: "bare".into(), ..Service::default() };
        assert!(set(Column::Name, &mut bare, None, "http").is_err());
        assert_eq!(set(Column::Port, &mut bare, None, "81"), Ok(()));
        assert_eq!(bare.ports.first().map(|port| port.port), Some(81));
    }
}
