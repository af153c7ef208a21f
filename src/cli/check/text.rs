//! Findings for people: each with its line in the file and a mark under what is meant, and a tally at the end.
//! Knows nothing of where they come from.

use super::super::lines::Spot;
use super::super::words::{Colour, count, printable};
use super::{Checked, FileKind, Report};
use crate::check::Severity;

/// A longer line is cut around what is meant.
const WIDTH: usize = 160;

/// A line of a file, or the part of it around what is meant.
#[derive(Default)]
pub(super) struct Excerpt {
    text: String,
    /// How many characters stand before what is meant.
    indent: usize,
    len: usize,
}

impl Excerpt {
    pub(super) fn of(spot: &Spot<'_>) -> Excerpt {
        let before = spot.column - 1;
        let long = spot.source.len() > WIDTH && spot.source.chars().count() > WIDTH;
        let from = if long && before > WIDTH / 4 { before - WIDTH / 4 } else { 0 };
        let mut text: String = spot.source.chars().skip(from).take(if long { WIDTH } else { usize::MAX }).collect();
        let room = text.chars().count().saturating_sub(before - from).max(1);
        let mut indent = before - from;
        if from > 0 {
            text.insert(0, '…');
            indent += 1;
        }
        if long && spot.source.chars().nth(from + WIDTH).is_some() {
            text.push('…');
        }
        Excerpt { text, indent, len: spot.len.min(room) }
    }
}

/// The findings of one file.
pub(super) fn shown(checked: &Checked, colour: Colour) -> String {
    let mended = checked.mended.iter().map(|line| printable(line) + "\n");
    mended.chain(checked.reports.iter().map(|report| one(&checked.file, report, colour))).collect()
}

fn one(file: &str, report: &Report, colour: Colour) -> String {
    let style = match report.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Hint => "1;36",
    };
    let number = report.line.to_string();
    let (gutter, bar) = (" ".repeat(number.len()), colour.paint("34", "|"));
    let head = colour.paint(style, &format!("{}[{}]", report.severity.keyword(), report.code));
    let message = colour.paint("1", &printable(&report.message));
    let mark = colour.paint(style, &"^".repeat(report.excerpt.len));
    let indent = " ".repeat(report.excerpt.indent);
    let mut text = format!("{}:{}:{}: {head}: {message}\n", printable(file), report.line, report.column);
    text.push_str(&format!(
        "{gutter} {bar}\n{} {bar} {}\n{gutter} {bar} {indent}{mark}\n",
        colour.paint("34", &number),
        printable(&report.excerpt.text)
    ));
    if let Some(fix) = &report.fix {
        text.push_str(&format!("{gutter} {} fix: {}\n", colour.paint("34", "="), printable(fix)));
    }
    text.push('\n');
    text
}

/// How much was found in how many files.
#[derive(Default)]
pub(super) struct Tally {
    errors: usize,
    warnings: usize,
    hints: usize,
    ignored: usize,
    designs: usize,
    files: usize,
}

impl Tally {
    pub(super) fn count(&mut self, checked: &Checked) {
        match checked.kind {
            FileKind::Design => self.designs += 1,
            FileKind::Manifests => self.files += 1,
        }
        self.count_more(checked);
    }

    /// Counts what else is wrong with a file that was counted.
    pub(super) fn count_more(&mut self, checked: &Checked) {
        self.ignored += checked.ignored.len();
        for report in &checked.reports {
            match report.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Hint => self.hints += 1,
            }
        }
    }

    pub(super) fn worst(&self) -> Option<Severity> {
        let found = [(Severity::Error, self.errors), (Severity::Warning, self.warnings), (Severity::Hint, self.hints)];
        found.into_iter().find(|(_, number)| *number > 0).map(|(severity, _)| severity)
    }

    pub(super) fn words(&self) -> String {
        let counted = |numbers: &[(usize, &str)]| -> Vec<String> {
            numbers.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word)).collect()
        };
        let said = counted(&[(self.errors, "error"), (self.warnings, "warning"), (self.hints, "hint")]);
        let files = counted(&[(self.designs, "design"), (self.files, "file")]);
        if files.is_empty() {
            return String::new();
        }
        let ignored = if self.ignored > 0 { format!(", {} ignored", self.ignored) } else { String::new() };
        format!("{} in {}{ignored}\n", if said.is_empty() { "nothing wrong".to_owned() } else { said.join(", ") }, files.join(" and "))
    }
}
