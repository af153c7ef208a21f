//! Pages of the rules about outbounds and reachable backends (`domain.md` §3.3, 23 – 33). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks at `address` of outbounds: an IP address, no name.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// An IP address of this machine, or nothing: then `127.0.0.1` counts.
    "D025" "dataplane-outbound-address" Error as OUTBOUND_ADDRESS
}

rule! {
    /// ## What it does
    /// Looks for `backendRef` of outbounds, which 3.0 wants.
    ///
    /// ## Why is this bad?
    /// Version 3.0 no longer reads outbound tags, and refuses an outbound without `backendRef`.
    ///
    /// ## Use instead
    /// `backendRef` with kind, name and port.
    "D026" "dataplane-backend-missing" Error as BACKEND_MISSING
}

rule! {
    /// ## What it does
    /// Looks at the kinds of `backendRef` and of reachable backends. Version 2.7 knows `MeshService` alone, 2.8 `MeshExternalService`
    /// too, 2.9 and later `MeshMultiZoneService` as well.
    ///
    /// ## Why is this bad?
    /// The control plane refuses a kind that it does not know.
    ///
    /// ## Use instead
    /// One of the kinds that the message lists.
    "D027" "dataplane-backend-kind" Error as BACKEND_KIND
}

rule! {
    /// ## What it does
    /// Looks whether `backendRef` says who is meant: by name, from 2.9 on by labels too.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// `name`, or `labels`.
    "D028" "dataplane-backend-name" Error as BACKEND_NAME
}

rule! {
    /// ## What it does
    /// Looks for outbounds with `backendRef` and tags.
    ///
    /// ## Why is this bad?
    /// The two could mean two services; versions 2.7 to 2.14 refuse it.
    ///
    /// ## Use instead
    /// One of them: tags up to 2.13, `backendRef` from 2.14 on.
    "D029" "dataplane-backend-and-tags" Error as BACKEND_AND_TAGS
}

rule! {
    /// ## What it does
    /// Looks whether reachable backends say who is meant: by name, with a namespace where there is one, or by labels, not by both.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it. It writes `transparentProxing` in the path: that is its misspelling, not yours.
    ///
    /// ## Use instead
    /// `name`, or `name` and `namespace`, or `labels`.
    "D030" "dataplane-reachable-backend" Error as REACHABLE
}
