//! Findings for people: each with its line in the file, then how many there are.
//! Knows nothing of how they were found.

use super::Checked;
use crate::check::{Finding, Severity};
use crate::cli::place::{Spot, Text};
use crate::cli::words::{Colour, count};

/// Every finding, and how many there are.
pub fn report(checked: &[Checked], colour: Colour) -> String {
    let mut out = String::new();
    for one in checked {
        let text = Text::new(&one.text, &one.design);
        for finding in &one.findings {
            out.push_str(&shown(&one.file, finding, &text.spot(&finding.place), colour));
        }
    }
    let tally = |severity| checked.iter().flat_map(|one| &one.findings).filter(|finding| finding.severity == severity).count();
    let said = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| (severity, tally(severity)));
    let said: Vec<String> =
        said.iter().filter(|(_, number)| *number > 0).map(|(severity, number)| count(*number, severity.keyword())).collect();
    let said = if said.is_empty() { "nothing wrong".to_owned() } else { said.join(", ") };
    if !checked.is_empty() {
        let ignored: usize = checked.iter().map(|one| one.suppressed.len()).sum();
        let ignored = if ignored > 0 { format!(", {ignored} ignored") } else { String::new() };
        out.push_str(&format!("{said} in {}{ignored}\n", count(checked.len(), "design")));
    }
    out
}

/// One finding, with the line in the file and a mark under what is meant.
fn shown(file: &str, finding: &Finding, spot: &Spot<'_>, colour: Colour) -> String {
    let style = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Hint => "1;36",
    };
    let number = spot.line.to_string();
    let (gutter, bar) = (" ".repeat(number.len()), colour.paint("34", "|"));
    let head = colour.paint(style, &format!("{}[{}]", finding.severity.keyword(), finding.code));
    let message = colour.paint("1", &printable(&finding.message));
    let mark = colour.paint(style, &"^".repeat(spot.len));
    let indent = " ".repeat(spot.column - 1);
    let mut text = format!("{}:{}:{}: {head}: {message}\n", printable(file), spot.line, spot.column);
    text.push_str(&format!(
        "{gutter} {bar}\n{} {bar} {}\n{gutter} {bar} {indent}{mark}\n",
        colour.paint("34", &number),
        printable(spot.source)
    ));
    if let Some(fix) = &finding.fix {
        text.push_str(&format!("{gutter} {} fix: {}\n", colour.paint("34", "="), printable(&fix.title)));
    }
    text.push('\n');
    text
}

/// Without what would command a terminal.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
