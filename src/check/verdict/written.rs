//! A tree that is yet to be written → the JSON that its text would become, without the text.
//! Knows nothing of how it is written: what the writer quotes is text, and what it writes as it stands is read as it stands.

use super::scalar;
use super::value::{Json, Value};
use crate::yaml::{Entry, Tree};

/// The JSON of a tree. Nothing of it stands anywhere.
pub(super) fn of(tree: &Tree) -> Value {
    let json = match tree {
        Tree::Text(text) => Json::Text(text.clone()),
        Tree::Number(number) => Json::Int(i128::from(*number)),
        Tree::Bool(value) => Json::Bool(*value),
        Tree::Raw(text) => scalar::plain(text),
        Tree::Map(entries) => Json::Map(map(entries)),
        Tree::Seq(items) => Json::Seq(items.iter().map(|item| of(&item.value)).collect()),
        Tree::Flow(inner) => return of(inner),
    };
    Value { json, span: 0..0 }
}

/// By key in the order of bytes; of two the last counts.
fn map(entries: &[Entry]) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = entries.iter().rev().map(|entry| (entry.key.clone(), of(&entry.value))).collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all.dedup_by(|(later, _), (earlier, _)| later == earlier);
    all
}
