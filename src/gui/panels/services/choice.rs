//! A line of a small popup that one picks from.
//! Knows nothing of what is picked.

use egui::{CornerRadius, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;

/// Whether the cursor is on a line.
#[derive(Clone, Copy, PartialEq)]
pub enum Lit {
    /// It is.
    Yes,
    /// It is on another.
    No,
}

/// One line, over all the width there is.
pub fn choice(ui: &mut Ui, text: &str, lit: Lit) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, lit == Lit::Yes, text));
    let round = CornerRadius::same(size::INPUT_ROUND);
    if lit == Lit::Yes {
        ui.painter().rect_filled(rect, round, tokens.accent_wash);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, round, tokens.bg3);
    }
    let words = Rect::from_min_max(rect.min + Vec2::new(gap::S, 0.0), rect.max - Vec2::new(gap::S, 0.0));
    paint_elided(ui.painter(), words, text, font::text(), tokens.text);
    if response.has_focus() {
        theme::focus_ring(ui, rect.shrink(2.0), size::INPUT_ROUND);
    }
    response
}
