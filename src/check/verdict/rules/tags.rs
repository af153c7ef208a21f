//! Pages of the rules about tags (`domain.md` §3.4). Knows nothing of how they are asked.

rule! {
    /// ## What it does
    /// Looks at the names of tags.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// Letters, digits, `.`, `-`, `_`, `:` and `/`; never nothing.
    "D037" "dataplane-tag-name" Error as TAG_NAME
}

rule! {
    /// ## What it does
    /// Looks at the values of tags. A tag with nothing after its colon has an empty value.
    ///
    /// ## Why is this bad?
    /// The control plane refuses it.
    ///
    /// ## Use instead
    /// Letters, digits, `.`, `-`, `_` and `:`; never nothing.
    "D038" "dataplane-tag-value" Error as TAG_VALUE
}
