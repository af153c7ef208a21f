//! Calls on screen: quiet ones behind the cards, those of the selection in brass before them.
//! Knows nothing of how a call is made.

use std::borrow::Cow;

use egui::epaint::CubicBezierShape;
use egui::{Color32, Painter, Pos2, Shape, Stroke};

use super::card::{self, Handle};
use super::plan::Wire;
use super::route::Route;
use super::sheet::{Detail, Sheet};
use crate::design::{Call, ServiceId};
use crate::gui::state::Selection;

/// How far from its curve a painted call may be, on screen.
const FLATNESS: f32 = 0.2;

/// A call by who makes it and what it says: good as long as the call is there.
pub type CallRef = (ServiceId, Call);

/// The name of a call on the board.
pub fn call_ref(sheet: &Sheet<'_>, wire: &Wire) -> Option<CallRef> {
    let caller = sheet.service(wire.caller)?;
    Some((caller.id, caller.calls.get(wire.call)?.clone()))
}

/// Whether a call is one of the selection: its caller is selected, or what it arrives at.
fn is_lit(sheet: &Sheet<'_>, selection: &Selection, wire: &Wire) -> bool {
    let selected = |number: usize| sheet.service(number).filter(|service| sheet.selected.contains(&service.id));
    if selected(wire.caller).is_some() {
        return true;
    }
    let Some(called) = selected(wire.called) else { return false };
    let mut ports = selection.ports().iter().filter(|(service, _)| *service == called.id).peekable();
    let port = called.ports.get(wire.place).map(|port| port.id);
    ports.peek().is_none() || ports.any(|(_, selected)| Some(*selected) == port)
}

/// Whether a call is the one of that name.
fn is(sheet: &Sheet<'_>, wire: &Wire, (from, call): &CallRef) -> bool {
    sheet.service(wire.caller).is_some_and(|caller| caller.id == *from && caller.calls.get(wire.call) == Some(call))
}

/// The calls in view, those of the selection apart.
pub struct Calls<'a> {
    quiet: Vec<(usize, Cow<'a, Route>)>,
    lit: Vec<(usize, Cow<'a, Route>)>,
}

impl<'a> Calls<'a> {
    /// Finds them.
    pub fn in_view(sheet: &Sheet<'a>, selection: &Selection, picked: Option<&CallRef>) -> Calls<'a> {
        let mut calls = Calls { quiet: Vec::new(), lit: Vec::new() };
        for (number, wire) in sheet.plan.wires.iter().enumerate() {
            let Some(route) = sheet.route(wire) else { continue };
            let picked = picked.is_some_and(|picked| is(sheet, wire, picked));
            let among = if picked || is_lit(sheet, selection, wire) { &mut calls.lit } else { &mut calls.quiet };
            among.push((number, route));
        }
        calls
    }

    /// Paints the quiet ones.
    pub fn paint_quiet(&self, painter: &Painter, sheet: &Sheet<'_>, hovered: Option<usize>) {
        let tokens = sheet.cx.tokens;
        let far = sheet.detail() == Detail::Shapes;
        let color = if far { tokens.text_faint.gamma_multiply(0.3) } else { tokens.text_faint.gamma_multiply(0.75) };
        for (number, route) in &self.quiet {
            if hovered == Some(*number) {
                paint(painter, sheet, route, Stroke::new(2.0, tokens.text));
            } else {
                paint(painter, sheet, route, Stroke::new(width(sheet), color));
            }
        }
    }

    /// Paints those of the selection.
    pub fn paint_lit(&self, painter: &Painter, sheet: &Sheet<'_>, hovered: Option<usize>) {
        for (number, route) in &self.lit {
            let more = if hovered == Some(*number) { 1.0 } else { 0.0 };
            paint(painter, sheet, route, Stroke::new(width(sheet) + 0.25 + more, sheet.cx.tokens.accent));
            if let (Detail::Ports, Some((from, to))) = (sheet.detail(), route.ends()) {
                card::paint_handle(painter, sheet, from, Handle::Lit);
                card::paint_handle(painter, sheet, to, Handle::Lit);
            }
        }
    }
}

/// How thick a call is: thinner from afar, never thicker than close by.
fn width(sheet: &Sheet<'_>) -> f32 {
    match sheet.detail() {
        Detail::Ports => 1.5,
        Detail::Names => 1.25,
        Detail::Shapes => 1.0,
    }
}

/// Paints one way.
pub fn paint(painter: &Painter, sheet: &Sheet<'_>, route: &Route, stroke: Stroke) {
    if sheet.detail() == Detail::Shapes {
        if let Some((from, to)) = route.ends() {
            painter.line_segment([sheet.at(from), sheet.at(to)], stroke);
        }
        return;
    }
    // One line, so that where two curves meet is no darker.
    let flat = |curve: &[Pos2; 4]| {
        CubicBezierShape::from_points_stroke(curve.map(|point| sheet.at(point)), false, Color32::TRANSPARENT, stroke)
            .flatten(Some(FLATNESS))
    };
    painter.add(Shape::line(route.curves().iter().flat_map(flat).collect(), stroke));
}
