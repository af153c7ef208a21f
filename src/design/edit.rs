//! The one way a design changes: an `Edit`, applied in place.
//! Total: naming what is gone changes nothing. Knows nothing of undo.

use std::sync::Arc;

use super::{Call, Design, PortId, Service, ServiceId, ServicePort, Target};

/// One change of a design.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Another name for the design.
    SetName(String),
    /// Another mesh, version or hint style.
    SetTarget(Target),
    /// A service as it should be: replaces the one of its identity, else is added at the end.
    PutService(Box<Service>),
    /// Takes a service away, and nobody calls it any more.
    RemoveService(ServiceId),
    /// A port as it should be: replaces the one of its identity, else is added at the end.
    PutPort(ServiceId, Box<ServicePort>),
    /// Takes a port away.
    RemovePort(ServiceId, PortId),
    /// Puts a port at another place among its service's ports.
    MovePort(ServiceId, PortId, usize),
    /// Puts a service at another place among the services.
    MoveService(ServiceId, usize),
    /// Several changes that are one step, by name.
    Many(String, Vec<Edit>),
    /// Everything at once: opened again from disk, or restored.
    Replace(Box<Design>),
}

/// What an edit is about: edits of the same thing one after another extend one undo step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// The name.
    Name,
    /// The target.
    Target,
    /// One service, its ports aside.
    Service(ServiceId),
    /// One port.
    Port(ServiceId, PortId),
    /// Several things under one name.
    Many(String),
    /// An edit that is always a step of its own.
    Alone,
}

impl Edit {
    /// A service put, without the box.
    pub fn put_service(service: Service) -> Edit {
        Edit::PutService(Box::new(service))
    }

    /// A port put, without the box.
    pub fn put_port(service: ServiceId, port: ServicePort) -> Edit {
        Edit::PutPort(service, Box::new(port))
    }

    /// What it is about.
    pub fn touched(&self) -> Touched {
        match self {
            Edit::SetName(_) => Touched::Name,
            Edit::SetTarget(_) => Touched::Target,
            Edit::PutService(service) => Touched::Service(service.id),
            Edit::PutPort(service, port) => Touched::Port(*service, port.id),
            Edit::Many(name, edits) if edits.iter().all(Edit::is_whole) => Touched::Many(name.clone()),
            Edit::Many(..) => Touched::Alone,
            Edit::RemoveService(_) | Edit::RemovePort(..) | Edit::MovePort(..) | Edit::MoveService(..) | Edit::Replace(_) => Touched::Alone,
        }
    }

    /// Whether it carries all of what it touches, so that doing it again from before the step gives the same.
    fn is_whole(&self) -> bool {
        match self {
            Edit::SetName(_) | Edit::SetTarget(_) | Edit::PutService(_) | Edit::PutPort(..) => true,
            Edit::Many(_, edits) => edits.iter().all(Edit::is_whole),
            Edit::RemoveService(_) | Edit::RemovePort(..) | Edit::MovePort(..) | Edit::MoveService(..) | Edit::Replace(_) => false,
        }
    }

    /// The name of the undo step, as the Edit menu says it: `Undo edit web`.
    pub fn name(&self, before: &Design) -> String {
        let service = |id: ServiceId| before.service(id).map_or("service", |found| found.name.as_str()).to_owned();
        let port = |id: ServiceId, port: PortId| {
            let number = before.service(id).and_then(|found| found.port(port)).map(|port| port.port);
            number.map_or_else(|| service(id), |number| format!("{}:{number}", service(id)))
        };
        match self {
            Edit::SetName(_) => "rename design".to_owned(),
            Edit::SetTarget(_) => "change target".to_owned(),
            Edit::PutService(put) => match before.service(put.id) {
                None => format!("add {}", put.name),
                Some(old) if old.name != put.name => format!("rename {}", old.name),
                Some(old) if old.board != put.board => format!("move {}", old.name),
                Some(old) => format!("edit {}", old.name),
            },
            Edit::RemoveService(id) => format!("delete {}", service(*id)),
            Edit::PutPort(id, put) => match before.service(*id).and_then(|found| found.port(put.id)) {
                None => format!("add port to {}", service(*id)),
                Some(old) if old.protocol != put.protocol => format!("change protocol of {}", port(*id, put.id)),
                Some(_) => format!("edit {}", port(*id, put.id)),
            },
            Edit::RemovePort(id, gone) => format!("delete {}", port(*id, *gone)),
            Edit::MovePort(id, moved, _) => format!("move {}", port(*id, *moved)),
            Edit::MoveService(id, _) => format!("move {}", service(*id)),
            Edit::Many(name, _) => name.clone(),
            Edit::Replace(_) => "replace design".to_owned(),
        }
    }
}

