//! Service → Kuma Dataplane, by Dialect. Knows nothing of files, clusters or the window.

use std::collections::BTreeMap;

use super::outbound::outbounds;
use super::{Around, Comments, Manifest, ObjectRef};
use crate::design::{Gateway, Instance, Service, ServicePort, World};
use crate::protocol::Dialect;
use crate::yaml::{Entry, Tree};

/// Tags and labels by which Kuma knows a Dataplane.
pub(super) const SERVICE: &str = "kuma.io/service";
pub(super) const PROTOCOL: &str = "kuma.io/protocol";
pub(super) const WORKLOAD: &str = "kuma.io/workload";

/// One Dataplane an instance, or the template where there is none.
pub(super) fn render(around: &Around<'_>, service: &Service) -> Vec<Manifest> {
    if service.instances.is_empty() {
        return vec![manifest(around, service, None)];
    }
    service.instances.iter().map(|instance| manifest(around, service, Some(instance))).collect()
}

fn manifest(around: &Around<'_>, service: &Service, instance: Option<&Instance>) -> Manifest {
    let mesh = service.mesh(&around.design.target);
    let mut entries = vec![Entry::text("type", "Dataplane"), Entry::text("mesh", mesh), filled_in("name", instance.map(|it| &it.name))];
    let labels = labels(around, service);
    if !labels.is_empty() {
        entries.push(Entry::new("labels", Tree::Map(labels)));
    }
    entries.push(Entry::new("networking", networking(around, service, instance)));
    let name = instance.map_or(&service.name, |instance| &instance.name).clone();
    let object = ObjectRef { world: World::Universal, scope: mesh.to_owned(), name };
    Manifest { object, service: service.id, template: instance.is_none(), tree: Tree::Map(entries) }
}

/// A value of the instance, or the placeholder that `kuma-dp run` fills in.
fn filled_in(key: &str, value: Option<&String>) -> Entry {
    match value {
        Some(value) => Entry::text(key, value),
        None => Entry::new(key, Tree::Raw(format!("{{{{ {key} }}}}"))),
    }
}

/// Labels are written for the versions that read them; where inbounds have no tags, they carry the extra ones.
fn labels(around: &Around<'_>, service: &Service) -> Vec<Entry> {
    let workload = || vec![Entry::text(WORKLOAD, workload(service))];
    match around.design.target.version.dialect() {
        Dialect::Tag => Vec::new(),
        Dialect::TagAndField => workload(),
        Dialect::Field | Dialect::Portable => {
            let mut labels = workload();
            let extra = service.tags.iter().filter(|(key, _)| ![SERVICE, PROTOCOL, WORKLOAD].contains(&key.as_str()));
            labels.extend(extra.map(|(key, value)| Entry::text(key, value)));
            labels
        }
    }
}

/// What 3.0 groups Dataplanes by.
pub(super) fn workload(service: &Service) -> &str {
    service.tags.get(WORKLOAD).unwrap_or(&service.name)
}

fn networking(around: &Around<'_>, service: &Service, instance: Option<&Instance>) -> Tree {
    let mut entries = vec![filled_in("address", instance.map(|it| &it.address))];
    match service.gateway {
        Some(kind) => entries.push(Entry::new("gateway", gateway(service, kind))),
        None => {
            let on_the_mesh = service.tcp_ports();
            let inbounds: Vec<Entry> = on_the_mesh.map(|port| Entry::item(inbound(around, service, port)).mark(port.id.0)).collect();
            if !inbounds.is_empty() {
                entries.push(Entry::new("inbound", Tree::Seq(inbounds)));
            }
        }
    }
    let outbounds = outbounds(around, service);
    if !outbounds.is_empty() {
        entries.push(Entry::new("outbound", Tree::Seq(outbounds)));
    }
    if let Some(port) = instance.and_then(|instance| instance.admin_port) {
        entries.push(Entry::new("admin", Tree::Map(vec![Entry::number("port", port)])));
    }
    Tree::Map(entries)
}

fn gateway(service: &Service, kind: Gateway) -> Tree {
    let kind = match kind {
        Gateway::Delegated => "DELEGATED",
        Gateway::Builtin => "BUILTIN",
    };
    let mut tags = vec![Entry::text(SERVICE, &service.name)];
    put(&mut tags, &service.tags);
    Tree::Map(vec![Entry::text("type", kind), Entry::new("tags", Tree::Map(tags))])
}

fn inbound(around: &Around<'_>, service: &Service, port: &ServicePort) -> Tree {
    let (target, own) = (&around.design.target, &port.inbound);
    let listens = port.inbound_port();
    let mut entries = vec![Entry::number("port", listens)];
    let text = |key: &str, value: &Option<String>| value.as_ref().map(|value| Entry::text(key, value));
    entries.extend(text("address", &own.address));
    let app = own.service_port.or_else(|| port.target_number()).filter(|app| *app != listens);
    entries.extend(app.map(|app| Entry::number("servicePort", app)));
    entries.extend(text("serviceAddress", &own.service_address));
    if target.version.knows_inbound_names() && !port.name.is_empty() {
        entries.push(Entry::text("name", &port.name));
    }
    let hint = service.universal_hint(port, target.version);
    let why = match around.comments {
        Comments::On => port.protocol.map(|protocol| protocol.spec().comment),
        Comments::Off => None,
    };
    let field = || hint.map(|hint| Entry::text("protocol", hint).comment(why.map(str::to_owned)));
    let tags = |why: Option<&str>| Entry::new("tags", Tree::Map(tags(service, port, hint, why)));
    match target.version.dialect() {
        Dialect::Tag => entries.push(tags(why)),
        Dialect::TagAndField => {
            entries.extend(field());
            entries.push(tags(None));
        }
        Dialect::Field => entries.extend(field()),
        Dialect::Portable => {
            entries.extend(field());
            entries.push(tags(why.map(|_| "the same, for Kuma up to 2.13")));
        }
    }
    Tree::Map(entries)
}

fn tags(service: &Service, port: &ServicePort, hint: Option<&str>, why: Option<&str>) -> Vec<Entry> {
    let mut tags = vec![Entry::text(SERVICE, &service.name)];
    tags.extend(hint.map(|hint| Entry::text(PROTOCOL, hint).comment(why.map(str::to_owned))));
    put(&mut tags, &service.tags);
    put(&mut tags, &port.inbound.tags);
    tags
}

/// Somebody's own tags: in the place of Kuma's where they have its key, else after them.
fn put(tags: &mut Vec<Entry>, own: &BTreeMap<String, String>) {
    for (key, value) in own {
        match tags.iter_mut().find(|tag| tag.key == *key) {
            Some(tag) => *tag = Entry::text(key, value),
            None => tags.push(Entry::text(key, value)),
        }
    }
}
