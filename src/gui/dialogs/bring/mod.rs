//! Bringing Services from a cluster into a design: which cluster, which namespaces, and which of what lives in them.
//! Knows nothing of how any of it is read.

mod found;
mod namespaces;

use egui::{Label, RichText, Ui};

use super::{Next, buttons, paragraph, primary};
use crate::gui::panels::{Asks, clusters as contexts};
use crate::gui::state::{Clusters, Settings};
use crate::gui::theme::{Tokens, font, size};
use crate::gui::widgets::quiet_button;

/// How wide it is: what lives is a table.
pub const WIDTH: f32 = 760.0;

/// Shows it, step by step.
pub fn ui(ui: &mut Ui, clusters: &mut Clusters, settings: &Settings, asks: &mut Asks) -> Next {
    let Some(name) = clusters.connected().map(|connected| connected.place.context.clone()) else {
        paragraph(ui, "Choose the cluster to bring Services from. It is contacted when you do.");
        contexts::contexts(ui, clusters, settings, asks);
        return buttons(ui, |ui| if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay });
    };
    let import = &mut clusters.import;
    if import.lives.is_pending() || import.lives.known().is_none() {
        namespaces::ui(ui, &name, import, asks)
    } else {
        found::ui(ui, import, asks)
    }
}

fn faint(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).text_faint;
    ui.add(Label::new(RichText::new(words).font(font::label()).color(color)).wrap());
}

/// The room that a list of so many rows has, where something as tall as this stands beside it: no row is cut through, and nothing moves while somebody filters it.
fn tall(ui: &Ui, rows: usize, beside: f32) -> f32 {
    let room = (ui.ctx().content_rect().height() - 280.0 - beside).clamp(4.0 * size::ROW, 15.0 * size::ROW);
    (room / size::ROW).floor().min(rows as f32) * size::ROW
}
