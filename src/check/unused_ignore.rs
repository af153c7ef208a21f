//! I002: what is ignored and is not there. Knows nothing of codes that no rule has.

use super::{Finding, Ignored, Look, rule};

rule! {
    /// ## What it does
    /// Looks for an `ignore` that silences nothing.
    ///
    /// ## Why is this bad?
    /// What it was written for has been mended. Should it come back, nobody will hear of it.
    ///
    /// ## Use instead
    /// Nothing: take it away. Where the same design is checked for several versions, it may well fit another one.
    "I002" "unused-ignore" Hint: Look::Ignored(look)
}

fn look(ignored: &Ignored<'_>) -> Option<Finding> {
    let rule = rule(&ignored.ignore.code).filter(|_| ignored.fits == 0)?;
    let words = format!("Nothing here is found by {} {} for {}", rule.code, rule.name, ignored.target.version);
    Some(RULE.at(ignored.place(), words).mended_by("Remove it", ignored.removed()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said, web};
    use crate::design::{Ignore, Service, ServicePort, Target};

    fn ignore(code: &str) -> Vec<Ignore> {
        vec![Ignore { code: code.into(), reason: "because".into() }]
    }

    #[test]
    fn nothing_is_there_to_ignore() {
        let of_service = Service { ignore: ignore("H008"), ..web() };
        assert_eq!(said(&RULE, [of_service.clone()]), ["Nothing here is found by H008 protocol-not-said for 2.14"]);
        let of_port = ports([ServicePort { ignore: ignore("port-number"), ..http(80) }]);
        assert!(found(&RULE, Target::default(), [of_port.clone()])[0].place.port.is_some());
        assert!(is_mended(&RULE, Target::default(), [of_service, of_port]));
    }

    #[test]
    fn something_is_there_to_ignore() {
        let unsaid = ServicePort { protocol: None, ..http(80) };
        let of_service = Service { ignore: ignore("h008"), ..ports([unsaid.clone()]) };
        let of_port = ports([ServicePort { ignore: ignore("protocol-not-said"), ..unsaid }]);
        let nobody_knows = Service { ignore: ignore("H999"), ..web() };
        assert!(said(&RULE, [of_service, Service { name: "api".into(), ..of_port }, nobody_knows]).is_empty());
    }
}
