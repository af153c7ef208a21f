//! Trees that know where in their text every part stands, and what is asked of such a text.
//! Knows nothing of how a text is read, nor of what a document means.

use std::ops::Range;

/// One document of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its value; an empty scalar for an empty document.
    pub root: Node,
    /// Where its comments stand, from `#` to before the line end.
    pub comments: Vec<Range<usize>>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its bytes: without tag and anchor, without comments after it.
    pub span: Range<usize>,
    /// Whether it has a tag or an anchor before it.
    pub adorned: bool,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A scalar: what it says, and how that is written.
    Scalar(String, Style),
    /// A map, in the order of the text.
    Map(Layout, Vec<(Node, Node)>),
    /// A sequence.
    Seq(Layout, Vec<Node>),
    /// `*name`: what stands elsewhere.
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In `'`.
    SingleQuoted,
    /// In `"`.
    DoubleQuoted,
    /// After `|` or `>`.
    Block,
}

/// How a map or a sequence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// By lines and indentation.
    Block,
    /// In braces or brackets.
    Flow,
}

/// Line and character of a byte, both from 1.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before.get(start..).map_or(0, |line| line.chars().count()) + 1)
}

impl Document {
    /// The key whose value, or the key itself, begins at a line and a character; of a map by lines its first key.
    pub fn key_at(&self, text: &str, line: usize, column: usize) -> Option<&str> {
        self.root.key_at(byte(text, line, column)?)
    }

    /// The key whose value begins at a line and a character, be it a map or list by lines.
    pub fn key_of(&self, text: &str, line: usize, column: usize) -> Option<&str> {
        self.root.key_of(byte(text, line, column)?)
    }
}

/// The byte of a line and a character, both from 1.
fn byte(text: &str, line: usize, column: usize) -> Option<usize> {
    let start = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let within = text.get(start..)?.char_indices().nth(column.checked_sub(1)?).map_or(text.len() - start, |(at, _)| at);
    Some(start + within)
}

impl Node {
    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(found, _)| found.text() == Some(key)).map(|(_, value)| value)
    }

    /// What a scalar says.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text, _) => Some(text),
            Kind::Map(..) | Kind::Seq(..) | Kind::Alias => None,
        }
    }

    /// How a scalar is written.
    pub fn style(&self) -> Option<Style> {
        match self.kind {
            Kind::Scalar(_, style) => Some(style),
            Kind::Map(..) | Kind::Seq(..) | Kind::Alias => None,
        }
    }

    /// The entries of a map.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.kind {
            Kind::Map(_, entries) => entries,
            Kind::Scalar(..) | Kind::Seq(..) | Kind::Alias => &[],
        }
    }

    /// The items of a sequence.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Seq(_, items) => items,
            Kind::Scalar(..) | Kind::Map(..) | Kind::Alias => &[],
        }
    }

    /// Whether it is a map or sequence by lines and indentation.
    pub fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Map(Layout::Block, _) | Kind::Seq(Layout::Block, _))
    }

    /// The first entry of it, or of what is in it, that is wanted.
    pub fn find_entry(&self, wanted: &impl Fn(&Node, &Node) -> bool) -> Option<(&Node, &Node)> {
        let mut entries = self.entries().iter();
        let inside = entries.find_map(|(key, value)| if wanted(key, value) { Some((key, value)) } else { value.find_entry(wanted) });
        inside.or_else(|| self.items().iter().find_map(|item| item.find_entry(wanted)))
    }

    fn key_at(&self, byte: usize) -> Option<&str> {
        for (key, value) in self.entries() {
            if key.span.start == byte || value.span.start == byte && !value.is_block() {
                return key.text();
            }
            if value.span.contains(&byte) {
                return value.key_at(byte);
            }
        }
        self.items().iter().find(|item| item.span.contains(&byte))?.key_at(byte)
    }

    fn key_of(&self, byte: usize) -> Option<&str> {
        for (key, value) in self.entries() {
            if value.span.start == byte {
                return key.text();
            }
            if value.span.contains(&byte) {
                return value.key_of(byte);
            }
        }
        self.items().iter().find(|item| item.span.contains(&byte))?.key_of(byte)
    }
}

/// The first byte from `at` on that is neither white space nor in a comment.
pub fn skip_blank(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        at += blank;
        let rest = rest.get(blank..).unwrap_or_default();
        if !rest.starts_with('#') {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}
