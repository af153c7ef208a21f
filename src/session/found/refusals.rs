//! What the control plane would refuse of a found Dataplane, in its own words and order.
//! Knows nothing of its rules: they are those of [`verdict`](crate::check::verdict).

use std::ops::Range;

use super::{Said, Words};
use crate::check::verdict::{Answer, verdict};
use crate::check::{Severity, rule};
use crate::manifest::source::{Found, Source, What};
use crate::protocol::MeshVersion;
use crate::yaml::{Kind, Node};

/// What a version refuses of a document.
pub(super) fn of(source: &Source, found: &Found, version: MeshVersion) -> Vec<Said> {
    if found.what != What::Dataplane {
        return Vec::new();
    }
    let said = |code: &'static str, field: String, message: String, span: Range<usize>| Said {
        code,
        severity: rule(code).map_or(Severity::Error, |rule| rule.severity),
        words: Words::ControlPlane { field: field.clone() },
        message,
        field,
        document: found.document,
        span,
        service: None,
        port: None,
    };
    let verdict = if found.placeholders.is_empty() {
        verdict(&found.written, &source.text, version)
    } else {
        let mut filled = found.written.clone();
        fill(&mut filled, "", &mut 0);
        verdict(&filled, &source.text, version)
    };
    let mut refused: Vec<Said> = match verdict.answer {
        Answer::Accepted(_) => Vec::new(),
        Answer::Refused(one) => vec![said(one.code, one.field, one.detail, one.span)],
        Answer::Invalid(all) => all.into_iter().map(|one| said(one.code, one.field, one.message, one.span)).collect(),
    };
    // The server says these only once the others are mended: two round trips that nobody needs. They are ours to say.
    let later = verdict.hidden.into_iter().map(|one| {
        let said = said(one.code, one.field, format!("{} (said by the control plane once the rest is mended)", one.message), one.span);
        Said { words: Words::Portolan, ..said }
    });
    refused.extend(later);
    // Of a value that is not there yet nobody knows what will be said, nor of a list or a map with one in it.
    refused.into_iter().filter(|one| !found.is_open(&one.span)).collect()
}

/// Puts values into the places of placeholders that a control plane has nothing against, each number once.
fn fill(node: &mut Node, key: &str, filled: &mut u32) {
    match &mut node.kind {
        Kind::Scalar(text, _) if text.contains("{{") => {
            *filled += 1;
            *text = match key {
                "address" | "advertisedAddress" | "serviceAddress" => "192.0.2.1".to_owned(),
                key if key.to_ascii_lowercase().contains("port") => (60_000 + *filled % 5_000).to_string(),
                "kuma.io/protocol" | "protocol" => "tcp".to_owned(),
                _ => "filled-in".to_owned(),
            };
        }
        Kind::Map(_, entries) => entries.iter_mut().for_each(|(key, value)| {
            let name = key.text().unwrap_or_default().to_owned();
            fill(key, "", filled);
            fill(value, &name, filled);
        }),
        Kind::Seq(_, items) => items.iter_mut().for_each(|item| fill(item, key, filled)),
        Kind::Scalar(..) | Kind::Alias => {}
    }
}
