//! What a design ignores: which findings are silenced, why, and how an `ignore` comes and goes.
//! Knows nothing of what the rules look for.

use std::collections::HashMap;

use super::{Field, Finding, Look, Place, RULES, rule};
use crate::design::{Design, Edit, Ignore, Service, ServiceId, ServicePort, Target};

/// A finding that is not to be heard of, and the reason that is given nearest to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppressed {
    /// What would have been said.
    pub finding: Finding,
    /// Why it is right as it is.
    pub reason: String,
}

/// Where an `ignore` stands, and so how far it reaches.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// The whole design.
    Design(&'a [Ignore]),
    /// One service and its ports.
    Service(&'a Service),
    /// One port.
    Port(&'a Service, &'a ServicePort),
}

/// One `ignore`, as the rules about them see it.
pub struct Ignored<'a> {
    /// What it says.
    pub ignore: &'a Ignore,
    /// Where it stands.
    pub scope: Scope<'a>,
    /// Its number there, from 0.
    pub index: usize,
    /// How many findings it silences.
    pub fits: usize,
    /// What the design is for.
    pub target: &'a Target,
}

impl<'a> Scope<'a> {
    /// Those that a place is in, the nearest first.
    pub fn around(design: &'a Design, place: &Place) -> impl Iterator<Item = Scope<'a>> {
        let service = place.service.and_then(|id| design.service(id));
        let port = service.zip(place.port).and_then(|(service, id)| Some(Scope::Port(service, service.port(id)?)));
        port.into_iter().chain(service.map(|service| Scope::Service(service))).chain([Scope::Design(&design.ignore)])
    }

    /// The nearest to a place.
    pub fn nearest(design: &'a Design, place: &Place) -> Scope<'a> {
        Scope::around(design, place).next().unwrap_or(Scope::Design(&design.ignore))
    }

    /// The nearest that silences a finding.
    pub fn silencing(design: &'a Design, finding: &Finding) -> Option<Scope<'a>> {
        Scope::around(design, &finding.place).find(|scope| scope.list().iter().any(|ignore| ignore.silences(finding.code)))
    }

    fn list(self) -> &'a [Ignore] {
        match self {
            Scope::Design(list) => list,
            Scope::Service(service) => &service.ignore,
            Scope::Port(_, port) => &port.ignore,
        }
    }

    fn with(self, ignore: Vec<Ignore>) -> Edit {
        match self {
            Scope::Design(_) => Edit::SetIgnore(ignore),
            Scope::Service(service) => Edit::put_service(Service { ignore, ..service.clone() }),
            Scope::Port(service, port) => Edit::put_port(service.id, ServicePort { ignore, ..port.clone() }),
        }
    }

    fn at(self, field: Field) -> Place {
        match self {
            Scope::Design(_) => Place::design(field),
            Scope::Service(service) => Place::service(service, field),
            Scope::Port(service, port) => Place::port(service, port, field),
        }
    }

    /// Its own words for where it is.
    pub fn name(self) -> String {
        match self {
            Scope::Design(_) => "the design".to_owned(),
            Scope::Service(service) => service.name.clone(),
            Scope::Port(service, port) => format!("{}:{}", service.name, port.port),
        }
    }

    /// The edit that silences a rule from here on.
    pub fn ignoring(self, code: &str, reason: &str) -> Edit {
        let mut list = self.list().to_vec();
        list.push(Ignore { code: code.to_owned(), reason: reason.to_owned() });
        Edit::Many(format!("ignore {code} in {}", self.name()), vec![self.with(list)])
    }

    /// The edit that lets a rule speak again, if it is silenced right here.
    pub fn hearing(self, code: &str) -> Option<Edit> {
        let rest: Vec<Ignore> = self.list().iter().filter(|ignore| !ignore.silences(code)).cloned().collect();
        let edit = || Edit::Many(format!("hear {code} again in {}", self.name()), vec![self.with(rest.clone())]);
        (rest.len() < self.list().len()).then(edit)
    }

    /// Each `ignore` here.
    pub(super) fn each(self, target: &'a Target, fits: impl Fn(&Ignore) -> usize) -> impl Iterator<Item = Ignored<'a>> {
        self.list().iter().enumerate().map(move |(index, ignore)| Ignored { ignore, scope: self, index, fits: fits(ignore), target })
    }
}

impl Ignored<'_> {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.scope.at(Field::Ignore(self.index))
    }

    /// The edit that takes it away.
    pub fn removed(&self) -> Edit {
        let others = self.scope.list().iter().enumerate().filter(|(index, _)| *index != self.index);
        self.scope.with(others.map(|(_, ignore)| ignore.clone()).collect())
    }

    /// The edit that makes it another rule's.
    pub fn renamed(&self, code: &str) -> Edit {
        let mut list = self.scope.list().to_vec();
        if let Some(ignore) = list.get_mut(self.index) {
            ignore.code = code.to_owned();
        }
        self.scope.with(list)
    }
}

impl Ignore {
    /// Whether it is about a rule of that code, which it may call by its name, and says why.
    pub fn silences(&self, code: &str) -> bool {
        let is_of_rule = || self.code.eq_ignore_ascii_case(code) || rule(&self.code).is_some_and(|rule| rule.code == code);
        !self.reason.trim().is_empty() && is_of_rule()
    }
}

/// The reason that is given nearest to a finding, if it is silenced: at its port, its service, or in the design.
fn reason<'a>(finding: &Finding, design: &'a [Ignore], service: Option<&'a Service>) -> Option<&'a str> {
    let port = service.zip(finding.place.port).and_then(|(service, id)| service.port(id));
    let lists = [port.map(|port| &port.ignore[..]), service.map(|service| &service.ignore[..]), Some(design)];
    lists.into_iter().flatten().flatten().find(|ignore| ignore.silences(finding.code)).map(|ignore| ignore.reason.as_str())
}

/// Takes those findings away that somebody ignores.
pub(super) fn suppress(findings: &mut Vec<Finding>, design: &[Ignore], service: Option<&Service>) -> Vec<Suppressed> {
    let mut suppressed = Vec::new();
    for finding in std::mem::take(findings) {
        match reason(&finding, design, service).filter(|_| finding.can_be_ignored()) {
            Some(reason) => suppressed.push(Suppressed { reason: reason.to_owned(), finding }),
            None => findings.push(finding),
        }
    }
    suppressed
}

impl Finding {
    /// Whether an `ignore` can silence it: not what is wrong with one.
    pub fn can_be_ignored(&self) -> bool {
        !matches!(self.place.field, Field::Ignore(_))
    }
}

/// What is wrong with what is ignored somewhere.
pub(super) fn of_ignores(scope: Scope<'_>, target: &Target, fits: impl Fn(&Ignore) -> usize) -> Vec<Finding> {
    let judge = |ignored: Ignored<'_>| {
        let looks = RULES.iter().flat_map(|rule| rule.looks);
        looks.filter_map(|look| if let Look::Ignored(look) = look { look(&ignored) } else { None }).collect::<Vec<_>>()
    };
    scope.each(target, fits).flat_map(judge).collect()
}

