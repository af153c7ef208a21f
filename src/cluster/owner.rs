//! Whose an object is: ours, or somebody else's, and then whose in words.
//! Knows nothing of what is wanted of it.

use serde_json::Value;

use super::managed::{self, Path, Step};
use super::request::design_of;

/// The annotations and labels by which the tools of the field mark what is theirs, and how each is said.
const MARKS: [(&str, &str, &str); 6] = [
    ("annotations", "meta.helm.sh/release-name", "Helm release"),
    ("annotations", "argocd.argoproj.io/tracking-id", "Argo CD app"),
    ("labels", "argocd.argoproj.io/instance", "Argo CD app"),
    ("labels", "kustomize.toolkit.fluxcd.io/name", "Flux kustomization"),
    ("labels", "helm.toolkit.fluxcd.io/name", "Flux Helm release"),
    ("annotations", "argocd.argoproj.io/instance", "Argo CD app"),
];

/// Whether all that the design says is ours to write: this manager applied more than hints before, or it is the only one. A Service may be
/// no more than its ports.
pub(super) fn is_ours(live: &Value, manager: &str) -> bool {
    let applied = managed::applied(live, manager);
    applied.iter().any(|path| !is_hint(path)) || !applied.is_empty() && nobody_else(live, manager)
}

/// Whether this manager applied anything at all.
pub(super) fn has_a_part(live: &Value, manager: &str) -> bool {
    !managed::applied(live, manager).is_empty()
}

fn is_hint(path: &Path) -> bool {
    let field = |step: &Step, name: &str| matches!(step, Step::Field(field) if field == name);
    match path.as_slice() {
        [metadata, annotations, Step::Field(key)] if field(metadata, "metadata") && field(annotations, "annotations") => {
            key.ends_with(".service.kuma.io/protocol")
        }
        [spec, ports, Step::Item(_)] => field(spec, "spec") && field(ports, "ports"),
        [spec, ports, Step::Item(_), last] if field(spec, "spec") && field(ports, "ports") => {
            ["port", "protocol", "appProtocol"].iter().any(|name| field(last, name))
        }
        _ => false,
    }
}

/// Whose an object is beside this manager, in words: `Helm release shop`, `Argo CD app shop`, `kubectl`.
pub fn owner(live: &Value, manager: &str) -> String {
    marked(live).unwrap_or_else(|| managers(live, manager))
}

fn marked(live: &Value) -> Option<String> {
    let mark = |map: &str, key: &str| live.get("metadata")?.get(map)?.get(key)?.as_str().filter(|value| !value.is_empty());
    for (map, key, words) in MARKS {
        if let Some(value) = mark(map, key) {
            // A tracking id is `app:group/kind:namespace/name`.
            return Some(format!("{words} {}", value.split(':').next().unwrap_or(value)));
        }
    }
    mark("labels", "app.kubernetes.io/managed-by").map(str::to_owned)
}

fn managers(live: &Value, but: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for entry in managed::entries(live).iter().filter(|entry| entry.manager != but) {
        let name = manager_in_words(entry.manager);
        if entry.subresource.is_empty() && !is_kuma(entry.manager) && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "somebody else".to_owned() } else { names.join(", ") }
}

/// A field manager as people call it.
pub fn manager_in_words(manager: &str) -> String {
    match manager {
        "helm" => "Helm".to_owned(),
        _ if manager == "kubectl" || manager.starts_with("kubectl-") => "kubectl".to_owned(),
        _ => match design_of(manager) {
            Some(design) => format!("design {design}"),
            None => manager.to_owned(),
        },
    }
}

pub(super) fn is_kuma(manager: &str) -> bool {
    manager.starts_with("kuma-cp") || manager.starts_with("kuma-control-plane") || manager.starts_with("kong-mesh")
}

/// Whether nobody but this manager, Kuma and the server itself has written to an object.
pub(super) fn nobody_else(live: &Value, manager: &str) -> bool {
    managed::entries(live).iter().all(|entry| entry.manager == manager || !entry.subresource.is_empty() || is_kuma(entry.manager))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(manager: &str, fields: &Value) -> Value {
        json!({"metadata": {"managedFields": [{"manager": manager, "operation": "Apply", "fieldsV1": fields}]}})
    }

    fn both(one: &Value, other: &Value) -> Value {
        let entries = [one, other].map(|object| object["metadata"]["managedFields"][0].clone());
        json!({"metadata": {"managedFields": entries}})
    }

    #[test]
    fn hints_alone_do_not_make_an_object_ours() {
        let port = json!({"k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}, "f:protocol": {}, "f:appProtocol": {}}});
        let mut fields = json!({"f:metadata": {"f:annotations": {"f:80.service.kuma.io/protocol": {}}}, "f:spec": {"f:ports": port}});
        let helm = with("helm", &json!({"f:spec": {"f:selector": {}}}));
        assert!(!is_ours(&both(&helm, &with("us", &fields)), "us"));
        assert!(has_a_part(&both(&helm, &with("us", &fields)), "us"));
        assert!(is_ours(&with("us", &fields), "us"), "nobody else wrote anything: it is all there is to the Service");
        fields["f:spec"]["f:selector"] = json!({});
        assert!(is_ours(&both(&helm, &with("us", &fields)), "us"));
        assert!(!is_ours(&with("us", &fields), "them"));
    }

    #[test]
    fn we_are_not_among_the_others() {
        let (us, helm) = (with("portolan:shop", &json!({})), with("helm", &json!({})));
        assert_eq!(owner(&both(&us, &helm), "portolan:shop"), "Helm");
        assert_eq!(owner(&both(&us, &helm), ""), "design shop, Helm");
    }

    #[test]
    fn the_tools_of_the_field_are_known_by_their_marks() {
        let annotated = |key: &str, value: &str| json!({"metadata": {"annotations": {key: value}}});
        assert_eq!(owner(&annotated("meta.helm.sh/release-name", "shop"), ""), "Helm release shop");
        assert_eq!(owner(&annotated("argocd.argoproj.io/tracking-id", "shop:/Service:default/web"), ""), "Argo CD app shop");
        assert_eq!(owner(&json!({"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}}), ""), "Helm");
        assert_eq!(owner(&with("kubectl-client-side-apply", &json!({})), ""), "kubectl");
        assert_eq!(owner(&with("portolan:till", &json!({})), ""), "design till");
        assert_eq!(owner(&with("kuma-cp", &json!({})), ""), "somebody else");
    }
}
