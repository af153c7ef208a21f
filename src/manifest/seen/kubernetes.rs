//! Services and Pods → rows. Knows nothing of documents.

use super::{Of, Row};
use crate::protocol::effective::{Cluster, Kuma, see_ports};

/// A row for each port of each Service; `files` in the order of the Services.
pub(super) fn rows<'a>(cluster: &Cluster, files: impl Iterator<Item = &'a str>, kuma: Kuma) -> Vec<Row> {
    let mut rows = Vec::new();
    for ((at, service), file) in cluster.services().iter().enumerate().zip(files) {
        let ports = service.ports.iter().zip(see_ports(cluster, at, kuma));
        rows.extend(ports.map(|(port, seen)| {
            let of = Of::Service {
                namespace: service.namespace.clone(),
                service: service.name.clone(),
                target: port.target.clone(),
                transport: port.transport,
                app_protocol: port.app_protocol.clone(),
                annotation: service.annotation(port).map(str::to_owned),
            };
            Row::new(file, of, port.port, seen)
        }));
    }
    rows
}
