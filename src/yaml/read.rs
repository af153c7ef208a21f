//! YAML text → trees that know where in the text every part stands, under a budget.
//! Knows nothing of what a document means, and changes no text.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

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

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong, or that it is too much.
    pub message: String,
}

/// More than any design or manifest needs, and still read in seconds.
const MOST_BYTES: usize = 64 << 20;
const MOST_NODES: usize = 4_000_000;
pub(super) const MOST_DEPTH: usize = 64;
pub(super) const MOST_COMMENTS: usize = 100_000;

/// The documents of a text.
pub fn parse(text: &str) -> Result<Vec<Document>, ReadError> {
    if text.len() > MOST_BYTES {
        return Err(ReadError { line: 1, column: 1, message: "the file is larger than 64 MiB".to_owned() });
    }
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: MOST_COMMENTS,
        flow_nesting_limit: MOST_DEPTH,
        block_nesting_limit: MOST_DEPTH,
    };
    let mut building = Building { text, documents: Vec::new(), open: Vec::new(), comments: Vec::new(), root: None, nodes: 0, seen: 0 };
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| {
            let at = error.marker();
            let message = match error.kind() {
                ErrorKind::RecursionLimitExceeded => too_deep(),
                _ => error.info(),
            };
            ReadError { line: at.line().max(1), column: at.col() + 1, message }
        })?;
        let span = span.byte_range().unwrap_or(text.len()..text.len());
        building.take(event, span)?;
    }
    Ok(building.documents)
}

/// Line and character of a byte, both from 1.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before.get(start..).map_or(0, |line| line.chars().count()) + 1)
}

impl Document {
    /// The key whose value, or the key itself, begins at a line and a character.
    pub fn key_at(&self, text: &str, line: usize, column: usize) -> Option<&str> {
        let start = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
        let within = text.get(start..)?.char_indices().nth(column.checked_sub(1)?).map_or(text.len() - start, |(at, _)| at);
        self.root.key_at(start + within)
    }
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
}

struct Building<'t> {
    text: &'t str,
    documents: Vec<Document>,
    open: Vec<Open>,
    comments: Vec<Range<usize>>,
    root: Option<Node>,
    nodes: usize,
    /// The byte after the last part of a value that was seen.
    seen: usize,
}

/// A map or sequence whose end has not been seen.
struct Open {
    start: usize,
    layout: Layout,
    adorned: bool,
    is_map: bool,
    children: Vec<Node>,
}

