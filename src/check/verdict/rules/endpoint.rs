//! Pages of the rules about probes, metrics and listeners (`domain.md` §3.3, 34 – 40). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks at the paths of `probes`.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// A path that begins with `/`.
    "D031" "dataplane-probe-path" Error as PROBE_PATH
}

rule! {
    /// ## What it does
    /// Looks at `metrics.type`.
    ///
    /// ## Why is this bad?
    /// There is one kind of backend; the control plane refuses any other.
    ///
    /// ## Use instead
    /// `prometheus`.
    "D032" "dataplane-metrics-type" Error as METRICS_TYPE
}

rule! {
    /// ## What it does
    /// Looks at `metrics.conf`: no two aggregates of one name, `skipMTLS` and `tls` not against one another, values of the right kind.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// A name of its own for each aggregate; one of `skipMTLS` and `tls`.
    "D033" "dataplane-metrics-conf" Error as METRICS_CONF
}

rule! {
    /// ## What it does
    /// Looks at the type of listeners, which 2.14 and later read.
    ///
    /// ## Why is this bad?
    /// A listener of no type serves nothing; the control plane refuses it.
    ///
    /// ## Use instead
    /// `ZoneIngress` or `ZoneEgress`.
    "D034" "dataplane-listener-type" Error as LISTENER_TYPE
}

rule! {
    /// ## What it does
    /// Looks for listeners with the name of another listener or of an inbound; an inbound without a name goes by its number.
    ///
    /// ## Why is this bad?
    /// Policies choose by that name; the control plane refuses two of one.
    ///
    /// ## Use instead
    /// Names of their own.
    "D035" "dataplane-listener-name" Error as LISTENER_NAME
}

rule! {
    /// ## What it does
    /// Looks for listeners at the address and port of another listener or of an inbound.
    ///
    /// ## Why is this bad?
    /// Only one of them could listen there; the control plane refuses it.
    ///
    /// ## Use instead
    /// Another port, or another address.
    "D036" "dataplane-listener-place" Error as LISTENER_PLACE
}
