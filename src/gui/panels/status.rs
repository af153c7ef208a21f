//! The bar at the foot: saved or not, how much there is, what is wrong.

use egui::{RichText, Ui};

use super::{Asks, Cx};
use crate::check::Severity;
use crate::gui::command::Command;
use crate::gui::state::{Below, ViewState};
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::badge;

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, _: &mut ViewState, asks: &mut Asks) {
    let design = cx.session.design();
    let ports = cx.session.ports();
    let words = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).font(font::label()).color(cx.tokens.text_quiet));
    ui.horizontal_centered(|ui| {
        ui.add_space(gap::XS);
        words(ui, state(cx));
        ui.add_space(gap::S);
        let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        words(ui, &format!("{} · {}", count(design.services.len(), "service"), count(ports, "port")));
        ui.add_space(gap::S);
        let counts = cx.session.counts();
        for (severity, number) in [(Severity::Error, counts.errors), (Severity::Warning, counts.warnings)] {
            if number > 0 {
                badge(ui, severity);
                let text = RichText::new(number.to_string()).font(font::label()).color(cx.tokens.of_severity(severity));
                let name = count(number, severity.keyword());
                if ui.add(egui::Button::new(text).frame(false)).on_hover_text(name).clicked() {
                    asks.run(Command::Show(Below::Problems));
                }
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(gap::S);
            words(ui, &format!("for Kuma {}", design.target.version));
        });
    });
}

/// The bar where no design is open, or not yet.
pub fn welcome(ui: &mut Ui, opening: Option<&str>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_centered(|ui| {
        ui.add_space(gap::XS);
        if let Some(name) = opening {
            ui.add(egui::Spinner::new().size(12.0).color(tokens.accent));
            ui.label(RichText::new(format!("Opening {name}…")).font(font::label()).color(tokens.text));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(gap::S);
            ui.label(RichText::new("Kuma 2.5 – 3.0").font(font::label()).color(tokens.text_quiet));
        });
    });
}

fn state(cx: &Cx<'_>) -> &'static str {
    match (cx.file, cx.session.is_changed()) {
        (Some(_), false) => "Saved",
        (Some(_), true) => "Not saved",
        (None, _) => "Not in a file yet",
    }
}
