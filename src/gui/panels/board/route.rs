//! The way of a call over the board: soft curves, ahead where there is room, else around.
//! Knows nothing of services or of how it is painted.

use egui::{Pos2, Rect, Vec2, pos2};

use super::shape;

/// How far a curve leans out before it turns back.
const LEAN: f32 = 56.0;
/// How far above a card it passes.
const OVER: f32 = 20.0;
/// Straight pieces of one curve, for measuring.
const PIECES: usize = 16;

/// Cubic curves, one after the other: one ahead, three around.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    curves: Vec<[Pos2; 4]>,
}

impl Route {
    /// From a card to a point on the left edge of a card, perhaps the same one.
    pub fn between(from: Rect, to: Rect, arrives: Pos2) -> Route {
        let leaves = shape::leaves(from);
        if arrives.x - leaves.x >= 0.0 {
            return Route::ahead(leaves, arrives);
        }
        // Back: between the two cards where there is room, else over both.
        let lane = if to.top() - from.bottom() > OVER {
            (to.top() + from.bottom()) / 2.0
        } else if from.top() - to.bottom() > OVER {
            (from.top() + to.bottom()) / 2.0
        } else {
            from.top().min(to.top()) - OVER
        };
        let aside = Vec2::new(LEAN, 0.0);
        let (high, down) = (pos2(leaves.x, lane), pos2(arrives.x, lane));
        let out = [leaves, leaves + aside, high + aside, high];
        let along = [high, high.lerp(down, 1.0 / 3.0), high.lerp(down, 2.0 / 3.0), down];
        let into = [down, down - aside, arrives - aside, arrives];
        Route { curves: vec![out, along, into] }
    }

    /// From a point to one at its right; to wherever the pointer is.
    pub fn ahead(leaves: Pos2, arrives: Pos2) -> Route {
        let far = arrives - leaves;
        let lean = Vec2::new((far.x.abs() / 2.0).max((far.length() / 3.0).min(LEAN)), 0.0);
        Route { curves: vec![[leaves, leaves + lean, arrives - lean, arrives]] }
    }

    /// Its curves, each as its two ends with their two handles between.
    pub fn curves(&self) -> &[[Pos2; 4]] {
        &self.curves
    }

    /// Where it begins and ends.
    pub fn ends(&self) -> Option<(Pos2, Pos2)> {
        Some((self.curves.first()?[0], self.curves.last()?[3]))
    }

    /// A rectangle that holds all of it.
    pub fn bounds(&self) -> Rect {
        Rect::from_points(&self.curves.concat())
    }

    /// How far it passes from a point.
    pub fn distance(&self, from: Pos2) -> f32 {
        let pieces = self.curves.iter().flat_map(|curve| {
            (0..PIECES).map(move |piece| (point(curve, piece as f32 / PIECES as f32), point(curve, (piece + 1) as f32 / PIECES as f32)))
        });
        pieces.map(|(a, b)| from.distance(nearest(a, b, from))).fold(f32::INFINITY, f32::min)
    }
}

/// The point of a cubic curve at a share of its way.
fn point([a, b, c, d]: &[Pos2; 4], t: f32) -> Pos2 {
    let s = 1.0 - t;
    let sum = a.to_vec2() * (s * s * s) + b.to_vec2() * (3.0 * s * s * t) + c.to_vec2() * (3.0 * s * t * t) + d.to_vec2() * (t * t * t);
    sum.to_pos2()
}

/// The point of a straight piece that is nearest to another.
fn nearest(a: Pos2, b: Pos2, to: Pos2) -> Pos2 {
    let along = b - a;
    let share = if along.length_sq() > 0.0 { ((to - a).dot(along) / along.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
    a + along * share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(x: f32, y: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), shape::card_size(2))
    }

    fn passes(from: Rect, to: Rect, place: usize) -> Route {
        let route = Route::between(from, to, shape::arrives(to, place));
        assert_eq!(route.ends(), Some((shape::leaves(from), shape::arrives(to, place))));
        for curve in route.curves() {
            for step in 0..=40 {
                let at = point(curve, step as f32 / 40.0);
                assert!(!from.shrink(3.0).contains(at) && !to.shrink(3.0).contains(at), "{at:?} is on a card");
            }
        }
        route
    }

    #[test]
    fn no_way_runs_over_its_own_cards() {
        let here = card(0.0, 0.0);
        passes(here, card(300.0, 200.0), 1);
        passes(here, here, 1);
        passes(here, card(-300.0, 0.0), 0);
        passes(here, card(0.0, 300.0), 0);
        passes(here, card(-400.0, -300.0), 1);
    }

    #[test]
    fn a_way_is_near_its_own_points() {
        let route = passes(card(0.0, 0.0), card(300.0, 200.0), 0);
        let middle = point(&route.curves()[0], 0.5);
        assert!(route.distance(middle) < 1.0);
        assert!(route.distance(middle + Vec2::new(90.0, 0.0)) > 20.0);
    }
}
