//! The badge of a finding: a shape of its own for each severity, never colour alone.

use egui::{Rect, Response, Sense, Ui, Vec2};

use crate::check::Severity;
use crate::gui::icons::{self, Icon};
use crate::gui::theme::{Tokens, size};

fn icon(severity: Severity) -> Icon {
    match severity {
        Severity::Error => icons::ERROR_BADGE,
        Severity::Warning => icons::WARNING_BADGE,
        Severity::Hint => icons::HINT_BADGE,
    }
}

/// Paints it in the middle of a rectangle.
pub fn paint_badge(ui: &Ui, rect: Rect, severity: Severity) {
    icon(severity).paint(ui, rect, Tokens::of(ui).of_severity(severity));
}

/// Takes its place in a row.
pub fn badge(ui: &mut Ui, severity: Severity) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
    paint_badge(ui, rect, severity);
    response.on_hover_text(severity.keyword())
}
