//! Files that are applied together: what is wrong among their Services and Dataplanes, by what the workloads beside them say.
//! Knows nothing of disks, nor of which files those are.

use std::collections::HashSet;
use std::sync::Arc;

use super::pods::Pods;
use crate::check::found::{Remark, hints_of_gateway, undeclared, uninjected};
use crate::check::{Finding, Severity, among as among_services};
use crate::design::{Service, ServiceId, Target, World};
use crate::manifest::import::{Imported, Origin};
use crate::manifest::seen::Objects;
use crate::manifest::source::{Source, What};
use crate::protocol::MeshVersion;
use crate::protocol::effective::Pod;
use crate::yaml::Node;

/// What of a file matters to the others of its folder.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What the file is called.
    name: String,
    /// Those of its own Pods' gateways are known as such.
    services: Vec<(Arc<Service>, Origin)>,
    pods: Vec<Pod>,
    /// Namespaces that nobody said are in the mesh, with what is to be said of them and which document each is.
    namespaces: Vec<(String, Remark, usize)>,
    /// How many workloads are templates, of which nobody knows what they will be.
    open: usize,
}

/// Something wrong in a file that only what is applied with it tells.
#[derive(Clone, Debug)]
pub struct Clue {
    pub(super) about: About,
}

/// What a clue is about.
#[derive(Clone, Debug)]
pub(super) enum About {
    /// A Service or a Dataplane.
    Service {
        finding: Finding,
        /// As it stands in the file.
        service: Arc<Service>,
        origin: Origin,
        /// The other file, where it takes two.
        beside: Option<String>,
    },
    /// A Namespace.
    Namespace {
        remark: Remark,
        /// Which of the documents it is.
        found: usize,
    },
}

impl Facts {
    /// Those of a file that was imported.
    pub(super) fn of(source: &Source, imported: &Imported) -> Facts {
        let workloads = || source.documents.iter().filter(|found| matches!(found.what, What::Workload(_)));
        let templates = source.documents.iter().filter(|found| found.what == What::Template);
        let open = templates.count() + workloads().filter(|found| !found.placeholders.is_empty()).count();
        let mut objects = Objects::default();
        workloads().filter(|found| found.placeholders.is_empty()).for_each(|found| objects.read_found(&source.name, found));
        let pods = objects.cluster().pods().to_vec();
        let gateways = Pods::of(pods.iter(), std::iter::empty());
        let known = |service: &Arc<Service>| match gateways.gateway(service) {
            Some(gateway) => Arc::new(Service { gateway: Some(gateway), ..(**service).clone() }),
            None => Arc::clone(service),
        };
        let origin = |service: &Arc<Service>| imported.origins.of(service.id).first().cloned();
        let services = imported.design.services.iter().filter_map(|service| Some((known(service), origin(service)?))).collect();
        Facts { name: source.name.clone(), services, pods, namespaces: namespaces(source), open }
    }

    /// Its Services and Dataplanes, and where each stands.
    pub(super) fn services(&self) -> impl Iterator<Item = (&Service, &Origin)> {
        self.services.iter().map(|(service, origin)| (&**service, origin))
    }
}

/// What is wrong in some files that are applied together and in none of their Services and Dataplanes alone, file by file.
pub fn among(files: &[Facts], target: &Target) -> Vec<Vec<Clue>> {
    let pods = Pods::of(files.iter().flat_map(|facts| &facts.pods), files.iter().flat_map(Facts::services).map(|(service, _)| service));
    let all_known = files.iter().all(|facts| facts.open == 0);
    let found: Vec<(usize, &(Arc<Service>, Origin))> =
        files.iter().enumerate().flat_map(|(file, facts)| facts.services.iter().map(move |one| (file, one))).collect();
    let known = (1..).zip(&found).map(|(id, (_, (service, _)))| Arc::new(Service { id: ServiceId(id), ..pods.known(service) }));
    let services: Vec<Arc<Service>> = known.collect();
    let mut findings = among_services(target, &services);
    for (service, (_, (alone, _))) in services.iter().zip(&found) {
        findings.extend(undeclared(service, &pods.selected_by(service)).into_iter().filter(|_| all_known));
        if alone.gateway.is_none() && service.gateway.is_some() {
            findings.extend(hints_of_gateway(target, service));
        }
    }
    let mut clues: Vec<Vec<Clue>> = files.iter().map(|_| Vec::new()).collect();
    for finding in findings {
        let at = |service: Option<ServiceId>| found.get(usize::try_from(service?.0.checked_sub(1)?).ok()?);
        let Some((file, (service, origin))) = at(finding.place.service) else { continue };
        // Two files of a folder may well be the same Service for two clusters.
        let is_other =
            || files.get(*file).is_some_and(|facts| facts.services().filter(|(it, _)| it.full_name() == service.full_name()).count() < 2);
        if finding.code == "N005" && is_other() {
            continue;
        }
        let other = at(finding.other).map(|(other, _)| *other).filter(|other| other != file);
        let beside = other.and_then(|other| files.get(other)).map(|facts| facts.name.clone());
        // Files of one folder may all the same be meant for two places.
        let severity = if beside.is_some() { finding.severity.min(Severity::Warning) } else { finding.severity };
        let finding = Finding { severity, ..finding };
        let clue = Clue { about: About::Service { finding, service: Arc::clone(service), origin: origin.clone(), beside } };
        clues.get_mut(*file).into_iter().for_each(|of_file| of_file.push(clue.clone()));
    }
    let inhabited: HashSet<&str> = services.iter().filter(|it| it.is_on(World::Kubernetes)).map(|it| it.namespace.as_str()).collect();
    let injected: HashSet<&str> =
        files.iter().flat_map(|facts| &facts.pods).filter(|pod| is_injected(pod, target)).map(|pod| pod.namespace.as_str()).collect();
    for (facts, clues) in files.iter().zip(&mut clues) {
        let meant = |name: &str| inhabited.contains(name) && !injected.contains(name);
        let outside = facts.namespaces.iter().filter(|(name, _, _)| meant(name));
        clues.extend(outside.map(|(_, remark, found)| Clue { about: About::Namespace { remark: remark.clone(), found: *found } }));
    }
    clues
}

fn namespaces(source: &Source) -> Vec<(String, Remark, usize)> {
    let found = source.documents.iter().enumerate().filter(|(_, found)| found.what == What::Other("Namespace".to_owned()));
    let closed = found.filter(|(_, found)| found.placeholders.is_empty());
    let name = |root: &Node| Some(root.get("metadata")?.get("name")?.text()?.to_owned());
    closed.filter_map(|(at, found)| Some((name(&found.root)?, uninjected(&found.root)?, at))).collect()
}

/// Whether a Pod asks for its proxy itself: from 2.11 on nobody listens.
fn is_injected(pod: &Pod, target: &Target) -> bool {
    let label = pod.labels.get("kuma.io/sidecar-injection");
    target.version < MeshVersion::V2_11 && label.is_some_and(|label| label == "enabled" || label == "true")
}
