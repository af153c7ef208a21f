//! Who made the last change of an object, as its managed fields tell.
//! Knows nothing of what the change was.

use serde_json::Value;

use crate::cluster::{managed, owner};

/// Whoever's entry is new or moved, the newest first; in words. `None` where nobody's did: the server notes no more than the second.
pub(super) fn of(before: Option<&Value>, live: &Value) -> Option<String> {
    let known: Vec<&Value> = before.map(raw).unwrap_or_default();
    let moved = raw(live).into_iter().filter(|entry| !known.contains(entry));
    let time = |entry: &Value| entry.get("time").and_then(Value::as_str).unwrap_or_default().to_owned();
    let manager = |entry: &Value| entry.get("manager").and_then(Value::as_str).map(str::to_owned);
    let by_people = moved.filter(|entry| entry.get("subresource").is_none_or(|name| name == "")).collect::<Vec<_>>();
    let newest = by_people.into_iter().max_by_key(|entry| time(entry)).and_then(manager);
    newest.or_else(|| only(live)).map(|manager| owner::manager_in_words(&manager))
}

fn raw(object: &Value) -> Vec<&Value> {
    object.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten().collect()
}

/// The one manager that an object has, if it has but one.
fn only(live: &Value) -> Option<String> {
    match managed::entries(live).as_slice() {
        [one] => Some(one.manager.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(entries: &[(&str, &str, &str)]) -> Value {
        let entry = |(manager, time, field): &(&str, &str, &str)| json!({"manager": manager, "operation": "Update", "time": time, "fieldsV1": {*field: {}}});
        json!({"metadata": {"managedFields": entries.iter().map(entry).collect::<Vec<_>>()}})
    }

    #[test]
    fn the_newest_entry_that_moved_tells() {
        let before = object(&[("helm", "2026-01-01T00:00:09Z", "f:a"), ("kubectl-edit", "2026-01-01T00:00:01Z", "f:b")]);
        let after = object(&[("helm", "2026-01-01T00:00:09Z", "f:a"), ("kubectl-edit", "2026-01-01T00:00:05Z", "f:b")]);
        assert_eq!(of(Some(&before), &after).as_deref(), Some("kubectl"));
        assert_eq!(of(None, &before).as_deref(), Some("Helm"));
        assert_eq!(of(Some(&before), &before), None);
    }

    #[test]
    fn the_only_manager_did_it_whatever_the_clock_says() {
        let same = object(&[("portolan:shop", "2026-01-01T00:00:09Z", "f:a")]);
        assert_eq!(of(Some(&same), &same).as_deref(), Some("design shop"));
    }
}
