//! What the proxy of a Dataplane that is taken gets for each inbound (`domain.md` §1.1, §3.7).
//! Knows nothing of clients.

use super::place::At;
use super::spec::{self, Proxy};
use super::{Served, ServedInbound, Speaks, address, inbound, listener, tags};
use crate::check::hints::{self, Reading};
use crate::protocol::MeshVersion;

/// What a version serves.
pub(super) fn of(root: &At<'_>, version: MeshVersion) -> Served {
    let networking = root.field("networking");
    let own = networking.field("address").text();
    // A name that nobody resolves, as seen on real ones: 2.7 – 2.14 serve it all the same.
    let resolves = address::ip(own).is_some() || (MeshVersion::V2_7..=MeshVersion::V2_14).contains(&version);
    let inbounds: Vec<ServedInbound> = networking.field("inbound").items().map(|one| served(&one, &networking, version)).collect();
    let breaks = networking.field("inbound").items().any(|one| hints::reading(protocol(&one, version), version) == Reading::Breaks);
    if !resolves || breaks || spec::proxy(&networking, version) == Proxy::Builtin {
        return Served::Nothing;
    }
    if inbounds.is_empty() && !listens_otherwise(&networking, version) {
        return Served::Nothing;
    }
    Served::Inbounds(inbounds)
}

/// Whether the proxy has a listener besides inbounds: of an outbound by tags, or of transparent proxying.
fn listens_otherwise(networking: &At<'_>, version: MeshVersion) -> bool {
    let transparent = networking.field("transparentProxying");
    let redirects = ["redirectPortInbound", "redirectPortOutbound"].iter().any(|name| transparent.field(name).number() != 0);
    let by_tags = |outbound: At<'_>| outbound.field("tags").texts().contains_key(tags::SERVICE);
    redirects || version < MeshVersion::V3_0 && networking.field("outbound").items().any(by_tags)
}

/// The word by which an inbound says its protocol to a version.
fn protocol<'v>(inbound: &At<'v>, version: MeshVersion) -> &'v str {
    let field = inbound.field("protocol").text();
    if version >= MeshVersion::V3_0 || version >= MeshVersion::V2_14 && !field.is_empty() {
        return field;
    }
    inbound.field("tags").texts().get(tags::PROTOCOL).copied().unwrap_or_default()
}

fn served(inbound: &At<'_>, networking: &At<'_>, version: MeshVersion) -> ServedInbound {
    let speaks = match protocol(inbound, version).to_ascii_lowercase().as_str() {
        "http" | "http2" | "grpc" => Speaks::Http,
        "kafka" if version.knows_kafka() => Speaks::Kafka,
        _ => Speaks::Tcp,
    };
    let address = inbound::address(inbound, networking).to_owned();
    ServedInbound { address, port: inbound.field("port").number(), section: listener::section(inbound), speaks }
}
