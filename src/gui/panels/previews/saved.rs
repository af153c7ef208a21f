//! The saved design, ready for comparisons: who is called by what words, and where each service stands.
//! Knows nothing of the design as it is now.

use std::collections::HashMap;
use std::sync::Arc;

use super::part::joined;
use crate::design::{Design, Names, Service, ServiceId, World};
use crate::manifest::{Around, Comments, render_service};
use crate::yaml::Line;

/// Made once a save.
#[derive(Default)]
pub struct Saved {
    /// The services as they were when this was made: kept, so that no other vector can stand at their address.
    first: Option<Arc<Service>>,
    at: usize,
    len: usize,
    /// Goes up with every save that is noticed.
    pub times: u64,
    names: Names,
    places: HashMap<ServiceId, usize>,
}

impl Saved {
    /// Looks whether the design was saved since.
    pub fn follow(&mut self, saved: &Design) {
        let at = saved.services.as_ptr().addr();
        let same_first = self.first.as_ref().map(Arc::as_ptr) == saved.services.first().map(Arc::as_ptr);
        if self.times > 0 && at == self.at && self.len == saved.services.len() && same_first {
            return;
        }
        *self = Saved {
            first: saved.services.first().cloned(),
            at,
            len: saved.services.len(),
            times: self.times + 1,
            names: saved.by_name(),
            places: saved.services.iter().enumerate().map(|(place, service)| (service.id, place)).collect(),
        };
    }

    /// The service as it was saved.
    pub fn service<'a>(&self, saved: &'a Design, id: ServiceId) -> Option<&'a Arc<Service>> {
        saved.services.get(*self.places.get(&id)?).filter(|service| service.id == id)
    }

    /// Its lines as they were saved.
    pub fn lines(&self, saved: &Design, id: ServiceId, world: World, comments: Comments) -> Vec<Line> {
        let around = Around { design: saved, names: &self.names, comments };
        self.service(saved, id).map(|service| joined(&render_service(&around, service, world))).unwrap_or_default()
    }
}
