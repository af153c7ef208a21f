//! One row a protocol: label, hint by version, gains, cautions, usual ports and names.
//! Knows nothing of how a hint is written: that is the manifests'.

use super::{Hint, MeshVersion, Protocol, Sight};

/// One row of the protocol table.
pub struct ProtocolSpec {
    /// Which protocol the row is about.
    pub protocol: Protocol,
    /// The word of the design file.
    pub keyword: &'static str,
    /// The name people know it by.
    pub label: &'static str,
    /// The label of a chip, where the long one would not fit.
    pub short: &'static str,
    /// The key that picks it in the protocol picker.
    pub key: char,
    /// How far the mesh sees into it.
    pub sight: Sight,
    /// The hint to write for a version.
    pub hint: fn(MeshVersion) -> Hint,
    /// One remark beside the label in the picker.
    pub remark: &'static str,
    /// What the mesh can do with it.
    pub gains: &'static str,
    /// What to watch out for.
    pub cautions: &'static str,
    /// Why the hint is what it is: the optional comment in the YAML.
    pub comment: &'static str,
    /// Port numbers that usually speak it.
    pub ports: &'static [u32],
    /// Port names, or first parts of them, that usually mean it.
    pub names: &'static [&'static str],
}

impl ProtocolSpec {
    /// The word beside the chip, the hint of a version.
    pub fn hint_for(&self, version: MeshVersion) -> Hint {
        (self.hint)(version)
    }
}

fn http(_: MeshVersion) -> Hint {
    Hint::Http
}
fn http2(_: MeshVersion) -> Hint {
    Hint::Http2
}
fn grpc(_: MeshVersion) -> Hint {
    Hint::Grpc
}
fn tcp(_: MeshVersion) -> Hint {
    Hint::Tcp
}
/// Removed in 3.0 (`domain.md` §1.1); `portable` has to be right there too.
fn kafka(version: MeshVersion) -> Hint {
    if version.knows_kafka() { Hint::Kafka } else { Hint::Tcp }
}

const OPAQUE_GAINS: &str = "connection metrics and logs, mTLS, permissions, connection limits";
const OPAQUE_CAUTIONS: &str = "no request metrics, traces, routes or retries: the mesh sees bytes";

/// A protocol that every version carries as opaque TCP.
const fn opaque(
    protocol: Protocol,
    keyword: &'static str,
    label: &'static str,
    key: char,
    ports: &'static [u32],
    names: &'static [&'static str],
) -> ProtocolSpec {
    ProtocolSpec {
        protocol,
        keyword,
        label,
        short: label,
        key,
        sight: Sight::Opaque,
        hint: tcp,
        remark: "",
        gains: OPAQUE_GAINS,
        cautions: OPAQUE_CAUTIONS,
        comment: label,
        ports,
        names,
    }
}

