//! Ordered trees → block YAML that every reader reads alike, YAML 1.1 ones included.
//! Knows nothing of what a tree means; a mark says what its lines belong to.

use std::borrow::Cow;

/// A value to write. Maps keep the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A string, quoted where a reader would misread it.
    Text(String),
    /// A number.
    Number(i64),
    /// `true` or `false`.
    Bool(bool),
    /// Written as it stands: a template's placeholder, a number of somebody's own spelling.
    Raw(String),
    /// A map in block style; `{}` when empty.
    Map(Vec<Entry>),
    /// A sequence in block style; `[]` when empty.
    Seq(Vec<Entry>),
    /// A map or sequence on one line.
    Flow(Box<Tree>),
}

/// One key of a map, or one item of a sequence (whose key is ignored).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Tree,
    /// A comment at the end of its first line.
    pub comment: Option<String>,
    /// What its lines belong to; 0 is what those around it belong to.
    pub mark: u32,
    /// Whether the key is a word of the format itself and stands as it is: `on`, `y`.
    pub word: bool,
}

impl Entry {
    /// A key with its value.
    pub fn new(key: impl Into<String>, value: Tree) -> Entry {
        Entry { key: key.into(), value, comment: None, mark: 0, word: false }
    }

    /// A key that is a word of the format itself, with its value.
    pub fn word(key: &'static str, value: Tree) -> Entry {
        Entry { word: true, ..Entry::new(key, value) }
    }

    /// A key with a string.
    pub fn text(key: impl Into<String>, value: impl Into<String>) -> Entry {
        Entry::new(key, Tree::Text(value.into()))
    }

    /// A key with a number.
    pub fn number(key: impl Into<String>, value: u32) -> Entry {
        Entry::new(key, Tree::Number(i64::from(value)))
    }

    /// An item of a sequence.
    pub fn item(value: Tree) -> Entry {
        Entry::new("", value)
    }

    /// The same, with what its lines belong to.
    pub fn mark(mut self, mark: u32) -> Entry {
        self.mark = mark;
        self
    }

    /// The same, with a comment.
    pub fn comment(mut self, comment: Option<String>) -> Entry {
        self.comment = comment;
        self
    }
}

/// One line of YAML, without its line end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The characters.
    pub text: String,
    /// What it belongs to; 0 is nothing in particular.
    pub mark: u32,
}

/// The lines of a document.
pub fn lines(tree: &Tree) -> Vec<Line> {
    let mut out = Writer { lines: Vec::new() };
    match tree {
        Tree::Map(entries) if !entries.is_empty() => out.map(entries, 0, 0, String::new()),
        Tree::Seq(entries) if !entries.is_empty() => out.seq(entries, 0, 0, String::new()),
        other => out.push(inline(other), 0, None),
    }
    out.lines
}

/// The text of a document, ended by a line end.
pub fn text(tree: &Tree) -> String {
    let mut text = String::new();
    for line in lines(tree) {
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

struct Writer {
    lines: Vec<Line>,
}

impl Writer {
    fn push(&mut self, mut text: String, mark: u32, comment: Option<&str>) {
        if let Some(comment) = comment {
            text.push_str(" # ");
            text.push_str(comment);
        }
        self.lines.push(Line { text, mark });
    }

    /// `lead` is what already stands on the first line: the dash of an item.
    fn map(&mut self, entries: &[Entry], indent: usize, outer: u32, mut lead: String) {
        for entry in entries {
            let mark = if entry.mark == 0 { outer } else { entry.mark };
            let mut line = if lead.is_empty() { " ".repeat(indent) } else { std::mem::take(&mut lead) };
            let key = if entry.word { Cow::Borrowed(entry.key.as_str()) } else { scalar(&entry.key) };
            if is_long(&key) {
                self.push(format!("{line}? {key}"), mark, None);
                line = " ".repeat(indent);
            } else {
                line.push_str(&key);
            }
            line.push(':');
            let comment = entry.comment.as_deref();
            match &entry.value {
                Tree::Map(inner) if !inner.is_empty() => {
                    self.push(line, mark, comment);
                    self.map(inner, indent + 2, mark, String::new());
                }
                Tree::Seq(inner) if !inner.is_empty() => {
                    self.push(line, mark, comment);
                    self.seq(inner, indent, mark, String::new());
                }
                value => {
                    line.push(' ');
                    line.push_str(&inline(value));
                    self.push(line, mark, comment);
                }
            }
        }
    }

    fn seq(&mut self, entries: &[Entry], indent: usize, outer: u32, mut lead: String) {
        for entry in entries {
            let mark = if entry.mark == 0 { outer } else { entry.mark };
            let mut line = if lead.is_empty() { " ".repeat(indent) } else { std::mem::take(&mut lead) };
            line.push_str("- ");
            match &entry.value {
                Tree::Map(inner) if !inner.is_empty() => self.map(inner, indent + 2, mark, line),
                Tree::Seq(inner) if !inner.is_empty() => self.seq(inner, indent + 2, mark, line),
                value => {
                    line.push_str(&inline(value));
                    self.push(line, mark, entry.comment.as_deref());
                }
            }
        }
    }
}

/// A value on one line.
fn inline(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => scalar(text).into_owned(),
        Tree::Number(number) => number.to_string(),
        Tree::Bool(value) => value.to_string(),
        Tree::Raw(text) => text.clone(),
        Tree::Map(entries) => {
            let key = |entry: &Entry| if entry.word { entry.key.clone() } else { flow_scalar(&entry.key).into_owned() };
            let sign = |key: &str| if is_long(key) { "? " } else { "" };
            let part = |key: String, value: &Tree| format!("{}{key}: {}", sign(&key), flow(value));
            let parts: Vec<String> = entries.iter().map(|entry| part(key(entry), &entry.value)).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Tree::Seq(entries) => {
            let parts: Vec<String> = entries.iter().map(|entry| flow(&entry.value)).collect();
            format!("[{}]", parts.join(", "))
        }
        Tree::Flow(inner) => inline(inner),
    }
}

/// A value inside brackets or braces, where commas and brackets would end a plain scalar.
fn flow(tree: &Tree) -> String {
    match tree {
        Tree::Text(text) => flow_scalar(text).into_owned(),
        other => inline(other),
    }
}

/// The same inside brackets or braces.
pub fn flow_scalar(text: &str) -> Cow<'_, str> {
    let scalar = scalar(text);
    if !scalar.starts_with(['"', '\'']) && scalar.contains([',', '[', ']', '{', '}']) { Cow::Owned(double_quoted(text)) } else { scalar }
}

/// A string as a YAML scalar on one line: plain where every reader reads that string back, else quoted.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(double_quoted(text)) }
}

