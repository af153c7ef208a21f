//! A Dataplane → an instance of a service on Universal. Dataplanes that differ in name, address and admin port alone are one service.
//! Knows nothing of whom the outbounds mean.

use std::collections::BTreeMap;

use super::Origin;
use super::reader::{Reader, is_nothing};
use super::service::meant;
use crate::design::{Gateway, Inbound, Instance, PortId, Service, ServicePort, Target, TargetPort, World};
use crate::manifest::dataplane::{PROTOCOL, SERVICE, WORKLOAD};
use crate::protocol::{Dialect, MeshVersion};
use crate::yaml::Node;

/// A Dataplane, or several that are alike.
pub(super) struct Dataplane {
    /// What its service is called.
    pub(super) base: String,
    /// Without its instances.
    pub(super) service: Service,
    pub(super) instances: Vec<Instance>,
    pub(super) outbounds: Vec<Outbound>,
    /// One an instance.
    pub(super) origins: Vec<Origin>,
    pub(super) template: bool,
}

/// Somebody that is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outbound {
    /// Where it stands in the list.
    pub(super) index: usize,
    /// Its local port.
    pub(super) at: u32,
    /// The service's name, by tag or by `backendRef`.
    pub(super) to: String,
    /// The port that a `backendRef` names.
    pub(super) port: Option<u32>,
}

impl Dataplane {
    pub(super) fn is_like(&self, other: &Dataplane) -> bool {
        !self.template && !other.template && self.outbounds == other.outbounds && self.service == other.service
    }

    pub(super) fn join(&mut self, other: Dataplane, origin: Origin) {
        self.instances.extend(other.instances);
        self.origins.push(origin);
    }

    /// Takes the name of its service, or that name with a number where another has it; the tag then says whose it is.
    pub(super) fn name_itself(&mut self, taken: &mut BTreeMap<String, u32>) {
        let number = taken.entry(self.base.clone()).or_default();
        *number += 1;
        self.service.instances = std::mem::take(&mut self.instances);
        self.service.name = if *number == 1 { self.base.clone() } else { format!("{}-{number}", self.base) };
        if *number > 1 {
            self.service.tags.entry(SERVICE.to_owned()).or_insert_with(|| self.base.clone());
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>, target: &Target) -> (Dataplane, BTreeMap<PortId, usize>) {
    let mut service = Service { on: Some(World::Universal), ..Service::default() };
    let (mut instance, mut labels, mut networking) = (Instance::default(), BTreeMap::new(), Networking::default());
    let mut name = "";
    let found = reader.found;
    for (key, value) in found.root.entries() {
        match key.text().unwrap_or_default() {
            "type" => {}
            "name" => name = reader.text("name", value).unwrap_or_default(),
            "mesh" => {
                let mesh = reader.text("mesh", value).map(str::to_owned);
                service.mesh = mesh.filter(|mesh| *mesh != target.mesh);
            }
            "labels" => labels = self::labels(reader, value, target.version),
            "networking" => networking = self::networking(reader, value, target.version),
            other => reader.no_place(other, value),
        }
    }
    let address = networking.address;
    // What a design calls a template of its own: the two that `kuma-dp run` fills in.
    let template = is_placeholder(name, "name") && is_placeholder(address, "address");
    name.clone_into(&mut instance.name);
    address.clone_into(&mut instance.address);
    instance.admin_port = networking.admin_port;
    let instances = if template { Vec::new() } else { vec![instance] };
    service.gateway = networking.gateway;
    let first =
        networking.tags.get(SERVICE).or_else(|| networking.inbounds.iter().find_map(|inbound| inbound.port.inbound.tags.get(SERVICE)));
    let base = first.or_else(|| labels.get(WORKLOAD)).cloned().unwrap_or_else(|| name.to_owned());
    networking.tags.remove(SERVICE);
    service.tags = networking.tags;
    share_tags(&mut service.tags, &mut networking.inbounds);
    for inbound in &mut networking.inbounds {
        inbound.port.inbound.tags.retain(|key, value| key != SERVICE || *value != base);
    }
    labels.retain(|key, value| key != WORKLOAD || *value != base);
    service.tags.append(&mut labels);
    let mut places = BTreeMap::new();
    for (id, inbound) in (1..).map(PortId).zip(networking.inbounds) {
        places.insert(id, inbound.index);
        service.ports.push(ServicePort { id, ..inbound.port });
    }
    (Dataplane { base, service, instances, outbounds: networking.outbounds, origins: Vec::new(), template }, places)
}

fn is_placeholder(text: &str, name: &str) -> bool {
    text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).is_some_and(|inside| inside.trim() == name)
}

/// Labels that the target's Dataplanes carry again: of tags and labels, 3.0 alone writes the extra ones.
fn labels<'a>(reader: &mut Reader<'a>, at: &'a Node, version: MeshVersion) -> BTreeMap<String, String> {
    let mut labels = reader.texts("labels", at);
    let kept = |key: &str| match version.dialect() {
        Dialect::Field | Dialect::Portable => true,
        Dialect::TagAndField => key == WORKLOAD,
        Dialect::Tag => false,
    };
    for (key, value) in at.entries() {
        let key = key.text().unwrap_or_default();
        if !kept(key) && labels.remove(key).is_some() {
            reader.note(&format!("labels[\"{key}\"]"), value, format!("a design for Kuma {version} writes no such label"));
        }
    }
    labels
}

