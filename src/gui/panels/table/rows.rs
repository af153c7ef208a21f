//! Which rows the table has, and in which order: every port, and every service without one.
//! Knows nothing of how they are drawn.

use std::cmp::Ordering;
use std::sync::Arc;

use egui::Ui;

use crate::design::{Design, PortId, Service, ServiceId, ServicePort, TargetPort};
use crate::gui::panels::kept::kept;
use crate::gui::panels::services::Words;
use crate::gui::state::{Column, TableView};
use crate::protocol::MeshVersion;
use crate::session::Session;

/// One row: a port, or a service without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The service.
    pub service: ServiceId,
    /// Its port.
    pub port: Option<PortId>,
}

impl Row {
    /// What it is about, where that still exists.
    pub fn find(self, session: &Session) -> Option<(&Arc<Service>, Option<&ServicePort>)> {
        let service = session.service(self.service)?;
        match self.port {
            None => Some((service, None)),
            Some(id) => Some((service, Some(service.port(id)?))),
        }
    }
}

/// Every row that is shown.
#[derive(Debug, Default)]
pub struct Rows {
    /// In their order.
    pub rows: Vec<Row>,
    /// How many of them are ports.
    pub found: usize,
    /// How many ports there are.
    pub ports: usize,
}

impl Rows {
    /// Where a row stands; `near` is where it stood last.
    pub fn place(&self, row: Row, near: usize) -> Option<usize> {
        if self.rows.get(near) == Some(&row) { Some(near) } else { self.rows.iter().position(|other| *other == row) }
    }
}

/// The rows of a design, filtered and sorted.
pub fn build(design: &Design, view: &TableView) -> Rows {
    let version = design.target.version;
    let words = Words::of(&view.filter);
    let mut rows: Vec<(&Service, Option<&ServicePort>)> = Vec::new();
    let mut ports = 0;
    for service in design.services.iter().map(Arc::as_ref) {
        ports += service.ports.len();
        let bare = service.ports.is_empty().then_some(None);
        let all = service.ports.iter().map(Some).chain(bare);
        rows.extend(all.filter(|port| words.find_row(service, *port, version)).map(|port| (service, port)));
    }
    if let Some(column) = view.sort {
        rows.sort_by(|a, b| {
            let order = match (a.1, b.1) {
                // Without a port there is nothing to sort by: those stand last in either direction.
                (Some(_), None) if !super::cell::is_of_service(column) => return Ordering::Less,
                (None, Some(_)) if !super::cell::is_of_service(column) => return Ordering::Greater,
                (Some(_) | None, Some(_) | None) => compare(column, *a, *b, version),
            };
            if view.descending { order.reverse() } else { order }
        });
    }
    let found = rows.iter().filter(|(_, port)| port.is_some()).count();
    let row = |(service, port): (&Service, Option<&ServicePort>)| Row { service: service.id, port: port.map(|port| port.id) };
    Rows { rows: rows.into_iter().map(row).collect(), found, ports }
}

fn compare(column: Column, a: (&Service, Option<&ServicePort>), b: (&Service, Option<&ServicePort>), version: MeshVersion) -> Ordering {
    fn by<'a, K: Ord>(a: Option<&'a ServicePort>, b: Option<&'a ServicePort>, key: impl Fn(&'a ServicePort) -> K) -> Ordering {
        a.map(&key).cmp(&b.map(&key))
    }
    match column {
        Column::Namespace => a.0.namespace.cmp(&b.0.namespace),
        Column::Service => a.0.name.cmp(&b.0.name),
        Column::Name => by(a.1, b.1, |port| &port.name),
        Column::Port => by(a.1, b.1, |port| port.port),
        // Numbers before names.
        Column::Target => by(a.1, b.1, |port| match &port.target_port {
            None => (port.port, ""),
            Some(TargetPort::Number(number)) => (*number, ""),
            Some(TargetPort::Name(name)) => (u32::MAX, name.as_str()),
        }),
        Column::Transport => by(a.1, b.1, |port| port.transport.keyword()),
        Column::Protocol => {
            by(a.1, b.1, |port| (port.hint.is_some(), port.hint.as_deref(), port.protocol.map(|protocol| protocol.spec().label)))
        }
        Column::Hint => by(a.1, b.1, |port| port.hint_value(version)),
    }
}

/// The rows as they stand, made again only when something they are made from changed.
pub fn remembered(ui: &Ui, session: &Session, view: &TableView) -> Arc<Rows> {
    // Neither sorted nor filtered, the rows are the ports, whatever is in them.
    let plain = view.sort.is_none() && view.filter.trim().is_empty();
    kept(ui, "table-rows", session, view, |touch| plain && !touch.reshaped, || build(session.design(), view))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;

    fn said(view: &TableView) -> Vec<String> {
        let mut design = Design::default();
        let port = |id, port, protocol| ServicePort { id: PortId(id), port, protocol, ..ServicePort::default() };
        let web = vec![port(1, 8080, Some(Protocol::Http)), port(2, 443, None)];
        design.push(Service { name: "web".into(), namespace: "shop".into(), ports: web, ..Service::default() });
        design.push(Service { name: "bare".into(), namespace: "vm".into(), ..Service::default() });
        design.push(Service {
            name: "api".into(),
            namespace: "shop".into(),
            ports: vec![port(1, 90, Some(Protocol::Grpc))],
            ..Service::default()
        });
        let rows = build(&design, view);
        assert_eq!(rows.ports, 3);
        let session = Session::new(design);
        let say = |row: &Row| {
            let (service, port) = row.find(&session).unwrap();
            format!("{} {}", service.name, port.map_or("–".to_owned(), |port| port.port.to_string()))
        };
        rows.rows.iter().map(say).collect()
    }

    fn sorted(column: Column, descending: bool) -> Vec<String> {
        said(&TableView { sort: Some(column), descending, ..TableView::default() })
    }

    #[test]
    fn every_port_has_a_row_and_so_has_a_service_without_any() {
        assert_eq!(said(&TableView::default()), ["web 8080", "web 443", "bare –", "api 90"]);
    }

    #[test]
    fn numbers_sort_as_numbers_and_what_has_none_stands_last_in_either_direction() {
        assert_eq!(sorted(Column::Port, false), ["api 90", "web 443", "web 8080", "bare –"]);
        assert_eq!(sorted(Column::Port, true), ["web 8080", "web 443", "api 90", "bare –"]);
    }

    #[test]
    fn rows_that_are_alike_keep_the_order_of_the_design() {
        assert_eq!(sorted(Column::Service, false), ["api 90", "bare –", "web 8080", "web 443"]);
        assert_eq!(sorted(Column::Namespace, true), ["bare –", "web 8080", "web 443", "api 90"]);
    }

    #[test]
    fn a_filter_looks_into_every_cell() {
        let filter = |text: &str| said(&TableView { filter: text.into(), ..TableView::default() });
        assert_eq!(filter("grpc"), ["api 90"]);
        assert_eq!(filter("shop 443"), ["web 443"]);
        assert_eq!(filter("no ports"), ["bare –"]);
        assert!(filter("nowhere").is_empty());
    }
}
