//! Services that share a key, and what one shared rule says of them: an edit judges only the groups it touches.
//! Knows nothing of what the keys mean.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Finding, Look, RULES};
use crate::design::{Service, ServiceId, Target};

/// The keys of one service: see [`super::Look::Shared`].
pub type Keys = fn(&str, &Service) -> Vec<String>;

/// What is wrong among the services of one key.
#[derive(Clone, Copy, Debug)]
enum Judge {
    /// Whatever the target, within one mesh.
    Everywhere(fn(&str, &[&Service]) -> Vec<Finding>),
    /// For a target.
    Targeted(fn(&Target, &str, &[&Service]) -> Vec<Finding>),
}

/// The groups of one shared rule.
#[derive(Debug)]
pub struct Groups {
    keys: Keys,
    judge: Judge,
    all: HashMap<String, Group>,
    /// The keys whose groups have to be judged again, each once.
    touched: Vec<String>,
    /// In how many groups something is said of a service: of most nothing is, and then its keys are not even made.
    named: HashMap<ServiceId, usize>,
}

/// The services of one key, and what is wrong among them.
#[derive(Debug, Default)]
struct Group {
    members: Vec<ServiceId>,
    /// Whether the members stand in the design's order.
    sorted: bool,
    findings: HashMap<ServiceId, Vec<Finding>>,
    touched: bool,
}

/// What is wrong among services, and with none of them alone.
pub fn among(target: &Target, services: &[Arc<Service>]) -> Vec<Finding> {
    let places: HashMap<ServiceId, usize> = services.iter().enumerate().map(|(place, service)| (service.id, place)).collect();
    let mut findings = Vec::new();
    for mut groups in RULES.iter().flat_map(|rule| rule.looks).filter_map(Groups::of_look) {
        services.iter().for_each(|service| groups.change(&target.mesh, None, Some(service)));
        groups.judge(target, services, &places);
        findings.extend(services.iter().flat_map(|service| groups.of(&target.mesh, service).cloned().collect::<Vec<_>>()));
    }
    findings
}

impl Groups {
    /// Those of a rule that looks at groups.
    pub fn of_look(look: &Look) -> Option<Groups> {
        match look {
            Look::Shared { keys, judge } => Some(Groups::new(*keys, Judge::Everywhere(*judge))),
            Look::Targeted { keys, judge } => Some(Groups::new(*keys, Judge::Targeted(*judge))),
            Look::Design(_) | Look::Service(_) | Look::Ignored(_) => None,
        }
    }

    /// No groups yet.
    fn new(keys: Keys, judge: Judge) -> Groups {
        Groups { keys, judge, all: HashMap::new(), touched: Vec::new(), named: HashMap::new() }
    }

    /// Tells of a service as it was and as it is; one of the two is `None` for a service that came or went.
    pub fn change(&mut self, mesh: &str, before: Option<&Service>, after: Option<&Service>) {
        let keys = |service: Option<&Service>| service.map_or_else(Vec::new, |service| self.keys_of(mesh, service));
        let (old, new) = (keys(before), keys(after));
        if let Some(service) = before {
            old.iter().filter(|key| !new.contains(key)).for_each(|key| self.leave(key, service.id));
        }
        let stays = |key: &String| old.contains(key);
        for key in new {
            let joins = after.filter(|_| !stays(&key)).map(|service| service.id);
            let group = self.all.entry(key.clone()).or_default();
            group.members.extend(joins);
            group.sorted &= joins.is_none();
            Groups::touch(&mut self.touched, group, &key);
        }
    }

    /// Tells that the target is another one.
    pub fn retargeted(&mut self) {
        match self.judge {
            Judge::Everywhere(_) => {}
            Judge::Targeted(_) => self.all.iter_mut().for_each(|(key, group)| Groups::touch(&mut self.touched, group, key)),
        }
    }

    fn leave(&mut self, key: &str, gone: ServiceId) {
        if let Some(group) = self.all.get_mut(key) {
            group.members.retain(|id| *id != gone);
            Groups::touch(&mut self.touched, group, key);
        }
    }

    /// Tells that services changed places: which of several is the first may be another one.
    pub fn reordered(&mut self) {
        for (key, group) in self.all.iter_mut().filter(|(_, group)| group.members.len() > 1) {
            group.sorted = false;
            Groups::touch(&mut self.touched, group, key);
        }
    }

    /// Judges what was touched, and names the services about which something else is said now.
    pub fn judge(&mut self, target: &Target, services: &[Arc<Service>], places: &HashMap<ServiceId, usize>) -> Vec<ServiceId> {
        let mut changed = Vec::new();
        for key in std::mem::take(&mut self.touched) {
            let Some(group) = self.all.get_mut(&key) else { continue };
            group.touched = false;
            if !group.sorted {
                group.members.sort_by_cached_key(|id| places.get(id));
                group.sorted = true;
            }
            let found = |id: &ServiceId| places.get(id).and_then(|place| services.get(*place)).map(|service| &**service);
            let members: Vec<&Service> = group.members.iter().filter_map(found).collect();
            let mut findings: HashMap<ServiceId, Vec<Finding>> = HashMap::new();
            let found = match self.judge {
                Judge::Everywhere(judge) => judge(&key, &members),
                Judge::Targeted(judge) => judge(target, &key, &members),
            };
            for finding in found {
                if let Some(service) = finding.place.service {
                    findings.entry(service).or_default().push(finding);
                }
            }
            let differs = |id: &&ServiceId| findings.get(id) != group.findings.get(id);
            changed.extend(findings.keys().chain(group.findings.keys()).filter(differs));
            for id in findings.keys() {
                *self.named.entry(*id).or_default() += 1;
            }
            for id in std::mem::replace(&mut group.findings, findings).keys() {
                if let Entry::Occupied(mut named) = self.named.entry(*id) {
                    *named.get_mut() -= 1;
                    if *named.get() == 0 {
                        named.remove();
                    }
                }
            }
            if group.members.is_empty() {
                self.all.remove(&key);
            }
        }
        changed
    }

    /// What is said of one service.
    pub fn of<'a>(&'a self, mesh: &str, service: &'a Service) -> impl Iterator<Item = &'a Finding> {
        let keys = if self.named.contains_key(&service.id) { self.keys_of(mesh, service) } else { Vec::new() };
        keys.into_iter().filter_map(|key| self.all.get(&key)?.findings.get(&service.id)).flatten()
    }

    fn touch(touched: &mut Vec<String>, group: &mut Group, key: &str) {
        if !group.touched {
            group.touched = true;
            touched.push(key.to_owned());
        }
    }

    /// Each key once.
    fn keys_of(&self, mesh: &str, service: &Service) -> Vec<String> {
        let mut keys = (self.keys)(mesh, service);
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
