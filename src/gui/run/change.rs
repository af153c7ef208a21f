//! The acts that change a design: each asks one edit, named as its undo step.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use egui::Context;

use crate::design::{Design, Edit, PortId, Service, ServiceId, ServicePort};
use crate::gui::app::App;
use crate::gui::state::{Focus, Picker};
use crate::session::Session;

/// The most services that are selected because an undo changed them: a bulk change of thousands is seen without.
const MOST_FOLLOWED: usize = 100;

/// Back or forth in the steps of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The newest step back.
    Undo,
    /// The step taken back last, again.
    Redo,
}

impl Way {
    fn word(self) -> &'static str {
        match self {
            Way::Undo => "Undid",
            Way::Redo => "Did again",
        }
    }
}

impl App {
    /// Undo or redo. The selection goes where something changed; what cannot be shown is said.
    pub(super) fn travel(&mut self, way: Way) {
        let Some(open) = &mut self.open else { return };
        let before = open.session.design().clone();
        let name = match way {
            Way::Undo => open.session.undo_name(),
            Way::Redo => open.session.redo_name(),
        };
        let Some(name) = name.map(str::to_owned) else { return };
        match way {
            Way::Undo => open.session.undo(),
            Way::Redo => open.session.redo(),
        }
        self.view.selection.keep_existing(&open.session);
        let changed = changed_services(&before, &open.session);
        let selection = &mut self.view.selection;
        match changed.as_slice() {
            [] => self.toast(format!("{} {name}", way.word())),
            changed if changed.iter().any(|(id, _)| selection.has(*id)) => {}
            changed => {
                selection.clear();
                changed.iter().take(MOST_FOLLOWED).for_each(|(id, _)| selection.push(*id));
                if let [(service, Some(port))] = changed {
                    selection.add_port(*service, *port);
                }
                self.view.preview.reveal = true;
                self.toast(format!("{} {name}", way.word()));
            }
        }
    }

    pub(super) fn add_service(&mut self) {
        let Some(open) = &self.open else { return };
        let design = open.session.design();
        let lead = self.view.selection.lead().and_then(|id| open.session.service(id));
        let namespace = lead.or(design.services.last()).map(|service| service.namespace.clone()).unwrap_or_default();
        let name = free_name(design, "service", &namespace);
        let port = ServicePort { id: PortId(1), port: 8080, ..ServicePort::default() };
        let selector = [("app".to_owned(), name.clone())].into();
        let id = fresh_id(design);
        let service = Service { id, name, namespace, selector, ports: vec![port], ..Service::default() };
        self.asks.edit(Edit::put_service(service));
        self.select_new(&[id]);
        self.view.focus = Some(Focus::Inspector);
    }

    pub(super) fn add_port(&mut self) {
        let Some(open) = &self.open else { return };
        let Some(service) = self.view.selection.lead().and_then(|id| open.session.service(id)) else {
            return self.toast("Select a service to add a port to");
        };
        let taken = |number: u32| service.ports.iter().any(|port| port.port == number);
        let number = (8080..65535).find(|number| !taken(*number)).unwrap_or(8080);
        let id = service.fresh_port_id();
        let name = if service.ports.is_empty() { String::new() } else { format!("port-{number}") };
        let port = ServicePort { id, name, port: number, ..ServicePort::default() };
        let words = format!("add port to {}", service.name);
        let service = service.id;
        // Of several ports each needs a name: the one that had none gets one in the same step.
        let unnamed = self.open.iter().filter_map(|open| open.session.service(service)).flat_map(|service| &service.ports);
        let unnamed =
            unnamed.filter(|port| port.name.is_empty()).map(|port| ServicePort { name: format!("port-{}", port.port), ..port.clone() });
        let mut edits: Vec<Edit> = unnamed.map(|port| Edit::put_port(service, port)).collect();
        let new = Edit::put_port(service, port);
        if edits.is_empty() {
            self.asks.edit(new);
        } else {
            edits.push(new);
            self.asks.edit(Edit::Many(words, edits));
        }
        self.later.push(super::super::app::Later::SelectPort(service, id));
    }

    /// The selected port once more, else the selected services.
    pub(super) fn duplicate(&mut self) {
        let Some(open) = &self.open else { return };
        let design = open.session.design();
        if let Some((id, port)) = self.view.selection.lead_port().filter(|_| self.view.selection.services().len() == 1)
            && let Some(service) = open.session.service(id)
            && let Some(old) = service.port(port)
        {
            let taken = |number: u32| service.ports.iter().any(|port| port.port == number && port.transport == old.transport);
            let number = (old.port.saturating_add(1)..65536).find(|number| !taken(*number)).unwrap_or(old.port);
            let mut copy = ServicePort { id: service.fresh_port_id(), port: number, ..old.clone() };
            if !copy.name.is_empty() {
                let used = |name: &str| service.ports.iter().any(|port| port.name == name);
                copy.name = (2..).map(|n| format!("{}-{n}", old.name)).find(|name| !used(name)).unwrap_or_default();
            }
            let new = copy.id;
            self.asks.edit(Edit::Many(format!("duplicate {}:{}", service.name, old.port), vec![Edit::put_port(id, copy)]));
            self.later.push(super::super::app::Later::SelectPort(id, new));
            return;
        }
        let mut scratch = design.clone();
        let mut copies = Vec::new();
        for id in self.view.selection.services() {
            let Some(service) = open.session.service(*id) else { continue };
            let mut copy = (**service).clone();
            copy.name = free_name(&scratch, &service.name, &service.namespace);
            for value in copy.selector.values_mut().filter(|value| **value == service.name) {
                value.clone_from(&copy.name);
            }
            // A Dataplane's name is its own: a copy of an instance would be the same proxy twice.
            copy.instances.clear();
            if let Some(board) = &mut copy.board {
                board.x += 24.0;
                board.y += 24.0;
            }
            copy.id = scratch.push(copy.clone());
            copies.push(copy);
        }
        if !copies.is_empty() {
            let ids: Vec<ServiceId> = copies.iter().map(|service| service.id).collect();
            self.asks.edit(Edit::Many(many("duplicate", copies.len()), copies.into_iter().map(Edit::put_service).collect()));
            self.select_new(&ids);
        }
    }

