//! Managed fields: which manager owns which fields of an object, as the server writes it down.
//! Knows nothing of who the managers are, or of what should be changed.

use std::fmt;

use serde_json::{Map, Value, json};

/// One step into an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A key of a map.
    Field(String),
    /// The item of a list that has these keys, in order.
    Item(Vec<(String, Key)>),
}

/// What an item of a list is found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(i64),
    Text(String),
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Number(number) => number.fmt(formatter),
            Key::Text(text) => formatter.write_str(text),
        }
    }
}

/// A place in an object.
pub(super) type Path = Vec<Step>;

/// What one manager owns.
pub(super) struct Entry<'a> {
    pub(super) manager: &'a str,
    pub(super) operation: &'a str,
    pub(super) subresource: &'a str,
    fields: &'a Value,
}

impl Entry<'_> {
    /// Every place it owns, in the server's order.
    pub(super) fn paths(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        leaves(self.fields, &mut Vec::new(), &mut paths);
        paths
    }
}

/// All that is written down about who owns what.
pub(super) fn entries(object: &Value) -> Vec<Entry<'_>> {
    let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten();
    entries
        .map(|entry| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            let fields = entry.get("fieldsV1").unwrap_or(&Value::Null);
            Entry { manager: text("manager"), operation: text("operation"), subresource: text("subresource"), fields }
        })
        .collect()
}

/// What a manager owns by applying.
pub(super) fn applied(object: &Value, manager: &str) -> Vec<Path> {
    let own = |entry: &Entry<'_>| entry.manager == manager && entry.operation == "Apply" && entry.subresource.is_empty();
    entries(object).iter().filter(|entry| own(entry)).flat_map(Entry::paths).collect()
}

/// The server writes `{"f:spec": {"f:ports": {"k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:appProtocol": {}}}}}`.
fn leaves(set: &Value, at: &mut Path, paths: &mut Vec<Path>) {
    let children = set.as_object().into_iter().flatten();
    let mut deeper = false;
    for (key, below) in children {
        if let Some(step) = step(key) {
            deeper = true;
            at.push(step);
            leaves(below, at, paths);
            at.pop();
        }
    }
    if !deeper && !at.is_empty() {
        paths.push(at.clone());
    }
}

fn step(key: &str) -> Option<Step> {
    if let Some(field) = key.strip_prefix("f:") {
        return Some(Step::Field(field.to_owned()));
    }
    let keys: Map<String, Value> = serde_json::from_str(key.strip_prefix("k:")?).ok()?;
    Some(Step::Item(keys.into_iter().filter_map(|(name, value)| Some((name, key_of(&value)?))).collect()))
}

fn key_of(value: &Value) -> Option<Key> {
    match value {
        Value::Number(number) => number.as_i64().map(Key::Number),
        Value::String(text) => Some(Key::Text(text.clone())),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What stands at a place; of an item its keys alone.
pub(super) fn get(object: &Value, path: &[Step]) -> Option<Value> {
    let mut value = object;
    for step in path {
        value = match step {
            Step::Field(key) => value.get(key)?,
            Step::Item(keys) => value.as_array()?.iter().find(|item| has(item, keys))?,
        };
    }
    match path.last() {
        Some(Step::Item(keys)) => Some(item(keys)),
        Some(Step::Field(_)) | None => Some(value.clone()),
    }
}

/// Whether an item of a list has these keys. A port without a transport is one of TCP.
pub(super) fn has(item: &Value, keys: &[(String, Key)]) -> bool {
    keys.iter().all(|(name, key)| match item.get(name) {
        Some(value) => key_of(value).as_ref() == Some(key),
        None => name == "protocol" && *key == Key::Text("TCP".to_owned()),
    })
}

fn item(keys: &[(String, Key)]) -> Value {
    let value = |key: &Key| match key {
        Key::Number(number) => json!(number),
        Key::Text(text) => json!(text),
    };
    Value::Object(keys.iter().map(|(name, key)| (name.clone(), value(key))).collect())
}

/// Puts a value at a place, with all that leads there: an item of a list gets its keys.
pub(super) fn put(object: &mut Value, path: &[Step], value: Value) {
    let Some((step, below)) = path.split_first() else {
        *object = value;
        return;
    };
    match step {
        Step::Field(key) => {
            if !object.is_object() {
                *object = Value::Object(Map::new());
            }
            if let Some(map) = object.as_object_mut() {
                put(map.entry(key.clone()).or_insert(Value::Null), below, value);
            }
        }
        Step::Item(keys) => {
            if !object.is_array() {
                *object = Value::Array(Vec::new());
            }
            if let Some(items) = object.as_array_mut() {
                if !items.iter().any(|item| has(item, keys)) {
                    items.push(item(keys));
                }
                let found = items.iter_mut().find(|item| has(item, keys)).filter(|_| !below.is_empty());
                found.into_iter().for_each(|item| put(item, below, value.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service() -> Value {
        let ports = json!({
            "k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}, "f:protocol": {}, "f:appProtocol": {}},
            "k:{\"port\":80,\"protocol\":\"UDP\"}": {".": {}, "f:port": {}}
        });
        let fields = json!({"f:metadata": {"f:annotations": {".": {}, "f:a/b": {}}}, "f:spec": {"f:selector": {}, "f:ports": ports}});
        json!({
            "metadata": {"name": "web", "annotations": {"a/b": "c", "other": "d"},
                "managedFields": [{"manager": "m", "operation": "Apply", "fieldsV1": fields}, {"manager": "m", "operation": "Update", "fieldsV1": {"f:status": {}}}]},
            "spec": {"selector": {"app": "web"}, "ports": [{"port": 80, "protocol": "TCP", "appProtocol": "http", "targetPort": 80}, {"port": 80, "protocol": "UDP"}]}
        })
    }

    #[test]
    fn what_a_manager_applied_can_be_taken_out_of_an_object() {
        let service = service();
        let mut own = json!({});
        for path in applied(&service, "m") {
            put(&mut own, &path, get(&service, &path).unwrap());
        }
        let ports = json!([{"port": 80, "protocol": "TCP", "appProtocol": "http"}, {"port": 80, "protocol": "UDP"}]);
        assert_eq!(own, json!({"metadata": {"annotations": {"a/b": "c"}}, "spec": {"selector": {"app": "web"}, "ports": ports}}));
        assert_eq!(applied(&service, "somebody"), Vec::<Path>::new());
    }

    #[test]
    fn an_item_that_is_gone_is_nowhere() {
        let mut service = service();
        let path = applied(&service, "m").into_iter().find(|path| path.iter().any(|step| matches!(step, Step::Item(_)))).unwrap();
        assert!(get(&service, &path).is_some());
        service["spec"]["ports"] = json!([]);
        assert_eq!(get(&service, &path), None);
    }
}
