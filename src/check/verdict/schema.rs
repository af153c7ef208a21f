//! What a Dataplane can hold, by version: the messages and fields of `dataplane.proto` (`domain.md` §2.4, §3.1), in its order.
//! Knows nothing of which values are right.

use crate::protocol::MeshVersion::{self, V2_5, V2_6, V2_7, V2_8, V2_9, V2_14, V3_0};

/// A message: its fields in the order in which they are read.
pub(in crate::check) struct Message(pub(in crate::check) &'static [Field]);

/// A field of a message, and the versions that know it. The others ignore it, as they do every key they do not know.
pub(in crate::check) struct Field {
    pub(in crate::check) name: &'static str,
    pub(in crate::check) holds: Holds,
    since: MeshVersion,
    until: MeshVersion,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(in crate::check) enum Holds {
    Text,
    Number,
    Bool,
    Duration,
    /// One of some words, each with the last version that knows it; by number too.
    Word(&'static str, &'static [(&'static str, MeshVersion)]),
    Texts,
    /// Texts by key.
    Map,
    /// Anything at all.
    Any,
    One(&'static Message),
    Many(&'static Message),
}

/// The fields that can be written in two ways: those that `dataplane.proto` itself names in snake case. The others it names in camel case,
/// so that `service_port` is no field of any version and is ignored (seen on 2.5.11, 2.14.3 and 3.0).
const OTHER_NAMES: [(&str, &str); 12] = [
    ("transparentProxying", "transparent_proxying"),
    ("unhealthyThreshold", "unhealthy_threshold"),
    ("healthyThreshold", "healthy_threshold"),
    ("redirectPortInbound", "redirect_port_inbound"),
    ("redirectPortOutbound", "redirect_port_outbound"),
    ("redirectPortInboundV6", "redirect_port_inbound_v6"),
    ("directAccessServices", "direct_access_services"),
    ("reachableServices", "reachable_services"),
    ("reachableBackends", "reachable_backends"),
    ("ipFamilyMode", "ip_family_mode"),
    ("inboundPort", "inbound_port"),
    ("inboundPath", "inbound_path"),
];

/// The other name of a field, where it has one.
pub(super) fn other_name(name: &str) -> Option<&'static str> {
    OTHER_NAMES.iter().find(|(camel, _)| *camel == name).map(|(_, snake)| *snake)
}

impl Message {
    /// The field that some version knows by this key.
    pub(in crate::check) fn field(&self, key: &str) -> Option<&'static Field> {
        self.0.iter().find(|field| field.name == key || other_name(field.name) == Some(key))
    }
}

impl Field {
    /// Whether a version reads it.
    pub(super) fn is_known(&self, version: MeshVersion) -> bool {
        (self.since..=self.until).contains(&version)
    }
}

const fn field(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, since: V2_5, until: V3_0 }
}

impl Field {
    const fn since(self, since: MeshVersion) -> Field {
        Field { since, ..self }
    }

    const fn until(self, until: MeshVersion) -> Field {
        Field { until, ..self }
    }
}

/// The whole, beside name, mesh and labels.
pub(in crate::check) static DATAPLANE: Message = Message(&[
    field("networking", Holds::One(&NETWORKING)),
    field("metrics", Holds::One(&METRICS)).until(V2_14),
    field("probes", Holds::One(&PROBES)).until(V2_14),
]);

static NETWORKING: Message = Message(&[
    field("address", Holds::Text),
    field("advertisedAddress", Holds::Text).until(V2_14),
    field("gateway", Holds::One(&GATEWAY)),
    field("inbound", Holds::Many(&INBOUND)),
    field("outbound", Holds::Many(&OUTBOUND)),
    field("transparentProxying", Holds::One(&TRANSPARENT_PROXYING)),
    field("admin", Holds::One(&ADMIN)),
    field("listeners", Holds::Many(&LISTENER)).since(V2_14),
]);

static INBOUND: Message = Message(&[
    field("port", Holds::Number),
    field("servicePort", Holds::Number),
    field("serviceAddress", Holds::Text),
    field("address", Holds::Text),
    field("tags", Holds::Map).until(V2_14),
    field("health", Holds::One(&HEALTH)),
    field("serviceProbe", Holds::One(&SERVICE_PROBE)),
    field("state", Holds::Word("Inbound.State", &[("Ready", V3_0), ("NotReady", V3_0), ("Ignored", V3_0)])),
    field("name", Holds::Text).since(V2_8),
    field("protocol", Holds::Text).since(V2_14),
]);

static HEALTH: Message = Message(&[field("ready", Holds::Bool)]);

static SERVICE_PROBE: Message = Message(&[
    field("interval", Holds::Duration),
    field("timeout", Holds::Duration),
    field("unhealthyThreshold", Holds::Number),
    field("healthyThreshold", Holds::Number),
    field("tcp", Holds::One(&TCP)),
]);

static TCP: Message = Message(&[]);

static OUTBOUND: Message = Message(&[
    field("address", Holds::Text),
    field("port", Holds::Number),
    field("tags", Holds::Map).until(V2_14),
    field("backendRef", Holds::One(&BACKEND_REF)).since(V2_7),
]);

static BACKEND_REF: Message = Message(&[
    field("kind", Holds::Text),
    field("name", Holds::Text),
    field("port", Holds::Number),
    field("labels", Holds::Map).since(V2_9),
]);

static GATEWAY: Message =
    Message(&[field("tags", Holds::Map), field("type", Holds::Word("Gateway.GatewayType", &[("DELEGATED", V3_0), ("BUILTIN", V2_14)]))]);

static TRANSPARENT_PROXYING: Message = Message(&[
    field("redirectPortInbound", Holds::Number),
    field("redirectPortOutbound", Holds::Number),
    field("directAccessServices", Holds::Texts),
    field("redirectPortInboundV6", Holds::Number).until(V2_8),
    field("reachableServices", Holds::Texts).until(V2_14),
    field("ipFamilyMode", Holds::Word("TransparentProxying.IpFamilyMode", IP_FAMILY_MODES)).since(V2_9),
    field("reachableBackends", Holds::One(&REACHABLE_BACKENDS)).since(V2_9),
]);

const IP_FAMILY_MODES: &[(&str, MeshVersion)] = &[("UnSpecified", V3_0), ("DualStack", V3_0), ("IPv4", V3_0), ("IPv6", V3_0)];

static REACHABLE_BACKENDS: Message = Message(&[field("refs", Holds::Many(&REACHABLE_BACKEND))]);

static REACHABLE_BACKEND: Message = Message(&[
    field("kind", Holds::Text),
    field("name", Holds::Text),
    field("namespace", Holds::Text),
    field("port", Holds::Number),
    field("labels", Holds::Map),
]);

static ADMIN: Message = Message(&[field("port", Holds::Number)]);

static LISTENER: Message = Message(&[
    field("type", Holds::Word("Listener.Type", &[("Unspecified", V3_0), ("ZoneIngress", V3_0), ("ZoneEgress", V3_0)])),
    field("address", Holds::Text),
    field("port", Holds::Number),
    field("name", Holds::Text),
    field("state", Holds::Word("Listener.State", &[("Ready", V3_0), ("NotReady", V3_0)])),
]);

static METRICS: Message = Message(&[field("name", Holds::Text), field("type", Holds::Text), field("conf", Holds::Any)]);

/// What `metrics.conf` is read as when it is looked at.
pub(super) static PROMETHEUS: Message = Message(&[
    field("port", Holds::Number),
    field("path", Holds::Text),
    field("tags", Holds::Map),
    field("skipMTLS", Holds::Bool),
    field("aggregate", Holds::Many(&AGGREGATE)),
    field("envoy", Holds::One(&ENVOY)),
    field("tls", Holds::One(&TLS)),
]);

static AGGREGATE: Message = Message(&[
    field("name", Holds::Text),
    field("port", Holds::Number),
    field("path", Holds::Text),
    field("enabled", Holds::Bool),
    field("address", Holds::Text),
]);

static ENVOY: Message = Message(&[field("filterRegex", Holds::Text), field("usedOnly", Holds::Bool)]);

static TLS: Message = Message(&[field("mode", Holds::Word("PrometheusTlsConfig.Mode", TLS_MODES))]);

const TLS_MODES: &[(&str, MeshVersion)] = &[("activeMTLSBackend", V3_0), ("providedTLS", V3_0), ("disabled", V3_0)];

static PROBES: Message = Message(&[field("port", Holds::Number), field("endpoints", Holds::Many(&ENDPOINT))]);

static ENDPOINT: Message = Message(&[field("inboundPort", Holds::Number), field("inboundPath", Holds::Text), field("path", Holds::Text)]);

/// From which version on a Dataplane has labels that are read.
pub(super) const LABELS_SINCE: MeshVersion = V2_6;
