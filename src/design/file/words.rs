//! What is said about a design file that cannot be read: one sentence, where, and what would help.
//! Knows nothing of how files are read.

use std::fmt;

use crate::design::Transport;
use crate::nearest::nearest;
use crate::protocol::Protocol;
use crate::yaml::{self, Document, Kind, Refusal, Spanned, Style, Why};

/// Why a text is no design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What would help.
    pub help: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " — {help}"))
    }
}

impl std::error::Error for Error {}

/// A sentence without its place.
pub(super) struct Said {
    message: String,
    help: Option<String>,
}

impl Said {
    /// At a word.
    pub fn at<T>(self, word: &Spanned<T>) -> Error {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).max(1);
        self.on(number(word.defined.line()), number(word.defined.column()))
    }

    fn on(self, line: usize, column: usize) -> Error {
        Error { line: line.max(1), column: column.max(1), message: self.message, help: self.help }
    }
}

fn say(message: impl Into<String>, help: impl Into<String>) -> Said {
    Said { message: message.into(), help: Some(help.into()) }
}

/// A format that this program does not know.
pub(super) fn format(found: &str) -> Said {
    match found.parse::<u64>() {
        Ok(2..) => say(format!("a design of format {found}, made by a newer Portolan"), "update Portolan to open it"),
        Err(_) if ["", "~"].contains(&found) => say("portolan has no value", STARTS),
        Ok(0 | 1) | Err(_) => say(format!("there is no format {found:?}"), STARTS),
    }
}

/// A word that is none of the known ones.
pub(super) fn unknown_word(what: &str, found: &str, known: &[&str]) -> Said {
    let list = known.join(", ");
    let help = match likely(what, found, known) {
        _ if what == "protocol" && Transport::from_keyword(&found.to_ascii_uppercase()).is_some() => {
            format!("that is a transport: write transport: {}", found.to_ascii_uppercase())
        }
        Some(near) => format!("did you mean {near:?}? Known: {list}"),
        None => format!("known: {list}"),
    };
    say(format!("unknown {what} {found:?}"), help)
}

/// What was most likely meant: of protocols by what they are, for `https` looks like `http` and is not; of versions none that is merely like it.
fn likely<'a>(what: &str, found: &str, known: &[&'a str]) -> Option<&'a str> {
    match what {
        "protocol" => Protocol::meant_by(found).map(Protocol::keyword).or_else(|| nearest(found, known.iter().copied())),
        "version" => known.iter().copied().find(|known| known.strip_suffix(".0") == Some(found) || found.strip_prefix('v') == Some(known)),
        _ => nearest(found, known.iter().copied()),
    }
}

/// `externalName` beside another type.
pub(super) fn external_name(kind: &str) -> Said {
    say(format!("type {kind} has no externalName"), "write type: ExternalName, or take externalName away")
}

/// A rule that is silenced without a word.
pub(super) fn no_reason(code: &str) -> Said {
    say(format!("no reason is given for ignoring {code}"), "say why it is right as it is, for those who come after")
}

/// Why a text was refused. First of all: is it a design at all?
pub(super) fn explain(text: &str, refusal: &Refusal) -> Error {
    let documents = match yaml::parse(text) {
        Ok(documents) => documents,
        Err(error) => return placeholder(text, error.line).unwrap_or_else(|| say_syntax(error.message).on(error.line, error.column)),
    };
    let Some(document) = documents.first() else { return empty().on(1, 1) };
    if let Some(error) = no_design(text, document) {
        return error;
    }
    if let Some((line, column)) = placeholder_read(text, refusal) {
        return said_placeholder().on(line, column);
    }
    let said = match &refusal.why {
        Why::UnknownKey(key, known) => unknown_key(key, known),
        Why::MissingKey(key) => say(format!("{key:?} is missing here"), format!("add {key}: …")),
        Why::RepeatedKey(Some(key)) => say(format!("the key {key:?} is here twice"), "keep one of them"),
        Why::RepeatedKey(None) => say("a key is here twice", "keep one of them"),
        Why::NeedsQuotes(value) => needs_quotes(document.key_at(text, refusal.line, refusal.column).unwrap_or("this"), value),
        Why::Nothing => say(format!("{} has no value", key(document, text, refusal)), "write \"\" for empty text, or take the key away"),
        Why::NoNumber => say(format!("{} must be a number", key(document, text, refusal)), "from 1 to 65535, without quotes, such as 8080"),
        Why::NoBool => say(format!("{} must be true or false", key(document, text, refusal)), "without quotes"),
        Why::WrongKind(wanted) => wrong_kind(document.key_of(text, refusal.line, refusal.column).unwrap_or("this"), wanted),
        Why::SeveralDocuments => several(),
        Why::UnknownAnchor => say("an alias of an anchor that is not above it", "name it with & before it is used with *"),
        Why::TooMuch => Said { message: "more values, nesting or aliases than a design can need".to_owned(), help: None },
        Why::Other(message) => {
            return placeholder(text, refusal.line).unwrap_or_else(|| say_syntax(message.clone()).on(refusal.line, refusal.column));
        }
    };
    match documents.get(1) {
        // The second document is what is wrong, and where it begins is where to look.
        Some(second) if refusal.line <= 1 => {
            let (line, column) = yaml::place(text, second.root.span.start);
            several().on(line, column)
        }
        Some(_) | None => said.on(refusal.line, refusal.column),
    }
}

