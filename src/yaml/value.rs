//! Trees ⇄ plain values: what servers take and give back, in the order people write it.
//! Knows nothing of what a value means; the order of keys is that of Kubernetes manifests.

use serde_json::{Map, Number, Value};

use super::write::{Entry, Tree};

/// The keys that people write first, in this order; all others follow by the alphabet.
const FIRST: [&str; 18] = [
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "namespace",
    "labels",
    "annotations",
    "type",
    "clusterIP",
    "externalName",
    "selector",
    "ports",
    "port",
    "targetPort",
    "protocol",
    "nodePort",
    "appProtocol",
    "spec",
];

/// The value of a tree. Of a key that stands twice the first counts.
pub fn value(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) | Tree::Raw(text) => Value::String(text.clone()),
        Tree::Number(number) => Value::Number(Number::from(*number)),
        Tree::Bool(flag) => Value::Bool(*flag),
        Tree::Map(entries) => {
            let mut map = Map::new();
            for entry in entries {
                map.entry(entry.key.clone()).or_insert_with(|| value(&entry.value));
            }
            Value::Object(map)
        }
        Tree::Seq(entries) => Value::Array(entries.iter().map(|entry| value(&entry.value)).collect()),
        Tree::Flow(inner) => value(inner),
    }
}

/// The tree of a value, its keys in people's order.
pub fn tree(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::Raw("null".to_owned()),
        Value::Bool(flag) => Tree::Bool(*flag),
        Value::Number(number) => number.as_i64().map_or_else(|| Tree::Raw(number.to_string()), Tree::Number),
        Value::String(text) => Tree::Text(text.clone()),
        Value::Array(items) => Tree::Seq(items.iter().map(|item| Entry::item(tree(item))).collect()),
        Value::Object(map) => Tree::Map(keys(map).into_iter().map(|(key, value)| Entry::new(key, tree(value))).collect()),
    }
}

/// The keys of a map with their values, in people's order.
fn keys(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut keys: Vec<(&String, &Value)> = map.iter().collect();
    keys.sort_by_key(|(key, _)| (rank(key), *key));
    keys
}

/// Where a key stands among the others.
pub fn rank(key: &str) -> usize {
    FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_stand_as_people_write_them() {
        let service = json!({
            "spec": {"ports": [{"appProtocol": "http", "port": 80, "name": "web"}], "selector": {"b": "2", "a": "yes"}, "type": "NodePort"},
            "metadata": {"namespace": "shop", "name": "web"}, "kind": "Service", "apiVersion": "v1"
        });
        let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  type: NodePort\n  selector:\n    a: \"yes\"\n    b: \"2\"\n  ports:\n  - name: web\n    port: 80\n    appProtocol: http\n";
        assert_eq!(super::super::text(&tree(&service)).replace("'yes'", "\"yes\"").replace("'2'", "\"2\""), text);
    }

    #[test]
    fn a_value_comes_back_from_its_tree() {
        let service = json!({"a": [1, true, "x", {"b": {}}], "c": null});
        let again = value(&tree(&service));
        assert_eq!(again["a"], service["a"]);
        assert_eq!(again["c"], "null");
    }
}
