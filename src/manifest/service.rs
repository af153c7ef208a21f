//! Service → v1/Service. Knows nothing of files, clusters or the window.

use super::{Around, Comments, Manifest, ObjectRef};
use crate::design::{HintStyle, Service, ServicePort, ServiceType, TargetPort, Transport, World};
use crate::protocol::MeshVersion;
use crate::protocol::effective::annotation_key;
use crate::yaml::{Entry, Tree};

/// The v1/Service of a service. Keys stand in the order people write them.
pub(super) fn render(around: &Around<'_>, service: &Service) -> Manifest {
    let hints = Hints::of(around, service);
    let tree = Tree::Map(vec![
        Entry::text("apiVersion", "v1"),
        Entry::text("kind", "Service"),
        Entry::new("metadata", metadata(service, &hints)),
        Entry::new("spec", spec(service, &hints)),
    ]);
    let object = ObjectRef { world: World::Kubernetes, scope: service.namespace.clone(), name: service.name.clone() };
    Manifest { object, service: service.id, template: false, tree }
}

/// How the hints of one service are written.
pub(super) struct Hints {
    style: HintStyle,
    version: MeshVersion,
    comments: Comments,
}

impl Hints {
    pub(super) fn of(around: &Around<'_>, service: &Service) -> Hints {
        let target = &around.design.target;
        Hints { style: service.hint_style(target), version: target.version, comments: around.comments }
    }

    /// The `appProtocol` line of a port.
    pub(super) fn app_protocol(&self, port: &ServicePort) -> Option<Entry> {
        let value = port.app_protocol(self.version, self.style)?;
        let for_others = self.style == HintStyle::Both && port.hint.is_some();
        Some(Entry::text("appProtocol", value).comment(self.why(port).filter(|_| !for_others)))
    }

    /// The annotations of all ports, one a number: of two ports with one number only TCP has a hint, and of two of those the first counts.
    pub(super) fn annotations(&self, service: &Service) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for port in &service.ports {
            let key = annotation_key(port.port);
            if let Some(entry) = self.annotation(&key, port)
                && !entries.iter().any(|earlier| earlier.key == key)
            {
                entries.push(entry);
            }
        }
        entries
    }

    fn annotation(&self, key: &str, port: &ServicePort) -> Option<Entry> {
        let value = port.annotation_hint(self.version, self.style)?;
        let repeats = self.style == HintStyle::Both && port.hint.is_none();
        let comment = self.why(port).map(|why| if repeats { "the same, for the server's own proxy".to_owned() } else { why });
        Some(Entry::text(key, value).comment(comment).mark(port.id.0))
    }

    /// What the hint of a port is for.
    fn why(&self, port: &ServicePort) -> Option<String> {
        match self.comments {
            Comments::On => port.protocol.map(|protocol| protocol.spec().comment.to_owned()),
            Comments::Off => None,
        }
    }
}

fn metadata(service: &Service, hints: &Hints) -> Tree {
    let mut entries = vec![Entry::text("name", &service.name)];
    if !service.namespace.is_empty() {
        entries.push(Entry::text("namespace", &service.namespace));
    }
    entries.extend(map("labels", super::strings(&service.labels)));
    let hinted = hints.annotations(service);
    let mut annotations = super::strings(&service.annotations);
    annotations.retain(|own| !hinted.iter().any(|hint| hint.key == own.key));
    annotations.extend(hinted);
    entries.extend(map("annotations", annotations));
    Tree::Map(entries)
}

fn spec(service: &Service, hints: &Hints) -> Tree {
    let mut entries = Vec::new();
    if service.kind != ServiceType::ClusterIp {
        entries.push(Entry::text("type", service.kind.keyword()));
    }
    if service.headless {
        entries.push(Entry::text("clusterIP", "None"));
    }
    if let ServiceType::ExternalName(name) = &service.kind {
        entries.push(Entry::text("externalName", name));
    }
    entries.extend(map("selector", super::strings(&service.selector)));
    if !service.ports.is_empty() {
        let ports = service.ports.iter().map(|port| Entry::item(port_tree(port, hints)).mark(port.id.0));
        entries.push(Entry::new("ports", Tree::Seq(ports.collect())));
    }
    Tree::Map(entries)
}

fn port_tree(port: &ServicePort, hints: &Hints) -> Tree {
    let mut entries = Vec::new();
    if !port.name.is_empty() {
        entries.push(Entry::text("name", &port.name));
    }
    entries.push(Entry::number("port", port.port));
    match &port.target_port {
        Some(TargetPort::Number(number)) if *number != port.port => entries.push(Entry::number("targetPort", *number)),
        Some(TargetPort::Name(name)) => entries.push(Entry::text("targetPort", name)),
        Some(TargetPort::Number(_)) | None => {}
    }
    if port.transport != Transport::Tcp {
        entries.push(Entry::text("protocol", port.transport.keyword()));
    }
    if let Some(number) = port.node_port {
        entries.push(Entry::number("nodePort", number));
    }
    entries.extend(hints.app_protocol(port));
    Tree::Map(entries)
}

/// A key with a map, left out when the map is empty.
fn map(key: &str, entries: Vec<Entry>) -> Option<Entry> {
    (!entries.is_empty()).then(|| Entry::new(key, Tree::Map(entries)))
}
