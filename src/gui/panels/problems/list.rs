//! Which problems are listed, in which groups and order: made once a change of the design or of what is asked.
//! Knows nothing of how they are drawn.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::{fixes, row};
use crate::check::{Finding, Severity, Suppressed};
use crate::design::ServiceId;
use crate::gui::panels::services::Stamp;
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
    made: Option<(Stamp, Asked)>,
    lines: Vec<Line>,
    /// How many fixes can be done together.
    safe: usize,
    /// What is ignored and listed.
    ignored: Vec<Suppressed>,
    /// How many are ignored in all.
    silent: usize,
}

impl List {
    /// Brings the list up to date.
    pub fn follow(&mut self, session: &Session, asked: &Asked) {
        if self.made.as_ref().is_some_and(|(stamp, made)| stamp.holds(session) && made == asked) {
            return;
        }
        self.made = Some((Stamp::of(session), asked.clone()));
        self.lines = lines(session, asked);
        self.safe = fixes::safe(session).count();
        self.ignored = ignored(session, asked);
        self.silent = session.suppressed().count();
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

    /// How many fixes can be done together.
    pub fn safe(&self) -> usize {
        self.safe
    }

    /// One that is ignored and listed.
    pub fn ignored(&self, at: usize) -> Option<&Suppressed> {
        self.ignored.get(at)
    }

    /// How many are ignored, listed or not.
    pub fn silent(&self) -> usize {
        self.silent
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
    let mut places: HashMap<Group, usize> = HashMap::new();
    let mut groups: Vec<(Head, Vec<(Severity, usize)>)> = Vec::new();
    for (at, finding) in session.findings().iter().enumerate().filter(|(_, finding)| asked.takes(session, finding, &text)) {
        let group = asked.group(finding);
        let place = *places.entry(group).or_insert_with(|| {
            groups.push((Head { group, count: 0, worst: finding.severity }, Vec::new()));
            groups.len() - 1
        });
        if let Some((head, members)) = groups.get_mut(place) {
            head.count += 1;
            head.worst = head.worst.max(finding.severity);
            members.push((finding.severity, at));
        }
    }
    match asked.grouping {
        // Services stay in the order of the design.
        Grouping::Service | Grouping::Severity => groups.sort_by_key(|(head, _)| Reverse(head.worst)),
        Grouping::Rule => groups.sort_by_key(|(head, _)| (Reverse(head.worst), head.group)),
    }
    let mut lines = Vec::new();
    for (head, mut members) in groups {
        members.sort_by_key(|(severity, _)| Reverse(*severity));
        if asked.grouping != Grouping::Severity {
            lines.push(Line::Head(head));
        }
        if !asked.folded.contains(&head.group) {
            lines.extend(members.into_iter().map(|(_, at)| Line::Problem(at)));
        }
    }
    lines
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
