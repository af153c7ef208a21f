//! F008: names of ports that no Pod beside the Service has. Knows nothing of numbers, which are believed.

use super::super::{Field, Finding, Place};
use crate::design::{Service, ServicePort, TargetPort, Transport};
use crate::protocol::effective::Pod;

rule! {
    /// ## What it does
    /// Looks for ports of a Service whose target is a name, where workloads in the same folder make Pods that the Service selects and
    /// none of them has a TCP port of that name. Nothing is said where one of the workloads is a template.
    ///
    /// ## Why is this bad?
    /// The mesh makes no inbound for such a port, and Kubernetes sends nobody there. If no port of the Service fits, Kuma up to 2.13
    /// makes no Dataplane for the Pod at all.
    ///
    /// ## Use instead
    /// The `name` that the container's port has, or its number.
    "F008" "undeclared-target" Warning
}

/// What is wrong with the named ports of a Service that selects these Pods.
pub fn undeclared(service: &Service, pods: &[&Pod]) -> Vec<Finding> {
    if pods.is_empty() || pods.iter().all(|pod| pod.gateway.is_some()) {
        return Vec::new();
    }
    let is_declared = |name: &str| pods.iter().flat_map(|pod| &pod.ports).any(|port| port.name == name && port.transport == Transport::Tcp);
    let say = |port: &ServicePort| match port.target() {
        TargetPort::Name(name) if port.transport == Transport::Tcp && !is_declared(&name) => {
            let words = format!("No TCP port of the Pods that it selects here is named {name}: the mesh makes no inbound for it");
            Some(RULE.at(Place::port(service, port, Field::TargetPort), words))
        }
        TargetPort::Name(_) | TargetPort::Number(_) => None,
    };
    service.ports.iter().filter_map(say).collect()
}
