//! The keys of a Dataplane by version-independent schema: the union of Kuma 2.5 … 3.0 (`domain.md` §3.1).
//! Knows nothing of their values.

/// What a key leads to.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// A value, or a map of anybody's own keys.
    Any,
    /// A map of these keys.
    Keys(Fields),
    /// A list of maps of these keys.
    List(Fields),
}

pub(super) type Fields = &'static [(&'static str, Shape)];

use Shape::{Any, Keys, List};

pub(super) const DATAPLANE: Fields = &[
    ("type", Any),
    ("name", Any),
    ("mesh", Any),
    ("labels", Any),
    ("creationTime", Any),
    ("modificationTime", Any),
    ("kri", Any),
    ("networking", Keys(NETWORKING)),
    ("metrics", Keys(&[("name", Any), ("type", Any), ("conf", Any)])),
    ("probes", Keys(&[("port", Any), ("endpoints", List(&[("inboundPort", Any), ("inboundPath", Any), ("path", Any)]))])),
];

const NETWORKING: Fields = &[
    ("address", Any),
    ("advertisedAddress", Any),
    ("gateway", Keys(&[("type", Any), ("tags", Any)])),
    ("inbound", List(INBOUND)),
    ("outbound", List(OUTBOUND)),
    ("transparentProxying", Keys(TRANSPARENT_PROXYING)),
    ("admin", Keys(&[("port", Any)])),
    ("listeners", List(&[("type", Any), ("address", Any), ("port", Any), ("name", Any), ("state", Any)])),
];

const INBOUND: Fields = &[
    ("port", Any),
    ("servicePort", Any),
    ("serviceAddress", Any),
    ("address", Any),
    ("tags", Any),
    ("name", Any),
    ("protocol", Any),
    ("state", Any),
    ("health", Keys(&[("ready", Any)])),
    ("serviceProbe", Keys(&[("interval", Any), ("timeout", Any), ("unhealthyThreshold", Any), ("healthyThreshold", Any), ("tcp", Any)])),
];

const OUTBOUND: Fields = &[
    ("address", Any),
    ("port", Any),
    ("tags", Any),
    ("backendRef", Keys(&[("kind", Any), ("name", Any), ("port", Any), ("labels", Any)])),
];

const TRANSPARENT_PROXYING: Fields = &[
    ("redirectPortInbound", Any),
    ("redirectPortOutbound", Any),
    ("redirectPortInboundV6", Any),
    ("directAccessServices", Any),
    ("reachableServices", Any),
    ("reachableBackends", Keys(&[("refs", List(&[("kind", Any), ("name", Any), ("namespace", Any), ("port", Any), ("labels", Any)]))])),
    ("ipFamilyMode", Any),
];

/// The field of a key: as it is, or in snake case, which Kuma reads too.
pub(super) fn field(fields: Fields, key: &str) -> Option<Shape> {
    let same = |name: &str| name == key || key.contains('_') && snake_is(key, name);
    fields.iter().find(|(name, _)| same(name)).map(|(_, shape)| *shape)
}

fn snake_is(snake: &str, camel: &str) -> bool {
    let mut built = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() {
            built.push('_');
        }
        built.push(c.to_ascii_lowercase());
    }
    built == snake
}
