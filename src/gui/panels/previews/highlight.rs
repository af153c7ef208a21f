//! A line of YAML in colours: keys, strings, numbers, comments, signs, placeholders.
//! Knows lines as this program writes them; never wrong about the text, at worst about a colour.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Stroke};

use crate::gui::theme::{Tokens, font};

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Key,
    Text,
    Number,
    Comment,
    Sign,
    /// What `kuma-dp run` fills in.
    Placeholder,
}

/// The line, ready to be laid out.
pub fn job(line: &str, tokens: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    for (piece, text) in pieces(line) {
        let mut format = TextFormat::simple(font::mono(), color(piece, tokens));
        if piece == Piece::Placeholder {
            format.underline = Stroke::new(1.0, tokens.text_quiet);
        }
        job.append(text, 0.0, format);
    }
    job
}

fn color(piece: Piece, tokens: &Tokens) -> Color32 {
    match piece {
        Piece::Key => tokens.yaml_key,
        Piece::Text => tokens.yaml_string,
        Piece::Number => tokens.yaml_number,
        Piece::Comment | Piece::Sign => tokens.text_faint,
        Piece::Placeholder => tokens.text_quiet,
    }
}

/// The pieces of a line; together they are the line.
fn pieces(line: &str) -> Vec<(Piece, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    let signs = rest.len() - rest.trim_start_matches([' ', '-', '?']).len();
    take(&mut found, &mut rest, signs, Piece::Sign);
    if rest.starts_with('#') {
        take(&mut found, &mut rest, usize::MAX, Piece::Comment);
    }
    if let Some(end) = key_end(rest) {
        take(&mut found, &mut rest, end, Piece::Key);
        take(&mut found, &mut rest, 1, Piece::Sign);
    }
    let comment = match quoted_end(rest.trim_start()) {
        Some(end) => rest.len() - rest.trim_start().len() + end,
        None => rest.find(" #").unwrap_or(rest.len()),
    };
    let value = rest.get(..comment).unwrap_or(rest);
    rest = rest.get(comment..).unwrap_or_default();
    values(&mut found, value);
    take(&mut found, &mut rest, usize::MAX, Piece::Comment);
    found
}

fn take<'a>(found: &mut Vec<(Piece, &'a str)>, rest: &mut &'a str, len: usize, piece: Piece) {
    let (head, tail) = rest.split_at_checked(len).unwrap_or((rest, ""));
    if !head.is_empty() {
        found.push((piece, head));
    }
    *rest = tail;
}

/// Where the key of a line ends: before its colon.
fn key_end(text: &str) -> Option<usize> {
    if text.starts_with(['{', '[']) {
        return None;
    }
    let quoted = quoted_end(text).unwrap_or(0);
    let after = text.get(quoted..)?;
    let colon = after.find(": ").or_else(|| after.ends_with(':').then(|| after.len() - 1))?;
    let in_comment = after.find(" #").is_some_and(|comment| comment < colon);
    let in_value = quoted > 0 && colon > 0;
    (!in_comment && !in_value).then_some(quoted + colon)
}

/// Where a text in double quotes ends: behind the closing one.
fn quoted_end(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.char_indices().find(|(_, c)| {
        let closing = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closing
    });
    end.map(|(at, _)| at + 2)
}

/// A value: one scalar, or those between brackets and braces.
fn values<'a>(found: &mut Vec<(Piece, &'a str)>, value: &'a str) {
    let mut rest = value;
    let blank = rest.len() - rest.trim_start().len();
    take(found, &mut rest, blank, Piece::Sign);
    if rest.starts_with("{{") {
        return take(found, &mut rest, usize::MAX, Piece::Placeholder);
    }
    if !rest.starts_with(['{', '[']) {
        let piece = scalar(rest);
        return take(found, &mut rest, usize::MAX, piece);
    }
    while !rest.is_empty() {
        let signs = rest.len() - rest.trim_start_matches([' ', '{', '}', '[', ']', ',']).len();
        take(found, &mut rest, signs, Piece::Sign);
        if let Some(end) = rest.find(": ").filter(|end| rest.find([',', '}', ']']).is_none_or(|stop| *end < stop)) {
            take(found, &mut rest, end, Piece::Key);
            take(found, &mut rest, 2, Piece::Sign);
        }
        let end = quoted_end(rest).or_else(|| rest.find([',', '}', ']'])).unwrap_or(rest.len());
        let piece = scalar(rest.get(..end).unwrap_or(rest));
        take(found, &mut rest, end, piece);
    }
}

fn scalar(text: &str) -> Piece {
    let number = text.parse::<f64>().is_ok() || text.parse::<std::net::Ipv4Addr>().is_ok();
    if number || ["true", "false", "null"].contains(&text) { Piece::Number } else { Piece::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &str) -> String {
        let sign = |piece| match piece {
            Piece::Key => "k",
            Piece::Text => "t",
            Piece::Number => "n",
            Piece::Comment => "c",
            Piece::Sign => "s",
            Piece::Placeholder => "p",
        };
        pieces(line).into_iter().map(|(piece, text)| format!("{}<{text}>", sign(piece))).collect()
    }

    #[test]
    fn every_kind_of_line_has_its_colours() {
        for (line, wanted) in [
            ("apiVersion: v1", "k<apiVersion>s<:>s< >t<v1>"),
            ("metadata:", "k<metadata>s<:>"),
            ("  - port: 80", "s<  - >k<port>s<:>s< >n<80>"),
            ("  address: 192.168.0.1", "s<  >k<address>s<:>s< >n<192.168.0.1>"),
            ("name: {{ name }}", "k<name>s<:>s< >p<{{ name }}>"),
            ("appProtocol: http # why: so", "k<appProtocol>s<:>s< >t<http>c< # why: so>"),
            (r#""a: #b": "c # \" d" # e"#, r##"k<"a: #b">s<:>s< >t<"c # \" d">c< # e>"##),
            ("- web", "s<- >t<web>"),
            ("---", "s<--->"),
            ("# all of it: this", "c<# all of it: this>"),
            ("selector: {app: web, n: 1}", "k<selector>s<:>s< >s<{>k<app>s<: >t<web>s<, >k<n>s<: >n<1>s<}>"),
            ("url: http://a:80/b", "k<url>s<:>s< >t<http://a:80/b>"),
            ("", ""),
        ] {
            assert_eq!(written(line), wanted);
        }
    }

    #[test]
    fn no_character_is_lost() {
        for line in ["", " ", "é: ü # ñ", "\"open", "{{{", "[a, {b: c}", "a: b: c: ", ": :", "? \"k\"", "x:\"", "{\"a,b\": 1}"] {
            assert_eq!(pieces(line).into_iter().map(|(_, text)| text).collect::<String>(), line);
        }
    }
}