#[derive(Default)]
struct Networking<'a> {
    address: &'a str,
    admin_port: Option<u32>,
    gateway: Option<Gateway>,
    /// Those of the gateway.
    tags: BTreeMap<String, String>,
    inbounds: Vec<Found>,
    outbounds: Vec<Outbound>,
}

struct Found {
    index: usize,
    port: ServicePort,
}

fn networking<'a>(reader: &mut Reader<'a>, at: &'a Node, version: MeshVersion) -> Networking<'a> {
    let mut read = Networking::default();
    for (key, value) in reader.entries("networking", at) {
        match key.text().unwrap_or_default() {
            "address" => read.address = reader.text("networking.address", value).unwrap_or_default(),
            "inbound" => {
                for (index, item) in reader.items("networking.inbound", value).iter().enumerate() {
                    read.inbounds.extend(inbound(reader, item, index, version));
                }
            }
            "outbound" => {
                for (index, item) in reader.items("networking.outbound", value).iter().enumerate() {
                    read.outbounds.extend(outbound(reader, item, index));
                }
            }
            "gateway" => gateway(reader, value, &mut read),
            "admin" => {
                for (key, value) in reader.entries("networking.admin", value) {
                    match key.text().unwrap_or_default() {
                        "port" => read.admin_port = reader.number("networking.admin.port", value),
                        other => reader.no_place(&format!("networking.admin.{other}"), value),
                    }
                }
            }
            other => reader.no_place(&format!("networking.{other}"), value),
        }
    }
    if read.gateway.is_some()
        && !read.inbounds.is_empty()
        && let Some(inbounds) = at.get("inbound")
    {
        reader.note("networking.inbound", inbounds, "a gateway has no inbounds, and its design writes none");
    }
    read
}

fn gateway<'a>(reader: &mut Reader<'a>, at: &'a Node, read: &mut Networking<'a>) {
    read.gateway = Some(Gateway::Delegated);
    for (key, value) in reader.entries("networking.gateway", at) {
        match key.text().unwrap_or_default() {
            "type" => match reader.text("networking.gateway.type", value) {
                Some("BUILTIN") => read.gateway = Some(Gateway::Builtin),
                None | Some("DELEGATED") => {}
                Some(_) => reader.note("networking.gateway.type", value, "this is no type of a gateway"),
            },
            "tags" => read.tags = reader.texts("networking.gateway.tags", value),
            other => reader.no_place(&format!("networking.gateway.{other}"), value),
        }
    }
}

