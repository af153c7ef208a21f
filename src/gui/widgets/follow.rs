//! Brings what has the keyboard into view.
//! Knows nothing of what that is.

use egui::{Id, Ui};

/// Scrolls to the part that got the keyboard since the last frame, if it is one of these contents. Called last among them.
pub fn follow_keyboard(ui: &Ui, contents: &str) {
    let kept = Id::unique(("keyboard followed", contents));
    let now = ui.memory(|memory| memory.focused());
    if ui.data(|data| data.get_temp::<Option<Id>>(kept)).flatten() == now {
        return;
    }
    ui.data_mut(|data| data.insert_temp(kept, now));
    let Some(part) = now.and_then(|id| ui.ctx().read_response(id)) else { return };
    if part.layer_id == ui.layer_id() && ui.min_rect().contains(part.rect.center()) {
        ui.scroll_to_rect(part.rect, None);
    }
}
