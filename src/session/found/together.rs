//! Files that are applied together: what is wrong among their Services and Dataplanes, by what the workloads beside them say.
//! Knows nothing of disks, nor of which files those are.

use std::sync::Arc;

use super::pods::Pods;
use crate::check::found::{hints_of_gateway, undeclared};
use crate::check::{Finding, among as among_services};
use crate::design::{Service, ServiceId, Target};
use crate::manifest::import::{Imported, Origin};
use crate::manifest::seen::Objects;
use crate::manifest::source::{Source, What};
use crate::protocol::effective::Pod;

/// What of a file matters to the others of its folder.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What the file is called.
    name: String,
    /// Those of its own Pods' gateways are known as such.
    services: Vec<(Arc<Service>, Origin)>,
    pods: Vec<Pod>,
    /// How many workloads are templates, of which nobody knows what they will be.
    open: usize,
}

/// Something wrong in a file that only what is applied with it tells.
#[derive(Clone, Debug)]
pub struct Clue {
    pub(super) finding: Finding,
    /// As it stands in the file.
    pub(super) service: Arc<Service>,
    pub(super) origin: Origin,
    /// The other file, where it takes two.
    pub(super) beside: Option<String>,
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
        Facts { name: source.name.clone(), services, pods, open }
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
        let clue = Clue { finding, service: Arc::clone(service), origin: origin.clone(), beside };
        clues.get_mut(*file).into_iter().for_each(|of_file| of_file.push(clue.clone()));
    }
    clues
}
