//! Which ports are shown, and what the mesh makes of those in view: asked once a change of the design, a service at a time.
//! Knows nothing of how a row looks.

use std::collections::HashMap;
use std::sync::Arc;

use super::around::Neighbours;
use crate::design::{PortId, Service, ServiceId, ServicePort, Transport, World};
use crate::gui::state::Selection;
use crate::manifest::seen::{self, Objects, Of};
use crate::protocol::MeshVersion;
use crate::protocol::effective::Kuma;
use crate::session::Session;

/// A port in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Whose.
    pub service: ServiceId,
    /// Which.
    pub port: PortId,
    /// Where.
    pub world: World,
}

/// What the mesh makes of a port, for the target and the version after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// For the target.
    pub now: seen::Row,
    /// After the upgrade, where there is one.
    pub next: Option<seen::Row>,
    /// What changes in meaning by it; empty where nothing does.
    pub change: String,
}

/// The rows, and what is remembered of them.
#[derive(Default)]
pub struct Rows {
    made: Option<(u64, Selection)>,
    rows: Vec<Row>,
    neighbours: Neighbours,
    seen: HashMap<ServiceId, Vec<(Row, Arc<Seen>)>>,
    /// The revision that the neighbours and what is seen are of; 0 is none.
    revision: u64,
}

impl Rows {
    /// Brings them up to date.
    pub fn follow(&mut self, session: &Session, selection: &Selection) {
        if self.revision != session.revision() {
            self.revision = session.revision();
            self.seen.clear();
            self.neighbours = Neighbours::of(session.design());
        }
        if !self.made.as_ref().is_some_and(|(revision, made)| *revision == session.revision() && made == selection) {
            self.rows = rows(session, selection);
            self.made = Some((session.revision(), selection.clone()));
        }
    }

    /// In the order of the design, or of the selection.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What the mesh makes of one.
    pub fn seen(&mut self, session: &Session, row: Row) -> Option<Arc<Seen>> {
        if !self.seen.contains_key(&row.service) {
            let service = session.service(row.service)?;
            self.seen.insert(row.service, see(session, &self.neighbours, service));
        }
        self.seen.get(&row.service)?.iter().find(|(of, _)| *of == row).map(|(_, seen)| seen.clone())
    }
}

fn rows(session: &Session, selection: &Selection) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |service: &Service, port: &ServicePort| {
        let seen = |world: &World| match world {
            World::Kubernetes => true,
            World::Universal => port.transport == Transport::Tcp && service.gateway.is_none(),
        };
        let worlds = World::ALL.into_iter().filter(|world| service.is_on(*world) && seen(world));
        rows.extend(worlds.map(|world| Row { service: service.id, port: port.id, world }));
    };
    let all =
        |service: &Arc<Service>, add: &mut dyn FnMut(&Service, &ServicePort)| service.ports.iter().for_each(|port| add(service, port));
    match (selection.services(), selection.ports()) {
        ([], []) => session.design().services.iter().for_each(|service| all(service, &mut add)),
        (services, []) => services.iter().filter_map(|id| session.service(*id)).for_each(|service| all(service, &mut add)),
        (_, ports) => {
            for (service, port) in
                ports.iter().filter_map(|(id, port)| session.service(*id).and_then(|found| Some((found, found.port(*port)?))))
            {
                add(service, port);
            }
        }
    }
    rows
}

/// All rows of one service.
fn see(session: &Session, neighbours: &Neighbours, service: &Arc<Service>) -> Vec<(Row, Arc<Seen>)> {
    let target = &session.design().target;
    let small = neighbours.around(session.design(), service);
    let objects = Objects::of_design("", &small);
    let see = |version: MeshVersion| objects.rows(Kuma::new(version, target.mesh_services));
    let now = see(target.version);
    let next = target.version.next().map(see);
    // The rows are in the order of the documents: Services, then Dataplanes, each with its ports in theirs.
    let on = |world: World| small.services.iter().filter(move |service| service.is_on(world));
    let kubernetes = on(World::Kubernetes).flat_map(|of| of.ports.iter().map(|port| (of.id, port.id, World::Kubernetes)));
    let universal = on(World::Universal).filter(|of| of.gateway.is_none()).flat_map(|of| {
        let tcp = of.tcp_ports();
        tcp.map(|port| (of.id, port.id, World::Universal))
    });
    let places = kubernetes.chain(universal).enumerate().filter(|(_, (of, ..))| *of == service.id);
    let seen = places.filter_map(|(at, (service, port, world))| {
        let now = now.get(at).filter(|row| fits(row, world))?.clone();
        let next = next.as_ref().and_then(|rows| rows.get(at)).cloned();
        let changes = next.as_ref().map(|next| seen::changes(std::slice::from_ref(&now), std::slice::from_ref(next)));
        let change = changes.and_then(|changes| changes.into_iter().next()).map(|change| change.what).unwrap_or_default();
        Some((Row { service, port, world }, Arc::new(Seen { now, next, change })))
    });
    seen.collect()
}

fn fits(row: &seen::Row, world: World) -> bool {
    match row.of {
        Of::Service { .. } => world == World::Kubernetes,
        Of::Dataplane { .. } => world == World::Universal,
    }
}
