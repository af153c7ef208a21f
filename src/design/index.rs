//! The services of a design by identity and by name, so that nothing has to be searched for.
//! Knows nothing of what made the design change: it compares pointers.

use std::collections::HashMap;
use std::sync::Arc;

use super::callers::Callers;
use super::{Design, Names, Service, ServiceId};

/// Where each service stands, and who is meant by a call's words. Good for one state of a design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    names: Names,
    callers: Callers,
    places: HashMap<ServiceId, usize>,
    ports: usize,
}

impl Index {
    /// The index of a design.
    pub fn of(design: &Design) -> Index {
        let services = &design.services;
        Index { names: Names::of(services), callers: Callers::of(services), places: places(services), ports: ports(services) }
    }

    /// Who is meant by a call's words.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Where the service stands in the user's order.
    pub fn position(&self, id: ServiceId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The service of that identity, in the design that this is the index of.
    pub fn service<'a>(&self, design: &'a Design, id: ServiceId) -> Option<&'a Arc<Service>> {
        design.services.get(self.position(id)?).filter(|service| service.id == id)
    }

    /// The service that `words` mean to a caller.
    pub fn called<'a>(&self, design: &'a Design, caller: &Service, words: &str) -> Option<&'a Arc<Service>> {
        self.service(design, self.names.resolve(words, &caller.namespace)?)
    }

    /// How many ports there are in all.
    pub fn ports(&self) -> usize {
        self.ports
    }

    /// Who has a call that may mean a service of that name.
    pub fn callers(&self, name: &str) -> impl Iterator<Item = ServiceId> {
        self.callers.of_name(name)
    }

    /// Becomes the index of `after` where it was that of `before`. What stands where it stood is not even looked at.
    pub fn follow(&mut self, before: &Design, after: &Design) {
        let (old, new) = (&before.services, &after.services);
        let changed = || old.iter().zip(new).filter(|(old, new)| !Arc::ptr_eq(old, new));
        if old.len() == new.len() && changed().all(|(old, new)| old.id == new.id) {
            for (old, new) in changed() {
                self.callers.update(Some(old), Some(new));
                self.ports = (self.ports + new.ports.len()).saturating_sub(old.ports.len());
            }
            for (old, new) in changed().filter(|(old, new)| is_renamed(old, new)) {
                self.names.update(Some(old), Some(new));
                self.names.arrange(&new.name, &self.places);
            }
            return;
        }
        let places = places(new);
        for old in old {
            let now = places.get(&old.id).and_then(|place| new.get(*place));
            if now.is_none_or(|now| !Arc::ptr_eq(old, now)) {
                self.callers.update(Some(old), now.map(|now| &**now));
            }
            match now {
                Some(new) if Arc::ptr_eq(old, new) || !is_renamed(old, new) => {}
                now => self.names.update(Some(old), now.map(|now| &**now)),
            }
        }
        for came in new.iter().filter(|service| !self.places.contains_key(&service.id)) {
            self.names.update(None, Some(came));
            self.callers.update(None, Some(came));
        }
        self.places = places;
        self.ports = ports(new);
        self.names.arrange_all(&self.places);
    }
}

fn is_renamed(old: &Service, new: &Service) -> bool {
    old.name != new.name || old.namespace != new.namespace
}

fn ports(services: &[Arc<Service>]) -> usize {
    services.iter().map(|service| service.ports.len()).sum()
}

/// Where each service stands.
pub(super) fn places(services: &[Arc<Service>]) -> HashMap<ServiceId, usize> {
    services.iter().enumerate().map(|(place, service)| (service.id, place)).collect()
}
