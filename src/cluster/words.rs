//! A plan in words, the same wherever it is read.
//! Knows nothing of where that is.

use std::fmt;

use serde_json::Value;

use super::{Action, FieldChange, Kind, Object, Ownership};

impl Kind {
    /// As Kubernetes writes it.
    pub fn keyword(self) -> &'static str {
        match self {
            Kind::Namespace => "Namespace",
            Kind::Service => "Service",
        }
    }
}

impl Object {
    /// The namespace it lives in; none of a namespace itself.
    pub fn lives_in(&self) -> &str {
        match self.kind {
            Kind::Namespace => "",
            Kind::Service => &self.namespace,
        }
    }
}

/// `shop/web`; of a namespace its name.
impl fmt::Display for Object {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Namespace => formatter.write_str(&self.name),
            Kind::Service => write!(formatter, "{}/{}", self.namespace, self.name),
        }
    }
}

impl Action {
    /// In a word.
    pub fn keyword(&self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::None => "none",
            Action::Conflict(_) => "conflict",
            Action::Forbidden => "forbidden",
            Action::Invalid(_) => "invalid",
        }
    }

    /// Whether applying sends anything for it.
    pub fn is_sent(&self) -> bool {
        match self {
            Action::Create | Action::Update | Action::Delete => true,
            Action::None | Action::Conflict(_) | Action::Forbidden | Action::Invalid(_) => false,
        }
    }
}

/// `helm owns ports[80/TCP].appProtocol`
impl fmt::Display for Ownership {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} owns {}", self.manager, self.fields.join(", "))
    }
}

/// `ports[80/TCP].appProtocol: unset → http`
impl fmt::Display for FieldChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} → {}", self.path, value(self.before.as_ref()), value(self.after.as_ref()))
    }
}

/// Some fields on one line: the first, and how many more there are. Where none differ, their order does.
pub fn in_short(fields: &[FieldChange]) -> String {
    match fields {
        [] => "the order of its ports".to_owned(),
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_says_what_it_was_and_what_it_would_be() {
        let change = |before, after| FieldChange { path: "ports[80/TCP].appProtocol".to_owned(), before, after };
        assert_eq!(change(None, Some(json!("http"))).to_string(), "ports[80/TCP].appProtocol: unset → http");
        assert_eq!(change(Some(json!(80)), None).to_string(), "ports[80/TCP].appProtocol: 80 → unset");
        assert_eq!(change(Some(json!([1, 2])), Some(json!({}))).to_string(), "ports[80/TCP].appProtocol: [2] → {…}");
        let two = [change(None, Some(json!("a"))), change(None, None)];
        assert_eq!(in_short(&two), "ports[80/TCP].appProtocol: unset → a and 1 more");
    }
}
