//! Universal Dataplanes → how each inbound is served, and what clients of its service get (`domain.md` §1.2, §2.2).
//! Knows nothing of what else a Dataplane can be refused for: that is validation's.

use std::collections::HashMap;

use super::value::allowed;
use super::{Client, Kuma, MeshServiceSeen, MeshVersion, Seen, Served, Value, Written, client, mesh_service, note};

/// A Dataplane as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataplane {
    /// `mesh`; empty is `default`.
    pub mesh: String,
    /// The label `kuma.io/workload`, by which 3.0 makes MeshServices.
    pub workload: Option<String>,
    /// `networking.inbound`.
    pub inbounds: Vec<DataplaneInbound>,
}

/// One of its inbounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataplaneInbound {
    /// `port`.
    pub port: u32,
    /// The tag `kuma.io/service`.
    pub service: Option<String>,
    /// The tag `kuma.io/protocol`, read up to 2.14.
    pub tag: Option<String>,
    /// The field `protocol`, read from 2.14 on.
    pub field: Option<String>,
}

impl DataplaneInbound {
    /// The protocol that a version goes by: the field before the tag, each where it is read.
    pub fn protocol(&self, version: MeshVersion) -> Option<&str> {
        let field = self.field.as_deref().filter(|value| version >= MeshVersion::V2_14 && !value.is_empty());
        field.or_else(|| self.tag.as_deref().filter(|_| version != MeshVersion::V3_0))
    }

    /// Whether its protocol is a template's placeholder, so that nobody knows yet.
    fn is_open(&self, version: MeshVersion) -> bool {
        self.protocol(version).is_some_and(is_placeholder)
    }

    /// A value that the version refuses: of whichever place it reads.
    fn refused(&self, version: MeshVersion) -> Option<String> {
        let unknown = |value: &&str| Value::parse(value, version).is_none() && !is_placeholder(value);
        let tag = self.tag.as_deref().filter(|_| version != MeshVersion::V3_0).filter(unknown);
        let field = self.field.as_deref().filter(|value| version >= MeshVersion::V2_14 && !value.is_empty()).filter(unknown);
        let value = tag.or(field)?;
        let place = if tag.is_some() { "tag kuma.io/protocol" } else { "field protocol" };
        Some(format!("the {place} says {value:?}, and {version} knows {}", allowed(version)))
    }

    /// What the version makes services of.
    fn group<'a>(&'a self, dataplane: &'a Dataplane, version: MeshVersion) -> Option<&'a str> {
        if version == MeshVersion::V3_0 { dataplane.workload.as_deref() } else { self.service.as_deref() }
    }
}

/// Whether a value is filled in later, by `kuma-dp run` or Helm.
fn is_placeholder(value: &str) -> bool {
    value.contains("{{")
}

/// What a service says in common, of all of its inbounds.
#[derive(Clone, Copy, Default)]
struct Common {
    /// `None` is nothing in common, or not said.
    value: Option<Value>,
    mixed: Mixed,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Mixed {
    #[default]
    No,
    Yes,
}

/// What the mesh makes of every inbound of every Dataplane, in their order.
pub fn see_dataplanes(dataplanes: &[Dataplane], kuma: Kuma) -> Vec<Vec<Seen>> {
    let mut services: HashMap<(&str, &str, Option<u32>), Common> = HashMap::new();
    for dataplane in dataplanes.iter().filter(|dataplane| refusal(dataplane, kuma).is_none()) {
        for inbound in dataplane.inbounds.iter().filter(|inbound| !inbound.is_open(kuma.version)) {
            let Some(key) = key(dataplane, inbound, kuma) else { continue };
            let value = inbound.protocol(kuma.version).and_then(|value| Value::parse(value, kuma.version));
            let common = services.entry(key).or_insert(Common { value, mixed: Mixed::No });
            if common.value != value {
                let both = common.value.zip(value).and_then(|(a, b)| a.common(b));
                *common = Common { value: both, mixed: Mixed::Yes };
            }
        }
    }
    let each = dataplanes.iter().map(|dataplane| {
        let refusal = refusal(dataplane, kuma);
        let common = |inbound| key(dataplane, inbound, kuma).and_then(|key| services.get(&key)).copied();
        dataplane.inbounds.iter().map(|inbound| seen(dataplane, inbound, common(inbound), refusal.as_deref(), kuma)).collect()
    });
    each.collect()
}

/// Inbounds that clients cannot tell apart: those of one service; through a MeshService, of one port of it.
fn key<'a>(dataplane: &'a Dataplane, inbound: &'a DataplaneInbound, kuma: Kuma) -> Option<(&'a str, &'a str, Option<u32>)> {
    let mesh = if dataplane.mesh.is_empty() { "default" } else { &dataplane.mesh };
    let port = kuma.clients_use_mesh_services().then_some(inbound.port);
    Some((mesh, inbound.group(dataplane, kuma.version)?, port))
}

/// Why a Dataplane is refused for its protocols.
fn refusal(dataplane: &Dataplane, kuma: Kuma) -> Option<String> {
    dataplane.inbounds.iter().find_map(|inbound| inbound.refused(kuma.version))
}

