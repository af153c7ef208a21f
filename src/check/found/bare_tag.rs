//! F006: tags that miss the prefix of Kuma's own. Knows nothing of values.

use super::{Remark, remark};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for tags `service` and `protocol` of a Dataplane that does not have `kuma.io/service` or `kuma.io/protocol` beside them.
    ///
    /// ## Why is this bad?
    /// To Kuma they are tags like any others: `protocol: http` leaves the port at tcp, and without `kuma.io/service` versions up to 2.14
    /// refuse the Dataplane.
    ///
    /// ## Use instead
    /// `kuma.io/service` and `kuma.io/protocol`.
    "F006" "bare-tag" Warning
}

pub(super) fn look(root: &Node) -> Vec<Remark> {
    let networking = root.get("networking");
    let list = |key: &str| networking.and_then(|networking| networking.get(key)).map_or(&[][..], Node::items);
    let inbounds = list("inbound").iter().enumerate().map(|(index, item)| (format!("networking.inbound[{index}].tags"), item));
    let outbounds = list("outbound").iter().enumerate().map(|(index, item)| (format!("networking.outbound[{index}].tags"), item));
    let gateway = networking.and_then(|networking| networking.get("gateway")).map(|it| ("networking.gateway.tags".to_owned(), it));
    let mut found = Vec::new();
    for (path, holder) in inbounds.chain(outbounds).chain(gateway) {
        let Some(tags) = holder.get("tags") else { continue };
        for (key, _) in tags.entries() {
            let Some(name @ ("service" | "protocol")) = key.text() else { continue };
            let meant = format!("kuma.io/{name}");
            // Where the inbound says it by its own field, the tag may be somebody's own.
            let said = tags.get(&meant).is_some() || name == "protocol" && holder.get("protocol").is_some();
            if !said {
                let words = format!("The tag \"{name}\" means nothing to Kuma: did you mean {meant}?");
                found.push(remark(&RULE, words, &key.span, format!("{path}[\"{name}\"]")));
            }
        }
    }
    found
}
