//! YAML as Kuma's programs read it: `sigs.k8s.io/yaml`, which is YAML 1.1 and then JSON.
//! Knows nothing of what a value is for.

use std::collections::HashMap;
use std::ops::Range;

use super::scalar;
use crate::yaml::{Kind, Node, Style};

/// A value of the JSON that a document becomes, and where in the text it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    pub(super) json: Json,
    pub(super) span: Range<usize>,
}

/// What a value of JSON is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    Seq(Vec<Value>),
    /// By key in the order of bytes, each once: of two the last counts.
    Map(Vec<(String, Value)>),
}

/// Why there is no JSON of a document, in the words of the library where they are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NoJson {
    pub(super) words: String,
    pub(super) span: Range<usize>,
}

/// More than any Dataplane has: aliases of aliases would grow without end.
const MOST_VALUES: usize = 100_000;

/// How deep aliases lead into one another before one of them is held to lead into itself.
const MOST_DEPTH: usize = 128;

/// The JSON of a document. `text` is what it was read from.
pub(super) fn of(root: &Node, text: &str) -> Result<Value, NoJson> {
    let mut reading = Reading { text, anchors: HashMap::new(), values: 0, depth: 0 };
    reading.find_anchors(root);
    reading.value(root)
}

impl Value {
    /// What JSON calls it, as Go's library says it in a refusal.
    pub(super) fn kind(&self) -> &'static str {
        match self.json {
            Json::Null => "null",
            Json::Bool(_) => "bool",
            Json::Int(_) | Json::Float(_) => "number",
            Json::Text(_) => "string",
            Json::Seq(_) => "array",
            Json::Map(_) => "object",
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let Json::Map(entries) = &self.json else { return None };
        let at = entries.binary_search_by(|(found, _)| found.as_str().cmp(key)).ok()?;
        entries.get(at).map(|(_, value)| value)
    }

    /// Whether it is nothing.
    pub(super) fn is_null(&self) -> bool {
        self.json == Json::Null
    }
}

struct Reading<'n> {
    text: &'n str,
    anchors: HashMap<&'n str, Vec<&'n Node>>,
    values: usize,
    depth: usize,
}

impl<'n> Reading<'n> {
    fn find_anchors(&mut self, node: &'n Node) {
        if node.adorned {
            let anchor = self.adornments(node).find_map(|word| word.strip_prefix('&'));
            if let Some(name) = anchor {
                self.anchors.entry(name).or_default().push(node);
            }
        }
        for (key, value) in node.entries() {
            self.find_anchors(key);
            self.find_anchors(value);
        }
        node.items().iter().for_each(|item| self.find_anchors(item));
    }

    /// The tag and the anchor before a node, the nearest first.
    fn adornments(&self, node: &Node) -> impl Iterator<Item = &'n str> + use<'n> {
        let mut before = self.text.get(..node.span.start).unwrap_or_default();
        std::iter::from_fn(move || {
            before = before.trim_end();
            let start = before.rfind([' ', '\t', '\n', '\r', ',', '[', '{']).map_or(0, |at| at + 1);
            let word = before.get(start..).filter(|word| word.starts_with(['!', '&']))?;
            before = before.get(..start)?;
            Some(word)
        })
    }

