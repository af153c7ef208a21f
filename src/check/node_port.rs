//! P008: node ports. Knows nothing of what a cluster has given away already.

use super::{Field, Finding, Look, Place, Severity, words};
use crate::design::{Edit, Service, ServicePort, ServiceType, Target, World};

rule! {
    /// ## What it does
    /// Looks at `nodePort`: only with type NodePort or LoadBalancer, once a number and transport, and in the range that the API server
    /// gives away unless it was told otherwise, 30000 to 32767.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service.
    ///
    /// ## Use instead
    /// No `nodePort` at all: the API server then picks one. Else type NodePort and a number of that range.
    "P008" "node-port" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) {
        return Vec::new();
    }
    let ports = service.ports.iter().enumerate().filter_map(|(index, port)| Some((index, port, port.node_port?)));
    let say = |(index, port, number): (usize, &ServicePort, u32)| {
        let at = |words: String| RULE.at(Place::port(service, port, Field::NodePort), words);
        let without = || Edit::put_port(service.id, ServicePort { node_port: None, ..port.clone() });
        let is_same = |one: &ServicePort| one.node_port == Some(number) && one.transport == port.transport;
        match service.kind {
            ServiceType::ClusterIp => {
                Some(at("may not be used when `type` is 'ClusterIP'".to_owned()).mended_by("Remove the node port", without()))
            }
            ServiceType::ExternalName(_) => None,
            ServiceType::NodePort | ServiceType::LoadBalancer if !words::is_port(number) => Some(at(words::PORT_RANGE.to_owned())),
            ServiceType::NodePort | ServiceType::LoadBalancer if service.ports.iter().take(index).any(is_same) => {
                Some(at(format!("Duplicate value: {number}")))
            }
            ServiceType::NodePort | ServiceType::LoadBalancer => (!(30000..=32767).contains(&number)).then(|| {
                let words =
                    "provided port is not in the valid range. The range of valid ports is 30000-32767, unless the API server has another";
                at(words.to_owned()).only(Severity::Warning)
            }),
        }
    };
    ports.filter_map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{http, is_mended, ports, said};

    fn open(kind: ServiceType, numbers: [u32; 2]) -> Service {
        let port = |at: u32, number| ServicePort { node_port: Some(number), ..http(at) };
        Service { kind, ..ports([port(80, numbers[0]), port(81, numbers[1])]) }
    }

    #[test]
    fn a_node_port_that_kubernetes_refuses() {
        let inside = open(ServiceType::ClusterIp, [30080, 30081]);
        assert_eq!(said(&RULE, [inside.clone()]), ["may not be used when `type` is 'ClusterIP'"; 2]);
        assert!(is_mended(&RULE, Target::default(), [inside]));
        assert_eq!(said(&RULE, [open(ServiceType::NodePort, [30080, 30080])]), ["Duplicate value: 30080"]);
        let found = said(&RULE, [open(ServiceType::NodePort, [0, 80])]);
        assert_eq!(found[0], "must be between 1 and 65535, inclusive");
        assert!(found[1].starts_with("provided port is not in the valid range."));
    }

    #[test]
    fn a_node_port_that_kubernetes_takes() {
        assert!(said(&RULE, [open(ServiceType::LoadBalancer, [30000, 32767])]).is_empty());
    }
}
