//! Service → whether a MeshService is made of it, and what it says (`domain.md` §1.4, §2.2).
//! Knows nothing of what clients make of that.

use super::cluster::{Service, ServicePort};
use super::{Kuma, MeshServiceSeen, MeshVersion, Reach, Transport, Value};

/// The MeshService of a Service, as it is for one of its ports.
pub(super) fn of(service: &Service, port: &ServicePort, kuma: Kuma) -> MeshServiceSeen {
    if !is_made(service, kuma) || port.transport != Transport::Tcp {
        return MeshServiceSeen::None;
    }
    if refuser(service, kuma).is_some() {
        return MeshServiceSeen::Refused;
    }
    MeshServiceSeen::Says(port.app_protocol.clone().unwrap_or_else(|| "tcp".to_owned()))
}

/// The first port whose `appProtocol` makes 3.0 refuse the MeshService of the whole Service.
pub(super) fn refuser(service: &Service, kuma: Kuma) -> Option<&ServicePort> {
    let tcp = service.ports.iter().filter(|port| port.transport == Transport::Tcp);
    let mut tcp = tcp.filter(|_| kuma.version == MeshVersion::V3_0);
    tcp.find(|port| port.app_protocol.as_deref().is_some_and(|value| !is_allowed(value)))
}

/// Whether admission of 3.0 lets a MeshService have this `appProtocol`, in any case.
pub(super) fn is_allowed(value: &str) -> bool {
    match Value::parse(value, MeshVersion::V3_0) {
        Some(Value::Tcp | Value::Http | Value::Http2 | Value::Grpc) => true,
        Some(Value::Kafka | Value::Tls | Value::MySql) | None => false,
    }
}

fn is_made(service: &Service, kuma: Kuma) -> bool {
    let ignored = service.is_ignored() && kuma.version >= MeshVersion::V2_10;
    let outside = service.outside || service.reach == Reach::ExternalName || service.is_zone_proxy(kuma.version);
    // Of Pods the control plane asks only those that EndpointSlices name, and only from 2.14 on.
    let gateway = service.annotations.contains_key("kuma.io/gateway") || service.leads_to_gateway && kuma.version >= MeshVersion::V2_14;
    kuma.makes_mesh_services() && !ignored && !outside && !gateway
}
