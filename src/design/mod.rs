//! What the user made: services, their ports, instances and calls, for one target.
//! Plain data that may be wrong at any moment. Knows nothing of YAML text, checks, files or windows.

mod apply;
mod callers;
mod edit;
pub mod file;
mod history;
mod index;
mod names;
mod services;
pub mod template;

pub use edit::{Edit, Touched};
pub use history::History;
pub use index::Index;
pub use names::Names;
pub use services::Services;

pub use crate::protocol::{TargetPort, Transport};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::protocol::{MeshServices, MeshVersion, Protocol};

/// One design: what one `*.portolan.yaml` holds. Every value is legal; wrongness is a finding.
#[derive(Clone, Debug, Default)]
pub struct Design {
    /// The design's own name; field managers and file names are made from it.
    pub name: String,
    /// Which mesh and which version it is for.
    pub target: Target,
    /// What is known to be wrong anywhere in it and is meant to be.
    pub ignore: Vec<Ignore>,
    /// In the user's order.
    pub services: Services,
    /// The identity that was given away last, 0 before the first: never saved, never compared.
    last_id: u64,
}

impl PartialEq for Design {
    fn eq(&self, other: &Design) -> bool {
        self.name == other.name && self.target == other.target && self.ignore == other.ignore && self.services == other.services
    }
}

impl Design {
    /// The service of that identity.
    pub fn service(&self, id: ServiceId) -> Option<&Arc<Service>> {
        self.services.iter().find(|service| service.id == id)
    }

    /// Where the service stands in the user's order.
    pub fn position(&self, id: ServiceId) -> Option<usize> {
        self.services.iter().position(|service| service.id == id)
    }

    /// An identity that no service of this design has had.
    pub fn fresh_service_id(&mut self) -> ServiceId {
        self.last_id += 1;
        ServiceId(self.last_id)
    }

    /// Adds a service at the end under a fresh identity, as a reader of files does.
    pub fn push(&mut self, mut service: Service) -> ServiceId {
        let id = self.fresh_service_id();
        service.id = id;
        self.services.push(Arc::new(service));
        id
    }

    /// Every service under the names that a call can use.
    pub fn by_name(&self) -> Names {
        Names::of(&*self.services)
    }
}

/// Which mesh, Kuma version and hint style a design is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The mesh's name.
    pub mesh: String,
    /// The Kuma version.
    pub version: MeshVersion,
    /// How hints are written on Kubernetes.
    pub hint: HintStyle,
    /// `meshServices.mode` of the mesh, 2.9 – 2.14.
    pub mesh_services: MeshServices,
}

impl Default for Target {
    fn default() -> Self {
        Target {
            mesh: "default".to_owned(),
            version: MeshVersion::NEWEST,
            hint: HintStyle::default(),
            mesh_services: MeshServices::default(),
        }
    }
}

/// How a hint is written on Kubernetes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HintStyle {
    /// `spec.ports[].appProtocol`.
    #[default]
    AppProtocol,
    /// `<port>.service.kuma.io/protocol`: deprecated, and not read by MeshService.
    Annotation,
    /// Both: `appProtocol` for others, the annotation for Kuma's inbound side.
    Both,
}

impl HintStyle {
    /// Every style.
    pub const ALL: [HintStyle; 3] = [HintStyle::AppProtocol, HintStyle::Annotation, HintStyle::Both];

    /// As the design file and the command line write it.
    pub fn keyword(self) -> &'static str {
        match self {
            HintStyle::AppProtocol => "appProtocol",
            HintStyle::Annotation => "annotation",
            HintStyle::Both => "both",
        }
    }

    /// The style a word names.
    pub fn from_keyword(word: &str) -> Option<HintStyle> {
        HintStyle::ALL.into_iter().find(|style| style.keyword() == word)
    }
}

/// A service's identity while the design is open. Not saved: files know services by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub u64);

/// A port's identity within its service while the design is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortId(pub u32);

/// One service: a Kubernetes Service, Universal Dataplanes, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// Who it is while the design is open.
    pub id: ServiceId,
    /// `metadata.name`, and the value of `kuma.io/service` on Universal.
    pub name: String,
    /// `metadata.namespace`; empty leaves it out.
    pub namespace: String,
    /// Its own mesh, where it differs from the target's.
    pub mesh: Option<String>,
    /// The only world it is for; `None` is both.
    pub on: Option<World>,
    /// How its hints are written, where it differs from the target's.
    pub hint: Option<HintStyle>,
    /// `spec.type`.
    pub kind: ServiceType,
    /// Whether `clusterIP` is `None`.
    pub headless: bool,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// `metadata.annotations`, hints aside.
    pub annotations: BTreeMap<String, String>,
    /// `spec.selector`.
    pub selector: BTreeMap<String, String>,
    /// In the user's order.
    pub ports: Vec<ServicePort>,
    /// Its workloads on Universal; without any, the Dataplane is a template.
    pub instances: Vec<Instance>,
    /// What it calls.
    pub calls: Vec<Call>,
    /// Tags beside Kuma's own on Universal; labels in 3.0.
    pub tags: BTreeMap<String, String>,
    /// Whether its Dataplanes are gateways.
    pub gateway: Option<Gateway>,
    /// What is known to be wrong with it or its ports and is meant to be.
    pub ignore: Vec<Ignore>,
    /// Where its card was put on the board.
    pub board: Option<BoardPosition>,
}

