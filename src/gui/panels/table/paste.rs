//! Cells as text, and text as cells: what a spreadsheet copies and pastes.
//! Knows nothing of the window.

use std::collections::BTreeMap;

use super::cell::{self, COLUMNS};
use super::rows::Row;
use crate::design::{Edit, Service};
use crate::gui::state::Column;
use crate::session::Session;

/// What a paste does.
#[derive(Debug, PartialEq)]
pub struct Pasted {
    /// The change, if there is one.
    pub edit: Option<Edit>,
    /// How many cells were filled.
    pub filled: usize,
    /// How many could not be read, or had no cell to go to.
    pub skipped: usize,
}

impl Pasted {
    /// What to say about it.
    pub fn words(&self) -> String {
        let cells = |count: usize| if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
        match self.skipped {
            0 => format!("Pasted {}", cells(self.filled)),
            skipped => format!("Pasted {}, skipped {}", cells(self.filled), cells(skipped)),
        }
    }
}

/// The rows and cells of a text.
pub fn parse(text: &str) -> Vec<Vec<&str>> {
    text.trim_end_matches(['\r', '\n']).lines().map(|line| line.split('\t').collect()).collect()
}

/// Fills cells rightwards from a column and downwards over some rows, as one step.
pub fn paste(session: &Session, rows: &[Row], from: Column, text: &str) -> Pasted {
    let columns = COLUMNS.iter().skip_while(|column| **column != from);
    let cells = parse(text);
    let (mut filled, mut skipped) = (0, 0);
    // By place, so that the step is in the design's order.
    let mut changed: BTreeMap<usize, Service> = BTreeMap::new();
    let width = columns.clone().count();
    for (index, line) in cells.iter().enumerate() {
        let found = rows.get(index).and_then(|row| Some((row, session.position(row.service)?, row.find(session)?.0)));
        let Some((row, place, service)) = found else {
            skipped += line.len();
            continue;
        };
        let service = changed.entry(place).or_insert_with(|| (**service).clone());
        skipped += line.len().saturating_sub(width);
        let mut port = row.port;
        let mut put: Vec<(Column, &str)> = columns.clone().copied().zip(line.iter().copied()).collect();
        // The number first: it makes the port where there is none, and the target is read against it.
        put.sort_by_key(|(column, _)| *column != Column::Port);
        for (column, text) in put {
            // Follows from what the app speaks; a row copied whole brings it along, as it brings nothing where there is no port.
            let nothing = port.is_none() && text.is_empty() && !cell::is_of_service(column);
            if column == Column::Hint || nothing {
                continue;
            }
            match cell::set(column, service, port, text) {
                Ok(()) => filled += 1,
                Err(_) => skipped += 1,
            }
            if port.is_none() && column == Column::Port {
                port = service.ports.last().map(|port| port.id);
            }
        }
    }
    changed.retain(|_, service| session.service(service.id).is_some_and(|before| **before != *service));
    let name = if filled == 1 { "paste 1 cell".to_owned() } else { format!("paste {filled} cells") };
    let edit = (!changed.is_empty()).then(|| Edit::Many(name, changed.into_values().map(Edit::put_service).collect()));
    Pasted { edit, filled, skipped }
}

/// Rows as a spreadsheet reads them.
pub fn copy(session: &Session, rows: impl Iterator<Item = Row>) -> String {
    let version = session.design().target.version;
    let mut text = String::new();
    for (service, port) in rows.filter_map(|row| row.find(session)) {
        let cells: Vec<String> = COLUMNS.iter().map(|column| cell::text(*column, service, port, version)).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Design, PortId, ServiceId, ServicePort, Transport};
    use crate::protocol::Protocol;

    fn shop() -> (Session, Vec<Row>) {
        let mut design = Design::default();
        let port = |id, port| ServicePort { id: PortId(id), port, ..ServicePort::default() };
        design.push(Service { name: "web".into(), ports: vec![port(1, 80), port(2, 81)], ..Service::default() });
        design.push(Service { name: "bare".into(), ..Service::default() });
        let row = |service, port| Row { service: ServiceId(service), port };
        (Session::new(design), vec![row(1, Some(PortId(1))), row(1, Some(PortId(2))), row(2, None)])
    }

    #[test]
    fn cells_fill_rightwards_and_downwards_as_one_step() {
        let (mut session, rows) = shop();
        let pasted = paste(&session, &rows, Column::Name, "http\t8080\t9090\tTCP\tHTTP/1.1\r\nstats\t8125\t\tudp\t\r\n");
        assert_eq!((pasted.filled, pasted.skipped), (10, 0));
        session.edit(pasted.edit.unwrap());
        let ports = &session.service(ServiceId(1)).unwrap().ports;
        assert_eq!((ports[0].name.as_str(), ports[0].port, ports[0].protocol), ("http", 8080, Some(Protocol::Http)));
        assert_eq!((ports[1].transport, ports[1].target_port.clone()), (Transport::Udp, None));
        assert_eq!(session.undo_name(), Some("paste 10 cells"));
        session.undo();
        assert_eq!(session.service(ServiceId(1)).unwrap().ports[0].port, 80);
    }

    #[test]
    fn what_cannot_be_read_or_has_no_place_is_counted() {
        let (session, rows) = shop();
        let pasted = paste(&session, &rows, Column::Protocol, "grpc\ngopher\nkafka\nhttp\n");
        assert_eq!((pasted.filled, pasted.skipped), (1, 3));
        assert_eq!(pasted.words(), "Pasted 1 cell, skipped 3 cells");
        assert_eq!(paste(&session, &rows, Column::Hint, "http\ttoo much").skipped, 1);
    }

    #[test]
    fn a_port_comes_to_be_where_there_was_none() {
        let (mut session, rows) = shop();
        let pasted = paste(&session, &rows[2..], Column::Service, "orders\tkafka\t9092\t\tTCP\tKafka\n");
        assert_eq!((pasted.filled, pasted.skipped), (6, 0));
        session.edit(pasted.edit.unwrap());
        let orders = session.service(ServiceId(2)).unwrap();
        assert_eq!((orders.name.as_str(), orders.ports[0].port, orders.ports[0].protocol), ("orders", 9092, Some(Protocol::Kafka)));
        assert_eq!(orders.ports[0].name, "kafka");
    }

    #[test]
    fn rows_copied_and_pasted_change_nothing() {
        let (session, rows) = shop();
        let text = copy(&session, rows.iter().copied());
        assert_eq!(text, "\tweb\t\t80\t80\tTCP\tnot said\t\n\tweb\t\t81\t81\tTCP\tnot said\t\n\tbare\t\t\t\t\t\t\n");
        let pasted = paste(&session, &rows, Column::Namespace, &text);
        assert_eq!((pasted.edit, pasted.skipped), (None, 0));
    }
}
