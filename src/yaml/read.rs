//! YAML text → trees that know where in the text every part stands, under a budget.
//! Knows nothing of what a document means, and changes no text.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, StructureStyle};

use super::node::{Document, Kind, Layout, Node, Style, place, skip_blank};

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
