//! N004: a design has a name. Knows nothing of files.

use super::{Field, Finding, Look, Place};
use crate::design::Target;

rule! {
    /// ## What it does
    /// Says when the design itself has no name.
    ///
    /// ## Why is this bad?
    /// Exported files and the owner of applied fields are called after it.
    ///
    /// ## Use instead
    /// A short word for what the services do together, such as `name: shop`.
    "N004" "design-name" Hint: Look::Design(look)
}

fn look(name: &str, _: &Target) -> Vec<Finding> {
    if name.trim().is_empty() { vec![RULE.at(Place::design(Field::Name), "The design has no name")] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::design::Design;

    #[test]
    fn only_a_name_is_a_name() {
        let said = |name: &str| {
            let mut design = Design::default();
            design.name = name.into();
            check(&design).iter().filter(|finding| finding.code == RULE.code).count()
        };
        assert_eq!((said(""), said(" "), said("shop")), (1, 1, 0));
    }
}
