//! Beside the matrix: the rule of the row under the cursor, and what the protocols turn on by themselves.
//! Knows nothing of the matrix.

use egui::{Frame, Label, Margin, RichText, ScrollArea, Stroke, Ui};

use super::columns::{Column, Standing};
use crate::check::Severity;
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::badge;
use crate::protocol::capability::capabilities;
use crate::protocol::{DEFAULT_POLICIES, DefaultPolicy, Hint, MeshVersion};

/// Wider lines would be hard to read.
const WIDEST: f32 = 460.0;

/// Shows it.
pub fn show(ui: &mut Ui, columns: &[Column], version: MeshVersion, cursor: Option<usize>) {
    let tokens = Tokens::of(ui);
    let rect = ui.max_rect();
    ui.painter().vline(rect.left(), rect.y_range(), Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
    ui.spacing_mut().scroll.fade.strength = 0.0;
    ScrollArea::vertical().id_salt("beside capabilities").auto_shrink(false).show(ui, |ui| {
        Frame::NONE.inner_margin(Margin::symmetric(gap::M as i8, 6)).show(ui, |ui| {
            ui.set_max_width(ui.available_width().min(WIDEST));
            ui.spacing_mut().item_spacing = egui::vec2(gap::XS, gap::XS);
            if let Some(row) = cursor.and_then(|at| capabilities(version).nth(at)) {
                ui.label(RichText::new(row.name).font(font::strong()).color(tokens.text));
                ui.add(Label::new(RichText::new(row.rule).font(font::label()).color(tokens.text_quiet)).wrap());
                ui.add_space(gap::S);
            }
            for column in columns.iter().filter(|column| !matches!(column.standing, Standing::Served(_))) {
                let severity = if column.standing == Standing::Broken { Severity::Error } else { Severity::Hint };
                said(ui, severity, column.standing.meaning(), tokens.of_severity(severity));
            }
            turned_on(ui, columns, version);
        });
    });
}

fn turned_on(ui: &mut Ui, columns: &[Column], version: MeshVersion) {
    let tokens = Tokens::of(ui);
    let served: Vec<Hint> =
        columns.iter().filter_map(|column| if let Standing::Served(hint) = column.standing { Some(hint) } else { None }).collect();
    let applies = |row: &&DefaultPolicy| row.is_in(version) && served.iter().any(|hint| row.hints.contains(hint));
    if served.is_empty() {
        return;
    }
    ui.label(RichText::new("Turned on by itself in a new mesh").font(font::label()).color(tokens.text_faint));
    for row in DEFAULT_POLICIES.iter().filter(applies) {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(row.name).font(font::text()).color(tokens.text_quiet));
            ui.label(RichText::new(row.value).font(font::medium()).color(tokens.text));
            let whose: Vec<&str> =
                served.iter().filter(|hint| row.hints.contains(hint)).map(|hint| Standing::Served(*hint).word()).collect();
            if whose.len() < served.len() {
                ui.label(RichText::new(format!("for {}", whose.join(", "))).font(font::label()).color(tokens.text_faint));
            }
        });
        if !row.bites.is_empty() {
            said(ui, Severity::Warning, &format!("Bites {}", row.bites), tokens.text_quiet);
        }
    }
}

/// A sentence with its sign.
fn said(ui: &mut Ui, severity: Severity, words: &str, color: egui::Color32) {
    ui.horizontal_top(|ui| {
        badge(ui, severity);
        ui.add(Label::new(RichText::new(words).font(font::label()).color(color)).wrap());
    });
}
