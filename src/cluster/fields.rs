//! Two objects compared: which fields differ, in the words people use for them, and which differences nobody made.
//! Knows nothing of servers, and of managers only how a server names a field of theirs.

use serde_json::{Map, Value};

use super::managed::Step;
use super::{FieldChange, Ownership};
use crate::yaml;

/// What servers keep for themselves.
const KEPT: [&str; 6] = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];

/// What Kuma writes on every Service of an injected namespace.
const KUMA: [&str; 2] = ["ingress.kubernetes.io/service-upstream", "nginx.ingress.kubernetes.io/service-upstream"];

/// What servers choose for a new object, each time anew.
const ALLOCATED: [&str; 4] = ["clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort"];

/// What the controller of load balancers writes on a Service that has one.
const FINALIZER: &str = "service.kubernetes.io/load-balancer-cleanup";

/// An object without what servers and Kuma keep for themselves.
pub(super) fn clean(object: &Value) -> Value {
    let Some(map) = object.as_object() else { return object.clone() };
    let kept = map.iter().filter(|(key, _)| *key != "status");
    let kept = kept.map(|(key, value)| (key.clone(), if key == "metadata" { clean_metadata(value) } else { value.clone() }));
    Value::Object(kept.collect())
}

/// Who owns what is the larger part of an object: it is not even copied.
fn clean_metadata(metadata: &Value) -> Value {
    let Some(map) = metadata.as_object() else { return metadata.clone() };
    let kept = map.iter().filter(|(key, _)| !KEPT.contains(&key.as_str()));
    let mut kept: Map<String, Value> = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
    if let Some(annotations) = kept.get_mut("annotations").and_then(Value::as_object_mut) {
        KUMA.iter().for_each(|key| drop(annotations.remove(*key)));
        if annotations.is_empty() {
            kept.remove("annotations");
        }
    }
    if let Some(finalizers) = kept.get_mut("finalizers").and_then(Value::as_array_mut) {
        finalizers.retain(|finalizer| finalizer.as_str() != Some(FINALIZER));
        if finalizers.is_empty() {
            kept.remove("finalizers");
        }
    }
    Value::Object(kept)
}

/// The fields that differ, in the object's order.
pub(super) fn compare(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    differ("", Some(before), Some(after), &mut changes);
    changes
}

/// The fields that differ, but for what a server chooses anew for each new object.
pub(super) fn compare_new(before: &Value, after: &Value) -> Vec<FieldChange> {
    let chosen = |change: &FieldChange| ALLOCATED.iter().any(|key| change.path == *key || change.path.ends_with(&format!(".{key}")));
    compare(before, after).into_iter().filter(|change| !chosen(change)).collect()
}

/// Puts the ports of a body in the order in which an object has them: a server-side apply gives the list the order of the body, also to
/// ports that others own.
pub(super) fn order_ports(body: &mut Value, like: &Value) {
    let ports = like.pointer("/spec/ports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if let Some(ours) = body.pointer_mut("/spec/ports").and_then(Value::as_array_mut) {
        ours.sort_by_key(|port| ports.iter().position(|other| name(other) == name(port)).unwrap_or(usize::MAX));
    }
}

/// What a manifest says, field by field, but for what it is and where.
pub(super) fn said(manifest: &Value) -> Vec<FieldChange> {
    let mut manifest = clean(manifest);
    if let Some(map) = manifest.as_object_mut() {
        map.remove("apiVersion");
        map.remove("kind");
    }
    if let Some(metadata) = manifest.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("name");
        metadata.remove("namespace");
    }
    compare(&Value::Object(Map::new()), &manifest)
}

