//! The control plane's own rules, in the order of `domain.md` §3.2 – §3.5: what a Dataplane is refused for. Each has a page.
//! Knows nothing of how they are asked.

mod endpoint;
mod inbound;
mod meta;
mod networking;
mod outbound;
mod parser;
mod tags;

pub(in crate::check) use endpoint::{LISTENER_NAME, LISTENER_PLACE, LISTENER_TYPE, METRICS_CONF, METRICS_TYPE, PROBE_PATH};
pub(in crate::check) use inbound::{INBOUND_SERVICE, OWN_ADDRESS, PROBE_VALUE, PROTOCOL_FIELD, PROTOCOL_TAG, SAME_PLACE, SERVICE_ADDRESS};
pub(in crate::check) use meta::{LABEL, MESH, NAME, OWN_LABEL, TYPE, WORKLOAD};
pub(in crate::check) use networking::{
    ADDRESS_EMPTY, ADDRESS_EVERY, ADDRESS_SYNTAX, ADMIN_INBOUND, ADMIN_OUTBOUND, GATEWAY_LISTS, GATEWAY_PROBES, GATEWAY_PROTOCOL,
    NETWORKING, NO_INBOUND, PORT_RANGE, SERVICE_TAG,
};
pub(in crate::check) use outbound::{BACKEND_AND_TAGS, BACKEND_KIND, BACKEND_MISSING, BACKEND_NAME, OUTBOUND_ADDRESS, REACHABLE};
pub(in crate::check) use parser::{DURATION, NUMBER, VALUE_KIND, WORD, YAML};
pub(in crate::check) use tags::{TAG_NAME, TAG_VALUE};