fn seen(dataplane: &Dataplane, inbound: &DataplaneInbound, common: Option<Common>, refusal: Option<&str>, kuma: Kuma) -> Seen {
    let version = kuma.version;
    if let Some(why) = refusal {
        let (mesh_service, client) = (MeshServiceSeen::None, Client::NoListener);
        let note = note::sentence(&[format!("the Dataplane is refused: {why}")]);
        return Seen { inbound: Written::Refused, served: Served::None, mesh_service, client, note };
    }
    let said = inbound.protocol(version);
    if let Some(said) = said.filter(|said| is_placeholder(said)) {
        let note = note::sentence(&["the protocol is a placeholder: what comes of it is known once there is a value".to_owned()]);
        let (mesh_service, client) = (MeshServiceSeen::None, Client::NoListener);
        return Seen { inbound: Written::Value(said.to_owned()), served: Served::None, mesh_service, client, note };
    }
    let value = said.and_then(|said| Value::parse(said, version));
    let nothing = dataplane.inbounds.iter().any(|other| super::served(other.protocol(version), version) == Served::Nothing);
    let served = if nothing { Served::Nothing } else { super::served(said, version) };
    let name = inbound.group(dataplane, version);
    let mesh_service = name.map_or(MeshServiceSeen::None, |name| mesh_service_of(name, value, kuma));
    let client = match common {
        Some(_) if kuma.clients_use_mesh_services() => client::through(&mesh_service, version),
        Some(common) => client::of_value(common.value),
        None => Client::NoListener,
    };
    let written = Written::Value(value.map_or("tcp", Value::keyword).to_owned());
    let note = explained(inbound, value, served, &mesh_service, (common, name, client), kuma);
    Seen { inbound: written, served, mesh_service, client, note }
}

fn mesh_service_of(name: &str, value: Option<Value>, kuma: Kuma) -> MeshServiceSeen {
    let value = value.map_or("tcp", Value::keyword);
    if !kuma.makes_mesh_services() || !is_mesh_service_name(name, kuma.version) {
        return MeshServiceSeen::None;
    }
    if kuma.version == MeshVersion::V3_0 && !mesh_service::is_allowed(value) {
        return MeshServiceSeen::Refused;
    }
    MeshServiceSeen::Says(value.to_owned())
}

/// Whether a MeshService can have the name of a service: 2.9 asks for its characters, later versions for DNS-1035.
fn is_mesh_service_name(name: &str, version: MeshVersion) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if version == MeshVersion::V2_9 {
        return !name.is_empty() && name.chars().all(|c| lower(c) || c == '_' || c == '.');
    }
    let ends = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-');
    ends && name.len() <= 63 && name.chars().all(lower)
}

fn explained(
    inbound: &DataplaneInbound,
    value: Option<Value>,
    served: Served,
    mesh_service: &MeshServiceSeen,
    (common, name, client): (Option<Common>, Option<&str>, Client),
    kuma: Kuma,
) -> String {
    let version = kuma.version;
    let from_field = version >= MeshVersion::V2_14 && inbound.field.as_deref().is_some_and(|value| !value.is_empty());
    let mut clauses = vec![match (value, served) {
        (Some(value), Served::Nothing) if value.served() == Served::Nothing => {
            format!("{version} knows {} but can build nothing for it: the proxy gets no listener for any of its ports", value.keyword())
        }
        (_, Served::Nothing) => "another inbound says tls or mysql, and the proxy gets no listener for any of its ports".to_owned(),
        (Some(value), _) if from_field => format!("the field protocol says {}", value.keyword()),
        (Some(value), _) => format!("the tag kuma.io/protocol says {}", value.keyword()),
        (None, _) if version == MeshVersion::V3_0 && inbound.tag.is_some() => {
            format!("{version} does not read the tag kuma.io/protocol, so the port is tcp")
        }
        (None, _) if version < MeshVersion::V2_14 && inbound.field.is_some() => {
            format!("{version} does not read the field protocol, so the port is tcp")
        }
        (None, _) => "nothing says a protocol, so the port is tcp".to_owned(),
    }];
    let through = kuma.clients_use_mesh_services();
    clauses.extend(match (client, mesh_service, name) {
        (Client::NoListener, MeshServiceSeen::Refused, _) => Some("its MeshService is refused, so clients have no listener".to_owned()),
        (Client::NoListener, _, None) if version == MeshVersion::V3_0 => {
            Some("without the label kuma.io/workload no MeshService is made, so clients have no listener".to_owned())
        }
        (Client::NoListener, _, None) => Some("without the tag kuma.io/service clients have no listener".to_owned()),
        (Client::NoListener, _, Some(name)) => Some(format!("{name} cannot be the name of a MeshService, so clients have no listener")),
        (Client::Dead, _, _) => Some("clients get a listener that closes every connection".to_owned()),
        (Client::Http | Client::Tcp | Client::Kafka, _, Some(name)) if common.is_some_and(|common| common.mixed == Mixed::Yes) => {
            let what = if through {
                "conflicting protocols, and one MeshService cannot say both"
            } else {
                "several protocols, of which clients get what is common"
            };
            Some(format!("the inbounds of {name} say {what}"))
        }
        (Client::Http | Client::Tcp | Client::Kafka, _, _) => None,
    });
    note::sentence(&clauses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::MeshServices;

    #[test]
    fn what_is_filled_in_later_is_not_refused_now() {
        let inbound = |port, field: &str| DataplaneInbound { port, field: Some(field.to_owned()), ..DataplaneInbound::default() };
        let dataplane = Dataplane { inbounds: vec![inbound(80, "{{ protocol }}"), inbound(81, "http")], ..Dataplane::default() };
        let seen = see_dataplanes(&[dataplane], Kuma::new(MeshVersion::V2_14, MeshServices::Disabled)).remove(0);
        assert_eq!(seen[0].inbound.keyword(), "{{ protocol }}");
        assert!(seen[0].note.contains("known once there is a value"), "{}", seen[0].note);
        assert_eq!((seen[1].inbound.keyword(), seen[1].served), ("http", Served::Http));
    }
}
