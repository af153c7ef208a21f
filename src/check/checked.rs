//! Findings kept up to date: one edit checks one service again, and those that share something with it.
//! Knows nothing of what the rules look for.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::counts::Counts;
use super::groups::Groups;
use super::restated::settle;
use super::suppression::{Silence, of_ignores, of_ignores_of, suppress};
use super::{Finding, Look, RULES, Scope, Severity, Source, Suppressed};
use crate::design::{Design, Ignore, Service, ServiceId, Services, Target};

/// The findings of a design, as of the last update.
#[derive(Debug)]
pub struct Checked {
    name: String,
    /// `None` until the first update.
    target: Option<Target>,
    /// What is ignored everywhere.
    ignore: Vec<Ignore>,
    silence: Silence,
    services: Services,
    places: HashMap<ServiceId, usize>,
    groups: Vec<Groups>,
    findings: Vec<Finding>,
    counts: Counts,
    /// Where the findings of each service start, in the order of the services; the last is where they end.
    starts: Vec<usize>,
    shape: u64,
}

/// So few services are written each in its place; of more the whole stretch is.
const FEW: usize = 64;

/// What is known of services beyond what the rules look at.
pub trait Beyond {
    /// What a control plane refuses of a service, in its order.
    fn refused(&self, service: &Service) -> Vec<Finding>;
    /// Of whom it may refuse something else once a service changed; one of the two is `None` for one that came or went.
    fn around(&self, before: Option<&Service>, after: Option<&Service>) -> Vec<ServiceId>;
}

/// Nothing is.
impl Beyond for () {
    fn refused(&self, _: &Service) -> Vec<Finding> {
        Vec::new()
    }

    fn around(&self, _: Option<&Service>, _: Option<&Service>) -> Vec<ServiceId> {
        Vec::new()
    }
}

/// Which services are looked at again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dirty {
    /// Those that changed, and those that share something with them.
    Changed,
    /// All of them: the target is another one.
    All,
}

impl Default for Checked {
    fn default() -> Checked {
        Checked {
            name: String::new(),
            target: None,
            ignore: Vec::new(),
            silence: Silence::default(),
            services: Services::default(),
            places: HashMap::new(),
            groups: RULES.iter().flat_map(|rule| rule.looks).filter_map(Groups::of_look).collect(),
            findings: Vec::new(),
            counts: Counts::default(),
            starts: vec![0],
            shape: 0,
        }
    }
}

impl Checked {
    /// Looks at what changed since the last update.
    pub fn update(&mut self, design: &Design, beyond: &dyn Beyond) {
        let retargeted = self.target.as_ref() != Some(&design.target);
        if retargeted && self.target.as_ref().is_none_or(|before| before.mesh != design.target.mesh) {
            *self = Checked { shape: self.shape + 1, ..Checked::default() };
        }
        if retargeted {
            self.groups.iter_mut().for_each(Groups::retargeted);
        }
        let ignores_else = self.ignore != design.ignore;
        let fresh = retargeted || ignores_else;
        let anew = fresh || self.name != design.name;
        self.name.clone_from(&design.name);
        self.ignore.clone_from(&design.ignore);
        self.target = Some(design.target.clone());
        self.check_services(design, beyond, if fresh { Dirty::All } else { Dirty::Changed });
        // Last: whether what is ignored everywhere is there is known when everything else is.
        if anew || !self.ignore.is_empty() {
            self.check_design();
        }
    }

    /// Everything wrong: with the design itself, then service by service: first what a control plane refuses, in its order, then of the
    /// service itself and port by port, the worst first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Goes up whenever other findings are listed, or in another order; not when only the words of one change.
    pub fn shape(&self) -> u64 {
        self.shape
    }

    /// What is wrong with the design itself.
    pub fn of_design(&self) -> &[Finding] {
        self.starts.first().and_then(|end| self.findings.get(..*end)).unwrap_or(&[])
    }

    /// The findings of one service, in the same order.
    pub fn of(&self, service: ServiceId) -> &[Finding] {
        let range = self.places.get(&service).and_then(|place| self.range(*place..*place + 1));
        range.and_then(|range| self.findings.get(range)).unwrap_or(&[])
    }

    /// The worst severity of one service.
    pub fn worst(&self, service: ServiceId) -> Option<Severity> {
        self.of(service).iter().map(|finding| finding.severity).max()
    }

    /// What somebody ignores, in the same order.
    pub fn suppressed(&self) -> impl Iterator<Item = &Suppressed> {
        let of_services = self.services.iter().flat_map(|service| self.silence.of(Some(service.id)));
        self.silence.of(None).iter().chain(of_services)
    }

