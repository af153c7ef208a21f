//! P004: several ports need names. Knows nothing of what makes a good one.

use super::{Field, Finding, Look, Place};
use crate::design::{Edit, Service, ServicePort, Target, World};

rule! {
    /// ## What it does
    /// Says which ports of a Service with several have no name.
    ///
    /// ## Why is this bad?
    /// The API server refuses the Service: only a single port may go without a name.
    ///
    /// ## Use instead
    /// A name for each, such as `http` and `metrics`.
    "P004" "port-name-required" Error: Look::Service(look)
}

fn look(_: &Target, service: &Service) -> Vec<Finding> {
    if !service.is_on(World::Kubernetes) || service.ports.len() < 2 {
        return Vec::new();
    }
    let mut taken: Vec<String> = service.ports.iter().map(|port| port.name.clone()).collect();
    let say = |port: &ServicePort| {
        let name = free_name(port, &taken);
        taken.push(name.clone());
        let words = "Required value: each of several ports needs a name";
        let edit = Edit::put_port(service.id, ServicePort { name: name.clone(), ..port.clone() });
        RULE.at(Place::port(service, port, Field::PortName), words).surely_mended_by(format!("Name it {name}"), edit)
    };
    service.ports.iter().filter(|port| port.name.is_empty()).map(say).collect()
}

/// What the port speaks, or its number where that is taken or not said.
fn free_name(port: &ServicePort, taken: &[String]) -> String {
    let numbered = format!("{}-{}", port.transport.keyword().to_ascii_lowercase(), port.port);
    let spoken = port.protocol.map_or_else(|| numbered.clone(), |protocol| protocol.keyword().to_owned());
    let more = (2..).map(|number| format!("{numbered}-{number}"));
    let mut names = [spoken, numbered.clone()].into_iter().chain(more);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{found, http, is_mended, ports, said};

    fn nameless(port: u32) -> ServicePort {
        ServicePort { name: String::new(), ..http(port) }
    }

    #[test]
    fn several_ports_need_names() {
        let found = found(&RULE, Target::default(), [ports([nameless(80), nameless(81)])]);
        let titles: Vec<&str> = found.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.title.as_str()).collect();
        assert_eq!(titles, ["Name it http", "Name it tcp-81"]);
        assert!(is_mended(&RULE, Target::default(), [ports([nameless(80), nameless(81)])]));
    }

    #[test]
    fn no_name_is_given_twice() {
        let odd = ServicePort { name: "tcp-80".into(), ..http(90) };
        let silent = ServicePort { protocol: None, ..nameless(80) };
        assert_eq!(said(&RULE, [ports([odd.clone(), silent.clone()])]).len(), 1);
        let found = found(&RULE, Target::default(), [ports([odd, silent])]);
        assert_eq!(found[0].fix.as_ref().map(|fix| fix.title.as_str()), Some("Name it tcp-80-2"));
    }

    #[test]
    fn one_port_needs_none() {
        assert!(said(&RULE, [ports([nameless(80)]), ports([http(80), http(81)])]).is_empty());
    }
}
