//! The questions: save first? read again? which path? take the recovered work?

use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{Align, Button, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use super::{Next, buttons, keyboard, paragraph, primary};
use crate::files::Copy as RecoveryCopy;
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::{PathQuestion, Purpose};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Input, elided, quiet_button};

/// Changes would be lost by what comes next.
pub fn unsaved(ui: &mut Ui, then: &Command, asks: &mut Asks) -> Next {
    paragraph(ui, "The design has changes that are not in its file.");
    buttons(ui, |ui| {
        if primary(ui, "Save") {
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

/// The server has not answered yet to what was sent.
pub fn unanswered(ui: &mut Ui, asks: &mut Asks) -> Next {
    let words = "The server has not answered yet to what was sent last. Closed now, nobody here learns what became of that. It is written down \
                 in the history as sent, and undoing it looks at the cluster again.";
    paragraph(ui, words);
    buttons(ui, |ui| {
        if primary(ui, "Wait for it") {
            return Next::Close;
        }
        if quiet_button(ui, Command::QuitUnanswered.text()).clicked() {
            asks.run(Command::QuitUnanswered);
            return Next::Close;
        }
        Next::Stay
    })
}

/// The file is not what was read, and the design has changes too.
pub fn changed_on_disk(ui: &mut Ui, asks: &mut Asks) -> Next {
    paragraph(ui, "Something else wrote the file since it was read here, and the design has changes too. Nothing was overwritten.");
    buttons(ui, |ui| {
        if primary(ui, "Save as…") {
            asks.run(Command::SaveAs);
            return Next::Close;
        }
        if quiet_button(ui, "Overwrite").clicked() {
            asks.run(Command::Overwrite);
            return Next::Close;
        }
        if quiet_button(ui, "Read again").clicked() {
            asks.run(Command::ReadAgain);
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// Reading the file again would lose changes.
pub fn read_again(ui: &mut Ui, asks: &mut Asks) -> Next {
    paragraph(ui, "The design has changes that are not in its file. Reading it again loses them.");
    buttons(ui, |ui| {
        if primary(ui, "Keep my changes") {
            return Next::Close;
        }
        if quiet_button(ui, "Read again").clicked() {
            asks.run(Command::ReadAgain);
            return Next::Close;
        }
        Next::Stay
    })
}

/// Somebody removed or renamed the file.
pub fn gone_from_disk(ui: &mut Ui, path: &Path, asks: &mut Asks) -> Next {
    paragraph(ui, "Something else removed or renamed the file. The design is still here: save it to write the file again.");
    elided(ui, &path.display().to_string(), font::mono(), Tokens::of(ui).text_quiet);
    buttons(ui, |ui| {
        if primary(ui, "Save") {
            asks.run(Command::Save);
            return Next::Close;
        }
        if quiet_button(ui, "Save as…").clicked() {
            asks.run(Command::SaveAs);
            return Next::Close;
        }
        if quiet_button(ui, "Not now").clicked() { Next::Close } else { Next::Stay }
    })
}

/// A file is there already where the design would be saved.
pub fn exists(ui: &mut Ui, path: &Path, asks: &mut Asks) -> Next {
    paragraph(ui, "A file of that name is there already. Nothing was overwritten.");
    elided(ui, &path.display().to_string(), font::mono(), Tokens::of(ui).text_quiet);
    buttons(ui, |ui| {
        if primary(ui, "Choose another…") {
            asks.run(Command::SaveAs);
            return Next::Close;
        }
        if quiet_button(ui, "Replace").clicked() {
            asks.run(Command::Answer(Purpose::SaveAs, path.to_owned()));
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

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
