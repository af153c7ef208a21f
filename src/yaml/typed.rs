//! YAML text → typed values, read as kubectl reads it and under a budget; what is refused is told by place and kind.
//! Knows nothing of what the values mean, nor of the sentences that explain a refusal.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde_yaml::{Error, Location};

pub use serde_yaml::Spanned;

use super::read::{MOST_COMMENTS, MOST_DEPTH};

/// Where and why a text is not what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The line, from 1; 0 where nobody knows.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// Why.
    pub why: Why,
}

/// Why a text is not what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// A key that has no meaning there; those that would.
    UnknownKey(String, Vec<&'static str>),
    /// A key that has to be there.
    MissingKey(&'static str),
    /// A key that was there before.
    RepeatedKey(Option<String>),
    /// Text that other readers take for a number, a boolean or null.
    NeedsQuotes(String),
    /// Nothing where text is wanted.
    Nothing,
    /// Something else where a whole number is wanted.
    NoNumber,
    /// Something else where `true` or `false` is wanted.
    NoBool,
    /// Something else than this.
    WrongKind(String),
    /// More than one document.
    SeveralDocuments,
    /// An alias of nothing.
    UnknownAnchor,
    /// More than anything sensible needs: values, depth, aliases.
    TooMuch,
    /// Not YAML, or not a kind of YAML that can be read; in the parser's words.
    Other(String),
}

/// A scalar of any kind, where the text itself matters: an unquoted 2.10 is not 2.1.
#[derive(Clone, Debug, PartialEq)]
pub enum Loose {
    /// Text, quoted or not.
    Text(String),
    /// What a reader takes for a number or a boolean: ask the source how it was written.
    Other,
}

/// The one document of a text.
pub fn typed<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_buffered_comment_events: MOST_COMMENTS,
            flow_nesting_limit: MOST_DEPTH,
            max_depth: MOST_DEPTH,
            max_events: 10_000_000,
            max_nodes: 4_000_000,
            max_aliases: 10_000,
            max_anchors: 10_000,
        },
        // `y` is a key of the design file, and YAML 1.2 says that it is one.
        strict_booleans: true,
        legacy_octal_numbers: true,
        no_schema: true,
        with_snippet: false,
    };
    serde_yaml::from_str_with_options(text, options).map_err(|error| Refusal::of(&error))
}

impl Refusal {
    fn of(error: &Error) -> Refusal {
        let at = error.location().unwrap_or(Location::UNKNOWN);
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Refusal { line: number(at.line()), column: number(at.column()), why: Why::of(error.without_snippet()) }
    }
}

impl Why {
    fn of(error: &Error) -> Why {
        match error {
            Error::SerdeUnknownField { field, expected, .. } => Why::UnknownKey(field.clone(), expected.clone()),
            Error::SerdeMissingField { field, .. } => Why::MissingKey(field),
            Error::DuplicateMappingKey { key, .. } => Why::RepeatedKey(key.clone()),
            Error::QuotingRequired { value, .. } => Why::NeedsQuotes(value.clone()),
            Error::NullIntoString { .. } => Why::Nothing,
            Error::InvalidBooleanStrict { .. } | Error::InvalidScalar { ty: "bool", .. } => Why::NoBool,
            Error::InvalidScalar { .. } | Error::NonFiniteFloat { .. } => Why::NoNumber,
            Error::SerdeInvalidType { expected, .. } | Error::SerdeInvalidValue { expected, .. } => Why::WrongKind(expected.clone()),
            Error::Unexpected { expected, .. } => Why::WrongKind((*expected).to_owned()),
            Error::MultipleDocuments { .. } => Why::SeveralDocuments,
            Error::UnknownAnchor { .. } => Why::UnknownAnchor,
            Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. } => Why::TooMuch,
            Error::AliasError { error, .. } => Why::of(error),
            other => Why::Other(other.to_string()),
        }
    }
}

impl Loose {
    /// What is written: text as it reads, anything else as it stands in the source.
    pub fn words<'a>(of: &'a Spanned<Loose>, source: &'a str) -> &'a str {
        match &of.value {
            Loose::Text(text) => text,
            Loose::Other => {
                let span = of.defined.span();
                let at = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
                let start = at(span.byte_offset()).unwrap_or(source.len());
                let end = at(span.byte_len()).map_or(source.len(), |len| start.saturating_add(len));
                source.get(start..end).unwrap_or_default().trim()
            }
        }
    }
}

impl<'de> serde::Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Loose, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl Visitor<'_> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose, E> {
        Ok(Loose::Other)
    }
}
