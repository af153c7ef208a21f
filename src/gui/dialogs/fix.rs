//! What a fix will change, before it does.

use egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use super::{Next, buttons, primary};
use crate::gui::panels::Asks;
use crate::gui::panels::problems::{self, FixPreview, Step};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{elided, quiet_button};

/// Shows it: what is done where, then the lines that change.
pub fn ui(ui: &mut Ui, preview: &FixPreview, asks: &mut Asks) -> Next {
    let tokens = Tokens::of(ui);
    let tall = ui.ctx().content_rect().height();
    if let [one] = preview.steps.as_slice() {
        elided(ui, &one.place, font::text(), tokens.text_quiet);
    } else {
        let room = (tall * 0.24).max(3.0 * size::ROW);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("steps").max_height(room).auto_shrink([false, true]).show_rows(
            ui,
            size::YAML_LINE,
            preview.steps.len(),
            |ui, range| preview.steps.get(range).unwrap_or_default().iter().for_each(|each| step(ui, each)),
        );
    }
    ui.add_space(gap::S);
    ui.label(RichText::new("What it changes in the manifests").font(font::label()).color(tokens.text_faint));
    ui.add_space(gap::XS);
    egui::Frame::NONE.fill(tokens.bg0).corner_radius(size::INPUT_ROUND).inner_margin(gap::XS).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let (rows, room) = (problems::preview_rows(preview), (tall * 0.36).max(4.0 * size::ROW));
        ScrollArea::vertical().id_salt("changes").max_height(room).auto_shrink([false, true]).show_rows(
            ui,
            size::YAML_LINE,
            rows,
            |ui, range| {
                range.for_each(|at| problems::preview_row(ui, preview, at));
            },
        );
    });
    buttons(ui, |ui| {
        if primary(ui, &preview.title) {
            asks.edit(preview.edit.clone());
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

fn step(ui: &mut Ui, step: &Step) {
    let tokens = Tokens::of(ui);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), size::YAML_LINE), Layout::left_to_right(Align::Center), |ui| {
        ui.set_height(size::YAML_LINE);
        ui.label(RichText::new(&step.what).font(font::label()).color(tokens.text));
        elided(ui, &step.place, font::label(), tokens.text_faint);
    });
}
