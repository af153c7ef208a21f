//! Who is meant by the words of a call.
//! Knows nothing of where services stand, nor of ports.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Service, ServiceId};

/// Which service a call's words mean: `name` in the caller's namespace, else the only one of that name; `namespace/name` says which.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    all: HashMap<String, Vec<(String, ServiceId)>>,
}

impl Names {
    /// The names of some services, in their order: the first of two with the same name and namespace counts.
    pub fn of<'a>(services: impl IntoIterator<Item = &'a Arc<Service>>) -> Names {
        let services = services.into_iter();
        let mut names = Names { all: HashMap::with_capacity(services.size_hint().0) };
        services.for_each(|service| names.update(None, Some(service)));
        names
    }

    /// The service that `words` mean to a caller in `namespace`.
    pub fn resolve(&self, words: &str, namespace: &str) -> Option<ServiceId> {
        if let Some((wanted, name)) = words.split_once('/') {
            return self.all.get(name)?.iter().find(|(found, _)| found == wanted).map(|(_, id)| *id);
        }
        let found = self.all.get(words)?;
        let near = found.iter().find(|(of, _)| of == namespace).map(|(_, id)| *id);
        near.or(if let [(_, only)] = found.as_slice() { Some(*only) } else { None })
    }

    /// Tells of one service renamed, moved, added (`from` is `None`) or removed (`to` is `None`). It stands last among those of its name.
    pub fn update(&mut self, from: Option<&Service>, to: Option<&Service>) {
        if let Some(service) = from
            && let Some(found) = self.all.get_mut(&service.name)
        {
            found.retain(|(_, id)| *id != service.id);
            if found.is_empty() {
                self.all.remove(&service.name);
            }
        }
        if let Some(service) = to {
            self.all.entry(service.name.clone()).or_default().push((service.namespace.clone(), service.id));
        }
    }

    /// Puts those of one name in the order of their places.
    pub(super) fn arrange(&mut self, name: &str, places: &HashMap<ServiceId, usize>) {
        if let Some(found) = self.all.get_mut(name) {
            found.sort_by_key(|(_, id)| places.get(id));
        }
    }

    /// The same for every name.
    pub(super) fn arrange_all(&mut self, places: &HashMap<ServiceId, usize>) {
        for found in self.all.values_mut().filter(|found| found.len() > 1) {
            found.sort_by_key(|(_, id)| places.get(id));
        }
    }
}

/// The name in a call's words, without the namespace.
pub(super) fn bare(words: &str) -> &str {
    words.split_once('/').map_or(words, |(_, name)| name)
}
