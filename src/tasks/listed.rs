//! What lives in some namespaces, made ready to be looked at and taken into a design.
//! Knows nothing of how it is read, nor of the window.

use std::collections::HashMap;

use crate::cluster::{self, Error, Listing, Mesh, Object};
use crate::design::{Design, Target};
use crate::manifest::import::{Alike, import};
use crate::manifest::seen::{Of, Row};
use crate::protocol::effective::Kuma;

/// What lives in some namespaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Lives {
    /// Every Service.
    pub services: Vec<One>,
    /// The namespaces that could not be read, each with why.
    pub problems: Vec<(String, Error)>,
    /// The design they come to.
    pub design: Design,
    /// What did not become part of it, and why.
    pub notes: Vec<String>,
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
    /// What a client gets from each port: `80 http, 9000 tcp`.
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
        let notes = imported.notes.iter().map(|note| {
            let of = listing.services.get(note.document).map(|service| format!("{}/{}: ", service.object.namespace, service.object.name));
            let path = if note.path.is_empty() { String::new() } else { format!("{}: ", note.path) };
            format!("{}{path}{}", of.unwrap_or_default(), note.why)
        });
        let notes = notes.collect();
        let services = listing.services.iter().map(|service| One {
            object: service.object.clone(),
            owner: service.owner.clone(),
            mesh: service.mesh.clone(),
            effective: effective.remove(&(service.object.namespace.as_str(), service.object.name.as_str())).unwrap_or_default(),
        });
        Lives { services: services.collect(), problems: listing.problems, design: imported.design, notes }
    }
}

fn port(row: &Row) -> String {
    format!("{} {}", row.port, row.client.keyword())
}