    fn tag(&self, node: &Node) -> Option<&'n str> {
        if node.adorned { self.adornments(node).find(|word| word.starts_with('!')) } else { None }
    }

    fn value(&mut self, node: &'n Node) -> Result<Value, NoJson> {
        self.values += 1;
        if self.values > MOST_VALUES || self.depth > MOST_DEPTH {
            return Err(refused(node, "yaml: document contains excessive aliasing"));
        }
        self.depth += 1;
        let json = match &node.kind {
            Kind::Scalar(text, style) => self.scalar(node, text, *style)?,
            Kind::Seq(_, items) => Json::Seq(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?),
            Kind::Map(_, entries) => Json::Map(self.map(entries)?),
            Kind::Alias => {
                let meant = self.meant(node)?;
                let value = self.value(meant)?;
                self.depth -= 1;
                return Ok(Value { span: node.span.clone(), ..value });
            }
        };
        self.depth -= 1;
        Ok(Value { json, span: node.span.clone() })
    }

    /// The last node before an alias that has its anchor.
    fn meant(&self, alias: &Node) -> Result<&'n Node, NoJson> {
        let name = self.text.get(alias.span.clone()).unwrap_or_default().trim_start_matches('*').trim_end();
        let before = |node: &&&Node| node.span.start < alias.span.start;
        let meant = self.anchors.get(name).and_then(|nodes| nodes.iter().rev().find(before)).copied();
        meant.ok_or_else(|| refused(alias, format!("yaml: unknown anchor '{name}' referenced")))
    }

    fn scalar(&self, node: &Node, text: &str, style: Style) -> Result<Json, NoJson> {
        let plain = match (self.tag(node), style) {
            (None, style) => style == Style::Plain,
            (Some("!!int" | "!!float" | "!!bool" | "!!null"), _) => true,
            (Some(_), _) => false,
        };
        let json = if plain { scalar::plain(text) } else { Json::Text(text.to_owned()) };
        match json {
            Json::Float(number) if !number.is_finite() => {
                let words = if number.is_nan() {
                    "NaN"
                } else if number > 0.0 {
                    "+Inf"
                } else {
                    "-Inf"
                };
                Err(refused(node, format!("json: unsupported value: {words}")))
            }
            json => Ok(json),
        }
    }

    fn map(&mut self, entries: &'n [(Node, Node)]) -> Result<Vec<(String, Value)>, NoJson> {
        let mut own: Vec<(String, Value)> = Vec::new();
        let mut merged = Vec::new();
        for (key, value) in entries {
            if matches!(&key.kind, Kind::Scalar(text, Style::Plain) if text == "<<") {
                let value = self.value(value)?;
                merge(&mut merged, value, key)?;
            } else {
                let key = self.key(key)?;
                own.push((key, self.value(value)?));
            }
        }
        // What stands here goes before what is merged in, and of two the last.
        let mut all: Vec<(String, Value)> = own.into_iter().rev().chain(merged).collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|(later, _), (earlier, _)| later == earlier);
        Ok(all)
    }

    /// A key as text: numbers and booleans become words, and nothing else can be a key.
    fn key(&mut self, key: &'n Node) -> Result<String, NoJson> {
        match self.value(key)?.json {
            Json::Text(text) => Ok(text),
            Json::Bool(value) => Ok(value.to_string()),
            Json::Int(number) => Ok(number.to_string()),
            Json::Float(number) => Ok(scalar::float_text(number)),
            Json::Null | Json::Seq(_) | Json::Map(_) => Err(refused(key, "unsupported map key")),
        }
    }
}

/// What `<<` brings: of one map, or of several, the first of which counts.
fn merge(into: &mut Vec<(String, Value)>, value: Value, key: &Node) -> Result<(), NoJson> {
    match value.json {
        Json::Map(entries) => {
            into.extend(entries);
            Ok(())
        }
        Json::Seq(items) => items.into_iter().try_for_each(|item| match item.json {
            Json::Map(entries) => {
                into.extend(entries);
                Ok(())
            }
            Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => Err(refused(key, MERGES_MAPS)),
        }),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) => Err(refused(key, MERGES_MAPS)),
    }
}

const MERGES_MAPS: &str = "yaml: map merge requires map or sequence of maps as the value";

fn refused(node: &Node, words: impl Into<String>) -> NoJson {
    NoJson { words: words.into(), span: node.span.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn json(text: &str) -> Result<String, String> {
        fn show(value: &Value) -> String {
            match &value.json {
                Json::Null => "null".into(),
                Json::Bool(value) => value.to_string(),
                Json::Int(number) => number.to_string(),
                Json::Float(number) => scalar::float_text(*number),
                Json::Text(text) => format!("{text:?}"),
                Json::Seq(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
                Json::Map(entries) => {
                    let entries = entries.iter().map(|(key, value)| format!("{key:?}:{}", show(value)));
                    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
                }
            }
        }
        let documents = parse(text).unwrap();
        of(&documents[0].root, text).map(|value| show(&value)).map_err(|refused| refused.words)
    }

    #[test]
    fn documents_become_json_as_go_makes_it() {
        assert_eq!(json("b: yes\na: [1, 0x10, 010, 08, '1', ~, 1.50, 1e3]").unwrap(), r#"{"a":[1,16,8,8,"1",null,1.5,1000],"b":true}"#);
        assert_eq!(json("1: a\ntrue: b\na: 1\na: 2").unwrap(), r#"{"1":"a","a":2,"true":"b"}"#);
        assert_eq!(
            json("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: *x").unwrap(),
            r#"{"true":{"a":1,"b":3},"x":{"a":1,"b":2},"z":{"a":1,"b":2}}"#
        );
        assert_eq!(json("a: !!str 1\nb: !!int '2'\nc: ! 3").unwrap(), r#"{"a":"1","b":2,"c":"3"}"#);
        assert!(json("~: 1").is_err() && json("a: .nan").is_err() && json("a: *b").is_err() && json("[a]: 1").is_err());
        assert!(json("a: &a [*a]").is_err());
    }

    #[test]
    fn a_bomb_is_refused() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        (1..9).for_each(|at| text.push_str(&format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", "))));
        assert!(json(&text).unwrap_err().contains("excessive"));
    }
}
