//! The one way a design changes: an `Edit`, and what it is called.
//! Knows nothing of how it is applied, nor of undo.

use super::{Design, Ignore, PortId, Service, ServiceId, ServicePort, Target};

/// One change of a design.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Another name for the design.
    SetName(String),
    /// Another mesh, version or hint style.
    SetTarget(Target),
    /// What is ignored anywhere in the design.
    SetIgnore(Vec<Ignore>),
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
    /// What is ignored everywhere.
    Ignore,
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
            Edit::SetIgnore(_) => Touched::Ignore,
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
            Edit::SetName(_) | Edit::SetTarget(_) | Edit::SetIgnore(_) | Edit::PutService(_) | Edit::PutPort(..) => true,
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
            Edit::SetIgnore(_) => "change what is ignored".to_owned(),
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
