//! Words that may not fit: elided with `…`, whole in a tooltip.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Label, Painter, Rect, Response, RichText, Ui};

/// A label on one line, elided where it does not fit; egui shows the whole in a tooltip then.
pub fn elided(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> Response {
    ui.add(Label::new(RichText::new(text).font(font).color(color)).truncate())
}

/// Paints words on one line into a rectangle, elided where they do not fit. Says whether all of them are seen.
pub fn paint_elided(painter: &Painter, rect: Rect, text: &str, font: FontId, color: Color32) -> bool {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(rect.width().max(0.0));
    let galley = painter.layout_job(job);
    let elided = galley.elided;
    painter.galley(egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, color);
    !elided
}
