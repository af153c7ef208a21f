//! Which problems are listed, in which groups and order: made once a change of the design or of what is asked.
//! Knows nothing of how they are drawn.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::row;
use crate::check::{Finding, Severity, Suppressed};
use crate::design::ServiceId;
use crate::session::Session;

/// Which problems are listed, and how they stand together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Severities that are not listed.
    pub hidden: BTreeSet<Severity>,
    /// Only those with these words in them, in any case.
    pub text: String,
    /// What stands together.
    pub grouping: Grouping,
    /// Whether those are listed too that somebody ignores.
    pub ignored: bool,
    /// Groups of which the head alone is seen.
    pub folded: HashSet<Group>,
}

impl Asked {
    /// Hides a severity, or shows it again.
    pub fn toggle(&mut self, severity: Severity) {
        if !self.hidden.remove(&severity) {
            self.hidden.insert(severity);
        }
    }

    /// Folds a group, or unfolds it.
    pub fn fold(&mut self, group: Group) {
        if !self.folded.remove(&group) {
            self.folded.insert(group);
        }
    }

    /// `text` is what is looked for, in lower case.
    fn takes(&self, session: &Session, finding: &Finding, text: &str) -> bool {
        !self.hidden.contains(&finding.severity) && (text.is_empty() || row::words(session, finding).to_lowercase().contains(text))
    }

    /// The same for what is ignored: the severities are not asked.
    fn takes_ignored(&self, session: &Session, one: &Suppressed, text: &str) -> bool {
        self.ignored && (text.is_empty() || row::ignored_words(session, one).to_lowercase().contains(text))
    }

    fn group(&self, finding: &Finding) -> Group {
        match self.grouping {
            Grouping::Service => Group::Service(finding.place.service),
            Grouping::Rule => Group::Rule(finding.code),
            Grouping::Severity => Group::Severity(finding.severity),
        }
    }
}

/// What stands together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// What is wrong with one service.
    #[default]
    Service,
    /// What one rule found.
    Rule,
    /// Nothing: one list, the worst first.
    Severity,
}

impl Grouping {
    /// Every way.
    pub const ALL: [Grouping; 3] = [Grouping::Service, Grouping::Rule, Grouping::Severity];

    /// As the choice says it.
    pub fn label(self) -> &'static str {
        match self {
            Grouping::Service => "By service",
            Grouping::Rule => "By rule",
            Grouping::Severity => "In one list",
        }
    }
}

/// Some problems that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Of a service, or of the design itself.
    Service(Option<ServiceId>),
    /// Of a rule.
    Rule(&'static str),
    /// As bad as each other.
    Severity(Severity),
    /// Ignored.
    Ignored,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line {
    /// What stands above a group.
    Head(Head),
    /// A place among the session's findings.
    Problem(usize),
    /// A place among what the list holds of what is ignored.
    Ignored(usize),
}

/// What stands above a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// Which group.
    pub group: Group,
    /// How many problems it has.
    pub count: usize,
    /// How bad the worst of them is.
    pub worst: Severity,
}

/// The listed problems.
#[derive(Default)]
pub struct List {
    /// Of which revision, and as who asked.
    made: Option<(u64, Asked)>,
    lines: Vec<Line>,
    /// What is ignored and listed.
    ignored: Vec<Suppressed>,
}

impl List {
    /// Brings the list up to date.
    pub fn follow(&mut self, session: &Session, asked: &Asked) {
        // Words count only where some are looked for.
        let of = if asked.text.is_empty() { session.listed_since() } else { session.revision() };
        if self.made.as_ref().is_some_and(|(made, as_asked)| *made == of && as_asked == asked) {
            return;
        }
        self.made = Some((of, asked.clone()));
        self.lines = lines(session, asked);
        self.ignored = ignored(session, asked);
        if let Some(worst) = self.ignored.iter().map(|one| one.finding.severity).max() {
            self.lines.push(Line::Head(Head { group: Group::Ignored, count: self.ignored.len(), worst }));
            let shown = if asked.folded.contains(&Group::Ignored) { 0 } else { self.ignored.len() };
            self.lines.extend((0..shown).map(Line::Ignored));
        }
    }

    /// As they are listed.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// One that is ignored and listed.
    pub fn ignored(&self, at: usize) -> Option<&Suppressed> {
        self.ignored.get(at)
    }
}

/// What is ignored, in the order of the design.
fn ignored(session: &Session, asked: &Asked) -> Vec<Suppressed> {
    let text = asked.text.trim().to_lowercase();
    session.suppressed().filter(|one| asked.takes_ignored(session, one, &text)).cloned().collect()
}

