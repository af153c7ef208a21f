//! Who calls a service of a name: the calls of a design, read backwards.
//! Knows nothing of who is meant where several have that name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::names::bare;
use super::{Service, ServiceId};

/// The callers of every name that is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Callers {
    all: HashMap<String, BTreeSet<ServiceId>>,
}

impl Callers {
    /// Those among some services.
    pub fn of(services: &[Arc<Service>]) -> Callers {
        let mut callers = Callers::default();
        services.iter().for_each(|service| callers.update(None, Some(service)));
        callers
    }

    /// Who has a call with that name in its words.
    pub fn of_name(&self, name: &str) -> impl Iterator<Item = ServiceId> {
        self.all.get(name).into_iter().flatten().copied()
    }

    /// Tells of one service that changed, came (`from` is `None`) or went (`to` is `None`).
    pub fn update(&mut self, from: Option<&Service>, to: Option<&Service>) {
        if let (Some(from), Some(to)) = (from, to)
            && from.calls.iter().map(|call| &call.service).eq(to.calls.iter().map(|call| &call.service))
        {
            return;
        }
        for (service, call) in calls(from) {
            if let Some(callers) = self.all.get_mut(call) {
                callers.remove(&service);
                if callers.is_empty() {
                    self.all.remove(call);
                }
            }
        }
        for (service, call) in calls(to) {
            self.all.entry(call.to_owned()).or_default().insert(service);
        }
    }
}

fn calls(service: Option<&Service>) -> impl Iterator<Item = (ServiceId, &str)> {
    service.into_iter().flat_map(|service| service.calls.iter().map(|call| (service.id, bare(&call.service))))
}
