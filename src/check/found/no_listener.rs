//! F009: inbounds that clients cannot reach, because nothing says whose they are. Knows nothing of names that no MeshService can have.

use super::{Remark, remark};
use crate::protocol::{Dialect, MeshVersion};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for Dataplanes with inbounds and without the label `kuma.io/workload`, for Kuma 3.0 and for every version at once; for 2.14,
    /// for inbounds without any tag, where that label is not there either.
    ///
    /// ## Why is this bad?
    /// They are accepted, and nobody can call them: 2.14 goes by the tag `kuma.io/service`, and 3.0 makes MeshServices by the label alone.
    ///
    /// ## Use instead
    /// `labels: {kuma.io/workload: NAME}`, and for versions up to 2.14 the tag `kuma.io/service` beside it. Where somebody wrote the
    /// MeshService by hand, nothing.
    "F009" "no-listener" Warning
}

pub(super) fn look(root: &Node, version: MeshVersion) -> Vec<Remark> {
    let networking = root.get("networking");
    let list = networking.and_then(|networking| networking.get("inbound"));
    let inbounds = list.map_or(&[][..], Node::items);
    let labelled = root.get("labels").and_then(|labels| labels.get("kuma.io/workload")).is_some();
    let has_gateway = networking.and_then(|networking| networking.get("gateway")).is_some();
    if labelled || has_gateway || inbounds.is_empty() {
        return Vec::new();
    }
    match version.dialect() {
        Dialect::Field | Dialect::Portable => {
            let words = "Without the label kuma.io/workload Kuma 3.0 makes no MeshService: clients have no listener for it";
            let at = root.entries().iter().find(|(key, _)| key.text() == Some("name")).map_or(&root.span, |(_, value)| &value.span);
            vec![remark(&RULE, words.to_owned(), at, "labels".to_owned())]
        }
        Dialect::TagAndField => {
            let untagged = |inbound: &&Node| inbound.get("tags").is_none_or(|tags| tags.entries().is_empty());
            let say = |(index, inbound): (usize, &Node)| {
                let words = "Without the tag kuma.io/service clients have no listener for this inbound";
                remark(&RULE, words.to_owned(), &inbound.span, format!("networking.inbound[{index}]"))
            };
            inbounds.iter().enumerate().filter(|(_, inbound)| untagged(inbound)).map(say).collect()
        }
        Dialect::Tag => Vec::new(),
    }
}
