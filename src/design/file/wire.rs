//! The design file as it is written: keys, shapes, and the descriptions that editors show.
//! Knows nothing of what the words in it mean: that is `read`'s, nor of text: that is `write`'s.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};

use crate::design::{Gateway, HintStyle, ServiceType, Transport, World};
use crate::protocol::{MeshServices, MeshVersion, PROTOCOLS};
use crate::yaml::{Loose, Spanned};

/// A word of a fixed list, and where it stands.
pub(super) type Word = Spanned<Loose>;
type Texts = BTreeMap<String, String>;

/// A Portolan design: the services of a Kuma or Kong Mesh service mesh, their ports, and what each port speaks.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Portolan design")]
#[schemars(example = serde_json::json!({"portolan": 1, "name": "shop", "services": [
    {"name": "web", "namespace": "shop", "selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "http"}]}
]}))]
pub(super) struct DesignFile {
    /// The version of this format: always 1.
    #[schemars(schema_with = "format")]
    pub portolan: Word,
    /// The design's own name; names of files are made from it.
    #[schemars(example = &"shop")]
    pub name: Option<String>,
    /// Which mesh and which Kuma version the design is for.
    pub target: Option<TargetFile>,
    /// Rules that are not to speak up anywhere in the design, each with the reason why.
    pub ignore: Option<Vec<IgnoreFile>>,
    /// The services, in the order they are shown.
    pub services: Option<Vec<ServiceFile>>,
}

/// Which mesh and which Kuma version the design is for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Target")]
pub(super) struct TargetFile {
    /// The mesh's name. Left out: `default`.
    #[schemars(example = &"default")]
    pub mesh: Option<String>,
    /// The Kuma (or Kong Mesh) version, or `portable` for files that are right on every version. Left out: the newest.
    #[serde(default)]
    #[schemars(schema_with = "version")]
    pub version: Option<Word>,
    /// How hints are written on Kubernetes. Left out: `appProtocol`.
    #[serde(default)]
    #[schemars(schema_with = "hint_style")]
    pub hint: Option<Word>,
    /// `meshServices.mode` of the mesh, Kuma 2.9 to 2.14. Left out: `disabled`.
    #[serde(default)]
    #[schemars(schema_with = "mesh_services")]
    pub mesh_services: Option<Word>,
}

/// One service: a Kubernetes Service, Universal Dataplanes, or both.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Service")]
pub(super) struct ServiceFile {
    /// The Service's name, and the value of `kuma.io/service` on Universal.
    #[schemars(example = &"web")]
    pub name: String,
    /// The Service's namespace.
    #[schemars(example = &"shop")]
    pub namespace: Option<String>,
    /// Its own mesh, where it differs from the target's.
    pub mesh: Option<String>,
    /// The only world it is for. Left out: both.
    #[serde(default)]
    #[schemars(schema_with = "world")]
    pub on: Option<Word>,
    /// How its hints are written on Kubernetes, where it differs from the target's.
    #[serde(default)]
    #[schemars(schema_with = "hint_style")]
    pub hint: Option<Word>,
    /// The Service's type. Left out: `ClusterIP`.
    #[serde(rename = "type", default)]
    #[schemars(schema_with = "service_type")]
    pub kind: Option<Word>,
    /// Whether `clusterIP` is `None`.
    pub headless: Option<bool>,
    /// The name that a Service of type `ExternalName` stands for.
    #[schemars(example = &"db.example.org")]
    pub external_name: Option<String>,
    /// Labels of the Service.
    pub labels: Option<Texts>,
    /// Annotations of the Service, hints aside.
    pub annotations: Option<Texts>,
    /// Labels of the Pods that are meant.
    #[schemars(example = serde_json::json!({"app": "web"}))]
    pub selector: Option<Texts>,
    /// Its ports, in the order they are written.
    pub ports: Option<Vec<PortFile>>,
    /// Its workloads on Universal: one Dataplane each. Left out: the Dataplane is a template.
    pub instances: Option<Vec<InstanceFile>>,
    /// The ports of other services that it calls.
    pub calls: Option<Vec<CallFile>>,
    /// Tags on Universal beside Kuma's own; labels in Kuma 3.0.
    pub tags: Option<Texts>,
    /// The kind of gateway its Dataplanes are, if they are.
    #[serde(default)]
    #[schemars(schema_with = "gateway")]
    pub gateway: Option<Word>,
    /// Rules that are not to speak up about the service and its ports, each with the reason why.
    pub ignore: Option<Vec<IgnoreFile>>,
    /// Where its card stands on the board.
    pub board: Option<BoardFile>,
}

/// A rule that is not to speak up, and why.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Ignore")]
pub(super) struct IgnoreFile {
    /// The rule's code or name.
    #[schemars(example = &"H008", example = &"protocol-not-said")]
    pub code: String,
    /// Why it is right as it is.
    #[schemars(schema_with = "reason", example = &"nobody knows what this port speaks")]
    pub reason: Spanned<String>,
}

