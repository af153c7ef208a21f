//! Pages of the rules about name, mesh and labels (`domain.md` §3.5). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks at `type`.
    ///
    /// ## Why is this bad?
    /// The control plane takes only what its address is for.
    ///
    /// ## Use instead
    /// `type: Dataplane`.
    "D039" "dataplane-type" Error as TYPE
}

rule! {
    /// ## What it does
    /// Looks at the name of the Dataplane: a lowercase RFC 1123 subdomain of at most 253 characters.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it, but only once nothing else is wrong.
    ///
    /// ## Use instead
    /// Lower case letters, digits, `-` and `.`, with a letter or a digit at both ends.
    "D040" "dataplane-name-syntax" Error as NAME
}

rule! {
    /// ## What it does
    /// Looks at the mesh of the Dataplane.
    ///
    /// ## Why is this bad?
    /// There can be no such mesh; the control plane refuses it.
    ///
    /// ## Use instead
    /// The name of a mesh that is there: lower case letters, digits, `-`, `_` and `.`.
    "D041" "dataplane-mesh-syntax" Error as MESH
}

rule! {
    /// ## What it does
    /// Looks at labels, which 2.6 and later read, as Kubernetes does: their keys and their values.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it, but only once nothing else is wrong.
    ///
    /// ## Use instead
    /// Keys such as `team` or `example.com/team`; values of letters, digits, `-`, `_` and `.`, up to 63 of them.
    "D042" "dataplane-label" Error as LABEL
}

rule! {
    /// ## What it does
    /// Looks at labels that Kuma itself would set: `kuma.io/origin`, and from 2.9 on `kuma.io/mesh`.
    ///
    /// ## Why is this bad?
    /// One that says something else than what is true is refused.
    ///
    /// ## Use instead
    /// No such label.
    "D043" "dataplane-own-label" Error as OWN_LABEL
}

rule! {
    /// ## What it does
    /// Looks at the label `kuma.io/workload`, which 2.13 and later read: a DNS-1035 label.
    ///
    /// ## Why is this bad?
    /// It becomes the name of a MeshService; the control plane refuses what could not be one.
    ///
    /// ## Use instead
    /// Lower case letters, digits and `-`, with a letter first, up to 63 of them.
    "D044" "dataplane-workload-label" Error as WORKLOAD
}
