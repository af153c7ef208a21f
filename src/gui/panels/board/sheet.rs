//! The board as it lies before the user this frame: the plan, seen at a place and a zoom.
//! Knows nothing of what the pointer does.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use egui::emath::TSTransform;
use egui::{FontId, Pos2, Rect, Vec2};

use super::plan::{Plan, Wire};
use super::route::Route;
use super::shape;
use crate::design::{Design, Service, ServiceId};
use crate::gui::panels::Cx;

/// Below this, ports could not be read: cards show names alone.
const READABLE: f32 = 0.55;
/// Below this, names could not be read either.
const NAMED: f32 = 0.15;

/// How much of a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Ports,
    /// The name and the worst badge.
    Names,
    /// That it is there.
    Shapes,
}

impl Detail {
    /// What can be read at a zoom.
    pub fn at(zoom: f32) -> Detail {
        if zoom >= READABLE {
            Detail::Ports
        } else if zoom >= NAMED {
            Detail::Names
        } else {
            Detail::Shapes
        }
    }
}

/// The board this frame.
pub struct Sheet<'a> {
    /// What panels look at.
    pub cx: &'a Cx<'a>,
    /// Where everything is.
    pub plan: &'a Plan,
    /// From board points to the screen.
    pub lens: TSTransform,
    /// Where the board is on screen.
    pub outer: Rect,
    /// The selection, for quick questions.
    pub selected: HashSet<ServiceId>,
    /// The cards that follow the pointer, and how far they have.
    pub moved: (HashSet<usize>, Vec2),
}

impl<'a> Sheet<'a> {
    /// The design that is shown.
    pub fn design(&self) -> &'a Design {
        self.cx.session.design()
    }

    /// The service of a number.
    pub fn service(&self, number: usize) -> Option<&'a Arc<Service>> {
        self.design().services.get(number)
    }

    /// How large a board point is on screen.
    pub fn zoom(&self) -> f32 {
        self.lens.scaling
    }

    /// How much of a card is drawn.
    pub fn detail(&self) -> Detail {
        Detail::at(self.zoom())
    }

    /// The part of the board that is seen.
    pub fn part(&self) -> Rect {
        self.lens.inverse() * self.outer
    }

    /// Where a card is now, in board points.
    pub fn card(&self, number: usize) -> Rect {
        let at = self.plan.cards.get(number).copied().unwrap_or(Rect::ZERO);
        if self.moved.0.contains(&number) { at.translate(self.moved.1) } else { at }
    }

    /// The cards in view, those that follow the pointer last, hence on top.
    pub fn in_view(&self) -> Vec<usize> {
        let mut cards = self.plan.within(self.part().expand(shape::card_size(0).y));
        if !self.moved.0.is_empty() {
            cards.retain(|number| !self.moved.0.contains(number));
            let part = self.part();
            let mut moved: Vec<usize> = self.moved.0.iter().copied().filter(|number| self.card(*number).intersects(part)).collect();
            moved.sort_unstable();
            cards.extend(moved);
        }
        cards
    }

    /// The way of a call now; `None` where none of it is in view.
    pub fn route(&self, wire: &'a Wire) -> Option<Cow<'a, Route>> {
        let part = self.part();
        if self.moved.0.contains(&wire.caller) || self.moved.0.contains(&wire.called) {
            let to = self.card(wire.called);
            let route = Route::between(self.card(wire.caller), to, shape::arrives(to, wire.place));
            return route.bounds().intersects(part).then_some(Cow::Owned(route));
        }
        wire.bounds.intersects(part).then_some(Cow::Borrowed(&wire.route))
    }

    /// A point of the board on screen.
    pub fn at(&self, point: Pos2) -> Pos2 {
        self.lens * point
    }

    /// A rectangle of the board on screen.
    pub fn on_screen(&self, rect: Rect) -> Rect {
        self.lens * rect
    }

    /// A font at this zoom, in quarters of a point: so that zooming makes some sizes of it, not hundreds.
    pub fn font(&self, font: FontId) -> FontId {
        FontId::new((font.size * self.zoom() * 4.0).round() / 4.0, font.family)
    }
}
