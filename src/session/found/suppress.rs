//! Findings that a comment in the file silences: `# portolan: ignore CODE reason`, on their line or on the line above.
//! Knows nothing of the rules, beyond which there are.

use std::collections::HashMap;
use std::ops::Range;

use super::{Said, Words, order};
use crate::check::found::{Remark, silent};
use crate::check::rule;
use crate::manifest::source::Source;

const WORDS: &str = "portolan: ignore";

/// What is left of the findings of a file, with those about the comments themselves.
pub(super) fn apply(source: &Source, mut said: Vec<Said>) -> Vec<Said> {
    if !source.text.contains(WORDS) {
        return said;
    }
    let lines = Lines::of(&source.text);
    let mut ignored: HashMap<usize, Vec<&'static str>> = HashMap::new();
    for found in &source.documents {
        for comment in &found.comments {
            let words = source.text.get(comment.clone()).unwrap_or_default().trim_start_matches('#').trim();
            let Some(rest) = words.strip_prefix(WORDS) else { continue };
            let (code, reason) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
            match rule(code) {
                Some(_) if reason.trim().is_empty() => {
                    said.push(about(found.document, comment, "A reason is needed: nothing is silenced without one".to_owned()))
                }
                Some(rule) => ignored.entry(lines.meant(comment.start)).or_default().push(rule.code),
                None => said.push(about(found.document, comment, format!("There is no rule {code}: nothing is silenced"))),
            }
        }
    }
    said.retain(|one| !ignored.get(&lines.number(one.span.start)).is_some_and(|codes| codes.contains(&one.code)));
    said.sort_by_key(order);
    said
}

fn about(document: usize, comment: &Range<usize>, words: String) -> Said {
    let Remark { finding, span, path } = silent(&words, comment.clone());
    Said {
        code: finding.code,
        severity: finding.severity,
        words: Words::Portolan,
        message: finding.message,
        field: path,
        document,
        span,
        service: None,
        port: None,
    }
}

struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Lines<'a> {
        Lines { text, starts: [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect() }
    }

    /// The line of a byte, from 1.
    fn number(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    /// The line that a comment is about: its own, or the first below that is no comment where it stands alone.
    fn meant(&self, comment: usize) -> usize {
        let mut number = self.number(comment);
        while self.line(number).is_some_and(|line| line.trim_start().starts_with('#')) {
            number += 1;
        }
        number
    }

    fn line(&self, number: usize) -> Option<&'a str> {
        let start = *self.starts.get(number.checked_sub(1)?)?;
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        self.text.get(start..end)
    }
}
