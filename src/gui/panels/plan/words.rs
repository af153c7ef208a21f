//! What a change is in words: its action, what changes, and what came of it.
//! Knows nothing of how they are drawn.

use egui::Color32;
use serde_json::Value;

use crate::cluster::{Access, Action, Applied, Change, Extent, Kind, Missing, in_short};
use crate::gui::theme::Tokens;
use crate::gui::widgets::counted;

/// The colour of an action.
pub fn color(action: &Action, tokens: &Tokens) -> Color32 {
    match action {
        Action::Create => tokens.ok,
        Action::Update => tokens.warning,
        Action::Delete | Action::Conflict(_) | Action::Invalid(_) => tokens.error,
        Action::None | Action::Forbidden => tokens.text_faint,
    }
}

/// What came of it, in colour.
pub fn applied(applied: &Applied, tokens: &Tokens) -> (&'static str, Color32) {
    let color = match applied {
        Applied::Created(_) | Applied::Updated(_) | Applied::Deleted => tokens.ok,
        Applied::Unchanged | Applied::LeftOut | Applied::NotReached | Applied::Cancelled => tokens.text_faint,
        Applied::Stale => tokens.warning,
        Applied::Conflict(_) | Applied::Failed(_) => tokens.error,
    };
    (applied.words(), color)
}

/// What changes, on one line.
pub fn what(change: &Change) -> String {
    let hints = match &change.extent {
        Extent::Whole => String::new(),
        Extent::Hints(owner) => format!(" · hints only ({owner})"),
    };
    let words = match &change.action {
        Action::None => "as planned".to_owned(),
        Action::Create => created(change),
        Action::Update => in_short(&change.fields),
        Action::Delete if change.message.is_empty() => "goes away".to_owned(),
        Action::Conflict(owners) => {
            let one = |owner: &crate::cluster::Ownership| {
                format!("{} {} owned by {}", listed(&owner.fields), is(owner.fields.len()), owner.manager)
            };
            owners.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Action::Delete | Action::Forbidden | Action::Invalid(_) => change.message.clone(),
    };
    words + &hints
}

fn is(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

/// The first of some words, and how many more there are.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn created(change: &Change) -> String {
    let ports = change.after.as_ref().and_then(|after| after.pointer("/spec/ports")).and_then(Value::as_array).map(Vec::len);
    match (change.object.kind, ports) {
        (Kind::Namespace, _) => "it is not there yet".to_owned(),
        (Kind::Service, Some(ports)) => counted(ports, "port"),
        (Kind::Service, None) => "no ports".to_owned(),
    }
}

/// What there is to say of a namespace that is missing.
pub fn missing(missing: &Missing) -> &'static str {
    match missing.access {
        Access::Allowed | Access::NotSaid => "it is not there: tick it to have it created too",
        Access::Denied => "it is not there, and you may not create it: ask whoever runs the cluster",
    }
}
