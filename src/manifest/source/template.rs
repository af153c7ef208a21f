//! Placeholders of templates: Mustache as `kuma-dp` fills it in (`domain.md` §4.7), and values of Go templates and Helm.
//! Knows nothing of what a placeholder will stand for: a template that is more than values in their places is left alone.

use std::ops::Range;

use crate::yaml::{Kind, Layout, Node};

/// A text with letters in the places of its placeholders, as long as it was.
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) holes: Vec<Range<usize>>,
}

/// Fills in every placeholder, if each stands for one value.
pub(super) fn fill(text: &str) -> Option<Filled> {
    let mut filled = String::with_capacity(text.len());
    let (mut holes, mut at) = (Vec::new(), 0);
    while let Some(start) = text.get(at..)?.find("{{").map(|found| at + found) {
        let end = end_of(text, start)?;
        if !is_value(text, start..end) {
            return None;
        }
        filled.push_str(text.get(at..start)?);
        filled.extend(std::iter::repeat_n('x', end - start));
        holes.push(start..end);
        at = end;
    }
    filled.push_str(text.get(at..)?);
    (!filled.contains("{%")).then_some(Filled { text: filled, holes })
}

fn end_of(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let close = if rest.starts_with("{{{") { "}}}" } else { "}}" };
    Some(start + rest.find(close)? + close.len())
}

/// Words of Go templates that write more than one value, or decide what is written.
const STRUCTURE: [&str; 12] =
    ["if", "else", "end", "range", "with", "define", "block", "template", "include", "toYaml", "indent", "nindent"];

fn is_value(text: &str, hole: Range<usize>) -> bool {
    let inside = text.get(hole.clone()).unwrap_or_default().trim_matches(['{', '}']);
    let line_start = text.get(..hole.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let line_end = text.get(hole.end..).and_then(|after| after.find('\n')).map_or(text.len(), |end| hole.end + end);
    let around = |range: Range<usize>| text.get(range).unwrap_or_default().trim().is_empty();
    let alone = around(line_start..hole.start) && around(hole.end..line_end);
    let mut words = inside.split(|c: char| c.is_whitespace() || c == '(' || c == ')' || c == '|');
    !alone
        && !inside.contains('\n')
        && !inside.starts_with(['-', '#', '^', '/', '>', '!', '='])
        && !inside.ends_with('-')
        && !inside.trim().is_empty()
        && !words.any(|word| STRUCTURE.contains(&word))
}

/// Whether YAML took a placeholder for a map in a map: `{{ name }}`.
pub(super) fn stands_for_a_map(node: &Node, text: &str) -> bool {
    let own = matches!(node.kind, Kind::Map(Layout::Flow, _)) && text.get(node.span.clone()).is_some_and(|text| text.starts_with("{{"));
    own || node.items().iter().any(|item| stands_for_a_map(item, text))
        || node.entries().iter().any(|(key, value)| stands_for_a_map(key, text) || stands_for_a_map(value, text))
}

/// Puts the placeholders back into the values of a tree that was read from the filled text.
pub(super) fn restore(node: &mut Node, text: &str, holes: &[Range<usize>]) {
    let span = node.span.clone();
    match &mut node.kind {
        Kind::Scalar(value, _) if super::meets(holes, &span) => {
            *value = text.get(span).unwrap_or_default().trim_matches(['"', '\'']).to_owned();
        }
        Kind::Map(_, entries) => entries.iter_mut().for_each(|(key, value)| {
            restore(key, text, holes);
            restore(value, text, holes);
        }),
        Kind::Seq(_, items) => items.iter_mut().for_each(|item| restore(item, text, holes)),
        Kind::Scalar(..) | Kind::Alias => {}
    }
}
