//! The head of a column: its words, and the order it gives the rows.
//! Knows nothing of rows.

use egui::{Pos2, Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::cell;
use crate::gui::icons;
use crate::gui::state::{Column, TableView};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;

/// A head that sorts: upward, downward, and back to the design's own order.
pub fn head(ui: &mut Ui, column: Column, view: &mut TableView) {
    let rect = ui.max_rect();
    let response = ui.interact(rect, ui.scope_id().with("sort"), Sense::click());
    let sorted = (view.sort == Some(column)).then_some(view.descending);
    let title = cell::title(column);
    let order = match sorted {
        None => "",
        Some(false) => ", upward",
        Some(true) => ", downward",
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort by {title}{order}")));
    if response.clicked() {
        match sorted {
            None => (view.sort, view.descending) = (Some(column), false),
            Some(false) => view.descending = true,
            Some(true) => (view.sort, view.descending) = (None, false),
        }
    }
    let tokens = Tokens::of(ui);
    let color = if response.hovered() || sorted.is_some() { tokens.text_quiet } else { tokens.text_faint };
    let mut words = rect.shrink2(Vec2::new(gap::S, 0.0));
    if let Some(descending) = sorted {
        let icon = if descending { icons::SORT_DOWN } else { icons::SORT_UP };
        words.max.x -= size::ICON;
        let seen = ui.painter().layout_no_wrap(title.to_owned(), font::label(), color).size().x.min(words.width());
        let at = Rect::from_min_size(Pos2::new(words.left() + seen + 2.0, rect.top()), Vec2::new(size::ICON, rect.height()));
        icon.paint_sized(ui, at, color, size::ICON - 2.0);
    }
    paint_elided(ui.painter(), words, title, font::label(), color);
    line(ui, rect);
    if response.has_focus() {
        theme::focus_ring(ui, rect.shrink(3.0), size::INPUT_ROUND);
    }
}

/// A head that does not.
pub fn plain(ui: &mut Ui, title: &str) {
    let rect = ui.max_rect();
    paint_elided(ui.painter(), rect.shrink2(Vec2::new(gap::S, 0.0)), title, font::label(), Tokens::of(ui).text_faint);
    line(ui, rect);
}

/// The hairline below a row.
pub fn line(ui: &Ui, rect: Rect) {
    let stroke = egui::Stroke::new(1.0 / ui.ctx().pixels_per_point(), Tokens::of(ui).line);
    ui.painter().hline(rect.x_range(), rect.bottom() - stroke.width * 0.5, stroke);
}
