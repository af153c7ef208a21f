//! Where every card stands and how every call runs, found again when that changes.
//! Knows nothing of selection, zoom or colours.

use std::sync::Arc;

use egui::{Pos2, Rect};

use super::grid::Grid;
use super::route::Route;
use super::{arrange, shape};
use crate::design::{Design, Service};
use crate::session::Session;

/// A plan, and what it was made from.
#[derive(Clone, Debug, Default)]
pub struct Known {
    revision: u64,
    services: Arc<[Arc<Service>]>,
    /// The plan itself.
    pub plan: Arc<Plan>,
}

/// The whole board, in board points.
#[derive(Debug, Default)]
pub struct Plan {
    /// The card of each service, in the user's order.
    pub cards: Vec<Rect>,
    /// Every call that somebody answers.
    pub wires: Vec<Wire>,
    grid: Grid,
}

/// One call, as it runs over the board.
#[derive(Debug)]
pub struct Wire {
    /// The caller's number in the user's order.
    pub caller: usize,
    /// Which of its calls this is.
    pub call: usize,
    /// The called service's number.
    pub called: usize,
    /// Which of its ports.
    pub place: usize,
    /// The way it takes.
    pub route: Route,
    /// All of that.
    pub bounds: Rect,
}

impl Known {
    /// The same, good for the design as it stands. Another design may have the same revision, but not the same services.
    pub fn of(self, session: &Session) -> Known {
        let services = &session.design().services;
        let first = services.first().zip(self.services.first());
        let same = first.is_some_and(|(now, then)| Arc::ptr_eq(now, then)) && services.len() == self.services.len();
        if same && self.revision == session.revision() {
            return self;
        }
        let alike = services.len() == self.services.len() && services.iter().zip(self.services.iter()).all(|(now, then)| alike(now, then));
        let plan = if alike { self.plan } else { Arc::new(Plan::new(session)) };
        Known { revision: session.revision(), services: services.as_slice().into(), plan }
    }
}

/// Whether a change makes no difference to where cards stand and calls run.
fn alike(now: &Arc<Service>, then: &Arc<Service>) -> bool {
    let numbers = |service: &Service| service.ports.iter().map(|port| port.port).collect::<Vec<u32>>();
    Arc::ptr_eq(now, then)
        || (now.id == then.id
            && now.name == then.name
            && now.namespace == then.namespace
            && now.calls == then.calls
            && now.board == then.board
            && numbers(now) == numbers(then))
}

impl Plan {
    fn new(session: &Session) -> Plan {
        let cards = arrange::cards(session.design());
        let mut grid = Grid::default();
        cards.iter().enumerate().for_each(|(number, card)| grid.insert(number, *card));
        let wires = wires(session, &cards);
        Plan { cards, wires, grid }
    }

    /// The cards in a part of the board, by number.
    pub fn within(&self, part: Rect) -> Vec<usize> {
        self.grid.touching(part)
    }

    /// Around every card.
    pub fn bounds(&self) -> Option<Rect> {
        self.cards.iter().copied().reduce(|all, card| all.union(card))
    }

    /// The card at a point: the one drawn last.
    pub fn card_at(&self, at: Pos2) -> Option<usize> {
        self.within(Rect::from_min_max(at, at)).into_iter().next_back()
    }

    /// The port at a point, by its service's number and its place there.
    pub fn port_at(&self, design: &Design, at: Pos2) -> Option<(usize, usize)> {
        let number = self.card_at(at)?;
        let ports = design.services.get(number)?.ports.len();
        Some((number, shape::line_at(*self.cards.get(number)?, ports, at)?))
    }

    /// The call that runs by a point, the nearest within a reach.
    pub fn wire_at(&self, at: Pos2, reach: f32) -> Option<usize> {
        let near = self.wires.iter().enumerate().filter(|(_, wire)| wire.bounds.expand(reach).contains(at));
        let far = near.map(|(number, wire)| (number, wire.route.distance(at))).filter(|(_, far)| *far <= reach);
        far.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
    }
}

fn wires(session: &Session, cards: &[Rect]) -> Vec<Wire> {
    let services = &session.design().services;
    let mut wires = Vec::new();
    for (caller, service) in services.iter().enumerate() {
        for (number, call) in service.calls.iter().enumerate() {
            let called = session.names().resolve(&call.service, &service.namespace).and_then(|id| session.position(id));
            let Some(called) = called else { continue };
            let place = services.get(called).and_then(|service| service.ports.iter().position(|port| port.port == call.port));
            let (Some(place), Some(from), Some(to)) = (place, cards.get(caller), cards.get(called)) else { continue };
            let route = Route::between(*from, *to, shape::arrives(*to, place));
            wires.push(Wire { caller, call: number, called, place, bounds: route.bounds(), route });
        }
    }
    wires
}
