//! Design → what it wants of each Service on a cluster: whole, and its hints alone for what others own.
//! Knows nothing of files, clusters or the window.

use serde_json::{Map, Value, json};

use super::{Around, Comments, Manifest, hint_patch, service};
use crate::design::{Design, Index, Service, World};
use crate::yaml;

/// What a design wants of one Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The namespace; never empty here.
    pub namespace: String,
    /// The Service's name.
    pub name: String,
    /// The whole Service, for what the design owns.
    pub whole: Value,
    /// Its hints and nothing else, for what others own; `None` where there is no hint to write.
    pub hints: Option<Value>,
}

/// What a design wants on Kubernetes, in its order. Services without a namespace go into `namespace`, that of the context.
pub fn wanted(design: &Design, namespace: &str) -> Vec<Wanted> {
    let index = Index::of(design);
    let around = Around { design, index: &index, comments: Comments::Off };
    let on_kubernetes = design.services.iter().filter(|service| service.is_on(World::Kubernetes));
    on_kubernetes.map(|service| of(&around, service, namespace)).collect()
}

fn of(around: &Around<'_>, service: &Service, default: &str) -> Wanted {
    let namespace = if service.namespace.is_empty() { default } else { &service.namespace };
    let whole = body(&service::render(around, service), namespace);
    let hints = hint_patch::render(around, service).map(|patch| body(&patch, namespace));
    Wanted { namespace: namespace.to_owned(), name: service.name.clone(), whole, hints }
}

/// As a server takes it: in its namespace, and each port with its transport, which a server-side apply finds it by.
fn body(manifest: &Manifest, namespace: &str) -> Value {
    let mut body = yaml::value(&manifest.tree);
    if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert("namespace".to_owned(), json!(namespace));
    }
    let ports = body.pointer_mut("/spec/ports").and_then(Value::as_array_mut).into_iter().flatten();
    for port in ports.filter_map(Value::as_object_mut) {
        with_transport(port);
    }
    body
}

fn with_transport(port: &mut Map<String, Value>) {
    port.entry("protocol").or_insert_with(|| json!("TCP"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{HintStyle, PortId, ServicePort, Target, Transport};
    use crate::protocol::Protocol;

    fn shop(hint: HintStyle) -> Design {
        let port = |id, port, transport, protocol| ServicePort { id: PortId(id), port, transport, protocol, ..ServicePort::default() };
        let mut design = Design::default();
        design.target = Target { hint, ..Target::default() };
        let ports = vec![port(1, 80, Transport::Udp, None), port(2, 80, Transport::Tcp, Some(Protocol::Http))];
        design.push(Service { name: "web".into(), ports, ..Service::default() });
        design.push(Service { name: "vm".into(), on: Some(World::Universal), ..Service::default() });
        design.push(Service { name: "quiet".into(), namespace: "own".into(), ..Service::default() });
        design
    }

    #[test]
    fn every_port_has_its_transport_and_every_service_a_namespace() {
        let wanted = wanted(&shop(HintStyle::AppProtocol), "default");
        let names: Vec<_> = wanted.iter().map(|wanted| (wanted.namespace.as_str(), wanted.name.as_str())).collect();
        assert_eq!(names, [("default", "web"), ("own", "quiet")], "what is for Universal alone is left out");
        let metadata = json!({"name": "web", "namespace": "default"});
        let ports = json!([{"port": 80, "protocol": "UDP"}, {"port": 80, "protocol": "TCP", "appProtocol": "http"}]);
        assert_eq!(wanted[0].whole, json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": ports}}));
        let hinted = json!([{"port": 80, "protocol": "TCP", "appProtocol": "http"}]);
        let hints = json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"ports": hinted}});
        assert_eq!(wanted[0].hints, Some(hints));
        assert_eq!(wanted[1].hints, None);
    }

    #[test]
    fn as_an_annotation_the_hint_is_one_key() {
        let wanted = wanted(&shop(HintStyle::Annotation), "default");
        let metadata = json!({"name": "web", "namespace": "default", "annotations": {"80.service.kuma.io/protocol": "http"}});
        assert_eq!(wanted[0].hints, Some(json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata})));
    }
}
