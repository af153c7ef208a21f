//! What the mesh sees of a design's or found documents' ports, row by row, in the words of `portolan effective`.
//! Knows nothing of why: that is `protocol::effective`'s. Reads no files.

mod dataplane;
mod kubernetes;
mod read;
mod upgrade;

pub use upgrade::{Change, changes};

use std::collections::{BTreeSet, HashSet};

use crate::design::Design;
use crate::manifest::source::{Found, Source};
use crate::manifest::{Comments, render};
use crate::protocol::effective::{self, Client, Cluster, Kuma, MeshServiceSeen, Pod, Seen, Served, Service, Written};
use crate::protocol::{TargetPort, Transport};
use crate::yaml::{self, Document};

/// What one port of a Service, or one inbound of a Dataplane, is to the mesh.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The file it was found in.
    pub file: String,
    /// Whose port it is.
    pub of: Of,
    /// `port`.
    pub port: u32,
    /// The protocol that the control plane writes.
    pub inbound: Written,
    /// How the app's own proxy serves it.
    pub served: Served,
    /// The MeshService behind it.
    pub mesh_service: MeshServiceSeen,
    /// What a client gets.
    pub client: Client,
    /// Why, in one sentence.
    pub note: String,
}

impl Row {
    fn new(file: &str, of: Of, port: u32, seen: Seen) -> Row {
        let Seen { inbound, served, mesh_service, client, note } = seen;
        Row { file: file.to_owned(), of, port, inbound, served, mesh_service, client, note }
    }
}

/// Whose port a row is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// A v1/Service's.
    Service {
        /// Its namespace; empty where it is not said.
        namespace: String,
        /// Its name.
        service: String,
        /// Where in the Pod the port leads.
        target: TargetPort,
        /// What carries the bytes.
        transport: Transport,
        /// `appProtocol`, as it stands.
        app_protocol: Option<String>,
        /// The annotation, as it stands.
        annotation: Option<String>,
    },
    /// A Dataplane's.
    Dataplane {
        /// Which document of its file, from 0.
        document: usize,
        /// Its name.
        dataplane: String,
        /// Its tag `kuma.io/service`.
        service: Option<String>,
    },
}

/// The objects of some documents that matter to the mesh. They are seen together, as if all were applied.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    services: Vec<(String, Service)>,
    /// With the file and the name of each.
    pods: Vec<(String, String, Pod)>,
    dataplanes: Vec<(Of, String, effective::Dataplane)>,
    /// Namespace and name of a Service, and a Pod that its EndpointSlices name.
    endpoints: Vec<(String, String, String)>,
    /// Namespaces that are given without the injection label.
    uninjected: BTreeSet<String>,
}

impl Objects {
    /// Takes in the documents of a found file.
    pub fn read_source(&mut self, source: &Source) {
        source.documents.iter().for_each(|found| self.read_found(&source.name, found));
    }

    /// Takes in one document of a file.
    pub fn read_found(&mut self, file: &str, found: &Found) {
        read::object(self, file, found.document, &found.root, None);
    }

    /// Takes in the documents of a file; what is neither Service, Pod, workload nor Dataplane is left alone.
    pub fn read(&mut self, file: &str, documents: &[Document]) {
        for (index, document) in documents.iter().enumerate() {
            read::object(self, file, index, &document.root, None);
        }
    }

    /// The objects that a design becomes: its Services, and the Dataplanes of its instances.
    pub fn of_design(file: &str, design: &Design) -> Objects {
        let mut objects = Objects::default();
        for manifest in render(design, Comments::Off).iter().filter(|manifest| !manifest.template) {
            // What was written here can be read; a text that cannot would be no object either.
            let documents = yaml::parse(&manifest.text()).unwrap_or_default();
            objects.read(file, &documents);
        }
        objects
    }

    /// Whether there is anything to see.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty() && self.pods.is_empty() && self.dataplanes.is_empty()
    }

    /// The Services and Pods as they are, without Pods that nobody gave.
    pub fn cluster(&self) -> Cluster {
        Cluster::new(self.seen_services(), self.seen_pods())
    }

    /// A row for each port of each Service, then for each inbound of each Dataplane, in the order of the documents.
    pub fn rows(&self, kuma: Kuma) -> Vec<Row> {
        // Who gives Pods beside a Service gives its Pod too; who gives the Service alone has it elsewhere.
        let beside: HashSet<(&str, &str)> = self.pods.iter().map(|(file, _, pod)| (file.as_str(), pod.namespace.as_str())).collect();
        let alone = |at: usize| self.services.get(at).is_some_and(|(file, it)| !beside.contains(&(file.as_str(), it.namespace.as_str())));
        let cluster = Cluster::with_hoped_pods(self.seen_services(), self.seen_pods(), alone);
        let mut rows = kubernetes::rows(&cluster, self.services.iter().map(|(file, _)| file.as_str()), kuma);
        rows.extend(dataplane::rows(&self.dataplanes, kuma));
        rows
    }

    fn seen_pods(&self) -> Vec<Pod> {
        self.pods.iter().map(|(_, _, pod)| pod.clone()).collect()
    }

    fn seen_services(&self) -> Vec<Service> {
        let gateways: HashSet<(&str, &str)> = self
            .pods
            .iter()
            .filter(|(_, _, pod)| pod.gateway.is_some())
            .map(|(_, name, pod)| (pod.namespace.as_str(), name.as_str()))
            .collect();
        let leading = self.endpoints.iter().filter(|(namespace, _, pod)| gateways.contains(&(namespace.as_str(), pod.as_str())));
        let leading: HashSet<(&str, &str)> = leading.map(|(namespace, service, _)| (namespace.as_str(), service.as_str())).collect();
        let leads = |service: &Service| leading.contains(&(service.namespace.as_str(), service.name.as_str()));
        let services = self.services.iter().map(|(_, service)| service);
        let outside = |service: &Service| self.uninjected.contains(&service.namespace) && !service.labels.contains_key("kuma.io/mesh");
        let known = |service: &Service| Service { leads_to_gateway: leads(service), outside: outside(service), ..service.clone() };
        services.map(known).collect()
    }
}
