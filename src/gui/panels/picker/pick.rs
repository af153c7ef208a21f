//! What picking asks for: one port's edit, or one step for several.
//! Knows nothing of how it was picked.

use std::collections::BTreeMap;

use crate::design::{Edit, PortId, Service, ServiceId, ServicePort};
use crate::protocol::Protocol;
use crate::session::Session;

/// What becomes of a hint that was found in a manifest and that no protocol means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// The protocol says it all now.
    Cleared,
    /// It stays beside the protocol.
    Kept,
}

/// The edit that says what these ports speak, if that is anything new. Ports that are gone are let be.
pub(super) fn edit(session: &Session, ports: &[(ServiceId, PortId)], protocol: Option<Protocol>, raw: Raw) -> Option<Edit> {
    let said = |port: &ServicePort| {
        let hint = match raw {
            Raw::Cleared => None,
            Raw::Kept => port.hint.clone(),
        };
        ServicePort { protocol, hint, ..port.clone() }
    };
    if let [(service, port)] = ports {
        let before = session.service(*service)?.port(*port)?;
        let after = said(before);
        return (after != *before).then(|| Edit::put_port(*service, after));
    }
    let mut changed: BTreeMap<ServiceId, Service> = BTreeMap::new();
    for (id, port) in ports {
        let Some(service) = session.service(*id) else { continue };
        let service = changed.entry(*id).or_insert_with(|| (**service).clone());
        if let Some(port) = service.ports.iter_mut().find(|other| other.id == *port) {
            *port = said(port);
        }
    }
    changed.retain(|id, service| session.service(*id).is_some_and(|before| **before != *service));
    let edits: Vec<Edit> = changed.into_values().map(Edit::put_service).collect();
    (!edits.is_empty()).then(|| Edit::Many(format!("change protocol of {} ports", ports.len()), edits))
}
