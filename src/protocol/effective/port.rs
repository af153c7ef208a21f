//! Service port → all that the mesh makes of it, on the server's side and on the clients'.
//! Knows nothing of the words that explain it: those are the note's.

use super::cluster::{Cluster, Service, ServicePort, annotation_key};
use super::value::allowed;
use super::{Client, Kuma, MeshServiceSeen, MeshVersion, Proxy, Reach, Seen, Served, Transport, Value, Written};
use super::{client, inbound, mesh_service, note};

/// What stands behind a Service port, and why there is no more.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Behind {
    /// An inbound of its own; others, of the Services named, may say another protocol for the same pod port.
    Own { served: Served, rivals: Vec<(String, String)> },
    /// The inbound of another Service on the same pod port.
    Others { service: String, protocol: String, served: Served },
    /// A Dataplane that is refused.
    Refused(String),
    /// No Dataplane is made.
    Failed(String),
    /// The Pod does not declare the port that is named.
    Undeclared,
    /// The Pod's proxy is a gateway.
    Gateway,
    /// The Pod's proxy is a zone proxy.
    ZoneProxy,
    /// No Pod has its labels.
    NoPod,
    /// It selects no Pods.
    NoSelector,
    /// The mesh leaves it alone: `ExternalName`.
    ExternalName,
    /// The mesh leaves it alone: `kuma.io/ignore`.
    Ignored,
    /// The mesh leaves it alone: not TCP.
    NotTcp,
}

/// Whether somebody gave the Pods of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pods {
    /// Some, or that there are none.
    Given,
    /// Nobody did: the one that the Service hopes for stands in.
    Hoped,
}

/// Why the admission webhook of ≤ 2.9 refuses a Service: a bad annotation for a port that it has (`domain.md` §1.3).
pub fn webhook_refusal(service: &Service, kuma: Kuma) -> Option<String> {
    let mut ports = service.ports.iter().filter(|_| kuma.version <= MeshVersion::V2_9);
    ports.find_map(|port| {
        let value = service.annotation(port).filter(|value| Value::parse(value, kuma.version).is_none())?;
        let (key, allowed) = (annotation_key(port.port), allowed(kuma.version));
        Some(format!("metadata.annotations[\"{key}\"]: value \"{value}\" is not valid. Allowed values: {allowed}"))
    })
}

impl Cluster {
    /// What becomes of a Pod with the Services that select it, and which those are.
    pub fn proxy(&self, pod: usize, kuma: Kuma) -> Option<Proxy> {
        self.proxy_with(pod, None, kuma).map(|(proxy, _)| proxy)
    }

    /// The same with one Service in the place of all of its name.
    fn proxy_with(&self, pod: usize, own: Option<usize>, kuma: Kuma) -> Option<(Proxy, Vec<usize>)> {
        let there = |at: &usize| self.service(*at).is_some_and(|it| !it.is_ignored() && webhook_refusal(it, kuma).is_none());
        let at: Vec<usize> = self.services_of(pod, own).into_iter().filter(there).collect();
        let services: Vec<&Service> = at.iter().filter_map(|at| self.service(*at)).collect();
        Some((Proxy::of(self.pods().get(pod)?, &services, kuma), at))
    }
}

/// What the mesh makes of every port of a Service, in its order.
pub fn see_ports(cluster: &Cluster, service: usize, kuma: Kuma) -> Vec<Seen> {
    let Some(own) = cluster.service(service) else { return Vec::new() };
    if let Some(why) = webhook_refusal(own, kuma) {
        let note = note::service_refused(&why, kuma);
        let (mesh_service, client) = (MeshServiceSeen::None, Client::NoListener);
        let refused = Seen { inbound: Written::Refused, served: Served::None, mesh_service, client, note };
        return vec![refused; own.ports.len()];
    }
    let pods = cluster.pods_of(service);
    let proxies: Vec<(usize, Proxy, Vec<usize>)> =
        pods.iter().filter_map(|pod| cluster.proxy_with(*pod, Some(service), kuma).map(|(proxy, at)| (*pod, proxy, at))).collect();
    let ports = own.ports.iter().enumerate().map(|(at, port)| {
        let behind = proxies.iter().map(|(pod, proxy, services)| behind(cluster, *pod, proxy, services, (service, at)));
        // Pods of one Service may differ: the one with most to say counts.
        let most = behind.min_by_key(rank).unwrap_or(if own.selector.is_empty() { Behind::NoSelector } else { Behind::NoPod });
        let hoped = !pods.is_empty() && pods.iter().all(|pod| cluster.is_hoped_for(*pod));
        let pods = if hoped { Pods::Hoped } else { Pods::Given };
        seen((own, port), always(own, port).unwrap_or(most), pods, kuma)
    });
    ports.collect()
}

