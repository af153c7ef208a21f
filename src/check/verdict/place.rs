//! A place in a document: the path by which the server names it, and the deepest value that is there.
//! Knows nothing of rules.

use std::collections::BTreeMap;
use std::ops::Range;

use super::parse;
use super::path::{Path, Step};
use super::scalar;
use super::schema::other_name;
use super::value::{Json, Value};

/// A place in a document.
#[derive(Clone)]
pub(super) struct At<'v> {
    /// What is there; nothing and `null` are one.
    value: Option<&'v Value>,
    /// As the server writes it.
    path: Path<'v>,
    /// Where in the text, or of what it would be in.
    span: Range<usize>,
}

impl<'v> At<'v> {
    /// The whole document.
    pub(super) fn root(value: &'v Value) -> At<'v> {
        At { value: Some(value), path: Path::default(), span: value.span.clone() }
    }

    /// A field, by its name in camel case; by the other, where it has one.
    pub(super) fn field(&self, name: &'v str) -> At<'v> {
        let value = self.value.and_then(|value| value.get(name).or_else(|| value.get(other_name(name)?)));
        self.step(value.filter(|value| !value.is_null()), Step::Field(name))
    }

    /// A key of a map.
    pub(super) fn key(&self, key: &'v str) -> At<'v> {
        self.step(self.value.and_then(|value| value.get(key)), Step::Key(key))
    }

    /// The items of a list. An item of nothing is one all the same.
    pub(super) fn items(&self) -> impl Iterator<Item = At<'v>> {
        let items: &[Value] = match self.value.map(|value| &value.json) {
            Some(Json::Seq(items)) => items,
            Some(Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Map(_)) | None => &[],
        };
        items.iter().enumerate().map(|(at, item)| self.step(Some(item), Step::Item(at)))
    }

    /// The same place under another name: the server misspells one.
    pub(super) fn called(&self, steps: &[Step<'v>]) -> At<'v> {
        let path = steps.iter().fold(Path::default(), |path, step| path.then(*step));
        At { path, ..self.clone() }
    }

    fn step(&self, value: Option<&'v Value>, step: Step<'v>) -> At<'v> {
        At { value, path: self.path.then(step), span: value.map_or_else(|| self.span.clone(), |value| value.span.clone()) }
    }

    /// Whether anything is there.
    pub(super) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    /// The text there.
    pub(super) fn text(&self) -> &'v str {
        match self.value.map(|value| &value.json) {
            Some(Json::Text(text)) => text,
            Some(Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Seq(_) | Json::Map(_)) | None => "",
        }
    }

    /// The number there; 0 where there is none.
    pub(super) fn number(&self) -> u32 {
        self.value.and_then(parse::of).unwrap_or(0)
    }

    /// Whether `true` is there.
    pub(super) fn is_true(&self) -> bool {
        self.value.is_some_and(|value| value.json == Json::Bool(true))
    }

    /// The number of a word of a list; 0 where there is none.
    pub(super) fn word(&self, words: &[&str]) -> usize {
        match self.value.map(|value| &value.json) {
            Some(Json::Text(text)) => words.iter().position(|word| word == text).unwrap_or(0),
            Some(Json::Int(number)) => usize::try_from(*number).unwrap_or(usize::MAX),
            Some(Json::Float(number)) => scalar::float_text(*number).parse().unwrap_or(usize::MAX),
            Some(Json::Null | Json::Bool(_) | Json::Seq(_) | Json::Map(_)) | None => 0,
        }
    }

    /// Texts by key, in the order of the keys.
    pub(super) fn texts(&self) -> BTreeMap<&'v str, &'v str> {
        let Some(Json::Map(entries)) = self.value.map(|value| &value.json) else { return BTreeMap::new() };
        let text = |value: &'v Value| match &value.json {
            Json::Text(text) => text.as_str(),
            Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Seq(_) | Json::Map(_) => "",
        };
        entries.iter().map(|(key, value)| (key.as_str(), text(value))).collect()
    }

    /// What is there, as it was read.
    pub(super) fn value(&self) -> Option<&'v Value> {
        self.value
    }

    /// The path, as the server writes it.
    pub(super) fn path(&self) -> &Path<'v> {
        &self.path
    }

    /// Where in the text.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}
