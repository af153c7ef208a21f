//! The keyboard of the picker: a row's key picks at once; `/`, a capital or any other letter begins a search, and then letters search.
//! Knows nothing of what is drawn.

use egui::{Event, EventFilter, Id, Key, Modifiers, Ui};

use super::rows::{self, Choice};
use super::{Done, Kept, Picker, Raw, Subject, Typing};

/// Who has the keyboard while letters pick.
pub(super) fn list_id(id: Id) -> Id {
    id.with("list")
}

/// Who has it while letters search.
pub(super) fn search_id(id: Id) -> Id {
    id.with("search")
}

/// Keys that stay in the picker.
pub(super) const ALL: EventFilter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };

/// Takes the keys of this frame before anything else sees them.
pub(super) fn take(ui: &Ui, id: Id, kept: &mut Kept, picker: &mut Picker, subject: &Subject<'_>) -> Option<Done> {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::NONE, Key::Escape) {
        return Some(Done::Left);
    }
    let found = rows::found(subject, &picker.query);
    let last = found.len().saturating_sub(1);
    for (key, to) in [
        (Key::ArrowDown, if picker.cursor >= last { 0 } else { picker.cursor + 1 }),
        (Key::ArrowUp, picker.cursor.checked_sub(1).unwrap_or(last)),
        (Key::PageDown, last),
        (Key::PageUp, 0),
    ] {
        if pressed(Modifiers::NONE, key) {
            picker.cursor = to;
        }
    }
    let raw =
        if pressed(Modifiers::SHIFT, Key::Enter) { Some(Raw::Kept) } else { pressed(Modifiers::NONE, Key::Enter).then_some(Raw::Cleared) };
    if let Some(raw) = raw {
        return found.get(picker.cursor).map(|row| Done::Took(row.choice, raw));
    }
    let taken = (kept.typing == Typing::Picks).then(|| letters(ui, kept, picker, &found)).flatten();
    let keyboard = match kept.typing {
        Typing::Picks => list_id(id),
        Typing::Searches => search_id(id),
    };
    if !ui.memory(|memory| memory.has_focus(keyboard)) {
        ui.memory_mut(|memory| memory.request_focus(keyboard));
    }
    taken.map(|choice| Done::Took(choice, Raw::Cleared))
}

/// Letters while they pick: the row of the first one that is a key, or the beginning of a search.
fn letters(ui: &Ui, kept: &mut Kept, picker: &mut Picker, found: &[rows::Row]) -> Option<Choice> {
    let mut typed = String::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Text(text) => {
                typed.push_str(text);
                false
            }
            _ => true,
        });
    });
    let first = typed.chars().next()?;
    if let Some(row) = rows::of_key(found, first) {
        return Some(row.choice);
    }
    kept.typing = Typing::Searches;
    picker.query.push_str(typed.strip_prefix('/').unwrap_or(&typed));
    picker.cursor = 0;
    None
}