/// One port of a service.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Port")]
pub(super) struct PortFile {
    /// The port's name.
    #[schemars(example = &"http")]
    pub name: Option<String>,
    /// The Service's port.
    #[schemars(range(min = 1, max = 65535), example = 80)]
    pub port: u32,
    /// The container's port: a number or a name. Left out: the same as `port`.
    pub target_port: Option<TargetPortFile>,
    /// The port on every node, for type `NodePort` and `LoadBalancer`.
    #[schemars(range(min = 1, max = 65535))]
    pub node_port: Option<u32>,
    /// What carries the bytes. Left out: `TCP`, the only one that the mesh sees.
    #[serde(default)]
    #[schemars(schema_with = "transport")]
    pub transport: Option<Word>,
    /// What the app on this port speaks. Left out: not said, and the mesh sees bytes.
    #[serde(default)]
    #[schemars(schema_with = "protocol")]
    pub protocol: Option<Word>,
    /// A hint found in a manifest that no protocol means, written back as it was.
    #[schemars(example = &"kubernetes.io/h2c")]
    pub hint: Option<String>,
    /// What its inbound on Universal has of its own.
    pub inbound: Option<InboundFile>,
    /// Rules that are not to speak up about the port, each with the reason why.
    pub ignore: Option<Vec<IgnoreFile>>,
}

/// What one inbound on Universal has of its own, where it differs from what the port says.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Inbound")]
pub(super) struct InboundFile {
    /// Where the proxy listens, if not on the app's port.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u32>,
    /// Where the app listens, if not on the target port.
    #[schemars(range(min = 1, max = 65535))]
    pub service_port: Option<u32>,
    /// Where the proxy listens, if not on the instance's address.
    pub address: Option<String>,
    /// Where the app listens, if not on that address.
    pub service_address: Option<String>,
    /// Tags of this inbound alone.
    pub tags: Option<Texts>,
}

/// One workload of a service on Universal: one Dataplane.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Instance")]
pub(super) struct InstanceFile {
    /// The Dataplane's name.
    #[schemars(example = &"web-01")]
    pub name: String,
    /// Where other proxies reach it.
    #[schemars(example = &"192.168.0.1")]
    pub address: String,
    /// The admin port of its proxy, where several share a machine.
    #[schemars(range(min = 1, max = 65535))]
    pub admin_port: Option<u32>,
}

/// One service calls a port of another.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Call")]
pub(super) struct CallFile {
    /// The called service: its name, or `namespace/name`.
    #[schemars(example = &"api", example = &"core/api")]
    pub service: String,
    /// The called service's `port`.
    #[schemars(range(min = 1, max = 65535), example = 8080)]
    pub port: u32,
    /// The local port of the outbound on Universal. Left out: transparent proxying.
    #[schemars(range(min = 1, max = 65535), example = 10001)]
    pub at: Option<u32>,
}

/// Where a card stands on the board.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "BoardPosition")]
pub(super) struct BoardFile {
    /// Points to the right.
    pub x: f32,
    /// Points downward.
    pub y: f32,
}

/// A container port: a number or a name.
pub(super) enum TargetPortFile {
    Number(u32),
    Name(String),
}

impl<'de> Deserialize<'de> for TargetPortFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TargetPortVisitor)
    }
}

struct TargetPortVisitor;

impl Visitor<'_> for TargetPortVisitor {
    type Value = TargetPortFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a port number or the name of a container port")
    }

    fn visit_str<E>(self, text: &str) -> Result<TargetPortFile, E> {
        Ok(TargetPortFile::Name(text.to_owned()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<TargetPortFile, E> {
        let fits = u32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))?;
        Ok(TargetPortFile::Number(fits))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<TargetPortFile, E> {
        let fits = u32::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))?;
        Ok(TargetPortFile::Number(fits))
    }
}

impl JsonSchema for TargetPortFile {
    fn schema_name() -> Cow<'static, str> {
        "TargetPort".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A port number, or the name of a container port.",
            "anyOf": [{"type": "integer", "minimum": 1, "maximum": 65535}, {"type": "string"}],
            "examples": [8080, "http"]
        })
    }
}

fn one_of(words: &[&str]) -> Schema {
    json_schema!({ "enum": words })
}

fn reason(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"\S" })
}

fn format(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": 1 })
}

fn version(_: &mut SchemaGenerator) -> Schema {
    one_of(&MeshVersion::ALL.map(MeshVersion::keyword))
}

fn hint_style(_: &mut SchemaGenerator) -> Schema {
    one_of(&HintStyle::ALL.map(HintStyle::keyword))
}

fn mesh_services(_: &mut SchemaGenerator) -> Schema {
    one_of(&MeshServices::ALL.map(MeshServices::keyword))
}

fn world(_: &mut SchemaGenerator) -> Schema {
    one_of(&World::ALL.map(World::keyword))
}

fn service_type(_: &mut SchemaGenerator) -> Schema {
    one_of(&ServiceType::KEYWORDS)
}

fn transport(_: &mut SchemaGenerator) -> Schema {
    one_of(&Transport::ALL.map(Transport::keyword))
}

fn protocol(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<&str> = PROTOCOLS.iter().map(|spec| spec.keyword).collect();
    one_of(&words)
}

fn gateway(_: &mut SchemaGenerator) -> Schema {
    one_of(&Gateway::ALL.map(Gateway::keyword))
}
