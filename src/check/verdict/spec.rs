//! The rules of a Dataplane's `networking`, in the order in which the control plane asks them (`domain.md` §3.3).
//! Knows nothing of names and labels.

use super::judge::Judge;
use super::path::Step;
use super::place::At;
use super::{address, endpoint, inbound, listener, outbound, rules, tags};
use crate::protocol::MeshVersion;

/// What kind of proxy it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Proxy {
    Sidecar,
    Delegated,
    Builtin,
}

/// What kind of proxy a version takes it for.
pub(super) fn proxy(networking: &At<'_>, version: MeshVersion) -> Proxy {
    let gateway = networking.field("gateway");
    let kind = gateway.field("type").word(&["DELEGATED", "BUILTIN"]);
    match (gateway.is_set(), kind) {
        (true, 0) => Proxy::Delegated,
        (true, 1) if version < MeshVersion::V3_0 => Proxy::Builtin,
        (true | false, _) => Proxy::Sidecar,
    }
}

/// Asks every rule.
pub(super) fn judge(judge: &mut Judge, root: &At<'_>) {
    let networking = root.field("networking");
    if !networking.is_set() {
        judge.say(&rules::NETWORKING, &networking, "must be defined");
        return;
    }
    admin(judge, &networking);
    let version = judge.version;
    match proxy(&networking, version) {
        Proxy::Delegated => {
            none(judge, &networking, "inbound", "delegated");
            if has_listeners(version) {
                none(judge, &networking, "listeners", "delegated");
            }
            tags::gateway(judge, &networking.field("gateway").field("tags"));
            all(judge, &networking);
            if version < MeshVersion::V3_0 {
                endpoint::probes(judge, &root.field("probes"));
            }
        }
        Proxy::Builtin => {
            none(judge, &networking, "inbound", "builtin");
            none(judge, &networking, "outbound", "builtin");
            if has_listeners(version) {
                none(judge, &networking, "listeners", "builtin");
            }
            if root.field("probes").is_set() {
                let probes = root.field("probes").called(&[Step::Field("networking"), Step::Field("probes")]);
                judge.say(&rules::GATEWAY_PROBES, &probes, "probes cannot be defined for builtin gateways");
            }
            tags::gateway(judge, &networking.field("gateway").field("tags"));
            all(judge, &networking);
        }
        Proxy::Sidecar => {
            if version < MeshVersion::V2_14 && networking.field("inbound").items().next().is_none() {
                judge.say(&rules::NO_INBOUND, &networking, "has to contain at least one inbound interface or gateway");
            }
            all(judge, &networking);
            if version < MeshVersion::V3_0 {
                endpoint::probes(judge, &root.field("probes"));
                endpoint::metrics(judge, &root.field("metrics"));
            }
            if has_listeners(version) {
                listener::judge(judge, &networking);
            }
        }
    }
}

/// Whether a version knows `networking.listeners`.
fn has_listeners(version: MeshVersion) -> bool {
    version >= MeshVersion::V2_14
}

/// Envoy's own port on loopback must be nobody else's.
fn admin(judge: &mut Judge, networking: &At<'_>) {
    let admin = networking.field("admin");
    if !admin.is_set() {
        return;
    }
    let (place, loopback) = (admin.field("port"), address::ip("127.0.0.1"));
    let port = place.number();
    let meets = |text: &str, number| number == port && address::overlap(loopback, address::ip(text));
    let of_inbound = networking.field("inbound").items().any(|inbound| {
        let listens = inbound::address(&inbound, networking);
        let app = inbound.field("serviceAddress").text();
        let (number, app_number) = (inbound.field("port").number(), inbound.field("servicePort").number());
        meets(listens, number) || meets(if app.is_empty() { listens } else { app }, if app_number == 0 { number } else { app_number })
    });
    if of_inbound {
        judge.say(&rules::ADMIN_INBOUND, &place, "must differ from inbound");
    }
    let of_outbound = networking.field("outbound").items().any(|outbound| {
        let own = outbound.field("address").text();
        meets(if own.is_empty() { "127.0.0.1" } else { own }, outbound.field("port").number())
    });
    if of_outbound {
        judge.say(&rules::ADMIN_OUTBOUND, &place, "must differ from outbound");
    }
}

fn none(judge: &mut Judge, networking: &At<'_>, name: &'static str, kind: &str) {
    let place = networking.field(name);
    if place.items().next().is_some() {
        judge.say(&rules::GATEWAY_LISTS, &place, format!("{name} cannot be defined for {kind} gateways"));
    }
}

/// What every kind of proxy has.
fn all(judge: &mut Judge, networking: &At<'_>) {
    of_address(judge, &networking.field("address"));
    for inbound in networking.field("inbound").items() {
        inbound::judge(judge, &inbound, networking);
    }
    for outbound in networking.field("outbound").items() {
        outbound::judge(judge, &outbound);
    }
    if judge.version >= MeshVersion::V2_9 {
        outbound::reachable(judge, networking);
    }
}

/// An address at which others reach the proxy.
pub(super) fn of_address(judge: &mut Judge, place: &At<'_>) {
    let text = place.text();
    if text.is_empty() {
        judge.say(&rules::ADDRESS_EMPTY, place, "address can't be empty");
        return;
    }
    if text == "0.0.0.0" || text == "::" {
        judge.say(&rules::ADDRESS_EVERY, place, "must not be 0.0.0.0 or ::");
    }
    if !address::is_address(text) {
        judge.say(&rules::ADDRESS_SYNTAX, place, "address has to be valid IP address or domain name");
    }
}
