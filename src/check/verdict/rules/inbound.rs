//! Pages of the rules about inbounds (`domain.md` §3.3, 12 – 22). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks at `serviceAddress` of inbounds: an IP address, no name.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// The IP address at which the app listens, or nothing.
    "D018" "dataplane-service-address" Error as SERVICE_ADDRESS
}

rule! {
    /// ## What it does
    /// Looks whether the app of an inbound would listen where its proxy does: the same address and the same port.
    ///
    /// ## Why is this bad?
    /// One of the two could not start; the control plane refuses it.
    ///
    /// ## Use instead
    /// Another `servicePort`, or another `serviceAddress` such as `127.0.0.1`.
    "D019" "dataplane-same-place" Error as SAME_PLACE
}

rule! {
    /// ## What it does
    /// Looks at `address` of inbounds: an IP address, no name.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// An IP address, or nothing: then the Dataplane's own counts.
    "D020" "dataplane-inbound-address" Error as OWN_ADDRESS
}

rule! {
    /// ## What it does
    /// Looks at the tag `kuma.io/protocol` of inbounds. `tls` is taken from 2.8 on and `mysql` from 2.10 on, and then the proxy gets no
    /// configuration.
    ///
    /// ## Why is this bad?
    /// The control plane refuses a protocol that it does not know. Version 3.0 ignores the tag.
    ///
    /// ## Use instead
    /// `http`, `http2`, `grpc`, `tcp`, and up to 2.14 `kafka`.
    "D021" "dataplane-protocol-tag" Error as PROTOCOL_TAG
}

rule! {
    /// ## What it does
    /// Looks at `protocol` of inbounds, which versions from 2.14 on read. Version 3.0 no longer knows `kafka`.
    ///
    /// ## Why is this bad?
    /// The control plane refuses a protocol that it does not know.
    ///
    /// ## Use instead
    /// `http`, `http2`, `grpc`, `tcp`, and in 2.14 `kafka`.
    "D022" "dataplane-protocol-field" Error as PROTOCOL_FIELD
}

rule! {
    /// ## What it does
    /// Looks at `serviceProbe` of inbounds: times and thresholds that are there must not be 0.
    ///
    /// ## Why is this bad?
    /// A probe that never waits or never decides is none; the control plane refuses it.
    ///
    /// ## Use instead
    /// A value greater than 0, or none.
    "D023" "dataplane-probe-value" Error as PROBE_VALUE
}

rule! {
    /// ## What it does
    /// Looks for the tag `kuma.io/service` of inbounds. In 2.14 an inbound without tags needs none; 3.0 knows no tags.
    ///
    /// ## Why is this bad?
    /// It says which service the inbound is of; the control plane refuses an inbound without it.
    ///
    /// ## Use instead
    /// `kuma.io/service` with the name of the service. `service` alone is another tag.
    "D024" "dataplane-inbound-service" Error as INBOUND_SERVICE
}