fn differ(path: &str, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<FieldChange>) {
    if before == after {
        return;
    }
    let either = before.or(after);
    if let Some(keys) = both(before, after, Value::as_object) {
        let (before, after) = keys;
        let mut names: Vec<&String> = before.into_iter().chain(after).flat_map(Map::keys).collect();
        names.sort_by_key(|name| (yaml::rank(name), *name));
        names.dedup();
        for name in names {
            differ(&key(path, name), before.and_then(|map| map.get(name)), after.and_then(|map| map.get(name)), changes);
        }
    } else if let Some((before, after)) = both(before, after, ports) {
        let (before, after) = (before.map_or(&[][..], Vec::as_slice), after.map_or(&[][..], Vec::as_slice));
        let new = after.iter().filter(|port| !before.iter().any(|other| name(other) == name(port)));
        for port in before.iter().chain(new) {
            let name_of = name(port);
            let side = |list| find(list, &name_of);
            differ(&format!("{path}[{name_of}]"), side(before), side(after), changes);
        }
    } else if either.is_some() {
        changes.push(FieldChange { path: path.to_owned(), before: before.cloned(), after: after.cloned() });
    }
}

/// Both sides in one form; a side that is not there is nothing of that form.
type Sides<'a, T> = (Option<&'a T>, Option<&'a T>);

fn both<'a, T>(before: Option<&'a Value>, after: Option<&'a Value>, form: fn(&Value) -> Option<&T>) -> Option<Sides<'a, T>> {
    let side = |value: Option<&'a Value>| value.map_or(Some(None), |value| form(value).map(Some));
    let sides = (side(before)?, side(after)?);
    // A map on one side and nothing on the other is all of the map; of two that are not there nothing is to say.
    (sides.0.is_some() || sides.1.is_some()).then_some(sides)
}

/// A list of ports, each of which has a name of its own.
fn ports(value: &Value) -> Option<&Vec<Value>> {
    let ports = value.as_array().filter(|list| !list.is_empty() && list.iter().all(|item| item.get("port").is_some()))?;
    let mut names: Vec<String> = ports.iter().map(name).collect();
    names.sort();
    names.dedup();
    (names.len() == ports.len()).then_some(ports)
}

fn find<'a>(list: &'a [Value], port: &str) -> Option<&'a Value> {
    list.iter().find(|other| name(other) == port)
}

fn name(port: &Value) -> String {
    let number = port.get("port").map(Value::to_string).unwrap_or_default();
    format!("{number}/{}", port.get("protocol").and_then(Value::as_str).unwrap_or("TCP"))
}

/// One key further: nobody says `metadata` or `spec` of a Service, and a key with dots stands in brackets.
fn key(path: &str, name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    match (path, plain) {
        ("" | "metadata" | "spec", _) => name.to_owned(),
        (_, true) => format!("{path}.{name}"),
        (_, false) => format!("{path}[{name}]"),
    }
}

/// A place in the same words.
pub(super) fn path_in_words(path: &[Step]) -> String {
    path.iter().fold(String::new(), |words, step| match step {
        Step::Field(name) => key(&words, name),
        Step::Item(keys) => {
            let of = |wanted: &str| keys.iter().find(|(name, _)| name == wanted).map(|(_, key)| key.to_string());
            format!("{words}[{}/{}]", of("port").unwrap_or_default(), of("protocol").unwrap_or_else(|| "TCP".to_owned()))
        }
    })
}

/// A conflict of a server in the same words: `.spec.ports[port=80,protocol="TCP"].appProtocol` is `ports[80/TCP].appProtocol`.
pub(super) fn in_words(owners: Vec<Ownership>) -> Vec<Ownership> {
    let one = |owner: Ownership| Ownership { fields: owner.fields.iter().map(|field| field_in_words(field)).collect(), ..owner };
    owners.into_iter().map(one).collect()
}