/// Whether a key needs a question mark before it: a reader looks no further than 1,024 characters for its colon.
fn is_long(key: &str) -> bool {
    key.len() > 1_000
}

/// Words that some reader takes for a boolean or null.
const RESERVED: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Whether a YAML 1.1 and a YAML 1.2 reader both take the plain text for this very string.
/// Stricter than the grammar on purpose: quoting too much is ugly, quoting too little is wrong.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.bytes().next() else { return false };
    let Some(last) = text.bytes().next_back() else { return false };
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:@+=$%() ,;~^|".contains(&byte);
    if !text.bytes().all(safe) || text.contains(": ") || text.contains(" #") || last == b':' || last == b' ' {
        return false;
    }
    if first.is_ascii_alphabetic() || first == b'_' {
        return !RESERVED.contains(&text.to_ascii_lowercase().as_str());
    }
    if first == b'/' {
        return true;
    }
    // A number, a date or a time to some reader, unless a letter that occurs in none of them says otherwise, or it is an IPv4 address.
    first.is_ascii_digit() && (is_ipv4(text) || text.bytes().any(|byte| b"/gjklmpqrsuvwyGHJKLMPQRSUVWY".contains(&byte)))
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

/// In double quotes, with every character escaped that some reader would fold, refuse or drop.
pub fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{7e}' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => {
                out.push(c)
            }
            c if (c as u32) <= 0xff => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) <= 0xffff => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_would_misread_is_quoted() {
        for word in [
            "yes",
            "No",
            "ON",
            "null",
            "~",
            "1_000",
            "0X1F",
            "1e3",
            "12:30:45",
            "2001-12-14",
            "",
            " a",
            "a: b",
            "a #b",
            "-",
            "a:",
            "0b1",
            ".inf",
            "10.0.0",
        ] {
            assert!(scalar(word).starts_with('"'), "{word:?} stands as {}", scalar(word));
        }
        for word in ["web", "192.168.0.1", "8080.service.kuma.io/protocol", "kuma.io/service", "web-01", "v1", "https://cp:5678"] {
            assert_eq!(scalar(word), word);
        }
    }

    #[test]
    fn sequences_stand_under_their_key_and_marks_reach_down() {
        let port = Tree::Map(vec![Entry::number("port", 80), Entry::text("appProtocol", "http").comment(Some("why".into()))]);
        let tree = Tree::Map(vec![Entry::new("ports", Tree::Seq(vec![Entry::item(port).mark(7)])), Entry::new("none", Tree::Map(vec![]))]);
        let found: Vec<(String, u32)> = lines(&tree).into_iter().map(|line| (line.text, line.mark)).collect();
        let wanted = [("ports:", 0), ("- port: 80", 7), ("  appProtocol: http # why", 7), ("none: {}", 0)];
        assert_eq!(found, wanted.map(|(text, mark)| (text.to_owned(), mark)));
    }
}