    /// Takes away the selected ports, else the selected services.
    pub(super) fn delete(&mut self) {
        let selection = &self.view.selection;
        let (ports, services) = (selection.ports(), selection.services());
        // A port that was selected along with its whole service stands for itself only while one service is selected or all rows are ports.
        let with_ports: HashSet<ServiceId> = ports.iter().map(|(of, _)| *of).collect();
        let (name, edits): (String, Vec<Edit>) = if !ports.is_empty() && services.iter().all(|id| with_ports.contains(id)) {
            (format!("delete {} ports", ports.len()), ports.iter().map(|(id, port)| Edit::RemovePort(*id, *port)).collect())
        } else {
            (many("delete", services.len()), services.iter().map(|id| Edit::RemoveService(*id)).collect())
        };
        match <[Edit; 1]>::try_from(edits) {
            Ok([only]) => self.asks.edit(only),
            Err(edits) if edits.is_empty() => {}
            Err(edits) => self.asks.edit(Edit::Many(name, edits)),
        }
    }

    /// The selected port, else the selected service, some places on.
    pub(super) fn shift(&mut self, by: isize) {
        let Some(open) = &self.open else { return };
        let to = |at: usize, length: usize| at.checked_add_signed(by).filter(|to| *to < length);
        if let Some((id, port)) = self.view.selection.lead_port() {
            let Some(service) = open.session.service(id) else { return };
            let at = service.ports.iter().position(|other| other.id == port);
            if let Some(to) = at.and_then(|at| to(at, service.ports.len())) {
                self.asks.edit(Edit::MovePort(id, port, to));
            }
        } else if let Some(id) = self.view.selection.lead()
            && let Some(to) = open.session.position(id).and_then(|at| to(at, open.session.design().services.len()))
        {
            self.asks.edit(Edit::MoveService(id, to));
        }
    }

    pub(super) fn set_namespace(&mut self, namespace: String) {
        let Some(open) = &self.open else { return };
        let services = self.view.selection.services().iter().filter_map(|id| open.session.service(*id));
        let edits: Vec<Edit> = services
            .filter(|service| service.namespace != namespace)
            .map(|service| Edit::put_service(Service { namespace: namespace.clone(), ..(**service).clone() }))
            .collect();
        if !edits.is_empty() {
            self.asks.edit(Edit::Many(format!("change namespace of {}", many("", edits.len()).trim()), edits));
        }
    }

    /// Opens the picker for the selected ports, else for all of the selected services.
    pub(super) fn pick_protocol(&mut self, ctx: &Context) {
        let Some(open) = &self.open else { return };
        let mut ports = self.view.selection.ports().to_vec();
        if ports.is_empty() {
            let services = self.view.selection.services().iter().filter_map(|id| open.session.service(*id));
            ports = services.flat_map(|service| service.ports.iter().map(|port| (service.id, port.id))).collect();
        }
        if ports.is_empty() {
            return self.toast("Select a port to pick its protocol");
        }
        let screen = ctx.content_rect();
        let at = egui::Rect::from_center_size(screen.center() - egui::vec2(0.0, screen.height() * 0.3), egui::vec2(360.0, 0.0));
        self.view.picker = Some(Picker::open(ports, at));
    }

    fn select_new(&mut self, services: &[ServiceId]) {
        self.later.push(super::super::app::Later::SelectServices(services.to_vec()));
    }
}

/// The services that are there and not as they were, each with the one port that differs, if it is one.
fn changed_services(before: &Design, session: &Session) -> Vec<(ServiceId, Option<PortId>)> {
    let old: HashMap<ServiceId, &Arc<Service>> = before.services.iter().map(|service| (service.id, service)).collect();
    let changed = session.design().services.iter().filter_map(|service| match old.get(&service.id) {
        Some(old) if Arc::ptr_eq(old, service) || *old == service => None,
        Some(old) => {
            let mut ports = service.ports.iter().filter(|port| old.port(port.id) != Some(*port));
            let first = ports.next().map(|port| port.id);
            Some((service.id, first.filter(|_| ports.next().is_none())))
        }
        None => Some((service.id, None)),
    });
    changed.collect()
}

/// The identity that the next new service gets.
fn fresh_id(design: &Design) -> ServiceId {
    design.clone().fresh_service_id()
}

fn many(verb: &str, count: usize) -> String {
    if count == 1 { format!("{verb} 1 service") } else { format!("{verb} {count} services") }
}

/// A name that no service of the namespace has: `api`, then `api-2`.
fn free_name(design: &Design, wanted: &str, namespace: &str) -> String {
    let names = design.by_name();
    let taken = |name: &str| names.resolve(&format!("{namespace}/{name}"), namespace).is_some();
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    let stem = if stem.is_empty() { wanted } else { stem };
    if !taken(wanted) {
        return wanted.to_owned();
    }
    (2..).map(|n: u32| format!("{stem}-{n}")).find(|name| !taken(name)).unwrap_or_default()
}
