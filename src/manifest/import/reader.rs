//! Values of one found document, with a note for each that is not what it should be.
//! Knows nothing of which keys there are.

use std::collections::BTreeMap;

use super::Note;
use crate::manifest::source::Found;
use crate::yaml::{Kind, Node, Style};

/// Reads one document.
pub(super) struct Reader<'a> {
    pub(super) found: &'a Found,
    pub(super) notes: Vec<Note>,
    source: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: usize, found: &'a Found) -> Reader<'a> {
        let mut reader = Reader { found, notes: Vec::new(), source };
        for key in &found.repeated {
            let words = key.text().unwrap_or_default().to_owned();
            reader.note(&words, key, "is there again later in the same map, and the last one counts");
        }
        reader
    }

    /// A note of a value.
    pub(super) fn note(&mut self, path: &str, at: &Node, why: impl Into<String>) {
        let note =
            Note { source: self.source, document: self.found.document, span: at.span.clone(), path: path.to_owned(), why: why.into() };
        self.notes.push(note);
    }

    /// A note of the whole document.
    pub(super) fn whole(&mut self, why: String) {
        self.note("", &self.found.root, why);
    }

    /// A note of something that a design has no place for.
    pub(super) fn no_place(&mut self, path: &str, at: &Node) {
        if !is_nothing(at) {
            self.note(path, at, "a design has no place for it");
        }
    }

    /// What a scalar says; nothing for null.
    pub(super) fn text(&mut self, path: &str, at: &'a Node) -> Option<&'a str> {
        if is_nothing(at) {
            return None;
        }
        if at.text().is_none() {
            self.note(path, at, "this is no text");
        }
        at.text()
    }

    /// A number that a port can be compared with; 0, which is no port, for anything else. None for null and for a placeholder.
    pub(super) fn number(&mut self, path: &str, at: &'a Node) -> Option<u32> {
        let text = self.text(path, at)?;
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        if self.found.is_open(&at.span) {
            self.note(path, at, "a placeholder: its number is not known");
            return None;
        }
        self.note(path, at, "this is no number of a port");
        Some(0)
    }

    /// A map of texts.
    pub(super) fn texts(&mut self, path: &str, at: &'a Node) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for (key, value) in self.entries(path, at) {
            match (key.text(), value.text()) {
                (Some(key), Some(value)) => drop(texts.insert(key.to_owned(), value.to_owned())),
                (key, _) => self.note(&format!("{path}.{}", key.unwrap_or_default()), value, "this is no text"),
            }
        }
        texts
    }

    /// The entries of a map; none for null.
    pub(super) fn entries(&mut self, path: &str, at: &'a Node) -> &'a [(Node, Node)] {
        if !matches!(at.kind, Kind::Map(..)) && !is_nothing(at) {
            self.note(path, at, "this is no map");
        }
        at.entries()
    }

    /// The items of a list; none for null.
    pub(super) fn items(&mut self, path: &str, at: &'a Node) -> &'a [Node] {
        if !matches!(at.kind, Kind::Seq(..)) && !is_nothing(at) {
            self.note(path, at, "this is no list");
        }
        at.items()
    }
}

/// Whether a value is null, or a map or list of nothing: as good as left out.
pub(super) fn is_nothing(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(text, Style::Plain) => matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"),
        Kind::Map(_, entries) => entries.is_empty(),
        Kind::Seq(_, items) => items.is_empty(),
        Kind::Scalar(..) | Kind::Alias => false,
    }
}
