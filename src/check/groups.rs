//! Services that share a key, and what one shared rule says of them: an edit judges only the groups it touches.
//! Knows nothing of what the keys mean.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Finding;
use crate::design::{Service, ServiceId, Target};

/// The keys of one service: see [`super::Look::Shared`].
pub type Keys = fn(&Target, &Service) -> Vec<String>;
/// What is wrong among the services of one key.
pub type Judge = fn(&Target, &str, &[&Service]) -> Vec<Finding>;

/// The groups of one shared rule.
#[derive(Debug)]
pub struct Groups {
    keys: Keys,
    judge: Judge,
    all: HashMap<String, Group>,
    /// The keys whose groups have to be judged again.
    touched: HashSet<String>,
}

/// The services of one key, and what is wrong among them.
#[derive(Debug, Default)]
struct Group {
    members: Vec<ServiceId>,
    findings: HashMap<ServiceId, Vec<Finding>>,
}

impl Groups {
    /// No groups yet.
    pub fn new(keys: Keys, judge: Judge) -> Groups {
        Groups { keys, judge, all: HashMap::new(), touched: HashSet::new() }
    }

    /// Tells of a service as it was.
    pub fn remove(&mut self, target: &Target, service: &Service) {
        for key in self.keys_of(target, service) {
            if let Some(group) = self.all.get_mut(&key) {
                group.members.retain(|id| *id != service.id);
            }
            self.touched.insert(key);
        }
    }

    /// Tells of a service as it is.
    pub fn add(&mut self, target: &Target, service: &Service) {
        for key in self.keys_of(target, service) {
            self.all.entry(key.clone()).or_default().members.push(service.id);
            self.touched.insert(key);
        }
    }

    /// Tells that services changed places: which of several is the first may be another one.
    pub fn reordered(&mut self) {
        let several = self.all.iter().filter(|(_, group)| group.members.len() > 1);
        self.touched.extend(several.map(|(key, _)| key.clone()));
    }

    /// Judges what was touched, and names the services about which something else is said now.
    pub fn judge(&mut self, target: &Target, services: &[Arc<Service>], places: &HashMap<ServiceId, usize>) -> Vec<ServiceId> {
        let mut changed = Vec::new();
        for key in std::mem::take(&mut self.touched) {
            let Some(group) = self.all.get_mut(&key) else { continue };
            group.members.sort_by_cached_key(|id| places.get(id));
            let found = |id: &ServiceId| places.get(id).and_then(|place| services.get(*place)).map(|service| &**service);
            let members: Vec<&Service> = group.members.iter().filter_map(found).collect();
            let mut findings: HashMap<ServiceId, Vec<Finding>> = HashMap::new();
            for finding in (self.judge)(target, &key, &members) {
                if let Some(service) = finding.place.service {
                    findings.entry(service).or_default().push(finding);
                }
            }
            let differs = |id: &&ServiceId| findings.get(id) != group.findings.get(id);
            changed.extend(findings.keys().chain(group.findings.keys()).filter(differs));
            group.findings = findings;
            if group.members.is_empty() {
                self.all.remove(&key);
            }
        }
        changed
    }

    /// What is said of one service.
    pub fn of<'a>(&'a self, target: &Target, service: &'a Service) -> impl Iterator<Item = &'a Finding> {
        self.keys_of(target, service).into_iter().filter_map(|key| self.all.get(&key)?.findings.get(&service.id)).flatten()
    }

    /// Each key once.
    fn keys_of(&self, target: &Target, service: &Service) -> Vec<String> {
        let mut keys = (self.keys)(target, service);
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