/// The same for a service and its ports, of which everything else is found.
pub(super) fn of_ignores_of(service: &Service, target: &Target, findings: &[Finding]) -> Vec<Finding> {
    let fits = |ignore: &Ignore| findings.iter().filter(|finding| ignore.silences(finding.code)).count();
    let mut found = of_ignores(Scope::Service(service), target, fits);
    for port in &service.ports {
        let own = |finding: &&Finding| finding.place.port == Some(port.id);
        let fits = |ignore: &Ignore| findings.iter().filter(own).filter(|finding| ignore.silences(finding.code)).count();
        found.extend(of_ignores(Scope::Port(service, port), target, fits));
    }
    found
}

/// What is silenced, service by service, and how much of each rule.
#[derive(Debug, Default)]
pub(super) struct Silence {
    all: HashMap<Option<ServiceId>, Vec<Suppressed>>,
    counts: HashMap<&'static str, usize>,
}

impl Silence {
    /// What is silenced in a service, or in what is the design's own, from now on.
    pub fn put(&mut self, of: Option<ServiceId>, suppressed: Vec<Suppressed>) {
        for one in &suppressed {
            *self.counts.entry(one.finding.code).or_default() += 1;
        }
        let before = if suppressed.is_empty() { self.all.remove(&of) } else { self.all.insert(of, suppressed) };
        for one in before.into_iter().flatten() {
            if let Some(count) = self.counts.get_mut(one.finding.code) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// What is silenced there.
    pub fn of(&self, of: Option<ServiceId>) -> &[Suppressed] {
        self.all.get(&of).map_or(&[], Vec::as_slice)
    }

    /// How much is silenced in all.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many findings an `ignore` of the whole design silences.
    pub fn fits(&self, ignore: &Ignore) -> usize {
        self.counts.iter().filter(|(code, _)| ignore.silences(code)).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checked;
    use crate::check::testing::{http, ports};
    use crate::design::World;

    fn codes(checked: &Checked) -> (Vec<&str>, Vec<(&str, &str)>) {
        let silent = checked.suppressed().map(|one| (one.finding.code, one.reason.as_str()));
        (checked.findings().iter().map(|finding| finding.code).collect(), silent.collect())
    }

    #[test]
    fn what_is_ignored_is_listed_with_the_reason_and_not_among_the_findings() {
        let (mut design, mut checked) = (Design::default(), Checked::default());
        design.name = "shop".into();
        let unsaid = |port| ServicePort { protocol: None, ..http(port) };
        design.push(Service { on: Some(World::Kubernetes), ..ports([unsaid(81), unsaid(82)]) });
        checked.update(&design, &());
        assert_eq!(codes(&checked), (vec!["H008", "H008"], vec![]));
        let first = checked.findings()[0].place.clone();
        design.apply(Scope::nearest(&design, &first).ignoring("H008", "a relic"));
        checked.update(&design, &());
        assert_eq!(codes(&checked), (vec!["H008"], vec![("H008", "a relic")]));
        design.apply(Scope::Design(&[]).ignoring("protocol-not-said", "nobody knows"));
        checked.update(&design, &());
        assert_eq!(codes(&checked), (vec![], vec![("H008", "a relic"), ("H008", "nobody knows")]));
        let again = Scope::Design(&design.ignore).hearing("H008").unwrap();
        design.apply(again);
        assert_eq!(Scope::Design(&design.ignore).hearing("H008"), None);
        let again = Scope::nearest(&design, &first).hearing("H008").unwrap();
        design.apply(again);
        checked.update(&design, &());
        assert_eq!(codes(&checked), (vec!["H008", "H008"], vec![]));
    }
}
