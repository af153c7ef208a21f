//! The context menus of the board: of the selection, of a call, of the canvas.
//! Knows nothing of how an act is done.

use egui::{Button, Ui};

use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::ViewState;
use crate::gui::theme::gap;

/// A menu, at least.
const WIDTH: f32 = 190.0;

/// What can be done with the selected cards or ports.
pub fn of_selection(ui: &mut Ui, view: &ViewState, asks: &mut Asks) {
    dense(ui);
    if !view.selection.ports().is_empty() {
        act(ui, asks, Command::PickProtocol);
        ui.separator();
        act(ui, asks, Command::MoveUp);
        act(ui, asks, Command::MoveDown);
    }
    act(ui, asks, Command::AddPort);
    ui.separator();
    act(ui, asks, Command::Duplicate);
    act(ui, asks, Command::Delete);
}

/// What can be done with the board.
pub fn of_canvas(ui: &mut Ui, asks: &mut Asks) {
    dense(ui);
    act(ui, asks, Command::AddService);
    ui.separator();
    act(ui, asks, Command::Arrange);
    act(ui, asks, Command::Fit);
}

/// Whether a call should go.
pub fn of_call(ui: &mut Ui) -> bool {
    let pressed = ui.button("Remove call").clicked();
    if pressed {
        ui.close();
    }
    pressed
}

/// Lines close to each other, and wide enough for a word and its shortcut.
fn dense(ui: &mut Ui) {
    ui.spacing_mut().item_spacing.y = gap::XS / 2.0;
    ui.set_min_width(WIDTH);
}

/// A line of a menu: the words of an act, and its shortcut.
fn act(ui: &mut Ui, asks: &mut Asks, command: Command) {
    let shortcut = command.shortcuts().first().map_or_else(String::new, |shortcut| ui.ctx().format_shortcut(shortcut));
    if ui.add(Button::new(command.text()).shortcut_text(shortcut)).clicked() {
        asks.run(command);
        ui.close();
    }
}
