//! A value written anew in the place of an old one: its quotes, the comment behind it, and whether it is the same kind of thing at all.
//! Knows nothing of the parts of a map or a list.

use std::borrow::Cow;

use super::slots;
use crate::yaml::{self, Entry, Kind, Line, Node, Style, Tree};

/// What a value stands behind.
#[derive(Clone, Copy)]
pub(super) enum Behind {
    Key,
    Dash,
}

/// A value written anew behind its key or dash, between what stood before and what followed the old one.
pub(super) fn fresh(gap: &str, rest: &str, will: &Tree, column: usize, behind: Behind) -> String {
    let indent = " ".repeat(column);
    let (comment, below) = rest.split_once('\n').unwrap_or((rest, ""));
    let tree = match behind {
        Behind::Key => Tree::Map(vec![Entry::new("k", will.clone())]),
        Behind::Dash => Tree::Seq(vec![Entry::item(will.clone())]),
    };
    let lines = yaml::lines(&tree);
    let (Some(first), more) = (lines.first(), indented(lines.get(1..).unwrap_or_default(), &indent)) else { return String::new() };
    let first = first.text.get(behind.width()..).unwrap_or_default();
    let gap = if gap.trim().is_empty() || !more.is_empty() { "" } else { gap.trim_end() };
    [gap, first, comment, "\n", &more, below].concat()
}

impl Behind {
    /// How much of a new line is the key with its colon, or the dash.
    fn width(self) -> usize {
        match self {
            Behind::Key => "k:".len(),
            Behind::Dash => "-".len(),
        }
    }
}

/// What follows a value on its line, with a comment at the column where it was, if there is room.
pub(super) fn aligned(rest: &str, old: &str, new: &str) -> String {
    let comment = rest.trim_start_matches(' ');
    let spaces = rest.len() - comment.len();
    if spaces < 2 || !comment.starts_with('#') || old.contains('\n') {
        return rest.to_owned();
    }
    let spaces = (spaces + old.chars().count()).saturating_sub(new.chars().count()).max(2);
    " ".repeat(spaces) + comment
}

/// Whether a map or list was one, is one and is written as one.
pub(super) fn same_kind(node: &Node, was: &Tree, will: &Tree) -> bool {
    match &node.kind {
        Kind::Map(..) => !slots::keys(was).is_empty() && !slots::keys(will).is_empty(),
        Kind::Seq(..) => !slots::items(was).is_empty() && !slots::items(will).is_empty(),
        Kind::Scalar(..) | Kind::Alias => false,
    }
}

/// Whether a value is a single one.
pub(super) fn is_scalar(tree: &Tree) -> bool {
    matches!(tree, Tree::Text(_) | Tree::Number(_) | Tree::Bool(_) | Tree::Raw(_))
}

/// A new scalar in the quotes of the old one, where it can be.
pub(super) fn scalar(style: Style, will: &Tree, plain: fn(&str) -> Cow<'_, str>) -> String {
    let printable = |text: &str| text.chars().all(|c| c == ' ' || c.is_alphanumeric() || c.is_ascii_punctuation());
    match (style, will) {
        (Style::SingleQuoted, Tree::Text(text)) if printable(text) => format!("'{}'", text.replace('\'', "''")),
        (Style::SingleQuoted | Style::DoubleQuoted, Tree::Text(text)) => yaml::double_quoted(text),
        (Style::Plain | Style::Block, Tree::Text(text)) => plain(text).into_owned(),
        (_, other) => one_line(other),
    }
}

/// A value on one line.
pub(super) fn one_line(tree: &Tree) -> String {
    yaml::lines(&Tree::Flow(Box::new(tree.clone()))).into_iter().map(|line| line.text).collect()
}

/// Lines, each with its indentation and its end.
pub(super) fn indented(lines: &[Line], indent: &str) -> String {
    lines.iter().flat_map(|line| [indent, &line.text, "\n"]).collect()
}
