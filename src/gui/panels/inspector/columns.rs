//! The columns of a small table: as wide as their shares of the room say.
//! Knows nothing of what stands in them.

use egui::{Align, Color32, Layout, Rangef, Rect, Ui, UiBuilder, Vec2};

use crate::gui::theme::{font, size};
use crate::gui::widgets::paint_elided;

/// Columns side by side.
pub(super) struct Columns {
    spans: Vec<Rangef>,
}

impl Columns {
    /// Columns over the whole room of a place, but for `rest` at its right end.
    pub fn new(ui: &Ui, shares: &[f32], rest: f32) -> Columns {
        let room = ui.available_rect_before_wrap();
        let width = room.width() - rest;
        let all: f32 = shares.iter().sum();
        let mut left = room.left();
        let spans = shares.iter().map(|share| {
            let span = Rangef::new(left, left + width * share / all);
            left = span.max;
            span
        });
        Columns { spans: spans.collect() }
    }

    /// One cell of a row: the text in it starts where the head of its column does.
    pub fn cell(&self, row: Rect, column: usize) -> Rect {
        let span = self.spans.get(column).copied().unwrap_or(Rangef::new(row.right(), row.right()));
        Rect::from_x_y_ranges(Rangef::new(span.min - 6.0, span.max - 10.0), row.y_range())
    }

    /// The names of the columns.
    pub fn head(&self, ui: &mut Ui, color: Color32, names: &[&str]) {
        let (_, row) = ui.allocate_space(Vec2::new(ui.available_width(), size::ROW));
        for (span, name) in self.spans.iter().zip(names) {
            paint_elided(ui.painter(), Rect::from_x_y_ranges(*span, row.y_range()), name, font::label(), color);
        }
    }
}

/// What stands in a cell, on its line.
pub(super) fn inside<R>(ui: &mut Ui, cell: Rect, add: impl FnOnce(&mut Ui) -> R) -> R {
    let layout = Layout::left_to_right(Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(cell).layout(layout).id_salt((cell.left() as i32, cell.top() as i32)));
    child.spacing_mut().item_spacing.x = 4.0;
    add(&mut child)
}
