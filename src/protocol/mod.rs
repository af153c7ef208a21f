//! What is true about protocols in Kuma: which there are, what hint each is for which version, what it brings.
//! Knows nothing of designs, YAML, files or windows.

pub mod capability;
mod default_policy;
pub mod effective;
mod mesh_version;
mod port;
mod table;

pub use default_policy::{DEFAULT_POLICIES, DefaultPolicy, turned_on};
pub use mesh_version::{Dialect, MeshServices, MeshVersion};
pub use port::{TargetPort, Transport};
pub use table::{PROTOCOLS, ProtocolSpec, Suggestion, suggest};

/// What the app behind a port speaks. "Not said" is `Option::None` where a port holds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// HTTP/1.1.
    Http,
    /// Cleartext HTTP/2 with prior knowledge.
    Http2,
    /// gRPC over cleartext HTTP/2.
    Grpc,
    /// Apache Kafka's own protocol.
    Kafka,
    /// HTTP upgraded to WebSocket: opaque to every Kuma.
    WebSocket,
    /// TLS that the app itself terminates.
    Tls,
    /// PostgreSQL.
    PostgreSql,
    /// MySQL. Never written as `mysql`.
    MySql,
    /// Redis.
    Redis,
    /// MongoDB.
    MongoDb,
    /// AMQP 0.9.1 and 1.0.
    Amqp,
    /// NATS.
    Nats,
    /// Any other bytes over TCP.
    Tcp,
}

impl Protocol {
    /// Its row in the table.
    pub fn spec(self) -> &'static ProtocolSpec {
        // The table is in the order of the enum, which a test holds it to; the fallback is never reached.
        PROTOCOLS.get(self as usize).unwrap_or(&PROTOCOLS[PROTOCOLS.len() - 1])
    }

    /// The word the design file uses.
    pub fn keyword(self) -> &'static str {
        self.spec().keyword
    }

    /// The protocol a design file's word names.
    pub fn from_keyword(word: &str) -> Option<Protocol> {
        PROTOCOLS.iter().find(|spec| spec.keyword == word).map(|spec| spec.protocol)
    }

    /// What somebody meant who wrote a word of other tools, such as `https`, where there is one answer.
    pub fn meant_by(word: &str) -> Option<Protocol> {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            "https" => Some(Protocol::Tls),
            "kubernetes.io/h2c" | "h2c" => Some(Protocol::Http2),
            "kubernetes.io/ws" | "ws" => Some(Protocol::WebSocket),
            "mongo" => Some(Protocol::MongoDb),
            "postgres" => Some(Protocol::PostgreSql),
            word => Protocol::from_keyword(word),
        }
    }
}

/// What is written for the mesh: the value of `appProtocol`, tag, annotation or field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// `http`.
    Http,
    /// `http2`.
    Http2,
    /// `grpc`.
    Grpc,
    /// `kafka`, up to 2.14.
    Kafka,
    /// `tcp`.
    Tcp,
}

impl Hint {
    /// Every hint, from the one that says least.
    pub const ALL: [Hint; 5] = [Hint::Tcp, Hint::Http, Hint::Http2, Hint::Grpc, Hint::Kafka];

    /// How far the mesh sees into a port that has it.
    pub fn sight(self) -> Sight {
        match self {
            Hint::Http | Hint::Http2 => Sight::Requests,
            Hint::Grpc => Sight::Rpc,
            Hint::Kafka => Sight::Kafka,
            Hint::Tcp => Sight::Opaque,
        }
    }

    /// The hint that a version takes a value for, in any case; one it does not know it serves as `tcp` (`domain.md` §1.1).
    pub fn read(value: &str, version: MeshVersion) -> Option<Hint> {
        let known = |hint: &Hint| *hint != Hint::Kafka || version.knows_kafka();
        Hint::ALL.into_iter().filter(known).find(|hint| hint.value().eq_ignore_ascii_case(value))
    }

    /// The value as Kuma reads it: always lower case.
    pub fn value(self) -> &'static str {
        match self {
            Hint::Http => "http",
            Hint::Http2 => "http2",
            Hint::Grpc => "grpc",
            Hint::Kafka => "kafka",
            Hint::Tcp => "tcp",
        }
    }
}

/// What a colour says: how far the mesh can see into the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sight {
    /// Requests of HTTP and HTTP/2.
    Requests,
    /// Requests with gRPC methods.
    Rpc,
    /// Kafka broker metrics.
    Kafka,
    /// Opaque bytes.
    Opaque,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (index, spec) in PROTOCOLS.iter().enumerate() {
            assert_eq!(spec.protocol as usize, index, "{}", spec.label);
            assert_eq!(Protocol::from_keyword(spec.keyword), Some(spec.protocol));
        }
    }
}
