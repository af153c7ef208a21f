//! The board: services as cards on a canvas, their ports, and who calls whom.
//! Shows and asks; knows nothing of how an edit is done.

pub mod arrange;
#[cfg(test)]
mod arrange_tests;
mod calls;
mod canvas;
mod card;
mod gesture;
mod grid;
mod keys;
mod look;
mod menu;
mod plan;
mod route;
mod shape;
mod sheet;
mod touch;

use egui::{Context, CornerRadius, Id, Ui, UiBuilder, Vec2};

use super::{Asks, Cx};
use crate::design::ServiceId;
use crate::gui::command::Command;
use crate::gui::state::ViewState;
use crate::gui::widgets::{self, chart};
use calls::CallRef;
use gesture::Gesture;
use plan::Known;

/// What the board remembers from frame to frame, beside what the whole window looks at.
#[derive(Clone, Default)]
struct Memory {
    known: Known,
    gesture: Gesture,
    /// The size it had, and whether all of it was fitted into that.
    size: Vec2,
    fitted: bool,
    zoom: f32,
    /// Who led the selection: another one is brought into view.
    lead: Option<ServiceId>,
    /// The call that was clicked.
    call: Option<CallRef>,
    /// The call that the open menu is about.
    menu_call: Option<CallRef>,
    /// Whether the keyboard was used last: then it shows where it is.
    by_keys: bool,
}

/// How large the board was shown last: 1 is 100 %.
pub fn zoom(ctx: &Context) -> f32 {
    ctx.data(|data| data.get_temp::<Memory>(memory_id())).map_or(1.0, |memory| if memory.zoom > 0.0 { memory.zoom } else { 1.0 })
}

/// The board's own identity: what has the keyboard.
pub fn id() -> Id {
    memory_id().with("canvas")
}

fn memory_id() -> Id {
    Id::unique("board")
}

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let outer = ui.available_rect_before_wrap();
    ui.painter().rect_filled(outer, CornerRadius::ZERO, cx.tokens.bg0);
    chart::rhumb_lines(ui.painter(), cx.tokens, outer);
    ui.scope_builder(UiBuilder::new().max_rect(outer).id_salt("board"), |ui| {
        ui.set_clip_rect(outer.intersect(ui.clip_rect()));
        if cx.session.design().services.is_empty() {
            empty(ui, view, asks);
        } else {
            // Taken out, not copied: the plan of ten thousand cards is changed where it lies.
            let mut memory = ui.data_mut(|data| data.remove_temp::<Memory>(memory_id())).unwrap_or_default();
            canvas::show(ui, cx, outer, &mut memory, view, asks);
            ui.data_mut(|data| data.insert_temp(memory_id(), memory));
        }
        ui.expand_to_include_rect(outer);
    });
}

fn empty(ui: &mut Ui, view: &mut ViewState, asks: &mut Asks) {
    view.board = None;
    let text = "Each service becomes a card with its ports, and each call a line between two of them";
    if widgets::empty_state(ui, "No services yet", text, Some(Command::AddService.text())) {
        asks.run(Command::AddService);
    }
}
