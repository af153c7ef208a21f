//! F010: Namespaces whose Pods get no proxies. Knows nothing of what is in them.

use super::{Remark, remark};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for a Namespace without the label `kuma.io/sidecar-injection` that Services of the same folder are in. Up to 2.10 Pods may
    /// carry the label themselves.
    ///
    /// ## Why is this bad?
    /// Its Pods get no proxies, and where clients go through MeshServices none is made of its Services: the hints there say nothing.
    ///
    /// ## Use instead
    /// The label `kuma.io/sidecar-injection: enabled`; `disabled`, where it is meant to be outside of the mesh.
    "F010" "uninjected-namespace" Hint
}

/// What is wrong with a Namespace that nobody said is in the mesh or outside of it.
pub fn uninjected(namespace: &Node) -> Option<Remark> {
    let metadata = namespace.get("metadata")?;
    let name = metadata.get("name")?;
    let said = metadata.get("labels").and_then(|labels| labels.get("kuma.io/sidecar-injection")).is_some();
    let annotated = metadata.get("annotations").and_then(|annotations| annotations.get("kuma.io/sidecar-injection")).is_some();
    let annotation = if annotated { ", and the annotation of that name does nothing" } else { "" };
    let words = format!("The Namespace {} has no label kuma.io/sidecar-injection: its Pods get no proxies{annotation}", name.text()?);
    (!said).then(|| remark(&RULE, words, &name.span, "metadata.labels".to_owned()))
}
