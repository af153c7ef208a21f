//! What the control plane's reader of JSON refuses before any rule is asked (`domain.md` §3.2): values of another kind than the field.
//! Knows nothing of which values are right. The words are those of Go's `encoding/json` and `jsonpb`.

use std::ops::Range;

use super::path::{Path, Step};
use super::scalar;
use super::schema::{Field, Holds, Message, other_name};
use super::value::{Json, Value};
use crate::check::Rule;
use crate::check::verdict::rules::{DURATION, NUMBER, VALUE_KIND, WORD};
use crate::protocol::MeshVersion;

/// The first value that the reader refuses.
pub(super) struct Refused {
    pub(super) rule: &'static Rule,
    pub(super) words: String,
    /// The field's path, as the messages of other refusals would have it.
    pub(super) field: String,
    pub(super) span: Range<usize>,
}

/// Reads a message, and refuses the first field in the order of the message that has a value of another kind.
pub(super) fn message<'v>(value: &'v Value, message: &Message, path: &Path<'v>, version: MeshVersion) -> Result<(), Refused> {
    match &value.json {
        Json::Null => return Ok(()),
        Json::Map(_) => {}
        Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => {
            return Err(kind(value, path, "map[string]json.RawMessage"));
        }
    }
    message.0.iter().filter(|known| known.is_known(version)).try_for_each(|known| {
        let found = find(value, known).filter(|found| !found.is_null());
        found.map_or(Ok(()), |found| field(found, known, &path.then(Step::Field(known.name)), version))
    })
}

/// The value of a field, by either of its names: of two the one in camel case counts.
pub(super) fn find<'v>(value: &'v Value, field: &Field) -> Option<&'v Value> {
    value.get(field.name).or_else(|| value.get(other_name(field.name)?))
}

fn field<'v>(value: &'v Value, field: &Field, path: &Path<'v>, version: MeshVersion) -> Result<(), Refused> {
    let each = |take: &dyn Fn(&'v Value, &Path<'v>) -> Result<(), Refused>| match &value.json {
        Json::Seq(items) => items.iter().enumerate().try_for_each(|(at, item)| take(item, &path.then(Step::Item(at)))),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Map(_) => {
            Err(kind(value, path, "[]json.RawMessage"))
        }
    };
    match field.holds {
        Holds::Text => text(value, path),
        Holds::Number => number(value, path),
        Holds::Bool => bool(value, path),
        Holds::Duration => duration(value, path),
        Holds::Word(of, words) => word(value, path, of, words, version),
        Holds::Texts => each(&text),
        Holds::Map => map(value, path),
        Holds::Any => match value.json {
            Json::Map(_) => Ok(()),
            Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => {
                let mut refused = kind(value, path, "map[string]json.RawMessage");
                refused.words = format!("bad StructValue: {}", refused.words);
                Err(refused)
            }
        },
        Holds::One(inner) => message(value, inner, path, version),
        Holds::Many(inner) => each(&|item, path| message(item, inner, path, version)),
    }
}

fn text(value: &Value, path: &Path<'_>) -> Result<(), Refused> {
    match value.json {
        Json::Null | Json::Text(_) => Ok(()),
        Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Seq(_) | Json::Map(_) => Err(kind(value, path, "string")),
    }
}

fn map<'v>(value: &'v Value, path: &Path<'v>) -> Result<(), Refused> {
    match &value.json {
        Json::Map(entries) => entries.iter().try_for_each(|(key, value)| text(value, &path.then(Step::Key(key)))),
        Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => {
            Err(kind(value, path, "map[string]json.RawMessage"))
        }
    }
}

fn bool(value: &Value, path: &Path<'_>) -> Result<(), Refused> {
    match value.json {
        Json::Null | Json::Bool(_) => Ok(()),
        Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) | Json::Map(_) => Err(kind(value, path, "bool")),
    }
}

