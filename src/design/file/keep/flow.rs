//! Maps and lists in braces and brackets: their parts change, come, go and move between the commas.
//! Knows nothing of indentation, except to stand under the part above where parts stand on lines of their own.

use std::ops::Range;

use super::slots::{self, Slot};
use super::values::{is_scalar, one_line, same_kind, scalar};
use crate::yaml::{self, Kind, Node, Tree};

/// The text of one part.
struct Piece {
    /// White space and comments before it.
    lead: String,
    /// Itself.
    body: String,
    /// What stands before its comma.
    gap: String,
    /// A comment on its line behind its comma.
    comment: String,
}

/// A map or a list in a text.
struct Flow<'a> {
    text: &'a str,
    of: &'a str,
    node: &'a Node,
}

/// A map or list as it will be, from brace to brace.
pub(super) fn changed(text: &str, of: &str, node: &Node, before: &Tree, after: &Tree) -> Option<String> {
    Flow { text, of, node }.changed(before, after)
}

impl<'a> Flow<'a> {
    fn get(&self, range: Range<usize>) -> Option<&'a str> {
        self.text.get(range)
    }

    fn changed(&self, before: &Tree, after: &Tree) -> Option<String> {
        let (head, mut old, tail, last_comma) = self.pieces()?;
        let slots = match &self.node.kind {
            Kind::Map(_, entries) => {
                let keys: Option<Vec<&str>> = entries.iter().map(|(key, _)| key.text()).collect();
                slots::of_map(self.of, &keys?, before, after)
            }
            Kind::Seq(_, items) if items.len() == slots::items(before).len() => slots::of_list(self.of, before, after),
            Kind::Seq(..) | Kind::Scalar(..) | Kind::Alias => return None,
        };
        let first = old.first().map(|piece| piece.lead.clone()).filter(|lead| is_space(lead)).unwrap_or_default();
        let line = old.iter().rev().find_map(|piece| piece.lead.rfind('\n').and_then(|at| piece.lead.get(at..))).map(str::to_owned);
        let mut out = head.to_owned();
        let count = slots.len();
        let mut commented = head.contains('#');
        for (index, slot) in slots.iter().enumerate() {
            let new = |body: String| Piece { lead: line.clone().unwrap_or_default(), body, gap: String::new(), comment: String::new() };
            let piece = match slot {
                Slot::New(entry) => new(self.new_part(entry)?),
                Slot::Same(place) => std::mem::replace(old.get_mut(*place)?, new(String::new())),
                Slot::Changed(place, was, will) => {
                    let body = self.part(*place, *was, will)?;
                    Piece { body, ..std::mem::replace(old.get_mut(*place)?, new(String::new())) }
                }
                Slot::Renamed(place, entry) => {
                    let (key, _) = self.node.entries().get(*place)?;
                    let body = entry.key.clone() + self.part(*place, None, &entry.value)?.get(key.span.len()..)?;
                    Piece { body, ..std::mem::replace(old.get_mut(*place)?, new(String::new())) }
                }
            };
            match (piece.lead.contains('\n'), index) {
                (false, _) if commented => out.push_str(line.as_deref().unwrap_or("\n ")),
                (true, _) => out.push_str(&piece.lead),
                (false, 0) => out.push_str(&first),
                (false, _) => out.push(' '),
            }
            out.extend([piece.body.as_str(), &piece.gap]);
            if index + 1 < count || last_comma {
                out.push(',');
            }
            out.push_str(&piece.comment);
            commented = !piece.comment.is_empty() || piece.gap.contains('#');
        }
        if commented && !tail.contains('\n') {
            out.push('\n');
        }
        out.push_str(&tail);
        out.push_str(self.get(self.node.span.end.checked_sub(1)?..self.node.span.end)?);
        Some(out)
    }

    /// The brace with a comment on its line, the parts as they are, what stands behind the last one, and whether that has a comma.
    fn pieces(&self) -> Option<(&'a str, Vec<Piece>, String, bool)> {
        let open = self.get(self.node.span.start..self.node.span.start + 1)?;
        if !["{", "["].contains(&open) {
            return None;
        }
        let mut pieces = Vec::new();
        let end = self.node.span.end.checked_sub(1)?;
        let spans = self.spans()?;
        let line = self.get(self.node.span.start..spans.first()?.start)?.split('\n').next().unwrap_or_default();
        let head = if line.contains('#') { line } else { open };
        let mut from = self.node.span.start + head.len();
        let mut last_comma = false;
        for (index, span) in spans.iter().enumerate() {
            let lead = self.get(from..span.start)?.to_owned();
            let next = spans.get(index + 1).map_or(end, |next| next.start);
            let comma = self.comma(span.end, next);
            last_comma = comma.is_some();
            if comma.is_none() && index + 1 < spans.len() {
                return None;
            }
            let behind = comma.map_or(span.end, |comma| comma + 1);
            let line = self.get(behind..next)?.split('\n').next().unwrap_or_default();
            let comment = if line.contains('#') { line } else { "" };
            let gap = comma.map_or(Some(""), |comma| self.get(span.end..comma))?.to_owned();
            pieces.push(Piece { lead, body: self.get(span.clone())?.to_owned(), gap, comment: comment.to_owned() });
            from = behind + comment.len();
        }
        Some((head, pieces, self.get(from..end)?.to_owned(), last_comma))
    }

    /// Where each part stands, from its key to the end of its value.
    fn spans(&self) -> Option<Vec<Range<usize>>> {
        match &self.node.kind {
            Kind::Map(_, entries) => entries.iter().map(|(key, value)| Some(key.span.start..self.value(key, value)?.end)).collect(),
            Kind::Seq(_, items) => items.iter().map(|item| (!item.adorned).then(|| item.span.clone())).collect(),
            Kind::Scalar(..) | Kind::Alias => None,
        }
    }

    /// Where a value stands; one that is nothing stands right behind the colon, or behind the key that has none.
    fn value(&self, key: &Node, value: &Node) -> Option<Range<usize>> {
        if !value.span.is_empty() {
            return Some(value.span.clone());
        }
        let rest = self.get(key.span.end..self.node.span.end)?;
        let colon = rest.len() - rest.trim_start_matches(' ').len();
        let end = if rest.get(colon..)?.starts_with(':') { key.span.end + colon + 1 } else { key.span.end };
        Some(end..end)
    }

    /// The first comma that is in no comment.
    fn comma(&self, from: usize, to: usize) -> Option<usize> {
        let at = yaml::skip_blank(self.text, from);
        (at < to && self.get(at..at + 1) == Some(",")).then_some(at)
    }

    fn part(&self, place: usize, was: Option<&Tree>, will: &Tree) -> Option<String> {
        match &self.node.kind {
            Kind::Map(_, entries) => {
                let (key, value) = entries.get(place)?;
                let span = self.value(key, value)?;
                let before = self.get(key.span.start..span.start)?;
                let space = if span.is_empty() { if before.ends_with(':') { " " } else { ": " } } else { "" };
                let of = Flow { text: self.text, of: key.text()?, node: value };
                Some([before, space, &of.new_value(was, will)?].concat())
            }
            Kind::Seq(_, items) => Flow { text: self.text, of: self.of, node: items.get(place)? }.new_value(was, will),
            Kind::Scalar(..) | Kind::Alias => None,
        }
    }

    fn new_value(&self, was: Option<&Tree>, will: &Tree) -> Option<String> {
        match (was.filter(|was| same_kind(self.node, was, will)), &self.node.kind) {
            (Some(was), _) => self.changed(was, will),
            (None, Kind::Scalar(_, style)) if !self.node.span.is_empty() && is_scalar(will) => {
                Some(scalar(*style, will, yaml::flow_scalar))
            }
            (None, _) => in_flow(will),
        }
    }

    fn new_part(&self, entry: &yaml::Entry) -> Option<String> {
        match &self.node.kind {
            Kind::Map(..) => inside(&Tree::Map(vec![entry.clone()])),
            Kind::Seq(..) => in_flow(&entry.value),
            Kind::Scalar(..) | Kind::Alias => None,
        }
    }
}

fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ')
}

/// A value as it stands between commas.
fn in_flow(tree: &Tree) -> Option<String> {
    inside(&Tree::Seq(vec![yaml::Entry::item(tree.clone())]))
}

/// A map or list of one part, without its braces.
fn inside(tree: &Tree) -> Option<String> {
    let text = one_line(tree);
    text.get(1..text.len().checked_sub(1)?).map(str::to_owned)
}
