//! Bytes of a text → lines and characters, fast. Knows nothing of what stands there.

use std::ops::Range;

/// Where something is in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// In the words of the file, such as `services[0].ports[1].port`, also where nothing is said there.
    pub field: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The whole line.
    pub source: &'a str,
    /// How many characters of the line are meant.
    pub len: usize,
}

/// A text and where its lines start.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn of(text: &'a str) -> Lines<'a> {
        Lines { text, starts: [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect() }
    }

    /// Where a span begins, and how much of it stands on that line.
    pub fn spot(&self, span: Range<usize>, field: String) -> Spot<'a> {
        let line = self.starts.partition_point(|start| *start <= span.start).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let source = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let chars = |range: Range<usize>| self.text.get(range).map_or(0, |text| text.chars().count());
        let end = span.end.min(start + source.trim_end().len());
        Spot { field, line, column: chars(start..span.start) + 1, source, len: chars(span.start..end.max(span.start)).max(1) }
    }
}