    /// How much is ignored.
    pub fn silent(&self) -> usize {
        self.silence.len()
    }

    /// What somebody ignores about one service.
    pub fn suppressed_of(&self, service: ServiceId) -> &[Suppressed] {
        self.silence.of(Some(service))
    }

    /// Where the findings of some services stand.
    fn range(&self, places: Range<usize>) -> Option<Range<usize>> {
        Some(*self.starts.get(places.start)?..*self.starts.get(places.end)?)
    }

    fn check_design(&mut self) {
        let Some(target) = &self.target else { return };
        let looks = RULES.iter().flat_map(|rule| rule.looks);
        let mut findings: Vec<Finding> = looks
            .flat_map(|look| match look {
                Look::Design(look) => look(&self.name, target),
                Look::Service(_) | Look::Shared { .. } | Look::Targeted { .. } | Look::Ignored(_) => Vec::new(),
            })
            .collect();
        let suppressed = suppress(&mut findings, &self.ignore, None);
        self.silence.put(None, suppressed);
        findings.extend(of_ignores(Scope::Design(&self.ignore), target, |ignore| self.silence.fits(ignore)));
        findings.sort_by_key(|finding| Reverse(finding.severity));
        self.shape += 1;
        let (before, after) = (self.starts.first().copied().unwrap_or(0), findings.len());
        self.counts.came(&findings);
        let went: Vec<Finding> = self.findings.splice(..before, findings).collect();
        self.counts.went(&went);
        self.starts.iter_mut().for_each(|start| *start = *start + after - before);
    }

    fn check_services(&mut self, design: &Design, beyond: &dyn Beyond, which: Dirty) {
        let Some(target) = self.target.clone() else { return };
        let old = std::mem::replace(&mut self.services, design.services.clone());
        let new = &design.services;
        // Services that stand where they stood, at the start and at the end; what lies between came, went or moved.
        let same = |(a, b): &(&Arc<Service>, &Arc<Service>)| Arc::ptr_eq(a, b) || a.id == b.id;
        let head = old.iter().zip(new).take_while(same).count();
        let most = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(same).count().min(most);
        let (came, went) = (head..new.len() - tail, head..old.len() - tail);

        let mut changed: Vec<Change<'_>> = Vec::new();
        let differs = |(a, b): (&'_ Arc<Service>, &'_ Arc<Service>)| !Arc::ptr_eq(a, b);
        for (a, b) in old.iter().zip(new).take(head).chain(old.iter().rev().zip(new.iter().rev()).take(tail)) {
            if differs((a, b)) {
                changed.push((Some(a), Some(b)));
            }
        }
        let mut moved = Moved::default();
        if !(came.is_empty() && went.is_empty()) {
            moved = Moved::between(&old[went.clone()], &new[came.clone()]);
            for (id, service) in &moved.before {
                let now = moved.after.get(id);
                if now.is_none_or(|now| differs((service, now))) {
                    changed.push((Some(service), now.copied()));
                }
            }
            let fresh = moved.after.iter().filter(|(id, _)| !moved.before.contains_key(id));
            let gone: Vec<ServiceId> = moved.before.keys().filter(|id| !moved.after.contains_key(id)).copied().collect();
            gone.into_iter().for_each(|id| self.silence.put(Some(id), Vec::new()));
            changed.extend(fresh.map(|(_, service)| (None, Some(*service))));
            self.places = new.iter().enumerate().map(|(place, service)| (service.id, place)).collect();
        } else if changed.is_empty() && which == Dirty::Changed {
            return;
        }

        let mut dirty: BTreeSet<usize> = match which {
            Dirty::Changed => BTreeSet::new(),
            Dirty::All => (0..new.len()).collect(),
        };
        let places = &self.places;
        let mut note = |id: &ServiceId| dirty.extend(places.get(id));
        for groups in &mut self.groups {
            for (before, after) in &changed {
                groups.change(&target.mesh, before.map(|service| &**service), after.map(|service| &**service));
            }
            if moved.reordered {
                groups.reordered();
            }
            groups.judge(&target, new, places).iter().for_each(&mut note);
        }
        changed.iter().filter_map(|(_, after)| *after).for_each(|service| note(&service.id));
        if which == Dirty::Changed {
            for (before, after) in &changed {
                beyond.around(before.map(|service| &**service), after.map(|service| &**service)).iter().for_each(&mut note);
            }
            moved.namesakes().for_each(|service| beyond.around(None, Some(service)).iter().for_each(&mut note));
        }
        if head == old.len() && head == new.len() && dirty.len() <= FEW {
            dirty.into_iter().for_each(|place| self.rewrite(&target, beyond, place));
        } else {
            self.shape += 1;
            self.write(&target, beyond, head, tail, &old, &dirty);
        }
    }

