//! What a right click on a service offers.
//! Knows nothing of how it is done.

use egui::{Button, Response, Ui};

use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::theme::{Tokens, font};

/// The acts, in groups.
const GROUPS: [&[Command]; 3] = [&[Command::AddPort, Command::Duplicate], &[Command::MoveUp, Command::MoveDown], &[Command::Delete]];

/// The menu of one line.
pub fn on(response: &Response, asks: &mut Asks) {
    response.context_menu(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (index, group) in GROUPS.iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            for command in *group {
                if item(ui, command) {
                    asks.run(command.clone());
                    ui.close();
                }
            }
        }
    });
}

fn item(ui: &mut Ui, command: &Command) -> bool {
    let mut button = Button::new(command.text());
    if let Some(shortcut) = command.shortcuts().first() {
        let keys = egui::RichText::new(ui.ctx().format_shortcut(shortcut)).font(font::label()).color(Tokens::of(ui).text_faint);
        button = button.shortcut_text(keys);
    }
    ui.add(button).clicked()
}
