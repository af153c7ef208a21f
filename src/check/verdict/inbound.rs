//! The rules of an inbound (`domain.md` §3.3, 12 – 22). Knows nothing of the other inbounds.

use super::judge::Judge;
use super::place::At;
use super::{address, endpoint, rules, scalar, tags};
use crate::check::hints::{self, Reading};
use crate::protocol::MeshVersion;

/// Where an inbound listens.
pub(super) fn address<'v>(inbound: &At<'v>, networking: &At<'v>) -> &'v str {
    let own = inbound.field("address").text();
    if own.is_empty() { networking.field("address").text() } else { own }
}

pub(super) fn judge(judge: &mut Judge, inbound: &At<'_>, networking: &At<'_>) {
    judge.port(&inbound.field("port"));
    let app_port = inbound.field("servicePort");
    if app_port.number() != 0 {
        judge.port(&app_port);
    }
    addresses(judge, inbound, networking);
    let version = judge.version;
    let in_tags = inbound.field("tags");
    if version < MeshVersion::V3_0 {
        tags::inbound(judge, &in_tags);
    }
    if version >= MeshVersion::V2_14 {
        let protocol = inbound.field("protocol");
        let value = protocol.text();
        if !value.is_empty() && hints::reading(value, version) == Reading::Unknown {
            let allowed = hints::allowed(version);
            let message = format!("has an invalid value {}. Allowed values: {allowed}", scalar::quoted(value));
            judge.say(&rules::PROTOCOL_FIELD, &protocol, message);
        }
    }
    endpoint::service_probe(judge, &inbound.field("serviceProbe"));
    let texts = in_tags.texts();
    let wants_service = version < MeshVersion::V2_14 || version < MeshVersion::V3_0 && !texts.is_empty();
    if wants_service && !texts.contains_key(tags::SERVICE) {
        judge.say(&rules::INBOUND_SERVICE, &in_tags.key(tags::SERVICE), "tag has to exist");
    }
}

/// Where the app listens has to be another place than where the proxy does.
fn addresses(judge: &mut Judge, inbound: &At<'_>, networking: &At<'_>) {
    let (own, app) = (inbound.field("address"), inbound.field("serviceAddress"));
    let (number, app_number) = (inbound.field("port").number(), inbound.field("servicePort").number());
    let same_number = app_number == 0 || app_number == number;
    let same = |judge: &mut Judge, other: &str| {
        if app.text() == other && same_number {
            judge.say(&rules::SAME_PLACE, &app, "serviceAddress and servicePort has to differ from address and port");
        }
    };
    if !app.text().is_empty() {
        if address::ip(app.text()).is_none() {
            judge.say(&rules::SERVICE_ADDRESS, &app, "serviceAddress has to be valid IP address");
        }
        same(judge, networking.field("address").text());
    }
    if !own.text().is_empty() {
        if address::ip(own.text()).is_none() {
            judge.say(&rules::OWN_ADDRESS, &own, "address has to be valid IP address");
        }
        same(judge, own.text());
    }
}
