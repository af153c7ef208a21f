//! Words of the command line that several commands share: colours, tables, lists of values.
//! Knows nothing of what they are about.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

/// Reads one of some words.
pub fn one_of<T: Clone + Send + Sync + 'static>(
    words: impl IntoIterator<Item = &'static str>,
    meaning: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(words).try_map(move |word| meaning(&word).ok_or("nobody knows this word"))
}

/// A report of strings, numbers and lists: nothing that JSON could refuse.
pub fn json(report: &impl Serialize) -> String {
    serde_json::to_string_pretty(report).map_or_else(|error| error.to_string(), |text| text + "\n")
}

/// `1 error`, `2 errors`.
pub fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
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

/// Lines of cells → lines in which the cells stand below each other.
pub fn table(lines: Vec<Vec<String>>) -> Vec<String> {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |cells: &Vec<String>| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    lines.iter().map(line).collect()
}

/// Whether output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// For a file, a pipe, or somebody who wants none.
    Off,
    /// For a terminal.
    On,
}

impl Colour {
    /// Colour on a terminal alone, unless `NO_COLOR` says no or the terminal is dumb.
    pub fn of_terminal(is_terminal: bool) -> Colour {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if is_terminal && !no_colour && !dumb { Colour::On } else { Colour::Off }
    }

    /// A text in a style, such as `31` for red or `1` for bold.
    pub fn paint(self, style: &str, text: &str) -> String {
        match self {
            Colour::Off => text.to_owned(),
            Colour::On => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_for_terminals() {
        assert_eq!(Colour::of_terminal(false), Colour::Off);
        assert_eq!(Colour::On.paint("31", "x"), "\u{1b}[31mx\u{1b}[0m");
        assert_eq!(Colour::Off.paint("31", "x"), "x");
    }
}
