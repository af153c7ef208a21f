//! A found file checked: its documents become a design in memory, and every finding is told where it stands in the text.
//! Knows nothing of disks, nor of how findings are shown.

mod place;
mod pods;
mod refusals;
mod suppress;
mod together;

use together::About;
pub use together::{Clue, Facts, among};

use std::cmp::Reverse;
use std::ops::Range;

use crate::check::found::{self as rules, Remark};
use crate::check::{Finding, Severity, Source as Words, alone};
use crate::design::{Service, Target, World};
use crate::manifest::import::{Alike, Origin, import};
use crate::manifest::source::{Found, Source, What};
use crate::protocol::{Dialect, MeshVersion};

/// A finding in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whose words they are.
    pub words: Words,
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

/// What is told of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// In the order of its documents; in each first what the control plane refuses, in its order.
    pub said: Vec<Said>,
    /// What a comment silences, with its reason.
    pub silenced: Vec<(Said, String)>,
}

/// Everything wrong in a file that is applied by itself.
pub fn check_found(source: &Source, target: &Target) -> Told {
    let (mut said, facts) = of_file(source, target);
    let clues = among(&[facts], target).pop().unwrap_or_default();
    said.extend(clues.into_iter().filter_map(|clue| of_clue((source, target), clue)));
    said.extend(suppress::unheard(source));
    told(source, said)
}

/// What is wrong in a file whatever stands beside it, and what of it matters to the others of its folder.
pub fn check_one(source: &Source, target: &Target) -> (Told, Facts) {
    let (mut said, facts) = of_file(source, target);
    said.extend(suppress::unheard(source));
    (told(source, said), facts)
}

/// What the others of its folder make wrong in a file.
pub fn check_beside(source: &Source, target: &Target, clues: Vec<Clue>) -> Told {
    told(source, clues.into_iter().filter_map(|clue| of_clue((source, target), clue)).collect())
}

fn told(source: &Source, mut said: Vec<Said>) -> Told {
    said.sort_by_key(order);
    suppress::apply(source, said)
}

/// Every file is its own design: two files of a folder may well be the same Service for two clusters.
fn of_file(source: &Source, target: &Target) -> (Vec<Said>, Facts) {
    let mut said: Vec<Said> = source
        .documents
        .iter()
        .flat_map(|found| refusals::of(source, found, target.version).into_iter().chain(of_document(source, found, target)))
        .collect();
    let matters = |what: &What| match what {
        What::Service | What::Dataplane | What::Workload(_) | What::Template => true,
        What::Other(kind) => kind == "Namespace",
        What::Broken(_) => false,
    };
    if !source.documents.iter().any(|found| matters(&found.what)) {
        return (said, Facts::default());
    }
    let facts = Facts::of(source, &import("", std::slice::from_ref(source), target, Alike::Apart));
    for (service, origin) in facts.services() {
        said.extend(alone(target, service).into_iter().filter_map(|finding| of_design((source, target), origin, service, finding)));
    }
    (said, facts)
}

fn of_clue((source, target): (&Source, &Target), clue: Clue) -> Option<Said> {
    match clue.about {
        About::Service { finding, service, origin, beside } => {
            let beside = beside.map_or_else(String::new, |file| format!(" (in {file})"));
            let said = of_design((source, target), &origin, &service, finding)?;
            Some(Said { message: said.message + &beside, ..said })
        }
        About::Namespace { remark, found } => source.documents.get(found).map(|found| of_remark(found, remark)),
    }
}

/// By document; in each first what the control plane says, in its order, and then by place and with the worst first.
fn order(said: &Said) -> impl Ord + use<> {
    let own = match said.words {
        Words::Portolan => Some((said.span.start, Reverse(said.severity), said.code)),
        Words::ControlPlane { .. } => None,
    };
    (said.document, own)
}

/// What is wrong with a document itself.
fn of_document(source: &Source, found: &Found, target: &Target) -> Vec<Said> {
    let mut remarks: Vec<Remark> = found.repeated.iter().map(rules::repeated).collect();
    match &found.what {
        What::Broken(error) => remarks.push(rules::unreadable(&error.message, found.root.span.clone())),
        What::Template => remarks.push(rules::template(found.root.span.clone())),
        What::Dataplane => {
            remarks.extend(rules::dataplane(&found.root, target.version));
            remarks.extend(open(source, found));
        }
        What::Service => {
            remarks.extend(rules::service(&found.root));
            remarks.extend(open(source, found));
        }
        What::Workload(_) | What::Other(_) => {}
    }
    remarks.into_iter().map(|remark| of_remark(found, remark)).collect()
}

/// How many placeholders a message names.
const MOST_NAMED: usize = 12;

fn open(source: &Source, found: &Found) -> Option<Remark> {
    let first = found.placeholders.first()?;
    let mut names: Vec<&str> = Vec::new();
    for name in found.placeholders.iter().filter_map(|hole| source.text.get(hole.clone())) {
        if names.len() < MOST_NAMED && !names.contains(&name) {
            names.push(name);
        }
    }
    Some(rules::open(&names, first.clone()))
}

fn of_remark(found: &Found, remark: Remark) -> Said {
    Said {
        code: remark.finding.code,
        severity: remark.finding.severity,
        words: Words::Portolan,
        message: remark.finding.message,
        field: remark.path,
        document: found.document,
        span: remark.span,
        service: None,
        port: None,
    }
}

/// A finding of the design, where it is one of the file too.
fn of_design((source, target): (&Source, &Target), origin: &Origin, service: &Service, finding: Finding) -> Option<Said> {
    let found = source.documents.get(origin.found)?;
    if !is_meant(service, found, origin, &finding, target.version) {
        return None;
    }
    let port = finding.place.port.and_then(|id| service.port(id));
    let spot = place::spot(found, service, origin, port, finding.place.field);
    // What will stand in the place of a placeholder is not known.
    let about_a_hole = finding.message.contains("{{") || found.is_open(&spot.span) && spot.exact;
    (!about_a_hole).then(|| Said {
        code: finding.code,
        severity: finding.severity,
        words: Words::Portolan,
        message: finding.message,
        field: spot.path,
        document: found.document,
        span: spot.span,
        service: Some(service.service_tag().to_owned()),
        port: port.map(|port| port.port),
    })
}

/// Whether a finding of the design is true of the document: a design says more than a document, and is more than a part of one.
fn is_meant(service: &Service, found: &Found, origin: &Origin, finding: &Finding, version: MeshVersion) -> bool {
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
        // In 3.0 a service is what one workload is, and a tag says nothing.
        (Some(World::Universal), "U018") if version.dialect() == Dialect::Field => {
            let workload = found.root.get("labels").and_then(|labels| labels.get("kuma.io/workload"));
            workload.is_some_and(|name| name.text() == Some(service.service_tag()))
        }
        (Some(World::Universal), _) => finding.severity < Severity::Error,
    }
}
