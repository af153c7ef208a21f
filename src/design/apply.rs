//! How an edit changes a design: in place, and calls follow whom they mean.
//! Total: naming what is gone changes nothing. Knows nothing of undo.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::index::places;
use super::names::bare;
use super::{Call, Design, Edit, Index, Names, PortId, Service, ServiceId, ServicePort};

/// From so many changes on it pays to find services by an index instead of a search.
const SEVERAL: usize = 4;

impl Design {
    /// Applies an edit. Cannot fail: naming what is gone changes nothing.
    pub fn apply(&mut self, edit: Edit) {
        let known = (changes(&edit) >= SEVERAL).then(|| Known::of(self));
        let mut hand = Hand { design: self, index: None, known };
        hand.apply(edit);
        hand.settle();
    }

    /// The same with an index at hand, of this design or of one that differs from it in the numbers and hints of ports alone:
    /// what is typed into a port, key by key, searches for nothing.
    pub fn apply_with(&mut self, edit: Edit, index: &Index) {
        match edit {
            Edit::PutPort(id, port) => Hand { design: self, index: Some(index), known: None }.put_port(id, *port),
            other => self.apply(other),
        }
    }
}

/// How many changes an edit is.
fn changes(edit: &Edit) -> usize {
    if let Edit::Many(_, edits) = edit { edits.iter().map(changes).sum() } else { 1 }
}

/// What works on a design: by search for a change or two, by an index for thousands.
struct Hand<'a> {
    design: &'a mut Design,
    /// Where somebody else knows everything to be.
    index: Option<&'a Index>,
    known: Option<Known>,
}

/// Where everything is, kept up to date while many changes are made.
struct Known {
    /// The services that are there. Those that were taken away keep their place until the end, under no identity.
    places: HashMap<ServiceId, usize>,
    gaps: usize,
    /// Made when somebody's callers are asked for.
    calls: Option<Calls>,
}

/// Who calls whom.
struct Calls {
    names: Names,
    /// Who says a name in a call, or once did.
    callers: HashMap<String, BTreeSet<ServiceId>>,
}

/// A caller's place, and which of its calls are meant.
type Caller = (usize, Vec<usize>);