/// Every protocol, in the order of [`Protocol`], which is the order of the picker.
pub const PROTOCOLS: &[ProtocolSpec] = &[
    ProtocolSpec {
        protocol: Protocol::Http,
        keyword: "http",
        label: "HTTP/1.1",
        short: "HTTP",
        key: 'h',
        sight: Sight::Requests,
        hint: http,
        remark: "",
        gains: "request metrics and logs, traces, routes, retries, fault injection, rate limits",
        cautions: "a 15 s request timeout now applies · WebSocket upgrades are refused",
        comment: "request metrics, logs, traces, routes, retries",
        ports: &[80, 3000, 4318, 5000, 8000, 8008, 8080, 8081, 8888, 9080, 9090, 15672],
        names: &["http", "web", "rest", "api", "metrics", "prometheus"],
    },
    ProtocolSpec {
        protocol: Protocol::Http2,
        keyword: "http2",
        label: "HTTP/2",
        short: "HTTP/2",
        key: '2',
        sight: Sight::Requests,
        hint: http2,
        remark: "cleartext, prior knowledge",
        gains: "request metrics and logs, traces, routes, fault injection, rate limits",
        cautions: "no retries for http2 · a 15 s request timeout now applies · the app must accept h2c without upgrade",
        comment: "as http, but no retries; the app must speak h2c",
        ports: &[],
        names: &["http2", "h2c", "h2"],
    },
    ProtocolSpec {
        protocol: Protocol::Grpc,
        keyword: "grpc",
        label: "gRPC",
        short: "gRPC",
        key: 'g',
        sight: Sight::Rpc,
        hint: grpc,
        remark: "",
        gains: "request metrics and logs, gRPC stats by method, traces, routes, retries, rate limits",
        cautions: "a 15 s request timeout now applies to every call, server streaming too · HTTP retry conditions do not apply",
        comment: "request metrics, gRPC stats, traces, routes, retries",
        ports: &[4317, 9000, 50051, 50052, 50053],
        names: &["grpc", "rpc"],
    },
    ProtocolSpec {
        protocol: Protocol::Kafka,
        keyword: "kafka",
        label: "Kafka",
        short: "Kafka",
        key: 'k',
        sight: Sight::Kafka,
        hint: kafka,
        remark: "gone in 3.0",
        gains: "broker metrics, connection metrics and logs, mTLS, permissions",
        cautions: "no health checks and no connection retries, which plain tcp has · removed in 3.0, where it is written as tcp",
        comment: "Kafka",
        ports: &[9092, 9093, 9094, 29092],
        names: &["kafka", "broker"],
    },
    ProtocolSpec {
        protocol: Protocol::WebSocket,
        keyword: "websocket",
        label: "WebSocket",
        short: "WebSocket",
        key: 'w',
        sight: Sight::Opaque,
        hint: tcp,
        remark: "",
        gains: OPAQUE_GAINS,
        cautions: "Kuma configures no HTTP upgrade in any version: http would refuse it · plain HTTP on this port becomes opaque too",
        comment: "WebSocket",
        ports: &[],
        names: &["ws", "websocket", "socket"],
    },
    ProtocolSpec {
        protocol: Protocol::Tls,
        keyword: "tls",
        label: "TLS by the app",
        short: "TLS by app",
        key: 't',
        sight: Sight::Opaque,
        hint: tcp,
        remark: "HTTPS too",
        gains: OPAQUE_GAINS,
        cautions: "the proxy must not parse it · better: let the mesh do mTLS, serve plain HTTP and pick HTTP/1.1",
        comment: "TLS by the app",
        ports: &[443, 6443, 8443, 9443, 10250],
        names: &["https", "tls", "ssl", "wss"],
    },
    opaque(Protocol::PostgreSql, "postgresql", "PostgreSQL", 'p', &[5432], &["postgres", "postgresql", "pgsql", "pg"]),
    ProtocolSpec {
        cautions: "never write mysql as the hint: the proxy would get no configuration at all",
        ..opaque(Protocol::MySql, "mysql", "MySQL", 'm', &[3306, 33060], &["mysql", "mariadb"])
    },
    opaque(Protocol::Redis, "redis", "Redis", 'r', &[6379, 6380, 26379], &["redis", "valkey"]),
    opaque(Protocol::MongoDb, "mongodb", "MongoDB", 'd', &[27017, 27018, 27019], &["mongo", "mongodb"]),
    opaque(Protocol::Amqp, "amqp", "AMQP", 'a', &[5671, 5672], &["amqp", "rabbitmq"]),
    opaque(Protocol::Nats, "nats", "NATS", 's', &[4222, 6222], &["nats"]),
    ProtocolSpec {
        remark: "anything else",
        ..opaque(Protocol::Tcp, "tcp", "Other TCP", 'o', &[22, 25, 53, 389, 1883, 2181, 9042, 11211], &["tcp"])
    },
];

/// A protocol that a port probably speaks, and what says so. Never applied by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What it probably speaks.
    pub protocol: Protocol,
    /// What says so, such as `port 80`, in the words of the picker.
    pub evidence: String,
}

/// What the port's name, else its number, says it speaks. A name is somebody's word; a number only a habit.
pub fn suggest(name: &str, numbers: &[u32]) -> Option<Suggestion> {
    let lower = name.to_ascii_lowercase();
    let first = lower.split('-').next().unwrap_or("");
    let by_name = |wanted: &str| PROTOCOLS.iter().find(|spec| !wanted.is_empty() && spec.names.contains(&wanted));
    let by_parts = || lower.split('-').find_map(by_name);
    if let Some(spec) = by_name(&lower).or_else(|| by_name(first)).or_else(by_parts) {
        return Some(Suggestion { protocol: spec.protocol, evidence: format!("name {name}") });
    }
    numbers.iter().find_map(|number| {
        let spec = PROTOCOLS.iter().find(|spec| spec.ports.contains(number))?;
        Some(Suggestion { protocol: spec.protocol, evidence: format!("port {number}") })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kafka_is_plain_tcp_to_mesh_3_and_to_portable() {
        let hint = |version| Protocol::Kafka.spec().hint_for(version).value();
        assert_eq!(hint(MeshVersion::V2_14), "kafka");
        assert_eq!(hint(MeshVersion::V3_0), "tcp");
        assert_eq!(hint(MeshVersion::Portable), "tcp");
    }

    #[test]
    fn no_protocol_is_ever_hinted_as_tls_or_mysql() {
        for spec in PROTOCOLS {
            for version in MeshVersion::ALL {
                assert!(matches!(spec.hint_for(version).value(), "http" | "http2" | "grpc" | "kafka" | "tcp"));
            }
        }
    }

    #[test]
    fn keys_of_the_picker_are_distinct() {
        let mut keys: Vec<char> = PROTOCOLS.iter().map(|spec| spec.key).chain(['n']).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PROTOCOLS.len() + 1);
    }

    #[test]
    fn a_name_says_more_than_a_number() {
        let found = |name, numbers: &[u32]| suggest(name, numbers).map(|s| (s.protocol, s.evidence));
        assert_eq!(found("grpc", &[80]), Some((Protocol::Grpc, "name grpc".into())));
        assert_eq!(found("", &[80, 8443]), Some((Protocol::Http, "port 80".into())));
        assert_eq!(found("http-web", &[]), Some((Protocol::Http, "name http-web".into())));
        assert_eq!(found("client", &[12345]), None);
    }
}
