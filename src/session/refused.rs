//! What a control plane refuses of a design's Dataplanes, before it is asked: the verdict on each becomes findings of its service.
//! Knows nothing of the control plane's rules, nor of the rules of ours that say the same.
//!
//! What the server answers now is a finding in its words, with its path, in its order. What it would say only to the next try, and for
//! `portable` what a later version would, is known already and is said too, but as ours: no answer has it.

mod place;

use std::collections::HashSet;

use crate::check::verdict::{Answer, Violation, verdict_of};
use crate::check::{Beyond, Field, Finding, Place, Severity, Source, with_meant_hint};
use crate::design::{Design, Index, Service, ServiceId, World};
use crate::manifest::{self, Around, Comments};
use crate::yaml::{Entry, Tree};

/// The Dataplanes of a design, as they would be written.
pub(super) struct Dataplanes<'a> {
    pub(super) design: &'a Design,
    pub(super) index: &'a Index,
}

impl Beyond for Dataplanes<'_> {
    fn refused(&self, service: &Service) -> Vec<Finding> {
        let target = &self.design.target;
        let around = Around { design: self.design, index: self.index, comments: Comments::Off };
        let (mut now, mut later) = (Vec::new(), Vec::new());
        for (instance, mut manifest) in manifest::render_service(&around, service, World::Universal).into_iter().enumerate() {
            if manifest.template {
                fill_in(&mut manifest.tree);
            }
            let verdict = verdict_of(&manifest.tree, target.version);
            let refused = match verdict.answer {
                Answer::Accepted(_) => Vec::new(),
                Answer::Refused(refusal) => vec![refusal.violation()],
                Answer::Invalid(violations) => violations,
            };
            now.extend(refused.into_iter().map(|one| (instance, Source::ControlPlane { field: one.field.clone() }, one)));
            later.extend(verdict.hidden.into_iter().map(|one| (instance, Source::Portolan, one)));
        }
        // What one instance hides another may be refused for now.
        let (mut findings, mut said) = (Vec::new(), HashSet::new());
        for (instance, source, violation) in now.into_iter().chain(later) {
            let place = place::of(service, instance, &violation.field);
            // The mesh of all of them is the design's own mistake, and is said there once.
            let is_designs = place.field == Field::Mesh && service.mesh.is_none();
            if !is_designs && said.insert((place.clone(), violation.field.clone(), violation.message.clone())) {
                findings.push(finding(service, source, place, violation));
            }
        }
        findings
    }

    fn around(&self, before: Option<&Service>, after: Option<&Service>) -> Vec<ServiceId> {
        if let (Some(before), Some(after)) = (before, after)
            && is_called_alike(before, after)
        {
            return Vec::new();
        }
        let names = [before, after].into_iter().flatten().map(|service| service.name.as_str()).collect::<HashSet<_>>();
        names.into_iter().flat_map(|name| self.index.callers(name)).collect()
    }
}

/// Whether the outbounds of those who call it stay as they are.
fn is_called_alike(before: &Service, after: &Service) -> bool {
    let ports = |service: &Service| service.ports.iter().map(|port| (port.port, port.transport, port.inbound_port())).collect::<Vec<_>>();
    let names = |service: &Service| (service.name.clone(), service.namespace.clone(), service.on);
    names(before) == names(after) && before.tags == after.tags && ports(before) == ports(after)
}

/// What `kuma-dp run` will fill in is not known; a name and an address that nobody has anything against stand for it.
fn fill_in(tree: &mut Tree) {
    let Tree::Map(entries) = tree else { return };
    for Entry { key, value, .. } in entries {
        match value {
            Tree::Raw(_) => *value = Tree::Text(if key == "address" { "192.0.2.1" } else { "filled-in" }.to_owned()),
            Tree::Map(_) => fill_in(value),
            Tree::Text(_) | Tree::Number(_) | Tree::Bool(_) | Tree::Seq(_) | Tree::Flow(_) => {}
        }
    }
}

fn finding(service: &Service, source: Source, place: Place, violation: Violation) -> Finding {
    let port = place.port.filter(|_| place.field == Field::Protocol).and_then(|id| service.port(id));
    let hinted = port.filter(|port| port.hint.is_some());
    let finding =
        Finding { code: violation.code, severity: Severity::Error, message: violation.message, place, fix: None, source, other: None };
    match hinted {
        Some(port) => with_meant_hint(service, port, finding),
        None => finding,
    }
}
