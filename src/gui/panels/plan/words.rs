//! What a change is in words: its action, what changes, and what came of it.
//! Knows nothing of how they are drawn.

use egui::Color32;
use serde_json::Value;

use crate::cluster::{Access, Action, Applied, Change, Extent, FieldChange, Kind, Missing};
use crate::gui::theme::Tokens;
use crate::gui::widgets::counted;

/// The action in a word.
pub fn action(action: &Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Delete => "delete",
        Action::None => "none",
        Action::Conflict(_) => "conflict",
        Action::Forbidden => "forbidden",
        Action::Invalid(_) => "invalid",
    }
}

/// Its colour.
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

/// The kind, as Kubernetes writes it.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Namespace => "Namespace",
        Kind::Service => "Service",
    }
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
        Action::Update if change.fields.is_empty() => "who owns its fields".to_owned(),
        Action::Update => fields(&change.fields),
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

/// Some fields on one line: the first, and how many more there are.
pub fn fields(fields: &[FieldChange]) -> String {
    match fields {
        [] => String::new(),
        [one] => field(one),
        [first, rest @ ..] => format!("{} and {} more", field(first), rest.len()),
    }
}

/// One field: `ports[9090/TCP].appProtocol: unset → http`.
pub fn field(change: &FieldChange) -> String {
    format!("{}: {} → {}", change.path, value(change.before.as_ref()), value(change.after.as_ref()))
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "unset".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => format!("[{}]", items.len()),
        Some(Value::Object(_)) => "{…}".to_owned(),
        Some(other @ (Value::Null | Value::Bool(_) | Value::Number(_))) => other.to_string(),
    }
}

/// What there is to say of a namespace that is missing.
pub fn missing(missing: &Missing) -> &'static str {
    match missing.access {
        Access::Allowed | Access::NotSaid => "it is not there: tick it to have it created too",
        Access::Denied => "it is not there, and you may not create it: ask whoever runs the cluster",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_says_what_it_was_and_what_it_would_be() {
        let change = |before, after| FieldChange { path: "ports[80/TCP].appProtocol".to_owned(), before, after };
        assert_eq!(field(&change(None, Some(json!("http")))), "ports[80/TCP].appProtocol: unset → http");
        assert_eq!(field(&change(Some(json!(80)), None)), "ports[80/TCP].appProtocol: 80 → unset");
        let two = [change(None, Some(json!("a"))), change(None, None)];
        assert!(fields(&two).ends_with("a and 1 more"));
    }
}
