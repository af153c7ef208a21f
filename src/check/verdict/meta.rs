//! Name, mesh and labels: how they are read, and their rules (`domain.md` §3.5). The server asks them last.
//! Knows nothing of `networking`.

use std::collections::BTreeMap;

use super::judge::Judge;
use super::parse::Refused;
use super::path::Step;
use super::place::At;
use super::value::{Json, Value};
use super::{Refusal, rules, scalar, schema};
use crate::check::words;
use crate::protocol::MeshVersion;

/// Reads them, and refuses the first that is of another kind. Capitals do not count in their keys.
pub(super) fn read(root: &Value, version: MeshVersion) -> Result<(), Refused> {
    let refused = |value: &Value, into: &str, path: &str| {
        let words = format!("json: cannot unmarshal {} into Go {into}", value.kind());
        Err(Refused { rule: &rules::VALUE_KIND, words, field: path.to_owned(), span: value.span.clone() })
    };
    let Json::Map(entries) = &root.json else { return refused(root, "value of type v1alpha1.ResourceMeta", "") };
    let is_text = |value: &Value| matches!(value.json, Json::Null | Json::Text(_));
    for (key, value) in entries {
        match key.to_ascii_lowercase().as_str() {
            "type" | "mesh" | "name" if !is_text(value) => {
                let lower = key.to_ascii_lowercase();
                return refused(value, &format!("struct field ResourceMeta.{lower} of type string"), &lower);
            }
            "creationtime" | "modificationtime" if !is_time(value) => {
                let words = "parsing time: it is not of the form 2006-01-02T15:04:05Z07:00".to_owned();
                return Err(Refused { rule: &rules::YAML, words, field: key.clone(), span: value.span.clone() });
            }
            "labels" if version >= schema::LABELS_SINCE => match &value.json {
                Json::Null => {}
                Json::Map(labels) => {
                    if let Some((key, value)) = labels.iter().find(|(_, value)| !is_text(value)) {
                        let path = format!("labels[{}]", scalar::quoted(key));
                        return refused(value, "struct field ResourceMeta.labels of type string", &path);
                    }
                }
                Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => {
                    return refused(value, "struct field ResourceMeta.labels of type map[string]string", "labels");
                }
            },
            _ => {}
        }
    }
    Ok(())
}

/// Whether it is a time as RFC 3339 has them, or nothing.
fn is_time(value: &Value) -> bool {
    let text = match &value.json {
        Json::Null => return true,
        Json::Text(text) => text.as_bytes(),
        Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Seq(_) | Json::Map(_) => return false,
    };
    let shape = |text: &[u8], shape: &[u8]| {
        text.len() == shape.len()
            && text.iter().zip(shape).all(|(byte, want)| if *want == b'0' { byte.is_ascii_digit() } else { byte == want })
    };
    let Some((head, rest)) = text.split_at_checked(19) else { return false };
    let number = |at: usize| head.get(at..at + 2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| two.parse::<u8>().ok());
    let fits = |at: usize, most: u8| number(at).is_some_and(|number| number <= most);
    let zone = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.').unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(zone);
    let fraction_ok =
        fraction.is_empty() || fraction.len() > 1 && fraction.first() == Some(&b'.') && !fraction.iter().skip(1).any(|byte| *byte == b'.');
    let zone_ok = zone == b"Z" || shape(zone, b"+00:00") || shape(zone, b"-00:00");
    let date_ok = number(5).is_some_and(|month| (1..=12).contains(&month)) && number(8).is_some_and(|day| (1..=31).contains(&day));
    shape(head, b"0000-00-00T00:00:00") && date_ok && fits(11, 23) && fits(14, 59) && fits(17, 59) && fraction_ok && zone_ok
}

/// What is read of them.
struct Meta<'v> {
    kind: At<'v>,
    name: At<'v>,
    mesh: At<'v>,
    labels: At<'v>,
}

