//! The designs to start from, embedded: `templates/` in the project.
//! Knows nothing of how they are offered.

use super::Design;
use super::file;
use crate::protocol::Protocol;

/// A design to start from.
#[derive(Debug)]
pub struct Template {
    /// Its name on the command line, and of its file.
    pub name: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! template {
    ($name:literal, $title:literal, $summary:literal) => {
        Template { name: $name, title: $title, summary: $summary, text: include_str!(concat!("../../templates/", $name, ".portolan.yaml")) }
    };
}

/// Every template, in the order they are offered.
pub const TEMPLATES: &[Template] = &[
    template!("web-service", "Web service", "The documentation page’s example: one HTTP port"),
    template!("kuma-counter-demo", "Kuma counter demo", "A page that counts, and its Redis"),
    template!("grpc-behind-http-edge", "gRPC behind an HTTP edge", "An edge that calls three gRPC services"),
    template!("kafka-consumer", "Kafka consumer", "Broker metrics, and what 3.0 changes"),
    template!("websocket-beside-http", "WebSocket beside HTTP", "Two ports, because one cannot be both"),
    template!("tls-legacy", "TLS-terminating legacy app", "Keep it opaque, or let the mesh do TLS"),
    template!("vms-and-kubernetes", "VMs and Kubernetes in one mesh", "Instances, calls, both previews in use"),
    template!("empty", "Empty design", "Begin with nothing"),
];

impl Template {
    /// The template of that name.
    pub fn find(name: &str) -> Option<&'static Template> {
        TEMPLATES.iter().find(|template| template.name == name)
    }

    /// The design in it. Every template reads, which a test holds them to; one that did not would be empty.
    pub fn design(&self) -> Design {
        file::read(self.text).unwrap_or_default()
    }

    /// What its ports speak, each once, in their order.
    pub fn chips(&self) -> Vec<Protocol> {
        let mut chips = Vec::new();
        for protocol in self.design().services.iter().flat_map(|service| &service.ports).filter_map(|port| port.protocol) {
            if !chips.contains(&protocol) {
                chips.push(protocol);
            }
        }
        chips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_reads_and_is_named_as_it_is_found() {
        for template in TEMPLATES {
            let design = file::read(template.text).unwrap_or_else(|error| panic!("{}: {error}", template.name));
            assert_eq!(design.name, if template.name == "empty" { "" } else { template.name });
            assert_eq!(Template::find(template.name).map(|found| found.title), Some(template.title));
        }
    }

    #[test]
    fn chips_are_what_the_ports_speak() {
        let chips = |name| Template::find(name).map(Template::chips);
        assert_eq!(chips("kafka-consumer"), Some(vec![Protocol::Kafka, Protocol::Http]));
        assert_eq!(chips("grpc-behind-http-edge"), Some(vec![Protocol::Http, Protocol::Grpc]));
        assert_eq!(chips("empty"), Some(vec![]));
    }
}
