//! Outbounds → calls of the design's services, once all of them are known.
//! Knows nothing of documents.

use std::collections::HashMap;
use std::sync::Arc;

use super::Imported;
use super::dataplane::{Dataplane, Outbound};
use crate::design::{Call, Edit, Service, ServiceId, World};
use crate::manifest::dataplane::workload;

/// Services by what an outbound calls them.
struct Known<'a> {
    universal: HashMap<&'a str, &'a Arc<Service>>,
    kubernetes: HashMap<String, (&'a Arc<Service>, u32)>,
}

pub(super) fn resolve(imported: &mut Imported, callers: &[(ServiceId, Dataplane)]) {
    let mut edits = Vec::new();
    let known = Known::of(&imported.design.services);
    let by_id: HashMap<ServiceId, &Arc<Service>> = imported.design.services.iter().map(|service| (service.id, service)).collect();
    for (id, dataplane) in callers.iter().filter(|(_, dataplane)| !dataplane.outbounds.is_empty()) {
        let Some(service) = by_id.get(id) else { continue };
        let calls = dataplane.outbounds.iter().map(|outbound| known.call(outbound)).collect();
        edits.push(Edit::put_service(Service { calls, ..(***service).clone() }));
        for origin in imported.origins.services.entry(*id).or_default() {
            origin.calls = dataplane.outbounds.iter().map(|outbound| outbound.index).collect();
        }
    }
    imported.design.apply(Edit::Many("Import calls".to_owned(), edits));
}

impl Known<'_> {
    fn of(services: &[Arc<Service>]) -> Known<'_> {
        let mut known = Known { universal: HashMap::new(), kubernetes: HashMap::new() };
        for service in services {
            match service.on {
                Some(World::Universal) => {
                    for name in [service.service_tag(), workload(service)] {
                        known.universal.entry(name).or_insert(service);
                    }
                }
                Some(World::Kubernetes) | None => {
                    for port in service.tcp_ports() {
                        let namespace = if service.namespace.is_empty() { "default" } else { &service.namespace };
                        known.kubernetes.insert(format!("{}_{namespace}_svc_{}", service.name, port.port), (service, port.port));
                    }
                }
            }
        }
        for service in services.iter().filter(|service| service.on == Some(World::Universal)) {
            for port in &service.ports {
                known.universal.entry(service.inbound_service_tag(port)).or_insert(service);
            }
        }
        known
    }

    /// The port is the one that is named; else, as with a tag, the first that has it; else the first.
    fn call(&self, outbound: &Outbound) -> Call {
        let at = Some(outbound.at);
        if let Some((service, port)) = self.kubernetes.get(&outbound.to) {
            return Call { service: service.full_name(), port: *port, at };
        }
        let Some(service) = self.universal.get(outbound.to.as_str()) else {
            let port = outbound.to.rsplit_once("_svc_").and_then(|(_, port)| port.parse().ok());
            return Call { service: outbound.to.clone(), port: outbound.port.or(port).unwrap_or(outbound.at), at };
        };
        let named = service.ports.iter().find(|port| outbound.port == Some(port.inbound_port()));
        let tagged = || service.ports.iter().find(|port| service.inbound_service_tag(port) == outbound.to);
        let port = named.or_else(tagged).or(service.ports.first()).map_or(outbound.port.unwrap_or(outbound.at), |port| port.port);
        Call { service: service.full_name(), port, at }
    }
}
