//! F001: documents that cannot be read. Knows nothing of templates.

use std::ops::Range;

use super::{Remark, remark};

rule! {
    /// ## What it does
    /// Says where a document of a file is no YAML, or more than anybody would write by hand: nested deeper than 64, aliases of aliases.
    ///
    /// ## Why is this bad?
    /// Nobody can apply it. The other documents of the file are checked all the same.
    ///
    /// ## Use instead
    /// What the message asks for: often spaces for tabs, quotes around a value with `: ` in it, or a missing indent.
    "F001" "unreadable" Error
}

/// What the reader of YAML said.
pub fn unreadable(message: &str, span: Range<usize>) -> Remark {
    remark(&RULE, format!("This is no YAML that can be read: {message}"), &span, String::new())
}
