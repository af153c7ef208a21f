//! F007: a protocol that is said by tag alone where nobody reads tags. Knows nothing of its value.

use super::{Remark, remark};
use crate::protocol::{Dialect, MeshVersion};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// For Kuma 3.0 and for files that are to be right everywhere, looks for inbounds with the tag `kuma.io/protocol` and no `protocol`.
    ///
    /// ## Why is this bad?
    /// Kuma 3.0 ignores the tags of inbounds: the Dataplane is accepted, and the port is silently opaque tcp.
    ///
    /// ## Use instead
    /// `protocol:` beside the port, which Kuma reads from 2.14 on. The tag may stay for older versions.
    "F007" "ignored-tag" Warning
}

pub(super) fn look(root: &Node, version: MeshVersion) -> Vec<Remark> {
    match version.dialect() {
        Dialect::Tag | Dialect::TagAndField => return Vec::new(),
        Dialect::Field | Dialect::Portable => {}
    }
    let inbounds = root.get("networking").and_then(|networking| networking.get("inbound")).map_or(&[][..], Node::items);
    let said = inbounds.iter().enumerate().filter_map(|(index, inbound)| {
        let (key, value) = inbound.get("tags")?.entries().iter().find(|(key, _)| key.text() == Some("kuma.io/protocol"))?;
        let opaque = inbound.get("protocol").is_some() || value.text() == Some("tcp");
        let words = format!("Kuma 3.0 ignores this tag and takes the port for tcp: write protocol: {} beside the port", value.text()?);
        (!opaque).then(|| remark(&RULE, words, &key.span, format!("networking.inbound[{index}].tags[\"kuma.io/protocol\"]")))
    });
    said.collect()
}
