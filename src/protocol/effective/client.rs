//! What a listener for clients is made of a protocol, through a MeshService and by tags (`domain.md` §1.4).
//! Knows nothing of where the protocol came from.

use super::{Client, MeshServiceSeen, MeshVersion, Value};

/// Through a MeshService: it goes by the raw value.
pub(super) fn through(mesh_service: &MeshServiceSeen, version: MeshVersion) -> Client {
    let raw = match mesh_service {
        MeshServiceSeen::Says(raw) => raw,
        MeshServiceSeen::Refused | MeshServiceSeen::None => return Client::NoListener,
    };
    match Value::parse(raw, version) {
        Some(value) if value.keyword() == raw => of_value(Some(value)),
        Some(Value::Http | Value::Http2 | Value::Grpc) => upper_case(version),
        Some(Value::Tcp | Value::Kafka | Value::Tls | Value::MySql) | None => Client::Dead,
    }
}

/// An HTTP value that is not in lower case: each line of releases has its own way.
fn upper_case(version: MeshVersion) -> Client {
    if version >= MeshVersion::V2_14 {
        Client::NoListener
    } else if version >= MeshVersion::V2_12 {
        Client::Http
    } else {
        Client::Dead
    }
}

/// By tags: it goes by what the endpoints' inbounds say in common; nothing in common is opaque.
pub(super) fn of_value(value: Option<Value>) -> Client {
    match value {
        Some(Value::Http | Value::Http2 | Value::Grpc) => Client::Http,
        Some(Value::Tcp) | None => Client::Tcp,
        Some(Value::Kafka) => Client::Kafka,
        Some(Value::Tls | Value::MySql) => Client::Dead,
    }
}
