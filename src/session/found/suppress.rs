//! Findings that a comment in the file silences: `# portolan: ignore CODE reason`, on their line or on the line above.
//! Knows nothing of the rules, beyond which there are.

use std::ops::Range;

use super::{Said, Told, Words};
use crate::check::found::{Remark, silent};
use crate::check::rule;
use crate::manifest::source::Source;

const WORDS: &str = "portolan: ignore";

/// What is left of some findings of a file, and what its comments silence.
pub(super) fn apply(source: &Source, said: Vec<Said>) -> Told {
    let ignored: Vec<(usize, &str, &str)> = comments(source).filter_map(|one| one.silences()).collect();
    if ignored.is_empty() {
        return Told { said, silenced: Vec::new() };
    }
    let lines = Lines::of(&source.text);
    let mut told = Told::default();
    for one in said {
        let line = lines.number(one.span.start);
        let reason = ignored.iter().find(|(meant, code, _)| lines.meant(*meant) == line && *code == one.code);
        match reason {
            Some((_, _, reason)) => told.silenced.push((one, (*reason).to_owned())),
            None => told.said.push(one),
        }
    }
    told
}

/// What is wrong with the comments themselves: those that silence nothing.
pub(super) fn unheard(source: &Source) -> Vec<Said> {
    let wrong = |one: Comment<'_>| {
        let words = match (rule(one.code), one.reason) {
            (None, _) => format!("There is no rule {}: nothing is silenced", one.code),
            (Some(_), "") => "A reason is needed: nothing is silenced without one".to_owned(),
            (Some(_), _) => return None,
        };
        Some(about(one.document, &one.span, words))
    };
    comments(source).filter_map(wrong).collect()
}

/// A comment that means to silence something.
struct Comment<'a> {
    document: usize,
    span: Range<usize>,
    /// As it is written.
    code: &'a str,
    reason: &'a str,
}

impl<'a> Comment<'a> {
    /// Where it stands, which code it silences, and why.
    fn silences(&self) -> Option<(usize, &'static str, &'a str)> {
        rule(self.code).filter(|_| !self.reason.is_empty()).map(|rule| (self.span.start, rule.code, self.reason))
    }
}

fn comments(source: &Source) -> impl Iterator<Item = Comment<'_>> {
    let documents = source.documents.iter().filter(|_| source.text.contains(WORDS));
    let all = documents.flat_map(|found| found.comments.iter().map(|span| (found.document, span.clone())));
    all.filter_map(|(document, span)| {
        let words = source.text.get(span.clone())?.trim_start_matches('#').trim();
        let rest = words.strip_prefix(WORDS)?.trim();
        let (code, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        Some(Comment { document, span, code, reason: reason.trim() })
    })
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
