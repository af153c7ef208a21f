//! Services and Pods of Kubernetes with what of them matters to the mesh, and which Service selects which Pod.
//! Knows nothing of what the mesh makes of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{MeshVersion, TargetPort, Transport};

/// A v1/Service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`; empty where it is not said.
    pub namespace: String,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// `metadata.annotations`.
    pub annotations: BTreeMap<String, String>,
    /// `spec.selector`.
    pub selector: BTreeMap<String, String>,
    /// How it is reached.
    pub reach: Reach,
    /// `spec.ports`.
    pub ports: Vec<ServicePort>,
    /// Whether its EndpointSlices, where those are given, name a Pod of a gateway.
    pub leads_to_gateway: bool,
    /// Whether its Namespace is given without the injection label, and the Service itself names no mesh.
    pub outside: bool,
}

/// How a Service is reached, as far as the mesh tells the ways apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// By an address of its own.
    #[default]
    ClusterIp,
    /// By the addresses of its Pods.
    Headless,
    /// A name somewhere else.
    ExternalName,
}

/// One of its ports.
#[derive(Clone, Debug, PartialEq)]
pub struct ServicePort {
    /// `name`; may be empty.
    pub name: String,
    /// `port`.
    pub port: u32,
    /// `targetPort`, which is `port` where it is not said.
    pub target: TargetPort,
    /// `protocol`.
    pub transport: Transport,
    /// `appProtocol`.
    pub app_protocol: Option<String>,
}

/// A Pod, or the template of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pod {
    /// `metadata.namespace`; empty where it is not said.
    pub namespace: String,
    /// The Pod, or the workload that makes it: what Kuma calls a Pod without Services.
    pub owner: String,
    /// `metadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// The annotation `kuma.io/gateway`.
    pub gateway: Option<String>,
    /// Its containers' ports.
    pub ports: Vec<ContainerPort>,
}

/// A port of a container.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerPort {
    /// `name`; may be empty.
    pub name: String,
    /// `containerPort`.
    pub number: u32,
    /// `protocol`.
    pub transport: Transport,
}

/// The key of the annotation that hints at a port: by the Service's own number, never by the target's.
pub fn annotation_key(port: u32) -> String {
    format!("{port}.service.kuma.io/protocol")
}

impl Service {
    /// The annotation that hints at a port.
    pub fn annotation(&self, port: &ServicePort) -> Option<&str> {
        self.annotations.get(&annotation_key(port.port)).map(String::as_str)
    }

    /// Whether `kuma.io/ignore` is said.
    pub(super) fn is_ignored(&self) -> bool {
        self.annotations.get("kuma.io/ignore").is_some_and(|value| ["true", "enabled"].contains(&value.as_str()))
    }

    /// Whether it is in front of a zone proxy: a word of 2.14.
    pub(super) fn is_zone_proxy(&self, version: MeshVersion) -> bool {
        version >= MeshVersion::V2_14 && self.labels.contains_key("k8s.kuma.io/zone-proxy-type")
    }

    fn selects(&self, pod: &Pod) -> bool {
        let all = || self.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value));
        self.namespace == pod.namespace && !self.selector.is_empty() && all()
    }

    /// The Pod that a Service hopes for: its labels, and the ports that it names.
    fn hoped_for(&self) -> Pod {
        let named = self.ports.iter().filter_map(|port| match &port.target {
            TargetPort::Name(name) => Some(ContainerPort { name: name.clone(), number: port.port, transport: port.transport }),
            TargetPort::Number(_) => None,
        });
        let (namespace, owner, labels) = (self.namespace.clone(), self.name.clone(), self.selector.clone());
        Pod { namespace, owner, labels, gateway: None, ports: named.collect() }
    }
}

impl Pod {
    /// The number that a Service port leads to: a number is believed, a name has to be declared (`domain.md` §1.5).
    pub(super) fn number(&self, port: &ServicePort) -> Option<u32> {
        match &port.target {
            TargetPort::Number(number) => Some(*number),
            TargetPort::Name(name) => {
                self.ports.iter().find(|found| found.name == *name && found.transport == port.transport).map(|found| found.number)
            }
        }
    }
}

