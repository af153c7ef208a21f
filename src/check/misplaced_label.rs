//! L006: what Kuma reads elsewhere. Knows nothing of Pods and namespaces themselves.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, Target, World};

rule! {
    /// ## What it does
    /// Looks for `kuma.io/sidecar-injection` and `kuma.io/gateway` on a Service, and for `kuma.io/ignore` as a label of one.
    ///
    /// ## Why is this bad?
    /// They have no effect there. Injection is a label of the Pod or its namespace, the gateway an annotation of the Pod, and
    /// `kuma.io/ignore` an annotation of the Service.
    ///
    /// ## Use instead
    /// The same where Kuma reads it.
    "L006" "misplaced-label" Warning: Look::Service(look)
}

/// Keys, and where Kuma reads them.
const ELSEWHERE: [(&str, &str); 2] =
    [("kuma.io/sidecar-injection", "a label of the Pod or its namespace"), ("kuma.io/gateway", "an annotation of the Pod")];

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (key, place) in ELSEWHERE {
        let words = || format!("Kuma does not read {key} here: it is {place}");
        if service.labels.contains_key(key) {
            findings
                .push(RULE.at(Place::service(service, Field::Labels), words()).mended_by(format!("Remove {key}"), without(service, key)));
        } else if service.annotations.contains_key(key) {
            findings.push(
                RULE.at(Place::service(service, Field::Annotations), words()).mended_by(format!("Remove {key}"), without(service, key)),
            );
        }
    }
    if let Some(value) = service.labels.get(IGNORE).filter(|_| !service.annotations.contains_key(IGNORE)) {
        let mut moved = service.clone();
        moved.annotations.insert(IGNORE.to_owned(), value.clone());
        moved.labels.remove(IGNORE);
        let words = format!("Kuma does not read {IGNORE} here: it is an annotation of the Service");
        findings.push(RULE.at(Place::service(service, Field::Labels), words).mended_by("Make it an annotation", Edit::put_service(moved)));
    }
    findings
}

const IGNORE: &str = "kuma.io/ignore";

fn without(service: &Service, key: &str) -> Edit {
    let mut service = service.clone();
    service.labels.remove(key);
    service.annotations.remove(key);
    Edit::put_service(service)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{is_mended, said, web};

    fn labelled(key: &str) -> Service {
        Service { labels: [(key.into(), "true".into())].into(), ..web() }
    }

    fn annotated(key: &str) -> Service {
        Service { annotations: [(key.into(), "true".into())].into(), ..web() }
    }

    #[test]
    fn what_kuma_reads_elsewhere() {
        let injection = "Kuma does not read kuma.io/sidecar-injection here: it is a label of the Pod or its namespace";
        for service in [labelled("kuma.io/sidecar-injection"), annotated("kuma.io/sidecar-injection")] {
            assert_eq!(said(&RULE, [service.clone()]), [injection]);
            assert!(is_mended(&RULE, Target::default(), [service]));
        }
        assert_eq!(
            said(&RULE, [annotated("kuma.io/gateway")]),
            ["Kuma does not read kuma.io/gateway here: it is an annotation of the Pod"]
        );
        assert!(is_mended(&RULE, Target::default(), [labelled("kuma.io/ignore")]));
    }

    #[test]
    fn what_kuma_reads_here() {
        assert!(said(&RULE, [annotated("kuma.io/ignore"), labelled("kuma.io/mesh")]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..labelled("kuma.io/ignore") }]).is_empty());
    }
}
