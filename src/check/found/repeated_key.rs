//! F002: keys that are there twice in one map. Knows nothing of what they mean.

use super::{Remark, remark};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for keys that are there again later in the same map of a Service or a Dataplane.
    ///
    /// ## Why is this bad?
    /// `kubectl` and Kuma take the last one without a word; stricter readers refuse the file. Whoever changes the first changes nothing.
    ///
    /// ## Use instead
    /// The key once.
    "F002" "repeated-key" Warning
}

/// A key that is there again later.
pub fn repeated(key: &Node) -> Remark {
    let name = key.text().unwrap_or_default();
    remark(&RULE, format!("\"{name}\" is there again below, and only the last one counts"), &key.span, name.to_owned())
}
