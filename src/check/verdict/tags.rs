//! The rules of tags (`domain.md` §3.4), and of those by which Kuma knows a service and a protocol.
//! Knows nothing of labels.

use super::judge::Judge;
use super::place::At;
use super::{rules, scalar};
use crate::check::hints::{self, Reading};
use crate::check::words;
use crate::protocol::MeshVersion;

pub(super) const SERVICE: &str = "kuma.io/service";
pub(super) const PROTOCOL: &str = "kuma.io/protocol";

/// Whether a service has to be named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    Service,
    Nothing,
}

pub(super) fn inbound(judge: &mut Judge, place: &At<'_>) {
    if let Some(value) = place.texts().get(PROTOCOL)
        && hints::reading(value, judge.version) == Reading::Unknown
    {
        let allowed = hints::allowed(judge.version);
        let message = format!("tag \"{PROTOCOL}\" has an invalid value {}. Allowed values: {allowed}", scalar::quoted(value));
        judge.say(&rules::PROTOCOL_TAG, &place.key(PROTOCOL), message);
    }
    // That an inbound has a service is asked last.
    each(judge, place, Wants::Nothing);
}

pub(super) fn outbound(judge: &mut Judge, place: &At<'_>) {
    each(judge, place, Wants::Service);
}

pub(super) fn gateway(judge: &mut Judge, place: &At<'_>) {
    let texts = place.texts();
    if let Some(value) = texts.get(PROTOCOL) {
        // Up to 2.11 `TCP` is another value.
        let is_tcp = if judge.version < MeshVersion::V2_12 { *value == "tcp" } else { value.eq_ignore_ascii_case("tcp") };
        if !is_tcp {
            let shown = if judge.version < MeshVersion::V2_12 { format!("\"{value}\"") } else { scalar::quoted(value) };
            let message = format!("other values than tcp are not allowed, provided value {shown}");
            judge.say(&rules::GATEWAY_PROTOCOL, &place.key(PROTOCOL), message);
        }
    }
    let wants = judge.version < MeshVersion::V2_14 || !texts.is_empty();
    each(judge, place, if wants { Wants::Service } else { Wants::Nothing });
}

fn each(judge: &mut Judge, place: &At<'_>, wants: Wants) {
    let texts = place.texts();
    for (key, value) in &texts {
        if key.is_empty() {
            judge.say(&rules::TAG_NAME, place, "tag name must be non-empty");
        } else if let Some(words) = words::tag_key(key) {
            judge.say(&rules::TAG_NAME, &place.key(key), words);
        }
        if let Some(words) = words::tag_value(value) {
            judge.say(&rules::TAG_VALUE, &place.key(key), words);
        }
    }
    if wants == Wants::Service && !texts.contains_key(SERVICE) {
        judge.say(&rules::SERVICE_TAG, place, format!("mandatory tag \"{SERVICE}\" is missing"));
    }
}
