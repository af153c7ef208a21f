//! A number in a pill, beside the words it counts.
//! Knows nothing of what is counted.

use egui::{Color32, CornerRadius, Response, Sense, Ui, Vec2};

use crate::gui::theme::{self, font};

const PADDING: f32 = 6.0;
const HEIGHT: f32 = 18.0;

/// Takes its place in a row: the number on 15 % of its colour.
pub fn pill(ui: &mut Ui, number: usize, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(grouped(number), font::chip(), color);
    let wanted = Vec2::new((galley.size().x + 2.0 * PADDING).max(HEIGHT), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(9), theme::chip_ground(color));
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}

/// A number with its thousands apart: `50,000`.
pub fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

/// A number of things: `1 change`, `1,000 changes`.
pub fn counted(number: usize, word: &str) -> String {
    format!("{} {word}{}", grouped(number), if number == 1 { "" } else { "s" })
}
