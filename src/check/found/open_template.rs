//! F003: templates. Knows nothing of what will be filled in.

use std::ops::Range;

use super::{Remark, remark};

rule! {
    /// ## What it does
    /// Says of a Service or Dataplane with placeholders (`{{ name }}`) what could not be checked.
    ///
    /// ## Why is this bad?
    /// It is not. Everything around the placeholders is checked; their values are known only when `kuma-dp run`, Helm or whoever fills
    /// the template in does so. A template that writes whole lines (`{{- if … }}`, `toYaml`) is no YAML before that, and nothing of it is.
    ///
    /// ## Use instead
    /// Nothing. To be sure, check what comes out: `helm template . | portolan check -`.
    "F003" "open-template" Hint
}

/// A template that is no YAML yet.
pub fn template(span: Range<usize>) -> Remark {
    let words = "A template, which cannot be checked before it is filled in: check what comes out of it";
    remark(&RULE, words.to_owned(), &span, String::new())
}

/// A document that is YAML but for the values of these placeholders.
pub fn open(names: &[&str], span: Range<usize>) -> Remark {
    let names = names.join(", ");
    remark(&RULE, format!("Not checked until values are given: {names}"), &span, String::new())
}