/// Services, Pods, and who selects whom.
#[derive(Clone, Debug, Default)]
pub struct Cluster {
    services: Vec<Service>,
    pods: Vec<Pod>,
    /// By Pod: the Services that select it, the first of each name, by name: Kuma's order.
    selecting: Vec<Vec<usize>>,
    /// By Service: its Pods, of those alike the first.
    selected: Vec<Vec<usize>>,
    /// Pods from this one on are not given but hoped for.
    hoped_from: usize,
}

impl Cluster {
    /// These Services and these Pods, and no others.
    pub fn new(services: Vec<Service>, pods: Vec<Pod>) -> Cluster {
        let hoped_from = pods.len();
        Cluster { services, pods, selecting: Vec::new(), selected: Vec::new(), hoped_from }.wired()
    }

    /// The same where Pods may be left out: a Service that selects none of these gets the one it hopes for, if the caller agrees.
    pub fn with_hoped_pods(services: Vec<Service>, pods: Vec<Pod>, agrees: impl Fn(usize) -> bool) -> Cluster {
        let mut cluster = Cluster::new(services, pods);
        let alone = cluster.services.iter().zip(&cluster.selected).enumerate();
        let alone = alone.filter(|(at, (service, pods))| pods.is_empty() && !service.selector.is_empty() && agrees(*at));
        let hoped: Vec<Pod> = alone.map(|(_, (service, _))| service.hoped_for()).collect();
        cluster.pods.extend(hoped);
        cluster.wired()
    }

    fn wired(mut self) -> Cluster {
        let mut by_label: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::new();
        for (index, service) in self.services.iter().enumerate() {
            if let Some((key, value)) = service.selector.first_key_value() {
                by_label.entry((&service.namespace, key, value)).or_default().push(index);
            }
        }
        let mut selecting = vec![Vec::new(); self.pods.len()];
        let mut selected = vec![Vec::new(); self.services.len()];
        let mut known = HashSet::new();
        for ((index, pod), selecting) in self.pods.iter().enumerate().zip(&mut selecting) {
            let candidates = pod.labels.iter().filter_map(|(key, value)| by_label.get(&(pod.namespace.as_str(), key, value)));
            let mut found: Vec<usize> =
                candidates.flatten().copied().filter(|at| self.service(*at).is_some_and(|it| it.selects(pod))).collect();
            found.sort_unstable();
            if known.insert((&pod.namespace, &pod.labels, &pod.gateway, &pod.ports)) {
                for at in &found {
                    selected.get_mut(*at).into_iter().for_each(|pods: &mut Vec<usize>| pods.push(index));
                }
            }
            found.sort_by_key(|at| self.service(*at).map(|it| it.name.as_str()));
            found.dedup_by_key(|at| self.service(*at).map(|it| it.name.as_str()));
            *selecting = found;
        }
        (self.selecting, self.selected) = (selecting, selected);
        self
    }

    /// Every Service, as given.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Every Pod, as given, then those that are hoped for.
    pub fn pods(&self) -> &[Pod] {
        &self.pods
    }

    pub(super) fn service(&self, index: usize) -> Option<&Service> {
        self.services.get(index)
    }

    /// The Pods of a Service.
    pub(super) fn pods_of(&self, service: usize) -> &[usize] {
        self.selected.get(service).map_or(&[], Vec::as_slice)
    }

    /// The Services of a Pod by name; `own` stands for all of its name.
    pub(super) fn services_of(&self, pod: usize, own: Option<usize>) -> Vec<usize> {
        let name = own.and_then(|own| self.service(own)).map(|own| own.name.as_str());
        let all = self.selecting.get(pod).map_or(&[][..], Vec::as_slice).iter().copied();
        all.map(|at| own.filter(|_| self.service(at).map(|it| it.name.as_str()) == name).unwrap_or(at)).collect()
    }

    /// Whether a Pod was not given.
    pub(super) fn is_hoped_for(&self, pod: usize) -> bool {
        pod >= self.hoped_from
    }
}