    /// Writes the findings of one service anew, where they stand; the rest is not even moved while they are as many as before.
    fn rewrite(&mut self, target: &Target, beyond: &dyn Beyond, place: usize) {
        let (Some(service), Some(range)) = (self.services.get(place).cloned(), self.range(place..place + 1)) else { return };
        let silent = self.silence.of(Some(service.id)).len();
        let found = self.check_service(target, beyond, &service);
        self.counts.came(&found);
        let was = self.findings.get(range.clone()).unwrap_or(&[]);
        let same = |(was, is): (&Finding, &Finding)| (was.code, was.severity) == (is.code, is.severity);
        let is_same = was.len() == found.len() && was.iter().zip(&found).all(same);
        self.shape += u64::from(!is_same || silent > 0 || !self.silence.of(Some(service.id)).is_empty());
        let (before, after) = (range.end, range.start + found.len());
        let went: Vec<Finding> = self.findings.splice(range, found).collect();
        self.counts.went(&went);
        if before != after {
            self.starts.iter_mut().skip(place + 1).for_each(|start| *start = *start + after - before);
        }
    }

    /// Writes anew the stretch of findings from the first to the last service about which something changed; the rest stays where it is.
    fn write(&mut self, target: &Target, beyond: &dyn Beyond, head: usize, tail: usize, old: &[Arc<Service>], dirty: &BTreeSet<usize>) {
        let from_end = |place: &usize| self.services.len() - place - 1;
        let shape_same = self.services.len() == old.len() && head == old.len();
        let head = dirty.first().copied().unwrap_or(head).min(head);
        let tail = if shape_same { usize::MAX } else { tail };
        let tail = dirty.last().map_or(tail, |last| from_end(last).min(tail)).min(self.services.len() - head);
        let Some(stretch) = self.range(head..old.len() - tail) else { return };
        let base = stretch.start;

        let places: HashMap<ServiceId, usize> =
            (head..).zip(&old[head..old.len() - tail]).map(|(place, service)| (service.id, place)).collect();
        let mut kept: Vec<Option<Finding>> = self.findings.splice(stretch.clone(), []).map(Some).collect();
        let mut written: Vec<Finding> = Vec::with_capacity(kept.len());
        let mut starts: Vec<usize> = Vec::new();
        let end = self.services.len() - tail;
        for place in head..end {
            starts.push(base + written.len());
            let service = self.services[place].clone();
            let range = if dirty.contains(&place) { None } else { places.get(&service.id).and_then(|old| self.range(*old..*old + 1)) };
            match range {
                Some(range) => written.extend(kept[range.start - base..range.end - base].iter_mut().filter_map(Option::take)),
                None => {
                    let found = self.check_service(target, beyond, &service);
                    self.counts.came(&found);
                    written.extend(found);
                }
            }
        }
        self.counts.went(kept.iter().flatten());
        let after = base + written.len();
        self.findings.splice(base..base, written);
        let rest: Vec<usize> = self.starts[old.len() - tail..].iter().map(|start| start + after - stretch.end).collect();
        self.starts.truncate(head);
        self.starts.extend(starts.into_iter().chain(rest));
    }

    /// Everything wrong with one service, by the groups' last judgement.
    fn check_service(&mut self, target: &Target, beyond: &dyn Beyond, service: &Service) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for look in RULES.iter().flat_map(|rule| rule.looks) {
            match look {
                Look::Service(look) => findings.extend(look(target, service)),
                Look::Design(_) | Look::Shared { .. } | Look::Targeted { .. } | Look::Ignored(_) => {}
            }
        }
        findings.extend(self.groups.iter().flat_map(|groups| groups.of(&target.mesh, service)).cloned());
        settle(&mut findings, beyond.refused(service));
        let is_ignoring = !service.ignore.is_empty() || service.ports.iter().any(|port| !port.ignore.is_empty());
        if is_ignoring {
            findings.extend(of_ignores_of(service, target, &findings));
        }
        if findings.len() > 1 {
            let port = |finding: &Finding| finding.place.port.and_then(|id| service.ports.iter().position(|port| port.id == id));
            findings.sort_by_key(|finding| match finding.source {
                Source::ControlPlane { .. } => None,
                Source::Portolan => Some((port(finding), Reverse(finding.severity), finding.code)),
            });
        }
        let suppressed =
            if is_ignoring || !self.ignore.is_empty() { suppress(&mut findings, &self.ignore, Some(service)) } else { Vec::new() };
        self.silence.put(Some(service.id), suppressed);
        findings
    }
}