impl Service {
    /// The port of that identity.
    pub fn port(&self, id: PortId) -> Option<&ServicePort> {
        self.ports.iter().find(|port| port.id == id)
    }

    /// An identity that no port of this service has.
    pub fn fresh_port_id(&self) -> PortId {
        PortId(self.ports.iter().map(|port| port.id.0).max().unwrap_or(0) + 1)
    }

    /// The ports that the mesh looks at: it ignores UDP and SCTP.
    pub fn tcp_ports(&self) -> impl DoubleEndedIterator<Item = &ServicePort> {
        self.ports.iter().filter(|port| port.transport == Transport::Tcp)
    }

    /// Whether it is for that world.
    pub fn is_on(&self, world: World) -> bool {
        self.on.is_none_or(|only| only == world)
    }

    /// The mesh it belongs to.
    pub fn mesh<'a>(&'a self, target: &'a Target) -> &'a str {
        self.mesh.as_deref().unwrap_or(&target.mesh)
    }

    /// How its hints are written on Kubernetes.
    pub fn hint_style(&self, target: &Target) -> HintStyle {
        self.hint.unwrap_or(target.hint)
    }

    /// The value that is written for a port on Universal. One kept as it was is that of Kubernetes, unless the service is not there at all.
    pub fn universal_hint<'a>(&self, port: &'a ServicePort, version: MeshVersion) -> Option<&'a str> {
        if self.is_on(World::Kubernetes) { port.proxy_hint(version) } else { port.hint_value(version) }
    }

    /// `kuma.io/service` of its Dataplanes: the extra tag, else the name.
    pub fn service_tag(&self) -> &str {
        self.tags.get("kuma.io/service").unwrap_or(&self.name)
    }

    /// `kuma.io/service` of a port's inbound: the port's own, else the service's. A gateway has no inbounds.
    pub fn inbound_service_tag<'a>(&'a self, port: &'a ServicePort) -> &'a str {
        let own = port.inbound.tags.get("kuma.io/service").filter(|_| self.gateway.is_none());
        own.map_or_else(|| self.service_tag(), String::as_str)
    }

    /// `namespace/name`, or the name alone.
    pub fn full_name(&self) -> String {
        if self.namespace.is_empty() { self.name.clone() } else { format!("{}/{}", self.namespace, self.name) }
    }
}

/// A rule that is not to speak up at a place, and why: nobody silences one without a word to those who come after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ignore {
    /// The code or the name of the rule.
    pub code: String,
    /// Why it is right as it is.
    pub reason: String,
}

/// Where a service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum World {
    /// A Kubernetes cluster: the mesh reads Services.
    Kubernetes,
    /// Virtual machines and everything else: the mesh reads Dataplanes.
    Universal,
}

impl World {
    /// Both worlds, as the previews stand.
    pub const ALL: [World; 2] = [World::Kubernetes, World::Universal];

    /// As the design file and the command line write it.
    pub fn keyword(self) -> &'static str {
        match self {
            World::Kubernetes => "kubernetes",
            World::Universal => "universal",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            World::Kubernetes => "Kubernetes",
            World::Universal => "Universal",
        }
    }

    /// The world a word names.
    pub fn from_keyword(word: &str) -> Option<World> {
        World::ALL.into_iter().find(|world| world.keyword() == word)
    }
}

/// `spec.type` of a Service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServiceType {
    /// Kubernetes' own default, left out of the YAML.
    #[default]
    ClusterIp,
    /// Open on a port of every node.
    NodePort,
    /// Behind a load balancer of the cloud.
    LoadBalancer,
    /// A name somewhere else; the mesh ignores it.
    ExternalName(String),
}

impl ServiceType {
    /// The word of every type, Kubernetes' own default first.
    pub const KEYWORDS: [&'static str; 4] = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"];

    /// The word Kubernetes uses.
    pub fn keyword(&self) -> &'static str {
        match self {
            ServiceType::ClusterIp => "ClusterIP",
            ServiceType::NodePort => "NodePort",
            ServiceType::LoadBalancer => "LoadBalancer",
            ServiceType::ExternalName(_) => "ExternalName",
        }
    }
}

