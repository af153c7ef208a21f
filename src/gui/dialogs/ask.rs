//! The questions: save first? read again? which path? take the recovered work?

use std::path::PathBuf;

use egui::{RichText, Ui};

use super::{Next, buttons, paragraph};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::{PathQuestion, Purpose};
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{Input, primary_button, quiet_button};

/// Changes would be lost by what comes next.
pub fn unsaved(ui: &mut Ui, then: &Command, asks: &mut Asks) -> Next {
    paragraph(ui, "The design has changes that are not in its file.");
    buttons(ui, |ui| {
        if primary_button(ui, "Save").clicked() || super::enter(ui) {
            asks.run(Command::SaveThen(Box::new(then.clone())));
            return Next::Close;
        }
        if quiet_button(ui, "Do not save").clicked() {
            asks.run(Command::DiscardThen(Box::new(then.clone())));
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// The file is not what was read, and the design has changes too.
pub fn changed_on_disk(ui: &mut Ui, asks: &mut Asks) -> Next {
    paragraph(ui, "Something else wrote the file since it was read here, and the design has changes too. Nothing was overwritten.");
    buttons(ui, |ui| {
        if primary_button(ui, "Save as…").clicked() {
            asks.run(Command::SaveAs);
            return Next::Close;
        }
        if quiet_button(ui, "Overwrite").clicked() {
            asks.run(Command::Overwrite);
            return Next::Close;
        }
        if quiet_button(ui, "Read again").clicked() {
            asks.run(Command::Reload);
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// The title of a question for a path.
pub fn title(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "Open a design",
        Purpose::SaveAs => "Save the design",
        Purpose::ExportTo => "Export to a folder",
    }
}

/// A path, where the desktop has no dialog of its own.
pub fn path(ui: &mut Ui, question: &mut PathQuestion, asks: &mut Asks) -> Next {
    let (name, hint) = match question.purpose {
        Purpose::Open | Purpose::SaveAs => ("Path of the file", "/path/to/shop.portolan.yaml"),
        Purpose::ExportTo => ("Path of the folder", "/path/to/folder"),
    };
    ui.label(RichText::new(name).font(font::label()).color(Tokens::of(ui).text_faint));
    let field = Input::new(name, &mut question.text).hint(hint).mono().show(ui);
    if ui.memory(|memory| memory.focused().is_none()) && !field.lost_focus() {
        field.request_focus();
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let word = match question.purpose {
        Purpose::Open => "Open",
        Purpose::SaveAs => "Save",
        Purpose::ExportTo => "Choose",
    };
    buttons(ui, |ui| {
        let typed = !question.text.trim().is_empty();
        let pressed = ui.add_enabled_ui(typed, |ui| primary_button(ui, word).clicked()).inner;
        if typed && (pressed || entered) {
            asks.run(Command::Answer(question.purpose.clone(), PathBuf::from(question.text.trim())));
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// Recovery copies of a program that ended without saving.
pub fn recover(ui: &mut Ui, copies: &[PathBuf], asks: &mut Asks) -> Next {
    paragraph(ui, "Portolan ended before these changes were saved. Open one to look at it; nothing is overwritten until you save.");
    ui.add_space(gap::XS);
    let mut next = Next::Stay;
    for copy in copies {
        let name = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        ui.horizontal(|ui| {
            ui.label(RichText::new(&name).font(font::mono()));
            if quiet_button(ui, "Open copy").clicked() {
                asks.run(Command::OpenRecovered(copy.clone()));
                next = Next::Close;
            }
        });
    }
    buttons(ui, |ui| {
        if quiet_button(ui, "Later").clicked() {
            next = Next::Close;
        }
        if quiet_button(ui, "Throw away").clicked() {
            asks.run(Command::ForgetRecovered(copies.to_vec()));
            next = Next::Close;
        }
    });
    next
}