impl Design {
    /// Applies an edit. Cannot fail: naming what is gone changes nothing.
    pub fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::SetName(name) => self.name = name,
            Edit::SetTarget(target) => self.target = target,
            Edit::PutService(service) => self.put_service(*service),
            Edit::RemoveService(id) => self.remove_service(id),
            Edit::PutPort(id, port) => {
                if let Some(mut service) = self.service(id).map(|service| (**service).clone()) {
                    put_port(&mut service, *port);
                    self.put_service(service);
                }
            }
            Edit::RemovePort(id, gone) => self.remove_port(id, gone),
            Edit::MovePort(id, moved, to) => self.change(id, |service| {
                if let Some(from) = service.ports.iter().position(|port| port.id == moved) {
                    let port = service.ports.remove(from);
                    service.ports.insert(to.min(service.ports.len()), port);
                }
            }),
            Edit::MoveService(id, to) => {
                if let Some(from) = self.position(id) {
                    let service = self.services.remove(from);
                    self.services.insert(to.min(self.services.len()), service);
                }
            }
            Edit::Many(_, edits) => edits.into_iter().for_each(|edit| self.apply(edit)),
            Edit::Replace(design) => *self = *design,
        }
    }

    /// Changes one service in place, without copying it when nobody else holds it.
    fn change(&mut self, id: ServiceId, change: impl FnOnce(&mut Service)) {
        if let Some(at) = self.position(id)
            && let Some(service) = self.services.get_mut(at)
        {
            change(Arc::make_mut(service));
        }
    }

    fn put_service(&mut self, service: Service) {
        self.next = self.next.max(service.id.0);
        let Some(at) = self.position(service.id) else {
            self.services.push(Arc::new(service));
            return;
        };
        let Some(old) = self.services.get(at).cloned() else { return };
        let renamed = old.name != service.name || old.namespace != service.namespace;
        let renumbered: Vec<(u32, u32)> = old.ports.iter().filter_map(|port| moved_number(port, &service)).collect();
        let callers = if renamed || !renumbered.is_empty() { self.callers_of(&old) } else { Vec::new() };
        let (name, namespace) = (service.name.clone(), service.namespace.clone());
        if let Some(place) = self.services.get_mut(at) {
            *place = Arc::new(service);
        }
        for (caller, calls) in callers {
            self.change(caller, |service| {
                let near = service.namespace == namespace;
                for index in calls {
                    if let Some(call) = service.calls.get_mut(index) {
                        if renamed {
                            call.service = words_for(&name, &namespace, near);
                        }
                        if let Some((_, to)) = renumbered.iter().find(|(from, _)| *from == call.port) {
                            call.port = *to;
                        }
                    }
                }
            });
        }
    }

    fn remove_service(&mut self, id: ServiceId) {
        let Some(old) = self.service(id).cloned() else { return };
        for (caller, calls) in self.callers_of(&old) {
            self.change(caller, |service| {
                let mut index = 0;
                service.calls.retain(|_| {
                    index += 1;
                    !calls.contains(&(index - 1))
                });
            });
        }
        self.services.retain(|service| service.id != id);
    }

    fn remove_port(&mut self, id: ServiceId, gone: PortId) {
        let Some(old) = self.service(id).cloned() else { return };
        let Some(port) = old.port(gone) else { return };
        if old.ports.iter().filter(|other| other.port == port.port).count() == 1 {
            for (caller, calls) in self.callers_of(&old) {
                self.change(caller, |service| {
                    let mut index = 0;
                    service.calls.retain(|call| {
                        index += 1;
                        !(calls.contains(&(index - 1)) && call.port == port.port)
                    });
                });
            }
        }
        self.change(id, |service| service.ports.retain(|port| port.id != gone));
    }

    /// Who calls a service, and with which of its calls. Only services that name it are looked at closely.
    fn callers_of(&self, called: &Service) -> Vec<(ServiceId, Vec<usize>)> {
        let named = |call: &Call| call.service.rsplit('/').next() == Some(called.name.as_str());
        if !self.services.iter().any(|service| service.calls.iter().any(named)) {
            return Vec::new();
        }
        let names = self.by_name();
        let of = |service: &Arc<Service>| {
            let calls: Vec<usize> = (service.calls.iter().enumerate())
                .filter(|(_, call)| named(call) && names.resolve(&call.service, &service.namespace) == Some(called.id))
                .map(|(index, _)| index)
                .collect();
            (!calls.is_empty()).then_some((service.id, calls))
        };
        self.services.iter().filter_map(of).collect()
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

fn put_port(service: &mut Service, port: ServicePort) {
    match service.ports.iter_mut().find(|old| old.id == port.id) {
        Some(old) => *old = port,
        None => service.ports.push(port),
    }
}

#[cfg(test)]
mod tests {
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
}