/// The first text that is `yes` or the like without quotes: text to us, a boolean to kubectl.
pub(super) fn misread_elsewhere(text: &str) -> Option<Error> {
    let misread = |word: &str| ["y", "yes", "n", "no", "on", "off"].contains(&word.to_ascii_lowercase().as_str());
    if !text.split(|c: char| c.is_whitespace() || ",:[]{}".contains(c)).any(misread) {
        return None;
    }
    let documents = yaml::parse(text).ok()?;
    let (key, value) = documents.first()?.root.find_entry(&|_, value| match &value.kind {
        Kind::Scalar(word, Style::Plain) => misread(word),
        Kind::Scalar(..) | Kind::Map(..) | Kind::Seq(..) | Kind::Alias => false,
    })?;
    let (line, column) = yaml::place(text, value.span.start);
    Some(needs_quotes(key.text().unwrap_or("this"), value.text().unwrap_or_default()).on(line, column))
}

fn needs_quotes(key: &str, value: &str) -> Said {
    say(format!("{key} is text, and other readers take {value} for something else"), format!("write it in quotes: \"{value}\""))
}

fn several() -> Said {
    say("a second document", "a design is one document in a file of its own")
}

/// What a text is instead of a design, if it is none.
fn no_design(text: &str, document: &Document) -> Option<Error> {
    let root = &document.root;
    let (line, column) = yaml::place(text, root.span.start);
    if root.text() == Some("") {
        return Some(empty().on(1, 1));
    }
    if root.entries().is_empty() {
        return Some(say("this is not a design", STARTS).on(line, column));
    }
    let Some(format) = root.get("portolan") else {
        let is = |key: &str| root.get(key).and_then(|value| value.text());
        let said = match (is("kind"), is("type")) {
            (Some(kind), _) if root.get("apiVersion").is_some() => say(format!("this is a {kind} of Kubernetes, not a design"), STARTS),
            (_, Some("Dataplane")) => say("this is a Dataplane of Kuma, not a design", STARTS),
            _ => say("this is not a design", STARTS),
        };
        return Some(said.on(line, column));
    };
    if format.text() == Some("1") {
        return None;
    }
    let (line, column) = yaml::place(text, format.span.start);
    Some(self::format(format.text().unwrap_or_default()).on(line, column))
}

const STARTS: &str = "a design starts with portolan: 1";

fn empty() -> Said {
    say("the file is empty", STARTS)
}

fn say_syntax(message: String) -> Said {
    Said { message: format!("this is not YAML: {message}"), help: None }
}

/// A line with `{{` that could not be read: a template's.
fn placeholder(text: &str, line: usize) -> Option<Error> {
    let found = text.lines().nth(line.checked_sub(1)?)?.find("{{")?;
    Some(said_placeholder().on(line, text.lines().nth(line - 1)?.get(..found)?.chars().count() + 1))
}

/// The place of a `{{` that was read as a map in a map, where something else was wanted.
fn placeholder_read(text: &str, refusal: &Refusal) -> Option<(usize, usize)> {
    let line = text.lines().nth(refusal.line.checked_sub(1)?)?;
    let mut from = line.chars().skip(refusal.column.checked_sub(1)?);
    (from.next() == Some('{') && from.next() == Some('{')).then_some((refusal.line, refusal.column))
}

fn said_placeholder() -> Said {
    say("{{ … }} is a template's placeholder, which no YAML reader takes", "fill the template in first")
}

fn unknown_key(key: &str, known: &[&str]) -> Said {
    let help = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("known here: {}", known.join(", ")),
    };
    say(format!("unknown key {key:?}"), help)
}

fn key(document: &Document, text: &str, refusal: &Refusal) -> String {
    document.key_at(text, refusal.line, refusal.column).unwrap_or("this").to_owned()
}

fn wrong_kind(key: &str, wanted: &str) -> Said {
    let (wanted, help) = if wanted.contains("sequence") {
        ("a list", Some("begin each of its items with -"))
    } else if wanted.contains("map") || wanted.contains("struct") {
        ("a map of keys and values", None)
    } else if wanted.contains("scalar") || wanted.contains("string") || wanted.contains("word") {
        ("a single value", None)
    } else {
        (wanted, None)
    };
    Said { message: format!("{key} must be {wanted}"), help: help.map(str::to_owned) }
}