impl Hand<'_> {
    fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::SetName(name) => self.design.name = name,
            Edit::SetTarget(target) => self.design.target = target,
            Edit::SetIgnore(ignore) => self.design.ignore = ignore,
            Edit::PutService(service) => self.put_service(*service),
            Edit::RemoveService(id) => self.remove_service(id),
            Edit::PutPort(id, port) => self.put_port(id, *port),
            Edit::RemovePort(id, gone) => self.remove_port(id, gone),
            Edit::MovePort(id, moved, to) => self.move_port(id, moved, to),
            Edit::MoveService(id, to) => self.move_service(id, to),
            Edit::Many(_, edits) => edits.into_iter().for_each(|edit| self.apply(edit)),
            Edit::Replace(design) => {
                *self.design = *design;
                self.known = self.known.take().map(|_| Known::of(self.design));
            }
        }
    }

    fn position(&self, id: ServiceId) -> Option<usize> {
        match (&self.known, self.index) {
            (Some(known), _) => known.places.get(&id).copied(),
            (None, Some(index)) => index.position(id),
            (None, None) => self.design.position(id),
        }
    }

    fn find(&self, id: ServiceId) -> Option<(usize, &Arc<Service>)> {
        let at = self.position(id)?;
        Some((at, self.design.services.get(at)?))
    }

    /// Changes one service in place, without copying it when nobody else holds it.
    fn change(&mut self, at: usize, change: impl FnOnce(&mut Service)) {
        if let Some(service) = self.design.services.get_mut(at) {
            change(Arc::make_mut(service));
        }
    }

    fn put_service(&mut self, service: Service) {
        self.design.last_id = self.design.last_id.max(service.id.0);
        let new = Arc::new(service);
        let Some((at, old)) = self.find(new.id).map(|(at, old)| (at, old.clone())) else {
            if let Some(known) = &mut self.known {
                known.places.insert(new.id, self.design.services.len());
                known.came(None, &new);
            }
            self.design.services.push(new);
            return;
        };
        let renamed = old.name != new.name || old.namespace != new.namespace;
        let renumbered: Vec<(u32, u32)> = old.ports.iter().filter_map(|port| moved_number(port, &new)).collect();
        let callers = if renamed || !renumbered.is_empty() { self.callers_of(&old) } else { Vec::new() };
        if let Some(place) = self.design.services.get_mut(at) {
            *place = new.clone();
        }
        if let Some(known) = &mut self.known {
            known.came(Some(&old), &new);
        }
        self.renumber(&callers, &renumbered);
        if renamed {
            self.rename(&callers, &new);
        }
    }

    fn put_port(&mut self, id: ServiceId, port: ServicePort) {
        let Some((at, service)) = self.find(id) else { return };
        let moved = service.port(port.id).map(|old| (old.port, port.port)).filter(|(from, to)| from != to);
        let callers = if moved.is_some() { self.callers_at(at) } else { Vec::new() };
        self.change(at, |service| match service.ports.iter_mut().find(|old| old.id == port.id) {
            Some(old) => *old = port,
            None => service.ports.push(port),
        });
        self.renumber(&callers, moved.as_slice());
    }

    fn move_port(&mut self, id: ServiceId, moved: PortId, to: usize) {
        let Some((at, service)) = self.find(id) else { return };
        if let Some(from) = service.ports.iter().position(|port| port.id == moved) {
            self.change(at, |service| {
                let port = service.ports.remove(from);
                service.ports.insert(to.min(service.ports.len()), port);
            });
        }
    }

    fn move_service(&mut self, id: ServiceId, to: usize) {
        self.settle();
        let Some((from, service)) = self.find(id).map(|(from, service)| (from, service.clone())) else { return };
        let services = &mut self.design.services;
        services.remove(from);
        let to = to.min(services.len());
        services.insert(to, service.clone());
        if let Some(known) = &mut self.known {
            let (first, last) = (from.min(to), from.max(to));
            known.places.extend(services.iter().enumerate().take(last + 1).skip(first).map(|(place, service)| (service.id, place)));
            if let Some(calls) = &mut known.calls {
                calls.names.arrange(&service.name, &known.places);
            }
        }
    }

    fn remove_service(&mut self, id: ServiceId) {
        let Some((at, old)) = self.find(id).map(|(at, old)| (at, old.clone())) else { return };
        for (caller, calls) in self.callers_of(&old) {
            self.hang_up(caller, &calls, |_| true);
        }
        match &mut self.known {
            Some(known) => {
                known.places.remove(&id);
                known.gaps += 1;
                if let Some(calls) = &mut known.calls {
                    calls.names.update(Some(&old), None);
                }
            }
            None => drop(self.design.services.remove(at)),
        }
    }

    fn remove_port(&mut self, id: ServiceId, gone: PortId) {
        let Some((at, service)) = self.find(id) else { return };
        let Some(number) = service.port(gone).map(|port| port.port) else { return };
        if service.ports.iter().filter(|other| other.port == number).count() == 1 {
            for (caller, calls) in self.callers_at(at) {
                self.hang_up(caller, &calls, |call| call.port == number);
            }
        }
        self.change(at, |service| service.ports.retain(|port| port.id != gone));
    }

    /// Takes those of a caller's calls away that are meant and of a kind.
    fn hang_up(&mut self, caller: usize, calls: &[usize], of: impl Fn(&Call) -> bool) {
        self.change(caller, |service| {
            let mut index = 0;
            service.calls.retain(|call| {
                index += 1;
                !(calls.contains(&(index - 1)) && of(call))
            });
        });
    }

    /// Lets calls follow ports to other numbers.
    fn renumber(&mut self, callers: &[Caller], moved: &[(u32, u32)]) {
        for (caller, calls) in callers.iter().filter(|_| !moved.is_empty()) {
            self.change(*caller, |service| {
                for index in calls {
                    if let Some(call) = service.calls.get_mut(*index)
                        && let Some((_, to)) = moved.iter().find(|(from, _)| *from == call.port)
                    {
                        call.port = *to;
                    }
                }
            });
        }
    }

    /// Lets calls follow a service to another name.
    fn rename(&mut self, callers: &[Caller], to: &Service) {
        for (caller, calls) in callers {
            self.change(*caller, |service| {
                let words = words_for(&to.name, &to.namespace, service.namespace == to.namespace);
                for index in calls {
                    if let Some(call) = service.calls.get_mut(*index) {
                        call.service.clone_from(&words);
                    }
                }
            });
            if let Some(calls) = self.known.as_mut().and_then(|known| known.calls.as_mut())
                && let Some(service) = self.design.services.get(*caller)
            {
                calls.note(service);
            }
        }
    }

    /// Who calls the service at a place. It is not held meanwhile, so that it need not be copied to be changed.
    fn callers_at(&mut self, at: usize) -> Vec<Caller> {
        let service = self.design.services.get(at).cloned();
        service.map(|service| self.callers_of(&service)).unwrap_or_default()
    }

    /// Who calls a service, and with which of its calls. Only services that name it are looked at closely.
    fn callers_of(&mut self, called: &Service) -> Vec<Caller> {
        let services = &self.design.services;
        let named = |call: &Call| bare(&call.service) == called.name;
        let meant = |names: &Names, at: usize| -> Option<Caller> {
            let service = services.get(at)?;
            let calls = service
                .calls
                .iter()
                .enumerate()
                .filter(|(_, call)| named(call) && names.resolve(&call.service, &service.namespace) == Some(called.id));
            let calls: Vec<usize> = calls.map(|(index, _)| index).collect();
            (!calls.is_empty()).then_some((at, calls))
        };
        if let Some(known) = &mut self.known {
            let calls = known.calls.get_or_insert_with(|| Calls::of(services, &known.places));
            let callers = calls.callers.get(&called.name).into_iter().flatten();
            return callers.filter_map(|id| meant(&calls.names, *known.places.get(id)?)).collect();
        }
        if let Some(index) = self.index {
            let places = index.callers(&called.name).filter_map(|id| index.position(id));
            return places.filter_map(|at| meant(index.names(), at)).collect();
        }
        let callers = services.iter().enumerate().filter(|(_, service)| service.calls.iter().any(named));
        let callers: Vec<usize> = callers.map(|(at, _)| at).collect();
        if callers.is_empty() {
            return Vec::new();
        }
        let names = Names::of(services.iter().filter(|service| service.name == called.name));
        callers.into_iter().filter_map(|at| meant(&names, at)).collect()
    }

    /// Closes the gaps of what was taken away.
    fn settle(&mut self) {
        let Some(known) = self.known.as_mut().filter(|known| known.gaps > 0) else { return };
        let mut at = 0;
        self.design.services.retain(|service| {
            at += 1;
            known.places.get(&service.id) == Some(&(at - 1))
        });
        known.places = places(&self.design.services);
        known.gaps = 0;
    }
}

