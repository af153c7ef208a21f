//! The rows of the picker: every protocol, *not said*, and a hint that may stay; and which of them match what was typed.
//! Knows nothing of how they are drawn.

use super::Subject;
use crate::design::{ServicePort, Transport};
use crate::protocol::{PROTOCOLS, Protocol, ProtocolSpec, suggest};

/// What taking a row means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Leaves the hint that was found as it is.
    Keep,
    /// Says what the app speaks.
    Say(Option<Protocol>),
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub choice: Choice,
    /// The key that takes it.
    pub key: Option<char>,
    pub label: String,
    pub remark: Remark,
    /// What is written for it.
    pub hint: Option<String>,
    /// Whether it is what the port has now.
    pub now: bool,
}

/// What stands beside a row's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remark {
    /// Something about the protocol.
    Said(&'static str),
    /// Why it probably is this.
    Suggested(String),
}

/// The key of *not said*.
const NOT_SAID: char = 'n';

/// The rows that match what was typed, the best first; all of them in their own order where nothing was.
pub(super) fn found(subject: &Subject<'_>, query: &str) -> Vec<Row> {
    let query = query.trim().to_lowercase();
    let all = all(subject);
    if query.is_empty() {
        return all;
    }
    let mut ranked: Vec<(u8, Row)> = all.into_iter().filter_map(|row| Some((rank(&row, &query)?, row))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, row)| row).collect()
}

/// Where the cursor starts: on what the port speaks, else on what it probably does.
pub(super) fn first_cursor(rows: &[Row], port: &ServicePort) -> usize {
    let said = port.hint.is_some() || port.protocol.is_some();
    let suggested = |row: &Row| matches!(row.remark, Remark::Suggested(_));
    let at = if said { rows.iter().position(|row| row.now) } else { rows.iter().position(suggested) };
    at.unwrap_or(0)
}

/// The row of a key.
pub(super) fn of_key(rows: &[Row], key: char) -> Option<&Row> {
    rows.iter().find(|row| row.key == Some(key))
}

fn all(subject: &Subject<'_>) -> Vec<Row> {
    let port = subject.port;
    let version = subject.version;
    let numbers: Vec<u32> = [port.port].into_iter().chain(port.target_number()).collect();
    let suggestion = suggest(&port.name, &numbers);
    let of = |spec: &ProtocolSpec| Row {
        choice: Choice::Say(Some(spec.protocol)),
        key: Some(spec.key),
        label: spec.label.to_owned(),
        remark: match &suggestion {
            Some(found) if found.protocol == spec.protocol => Remark::Suggested(format!("suggested · {}", found.evidence)),
            Some(_) | None => Remark::Said(spec.remark),
        },
        hint: (port.transport == Transport::Tcp).then(|| spec.hint_for(version).value().to_owned()),
        now: port.hint.is_none() && port.protocol == Some(spec.protocol),
    };
    let keep = port.hint.as_ref().map(|hint| Row {
        choice: Choice::Keep,
        key: None,
        label: format!("Keep {hint}"),
        remark: Remark::Said(""),
        hint: Some(hint.clone()),
        now: true,
    });
    let not_said = Row {
        choice: Choice::Say(None),
        key: Some(NOT_SAID),
        label: "Not said".to_owned(),
        remark: Remark::Said("the mesh assumes tcp"),
        hint: None,
        now: port.hint.is_none() && port.protocol.is_none(),
    };
    keep.into_iter().chain(PROTOCOLS.iter().map(of)).chain([not_said]).collect()
}

/// How well a row matches: the less the better.
fn rank(row: &Row, query: &str) -> Option<u8> {
    let label = row.label.to_lowercase();
    let spec = match row.choice {
        Choice::Say(Some(protocol)) => Some(protocol.spec()),
        Choice::Say(None) | Choice::Keep => None,
    };
    let words = || spec.into_iter().flat_map(|spec| spec.names.iter().copied().chain([spec.keyword]));
    if label.starts_with(query) || words().any(|word| word == query) {
        Some(0)
    } else if words().any(|word| word.starts_with(query)) {
        Some(1)
    } else if label.contains(query) || words().any(|word| word.contains(query)) {
        Some(2)
    } else if in_order(&label, query) || spec.is_some_and(|spec| in_order(spec.keyword, query)) {
        Some(3)
    } else {
        None
    }
}

/// Whether the letters stand in the text in that order.
fn in_order(text: &str, letters: &str) -> bool {
    let mut text = text.chars();
    letters.chars().all(|letter| text.any(|other| other == letter))
}