fn field_in_words(field: &str) -> String {
    let field = field.trim_start_matches('.');
    for map in ["annotations", "labels"] {
        if let Some(name) = field.strip_prefix(&format!("metadata.{map}.")) {
            return key(map, name);
        }
    }
    let field = field.strip_prefix("spec.").or(field.strip_prefix("metadata.")).unwrap_or(field);
    let Some((list, rest)) = field.split_once("[port=") else { return field.to_owned() };
    let Some((number, rest)) = rest.split_once(",protocol=\"") else { return field.to_owned() };
    let Some((transport, rest)) = rest.split_once("\"]") else { return field.to_owned() };
    format!("{list}[{number}/{transport}]{rest}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(changes: &[FieldChange]) -> Vec<&str> {
        changes.iter().map(|change| change.path.as_str()).collect()
    }

    #[test]
    fn fields_are_named_as_people_write_them() {
        let before = json!({
            "metadata": {"name": "web", "labels": {"app": "web"}, "annotations": {"80.service.kuma.io/protocol": "http"}},
            "spec": {"ports": [{"port": 80, "protocol": "TCP"}, {"port": 80, "protocol": "UDP"}], "type": "ClusterIP"}
        });
        let after = json!({
            "metadata": {"name": "web", "labels": {"app": "shop"}},
            "spec": {"ports": [{"port": 80, "protocol": "TCP", "appProtocol": "http"}, {"port": 90, "name": "new"}], "type": "NodePort"}
        });
        let words = [
            "labels.app",
            "annotations[80.service.kuma.io/protocol]",
            "type",
            "ports[80/TCP].appProtocol",
            "ports[80/UDP].port",
            "ports[80/UDP].protocol",
            "ports[90/TCP].name",
            "ports[90/TCP].port",
        ];
        assert_eq!(paths(&compare(&before, &after)), words);
    }

    #[test]
    fn what_servers_and_kuma_write_is_no_difference() {
        let before = json!({"metadata": {"name": "web"}, "spec": {}});
        let after = json!({
            "metadata": {"name": "web", "resourceVersion": "2", "annotations": {"ingress.kubernetes.io/service-upstream": "true"}},
            "spec": {}, "status": {"loadBalancer": {}}
        });
        assert_eq!(clean(&before), clean(&after));
    }

    #[test]
    fn what_a_load_balancer_is_cleaned_up_by_is_no_difference() {
        let with = |finalizers: Value| clean(&json!({"metadata": {"name": "web", "finalizers": finalizers}}));
        assert_eq!(with(json!([FINALIZER])), clean(&json!({"metadata": {"name": "web"}})));
        assert_eq!(with(json!([FINALIZER, "mine"])), with(json!(["mine"])));
    }

    #[test]
    fn ports_take_the_order_in_which_they_live() {
        let ports = |ports: &[(u32, &str)]| -> Value {
            let port = |(number, transport): &(u32, &str)| json!({"port": number, "protocol": transport});
            json!({"spec": {"ports": ports.iter().map(port).collect::<Vec<_>>()}})
        };
        let mut body = ports(&[(443, "TCP"), (7, "TCP"), (80, "UDP"), (80, "TCP")]);
        order_ports(&mut body, &ports(&[(80, "TCP"), (80, "UDP"), (443, "TCP")]));
        assert_eq!(body, ports(&[(80, "TCP"), (80, "UDP"), (443, "TCP"), (7, "TCP")]));
    }

    #[test]
    fn addresses_are_chosen_anew() {
        let service = |ip: &str, kind: &str| json!({"spec": {"clusterIP": ip, "type": kind, "ports": [{"port": 1, "nodePort": ip}]}});
        assert_eq!(paths(&compare_new(&service("1", "a"), &service("2", "b"))), ["type"]);
    }

    #[test]
    fn a_conflict_is_said_in_the_same_words() {
        assert_eq!(field_in_words(".spec.ports[port=80,protocol=\"TCP\"].appProtocol"), "ports[80/TCP].appProtocol");
        assert_eq!(field_in_words(".metadata.annotations.80.service.kuma.io/protocol"), "annotations[80.service.kuma.io/protocol]");
        assert_eq!(field_in_words(".spec.selector"), "selector");
        assert_eq!(field_in_words(".spec.ports"), "ports");
    }
}