impl Known {
    fn of(design: &Design) -> Known {
        Known { places: places(&design.services), gaps: 0, calls: None }
    }

    /// Tells of a service that came, or took the place of the one it was.
    fn came(&mut self, old: Option<&Service>, new: &Service) {
        let Some(calls) = &mut self.calls else { return };
        if old.is_none_or(|old| old.name != new.name || old.namespace != new.namespace) {
            calls.names.update(old, Some(new));
            calls.names.arrange(&new.name, &self.places);
        }
        if old.is_none_or(|old| old.calls != new.calls) {
            calls.note(new);
        }
    }
}

impl Calls {
    fn of(services: &[Arc<Service>], places: &HashMap<ServiceId, usize>) -> Calls {
        let there = services.iter().enumerate().filter(|(at, service)| places.get(&service.id) == Some(at)).map(|(_, service)| service);
        let mut calls = Calls { names: Names::of(there.clone()), callers: HashMap::new() };
        there.for_each(|service| calls.note(service));
        calls
    }

    fn note(&mut self, caller: &Service) {
        for call in &caller.calls {
            let name = bare(&call.service);
            match self.callers.get_mut(name) {
                Some(callers) => drop(callers.insert(caller.id)),
                None => drop(self.callers.insert(name.to_owned(), [caller.id].into())),
            }
        }
    }
}

/// The number of a port before and after, where it changed.
fn moved_number(old: &ServicePort, new: &Service) -> Option<(u32, u32)> {
    let now = new.port(old.id)?;
    (now.port != old.port).then_some((old.port, now.port))
}

