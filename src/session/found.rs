//! A found file checked: its documents become a design in memory, and every finding is told where it stands in the text.
//! Knows nothing of disks, nor of how findings are shown.

mod place;
mod suppress;

use std::ops::Range;

use crate::check::found::{self as rules, Remark};
use crate::check::{Finding, Severity, check};
use crate::design::{Service, Target, World};
use crate::manifest::import::{Imported, Origin, import};
use crate::manifest::source::{Found, Source, What};

/// A finding in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Who says so.
    pub speaker: Speaker,
    /// One sentence.
    pub message: String,
    /// The path in the document.
    pub field: String,
    /// Which document of the file, from 0.
    pub document: usize,
    /// Where it stands.
    pub span: Range<usize>,
    /// The service it is about.
    pub service: Option<String>,
    /// The number of the port it is about.
    pub port: Option<u32>,
}

/// Who says what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Portolan, in its own words.
    Portolan,
    /// The control plane, which would refuse the document with these very words.
    ControlPlane,
}

impl Speaker {
    /// The word in JSON.
    pub fn keyword(self) -> &'static str {
        match self {
            Speaker::Portolan => "portolan",
            Speaker::ControlPlane => "control-plane",
        }
    }
}

/// Everything wrong in a file, in the order of its documents; in each the order of its text. Every file is its own design: two files of
/// a folder may well be the same Service for two clusters.
pub fn check_found(source: &Source, target: &Target) -> Vec<Said> {
    let mut said: Vec<Said> = source.documents.iter().flat_map(|found| of_document(source, found, target)).collect();
    if source.documents.iter().any(|found| matches!(found.what, What::Service | What::Dataplane)) {
        let imported = import("", std::slice::from_ref(source), target);
        said.extend(check(&imported.design).into_iter().filter_map(|finding| of_design(source, &imported, finding)));
    }
    said.sort_by(|a, b| (a.document, a.span.start, b.severity, a.code).cmp(&(b.document, b.span.start, a.severity, b.code)));
    suppress::apply(source, said)
}

/// What is wrong with a document itself.
fn of_document(source: &Source, found: &Found, target: &Target) -> Vec<Said> {
    let mut remarks: Vec<Remark> = found.repeated.iter().map(rules::repeated).collect();
    match &found.what {
        What::Broken(error) => {
            let at = place::byte(&source.text, error.line, error.column);
            remarks.push(rules::unreadable(&error.message, at..at));
        }
        What::Template => remarks.push(rules::template(found.root.span.clone())),
        What::Dataplane => {
            remarks.extend(rules::dataplane(&found.root, target.version));
            remarks.extend(open(source, found));
        }
        What::Service => remarks.extend(open(source, found)),
        What::Workload(_) | What::Other(_) => {}
    }
    remarks.into_iter().map(|remark| of_remark(found, remark)).collect()
}

fn open(source: &Source, found: &Found) -> Option<Remark> {
    let first = found.placeholders.first()?;
    let mut names: Vec<&str> = Vec::new();
    for hole in &found.placeholders {
        let name = source.text.get(hole.clone()).unwrap_or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(rules::open(&names, first.clone()))
}

fn of_remark(found: &Found, remark: Remark) -> Said {
    Said {
        code: remark.finding.code,
        severity: remark.finding.severity,
        speaker: Speaker::Portolan,
        message: remark.finding.message,
        field: remark.path,
        document: found.document,
        span: remark.span,
        service: None,
        port: None,
    }
}

/// A finding of the design, where it is one of the file too.
fn of_design(source: &Source, imported: &Imported, finding: Finding) -> Option<Said> {
    // What is said of the design itself is said of a design that nobody wrote.
    let service = imported.design.service(finding.place.service?)?;
    let origin = place::origin(imported.origins.of(service.id), &finding.place)?;
    let found = source.documents.get(origin.found)?;
    if !is_meant(service, found, origin, &finding) {
        return None;
    }
    let port = finding.place.port.and_then(|id| service.port(id));
    let spot = place::spot(found, service, origin, port, finding.place.field);
    // What will stand in the place of a placeholder is not known.
    let about_a_hole = finding.message.contains("{{") || found.is_open(&spot.span) && spot.exact;
    (!about_a_hole).then(|| Said {
        code: finding.code,
        severity: finding.severity,
        speaker: Speaker::Portolan,
        message: finding.message,
        field: spot.path,
        document: found.document,
        span: spot.span,
        service: Some(service.name.clone()),
        port: port.map(|port| port.port),
    })
}

/// Whether a finding of the design is true of the document: a design says more than a document, and is more than a part of one.
fn is_meant(service: &Service, found: &Found, origin: &Origin, finding: &Finding) -> bool {
    let says = |keys: &[&str]| keys.iter().try_fold(&found.root, |node, key| node.get(key)).is_some();
    match (service.on, finding.code) {
        // A patch, such as kustomize's, says only what it changes.
        (Some(World::Kubernetes) | None, "P007" | "L003") => says(&["spec", "ports"]) && found.placeholders.is_empty(),
        (Some(World::Kubernetes) | None, "N001") => !says(&["metadata", "generateName"]),
        (Some(World::Kubernetes) | None, _) => true,
        // Whom a Dataplane calls is hardly in its own file.
        (Some(World::Universal), "C001" | "C002") => false,
        // Outbounds may listen on addresses of their own, which a design does not tell apart.
        (Some(World::Universal), "C003") => !place::has_own_addresses(found, &origin.calls),
        // Of what a control plane refuses, these look at more than one Dataplane or at what it accepts and cannot serve. All else it says itself.
        (Some(World::Universal), "H003" | "U005") => true,
        (Some(World::Universal), _) => finding.severity < Severity::Error,
    }
}