/// What the mesh leaves alone, whatever Pods there are.
fn always(service: &Service, port: &ServicePort) -> Option<Behind> {
    if service.reach == Reach::ExternalName {
        Some(Behind::ExternalName)
    } else if port.transport != Transport::Tcp {
        Some(Behind::NotTcp)
    } else {
        service.is_ignored().then_some(Behind::Ignored)
    }
}

fn rank(behind: &Behind) -> u8 {
    match behind {
        Behind::Own { .. } => 0,
        Behind::Others { .. } => 1,
        Behind::Refused(_) => 2,
        Behind::Undeclared | Behind::Failed(_) => 3,
        Behind::Gateway | Behind::ZoneProxy => 4,
        Behind::NoPod | Behind::NoSelector | Behind::ExternalName | Behind::Ignored | Behind::NotTcp => 5,
    }
}

/// What a Pod has behind a port of one of the Services that select it.
fn behind(cluster: &Cluster, pod: usize, proxy: &Proxy, services: &[usize], (service, at): (usize, usize)) -> Behind {
    let number = || cluster.pods().get(pod)?.number(cluster.service(service)?.ports.get(at)?);
    let of = |inbound: &inbound::Inbound| inbound.of.and_then(|(index, at)| Some((*services.get(index)?, at)));
    let name = |inbound: &inbound::Inbound| of(inbound).and_then(|(index, _)| cluster.service(index)).map(|it| it.name.clone());
    match proxy {
        Proxy::Sidecar(inbounds) => match inbounds.iter().find(|inbound| of(inbound) == Some((service, at))) {
            Some(own) => {
                let rivals = inbounds.iter().filter(|other| other.port == own.port && other.protocol != own.protocol);
                let rivals = rivals.filter_map(|other| Some((name(other)?, other.protocol.clone()))).collect();
                Behind::Own { served: own.served, rivals }
            }
            None => match number().and_then(|number| inbounds.iter().find(|inbound| inbound.port == number && inbound.of.is_some())) {
                Some(other) => {
                    Behind::Others { service: name(other).unwrap_or_default(), protocol: other.protocol.clone(), served: other.served }
                }
                None => Behind::Undeclared,
            },
        },
        Proxy::Refused(_, why) => Behind::Refused(why.clone()),
        Proxy::Failed(why) => Behind::Failed(why.clone()),
        Proxy::Gateway => Behind::Gateway,
        Proxy::ZoneProxy => Behind::ZoneProxy,
    }
}

fn seen((service, port): (&Service, &ServicePort), behind: Behind, pods: Pods, kuma: Kuma) -> Seen {
    let protocol = inbound::protocol_of(service, port, kuma.version);
    let (inbound, served) = match &behind {
        Behind::Own { served, .. } => (Written::Value(protocol.clone()), *served),
        Behind::Others { protocol, served, .. } => (Written::Value(protocol.clone()), *served),
        Behind::Refused(_) => (Written::Refused, Served::None),
        Behind::Failed(_) | Behind::Undeclared | Behind::Gateway | Behind::ZoneProxy | Behind::NoPod => (Written::None, Served::None),
        Behind::NoSelector | Behind::ExternalName | Behind::Ignored | Behind::NotTcp => (Written::None, Served::None),
    };
    let mesh_service = mesh_service::of(service, port, kuma);
    let client = match &behind {
        _ if kuma.clients_use_mesh_services() => client::through(&mesh_service, kuma.version),
        // By tags there is a listener for what some Dataplane offers.
        Behind::Own { .. } => client::of_value(Value::parse(&protocol, kuma.version)),
        _ => Client::NoListener,
    };
    let note = note::of(&note::Facts {
        service,
        port,
        behind: &behind,
        protocol: &protocol,
        served,
        mesh_service: &mesh_service,
        client,
        pods,
        kuma,
    });
    Seen { inbound, served, mesh_service, client, note }
}
