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
    // Its place alone: asking for the response would take part in the frame's clicks.
    let Some(part) = now.and_then(|id| ui.ctx().viewport(|view| view.prev_pass.widgets.get(id).copied())) else { return };
    // Contents reach on behind what is beside them: a part that is seen there is another panel's.
    let elsewhere = part.interact_rect.is_positive() && !ui.clip_rect().intersects(part.interact_rect);
    if part.layer_id == ui.layer_id() && !elsewhere && ui.min_rect().contains(part.rect.center()) {
        ui.scroll_to_rect(part.rect, None);
    }
}