/// A service as it was and as it is; one is `None` where it came or went.
type Change<'a> = (Option<&'a Arc<Service>>, Option<&'a Arc<Service>>);

/// The services between those that stand where they stood, before and after.
#[derive(Default)]
struct Moved<'a> {
    before: HashMap<ServiceId, &'a Arc<Service>>,
    after: HashMap<ServiceId, &'a Arc<Service>>,
    /// Whether some that stayed stand in another order.
    reordered: bool,
}

impl<'a> Moved<'a> {
    fn between(old: &'a [Arc<Service>], new: &'a [Arc<Service>]) -> Moved<'a> {
        let by_id = |services: &'a [Arc<Service>]| services.iter().map(|service| (service.id, service)).collect::<HashMap<_, _>>();
        let (before, after) = (by_id(old), by_id(new));
        let stayed: HashSet<ServiceId> = before.keys().filter(|id| after.contains_key(id)).copied().collect();
        let order =
            |services: &'a [Arc<Service>]| services.iter().map(|service| service.id).filter(|id| stayed.contains(id)).collect::<Vec<_>>();
        let reordered = order(old) != order(new);
        Moved { before, after, reordered }
    }

    /// Those that another one of the same full name stood before, or now does: who calls that name may mean another one now.
    fn namesakes(&self) -> impl Iterator<Item = &'a Service> {
        let mut named: HashMap<(&str, &str), Vec<&'a Service>> = HashMap::new();
        for service in self.after.values().filter(|_| self.reordered) {
            named.entry((&service.namespace, &service.name)).or_default().push(service);
        }
        named.into_values().filter(|same| same.len() > 1).filter_map(|same| same.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::check;
    use crate::design::{Call, Edit, Instance, PortId, ServicePort};
    use crate::protocol::{MeshVersion, Protocol};

    /// A service of few names, ports and addresses, so that many share something, and much is wrong.
    fn service((id, name, address, port, called): (u64, u8, u8, u8, u8)) -> Service {
        let port = ServicePort { id: PortId(1), port: u32::from(port), protocol: Some(Protocol::Kafka), ..ServicePort::default() };
        let instance = Instance { name: format!("web-{name}"), address: format!("10.0.0.{address}"), admin_port: None };
        let call = Call { service: format!("s{called}"), port: 1, at: None };
        let (ports, instances, calls) = (vec![port], vec![instance], vec![call]);
        Service { id: ServiceId(id), name: format!("s{name}"), ports, instances, calls, ..Service::default() }
    }

    fn edit() -> impl Strategy<Value = Edit> {
        let service = (1..8u64, 0..4u8, 0..3u8, 0..3u8, 0..5u8).prop_map(service);
        prop_oneof![
            6 => service.prop_map(Edit::put_service),
            2 => (1..8u64).prop_map(|id| Edit::RemoveService(ServiceId(id))),
            2 => (1..8u64, 0..8usize).prop_map(|(id, to)| Edit::MoveService(ServiceId(id), to)),
            1 => "[ab]?".prop_map(Edit::SetName),
            1 => prop_oneof![Just(MeshVersion::V2_5), Just(MeshVersion::V3_0)].prop_map(|version| Edit::SetTarget(Target { version, ..Target::default() })),
        ]
    }

    proptest! {
        #[test]
        fn after_any_edits_it_finds_what_a_fresh_look_finds(edits in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..20)) {
            let (mut design, mut checked) = (Design::default(), Checked::default());
            for step in edits {
                step.into_iter().for_each(|edit| design.apply(edit));
                checked.update(&design, &());
                prop_assert_eq!(checked.findings(), check(&design));
                let mut counted = Counts::default();
                counted.came(checked.findings());
                prop_assert_eq!(checked.counts(), counted);
                prop_assert_eq!(checked.silent(), checked.suppressed().count());
                let of_services = design.services.iter().flat_map(|service| checked.of(service.id));
                let in_services = checked.findings().iter().filter(|finding| finding.place.service.is_some());
                prop_assert!(of_services.eq(in_services));
            }
        }
    }

    #[test]
    fn findings_stand_in_the_order_of_the_design() {
        let mut design = Design::default();
        design.push(service((1, 1, 1, 0, 9)));
        design.push(service((2, 1, 1, 0, 9)));
        let checked = check(&design);
        let place = |finding: &Finding| (finding.place.service, finding.place.port, Reverse(finding.severity));
        assert!(checked.is_sorted_by_key(place), "{checked:#?}");
        assert_eq!(checked.first().map(|finding| finding.code), Some("N004"));
    }
}
