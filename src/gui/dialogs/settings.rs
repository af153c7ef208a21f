//! Theme and scale; and what this program is.

use egui::{RichText, Ui};

use super::{Next, close, paragraph};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::{Settings, ThemeChoice};
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{chart, quiet_button, radio};

/// The steps of the scale.
pub const SCALES: [f32; 7] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0];

/// Shows the settings.
pub fn ui(ui: &mut Ui, settings: &Settings, asks: &mut Asks) -> Next {
    let faint = Tokens::of(ui).text_faint;
    let label = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).font(font::label()).color(faint));
    label(ui, "Theme");
    ui.horizontal(|ui| {
        for (choice, name) in [(ThemeChoice::System, "As the system"), (ThemeChoice::Light, "Light"), (ThemeChoice::Dark, "Dark")] {
            if radio(ui, settings.theme == choice, name).clicked() {
                asks.run(Command::Theme(choice));
            }
        }
    });
    ui.add_space(gap::XS);
    label(ui, "Scale");
    ui.horizontal(|ui| {
        if quiet_button(ui, "Smaller").clicked() {
            asks.run(Command::ScaleDown);
        }
        ui.label(format!("{:.0} %", settings.scale * 100.0));
        if quiet_button(ui, "Larger").clicked() {
            asks.run(Command::ScaleUp);
        }
        if quiet_button(ui, "Actual size").clicked() {
            asks.run(Command::ScaleReset);
        }
    });
    close(ui)
}

/// Says what this is.
pub fn about(ui: &mut Ui) -> Next {
    ui.horizontal(|ui| {
        chart::rose(ui, 64.0);
        ui.vertical(|ui| {
            ui.label(format!("Portolan {}", env!("CARGO_PKG_VERSION")));
            paragraph(ui, "A designer for the ports of a Kuma or Kong Mesh service mesh. Apache License 2.0.");
        });
    });
    paragraph(ui, "Inter and JetBrains Mono are used under the SIL Open Font License.");
    paragraph(ui, "Nothing is sent anywhere unless you ask.");
    close(ui)
}
