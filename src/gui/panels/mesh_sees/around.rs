//! Which services have a say in what the mesh makes of one: those of the same Pods, and those of the same name on Universal.
//! Knows nothing of what it makes of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::design::{Design, Service};

/// Services by what they share. Keys are hashes: who has the same by chance is looked at and left.
#[derive(Default)]
pub struct Neighbours {
    by_label: HashMap<u64, Vec<usize>>,
    by_name: HashMap<u64, Vec<usize>>,
}

impl Neighbours {
    /// Of all services of a design.
    pub fn of(design: &Design) -> Neighbours {
        let mut neighbours = Neighbours::default();
        for (at, service) in design.services.iter().enumerate() {
            for (key, value) in &service.selector {
                neighbours.by_label.entry(hash((&service.namespace, key, value))).or_default().push(at);
            }
            neighbours.by_name.entry(hash(&service.name)).or_default().push(at);
        }
        neighbours
    }

    /// A design of the service and those around it alone, in their order. One instance is enough: all have the same ports.
    pub fn around(&self, design: &Design, service: &Arc<Service>) -> Design {
        let mut places: BTreeSet<usize> = self.by_name.get(&hash(&service.name)).into_iter().flatten().copied().collect();
        for pod in self.sharing(design, service).collect::<Vec<_>>() {
            places.insert(pod.0);
            // Who else selects a Pod that this one does.
            if is_part(&service.selector, &pod.1.selector) {
                places.extend(self.sharing(design, pod.1).map(|(at, _)| at));
            }
        }
        let mut small = Design::default();
        small.target = design.target.clone();
        for service in places.into_iter().filter_map(|at| design.services.get(at)) {
            let mut service = (**service).clone();
            service.instances.truncate(1);
            if service.instances.is_empty() {
                // What kuma-dp run fills in.
                service.instances.push(crate::design::Instance { address: "192.0.2.1".to_owned(), ..Default::default() });
            }
            service.calls.clear();
            small.services.push(Arc::new(service));
        }
        small
    }

    /// Those of which one selects all that the other does.
    fn sharing<'a>(&'a self, design: &'a Design, service: &'a Service) -> impl Iterator<Item = (usize, &'a Arc<Service>)> {
        let keys = service.selector.iter().map(|(key, value)| hash((&service.namespace, key, value)));
        let found = keys.filter_map(|key| self.by_label.get(&key)).flatten().filter_map(|at| Some((*at, design.services.get(*at)?)));
        found.filter(|(_, other)| {
            let one_is_part = is_part(&service.selector, &other.selector) || is_part(&other.selector, &service.selector);
            service.namespace == other.namespace && one_is_part
        })
    }
}

fn is_part(part: &BTreeMap<String, String>, whole: &BTreeMap<String, String>) -> bool {
    part.iter().all(|(key, value)| whole.get(key) == Some(value))
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_of_the_same_pods_or_name_are_around() {
        let service = |name: &str, namespace: &str, selector: &[(&str, &str)]| Service {
            name: name.into(),
            namespace: namespace.into(),
            selector: selector.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
            ..Service::default()
        };
        let mut design = Design::default();
        let web = design.push(service("web", "shop", &[("app", "web")]));
        design.push(service("web-v2", "shop", &[("app", "web"), ("version", "2")]));
        design.push(service("second", "shop", &[("version", "2")]));
        design.push(service("other", "shop", &[("app", "other")]));
        design.push(service("elsewhere", "vm", &[("app", "web")]));
        design.push(service("web", "vm", &[]));
        let small = Neighbours::of(&design).around(&design, &design.service(web).unwrap().clone());
        let names: Vec<String> = small.services.iter().map(|service| service.full_name()).collect();
        assert_eq!(names, ["shop/web", "shop/web-v2", "shop/second", "vm/web"]);
    }
}