impl Building<'_> {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), ReadError> {
        match event {
            Event::Comment(..) => self.comments.push(span),
            Event::DocumentEnd => {
                let empty = || Node { kind: Kind::Scalar(String::new(), Style::Plain), span: span.start..span.start, adorned: false };
                let root = self.root.take().unwrap_or_else(empty);
                self.documents.push(Document { root, comments: std::mem::take(&mut self.comments) });
            }
            Event::Scalar(value, style, anchor, tag) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                let adorned = anchor != 0 || tag.is_some();
                // The parser says `~` for nothing, and begins a block after its header.
                let nothing = span.is_empty() && style == Style::Plain;
                let kind = Kind::Scalar(if nothing { String::new() } else { value.into_owned() }, style);
                let start = if style == Style::Block { self.begins() } else { span.start };
                let span = self.trimmed(start..span.end);
                self.add(Node { kind, span, adorned })?;
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.add(Node { kind: Kind::Alias, span, adorned: false })?,
            Event::SequenceStart(style, anchor, tag) => self.open(span.start, style, anchor != 0 || tag.is_some(), false)?,
            Event::MappingStart(style, anchor, tag) => self.open(span.start, style, anchor != 0 || tag.is_some(), true)?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end)?,
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) => {}
            // Anchor names and whatever a later parser tells besides: presentation, not data.
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, start: usize, style: StructureStyle, adorned: bool, is_map: bool) -> Result<(), ReadError> {
        if self.open.len() >= MOST_DEPTH {
            return self.refuse(start, too_deep());
        }
        let (layout, start) = match style {
            StructureStyle::Block if is_map => (Layout::Block, start),
            // The parser begins some sequences after their first dash.
            StructureStyle::Block => (Layout::Block, self.begins()),
            StructureStyle::Flow => (Layout::Flow, start),
        };
        self.seen = self.seen.max(start + usize::from(!is_map || layout == Layout::Flow));
        self.open.push(Open { start, layout, adorned, is_map, children: Vec::new() });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), ReadError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block ends for the parser where the next thing begins; for us where its last part ends.
        let end = match open.layout {
            Layout::Flow => end,
            Layout::Block => open.children.iter().map(|child| child.span.end).max().unwrap_or(open.start),
        };
        let mut children = open.children.into_iter();
        let kind = if open.is_map {
            let mut entries = Vec::with_capacity(children.len() / 2);
            while let (Some(key), Some(value)) = (children.next(), children.next()) {
                entries.push((key, value));
            }
            Kind::Map(open.layout, entries)
        } else {
            Kind::Seq(open.layout, children.collect())
        };
        self.add(Node { kind, span: open.start..end.max(open.start), adorned: open.adorned })
    }

    fn add(&mut self, node: Node) -> Result<(), ReadError> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return self.refuse(node.span.start, "the file has more than 4,000,000 values".to_owned());
        }
        self.seen = self.seen.max(node.span.end);
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.root = Some(node),
        }
        Ok(())
    }

    /// Where the next value begins, its tag and anchor aside.
    fn begins(&self) -> usize {
        let mut at = skip_blank(self.text, self.seen);
        if let Some(open) = self.open.last()
            && open.layout == Layout::Block
            && !open.is_map
            && !open.children.is_empty()
        {
            at = skip_blank(self.text, at + 1);
        }
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            match rest.bytes().next() {
                Some(b':' | b'?' | b',') => at = skip_blank(self.text, at + 1),
                Some(b'&' | b'!') => at = skip_blank(self.text, at + rest.find([' ', '\n', '\r', '\t']).unwrap_or(rest.len())),
                Some(_) | None => return at,
            }
        }
    }

    /// Without the white space that a parser counts in: line ends after a block scalar, all before an empty value.
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let end = span.start + self.text.get(span.clone()).map_or(0, |text| text.trim_end().len());
        span.start..end
    }

    fn refuse(&self, byte: usize, message: String) -> Result<(), ReadError> {
        let (line, column) = place(self.text, byte);
        Err(ReadError { line, column, message })
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

fn too_deep() -> String {
    format!("the values are nested more than {MOST_DEPTH} deep")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        fn walk(node: &Node, text: &str, out: &mut Vec<String>) {
            out.push(text[node.span.clone()].to_owned());
            for (key, value) in node.entries() {
                walk(key, text, out);
                walk(value, text, out);
            }
            node.items().iter().for_each(|item| walk(item, text, out));
        }
        let mut out = Vec::new();
        parse(text).unwrap().iter().for_each(|document| walk(&document.root, text, &mut out));
        out
    }

    #[test]
    fn every_value_knows_its_bytes() {
        let text = "# top\na: &x 1 # one\nb:\n- {c: 'd'} # two\n- |\n  long\n\n# end\ne:\nf: *x\n";
        let map = "a: &x 1 # one\nb:\n- {c: 'd'} # two\n- |\n  long\n\n# end\ne:\nf: *x";
        let seq = "- {c: 'd'} # two\n- |\n  long";
        assert_eq!(words(text), [map, "a", "1", "b", seq, "{c: 'd'}", "c", "'d'", "|\n  long", "e", "", "f", "*x"]);
        let document = &parse(text).unwrap()[0];
        let comments: Vec<&str> = document.comments.iter().map(|at| &text[at.clone()]).collect();
        assert_eq!(comments, ["# top", "# one", "# two", "# end"]);
        assert_eq!(document.key_at(text, 4, 7), Some("c"));
        assert_eq!(document.key_at(text, 2, 7), Some("a"));
        assert_eq!(place(text, text.len()), (11, 1));
        let text = "- - a\n  - >- # c\n    z\n-\n  - &x !t\n    - d\n";
        let first = "- a\n  - >- # c\n    z";
        assert_eq!(words(text), [text.trim_end(), first, "a", ">- # c\n    z", "- &x !t\n    - d", "- d", "d"]);
    }

    #[test]
    fn bombs_are_refused_in_a_sentence() {
        for bomb in ["[".repeat(10_000), "- ".repeat(10_000), "{a: ".repeat(10_000), "? ".repeat(10_000)] {
            assert!(parse(&bomb).unwrap_err().message.contains("nested more than 64 deep"), "{:?}", parse(&bomb).unwrap_err());
        }
        let error = parse("a: [1").unwrap_err();
        assert_eq!((error.line, error.column), (1, 4));
    }
}