impl<'v> Meta<'v> {
    fn of(root: &At<'v>, version: MeshVersion) -> Meta<'v> {
        // Of keys that differ in capitals alone the last in the order of bytes counts, which is that in lower case.
        let field = |name: &'static str| {
            let keys = root.value().map(|value| match &value.json {
                Json::Map(entries) => entries.as_slice(),
                Json::Null | Json::Bool(_) | Json::Int(_) | Json::Float(_) | Json::Text(_) | Json::Seq(_) => &[],
            });
            let mut known = keys.unwrap_or_default().iter().filter(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null());
            known.next_back().map_or_else(|| root.field(name), |(key, _)| root.field(key).called(&[Step::Field(name)]))
        };
        let labels = if version >= schema::LABELS_SINCE { field("labels") } else { root.field("labels of later versions") };
        Meta { kind: field("type"), name: field("name"), mesh: field("mesh"), labels }
    }

    /// What kumactl and kuma-dp fill in where nothing is said.
    fn mesh(&self) -> &'v str {
        let mesh = self.mesh.text();
        if mesh.is_empty() { "default" } else { mesh }
    }
}

/// Asks the rules of name, mesh and labels.
pub(super) fn judge(judge: &mut Judge, root: &At<'_>) {
    let meta = Meta::of(root, judge.version);
    if meta.kind.text() != "Dataplane" {
        judge.say(&rules::TYPE, &meta.kind, "type from the URL has to be the same as in body");
    }
    of_labels(judge, &meta);
    if let Some(words) = words::dataplane_name(meta.name.text()).first() {
        judge.say(&rules::NAME, &meta.name, *words);
    }
    if let Some(words) = words::mesh_name(meta.mesh()).first() {
        judge.say(&rules::MESH, &meta.mesh, *words);
    }
}

fn of_labels(judge: &mut Judge, meta: &Meta<'_>) {
    let labels: BTreeMap<&str, &str> = meta.labels.texts();
    let origin = labels.get(ORIGIN).copied().unwrap_or_default();
    if !["", "global", "zone"].contains(&origin) {
        judge.say(&rules::OWN_LABEL, &meta.labels.key(ORIGIN), format!("unknown resource origin {}", scalar::quoted(origin)));
    }
    let other_mesh = labels.get(OF_MESH).is_some_and(|label| *label != meta.mesh());
    if judge.version >= MeshVersion::V2_9 && origin != "global" && other_mesh {
        judge.say(&rules::OWN_LABEL, &meta.labels.key(OF_MESH), format!("{OF_MESH} label must not differ from mesh set on resource"));
    }
    for (key, value) in &labels {
        for words in words::label_key(key).into_iter().chain(words::label_value(value)) {
            judge.say(&rules::LABEL, &meta.labels.key(key), words);
        }
    }
}

/// What is asked of the label that becomes the name of a MeshService, once nothing else is wrong.
pub(super) fn workload(root: &At<'_>, version: MeshVersion) -> Option<Refusal> {
    let place = Meta::of(root, version).labels.key(WORKLOAD);
    if version < MeshVersion::V2_13 || place.text().is_empty() {
        return None;
    }
    let said = words::dns_1035_label(place.text());
    let detail = format!("bad request: labels[\"{WORKLOAD}\"]: {NO_WORKLOAD}: {}", said.join("; "));
    let (field, span) = (place.path().to_string(), place.span());
    (!said.is_empty()).then_some(Refusal { code: rules::WORKLOAD.code, title: super::BAD_REQUEST, detail, field, span })
}

const ORIGIN: &str = "kuma.io/origin";
const OF_MESH: &str = "kuma.io/mesh";
const WORKLOAD: &str = "kuma.io/workload";
const NO_WORKLOAD: &str = "must be a valid DNS-1035 label (at most 63 characters, matching regex [a-z]([-a-z0-9]*[a-z0-9])?)";
