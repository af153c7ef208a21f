//! The documents of a text, by lines. `---` and `...` at the start of a line end a document whatever it holds (YAML 1.2, 9.1.2), so that
//! one that cannot be read keeps nobody from the others.
//! Knows nothing of what they hold, beyond a line that names their kind.

use std::ops::Range;

/// Where the documents of a text stand, each with the line that begins it. Without those that hold nothing but comments and directives.
pub(super) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }];
    let mut ends = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_mark(line, "---") {
            ends.push(at);
            starts.push(at);
        } else if is_mark(line, "...") {
            ends.push(at);
            starts.push(at + line.len());
        }
        at += line.len();
    }
    ends.push(text.len());
    let parts = starts.into_iter().zip(ends).map(|(start, end)| start..end.max(start));
    parts.filter(|part| text.get(part.clone()).is_some_and(says_something)).collect()
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

fn says_something(part: &str) -> bool {
    let part = part.strip_prefix("---").unwrap_or(part);
    part.lines().any(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with(['#', '%'])
    })
}

/// The kind that a line at the left margin names: `kind: …`, or `type: …` where there is no kind.
pub(super) fn kind(part: &str) -> Option<&str> {
    let mut kind = None;
    for line in part.lines() {
        if let Some(value) = line.strip_prefix("kind:") {
            return Some(word(value)).filter(|word| !word.is_empty());
        }
        if let Some(value) = line.strip_prefix("type:") {
            kind = kind.or(Some(word(value)).filter(|word| !word.is_empty()));
        }
    }
    kind
}

fn word(value: &str) -> &str {
    let value = value.trim();
    let value = value.split_once(" #").map_or(value, |(before, _)| before.trim_end());
    value.trim_matches(['"', '\''])
}

/// The first line of a document that says something.
pub(super) fn first_line(part: &str) -> Range<usize> {
    let mut at = 0;
    for line in part.split_inclusive('\n') {
        let said = line.trim();
        if !said.is_empty() && !said.starts_with(['#', '%']) && !is_mark(line, "---") {
            let indent = line.len() - line.trim_start().len();
            return at + indent..at + indent + said.len();
        }
        at += line.len();
    }
    0..0
}
