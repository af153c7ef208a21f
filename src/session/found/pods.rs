//! The Pods that files give, and what they say of the Services that select them: which number a name means, which Pods two selectors
//! have in common, and that the proxy is a gateway's. Knows nothing of what is wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::design::{Gateway, Service, TargetPort, World};
use crate::protocol::effective::Pod;

/// Pods, those alike once.
pub(super) struct Pods<'a> {
    /// By namespace and a label.
    labelled: HashMap<(&'a str, &'a str, &'a str), Vec<&'a Pod>>,
    /// What any of the Services asks for: other labels tell nobody apart.
    wanted: HashSet<(&'a str, &'a str)>,
}

impl<'a> Pods<'a> {
    pub(super) fn of(pods: impl Iterator<Item = &'a Pod>, services: impl Iterator<Item = &'a Service>) -> Pods<'a> {
        let mut labelled: HashMap<(&str, &str, &str), Vec<&Pod>> = HashMap::new();
        let mut known = HashSet::new();
        // Whose Pod it is tells no two of them apart.
        for pod in pods.filter(|pod| known.insert((&pod.namespace, &pod.labels, &pod.gateway, &pod.ports))) {
            for (key, value) in &pod.labels {
                labelled.entry((&pod.namespace, key, value)).or_default().push(pod);
            }
        }
        let wanted = services.flat_map(|service| &service.selector).map(|(key, value)| (key.as_str(), value.as_str())).collect();
        Pods { labelled, wanted }
    }

    /// Those that a Service selects.
    pub(super) fn selected_by(&self, service: &Service) -> Vec<&'a Pod> {
        let on_kubernetes = service.is_on(World::Kubernetes);
        let Some((key, value)) = service.selector.first_key_value().filter(|_| on_kubernetes) else { return Vec::new() };
        let candidates = self.labelled.get(&(service.namespace.as_str(), key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice);
        let has_all = |pod: &&&Pod| service.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value));
        candidates.iter().filter(has_all).copied().collect()
    }

    /// The gateway that a Service leads to.
    pub(super) fn gateway(&self, service: &Service) -> Option<Gateway> {
        gateway_of(&self.selected_by(service))
    }

    /// A Service as its Pods let it be known.
    pub(super) fn known(&self, service: &Service) -> Service {
        let (mut known, pods) = (service.clone(), self.selected_by(service));
        if pods.is_empty() {
            return known;
        }
        known.gateway = known.gateway.or_else(|| gateway_of(&pods));
        for port in &mut known.ports {
            if let Some(TargetPort::Name(name)) = &port.target_port {
                let declared =
                    pods.iter().flat_map(|pod| &pod.ports).filter(|found| found.name == *name && found.transport == port.transport);
                let numbers: BTreeSet<u32> = declared.map(|found| found.number).collect();
                if let (1, Some(number)) = (numbers.len(), numbers.first()) {
                    port.target_port = Some(TargetPort::Number(*number));
                }
            }
        }
        let labels = |pod: &Pod| -> BTreeMap<String, String> {
            let wanted = pod.labels.iter().filter(|(key, value)| self.wanted.contains(&(key.as_str(), value.as_str())));
            wanted.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let mut all = pods.iter().map(|pod| labels(pod));
        if let Some(first) = all.next().filter(|first| all.all(|other| other == *first)) {
            known.selector = first;
        }
        known
    }
}

fn gateway_of(pods: &[&Pod]) -> Option<Gateway> {
    (!pods.is_empty() && pods.iter().all(|pod| pod.gateway.is_some())).then_some(Gateway::Delegated)
}
