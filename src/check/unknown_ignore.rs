//! I001: an `ignore` of no rule. Knows nothing of whether there would be something to silence.

use super::{Finding, Ignored, Look, RULES, rule};
use crate::nearest::nearest;

rule! {
    /// ## What it does
    /// Looks for an `ignore` whose code is that of no rule.
    ///
    /// ## Why is this bad?
    /// It silences nothing. Most often it is a slip; it may also be a rule of a newer Portolan.
    ///
    /// ## Use instead
    /// A code such as `H008` or a name such as `protocol-not-said`: `portolan explain` lists them all.
    "I001" "unknown-ignore" Warning: Look::Ignored(look)
}

fn look(ignored: &Ignored<'_>) -> Option<Finding> {
    let code = &ignored.ignore.code;
    if rule(code).is_some() {
        return None;
    }
    Some(match nearest(code, RULES.iter().flat_map(|rule| [rule.code, rule.name])) {
        Some(near) => RULE
            .at(ignored.place(), format!("There is no rule \"{code}\": did you mean {near}?"))
            .mended_by(format!("Ignore {near}"), ignored.renamed(near)),
        None => RULE.at(ignored.place(), format!("There is no rule \"{code}\"")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{is_mended, said, web};
    use crate::design::{Ignore, Service, Target};

    fn ignoring(code: &str) -> Service {
        Service { ignore: vec![Ignore { code: code.into(), reason: "because".into() }], ..web() }
    }

    #[test]
    fn codes_of_no_rule() {
        let words = "There is no rule \"protocol-not-sad\": did you mean protocol-not-said?";
        assert_eq!(said(&RULE, [ignoring("protocol-not-sad")]), [words]);
        assert!(is_mended(&RULE, Target::default(), [ignoring("protocol-not-sad")]));
        assert_eq!(said(&RULE, [ignoring("everything")]), ["There is no rule \"everything\""]);
        assert_eq!(said(&RULE, [ignoring("")]), ["There is no rule \"\""]);
    }

    #[test]
    fn codes_and_names_of_rules() {
        assert!(said(&RULE, [ignoring("h008")]).is_empty() && said(&RULE, [ignoring("port-number")]).is_empty());
    }
}
