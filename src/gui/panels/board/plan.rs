//! Where every card stands and how every call runs, found again when that changes.
//! Knows nothing of selection, zoom or colours.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Pos2, Rect};

use super::grid::Grid;
use super::route::Route;
use super::{arrange, shape};
use crate::design::{Design, Service, Services};
use crate::session::Session;

/// A plan, and what it was made from.
#[derive(Clone, Debug, Default)]
pub struct Known {
    revision: u64,
    services: Services,
    /// The plan itself.
    pub plan: Arc<Plan>,
}

/// The whole board, in board points.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The card of each service, in the user's order.
    pub cards: Arc<Vec<Rect>>,
    /// Every call that somebody answers.
    pub wires: Vec<Wire>,
    grid: Arc<Grid>,
}

/// One call, as it runs over the board.
#[derive(Clone, Debug)]
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
    /// The same, good for the design as it stands.
    pub fn of(mut self, session: &Session) -> Known {
        let services = &session.design().services;
        match session.touched_since(self.revision) {
            Some(touch) if self.stands(services, &touch.changed) => {
                let rewired = touch.changed.iter().any(|place| self.calls_otherwise(services, *place));
                if rewired {
                    Arc::make_mut(&mut self.plan).rewire(session, &touch.around);
                }
                Known { revision: session.revision(), services: services.clone(), plan: self.plan }
            }
            Some(_) | None => Known { revision: session.revision(), services: services.clone(), plan: Arc::new(Plan::new(session)) },
        }
    }

    /// Whether every card stands where it stood, although some services changed.
    fn stands(&self, services: &[Arc<Service>], changed: &BTreeSet<usize>) -> bool {
        let alike = |place: &usize| services.get(*place).zip(self.services.get(*place)).is_some_and(|(now, then)| stands_alike(now, then));
        services.len() == self.services.len() && changed.iter().all(alike)
    }

    /// Whether calls from or to a service may run another way.
    fn calls_otherwise(&self, services: &[Arc<Service>], place: usize) -> bool {
        let numbers = |service: &Service| service.ports.iter().map(|port| port.port).collect::<Vec<u32>>();
        let both = services.get(place).zip(self.services.get(place));
        both.is_none_or(|(now, then)| now.calls != then.calls || numbers(now) != numbers(then))
    }
}

/// Whether a change leaves every card where it stands: who calls whom decides that, not on which port.
fn stands_alike(now: &Service, then: &Service) -> bool {
    now.id == then.id
        && now.name == then.name
        && now.namespace == then.namespace
        && now.board == then.board
        && now.ports.len() == then.ports.len()
        && now.calls.iter().map(|call| &call.service).eq(then.calls.iter().map(|call| &call.service))
}

impl Plan {
    fn new(session: &Session) -> Plan {
        let cards = arrange::cards(session.design());
        let mut grid = Grid::default();
        cards.iter().enumerate().for_each(|(number, card)| grid.insert(number, *card));
        let services = session.design().services.iter().enumerate();
        let wires = services.flat_map(|(caller, service)| wires_of(session, &cards, caller, service)).collect();
        Plan { cards: Arc::new(cards), wires, grid: Arc::new(grid) }
    }

    /// Finds the calls of some services again, on the same cards.
    fn rewire(&mut self, session: &Session, callers: &BTreeSet<usize>) {
        for caller in callers {
            let Some(service) = session.design().services.get(*caller) else { continue };
            // They stand in the order of the callers.
            let first = self.wires.partition_point(|wire| wire.caller < *caller);
            let end = self.wires.partition_point(|wire| wire.caller <= *caller);
            self.wires.splice(first..end, wires_of(session, &self.cards, *caller, service));
        }
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

/// The calls of one service that somebody answers.
fn wires_of(session: &Session, cards: &[Rect], caller: usize, service: &Service) -> Vec<Wire> {
    let services = &session.design().services;
    let mut wires = Vec::new();
    for (number, call) in service.calls.iter().enumerate() {
        let called = session.names().resolve(&call.service, &service.namespace).and_then(|id| session.position(id));
        let Some(called) = called else { continue };
        let place = services.get(called).and_then(|service| service.ports.iter().position(|port| port.port == call.port));
        let (Some(place), Some(from), Some(to)) = (place, cards.get(caller), cards.get(called)) else { continue };
        let route = Route::between(*from, *to, shape::arrives(*to, place));
        wires.push(Wire { caller, call: number, called, place, bounds: route.bounds(), route });
    }
    wires
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Edit, template::Template};

    #[test]
    fn another_port_number_leaves_the_cards_and_finds_its_calls_again() {
        let design = Template::find("grpc-behind-http-edge").unwrap().design();
        let mut session = Session::new(design);
        let before = Known::default().of(&session);
        let called = session.design().services[1].clone();
        let mut port = called.ports[0].clone();
        port.port = 50099;
        session.edit(Edit::put_port(called.id, port));
        let after = before.clone().of(&session);
        assert!(Arc::ptr_eq(&before.plan.cards, &after.plan.cards), "no card was placed again");
        let fresh = Plan::new(&session);
        let ends = |plan: &Plan| plan.wires.iter().map(|wire| (wire.caller, wire.call, wire.called, wire.place)).collect::<Vec<_>>();
        assert_eq!(ends(&after.plan), ends(&fresh));
        assert_eq!(*after.plan.cards, *fresh.cards);
    }
}
