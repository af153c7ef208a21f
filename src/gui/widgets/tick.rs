//! Boxes and circles to tick, with an outline that is seen on every ground.
//! Knows nothing of what is ticked.

use egui::{Response, Ui};

use crate::gui::theme::{self, Tokens, size};

/// A box that is ticked or not.
pub fn checkbox(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    outlined(ui, |ui| ui.checkbox(on, text))
}

/// One of several, of which one holds.
pub fn radio(ui: &mut Ui, on: bool, text: &str) -> Response {
    outlined(ui, |ui| ui.radio(on, text))
}

fn outlined(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    let tokens = Tokens::of(ui);
    let response = ui
        .scope(|ui| {
            let widgets = &mut ui.visuals_mut().widgets;
            for look in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                look.bg_fill = tokens.bg0;
                look.bg_stroke.color = tokens.text_faint;
                look.fg_stroke.color = tokens.accent;
            }
            ui.visuals_mut().override_text_color = Some(tokens.text);
            add(ui)
        })
        .inner;
    if response.has_focus() {
        theme::focus_ring(ui, response.rect, size::INPUT_ROUND);
    }
    response
}
