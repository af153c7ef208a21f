//! L002: keys of annotations. Knows nothing of what they mean.

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the keys of annotations, as the API server does; their values may be anything.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// Letters, digits, `-`, `_` and `.`, at most 63, a letter or digit first and last; before them perhaps a DNS name and `/`:
    /// `example.com/owner`.
    "L002" "annotation-key" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let said =
        |key: &String| words::label_key(&key.to_lowercase()).into_iter().map(|words| format!("\"{key}\": {words}")).collect::<Vec<_>>();
    service.annotations.keys().flat_map(said).map(|words| RULE.at(Place::service(service, Field::Annotations), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{said, web};

    fn annotated(key: &str) -> Service {
        Service { annotations: [(key.into(), "Any thing!".into())].into(), ..web() }
    }

    #[test]
    fn a_key_that_kubernetes_refuses() {
        assert!(said(&RULE, [annotated("my key")])[0].starts_with("\"my key\": name part must consist of alphanumeric"));
        assert_eq!(said(&RULE, [annotated("a/b/c")]).len(), 1);
    }

    #[test]
    fn a_key_that_kubernetes_takes() {
        assert!(said(&RULE, [annotated("Example.com/Owner"), annotated("kuma.io/ignore")]).is_empty());
    }
}
