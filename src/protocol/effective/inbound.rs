//! Pod and its Services → the inbounds that the control plane writes (`domain.md` §1.3, §1.5, §2.1).
//! Knows nothing of MeshServices and clients.

use super::cluster::{Pod, Service, ServicePort};
use super::value::allowed;
use super::{Kuma, MeshVersion, Served, Transport, Value};

/// The port of the inbound that a Pod without Services gets: nothing ever listens there.
pub const RESERVED_PORT: u32 = 49151;

/// What becomes of a Pod.
#[derive(Clone, Debug, PartialEq)]
pub enum Proxy {
    /// A Dataplane with these inbounds.
    Sidecar(Vec<Inbound>),
    /// A Dataplane of a gateway: it has none.
    Gateway,
    /// A Dataplane of a zone proxy: it has listeners of its own (2.14+).
    ZoneProxy,
    /// A Dataplane that admission refuses, with its reason.
    Refused(Vec<Inbound>, String),
    /// No Dataplane is made, for this reason.
    Failed(String),
}

/// One inbound that the control plane writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// Where the proxy listens.
    pub port: u32,
    /// The protocol, as it is written.
    pub protocol: String,
    /// `kuma.io/service`, up to 2.14.
    pub service: Option<String>,
    /// How the app's own proxy serves it.
    pub served: Served,
    /// Which of the Services, and which of its ports, it was written for; `None` for the reserved one.
    pub of: Option<(usize, usize)>,
}

/// The protocol of an inbound: `appProtocol` if it is known, else the annotation as it is, else `tcp`.
pub(super) fn protocol_of(service: &Service, port: &ServicePort, version: MeshVersion) -> String {
    let known = port.app_protocol.as_deref().filter(|value| Value::parse(value, version).is_some());
    let value = known.or_else(|| service.annotation(port)).filter(|value| !value.is_empty());
    value.unwrap_or("tcp").to_lowercase()
}

impl Proxy {
    /// What becomes of a Pod that these Services select, in Kuma's order.
    pub fn of(pod: &Pod, services: &[&Service], kuma: Kuma) -> Proxy {
        if let Some(gateway) = &pod.gateway {
            let builtin = gateway == "builtin" && kuma.version != MeshVersion::V3_0;
            let known = builtin || ["enabled", "provided"].contains(&gateway.as_str());
            return if known { Proxy::Gateway } else { Proxy::Failed(format!("invalid delegated gateway type '{gateway}'")) };
        }
        let ordinary: Vec<(usize, &Service)> =
            services.iter().copied().enumerate().filter(|(_, service)| !service.is_zone_proxy(kuma.version)).collect();
        if ordinary.is_empty() && !services.is_empty() {
            return Proxy::ZoneProxy;
        }
        let mut inbounds: Vec<Inbound> = Vec::new();
        for (at, service) in &ordinary {
            inbounds.extend(of_service(pod, *at, service, kuma.version));
        }
        if inbounds.is_empty() {
            if !ordinary.is_empty() && kuma.version <= MeshVersion::V2_13 {
                let said = format!("A service that selects pod {} was found, but it doesn't match any container ports.", pod.owner);
                return Proxy::Failed(said);
            }
            inbounds.push(reserved(pod, kuma.version));
        }
        if kuma.writes_one_inbound_a_port() {
            let mut taken = Vec::new();
            inbounds.retain(|inbound| {
                !taken.contains(&inbound.port) && {
                    taken.push(inbound.port);
                    true
                }
            });
        }
        judged(inbounds, kuma.version)
    }
}

fn of_service(pod: &Pod, at: usize, service: &Service, version: MeshVersion) -> Vec<Inbound> {
    if service.reach == super::Reach::ExternalName {
        return Vec::new();
    }
    let tcp = service.ports.iter().enumerate().filter(|(_, port)| port.transport == Transport::Tcp);
    let inbounds = tcp.filter_map(|(of, port)| {
        let protocol = protocol_of(service, port, version);
        let served = super::served(Some(&protocol), version);
        let tag = (version != MeshVersion::V3_0).then(|| format!("{}_{}_svc_{}", service.name, service.namespace, port.port));
        Some(Inbound { port: pod.number(port)?, protocol, service: tag, served, of: Some((at, of)) })
    });
    inbounds.collect()
}

fn reserved(pod: &Pod, version: MeshVersion) -> Inbound {
    let service = (version != MeshVersion::V3_0).then(|| format!("{}_{}_svc", pod.owner, pod.namespace));
    Inbound { port: RESERVED_PORT, protocol: "tcp".to_owned(), service, served: Served::None, of: None }
}

/// Admission refuses values that nobody knows; one that nothing can be built for costs the proxy everything.
fn judged(mut inbounds: Vec<Inbound>, version: MeshVersion) -> Proxy {
    let unknown = inbounds.iter().enumerate().find(|(_, inbound)| Value::parse(&inbound.protocol, version).is_none());
    if let Some((at, inbound)) = unknown {
        let (value, allowed) = (&inbound.protocol, allowed(version));
        let said = if version == MeshVersion::V3_0 {
            format!("spec.networking.inbound[{at}].protocol: has an invalid value \"{value}\". Allowed values: {allowed}")
        } else {
            let field = format!("spec.networking.inbound[{at}].tags[\"kuma.io/protocol\"]");
            format!("{field}: tag \"kuma.io/protocol\" has an invalid value \"{value}\". Allowed values: {allowed}")
        };
        inbounds.iter_mut().for_each(|inbound| inbound.served = Served::None);
        return Proxy::Refused(inbounds, said);
    }
    if inbounds.iter().any(|inbound| inbound.served == Served::Nothing) {
        inbounds.iter_mut().for_each(|inbound| inbound.served = Served::Nothing);
    }
    Proxy::Sidecar(inbounds)
}