/// One port of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServicePort {
    /// Who it is within its service while the design is open.
    pub id: PortId,
    /// `ports[].name`; empty leaves it out.
    pub name: String,
    /// `ports[].port`.
    pub port: u32,
    /// `ports[].targetPort`; `None` is the same as `port`.
    pub target_port: Option<TargetPort>,
    /// `ports[].nodePort`.
    pub node_port: Option<u32>,
    /// `ports[].protocol`.
    pub transport: Transport,
    /// What the app speaks; `None` is not said.
    pub protocol: Option<Protocol>,
    /// A value found in a manifest that no protocol means: kept, shown, written back as it was.
    pub hint: Option<String>,
    /// What its inbound on Universal has of its own.
    pub inbound: Inbound,
    /// What is known to be wrong with it and is meant to be.
    pub ignore: Vec<Ignore>,
}

impl ServicePort {
    /// The container port: the number, or the name when it is a named one.
    pub fn target(&self) -> TargetPort {
        self.target_port.clone().unwrap_or(TargetPort::Number(self.port))
    }

    /// The number that the app listens on, as far as it is known: a named target's number is not.
    pub fn target_number(&self) -> Option<u32> {
        match &self.target_port {
            None => Some(self.port),
            Some(TargetPort::Number(number)) => Some(*number),
            Some(TargetPort::Name(_)) => None,
        }
    }

    /// Where Envoy listens on Universal: the override, else the app's port.
    pub fn inbound_port(&self) -> u32 {
        self.inbound.port.or_else(|| self.target_number()).unwrap_or(self.port)
    }

    /// The value to write as the hint for a version: `None` for a port the mesh is told nothing about.
    pub fn hint_value(&self, version: MeshVersion) -> Option<&str> {
        match self.transport {
            Transport::Tcp => match &self.hint {
                Some(raw) => Some(raw),
                None => self.protocol.map(|protocol| protocol.spec().hint_for(version).value()),
            },
            Transport::Udp | Transport::Sctp => None,
        }
    }

    /// The value that is written for proxies alone, beside an `appProtocol`: where the protocol is said, a value kept as it was is the
    /// `appProtocol`'s alone (`kubernetes.io/h2c` for a Gateway, `http2` for Kuma).
    pub fn proxy_hint(&self, version: MeshVersion) -> Option<&str> {
        match (self.protocol, self.transport) {
            (Some(protocol), Transport::Tcp) => Some(protocol.spec().hint_for(version).value()),
            (None, _) | (Some(_), Transport::Udp | Transport::Sctp) => self.hint_value(version),
        }
    }

    /// The value of its `appProtocol` on Kubernetes, if one is written. The mesh ignores UDP and SCTP: there it is what somebody wrote for
    /// others, such as a Gateway.
    pub fn app_protocol(&self, version: MeshVersion, style: HintStyle) -> Option<&str> {
        match (self.transport, style) {
            (Transport::Udp | Transport::Sctp, _) => self.hint.as_deref(),
            (Transport::Tcp, HintStyle::Annotation) => None,
            (Transport::Tcp, HintStyle::AppProtocol | HintStyle::Both) => self.hint_value(version),
        }
    }

    /// The value of its annotation on Kubernetes, in a style that writes one.
    pub fn annotation_hint(&self, version: MeshVersion, style: HintStyle) -> Option<&str> {
        match style {
            HintStyle::AppProtocol => None,
            HintStyle::Annotation => self.hint_value(version),
            HintStyle::Both => self.proxy_hint(version),
        }
    }
}

/// What one inbound of a Dataplane has of its own, where it differs from what the port says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbound {
    /// Where Envoy listens, if not on the app's port.
    pub port: Option<u32>,
    /// Where the app listens, if not on the target port.
    pub service_port: Option<u32>,
    /// Where Envoy listens, if not on the instance's address.
    pub address: Option<String>,
    /// Where the app listens, if not on that address.
    pub service_address: Option<String>,
    /// Tags of this inbound alone.
    pub tags: BTreeMap<String, String>,
}

/// One workload of a service on Universal: one Dataplane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// The Dataplane's name.
    pub name: String,
    /// `networking.address`.
    pub address: String,
    /// `networking.admin.port`, where several Dataplanes share a machine.
    pub admin_port: Option<u32>,
}

/// One service calls a port of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// `name`, or `namespace/name`.
    pub service: String,
    /// The called service's `port`.
    pub port: u32,
    /// The local port of the outbound on Universal; `None` leaves it to transparent proxying.
    pub at: Option<u32>,
}

/// What kind of gateway a service's Dataplanes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gateway {
    /// A gateway of somebody else's behind the sidecar.
    Delegated,
    /// Kuma's own, up to 2.14.
    Builtin,
}

impl Gateway {
    /// Both kinds.
    pub const ALL: [Gateway; 2] = [Gateway::Delegated, Gateway::Builtin];

    /// As the design file writes it.
    pub fn keyword(self) -> &'static str {
        match self {
            Gateway::Delegated => "delegated",
            Gateway::Builtin => "builtin",
        }
    }

    /// The kind a word names.
    pub fn from_keyword(word: &str) -> Option<Gateway> {
        Gateway::ALL.into_iter().find(|kind| kind.keyword() == word)
    }
}

/// Where a card stands on the board, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BoardPosition {
    /// To the right.
    pub x: f32,
    /// Downward.
    pub y: f32,
}
