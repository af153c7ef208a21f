//! A path in a Dataplane, as its control plane writes it → the place in the design from which that part of the Dataplane was made.
//! Knows nothing of what is wrong there.

use std::collections::BTreeMap;

use crate::check::verdict::quoted;
use crate::check::{Field, Place};
use crate::design::{Service, ServicePort};

/// The place of a path in the Dataplane of the instance of that number, from 0.
pub(super) fn of(service: &Service, instance: usize, path: &str) -> Place {
    let at = |field| Place::service(service, field);
    if let Some((index, rest)) = item(path, "networking.inbound") {
        let mut inbounds = service.tcp_ports();
        return inbounds.nth(index).map_or_else(|| at(Field::Ports), |port| of_inbound(service, port, rest));
    }
    if let Some((index, _)) = item(path, "networking.outbound") {
        return at(call(service, index));
    }
    if let Some(key) = path.strip_prefix("networking.gateway.tags").or_else(|| path.strip_prefix("labels")) {
        return at(of_tag(service, key));
    }
    at(match path {
        "name" => Field::InstanceName(instance),
        "mesh" => Field::Mesh,
        "networking.address" | "networking.admin.port" => Field::InstanceAddress(instance),
        "networking" | "networking.inbound" => Field::Ports,
        "networking.outbound" => call(service, 0),
        "networking.gateway.type" => Field::Gateway,
        _ => Field::Whole,
    })
}

/// The number of an item of a list, and what follows it.
fn item<'p>(path: &'p str, list: &str) -> Option<(usize, &'p str)> {
    let (index, rest) = path.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    Some((index.parse().ok()?, rest))
}

/// The call that the outbound of that number was made from: those without a local port have none.
fn call(service: &Service, outbound: usize) -> Field {
    let mut written = service.calls.iter().enumerate().filter(|(_, call)| call.at.is_some());
    written.nth(outbound).map_or(Field::Whole, |(index, _)| Field::Call(index))
}

fn of_inbound(service: &Service, port: &ServicePort, path: &str) -> Place {
    let (own, at) = (&port.inbound, |field| Place::port(service, port, field));
    let number = || if port.target_port.is_some() { Field::TargetPort } else { Field::Port };
    match path {
        ".port" if own.port.is_none() => at(number()),
        ".servicePort" if own.service_port.is_none() => at(number()),
        ".protocol" => at(Field::Protocol),
        path => match path.strip_prefix(".tags") {
            Some(key) if has(&own.tags, key) => at(Field::Inbound),
            Some(PROTOCOL) if !has(&service.tags, PROTOCOL) => at(Field::Protocol),
            Some(key) => Place::service(service, of_tag(service, key)),
            None => at(Field::Inbound),
        },
    }
}

/// Tags and labels beside Kuma's own are the service's tags; Kuma's own are made from its name.
fn of_tag(service: &Service, key: &str) -> Field {
    let is_made = [SERVICE, WORKLOAD].contains(&key);
    if is_made && !has(&service.tags, key) { Field::Name } else { Field::Tags }
}

/// Whether a key, as a path has it, is there. A key that is empty has no path of its own.
fn has(tags: &BTreeMap<String, String>, key: &str) -> bool {
    tags.keys().any(|tag| if key.is_empty() { tag.is_empty() } else { key == format!("[{}]", quoted(tag)) })
}

const SERVICE: &str = "[\"kuma.io/service\"]";
const WORKLOAD: &str = "[\"kuma.io/workload\"]";
const PROTOCOL: &str = "[\"kuma.io/protocol\"]";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Call, Inbound, PortId, Transport};

    fn tags(keys: &[&str]) -> BTreeMap<String, String> {
        keys.iter().map(|key| ((*key).to_owned(), "x".to_owned())).collect()
    }

    #[test]
    fn paths_lead_to_where_the_words_were_typed() {
        let port = |id, transport, inbound| ServicePort { id: PortId(id), transport, inbound, ..ServicePort::default() };
        let own = Inbound { port: Some(1), tags: tags(&["of\nport"]), ..Inbound::default() };
        let ports =
            vec![port(1, Transport::Udp, Inbound::default()), port(2, Transport::Tcp, Inbound::default()), port(3, Transport::Tcp, own)];
        let call = |at| Call { service: "api".into(), port: 80, at };
        let service = Service { ports, calls: vec![call(None), call(Some(1))], tags: tags(&["team"]), ..Service::default() };
        let place = |path: &str| {
            let place = of(&service, 4, path);
            (place.port.map(|port| port.0), place.field)
        };
        assert_eq!(place("networking.inbound[0].port"), (Some(2), Field::Port));
        assert_eq!(place("networking.inbound[1].port"), (Some(3), Field::Inbound));
        assert_eq!(place("networking.inbound[1].serviceAddress"), (Some(3), Field::Inbound));
        assert_eq!(place("networking.inbound[1].tags[\"of\\nport\"]"), (Some(3), Field::Inbound));
        assert_eq!(place("networking.inbound[1].tags[\"team\"]"), (None, Field::Tags));
        assert_eq!(place("networking.inbound[1].tags[\"kuma.io/service\"]"), (None, Field::Name));
        assert_eq!(place("networking.inbound[0].tags[\"kuma.io/protocol\"]"), (Some(2), Field::Protocol));
        assert_eq!(place("networking.outbound[0].tags[\"kuma.io/service\"]"), (None, Field::Call(1)));
        assert_eq!(place("labels[\"team\"]"), (None, Field::Tags));
        assert_eq!(place("name"), (None, Field::InstanceName(4)));
        assert_eq!(place("networking.admin.port"), (None, Field::InstanceAddress(4)));
    }
}
