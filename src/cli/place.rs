//! A place in a design → a place in the text of its file. Knows nothing of what is wrong there.

use std::collections::HashMap;
use std::ops::Range;

use super::lines::{Lines, Spot};
use crate::check::{Field, Place};
use crate::design::{Design, Service, ServiceId, ServicePort, ServiceType};
use crate::yaml::{self, Document, Node};

/// The text of a design file, with what it takes to find places in it fast.
pub struct Text<'a> {
    documents: Vec<Document>,
    lines: Lines<'a>,
    services: HashMap<ServiceId, (usize, &'a Service)>,
}

/// One step down a document.
enum Step {
    Key(&'static str),
    Item(usize),
}

impl<'a> Text<'a> {
    /// The text that a design was read from.
    pub fn new(text: &'a str, design: &'a Design) -> Text<'a> {
        let services = design.services.iter().enumerate().map(|(index, service)| (service.id, (index, &**service))).collect();
        Text { documents: yaml::parse(text).unwrap_or_default(), lines: Lines::of(text), services }
    }

    /// Where a place is: what is said there, else what it is missing from.
    pub fn spot(&self, place: &Place) -> Spot<'a> {
        let steps = self.steps(place);
        let mut field = String::new();
        for step in &steps {
            match step {
                Step::Key(key) if field.is_empty() => field.push_str(key),
                Step::Key(key) => field.extend([".", key]),
                Step::Item(index) => field.push_str(&format!("[{index}]")),
            }
        }
        let span = self.documents.first().map_or(0..0, |document| walk(&document.root, &steps));
        self.lines.spot(span, field)
    }

    /// The service that a place is in.
    pub fn service(&self, place: &Place) -> Option<&'a Service> {
        place.service.and_then(|id| self.services.get(&id)).map(|(_, service)| *service)
    }

    fn steps(&self, place: &Place) -> Vec<Step> {
        let Some((index, service)) = place.service.and_then(|id| self.services.get(&id)) else { return of_design(place.field) };
        let mut steps = vec![Step::Key("services"), Step::Item(*index)];
        let port = place.port.and_then(|id| service.ports.iter().enumerate().find(|(_, port)| port.id == id));
        match port {
            Some((index, port)) => {
                steps.extend([Step::Key("ports"), Step::Item(index)]);
                steps.extend(of_port(place.field, port));
            }
            None => steps.extend(of_service(place.field, service)),
        }
        steps
    }
}

/// The span of what is furthest down the steps.
fn walk(root: &Node, steps: &[Step]) -> Range<usize> {
    let mut node = root;
    for step in steps {
        let next = match step {
            Step::Key(key) => node.get(key),
            Step::Item(index) => node.items().get(*index),
        };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    node.span.clone()
}

fn of_design(field: Field) -> Vec<Step> {
    let target = |key| vec![Step::Key("target"), Step::Key(key)];
    match field {
        Field::Name => vec![Step::Key("name")],
        Field::Mesh => target("mesh"),
        Field::Version => target("version"),
        Field::Protocol => target("hint"),
        Field::Whole
        | Field::Namespace
        | Field::Labels
        | Field::Annotations
        | Field::Selector
        | Field::Type
        | Field::Tags
        | Field::Gateway
        | Field::Ports
        | Field::PortName
        | Field::Port
        | Field::TargetPort
        | Field::NodePort
        | Field::Transport
        | Field::Inbound
        | Field::InstanceName(_)
        | Field::InstanceAddress(_)
        | Field::Call(_) => Vec::new(),
        Field::Ignore(index) => vec![Step::Key("ignore"), Step::Item(index)],
    }
}

fn of_service(field: Field, service: &Service) -> Vec<Step> {
    let key = |key| vec![Step::Key(key)];
    let item = |list, index| vec![Step::Key(list), Step::Item(index)];
    match field {
        Field::Name => key("name"),
        Field::Namespace => key("namespace"),
        Field::Mesh => key("mesh"),
        Field::Labels => key("labels"),
        Field::Annotations => key("annotations"),
        Field::Selector => key("selector"),
        Field::Type if service.headless => key("headless"),
        Field::Type if matches!(service.kind, ServiceType::ExternalName(_)) => key("externalName"),
        Field::Type => key("type"),
        Field::Tags => key("tags"),
        Field::Gateway => key("gateway"),
        Field::Ports => key("ports"),
        Field::Protocol => key("hint"),
        Field::InstanceName(index) => [item("instances", index), key("name")].into_iter().flatten().collect(),
        Field::InstanceAddress(index) => [item("instances", index), key("address")].into_iter().flatten().collect(),
        Field::Call(index) => item("calls", index),
        Field::Ignore(index) => item("ignore", index),
        Field::Whole
        | Field::Version
        | Field::PortName
        | Field::Port
        | Field::TargetPort
        | Field::NodePort
        | Field::Transport
        | Field::Inbound => Vec::new(),
    }
}

fn of_port(field: Field, port: &ServicePort) -> Vec<Step> {
    let key = match field {
        Field::Ignore(index) => return vec![Step::Key("ignore"), Step::Item(index)],
        Field::PortName | Field::Name => Some("name"),
        Field::Port => Some("port"),
        Field::TargetPort => Some("targetPort"),
        Field::NodePort => Some("nodePort"),
        Field::Transport => Some("transport"),
        Field::Protocol if port.hint.is_some() => Some("hint"),
        Field::Protocol => Some("protocol"),
        Field::Inbound => Some("inbound"),
        Field::Whole
        | Field::Namespace
        | Field::Mesh
        | Field::Version
        | Field::Labels
        | Field::Annotations
        | Field::Selector
        | Field::Type
        | Field::Tags
        | Field::Gateway
        | Field::Ports
        | Field::InstanceName(_)
        | Field::InstanceAddress(_)
        | Field::Call(_) => None,
    };
    key.map(Step::Key).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::file;

    const SHOP: &str = "\
portolan: 1
services:
- name: wéb # the front
  ports:
  - {name: \"é\", port: 80}
  instances:
  - name: web-01
    address: 10.0.0.1
";

    #[test]
    fn places_are_found_in_the_text() {
        let design = file::read(SHOP).unwrap();
        let (text, service) = (Text::new(SHOP, &design), &design.services[0]);
        let spot = |place: Place| {
            let spot = text.spot(&place);
            let meant: String = spot.source.chars().skip(spot.column - 1).take(spot.len).collect();
            (spot.field, spot.line, spot.column, meant)
        };
        let of = |field: &str, line, column, meant: &str| (field.to_owned(), line, column, meant.to_owned());
        assert_eq!(spot(Place::service(service, Field::Name)), of("services[0].name", 3, 9, "wéb"));
        assert_eq!(spot(Place::port(service, &service.ports[0], Field::Port)), of("services[0].ports[0].port", 5, 23, "80"));
        assert_eq!(spot(Place::service(service, Field::InstanceAddress(0))), of("services[0].instances[0].address", 8, 14, "10.0.0.1"));
        let missing = spot(Place::port(service, &service.ports[0], Field::Protocol));
        assert_eq!(missing, of("services[0].ports[0].protocol", 5, 5, "{name: \"é\", port: 80}"));
        assert_eq!(spot(Place::design(Field::Mesh)), of("target.mesh", 1, 1, "portolan: 1"));
    }
}
