//! Why a port is seen as it is, in one plain sentence. Knows nothing of how the facts were found.

use super::cluster::{Service, ServicePort};
use super::port::{Behind, Pods};
use super::{Client, Kuma, MeshServiceSeen, MeshServices, MeshVersion, Served, Value, mesh_service};

/// What there is to explain.
pub(super) struct Facts<'a> {
    pub service: &'a Service,
    pub port: &'a ServicePort,
    pub behind: &'a Behind,
    /// What the control plane writes for it.
    pub protocol: &'a str,
    pub served: Served,
    pub mesh_service: &'a MeshServiceSeen,
    pub client: Client,
    /// Whether the Pod was given.
    pub pods: Pods,
    pub kuma: Kuma,
}

/// A Service that never gets into the cluster.
pub(super) fn service_refused(why: &str, kuma: Kuma) -> String {
    format!("{} refuses the Service: {why}", kuma.version)
}

/// The server's side, then the clients' where it is another.
pub(super) fn of(facts: &Facts<'_>) -> String {
    let mut clauses = vec![servers(facts)];
    clauses.extend(clients(facts));
    clauses.extend((facts.pods == Pods::Hoped).then(|| "no Pod is given, so one that has the port is assumed".to_owned()));
    sentence(&clauses)
}

/// Clauses as one sentence.
pub(super) fn sentence(clauses: &[String]) -> String {
    let text = clauses.join("; ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn servers(facts: &Facts<'_>) -> String {
    match facts.behind {
        Behind::Own { rivals, .. } => match rivals.first() {
            Some((service, protocol)) => {
                format!(
                    "Service {service} leads to the same pod port and says {protocol} where this one says {}, and chance decides",
                    facts.protocol
                )
            }
            None => own(facts),
        },
        Behind::Others { service, protocol, .. } => {
            let who = if *service == facts.service.name { "another port of it".to_owned() } else { format!("Service {service}") };
            let what = if protocol == facts.protocol { "says the same" } else { "comes first by name" };
            format!("{who} leads to the same pod port and {what}, so its {protocol} counts for both")
        }
        Behind::Refused(why) => format!("the Dataplane of the Pod is refused: {why}"),
        Behind::Failed(why) => format!("no Dataplane is made of the Pod: {why}"),
        Behind::Undeclared => format!("the Pod declares no TCP port named {}, so there is no inbound", facts.port.target),
        Behind::Gateway => "the Pod is a gateway, which has no inbounds".to_owned(),
        Behind::ZoneProxy => "the Service is in front of a zone proxy, not of an app".to_owned(),
        Behind::NoPod => "no given Pod has the labels of the selector".to_owned(),
        Behind::NoSelector => "the Service has no selector, so no Pod gets an inbound for it".to_owned(),
        Behind::ExternalName => "the mesh leaves Services of type ExternalName alone".to_owned(),
        Behind::Ignored => "the annotation kuma.io/ignore keeps the Service out of the mesh".to_owned(),
        Behind::NotTcp => format!("the mesh ignores {} ports", facts.port.transport.keyword()),
    }
}

/// Where the protocol of an inbound comes from.
fn own(facts: &Facts<'_>) -> String {
    let (protocol, version) = (facts.protocol, facts.kuma.version);
    let known = Value::parse(protocol, version);
    if facts.served == Served::Nothing {
        return match known.map(Value::served) {
            Some(Served::Nothing) => {
                format!("{version} knows {protocol} but can build nothing for it: the proxy gets no listener for any of its ports")
            }
            Some(Served::Http | Served::Tcp | Served::Kafka | Served::None) | None => {
                "another port of the Pod says tls or mysql, and the proxy gets no listener for any of its ports".to_owned()
            }
        };
    }
    let annotation = facts.service.annotation(facts.port).filter(|value| !value.is_empty());
    match (&facts.port.app_protocol, annotation) {
        (Some(said), _) if Value::parse(said, version).is_some() => format!("its appProtocol says {said}"),
        (Some(said), Some(_)) => format!("its appProtocol {said} means nothing to {version}, so the annotation counts and says {protocol}"),
        (Some(said), None) => format!("its appProtocol {said} means nothing to {version}, so the port is tcp"),
        (None, Some(_)) => format!("the annotation says {protocol}"),
        (None, None) => "nothing says a protocol, so the port is tcp".to_owned(),
    }
}

/// What clients get, where it is not what the server's side says already.
fn clients(facts: &Facts<'_>) -> Option<String> {
    let raw = match facts.mesh_service {
        MeshServiceSeen::Says(raw) if facts.kuma.clients_use_mesh_services() => raw,
        MeshServiceSeen::Refused => return Some(refused(facts)),
        MeshServiceSeen::Says(_) | MeshServiceSeen::None => return by_tags(facts),
    };
    match facts.client {
        Client::Dead => {
            Some(format!("clients get a listener that closes every connection, because the MeshService says {raw} as it stands"))
        }
        Client::NoListener => Some(format!("clients get no listener, because the MeshService says {raw} and not {}", raw.to_lowercase())),
        Client::Http | Client::Tcp | Client::Kafka => match facts.behind {
            Behind::Gateway => Some(gateway(facts)),
            Behind::Own { .. } | Behind::Others { .. } if facts.client.keyword() == facts.served.keyword() => None,
            Behind::Own { .. } if facts.port.app_protocol.is_none() => {
                Some(format!("clients see {} all the same, because a MeshService does not read annotations", facts.client.keyword()))
            }
            _ => Some(format!("clients see {}, because the MeshService says {raw}", facts.client.keyword())),
        },
    }
}

fn gateway(facts: &Facts<'_>) -> String {
    let sees = format!("clients see {}, because a MeshService is made of the Service", facts.client.keyword());
    if facts.kuma.version < MeshVersion::V2_14 {
        sees
    } else {
        format!("{sees}, unless its EndpointSlices name the Pod: then they have no listener")
    }
}

fn refused(facts: &Facts<'_>) -> String {
    let bad = mesh_service::refuser(facts.service, facts.kuma);
    let says = bad
        .map_or_else(String::new, |port| format!(" because port {} says {}", port.port, port.app_protocol.as_deref().unwrap_or_default()));
    format!("the MeshService of the whole Service is refused{says}, so clients reach none of its ports")
}

fn by_tags(facts: &Facts<'_>) -> Option<String> {
    let beside = facts.kuma.mesh_services() == MeshServices::ReachableBackends && *facts.mesh_service != MeshServiceSeen::None;
    match facts.client {
        Client::Dead => Some("clients get a listener that closes every connection".to_owned()),
        Client::NoListener if facts.service.outside && facts.kuma.clients_use_mesh_services() => {
            let why = "no MeshService is made, because neither the Namespace has the label kuma.io/sidecar-injection nor the Service kuma.io/mesh";
            Some(format!("{why}, so clients have no listener"))
        }
        Client::NoListener => Some("clients have no listener for it".to_owned()),
        Client::Http | Client::Tcp | Client::Kafka if beside => {
            Some(format!("clients that name it as a reachable backend go by its MeshService, which says {}", facts.mesh_service.keyword()))
        }
        Client::Http | Client::Tcp | Client::Kafka => None,
    }
}
