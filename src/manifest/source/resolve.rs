//! Aliases and merge keys → what they stand for, under a budget; repeated keys → the last one, as readers in Go take them.
//! Knows nothing of what a tree means.

use std::collections::{HashMap, HashSet};

use crate::yaml::{Kind, Node, ReadError, place};

/// More than any manifest needs, and far from what a bomb makes.
const MOST_COPIED: usize = 100_000;

pub(super) struct Resolved {
    pub(super) root: Node,
    /// Keys that are there again later in their map.
    pub(super) repeated: Vec<Node>,
}

/// A tree without aliases.
pub(super) fn resolve(root: Node, text: &str) -> Result<Resolved, ReadError> {
    let mut walk = Walk { text, anchors: HashMap::new(), copied: 0, repeated: Vec::new() };
    let root = walk.node(root)?;
    Ok(Resolved { root, repeated: walk.repeated })
}

struct Walk<'t> {
    text: &'t str,
    anchors: HashMap<&'t str, (Node, usize)>,
    copied: usize,
    repeated: Vec<Node>,
}

impl<'t> Walk<'t> {
    fn node(&mut self, node: Node) -> Result<Node, ReadError> {
        let Node { kind, span, adorned } = node;
        let kind = match kind {
            Kind::Alias => return self.alias(span),
            Kind::Scalar(..) => kind,
            Kind::Seq(layout, items) => Kind::Seq(layout, items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?),
            Kind::Map(layout, entries) => {
                let mut kept = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    kept.push((self.node(key)?, self.node(value)?));
                }
                Kind::Map(layout, self.last_ones(merged(kept)))
            }
        };
        let node = Node { kind, span, adorned };
        if adorned && let Some(name) = self.anchor(node.span.start) {
            let size = size(&node);
            self.copied += size;
            self.within(node.span.start)?;
            self.anchors.insert(name, (node.clone(), size));
        }
        Ok(node)
    }

    fn alias(&mut self, span: std::ops::Range<usize>) -> Result<Node, ReadError> {
        let name = self.text.get(span.clone()).unwrap_or_default().trim_start_matches('*');
        let Some((node, size)) = self.anchors.get(name) else {
            return Err(self.error(span.start, format!("nothing is called {name} before this")));
        };
        self.copied += size;
        let node = node.clone();
        self.within(span.start)?;
        Ok(node)
    }

    fn within(&self, at: usize) -> Result<(), ReadError> {
        let much = || self.error(at, format!("aliases stand for more than {MOST_COPIED} values"));
        if self.copied > MOST_COPIED { Err(much()) } else { Ok(()) }
    }

    fn error(&self, at: usize, message: String) -> ReadError {
        let (line, column) = place(self.text, at);
        ReadError { line, column, message }
    }

    /// The name of the anchor before a value.
    fn anchor(&self, start: usize) -> Option<&'t str> {
        let before = self.text.get(..start)?;
        let name = before.get(before.rfind('&')? + 1..)?;
        name.split(char::is_whitespace).next().filter(|name| !name.is_empty())
    }

    /// The entries of a map, the last of each key alone.
    fn last_ones(&mut self, entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        let mut seen = HashSet::new();
        let mut kept: Vec<(Node, Node)> = Vec::with_capacity(entries.len());
        for (key, value) in entries.into_iter().rev() {
            let again = key.text().is_some_and(|text| !seen.insert(text.to_owned()));
            if again { self.repeated.push(key) } else { kept.push((key, value)) }
        }
        kept.reverse();
        kept
    }
}

/// The entries of a map with those that `<<` brings, which are weaker than its own.
fn merged(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    if !entries.iter().any(|(key, _)| key.text() == Some("<<")) {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key.text() == Some("<<"));
    let mut known: HashSet<String> = own.iter().filter_map(|(key, _)| Some(key.text()?.to_owned())).collect();
    for (_, value) in merges {
        let maps = if value.items().is_empty() { std::slice::from_ref(&value) } else { value.items() };
        for (key, value) in maps.iter().flat_map(Node::entries) {
            if key.text().is_some_and(|text| known.insert(text.to_owned())) {
                own.push((key.clone(), value.clone()));
            }
        }
    }
    own
}

fn size(node: &Node) -> usize {
    let entries: usize = node.entries().iter().map(|(key, value)| size(key) + size(value)).sum();
    1 + entries + node.items().iter().map(size).sum::<usize>()
}

/// Moves a tree by some bytes, from its document's text to that of its file.
pub(super) fn shift(node: &mut Node, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    match &mut node.kind {
        Kind::Map(_, entries) => entries.iter_mut().for_each(|(key, value)| {
            shift(key, by);
            shift(value, by);
        }),
        Kind::Seq(_, items) => items.iter_mut().for_each(|item| shift(item, by)),
        Kind::Scalar(..) | Kind::Alias => {}
    }
}
