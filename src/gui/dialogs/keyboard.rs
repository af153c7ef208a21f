//! Where the keyboard is when a dialog opens, and where it goes back to.
//! Knows nothing of what the dialogs ask.

use std::mem::Discriminant;

use egui::{Context, Id, Response, Ui};

use crate::gui::state::Dialog;

/// Which dialog has the keyboard, and who had it before the first of them.
#[derive(Clone, Copy)]
struct Held {
    by: Discriminant<Dialog>,
    before: Option<Id>,
    /// Who of the dialog had it last.
    last: Option<Id>,
    /// Whether nothing in the dialog took it yet.
    free: bool,
}

fn held() -> Id {
    Id::unique("keyboard of dialogs")
}

/// A dialog is open: it has the keyboard, and what had it is remembered.
pub fn hold(ctx: &Context, by: Discriminant<Dialog>) {
    let focused = ctx.memory(|memory| memory.focused());
    ctx.data_mut(|data| {
        let before = data.get_temp::<Held>(held());
        if before.is_none_or(|held| held.by != by) {
            let before = before.map_or(focused, |held| held.before);
            data.insert_temp(held(), Held { by, before, last: None, free: true });
        }
    });
}

/// Takes the keyboard, where this is the first in a dialog that may have it.
pub fn first(ui: &Ui, response: &Response) {
    let taken = ui.data_mut(|data| {
        let held = data.get_temp::<Held>(held()).filter(|held| held.free);
        held.map(|now| data.insert_temp(self::held(), Held { free: false, ..now }))
    });
    if taken.is_some() {
        response.request_focus();
    }
}

/// The dialog was shown: who of it has the keyboard now.
pub fn shown(ctx: &Context) {
    let last = ctx.memory(|memory| memory.focused());
    ctx.data_mut(|data| {
        if let Some(now) = data.get_temp::<Held>(held()) {
            data.insert_temp(held(), Held { last, ..now });
        }
    });
}

/// No dialog is open any more: the keyboard goes back, unless somebody took it meanwhile. A frame later than the last of the dialog:
/// until then nothing behind it may have the keyboard.
pub fn give_back(ctx: &Context) {
    let Some(was) = ctx.data_mut(|data| {
        let was = data.get_temp::<Held>(held());
        data.remove::<Held>(held());
        was
    }) else {
        return;
    };
    let focused = ctx.memory(|memory| memory.focused());
    if let Some(before) = was.before.filter(|_| focused.is_none() || focused == was.last) {
        ctx.memory_mut(|memory| memory.request_focus(before));
        ctx.request_repaint();
    }
}