/// What a call says for a service: the bare name where that is enough.
fn words_for(name: &str, namespace: &str, near: bool) -> String {
    if near || namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shop() -> (Design, ServiceId, ServiceId) {
        let mut design = Design::default();
        let port = ServicePort { id: PortId(1), port: 8080, ..ServicePort::default() };
        let api = design.push(Service { name: "api".into(), namespace: "shop".into(), ports: vec![port], ..Service::default() });
        let call = Call { service: "api".into(), port: 8080, at: Some(10001) };
        let web = design.push(Service { name: "web".into(), namespace: "shop".into(), calls: vec![call], ..Service::default() });
        (design, api, web)
    }

    fn calls(design: &Design, id: ServiceId) -> Vec<(String, u32)> {
        design.service(id).map(|service| service.calls.iter().map(|call| (call.service.clone(), call.port)).collect()).unwrap()
    }

    #[test]
    fn calls_follow_a_rename_a_move_and_another_port_number() {
        let (mut design, api, web) = shop();
        let mut service = (**design.service(api).unwrap()).clone();
        service.name = "backend".into();
        service.namespace = "core".into();
        service.ports[0].port = 9090;
        design.apply(Edit::put_service(service));
        assert_eq!(calls(&design, web), [("core/backend".to_owned(), 9090)]);
        let mut port = design.service(api).unwrap().ports[0].clone();
        port.port = 7070;
        design.apply(Edit::put_port(api, port));
        assert_eq!(calls(&design, web), [("core/backend".to_owned(), 7070)]);
    }

    #[test]
    fn nobody_calls_what_is_gone() {
        let (mut design, api, web) = shop();
        let whole = design.clone();
        design.apply(Edit::RemovePort(api, PortId(1)));
        assert_eq!(calls(&design, web), []);
        let mut design = whole;
        design.apply(Edit::RemoveService(api));
        assert_eq!(calls(&design, web), []);
        assert_eq!(design.services.len(), 1);
    }

    #[test]
    fn naming_what_is_gone_changes_nothing() {
        let (design, api, _) = shop();
        for edit in [
            Edit::RemoveService(ServiceId(99)),
            Edit::RemovePort(api, PortId(9)),
            Edit::MovePort(api, PortId(9), 0),
            Edit::MoveService(ServiceId(99), 0),
            Edit::put_port(ServiceId(99), ServicePort::default()),
        ] {
            let mut after = design.clone();
            after.apply(edit);
            assert!(after == design);
        }
    }

    /// A service of few names, namespaces and numbers, so that calls mean somebody, nobody, or several.
    fn service() -> impl Strategy<Value = Service> {
        let call = (words(), 0..3u32).prop_map(|(service, port)| Call { service, port, at: None });
        let port = (1..4u32, 0..3u32).prop_map(|(id, port)| ServicePort { id: PortId(id), port, ..ServicePort::default() });
        let ports = prop::collection::btree_map(1..4u32, port, 0..3).prop_map(|ports| ports.into_values().collect::<Vec<_>>());
        (1..9u64, "[abc]", "[xy]?", ports, prop::collection::vec(call, 0..4)).prop_map(|(id, name, namespace, mut ports, calls)| {
            ports.dedup_by_key(|port| port.id);
            Service { id: ServiceId(id), name, namespace, ports, calls, ..Service::default() }
        })
    }

    fn words() -> impl Strategy<Value = String> {
        prop_oneof!["[abc]", "[xy]/[abc]"]
    }

    fn one() -> impl Strategy<Value = Edit> {
        let id = || (1..9u64).prop_map(ServiceId);
        let port = (1..4u32, 0..3u32).prop_map(|(id, port)| ServicePort { id: PortId(id), port, ..ServicePort::default() });
        prop_oneof![
            4 => service().prop_map(Edit::put_service),
            4 => (id(), port).prop_map(|(id, port)| Edit::put_port(id, port)),
            2 => id().prop_map(Edit::RemoveService),
            2 => (id(), 1..4u32).prop_map(|(id, port)| Edit::RemovePort(id, PortId(port))),
            1 => (id(), 1..4u32, 0..4usize).prop_map(|(id, port, to)| Edit::MovePort(id, PortId(port), to)),
            2 => (id(), 0..9usize).prop_map(|(id, to)| Edit::MoveService(id, to)),
            1 => prop::collection::vec(service(), 0..4).prop_map(|services| {
                let mut design = Design::default();
                services.into_iter().for_each(|service| {
                    design.push(service);
                });
                Edit::Replace(Box::new(design))
            }),
        ]
    }

    proptest! {
        #[test]
        fn many_changes_at_once_are_the_same_as_one_by_one(
            before in prop::collection::vec(service(), 0..8),
            steps in prop::collection::vec(prop::collection::vec(one(), 1..30), 1..4),
        ) {
            let mut at_once = Design::default();
            for service in before {
                at_once.push(service);
            }
            let (mut one_by_one, mut index) = (at_once.clone(), Index::of(&at_once));
            for edits in steps {
                let before = at_once.clone();
                for edit in &edits {
                    let mut with_index = one_by_one.clone();
                    with_index.apply_with(edit.clone(), &Index::of(&one_by_one));
                    one_by_one.apply(edit.clone());
                    prop_assert_eq!(&with_index, &one_by_one);
                }
                at_once.apply(Edit::Many("much".into(), edits));
                prop_assert_eq!(&at_once, &one_by_one);
                index.follow(&before, &at_once);
                prop_assert_eq!(&index, &Index::of(&at_once));
            }
        }
    }
}
