//! Pages of the rules about `networking` as a whole (`domain.md` §3.3, 1 – 11 and 31 – 32). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks whether the Dataplane has `networking`.
    ///
    /// ## Why is this bad?
    /// Without it there is no proxy, and the control plane asks nothing else.
    ///
    /// ## Use instead
    /// `networking` with an address and inbounds. Check the indentation.
    "D006" "dataplane-networking" Error as NETWORKING
}

rule! {
    /// ## What it does
    /// Looks whether Envoy's admin port is the port of an inbound, or of the app behind it, on loopback or on every address.
    ///
    /// ## Why is this bad?
    /// Both would listen in one place; the control plane refuses it.
    ///
    /// ## Use instead
    /// Another `admin.port`.
    "D007" "dataplane-admin-inbound" Error as ADMIN_INBOUND
}

rule! {
    /// ## What it does
    /// Looks whether Envoy's admin port is the port of an outbound on loopback.
    ///
    /// ## Why is this bad?
    /// Both would listen in one place; the control plane refuses it.
    ///
    /// ## Use instead
    /// Another `admin.port`, or another port for the outbound.
    "D008" "dataplane-admin-outbound" Error as ADMIN_OUTBOUND
}

rule! {
    /// ## What it does
    /// Looks for inbounds and listeners of a gateway, and for outbounds of a builtin one.
    ///
    /// ## Why is this bad?
    /// A gateway takes traffic from outside by itself; the control plane refuses what only a sidecar has.
    ///
    /// ## Use instead
    /// No such list, or no `gateway`.
    "D009" "dataplane-gateway-lists" Error as GATEWAY_LISTS
}

rule! {
    /// ## What it does
    /// Looks for `probes` of a builtin gateway.
    ///
    /// ## Why is this bad?
    /// There is no app behind it that could be asked; the control plane refuses it.
    ///
    /// ## Use instead
    /// No `probes`.
    "D010" "dataplane-gateway-probes" Error as GATEWAY_PROBES
}

rule! {
    /// ## What it does
    /// Looks whether a Dataplane that is no gateway has an inbound. From 2.14 on it need not.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it up to 2.13.
    ///
    /// ## Use instead
    /// At least one inbound, or a `gateway`. `inbounds` is no field: unknown fields are ignored in silence.
    "D011" "dataplane-no-inbound" Error as NO_INBOUND
}

rule! {
    /// ## What it does
    /// Looks whether there is an address of the Dataplane or of a listener.
    ///
    /// ## Why is this bad?
    /// Nobody could reach the proxy; the control plane refuses it.
    ///
    /// ## Use instead
    /// The address by which the other machines reach this one, such as `192.168.0.1`.
    "D012" "dataplane-address-missing" Error as ADDRESS_EMPTY
}

rule! {
    /// ## What it does
    /// Looks for `0.0.0.0` and `::` as the address of the Dataplane or of a listener.
    ///
    /// ## Why is this bad?
    /// They mean every address of the machine, and others need one; the control plane refuses it.
    ///
    /// ## Use instead
    /// The address by which the other machines reach this one.
    "D013" "dataplane-address-every" Error as ADDRESS_EVERY
}

rule! {
    /// ## What it does
    /// Looks at the address of the Dataplane and of listeners: an IP address or a DNS name.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// An IP address or a name, without port and without scheme.
    "D014" "dataplane-address-syntax" Error as ADDRESS_SYNTAX
}

rule! {
    /// ## What it does
    /// Looks at the numbers of ports, those of inbounds, outbounds, probes and listeners alike: between 1 and 65535. A port that is not
    /// written is 0.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// A number between 1 and 65535.
    "D015" "dataplane-port-range" Error as PORT_RANGE
}

rule! {
    /// ## What it does
    /// Looks at the protocol tag of a gateway. Up to 2.11 even `TCP` is another value.
    ///
    /// ## Why is this bad?
    /// A gateway is opaque to the mesh; the control plane refuses any other protocol.
    ///
    /// ## Use instead
    /// `tcp`, or no such tag.
    "D016" "dataplane-gateway-protocol" Error as GATEWAY_PROTOCOL
}

rule! {
    /// ## What it does
    /// Looks for the tag `kuma.io/service` of gateways and outbounds. From 2.14 on a gateway without tags needs none.
    ///
    /// ## Why is this bad?
    /// It says which service is meant; the control plane refuses tags without it.
    ///
    /// ## Use instead
    /// `kuma.io/service` with the name of the service.
    "D017" "dataplane-service-tag" Error as SERVICE_TAG
}
