//! The rules of zone proxies' listeners, 2.14 and later (`domain.md` §3.3, 38 – 40). Knows nothing of zones.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::Judge;
use super::place::At;
use super::{inbound, rules, scalar, spec};

const TYPES: [&str; 3] = ["Unspecified", "ZoneIngress", "ZoneEgress"];

/// What an inbound is called where sections of a Dataplane are: by its name, else by its number.
pub(super) fn section(inbound: &At<'_>) -> String {
    let name = inbound.field("name").text();
    if name.is_empty() { inbound.field("port").number().to_string() } else { name.to_owned() }
}

pub(super) fn judge(judge: &mut Judge, networking: &At<'_>) {
    if networking.field("listeners").items().next().is_none() {
        return;
    }
    let inbounds: Vec<At<'_>> = networking.field("inbound").items().collect();
    let listens = |inbound: &At<'_>| format!("{}:{}", inbound::address(inbound, networking), inbound.field("port").number());
    let taken: BTreeSet<String> = inbounds.iter().map(listens).collect();
    let mut names: BTreeSet<String> = inbounds.iter().map(section).collect();
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for listener in networking.field("listeners").items() {
        let kind = listener.field("type");
        let of_type = kind.word(&TYPES);
        if of_type == 0 {
            judge.say(&rules::LISTENER_TYPE, &kind, "type must be ZoneIngress or ZoneEgress");
        }
        let own = listener.field("address");
        spec::of_address(judge, &own);
        let port = listener.field("port");
        judge.port(&port);
        let name = listener.field("name");
        if !name.text().is_empty() && !names.insert(name.text().to_owned()) {
            let message = format!("name {} must be unique across inbounds and listeners", scalar::quoted(name.text()));
            judge.say(&rules::LISTENER_NAME, &name, message);
        }
        let key = format!("{}:{}", own.text(), port.number());
        match types.get(&key) {
            Some(other) if *other == of_type => {
                judge.say(&rules::LISTENER_PLACE, &listener, format!("address:port {key} is already used by another listener"));
            }
            Some(_) => {
                judge.say(&rules::LISTENER_PLACE, &listener, format!("address:port {key} is used by listeners of different types"));
            }
            None => {
                types.insert(key.clone(), of_type);
            }
        }
        if taken.contains(&key) {
            judge.say(&rules::LISTENER_PLACE, &listener, format!("address:port {key} collides with an inbound listener"));
        }
    }
}
