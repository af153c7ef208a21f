//! Plain words of YAML as Go's reader of YAML 1.1 takes them, and texts as Go writes them.
//! Knows nothing of documents.

use super::value::Json;

/// What a word without quotes is.
pub(super) fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Json::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Json::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Json::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Json::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Json::Float(f64::NEG_INFINITY),
        text => number(text).unwrap_or_else(|| Json::Text(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Json> {
    match text.bytes().next()? {
        b'.' => float(text),
        b'0'..=b'9' | b'+' | b'-' => {
            let plain = text.replace('_', "");
            integer(&plain).map(Json::Int).or_else(|| float(&plain))
        }
        _ => None,
    }
}

/// Go's `ParseInt` with base 0, and then `ParseUint`.
fn integer(text: &str) -> Option<i128> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, text.get(1..)?),
        b'+' => (false, true, text.get(1..)?),
        _ => (false, false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = match lower.as_str() {
        "0" => (10, "0"),
        lower => match lower.get(..2) {
            Some("0x") => (16, lower.get(2..)?),
            Some("0b") => (2, lower.get(2..)?),
            Some("0o") => (8, lower.get(2..)?),
            _ if lower.starts_with('0') => (8, lower.get(1..)?),
            _ => (10, lower),
        },
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let number = i128::from_str_radix(digits, base).ok()?;
    let number = if negative { -number } else { number };
    let most = if signed { i128::from(i64::MAX) } else { i128::from(u64::MAX) };
    (i128::from(i64::MIN)..=most).contains(&number).then_some(number)
}

/// A number with a point or an exponent, as YAML writes them.
fn float(text: &str) -> Option<Json> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    let is_number = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    if is_number { text.parse().ok().filter(|number: &f64| number.is_finite()).map(Json::Float) } else { None }
}

/// A number as Go writes it into JSON.
pub(super) fn float_text(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) { format!("{number:e}") } else { number.to_string() }
}

/// A text as Go's `%q` writes it.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if c != ' ' && (c.is_control() || c.is_whitespace() || is_unseen(c)) => {
                let number = u32::from(c);
                out.push_str(&if number > 0xffff { format!("\\U{number:08x}") } else { format!("\\u{number:04x}") });
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that stand for nothing one could see, beside those that Rust knows as control or space.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}')
}

/// A duration as Go's `time.ParseDuration` reads it, in nanoseconds, or what it says.
pub(super) fn duration(text: &str) -> Result<i128, String> {
    let invalid = || format!("time: invalid duration {}", quoted(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return Err(invalid());
        }
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let nanoseconds = match unit {
            "" => return Err(format!("time: missing unit in duration {}", quoted(text))),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            unit => return Err(format!("time: unknown unit {} in duration {}", quoted(unit), quoted(text))),
        };
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().map_err(|_| invalid())? };
        // The fraction of a unit is below an hour: exact in a float of 53 bits to the nanosecond that counts.
        let part = whole.checked_mul(nanoseconds).ok_or_else(invalid)? + (fraction * nanoseconds as f64) as i128;
        total = total.checked_add(part).ok_or_else(invalid)?;
        rest = after;
    }
    let most = i128::from(i64::MAX) + i128::from(negative);
    if total > most { Err(invalid()) } else { Ok(if negative { -total } else { total }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_numbers_and_words_that_are_not() {
        let of = |text: &str| plain(text);
        assert_eq!((of("0x1F"), of("0b11"), of("0o17"), of("017")), (Json::Int(31), Json::Int(3), Json::Int(15), Json::Int(15)));
        assert_eq!((of("-1"), of("+1"), of("1_000")), (Json::Int(-1), Json::Int(1), Json::Int(1000)));
        assert_eq!((of("08"), of("1."), of(".5"), of("1e3")), (Json::Float(8.0), Json::Float(1.0), Json::Float(0.5), Json::Float(1000.0)));
        assert_eq!(of("99999999999999999999"), Json::Float(1e20));
        for word in ["1.2.3", "1:2", "-", "0x", "v1", "1a", "192.168.0.1", "2020-01-01", "."] {
            assert_eq!(of(word), Json::Text(word.into()));
        }
        assert_eq!((of("off"), of("Y"), of("~")), (Json::Bool(false), Json::Bool(true), Json::Null));
        assert_eq!((float_text(80.0), float_text(80.5), float_text(1e21)), ("80".into(), "80.5".into(), "1e21".into()));
    }

    #[test]
    fn durations_as_go_reads_them() {
        assert_eq!((duration("1m30s"), duration("-1.5h"), duration("0")), (Ok(90_000_000_000), Ok(-5_400_000_000_000), Ok(0)));
        assert_eq!(duration("10").unwrap_err(), "time: missing unit in duration \"10\"");
        assert_eq!(duration("1d").unwrap_err(), "time: unknown unit \"d\" in duration \"1d\"");
        assert!(duration("").is_err() && duration("s").is_err() && duration("9999999h").is_err());
        assert_eq!(quoted("a\"\\\n\u{1}é\u{a0}"), r#""a\"\\\n\x01é\u00a0""#);
    }
}
