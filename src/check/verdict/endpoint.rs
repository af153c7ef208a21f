//! The rules of probes and metrics (`domain.md` §3.3, 20, 21 and 34 – 37). Knows nothing of what they ask.

use std::collections::BTreeSet;

use super::judge::Judge;
use super::path::Path;
use super::place::At;
use super::{address, parse, rules, scalar, schema};
use crate::protocol::MeshVersion;

/// `serviceProbe` of an inbound.
pub(super) fn service_probe(judge: &mut Judge, probe: &At<'_>) {
    for name in ["interval", "timeout"] {
        let place = probe.field(name);
        if place.is_set() && scalar::duration(place.text()) == Ok(0) {
            judge.say(&rules::PROBE_VALUE, &place, "must have a positive value");
        }
    }
    for name in ["unhealthyThreshold", "healthyThreshold"] {
        let place = probe.field(name);
        if place.is_set() && place.number() == 0 {
            judge.say(&rules::PROBE_VALUE, &place, "must have a positive value");
        }
    }
}

/// `probes` of the Dataplane.
pub(super) fn probes(judge: &mut Judge, probes: &At<'_>) {
    if !probes.is_set() {
        return;
    }
    judge.port(&probes.field("port"));
    for endpoint in probes.field("endpoints").items() {
        judge.port(&endpoint.field("inboundPort"));
        for name in ["inboundPath", "path"] {
            let place = endpoint.field(name);
            if !address::is_request_uri(place.text()) {
                judge.say(&rules::PROBE_PATH, &place, "should be a valid URL Path");
            }
        }
    }
}

/// `metrics` of the Dataplane.
pub(super) fn metrics(judge: &mut Judge, metrics: &At<'_>) {
    if !metrics.is_set() {
        return;
    }
    let kind = metrics.field("type");
    if kind.text() != "prometheus" {
        judge.say(&rules::METRICS_TYPE, &kind, "unknown backend type. Available backends: \"prometheus\"");
        return;
    }
    let conf = metrics.field("conf");
    if let Some(value) = conf.value()
        && let Err(refused) = parse::message(value, &schema::PROMETHEUS, &Path::default(), MeshVersion::V2_14)
    {
        judge.say(&rules::METRICS_CONF, &conf, format!("could not parse config: {}", refused.words));
        return;
    }
    let (skip, tls) = (conf.field("skipMTLS"), conf.field("tls"));
    let agree = match tls.field("mode").word(&["activeMTLSBackend", "providedTLS", "disabled"]) {
        0 => !skip.is_true(),
        2 => skip.is_true(),
        _ => false,
    };
    if skip.is_set() && tls.is_set() && !agree {
        judge.say(&rules::METRICS_CONF, &conf, "skipMTLS and tls configuration cannot be defined together");
        return;
    }
    let mut seen = BTreeSet::new();
    for one in conf.field("aggregate").items() {
        let place = one.field("name");
        if !seen.insert(place.text()) {
            let message = format!("duplicate entry: {}, values have to be unique", place.text());
            judge.say(&rules::METRICS_CONF, &place, message);
        }
    }
}
