//! What lives in some namespaces, made ready to be looked at and taken into a design.
//! Knows nothing of how it is read, nor of the window.

use std::collections::HashMap;

use crate::cluster::{self, Error, Listing, Mesh, Object};
use crate::design::{Design, Target};
use crate::manifest::import::{Alike, import};
use crate::manifest::seen::{Of, Row};
use crate::protocol::MeshVersion;
use crate::protocol::effective::{Client, Kuma, Written};

/// What lives in some namespaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Lives {
    /// Every Service.
    pub services: Vec<One>,
    /// The namespaces that could not be read, each with why.
    pub problems: Vec<(String, Error)>,
    /// The design they come to.
    pub design: Design,
    /// What does not become part of it, and why.
    pub notes: Vec<Left>,
    /// The version of Kuma that it is looked at for.
    pub version: MeshVersion,
}

/// Something that no design holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// Of which Service.
    pub object: Object,
    /// Where it stands in it, and why no design holds it.
    pub why: String,
}

/// One Service.
#[derive(Clone, Debug, PartialEq)]
pub struct One {
    /// Which.
    pub object: Object,
    /// Whose it is, in words.
    pub owner: String,
    /// Whether its namespace is in the mesh.
    pub mesh: Mesh,
    /// What the mesh sees of each port, in that version: `80 http, 9000 tcp`.
    pub effective: String,
}

impl Lives {
    /// For the mesh of a target.
    pub(super) fn of(name: &str, listing: Listing, target: &Target) -> Lives {
        let rows = cluster::effective(&listing.services, Kuma::new(target.version, target.mesh_services));
        let mut effective: HashMap<(&str, &str), String> = HashMap::new();
        for row in &rows {
            if let Of::Service { namespace, service, .. } = &row.of {
                let words = effective.entry((namespace, service)).or_default();
                *words += &format!("{}{}", if words.is_empty() { "" } else { ", " }, port(row));
            }
        }
        let source = cluster::source(name, &listing.services);
        let imported = import(name, std::slice::from_ref(&source), target, Alike::Together);
        let notes = imported.notes.iter().filter_map(|note| {
            let path = if note.path.is_empty() { String::new() } else { format!("{}: ", note.path) };
            let object = listing.services.get(note.document)?.object.clone();
            Some(Left { object, why: format!("{path}{}", note.why) })
        });
        let notes = notes.collect();
        let services = listing.services.iter().map(|service| One {
            object: service.object.clone(),
            owner: service.owner.clone(),
            mesh: service.mesh.clone(),
            effective: effective.remove(&(service.object.namespace.as_str(), service.object.name.as_str())).unwrap_or_default(),
        });
        Lives { services: services.collect(), problems: listing.problems, design: imported.design, notes, version: target.version }
    }
}

/// What the control plane writes for a port, unless a client does not get that far.
fn port(row: &Row) -> String {
    let seen = match (row.client, &row.inbound) {
        (Client::Dead | Client::NoListener, _) | (Client::Http | Client::Tcp | Client::Kafka, Written::Refused | Written::None) => {
            row.client.keyword()
        }
        (Client::Http | Client::Tcp | Client::Kafka, Written::Value(value)) => value,
    };
    format!("{} {seen}", row.port)
}
