//! L006: what Kuma reads elsewhere. Knows nothing of Pods and namespaces themselves.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, Target, World};

rule! {
    /// ## What it does
    /// Looks for `kuma.io/sidecar-injection` on a Service, and for `kuma.io/gateway` and `kuma.io/ignore` as labels of one.
    ///
    /// ## Why is this bad?
    /// They have no effect there. Injection is a label of the Pod or its namespace, the other two are annotations: `kuma.io/gateway` of the
    /// Pod, and of a Service that shall have no MeshService; `kuma.io/ignore` of the Service.
    ///
    /// ## Use instead
    /// The same where Kuma reads it.
    "L006" "misplaced-label" Warning: Look::Service(look)
}

/// What is a label of other things.
const INJECTION: &str = "kuma.io/sidecar-injection";

/// What are annotations, never labels.
const ANNOTATIONS: [&str; 2] = ["kuma.io/gateway", "kuma.io/ignore"];

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let injection = [(Field::Labels, &service.labels), (Field::Annotations, &service.annotations)];
    let injection = injection.into_iter().find(|(_, all)| all.contains_key(INJECTION)).map(|(field, _)| {
        let words = format!("Kuma does not read {INJECTION} here: it is a label of the Pod or its namespace");
        RULE.at(Place::service(service, field), words).mended_by(format!("Remove {INJECTION}"), without(service, INJECTION))
    });
    let labels = ANNOTATIONS.into_iter().filter_map(|key| {
        let value = service.labels.get(key).filter(|_| !service.annotations.contains_key(key))?;
        let mut moved = service.clone();
        moved.annotations.insert(key.to_owned(), value.clone());
        moved.labels.remove(key);
        let words = format!("Kuma does not read the label {key}: it is an annotation");
        Some(RULE.at(Place::service(service, Field::Labels), words).mended_by("Make it an annotation", Edit::put_service(moved)))
    });
    injection.into_iter().chain(labels).collect()
}

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
        for key in ANNOTATIONS {
            assert_eq!(said(&RULE, [labelled(key)]), [format!("Kuma does not read the label {key}: it is an annotation")]);
            assert!(is_mended(&RULE, Target::default(), [labelled(key)]));
        }
    }

    #[test]
    fn what_kuma_reads_here() {
        assert!(said(&RULE, [annotated("kuma.io/ignore"), annotated("kuma.io/gateway"), labelled("kuma.io/mesh")]).is_empty());
        assert!(said(&RULE, [Service { on: Some(World::Universal), ..labelled("kuma.io/ignore") }]).is_empty());
    }
}
