//! The questions that are more than a sentence and buttons: which path? which design? take the recovered work?

use std::path::PathBuf;
use std::time::Duration;

use egui::{Align, Button, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use super::{Next, buttons, keyboard, paragraph, primary};
use crate::files::Copy as RecoveryCopy;
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::{PathQuestion, Purpose};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Input, elided, quiet_button};

/// A folder was named that holds several designs.
pub fn several(ui: &mut Ui, designs: &[PathBuf], asks: &mut Asks) -> Next {
    let folder = designs.first().and_then(|path| path.parent()).map(|folder| folder.display().to_string()).unwrap_or_default();
    paragraph(ui, "The folder holds several designs. Open one of them.");
    elided(ui, &folder, font::mono(), Tokens::of(ui).text_faint);
    let mut next = Next::Stay;
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for path in designs {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let button = Button::new(&name).frame_when_inactive(false).truncate().min_size(vec2(ui.available_width(), size::ROW));
            let row = ui.add(button.right_text(""));
            row.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            keyboard::first(ui, &row);
            if row.clicked() {
                asks.run(Command::OpenPath(path.clone()));
                next = Next::Close;
            }
            if row.has_focus() {
                theme::focus_ring(ui, row.rect.shrink(2.0), size::INPUT_ROUND);
            }
        }
    });
    buttons(ui, |ui| {
        if quiet_button(ui, "Cancel").clicked() {
            next = Next::Close;
        }
    });
    next
}

/// The title of a question for a path.
pub fn title(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Open => "Open a design",
        Purpose::SaveAs => "Save the design",
        Purpose::ExportTo => "Export to a folder",
        Purpose::Kubeconfig => "Add a kubeconfig",
    }
}

/// A path, where the desktop has no dialog of its own.
pub fn path(ui: &mut Ui, question: &mut PathQuestion, asks: &mut Asks) -> Next {
    let (name, hint) = match question.purpose {
        Purpose::Open | Purpose::SaveAs => ("Path of the file", "/path/to/shop.portolan.yaml"),
        Purpose::ExportTo => ("Path of the folder", "/path/to/folder"),
        Purpose::Kubeconfig => ("Path of the kubeconfig", "/path/to/kubeconfig"),
    };
    ui.label(RichText::new(name).font(font::label()).color(Tokens::of(ui).text_faint));
    let field = Input::new(name, &mut question.text).hint(hint).mono().show(ui);
    keyboard::first(ui, &field);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let word = match question.purpose {
        Purpose::Open => "Open",
        Purpose::SaveAs => "Save",
        Purpose::ExportTo => "Choose",
        Purpose::Kubeconfig => "Add",
    };
    buttons(ui, |ui| {
        let typed = !question.text.trim().is_empty();
        let pressed = ui.add_enabled_ui(typed, |ui| primary(ui, word)).inner;
        if typed && (pressed || entered) {
            let path = PathBuf::from(question.text.trim());
            // A desktop's own dialog asks about a file that is there; here nobody has.
            asks.run(match &question.purpose {
                Purpose::SaveAs => Command::SaveNew(path),
                Purpose::Open | Purpose::ExportTo | Purpose::Kubeconfig => Command::Answer(question.purpose.clone(), path),
            });
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// Recovery copies of a program that ended without saving.
pub fn recover(ui: &mut Ui, copies: &[RecoveryCopy], asks: &mut Asks) -> Next {
    paragraph(ui, "Portolan ended before these changes were saved. Open one to look at it; nothing is overwritten until you save.");
    ui.add_space(gap::XS);
    let mut next = Next::Stay;
    for copy in copies {
        let name = if copy.name.is_empty() { "A design without a name" } else { &copy.name };
        let age = copy.age.map(ago).unwrap_or_default();
        let of = copy.of.as_ref().map_or_else(|| "never saved".to_owned(), |path| path.display().to_string());
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let button = quiet_button(ui, "Open copy");
                keyboard::first(ui, &button);
                button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open copy of {name}, {age}")));
                if button.clicked() {
                    asks.run(Command::OpenRecovered(copy.path.clone()));
                    next = Next::Close;
                }
                ui.with_layout(Layout::top_down(Align::Min), |ui| {
                    elided(ui, &format!("{name} · {age}"), font::text(), Tokens::of(ui).text);
                    elided(ui, &of, font::label(), Tokens::of(ui).text_quiet).on_hover_text(&of);
                });
            });
        });
    }
    buttons(ui, |ui| {
        if quiet_button(ui, "Later").clicked() {
            next = Next::Close;
        }
        if quiet_button(ui, "Throw away").clicked() {
            asks.run(Command::ForgetRecovered(copies.iter().map(|copy| copy.path.clone()).collect()));
            next = Next::Close;
        }
    });
    next
}

/// How long ago, as people say it.
pub(super) fn ago(age: Duration) -> String {
    let (number, unit) = match age.as_secs() {
        0..60 => return "just now".to_owned(),
        seconds @ 60..3_600 => (seconds / 60, "minute"),
        seconds @ 3_600..86_400 => (seconds / 3_600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
}
