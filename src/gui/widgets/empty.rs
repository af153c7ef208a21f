//! An empty place: what it will show, and the one act that fills it.

use egui::{Align, Layout, RichText, Ui};

use super::button::quiet_button;
use crate::gui::theme::{Tokens, font, gap};

/// Says what a place will show; with an act, whether that was pressed.
pub fn empty_state(ui: &mut Ui, title: &str, text: &str, act: Option<&str>) -> bool {
    let tokens = Tokens::of(ui);
    let mut pressed = false;
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((ui.available_height() * 0.3).clamp(gap::M, 96.0));
        ui.label(RichText::new(title).font(font::strong()).color(tokens.text_quiet));
        ui.label(RichText::new(text).font(font::label()).color(tokens.text_faint));
        if let Some(act) = act {
            ui.add_space(gap::XS);
            pressed = quiet_button(ui, act).clicked();
        }
    });
    pressed
}
