//! A Service as it lives → the manifest that its people would write: without what servers, tools and Kuma wrote by themselves.
//! Knows nothing of designs: what no design has a place for stays in, so that importing it can say so.

use serde_json::{Map, Value};

use super::fields;
use super::managed::{self, Step};

/// What deploying tools write on what they deploy, so that they know it again. On a copy it would be a lie.
const ANNOTATIONS: [&str; 5] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "meta.helm.sh/release-name",
    "meta.helm.sh/release-namespace",
    "argocd.argoproj.io/tracking-id",
    "argocd.argoproj.io/instance",
];
const LABELS: [&str; 5] = [
    "argocd.argoproj.io/instance",
    "kustomize.toolkit.fluxcd.io/name",
    "kustomize.toolkit.fluxcd.io/namespace",
    "helm.toolkit.fluxcd.io/name",
    "helm.toolkit.fluxcd.io/namespace",
];

/// What Kubernetes takes where nothing is said, and says then. A port without a transport is one of TCP.
const DEFAULTS: [(&str, &str); 6] = [
    ("type", "ClusterIP"),
    ("sessionAffinity", "None"),
    ("internalTrafficPolicy", "Cluster"),
    ("externalTrafficPolicy", "Cluster"),
    ("ipFamilyPolicy", "SingleStack"),
    ("clusterIP", ""),
];

/// What a server chooses where nobody did. It does so after it wrote down who owns what, so what is chosen has no owner.
const CHOSEN: [&str; 4] = ["clusterIP", "clusterIPs", "ipFamilies", "healthCheckNodePort"];

/// The manifest.
pub(super) fn by_people(live: &Value) -> Value {
    let mut service = fields::clean(live);
    if let Some(metadata) = service.get_mut("metadata").and_then(Value::as_object_mut) {
        remove(metadata, "annotations", &ANNOTATIONS);
        remove(metadata, "labels", &LABELS);
    }
    if let Some(spec) = service.get_mut("spec").and_then(Value::as_object_mut) {
        let is_headless = spec.get("clusterIP").and_then(Value::as_str) == Some("None");
        for key in CHOSEN {
            // `clusterIPs` and `ipFamilies` say again what the address says.
            let is_said = match key {
                "clusterIP" => is_headless || is_owned(live, &[field("spec"), field(key)]),
                _ => is_owned(live, &[field("spec"), field(key)]),
            };
            if !is_said {
                spec.remove(key);
            }
        }
        spec.retain(|key, value| !is_default(key, value));
        for port in spec.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut) {
            port_by_people(live, port);
        }
    }
    service
}

fn is_default(key: &str, value: &Value) -> bool {
    let is_said = |(default, text): &(&str, &str)| key == *default && value.as_str() == Some(text);
    DEFAULTS.iter().any(is_said) || (key == "allocateLoadBalancerNodePorts" && value.as_bool() == Some(true))
}

fn port_by_people(live: &Value, port: &mut Map<String, Value>) {
    let keys = |(name, key): (&str, managed::Key)| (name.to_owned(), key);
    let number = port.get("port").and_then(Value::as_i64).unwrap_or_default();
    let transport = port.get("protocol").and_then(Value::as_str).unwrap_or("TCP").to_owned();
    let item = Step::Item([("port", managed::Key::Number(number)), ("protocol", managed::Key::Text(transport.clone()))].map(keys).to_vec());
    if !is_owned(live, &[field("spec"), field("ports"), item, field("nodePort")]) {
        port.remove("nodePort");
    }
    if transport == "TCP" {
        port.remove("protocol");
    }
    if port.get("targetPort") == port.get("port") {
        port.remove("targetPort");
    }
}

fn field(name: &str) -> Step {
    Step::Field(name.to_owned())
}

/// Whether somebody said so. Of an object that tells of no owners everything may have been said.
fn is_owned(live: &Value, path: &[Step]) -> bool {
    let entries = managed::entries(live);
    entries.is_empty() || entries.iter().any(|entry| entry.paths().iter().any(|owned| owned.starts_with(path) || path == owned.as_slice()))
}

fn remove(metadata: &mut Map<String, Value>, map: &str, keys: &[&str]) {
    if let Some(found) = metadata.get_mut(map).and_then(Value::as_object_mut) {
        keys.iter().for_each(|key| drop(found.remove(*key)));
        if found.is_empty() {
            metadata.remove(map);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn live(fields: &Value) -> Value {
        json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {
                "name": "web", "namespace": "shop", "uid": "u", "resourceVersion": "7", "creationTimestamp": "2026-01-01T00:00:00Z",
                "labels": {"app": "web", "argocd.argoproj.io/instance": "shop"},
                "annotations": {
                    "kubectl.kubernetes.io/last-applied-configuration": "{}", "ingress.kubernetes.io/service-upstream": "true",
                    "nginx.ingress.kubernetes.io/service-upstream": "true", "note": "kept"
                },
                "finalizers": ["service.kubernetes.io/load-balancer-cleanup"],
                "managedFields": [{"manager": "kubectl-create", "operation": "Update", "fieldsV1": fields}]
            },
            "spec": {
                "type": "NodePort", "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ipFamilies": ["IPv4"],
                "ipFamilyPolicy": "SingleStack", "sessionAffinity": "None", "internalTrafficPolicy": "Cluster",
                "externalTrafficPolicy": "Cluster", "allocateLoadBalancerNodePorts": true, "selector": {"app": "web"},
                "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80, "nodePort": 30080}, {"port": 80, "protocol": "UDP", "targetPort": 81}]
            },
            "status": {"loadBalancer": {}}
        })
    }

    #[test]
    fn what_nobody_wrote_is_left_out() {
        let manifest = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "web"}, "annotations": {"note": "kept"}},
            "spec": {"type": "NodePort", "selector": {"app": "web"}, "ports": [{"port": 80}, {"port": 80, "protocol": "UDP", "targetPort": 81}]}
        });
        assert_eq!(by_people(&live(&json!({"f:spec": {"f:type": {}}}))), manifest);
    }

    #[test]
    fn a_number_and_an_address_that_somebody_chose_stay() {
        let port = json!({"k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:nodePort": {}}});
        let manifest = by_people(&live(&json!({"f:spec": {"f:clusterIP": {}, "f:ports": port}})));
        assert_eq!(manifest["spec"]["ports"][0], json!({"port": 80, "nodePort": 30080}));
        assert_eq!(manifest["spec"]["clusterIP"], "10.0.0.1");
        assert_eq!(manifest["spec"].get("clusterIPs"), None);
    }

    #[test]
    fn a_headless_service_stays_one() {
        let mut service = live(&json!({"f:spec": {"f:type": {}}}));
        service["spec"]["clusterIP"] = json!("None");
        assert_eq!(by_people(&service)["spec"]["clusterIP"], "None");
    }
}
