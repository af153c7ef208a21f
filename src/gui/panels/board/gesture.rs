//! What the pointer is in the middle of, and the edit it comes to when it lets go.
//! Knows nothing of how it began.

use std::collections::HashSet;

use egui::{CornerRadius, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2};

use super::route::Route;
use super::sheet::Sheet;
use super::{calls, shape};
use crate::design::{BoardPosition, Call, Edit, PortId, Service, ServiceId, World};
use crate::gui::state::ViewState;
use crate::gui::theme::gap;

/// The first local port that a new call gets on Universal.
const FIRST_LOCAL: u32 = 10_001;

/// What the pointer is in the middle of.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// Nothing; over the canvas it may pan.
    #[default]
    None,
    /// It carries cards, taken at this point of the board.
    Cards(Vec<ServiceId>, Pos2),
    /// It draws a call from a service.
    Call(ServiceId),
    /// It moves a port among those of its service.
    Port(ServiceId, PortId),
    /// It spans an area from this point of the board: every card in it will be selected.
    Area(Pos2),
    /// Given up with Escape; it has yet to let go.
    GivenUp,
}

/// The cards that follow the pointer, and how far.
pub fn moved(sheet: &Sheet<'_>, gesture: &Gesture, pointer: Option<Pos2>) -> (HashSet<usize>, Vec2) {
    let (Gesture::Cards(services, from), Some(pointer)) = (gesture, pointer) else { return (HashSet::new(), Vec2::ZERO) };
    let numbers: Vec<usize> = services.iter().filter_map(|service| sheet.cx.session.position(*service)).collect();
    let Some(first) = numbers.first().and_then(|number| sheet.plan.cards.get(*number)) else { return (HashSet::new(), Vec2::ZERO) };
    let by = carried(*first, *from, sheet.lens.inverse() * pointer);
    (numbers.into_iter().collect(), by)
}

/// How far cards have been carried, so that the first stands on whole steps.
fn carried(first: Rect, from: Pos2, to: Pos2) -> Vec2 {
    let at = first.min + (to - from);
    (at / gap::XS).round() * gap::XS - first.min
}

/// The edit that leaves cards where they were carried.
fn put_cards(sheet: &Sheet<'_>) -> Option<Edit> {
    let (numbers, by) = &sheet.moved;
    if *by == Vec2::ZERO {
        return None;
    }
    let mut numbers: Vec<usize> = numbers.iter().copied().collect();
    numbers.sort_unstable();
    let put = |number: usize| {
        let mut service = Service::clone(sheet.service(number)?);
        let at = sheet.card(number).min;
        service.board = Some(BoardPosition { x: at.x, y: at.y });
        Some(Edit::put_service(service))
    };
    let mut puts: Vec<Edit> = numbers.into_iter().filter_map(put).collect();
    match puts.len() {
        0 | 1 => puts.pop(),
        many => Some(Edit::Many(format!("move {many} services"), puts)),
    }
}

/// The port that a call from a service would arrive at, if the pointer is on one of somebody else's.
pub fn target(sheet: &Sheet<'_>, from: ServiceId, pointer: Pos2) -> Option<(usize, usize)> {
    let (number, place) = sheet.plan.port_at(sheet.design(), sheet.lens.inverse() * pointer)?;
    (sheet.service(number)?.id != from).then_some((number, place))
}

/// The edit that adds a call, unless there is one already.
fn put_call(sheet: &Sheet<'_>, from: ServiceId, (number, place): (usize, usize)) -> Option<Edit> {
    let called = sheet.service(number)?;
    let port = called.ports.get(place)?.port;
    let mut caller = Service::clone(sheet.cx.session.service(from)?);
    let near = caller.namespace == called.namespace || called.namespace.is_empty();
    let words = if near { called.name.clone() } else { called.full_name() };
    let names = sheet.cx.session.names();
    let same = |call: &Call| call.port == port && names.resolve(&call.service, &caller.namespace) == Some(called.id);
    if caller.calls.iter().any(same) {
        return None;
    }
    let at = local_port(&caller);
    caller.calls.push(Call { service: words, port, at });
    Some(Edit::put_service(caller))
}