fn number(value: &Value, path: &Path<'_>) -> Result<(), Refused> {
    let refused = |words: String| Err(Refused { rule: &NUMBER, words, field: path.to_string(), span: value.span.clone() });
    match &value.json {
        Json::Int(number) if u32::try_from(*number).is_err() => {
            refused(format!("json: cannot unmarshal number {number} into Go value of type uint32"))
        }
        Json::Float(number) if of_float(*number).is_none() => {
            let number = scalar::float_text(*number);
            refused(format!("json: cannot unmarshal number {number} into Go value of type uint32"))
        }
        Json::Text(text) if of_text(text).is_none() => refused(not_a_number(text)),
        Json::Null | Json::Int(_) | Json::Float(_) | Json::Text(_) => Ok(()),
        Json::Bool(_) | Json::Seq(_) | Json::Map(_) => Err(kind(value, path, "uint32")),
    }
}

/// What a number is once it is read; `None` where it is none.
pub(super) fn of(value: &Value) -> Option<u32> {
    match &value.json {
        Json::Int(number) => u32::try_from(*number).ok(),
        Json::Float(number) => of_float(*number),
        Json::Text(text) => of_text(text),
        Json::Null | Json::Bool(_) | Json::Seq(_) | Json::Map(_) => None,
    }
}

/// A float that Go writes without a point.
fn of_float(number: f64) -> Option<u32> {
    scalar::float_text(number).parse().ok()
}

/// Quotes around a number are taken away; what is within has to be JSON.
fn of_text(text: &str) -> Option<u32> {
    let text = text.trim_matches(' ');
    match text {
        "null" => Some(0),
        "0" => Some(0),
        text if text.starts_with(['0', '+']) => None,
        text => text.parse().ok(),
    }
}

/// What Go says of a text between quotes that is no number of a port: the text has to be JSON, and then a number in range.
fn not_a_number(text: &str) -> String {
    let text = text.trim_matches(' ');
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let number = if unsigned.starts_with('0') { 1 } else { digits(unsigned) };
    let after = unsigned.get(number..).and_then(|after| after.chars().next());
    match (number, text.chars().next(), after) {
        (_, None, _) => "unexpected end of JSON input".to_owned(),
        (0, Some('-'), None) => "unexpected end of JSON input".to_owned(),
        (0, Some('-'), Some(after)) => format!("invalid character {} in numeric literal", character(after)),
        (0, Some(first), _) => format!("invalid character {} looking for beginning of value", character(first)),
        (_, _, None | Some('.' | 'e' | 'E')) => format!("json: cannot unmarshal number {text} into Go value of type uint32"),
        (_, _, Some(after)) => format!("invalid character {} after top-level value", character(after)),
    }
}

/// A character between single quotes, as Go's reader of JSON shows it.
fn character(c: char) -> String {
    match c {
        '\'' => "'\\''".to_owned(),
        '"' => "'\"'".to_owned(),
        c => format!("'{}'", scalar::quoted(&c.to_string()).trim_matches('"')),
    }
}

fn duration(value: &Value, path: &Path<'_>) -> Result<(), Refused> {
    let Json::Text(text) = &value.json else { return Err(kind(value, path, "string")) };
    let refused =
        |said| Refused { rule: &DURATION, words: format!("bad Duration: {said}"), field: path.to_string(), span: value.span.clone() };
    scalar::duration(text).map(|_| ()).map_err(refused)
}

fn word(value: &Value, path: &Path<'_>, of: &str, words: &[(&str, MeshVersion)], version: MeshVersion) -> Result<(), Refused> {
    match &value.json {
        Json::Text(text) if words.iter().any(|(word, until)| word == text && version <= *until) => Ok(()),
        Json::Text(text) => {
            let raw = scalar::quoted(&scalar::quoted(text));
            let of = if of.starts_with("Prometheus") { of.to_owned() } else { format!("Dataplane.Networking.{of}") };
            let words = format!("unknown value {raw} for enum kuma.mesh.v1alpha1.{of}");
            Err(Refused { rule: &WORD, words, field: path.to_string(), span: value.span.clone() })
        }
        Json::Int(number) if i32::try_from(*number).is_ok() => Ok(()),
        Json::Float(number) if scalar::float_text(*number).parse::<i32>().is_ok() => Ok(()),
        Json::Null => Ok(()),
        Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Seq(_) | Json::Map(_) => Err(kind(value, path, "protoreflect.EnumNumber")),
    }
}

fn kind(value: &Value, path: &Path<'_>, into: &str) -> Refused {
    let words = format!("json: cannot unmarshal {} into Go value of type {into}", value.kind());
    Refused { rule: &VALUE_KIND, words, field: path.to_string(), span: value.span.clone() }
}
