//! L001: labels and selectors. Knows nothing of what they mean.

use std::collections::BTreeMap;

use super::{Field, Finding, Look, Place, words};
use crate::design::{Service, Target, World};

rule! {
    /// ## What it does
    /// Looks at the keys and values of labels and of the selector, as the API server does.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// Letters, digits, `-`, `_` and `.`, at most 63, a letter or digit first and last; before a key perhaps a DNS name and `/`:
    /// `app.kubernetes.io/name: web`.
    "L001" "label-syntax" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let labels = said(&service.labels).map(|words| RULE.at(Place::service(service, Field::Labels), words));
    let selector = said(&service.selector).map(|words| RULE.at(Place::service(service, Field::Selector), words));
    labels.chain(selector).collect()
}

/// What is wrong with labels, each word after the label it is about.
pub(super) fn said(labels: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    labels.iter().flat_map(|(key, value)| {
        let of_key = words::label_key(key).into_iter().map(move |words| format!("\"{key}\": {words}"));
        let of_value = words::label_value(value).into_iter().map(move |words| format!("{key}: \"{value}\": {words}"));
        of_key.chain(of_value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, said, web};

    #[test]
    fn labels_that_kubernetes_refuses() {
        let service = Service { labels: [("a b".into(), "c d".into())].into(), selector: [("".into(), "x".repeat(64))].into(), ..web() };
        let found = found(&RULE, Target::default(), [service]);
        let starts = [
            "\"a b\": name part must consist of",
            "a b: \"c d\": a valid label must be",
            "\"\": name part must be non-empty",
            "\"\": name part must consist of",
            ": \"xxxx",
        ];
        assert_eq!(found.len(), starts.len());
        for (finding, start) in found.iter().zip(starts) {
            assert!(finding.message.starts_with(start), "{}", finding.message);
        }
        assert_eq!(found[4].place.field, Field::Selector);
    }

    #[test]
    fn labels_that_kubernetes_takes() {
        let labels = [("app.kubernetes.io/name".into(), "web".into()), ("empty".into(), String::new())].into();
        assert!(said(&RULE, [Service { labels, ..web() }]).is_empty());
        let universal = Service { labels: [("a b".into(), String::new())].into(), on: Some(World::Universal), ..web() };
        assert!(said(&RULE, [universal]).is_empty());
    }
}
