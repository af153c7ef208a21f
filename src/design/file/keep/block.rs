//! Maps and lists that stand on lines of their own: their parts change, come, go and move with the comments above and beside them.
//! Knows nothing of braces and brackets: those are `flow`'s.

use std::ops::Range;

use super::flow;
use super::slots::{self, Slot};
use super::values::{Behind, aligned, fresh, indented, is_scalar, same_kind, scalar};
use crate::yaml::{self, Entry, Kind, Node, Tree, skip_blank};

/// What the text will be, unless it is written in a way that cannot be changed piece by piece.
pub(super) fn document(text: &str, root: &Node, before: &Tree, after: &Tree) -> Option<String> {
    if root.is_block() {
        return Block { text, of: "" }.changed(root, 0..text.len(), before, after);
    }
    let changed = flow::changed(text, "", root, before, after)?;
    Some([text.get(..root.span.start)?, &changed, text.get(root.span.end..)?].concat())
}

/// A map or a list in a text.
struct Block<'a> {
    text: &'a str,
    /// The key it is the value of, or its items are in the value of.
    of: &'a str,
}

/// The text of one part.
struct Piece {
    /// Lines above it, and its indentation.
    lead: String,
    /// From its key or dash to the end of its last line.
    body: String,
}

/// Where the parts of a map or a list stand.
struct Parts {
    column: usize,
    /// Whether the first part stands behind a dash.
    behind: bool,
    /// Of each part what is above it, and itself.
    pieces: Vec<(Range<usize>, Range<usize>)>,
    /// What follows the last part.
    tail: Range<usize>,
}

