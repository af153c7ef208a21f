//! Calls → `networking.outbound` of a Dataplane, by tag or by `backendRef`.
//! Knows nothing of inbounds, files or the window.

use super::Around;
use super::dataplane::{SERVICE, workload};
use crate::design::{Call, Service, ServicePort, Target, Transport, World};
use crate::protocol::{Dialect, MeshServices};
use crate::yaml::{Entry, Tree};

/// The outbounds of a service: its calls that have a local port; the others are left to transparent proxying.
pub(super) fn outbounds(around: &Around<'_>, service: &Service) -> Vec<Entry> {
    let Some(form) = Form::of(&around.design.target) else { return Vec::new() };
    let written = service.calls.iter().filter_map(|call| Some((call, call.at?)));
    let outbound = |(call, at): (&Call, u32)| {
        let called = around.index.called(around.design, service, &call.service).map(|called| &**called);
        let there = match form {
            Form::Tags => Entry::new("tags", Tree::Map(vec![Entry::text(SERVICE, by_tag(called, call))])),
            Form::BackendRef => Entry::new("backendRef", backend_ref(&around.design.target, called, call)),
        };
        Entry::item(Tree::Map(vec![Entry::number("port", at), there]))
    };
    written.map(outbound).collect()
}

/// How an outbound says whom it reaches.
#[derive(Clone, Copy)]
enum Form {
    Tags,
    BackendRef,
}

impl Form {
    /// `None` for `portable`: 3.0 refuses the one, 2.6 and older the other, and those between both at once.
    fn of(target: &Target) -> Option<Form> {
        // By tag all ports of one service are one, in every mode; where clients go through MeshServices anyway, these tell ports apart.
        let through = matches!(target.mesh_services, MeshServices::Exclusive | MeshServices::Everywhere);
        let by_reference = target.version.has_mesh_services_mode() && through;
        match target.version.dialect() {
            Dialect::Portable => None,
            Dialect::Field => Some(Form::BackendRef),
            Dialect::Tag | Dialect::TagAndField => Some(if by_reference { Form::BackendRef } else { Form::Tags }),
        }
    }
}

/// The port that a call reaches: the mesh carries TCP alone.
fn reached<'a>(service: &'a Service, call: &Call) -> Option<&'a ServicePort> {
    service.ports.iter().find(|port| port.port == call.port && port.transport == Transport::Tcp)
}

/// `kuma.io/service` of the inbound that a call reaches; up to 2.14 a MeshService of Universal is named after it too.
fn reached_tag<'a>(service: &'a Service, call: &Call) -> &'a str {
    reached(service, call).map_or_else(|| service.service_tag(), |port| service.inbound_service_tag(port))
}

fn by_tag(called: Option<&Service>, call: &Call) -> String {
    match called {
        None => call.service.clone(),
        Some(service) if service.is_on(World::Universal) => reached_tag(service, call).to_owned(),
        Some(service) => format!("{}_{}_svc_{}", service.name, namespace(service), call.port),
    }
}

fn backend_ref(target: &Target, called: Option<&Service>, call: &Call) -> Tree {
    let named = |name: &str, port| vec![Entry::text("name", name), Entry::number("port", port)];
    let rest = match called {
        None => named(&call.service, call.port),
        Some(service) if service.is_on(World::Universal) => {
            let name = match target.version.dialect() {
                Dialect::Tag | Dialect::TagAndField => reached_tag(service, call),
                Dialect::Field | Dialect::Portable => workload(service),
            };
            named(name, reached(service, call).map_or(call.port, ServicePort::inbound_port))
        }
        Some(service) => {
            let labels = vec![Entry::text("kuma.io/display-name", &service.name), Entry::text("k8s.kuma.io/namespace", namespace(service))];
            vec![Entry::new("labels", Tree::Map(labels)), Entry::number("port", call.port)]
        }
    };
    let mut entries = vec![Entry::text("kind", "MeshService")];
    entries.extend(rest);
    Tree::Map(entries)
}

/// Where a Service without a namespace of its own lands.
fn namespace(service: &Service) -> &str {
    if service.namespace.is_empty() { "default" } else { &service.namespace }
}
