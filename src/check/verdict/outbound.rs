//! The rules of an outbound and of reachable backends (`domain.md` §3.3, 23 – 30 and 33).
//! Knows nothing of whom they call.

use super::judge::Judge;
use super::path::Step;
use super::place::At;
use super::{address, rules, tags};
use crate::check::words;
use crate::protocol::MeshVersion;

pub(super) fn judge(judge: &mut Judge, outbound: &At<'_>) {
    judge.port(&outbound.field("port"));
    let own = outbound.field("address");
    if !own.text().is_empty() && address::ip(own.text()).is_none() {
        judge.say(&rules::OUTBOUND_ADDRESS, &own, "address has to be valid IP address");
    }
    let (backend, in_tags) = (outbound.field("backendRef"), outbound.field("tags"));
    let version = judge.version;
    if version < MeshVersion::V2_7 {
        tags::outbound(judge, &in_tags);
        return;
    }
    if version >= MeshVersion::V3_0 {
        if backend.is_set() {
            of_backend(judge, &backend);
        } else {
            judge.say(&rules::BACKEND_MISSING, &backend, "must be defined");
        }
        return;
    }
    if backend.is_set() {
        of_backend(judge, &backend);
        if !in_tags.texts().is_empty() {
            judge.say(&rules::BACKEND_AND_TAGS, &backend, "both backendRef and tags/service cannot be defined");
        }
    } else {
        tags::outbound(judge, &in_tags);
    }
}

/// The kinds that a version can call.
fn kinds(version: MeshVersion) -> &'static [&'static str] {
    if version < MeshVersion::V2_8 {
        &["MeshService"]
    } else if version < MeshVersion::V2_9 {
        &["MeshExternalService", "MeshService"]
    } else {
        &["MeshExternalService", "MeshMultiZoneService", "MeshService"]
    }
}

fn kind(judge: &mut Judge, place: &At<'_>) {
    let known = kinds(judge.version);
    if !known.contains(&place.text()) {
        judge.say(&rules::BACKEND_KIND, place, format!("invalid value. Available values are: {}", known.join(",")));
    }
}

fn of_backend(judge: &mut Judge, backend: &At<'_>) {
    let (of_kind, name) = (backend.field("kind"), backend.field("name"));
    kind(judge, &of_kind);
    if judge.version < MeshVersion::V2_9 {
        if name.text().is_empty() {
            judge.say(&rules::BACKEND_NAME, &name, "cannot be empty");
        }
    } else if name.text().is_empty() && backend.field("labels").texts().is_empty() {
        judge.say(&rules::BACKEND_NAME, backend, "either 'name' or 'labels' should be specified");
    }
    // The ports of what is outside the mesh are its own.
    if of_kind.text() != "MeshExternalService" || judge.version < MeshVersion::V2_8 {
        judge.port(&backend.field("port"));
    }
}

/// `reachableBackends`, whose path the server misspells.
pub(super) fn reachable(judge: &mut Judge, networking: &At<'_>) {
    let refs = networking.field("transparentProxying").field("reachableBackends").field("refs");
    for (at, backend) in refs.items().enumerate() {
        let backend = backend.called(&[Step::Field("networking.transparentProxing.reachableBackends.refs"), Step::Item(at)]);
        let (name, namespace, labels) = (backend.field("name"), backend.field("namespace"), backend.field("labels"));
        let (has_name, has_namespace) = (!name.text().is_empty(), !namespace.text().is_empty());
        let has_labels = !labels.texts().is_empty();
        kind(judge, &backend.field("kind"));
        if has_name && let Some(words) = words::dataplane_name(name.text()).first() {
            judge.say(&rules::REACHABLE, &name, *words);
        }
        if !has_name && !has_namespace && !has_labels {
            judge.say(&rules::REACHABLE, &name, "name or labels are required");
        }
        if !has_name && has_namespace {
            judge.say(&rules::REACHABLE, &name, "name is required, when namespace is defined");
        }
        if (has_name || has_namespace) && has_labels {
            judge.say(&rules::REACHABLE, &labels, "labels cannot be defined when name is specified");
        }
    }
}
