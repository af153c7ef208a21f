//! Service → a patch with nothing but its hints, for a v1/Service that somebody else owns.
//! Knows nothing of files, clusters or the window.

use super::service::Hints;
use super::{Around, Manifest, ObjectRef};
use crate::design::{Service, ServicePort, World};
use crate::yaml::{Entry, Tree};

/// The patch: right for a strategic merge and for a server-side apply. `None` where there is no hint to write.
pub(super) fn render(around: &Around<'_>, service: &Service) -> Option<Manifest> {
    let hints = Hints::of(around, service);
    let annotations = hints.annotations(service);
    let ports: Vec<Entry> = service.ports.iter().filter_map(|port| patched(service, port, &hints)).collect();
    if annotations.is_empty() && ports.is_empty() {
        return None;
    }
    let mut metadata = vec![Entry::text("name", &service.name)];
    if !service.namespace.is_empty() {
        metadata.push(Entry::text("namespace", &service.namespace));
    }
    if !annotations.is_empty() {
        metadata.push(Entry::new("annotations", Tree::Map(annotations)));
    }
    let mut entries = vec![Entry::text("apiVersion", "v1"), Entry::text("kind", "Service"), Entry::new("metadata", Tree::Map(metadata))];
    if !ports.is_empty() {
        entries.push(Entry::new("spec", Tree::Map(vec![Entry::new("ports", Tree::Seq(ports))])));
    }
    let object = ObjectRef { world: World::Kubernetes, scope: service.namespace.clone(), name: service.name.clone() };
    Some(Manifest { object, service: service.id, template: false, tree: Tree::Map(entries) })
}

/// A port with its merge key and its hint alone.
fn patched(service: &Service, port: &ServicePort, hints: &Hints) -> Option<Entry> {
    let hint = hints.app_protocol(port)?;
    let mut entries = vec![Entry::number("port", port.port)];
    if shares_its_number(service, port) {
        entries.push(Entry::text("protocol", port.transport.keyword()));
    }
    entries.push(hint);
    Some(Entry::item(Tree::Map(entries)).mark(port.id.0))
}

/// Whether a strategic merge, which looks at the number alone, could mean another port than the one that is patched.
pub(super) fn may_mean_another(around: &Around<'_>, service: &Service) -> bool {
    let hints = Hints::of(around, service);
    service.ports.iter().any(|port| shares_its_number(service, port) && hints.app_protocol(port).is_some())
}

fn shares_its_number(service: &Service, port: &ServicePort) -> bool {
    service.ports.iter().any(|other| other.id != port.id && other.port == port.port)
}
