//! Every shortcut, as the commands have them.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::{Next, close};
use crate::gui::command::Command;
use crate::gui::theme::{Tokens, font, gap};

/// Shows them.
pub fn ui(ui: &mut Ui) -> Next {
    let quiet = Tokens::of(ui).text_quiet;
    ScrollArea::vertical().max_height(ui.ctx().content_rect().height() * 0.6).auto_shrink([false, true]).show(ui, |ui| {
        Grid::new("shortcuts").num_columns(2).spacing([gap::XL, 6.0]).show(ui, |ui| {
            for command in Command::all() {
                let keys: Vec<String> = command.shortcuts().iter().map(|keys| ui.ctx().format_shortcut(keys)).collect();
                if !keys.is_empty() {
                    ui.label(RichText::new(keys.join("  ")).font(font::mono()).color(quiet));
                    ui.label(command.text());
                    ui.end_row();
                }
            }
        });
    });
    close(ui)
}
