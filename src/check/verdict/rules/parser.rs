//! Pages of the rules about what the reader of JSON refuses (`domain.md` §3.2). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks for values of another kind than their field: a number or a boolean as the value of a tag, a list where a map belongs.
    ///
    /// ## Why is this bad?
    /// The control plane cannot read the file, and says so for the first such value alone. YAML takes `1`, `true`, `yes` and `on`
    /// without quotes for something else than text.
    ///
    /// ## Use instead
    /// Quotes around the value: `version: "1"`, `secure: "true"`.
    "D001" "dataplane-value-kind" Error as VALUE_KIND
}

rule! {
    /// ## What it does
    /// Looks at numbers that the control plane cannot read: negative ones, parts of numbers, words.
    ///
    /// ## Why is this bad?
    /// The control plane cannot read the file.
    ///
    /// ## Use instead
    /// A whole number. Quotes around it do no harm.
    "D002" "dataplane-number" Error as NUMBER
}

rule! {
    /// ## What it does
    /// Looks at words of which only a few have a meaning: `state`, `type` of a gateway or a listener, `ipFamilyMode`. Case counts.
    ///
    /// ## Why is this bad?
    /// The control plane cannot read the file. Version 3.0 no longer reads `BUILTIN`.
    ///
    /// ## Use instead
    /// The word as the format has it, such as `Ready`, `DELEGATED`, `ZoneIngress`.
    "D003" "dataplane-word" Error as WORD
}

rule! {
    /// ## What it does
    /// Looks at the interval and the timeout of probes.
    ///
    /// ## Why is this bad?
    /// The control plane cannot read the file.
    ///
    /// ## Use instead
    /// A number with a unit, such as `10s` or `500ms`.
    "D004" "dataplane-duration" Error as DURATION
}

rule! {
    /// ## What it does
    /// Looks for YAML that cannot become JSON: keys that are nothing or a list, infinite numbers, aliases of nothing or of themselves,
    /// times that are none.
    ///
    /// ## Why is this bad?
    /// The control plane reads JSON. What cannot become JSON never arrives.
    ///
    /// ## Use instead
    /// A plain key, a plain value.
    "D005" "dataplane-yaml" Error as YAML
}
