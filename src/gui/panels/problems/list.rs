//! Which problems are listed, and in which order: made once a change of the design or the filter.
//! Knows nothing of how they are drawn.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{fixes, row};
use crate::check::{Finding, Severity};
use crate::design::Service;
use crate::session::Session;

/// Which problems are listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Severities that are not.
    pub hidden: BTreeSet<Severity>,
    /// Only those with these words in them, in any case.
    pub text: String,
}

impl Filter {
    /// Hides a severity, or shows it again.
    pub fn toggle(&mut self, severity: Severity) {
        if !self.hidden.remove(&severity) {
            self.hidden.insert(severity);
        }
    }

    /// `text` is what is looked for, in lower case.
    fn takes(&self, session: &Session, finding: &Finding, text: &str) -> bool {
        !self.hidden.contains(&finding.severity) && (text.is_empty() || row::words(session, finding).to_lowercase().contains(text))
    }
}

/// The listed problems.
#[derive(Default)]
pub struct List {
    made: Option<Made>,
    /// Places among the session's findings.
    rows: Vec<usize>,
    /// Whether there are several fixes that can be done together.
    several_safe: bool,
}

/// What a list was made from.
#[derive(PartialEq)]
struct Made {
    revision: u64,
    findings: usize,
    /// Kept, so that another design's services cannot be taken for these.
    first: Option<Arc<Service>>,
    filter: Filter,
}

impl List {
    /// Brings the list up to date.
    pub fn follow(&mut self, session: &Session, filter: &Filter) {
        let first = session.design().services.first();
        let same = self.made.as_ref().is_some_and(|made| {
            (made.revision, made.findings) == (session.revision(), session.findings().len())
                && made.first.as_ref().map(Arc::as_ptr) == first.map(Arc::as_ptr)
                && made.filter == *filter
        });
        if same {
            return;
        }
        let (revision, findings) = (session.revision(), session.findings().len());
        self.made = Some(Made { revision, findings, first: first.cloned(), filter: filter.clone() });
        self.rows = order(session, filter);
        self.several_safe = fixes::safe(session).nth(1).is_some();
    }

    /// Places among the session's findings, as they are listed.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Whether there are several fixes that can be done together.
    pub fn several_safe(&self) -> bool {
        self.several_safe
    }
}

/// Service by service, that with the worst problem first; within one the worst first, then as they stand in the design.
fn order(session: &Session, filter: &Filter) -> Vec<usize> {
    let text = filter.text.trim().to_lowercase();
    let findings = session.findings().iter().enumerate();
    let taken = findings.filter(|(_, finding)| filter.takes(session, finding, &text));
    let mut shown: Vec<_> = taken.map(|(at, finding)| (Reverse(finding.severity), finding.place.service, at)).collect();
    // Findings of one service stand together.
    let mut groups: Vec<&mut [_]> = shown.chunk_by_mut(|(_, a, _), (_, b, _)| a == b).collect();
    groups.iter_mut().for_each(|group| group.sort_by_key(|(severity, ..)| *severity));
    groups.sort_by_key(|group| group.first().map(|(severity, ..)| *severity));
    groups.into_iter().flat_map(|group| group.iter().map(|(.., at)| *at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::template::Template;
    use crate::design::{Edit, ServicePort};

    #[test]
    fn the_worst_service_comes_first_and_its_problems_stay_together() {
        let mut session = Session::new(Template::find("vms-and-kubernetes").map(Template::design).unwrap_or_default());
        let last = session.design().services.last().map(|service| service.id).unwrap();
        session.edit(Edit::put_port(last, ServicePort { id: crate::design::PortId(99), port: 0, ..ServicePort::default() }));
        let rows = order(&session, &Filter::default());
        assert_eq!(rows.len(), session.findings().len());
        assert_eq!(session.findings()[rows[0]].place.service, Some(last));
        let mut seen = Vec::new();
        for row in &rows {
            let service = session.findings()[*row].place.service;
            assert!(seen.last() == Some(&service) || !seen.contains(&service));
            seen.push(service);
        }
        let errors = Filter { hidden: [Severity::Warning, Severity::Hint].into(), ..Filter::default() };
        assert!(order(&session, &errors).iter().all(|row| session.findings()[*row].severity == Severity::Error));
        let nothing = Filter { text: "no such words".into(), ..Filter::default() };
        assert!(order(&session, &nothing).is_empty());
    }
}