impl<'a> Block<'a> {
    fn get(&self, range: Range<usize>) -> Option<&'a str> {
        self.text.get(range)
    }

    /// A map or list as it will be, with everything in `region`, which is its own from the first byte to the last.
    fn changed(&self, node: &Node, region: Range<usize>, before: &Tree, after: &Tree) -> Option<String> {
        let parts = self.parts(node, region)?;
        let slots = match &node.kind {
            Kind::Map(_, entries) => {
                let keys: Option<Vec<&str>> = entries.iter().map(|(key, _)| key.text()).collect();
                slots::of_map(self.of, &keys?, before, after)
            }
            Kind::Seq(_, items) if items.len() == slots::items(before).len() => slots::of_list(self.of, before, after),
            Kind::Seq(..) | Kind::Scalar(..) | Kind::Alias => return None,
        };
        let indent = " ".repeat(parts.column);
        let spaced = self.is_spaced(node, &parts);
        let first = self.get(parts.pieces.first()?.0.clone())?;
        let mut pieces = Vec::with_capacity(slots.len());
        for (index, slot) in slots.iter().enumerate() {
            let new_lead = || if spaced && index > 0 { format!("\n{indent}") } else { indent.clone() };
            let (place, body) = match slot {
                Slot::New(entry) => {
                    pieces.push(Piece { lead: new_lead(), body: new_part(node, entry, &indent) });
                    continue;
                }
                Slot::Same(place) => (*place, self.get(parts.pieces.get(*place)?.1.clone())?.to_owned()),
                Slot::Changed(place, was, will) => {
                    (*place, self.part(node, *place, parts.pieces.get(*place)?.1.clone(), *was, will, parts.column)?)
                }
                Slot::Renamed(place, entry) => {
                    let (key, _) = node.entries().get(*place)?;
                    let body = self.part(node, *place, parts.pieces.get(*place)?.1.clone(), None, &entry.value, parts.column)?;
                    (*place, entry.key.clone() + body.get(key.span.len()..)?)
                }
            };
            let lead = self.get(parts.pieces.get(place)?.0.clone())?;
            let lead = match (place, index) {
                (0, 1..) if lead.is_empty() => new_lead(),
                (0, 1..) if spaced && !lead.starts_with('\n') => format!("\n{lead}"),
                (1.., 0) if !first.starts_with('\n') => lead.trim_start_matches('\n').to_owned(),
                _ => lead.to_owned(),
            };
            pieces.push(Piece { lead, body });
        }
        Some(joined(pieces, parts.behind) + self.get(parts.tail)?)
    }

    /// Whether the items of a list are kept apart by empty lines.
    fn is_spaced(&self, node: &Node, parts: &Parts) -> bool {
        let mut later = parts.pieces.iter().skip(1).peekable();
        let empty = |(lead, _): &(Range<usize>, Range<usize>)| self.get(lead.clone()).is_some_and(|lead| lead.starts_with('\n'));
        matches!(node.kind, Kind::Seq(..)) && later.peek().is_some() && later.all(empty)
    }

    /// One part as it will be.
    fn part(&self, node: &Node, place: usize, body: Range<usize>, was: Option<&Tree>, will: &Tree, column: usize) -> Option<String> {
        let (value, after, of, behind) = match &node.kind {
            Kind::Map(_, entries) => {
                let (key, value) = entries.get(place)?;
                let colon = key.span.end + self.get(key.span.end..body.end)?.find(|c| c != ' ')?;
                (value, (self.get(colon..colon + 1)? == ":").then_some(colon + 1)?, key.text()?, Behind::Key)
            }
            Kind::Seq(_, items) => (items.get(place)?, body.start + 1, self.of, Behind::Dash),
            Kind::Scalar(..) | Kind::Alias => return None,
        };
        let value = Block { text: self.text, of }.value(value, after..body.end, was, will, column, behind)?;
        Some(self.get(body.start..after)?.to_owned() + &value)
    }

    /// A value as it will be, with everything in `region`, which begins behind its key or dash.
    fn value(&self, node: &Node, region: Range<usize>, was: Option<&Tree>, will: &Tree, column: usize, behind: Behind) -> Option<String> {
        let nothing = node.span.is_empty();
        let (start, end) = if nothing { (region.start, region.start) } else { (node.span.start, node.span.end) };
        let gap = self.get(region.start..start)?;
        if node.is_block() {
            let header = gap.find('\n').map_or(gap.len(), |end| end + 1);
            if let Some(was) = was.filter(|was| same_kind(node, was, will)) {
                let changed = self.changed(node, region.start + header..region.end, was, will)?;
                return Some(gap.get(..header)?.to_owned() + &changed);
            }
            return Some(fresh("", &format!("{}\n", gap.get(..header)?.trim_end()), will, column, behind));
        }
        let rest = self.get(end..region.end)?;
        match was.filter(|was| same_kind(node, was, will)) {
            Some(was) => Some([gap, &flow::changed(self.text, self.of, node, was, will)?, rest].concat()),
            None => match &node.kind {
                Kind::Scalar(_, style) if !nothing && is_scalar(will) => {
                    let new = scalar(*style, will, yaml::scalar);
                    Some([gap, &new, &aligned(rest, self.get(start..end)?, &new)].concat())
                }
                Kind::Scalar(..) | Kind::Map(..) | Kind::Seq(..) | Kind::Alias => Some(fresh(gap, rest, will, column, behind)),
            },
        }
    }

    /// Where the parts stand: what is above each, on lines of its own, belongs to it, unless it is indented deeper than the part.
    fn parts(&self, node: &Node, region: Range<usize>) -> Option<Parts> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        match &node.kind {
            Kind::Map(_, entries) => spans.extend(entries.iter().map(|(key, value)| (key.span.start, value.span.end.max(key.span.end)))),
            Kind::Seq(_, items) => {
                let mut dash = node.span.start;
                for item in items {
                    spans.push((dash, item.span.end.max(dash + 1)));
                    dash = skip_blank(self.text, item.span.end.max(dash + 1));
                }
            }
            Kind::Scalar(..) | Kind::Alias => return None,
        }
        let line = self.line_start(node.span.start)?;
        let column = node.span.start - line;
        let behind = region.start > line;
        let mut pieces = Vec::with_capacity(spans.len());
        let mut from = region.start;
        for (index, (start, end)) in spans.iter().enumerate() {
            let line = self.line_start(*start)?;
            let alone = self.get(line..*start)?.bytes().all(|byte| byte == b' ') && *start - line == column && line >= from;
            let begins_well = alone || index == 0 && behind && *start == region.start;
            if !begins_well || matches!(node.kind, Kind::Seq(..)) && self.get(*start..start + 1)? != "-" {
                return None;
            }
            let next = spans.get(index + 1).map_or(region.end, |(start, _)| *start);
            let edge = self.edge(self.line_end(*end), next, column);
            pieces.push((from..*start, *start..edge));
            from = edge;
        }
        Some(Parts { column, behind, pieces, tail: from..region.end })
    }

    /// Where comments that are indented deeper than `column` end.
    fn edge(&self, from: usize, to: usize, column: usize) -> usize {
        let (mut edge, mut at) = (from.min(to), from);
        while at < to {
            let next = self.line_end(at);
            let line = self.get(at..next).unwrap_or_default();
            let indented = line.trim_start_matches(' ');
            if indented.starts_with('#') && line.len() - indented.len() > column {
                edge = next;
            } else if !indented.trim().is_empty() {
                break;
            }
            at = next;
        }
        edge
    }

    fn line_start(&self, at: usize) -> Option<usize> {
        Some(self.get(0..at)?.rfind('\n').map_or(0, |end| end + 1))
    }

    fn line_end(&self, at: usize) -> usize {
        self.get(at..self.text.len()).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |end| at + end + 1)
    }
}

/// The parts one after another. Behind a dash there is no room above the first: what stood above it goes below.
fn joined(pieces: Vec<Piece>, behind: bool) -> String {
    let mut out = String::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        if index == 0 && behind {
            let above = piece.lead.rfind('\n').map_or("", |end| piece.lead.get(..=end).unwrap_or_default());
            out.extend([piece.body.as_str(), above.trim_start_matches('\n')]);
        } else {
            out.extend([piece.lead, piece.body]);
        }
    }
    out
}

/// A part that was not there, without the indentation of its first line.
fn new_part(node: &Node, entry: &Entry, indent: &str) -> String {
    let part = vec![entry.clone()];
    let tree = if matches!(node.kind, Kind::Seq(..)) { Tree::Seq(part) } else { Tree::Map(part) };
    indented(&yaml::lines(&tree), indent).trim_start_matches(' ').to_owned()
}