fn inbound<'a>(reader: &mut Reader<'a>, at: &'a Node, index: usize, version: MeshVersion) -> Option<Found> {
    let base = format!("networking.inbound[{index}]");
    let (mut port, mut own, mut tags) = (ServicePort::default(), Inbound::default(), BTreeMap::new());
    let (mut app, mut field, mut known) = (None, None, true);
    for (key, value) in reader.entries(&base, at) {
        let key = key.text().unwrap_or_default();
        let path = format!("{base}.{key}");
        match key {
            "port" => match reader.number(&path, value) {
                Some(number) => port.port = number,
                None => known = is_nothing(value),
            },
            "servicePort" => app = reader.number(&path, value),
            "address" => own.address = reader.text(&path, value).map(str::to_owned),
            "serviceAddress" => own.service_address = reader.text(&path, value).map(str::to_owned),
            "name" if version.knows_inbound_names() => port.name = reader.text(&path, value).unwrap_or_default().to_owned(),
            "protocol" => field = reader.text(&path, value).map(|text| (text, value)),
            "tags" => tags = reader.texts(&path, value),
            other => reader.no_place(&format!("{base}.{other}"), value),
        }
    }
    let tag = tags.get(PROTOCOL).map(String::as_str);
    let reads_field = match version.dialect() {
        Dialect::Tag => false,
        Dialect::TagAndField | Dialect::Field | Dialect::Portable => true,
    };
    if !reads_field && let Some((_, value)) = field {
        reader.note(&format!("{base}.protocol"), value, format!("Kuma {version} does not read it"));
    }
    let hint = field.filter(|_| reads_field).map(|(text, _)| text).or(tag);
    port.protocol = hint.and_then(|hint| meant(hint, version));
    port.hint = hint.filter(|_| port.protocol.is_none()).map(str::to_owned);
    if tag == hint {
        tags.remove(PROTOCOL);
    }
    match app.filter(|app| *app != port.port) {
        Some(0) => own.service_port = Some(0),
        Some(app) => (port.target_port, own.port) = (Some(TargetPort::Number(app)), Some(port.port)),
        None => {}
    }
    own.tags = tags;
    port.inbound = own;
    if !known {
        reader.note(&base, at, "left out: an inbound without a port is none");
    }
    known.then_some(Found { index, port })
}

/// Tags that every inbound has become the service's own.
fn share_tags(shared: &mut BTreeMap<String, String>, inbounds: &mut [Found]) {
    let Some((first, rest)) = inbounds.split_first() else { return };
    let of_kuma = [SERVICE, PROTOCOL];
    let everywhere = |key: &String, value: &String| rest.iter().all(|one| one.port.inbound.tags.get(key) == Some(value));
    let common: Vec<(String, String)> = (first.port.inbound.tags.iter())
        .filter(|(key, value)| !of_kuma.contains(&key.as_str()) && everywhere(key, value) && !shared.contains_key(*key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for (key, value) in common {
        inbounds.iter_mut().for_each(|one| drop(one.port.inbound.tags.remove(&key)));
        shared.insert(key, value);
    }
}

fn outbound<'a>(reader: &mut Reader<'a>, at: &'a Node, index: usize) -> Option<Outbound> {
    let base = format!("networking.outbound[{index}]");
    let mut read = Outbound { index, ..Outbound::default() };
    for (key, value) in reader.entries(&base, at) {
        let key = key.text().unwrap_or_default();
        let path = format!("{base}.{key}");
        match key {
            "port" => read.at = reader.number(&path, value)?,
            "address" if value.text() == Some("127.0.0.1") => {}
            "tags" => {
                for (key, value) in reader.entries(&path, value) {
                    match key.text().unwrap_or_default() {
                        SERVICE => read.to = reader.text(&path, value).unwrap_or_default().to_owned(),
                        other => reader.no_place(&format!("{path}[\"{other}\"]"), value),
                    }
                }
            }
            "backendRef" => backend_ref(reader, &path, value, &mut read),
            other => reader.no_place(&format!("{base}.{other}"), value),
        }
    }
    if read.to.is_empty() {
        reader.note(&base, at, "left out: it names no service that a design could call");
    }
    (!read.to.is_empty()).then_some(read)
}

fn backend_ref<'a>(reader: &mut Reader<'a>, base: &str, at: &'a Node, read: &mut Outbound) {
    for (key, value) in reader.entries(base, at) {
        let key = key.text().unwrap_or_default();
        let path = format!("{base}.{key}");
        match key {
            "kind" if value.text() == Some("MeshService") => {}
            "name" => read.to = reader.text(&path, value).unwrap_or_default().to_owned(),
            "port" => read.port = reader.number(&path, value),
            other => reader.no_place(&format!("{base}.{other}"), value),
        }
    }
    reader.note(base, at, "a call says whom, and the target how it is written: by tag, unless clients go through MeshServices");
}
