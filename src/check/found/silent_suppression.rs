//! F004: comments that silence a finding and do not say why. Knows nothing of findings.

use std::ops::Range;

use super::{Remark, remark};

rule! {
    /// ## What it does
    /// Looks at comments `# portolan: ignore CODE reason` that name no rule or give no reason.
    ///
    /// ## Why is this bad?
    /// They silence nothing. Whoever reads the file later cannot know whether the finding was looked at or was in the way.
    ///
    /// ## Use instead
    /// `# portolan: ignore H009 the console really speaks HTTP on 6379`, on the line it is about or on the line above.
    "F004" "silent-suppression" Hint
}

/// A comment that silences nothing.
pub fn silent(words: &str, span: Range<usize>) -> Remark {
    remark(&RULE, words.to_owned(), &span, String::new())
}
