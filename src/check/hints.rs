//! How a Kuma version takes the value of a hint, and where a port's value ends up (`domain.md` §1.1, §1.3, §1.4).
//! Knows nothing of findings.

use crate::design::{HintStyle, Service, ServicePort, ServiceType, Target, Transport, World};
use crate::protocol::effective::{Served, Value};
use crate::protocol::{Dialect, MeshServices, MeshVersion};

/// How a version takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As the protocol it is.
    Known,
    /// The server's own proxy as that protocol; MeshService as nothing.
    UpperCase,
    /// As a protocol that it then cannot configure a proxy for.
    Breaks,
    /// As nothing it knows.
    Unknown,
}

/// How a version takes a value. `portable` is as strict as the strictest.
pub fn reading(value: &str, version: MeshVersion) -> Reading {
    let lower = value.to_ascii_lowercase();
    let known = match lower.as_str() {
        "tcp" | "http" | "http2" | "grpc" => true,
        "kafka" => version.knows_kafka(),
        _ => false,
    };
    let breaks = match lower.as_str() {
        "tls" => version >= MeshVersion::V2_8,
        "mysql" => version >= MeshVersion::V2_10,
        _ => false,
    };
    if breaks {
        Reading::Breaks
    } else if !known {
        Reading::Unknown
    } else if lower == value {
        Reading::Known
    } else {
        Reading::UpperCase
    }
}

/// The values that a version lists in its refusals.
pub fn allowed(version: MeshVersion) -> &'static str {
    if version.knows_kafka() { "grpc, http, http2, kafka, tcp" } else { "grpc, http, http2, tcp" }
}

/// Whether clients go through MeshServices, which read `appProtocol` raw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clients {
    /// They follow the server's own protocol.
    Tag,
    /// They go through a MeshService.
    MeshService,
    /// The same, and 3.0 refuses a MeshService of which one port is unknown to it.
    StrictMeshService,
}

/// How clients of a target reach a service.
pub fn clients(target: &Target) -> Clients {
    match (target.version, target.mesh_services) {
        (MeshVersion::V3_0 | MeshVersion::Portable, _) => Clients::StrictMeshService,
        (version, MeshServices::Everywhere | MeshServices::ReachableBackends | MeshServices::Exclusive)
            if version.has_mesh_services_mode() =>
        {
            Clients::MeshService
        }
        (_, MeshServices::Disabled | MeshServices::Everywhere | MeshServices::ReachableBackends | MeshServices::Exclusive) => Clients::Tag,
    }
}

/// The value of a port's `appProtocol`, if one is written.
pub fn app_protocol<'a>(target: &Target, service: &Service, port: &'a ServicePort) -> Option<&'a str> {
    match service.hint_style(target) {
        HintStyle::AppProtocol | HintStyle::Both if service.is_on(World::Kubernetes) => port.hint_value(target.version),
        HintStyle::AppProtocol | HintStyle::Both | HintStyle::Annotation => None,
    }
}

/// The value of a port's annotation, if one counts: written by the style, or by somebody's own hand where Kuma does not go by an
/// `appProtocol` that it knows (`domain.md` §1.3).
pub fn annotation<'a>(target: &Target, service: &'a Service, port: &'a ServicePort) -> Option<&'a str> {
    if !service.is_on(World::Kubernetes) || port.transport != Transport::Tcp {
        return None;
    }
    let by_style = port.annotation_hint(target.version, service.hint_style(target));
    let decided = app_protocol(target, service, port).is_some_and(|value| reading(value, target.version) != Reading::Unknown);
    let by_hand = || service.annotations.get(&format!("{}.service.kuma.io/protocol", port.port)).filter(|_| !decided);
    by_style.or_else(|| by_hand().map(String::as_str))
}

/// What the control plane writes for a port on Kubernetes; nothing for a value that it refuses or can build nothing of.
pub fn written(target: &Target, service: &Service, port: &ServicePort) -> Option<Value> {
    let known = app_protocol(target, service, port).filter(|value| reading(value, target.version) != Reading::Unknown);
    let value = known.or_else(|| annotation(target, service, port)).filter(|value| !value.is_empty()).unwrap_or("tcp");
    Value::parse(value, target.version).filter(|value| value.served() != Served::Nothing)
}

/// The value of a port's tag or field on Universal, if one is written: a gateway has none.
pub fn inbound<'a>(target: &Target, service: &'a Service, port: &'a ServicePort) -> Option<&'a str> {
    let written = service.is_on(World::Universal) && service.gateway.is_none();
    by_proxy(target, service, port).filter(|_| written)
}

fn by_proxy<'a>(target: &Target, service: &'a Service, port: &'a ServicePort) -> Option<&'a str> {
    let goes_by_tag = target.version.dialect() == Dialect::Tag;
    own_protocol_tag(service, port).filter(|_| goes_by_tag).or_else(|| service.universal_hint(port, target.version))
}

/// What a proxy on Universal goes by; nothing where nothing is said, or nothing that Kuma knows.
pub fn inbound_value(target: &Target, service: &Service, port: &ServicePort) -> Option<Value> {
    Value::parse(by_proxy(target, service, port)?, target.version)
}

/// A tag `kuma.io/protocol` among somebody's own, which is written in the place of the hint's.
pub fn own_protocol_tag<'a>(service: &'a Service, port: &'a ServicePort) -> Option<&'a str> {
    port.inbound.tags.get("kuma.io/protocol").or_else(|| service.tags.get("kuma.io/protocol")).map(String::as_str)
}

/// Whether clients on Universal reach one port of a service at a time.
pub fn tells_ports_apart(target: &Target) -> bool {
    match target.version.dialect() {
        Dialect::Field => true,
        Dialect::Portable => false,
        Dialect::Tag | Dialect::TagAndField => {
            let through_mesh_services = matches!(target.mesh_services, MeshServices::Everywhere | MeshServices::Exclusive);
            target.version.has_mesh_services_mode() && through_mesh_services
        }
    }
}

/// Whether the mesh makes nothing of a Service on Kubernetes, neither an inbound nor a MeshService (`domain.md` §1.5): then no hint of it
/// can do harm.
pub fn is_left_alone(target: &Target, service: &Service) -> bool {
    let is_zone_proxy = target.version >= MeshVersion::V2_14 && service.labels.contains_key("k8s.kuma.io/zone-proxy-type");
    // 2.9 makes a MeshService of it all the same.
    let is_ignored = is_ignored(service) && (target.version != MeshVersion::V2_9 || clients(target) == Clients::Tag);
    is_zone_proxy || is_ignored || matches!(service.kind, ServiceType::ExternalName(_))
}

/// Whether the mesh is told to leave a Service alone.
pub fn is_ignored(service: &Service) -> bool {
    service.annotations.get("kuma.io/ignore").is_some_and(|value| ["true", "enabled"].contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_each_version_reads_them() {
        let read = |value, version| reading(value, version);
        assert_eq!(read("http", MeshVersion::V2_5), Reading::Known);
        assert_eq!(read("HTTP", MeshVersion::V2_5), Reading::UpperCase);
        assert_eq!(read(" http ", MeshVersion::V2_5), Reading::Unknown);
        assert_eq!((read("kafka", MeshVersion::V2_14), read("kafka", MeshVersion::V3_0)), (Reading::Known, Reading::Unknown));
        assert_eq!((read("tls", MeshVersion::V2_7), read("TLS", MeshVersion::V2_8)), (Reading::Unknown, Reading::Breaks));
        assert_eq!((read("mysql", MeshVersion::V2_9), read("mysql", MeshVersion::V2_10)), (Reading::Unknown, Reading::Breaks));
    }
}
