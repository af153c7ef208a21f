//! Dataplanes → rows. Knows nothing of documents.

use super::{Of, Row};
use crate::protocol::effective::{Dataplane, Kuma, see_dataplanes};

/// A row for each inbound of each Dataplane.
pub(super) fn rows(dataplanes: &[(Of, String, Dataplane)], kuma: Kuma) -> Vec<Row> {
    let all: Vec<Dataplane> = dataplanes.iter().map(|(_, _, dataplane)| dataplane.clone()).collect();
    let seen = see_dataplanes(&all, kuma);
    let mut rows = Vec::new();
    for ((of, file, dataplane), seen) in dataplanes.iter().zip(seen) {
        let inbounds = dataplane.inbounds.iter().zip(seen);
        rows.extend(inbounds.map(|(inbound, seen)| Row::new(file, of.with_service(inbound.service.as_ref()), inbound.port, seen)));
    }
    rows
}

impl Of {
    /// The same Dataplane, for an inbound of that service.
    fn with_service(&self, name: Option<&String>) -> Of {
        match self {
            Of::Dataplane { document, dataplane, .. } => {
                Of::Dataplane { document: *document, dataplane: dataplane.clone(), service: name.cloned() }
            }
            Of::Service { .. } => self.clone(),
        }
    }
}
