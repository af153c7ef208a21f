//! What the mesh really does with every port, by version: what the control plane writes, how the proxy serves it, what clients get
//! (`domain.md` §1.2 – §1.5, §2). Knows nothing of documents, designs or files: plain values in, plain words out.

mod client;
mod cluster;
mod dataplane;
mod inbound;
mod mesh_service;
mod note;
mod port;
mod value;

pub use cluster::{Cluster, ContainerPort, Pod, Reach, Service, ServicePort, annotation_key};
pub use dataplane::{Dataplane, DataplaneInbound, see_dataplanes};
pub use inbound::{Inbound, Proxy, RESERVED_PORT};
pub use port::{see_ports, webhook_refusal};
pub use value::{Value, served};

use super::{MeshServices, MeshVersion, TargetPort, Transport};

/// Which Kuma looks: its version, and whether clients go through MeshServices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kuma {
    version: MeshVersion,
    mode: MeshServices,
}

impl Kuma {
    /// A version with the mode it can have: before 2.9 there is none to choose, and 3.0 is always as `Exclusive`. `portable` is for every
    /// version at once, so that the newest release answers for it.
    pub fn new(version: MeshVersion, mode: MeshServices) -> Kuma {
        let version = if version == MeshVersion::Portable { MeshVersion::NEWEST } else { version };
        let mode = if version.has_mesh_services_mode() {
            mode
        } else if version == MeshVersion::V3_0 {
            MeshServices::Exclusive
        } else {
            MeshServices::Disabled
        };
        Kuma { version, mode }
    }

    /// The version that looks: never `portable`.
    pub fn version(self) -> MeshVersion {
        self.version
    }

    /// The mode that holds.
    pub fn mesh_services(self) -> MeshServices {
        self.mode
    }

    /// Whether MeshServices are made at all.
    fn makes_mesh_services(self) -> bool {
        self.mode != MeshServices::Disabled
    }

    /// Whether a client that names nothing goes through them.
    fn clients_use_mesh_services(self) -> bool {
        matches!(self.mode, MeshServices::Everywhere | MeshServices::Exclusive)
    }

    /// Whether two Services on one pod port are written as one inbound (`domain.md` §1.5): 2.11 – 2.13 in mode `Exclusive`, and 3.0.
    pub fn writes_one_inbound_a_port(self) -> bool {
        let exclusive = self.mode == MeshServices::Exclusive;
        exclusive && ((MeshVersion::V2_11..=MeshVersion::V2_13).contains(&self.version) || self.version == MeshVersion::V3_0)
    }
}

/// What the mesh makes of one port: of a Service's, or of an inbound.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The protocol that the control plane writes.
    pub inbound: Written,
    /// How the app's own proxy serves it.
    pub served: Served,
    /// The MeshService behind it.
    pub mesh_service: MeshServiceSeen,
    /// What a client gets.
    pub client: Client,
    /// Why, in one sentence.
    pub note: String,
}

/// The protocol that the control plane writes for an inbound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The value, as it is written.
    Value(String),
    /// The object that carries it is refused.
    Refused,
    /// There is no inbound.
    None,
}

impl Written {
    /// As product.md §6 says it.
    pub fn keyword(&self) -> &str {
        match self {
            Written::Value(value) => value,
            Written::Refused => "refused",
            Written::None => "none",
        }
    }
}

/// What the app's own proxy does with a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// HTTP, HTTP/2 or gRPC: it sees requests.
    Http,
    /// Opaque bytes.
    Tcp,
    /// Kafka.
    Kafka,
    /// The proxy gets no configuration, for any of its ports.
    Nothing,
    /// No listener is meant for it.
    None,
}

impl Served {
    /// As product.md §6 says it.
    pub fn keyword(self) -> &'static str {
        match self {
            Served::Http => "http",
            Served::Tcp => "tcp",
            Served::Kafka => "kafka",
            Served::Nothing => "nothing",
            Served::None => "none",
        }
    }
}

/// The MeshService behind a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeshServiceSeen {
    /// It is made, and says this `appProtocol`.
    Says(String),
    /// Admission refuses it.
    Refused,
    /// None is made.
    None,
}

impl MeshServiceSeen {
    /// As product.md §6 says it.
    pub fn keyword(&self) -> &str {
        match self {
            MeshServiceSeen::Says(value) => value,
            MeshServiceSeen::Refused => "refused",
            MeshServiceSeen::None => "none",
        }
    }
}

/// What a client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// HTTP, HTTP/2 or gRPC.
    Http,
    /// Opaque bytes.
    Tcp,
    /// Kafka.
    Kafka,
    /// A listener without filters: every connection is closed.
    Dead,
    /// No listener at all.
    NoListener,
}

impl Client {
    /// As product.md §6 says it.
    pub fn keyword(self) -> &'static str {
        match self {
            Client::Http => "http",
            Client::Tcp => "tcp",
            Client::Kafka => "kafka",
            Client::Dead => "dead",
            Client::NoListener => "no listener",
        }
    }
}
