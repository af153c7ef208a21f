//! The keys that a list or a grid takes from a frame, in their order.
//! Knows nothing of what they do.

use egui::{Event, Key, Ui};

/// One press that a list or grid acts on.
#[derive(Clone, Debug, PartialEq)]
pub enum Press {
    /// A key alone.
    Key(Key),
    /// A key with Shift: the selection reaches further.
    Reach(Key),
    /// A key with Ctrl or Cmd: to the very end.
    Far(Key),
    /// Something was typed.
    Text(String),
    /// Copy.
    Copy,
    /// Paste, and what.
    Paste(String),
}

/// Takes the presses of some keys and what was typed; everything else stays for others, shortcuts among them.
pub fn presses(ui: &Ui, keys: &[Key]) -> Vec<Press> {
    let mut taken: Vec<Press> = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let press = match event {
                Event::Key { key, pressed: true, modifiers, .. } if keys.contains(key) && !modifiers.alt => {
                    match (modifiers.command, modifiers.shift) {
                        (false, false) => Press::Key(*key),
                        (false, true) => Press::Reach(*key),
                        (true, false) if matches!(key, Key::Home | Key::End) => Press::Far(*key),
                        (true, _) => return true,
                    }
                }
                Event::Text(text) if !text.trim().is_empty() => Press::Text(text.clone()),
                _ => return true,
            };
            match (taken.last_mut(), press) {
                (Some(Press::Text(before)), Press::Text(text)) => before.push_str(&text),
                (_, press) => taken.push(press),
            }
            false
        });
    });
    taken
}

/// Takes copy and paste.
pub fn clipboard(ui: &Ui) -> Vec<Press> {
    let mut taken = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            match event {
                Event::Copy => taken.push(Press::Copy),
                Event::Paste(text) => taken.push(Press::Paste(text.clone())),
                _ => return true,
            }
            false
        });
    });
    taken
}