/// Group by group, that with the worst problem first; within one the worst first, then as they stand in the design.
fn lines(session: &Session, asked: &Asked) -> Vec<Line> {
    let text = asked.text.trim().to_lowercase();
    let taken = session.findings().iter().enumerate().filter(|(_, finding)| asked.takes(session, finding, &text));
    let mut found: Vec<Found> = taken.map(|(at, finding)| Found { group: asked.group(finding), severity: finding.severity, at }).collect();
    match asked.grouping {
        // Those of a service stand together already.
        Grouping::Service => {}
        Grouping::Rule | Grouping::Severity => found.sort_by_key(|found| (found.group, found.at)),
    }
    let mut heads: Vec<(Head, Range<usize>)> = Vec::new();
    let mut start = 0;
    for members in found.chunk_by_mut(|a, b| a.group == b.group) {
        members.sort_by_key(|found| Reverse(found.severity));
        let range = start..start + members.len();
        start = range.end;
        if let Some(worst) = members.first() {
            heads.push((Head { group: worst.group, count: members.len(), worst: worst.severity }, range));
        }
    }
    // Stable: services stay in the order of the design, rules in that of their codes.
    heads.sort_by_key(|(head, _)| Reverse(head.worst));
    let mut lines = Vec::with_capacity(found.len() + heads.len());
    for (head, range) in heads {
        if asked.grouping != Grouping::Severity {
            lines.push(Line::Head(head));
        }
        if !asked.folded.contains(&head.group) {
            lines.extend(found.get(range).unwrap_or_default().iter().map(|found| Line::Problem(found.at)));
        }
    }
    lines
}

/// One problem that is listed.
struct Found {
    group: Group,
    severity: Severity,
    at: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::template::Template;
    use crate::design::{Edit, PortId, ServicePort};

    fn session() -> Session {
        let mut session = Session::new(Template::find("vms-and-kubernetes").map(Template::design).unwrap_or_default());
        let last = session.design().services.last().map(|service| service.id).unwrap();
        session.edit(Edit::put_port(last, ServicePort { id: PortId(99), port: 0, ..ServicePort::default() }));
        session
    }

    fn problems(lines: &[Line]) -> Vec<usize> {
        lines.iter().filter_map(|line| if let Line::Problem(at) = line { Some(*at) } else { None }).collect()
    }

    #[test]
    fn the_worst_service_comes_first_and_its_problems_stay_together() {
        let session = session();
        let last = session.design().services.last().map(|service| service.id);
        let lines = lines(&session, &Asked::default());
        assert!(matches!(lines[0], Line::Head(Head { group: Group::Service(of), worst: Severity::Error, .. }) if of == last));
        let found = problems(&lines);
        assert_eq!(found.len(), session.findings().len());
        let services: Vec<_> = found.iter().map(|at| session.findings()[*at].place.service).collect();
        let mut runs = services.clone();
        runs.dedup();
        assert_eq!(runs.len(), services.iter().collect::<HashSet<_>>().len());
    }

    #[test]
    fn each_way_of_grouping_lists_everything_the_worst_first() {
        let session = session();
        for grouping in Grouping::ALL {
            let lines = lines(&session, &Asked { grouping, ..Asked::default() });
            assert_eq!(problems(&lines).into_iter().collect::<HashSet<_>>().len(), session.findings().len());
            let worst: Vec<_> = lines.iter().filter_map(|line| if let Line::Head(head) = line { Some(head.worst) } else { None }).collect();
            assert!(worst.windows(2).all(|pair| pair[0] >= pair[1]));
        }
        let flat = problems(&lines(&session, &Asked { grouping: Grouping::Severity, ..Asked::default() }));
        assert!(flat.windows(2).all(|pair| session.findings()[pair[0]].severity >= session.findings()[pair[1]].severity));
    }

    #[test]
    fn what_is_hidden_filtered_or_folded_is_not_listed() {
        let session = session();
        let errors = Asked { hidden: [Severity::Warning, Severity::Hint].into(), ..Asked::default() };
        assert!(problems(&lines(&session, &errors)).iter().all(|at| session.findings()[*at].severity == Severity::Error));
        assert!(lines(&session, &Asked { text: "no such words".into(), ..Asked::default() }).is_empty());
        let mut folded = Asked::default();
        folded.fold(Group::Service(session.design().services.last().map(|service| service.id)));
        assert!(problems(&lines(&session, &folded)).len() < session.findings().len());
    }
}