/// The next free local port, for callers that have no transparent proxy to go by.
fn local_port(caller: &Service) -> Option<u32> {
    let wanted = !caller.instances.is_empty() || caller.on == Some(World::Universal);
    let free = |port: &u32| caller.calls.iter().all(|call| call.at != Some(*port));
    if wanted { (FIRST_LOCAL..=u32::from(u16::MAX)).find(free) } else { None }
}

/// The edit that takes a call away.
pub fn remove_call(sheet: &Sheet<'_>, (from, gone): &(ServiceId, Call)) -> Option<Edit> {
    let mut caller = Service::clone(sheet.cx.session.service(*from)?);
    let at = caller.calls.iter().position(|call| call == gone)?;
    caller.calls.remove(at);
    Some(Edit::put_service(caller))
}

/// Where a carried port would stand among its service's ports: where it stands, and where it would.
pub fn port_places(sheet: &Sheet<'_>, service: ServiceId, port: PortId, pointer: Pos2) -> Option<(usize, usize)> {
    let number = sheet.cx.session.position(service)?;
    let ports = &sheet.service(number)?.ports;
    let from = ports.iter().position(|other| other.id == port)?;
    Some((from, shape::place_at(sheet.card(number), ports.len(), (sheet.lens.inverse() * pointer).y)))
}

/// The edit that leaves a port where it was carried.
fn put_port(sheet: &Sheet<'_>, service: ServiceId, port: PortId, pointer: Pos2) -> Option<Edit> {
    let (from, to) = port_places(sheet, service, port, pointer)?;
    (from != to).then_some(Edit::MovePort(service, port, to))
}

/// The area that is being spanned, in board points.
pub fn area(sheet: &Sheet<'_>, gesture: &Gesture, pointer: Option<Pos2>) -> Option<Rect> {
    let (Gesture::Area(from), Some(pointer)) = (gesture, pointer) else { return None };
    Some(Rect::from_two_pos(*from, sheet.lens.inverse() * pointer))
}

/// Paints what it is in the middle of.
pub fn paint(painter: &Painter, sheet: &Sheet<'_>, gesture: &Gesture, pointer: Option<Pos2>) {
    let tokens = sheet.cx.tokens;
    if let Some(area) = area(sheet, gesture, pointer) {
        let stroke = Stroke::new(1.0, tokens.accent);
        painter.rect(sheet.on_screen(area), CornerRadius::ZERO, tokens.accent_wash, stroke, StrokeKind::Inside);
    }
    if let (Gesture::Call(from), Some(pointer)) = (gesture, pointer)
        && let Some(number) = sheet.cx.session.position(*from)
    {
        let card = sheet.card(number);
        let route = match target(sheet, *from, pointer) {
            Some((called, place)) => Route::between(card, sheet.card(called), shape::arrives(sheet.card(called), place)),
            None => Route::ahead(shape::leaves(card), sheet.lens.inverse() * pointer),
        };
        calls::paint(painter, sheet, &route, Stroke::new(2.0, tokens.accent));
    }
}

/// The pointer let go: what is selected by that, or the edit it comes to.
pub fn finish(sheet: &Sheet<'_>, gesture: Gesture, pointer: Option<Pos2>, view: &mut ViewState) -> Option<Edit> {
    let area = area(sheet, &gesture, pointer);
    match (gesture, pointer) {
        (Gesture::Cards(..), _) => put_cards(sheet),
        (Gesture::Call(from), Some(pointer)) => put_call(sheet, from, target(sheet, from, pointer)?),
        (Gesture::Port(service, port), Some(pointer)) => put_port(sheet, service, port, pointer),
        (Gesture::Area(_), Some(_)) => {
            let inside = sheet.plan.within(area?).into_iter().filter_map(|number| sheet.service(number));
            inside.for_each(|service| view.selection.add(service.id));
            None
        }
        (Gesture::Call(_) | Gesture::Port(..) | Gesture::Area(_), None) | (Gesture::None | Gesture::GivenUp, _) => None,
    }
}
