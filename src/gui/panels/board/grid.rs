//! Which rectangles are near a place, without asking all of them: a uniform grid.
//! Knows nothing of what the rectangles are.

use std::collections::HashMap;

use egui::Rect;

/// Larger than a card, so that one is in a few cells only.
const CELL: f32 = 480.0;

/// Rectangles by the cells they touch.
#[derive(Debug, Default)]
pub struct Grid {
    cells: HashMap<(i32, i32), Vec<(usize, Rect)>>,
    bounds: Option<Rect>,
}

impl Grid {
    /// One rectangle more, under a number.
    pub fn insert(&mut self, number: usize, rect: Rect) {
        self.bounds = Some(self.bounds.map_or(rect, |bounds| bounds.union(rect)));
        for cell in cells(rect) {
            self.cells.entry(cell).or_default().push((number, rect));
        }
    }

    /// The numbers of all that touch a rectangle, in order.
    pub fn touching(&self, rect: Rect) -> Vec<usize> {
        let mut found: Vec<usize> = self.seen(rect).filter(|(_, other)| other.intersects(rect)).map(|(number, _)| number).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How far down the rectangles that touch this one reach, if there are any.
    pub fn lowest(&self, rect: Rect) -> Option<f32> {
        self.seen(rect).filter(|(_, other)| other.intersects(rect)).map(|(_, other)| other.bottom()).reduce(f32::max)
    }

    /// What is in the cells that a rectangle touches.
    fn seen(&self, rect: Rect) -> impl Iterator<Item = (usize, Rect)> + '_ {
        // Never more cells than there can be something in, however far out the view is.
        let within = self.bounds.map(|bounds| bounds.intersect(rect)).filter(|within| !within.is_negative());
        within.into_iter().flat_map(cells).filter_map(|cell| self.cells.get(&cell)).flatten().copied()
    }
}

/// The cells that a rectangle touches.
fn cells(rect: Rect) -> impl Iterator<Item = (i32, i32)> {
    let cell = |at: f32| (at / CELL).floor() as i32;
    let down = cell(rect.top())..=cell(rect.bottom());
    (cell(rect.left())..=cell(rect.right())).flat_map(move |x| down.clone().map(move |y| (x, y)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn finds_what_touches_and_nothing_else() {
        let mut grid = Grid::default();
        for number in 0..100 {
            grid.insert(number, Rect::from_min_size(pos2(300.0 * (number % 10) as f32, 300.0 * (number / 10) as f32), vec2(200.0, 200.0)));
        }
        assert_eq!(grid.touching(Rect::from_min_max(pos2(190.0, 190.0), pos2(310.0, 310.0))), [0, 1, 10, 11]);
        assert!(grid.touching(Rect::from_min_max(pos2(210.0, 210.0), pos2(290.0, 290.0))).is_empty());
        assert_eq!(grid.touching(Rect::from_min_max(pos2(-1e7, -1e7), pos2(1e7, 1e7))).len(), 100);
        assert_eq!(grid.lowest(Rect::from_min_size(pos2(0.0, 150.0), vec2(10.0, 10.0))), Some(200.0));
    }
}
