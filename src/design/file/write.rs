//! Design → the text of its file: one order, one look, defaults left out.
//! Knows nothing of a text that was there before: that is `keep`'s.

use std::collections::BTreeMap;

use crate::design::{
    BoardPosition, Call, Design, Ignore, Inbound, Instance, Service, ServicePort, ServiceType, Target, TargetPort, Transport,
};
use crate::protocol::MeshServices;
use crate::yaml::{self, Entry, Tree};

/// A map on one line is not longer than this.
const WIDTH: usize = 100;

/// The text of a design's file.
pub fn write(design: &Design) -> String {
    yaml::text(&tree(design))
}

/// A design as its file has it.
pub(super) fn tree(design: &Design) -> Tree {
    let mut keys = Keys::default();
    keys.number("portolan", 1);
    keys.text("name", &design.name);
    keys.put("target", target(&design.target));
    keys.put("ignore", ignores(&design.ignore));
    keys.put("services", seq(design.services.iter().map(|service| self::service(service))));
    Tree::Map(keys.0)
}

fn target(target: &Target) -> Option<Tree> {
    let default = Target::default();
    let mut keys = Keys::default();
    if target.mesh != default.mesh || target.mesh.is_empty() {
        keys.must("mesh", Tree::Text(target.mesh.clone()));
    }
    // Written always: another Portolan may know a newer one.
    keys.text("version", target.version.keyword());
    if target.hint != default.hint {
        keys.text("hint", target.hint.keyword());
    }
    if target.mesh_services != MeshServices::default() {
        keys.text("meshServices", target.mesh_services.keyword());
    }
    Some(Tree::Map(keys.0))
}

fn service(service: &Service) -> Tree {
    let mut keys = Keys::default();
    keys.must("name", Tree::Text(service.name.clone()));
    keys.text("namespace", &service.namespace);
    keys.put("mesh", service.mesh.clone().map(Tree::Text));
    keys.put("on", service.on.map(|world| word(world.keyword())));
    keys.put("hint", service.hint.map(|style| word(style.keyword())));
    keys.put("type", (service.kind != ServiceType::ClusterIp).then(|| word(service.kind.keyword())));
    keys.put("headless", service.headless.then_some(Tree::Bool(true)));
    if let ServiceType::ExternalName(name) = &service.kind {
        keys.text("externalName", name);
    }
    keys.put("labels", texts(&service.labels));
    keys.put("annotations", texts(&service.annotations));
    keys.put("selector", texts(&service.selector));
    keys.put("ports", seq(service.ports.iter().map(port)));
    keys.put("instances", seq(service.instances.iter().map(instance)));
    keys.put("calls", seq(service.calls.iter().map(call)));
    keys.put("tags", texts(&service.tags));
    keys.put("gateway", service.gateway.map(|kind| word(kind.keyword())));
    keys.put("ignore", ignores(&service.ignore));
    keys.put("board", service.board.and_then(board));
    Tree::Map(keys.0)
}

fn port(port: &ServicePort) -> Tree {
    let mut keys = Keys::default();
    keys.text("name", &port.name);
    keys.number("port", port.port);
    keys.put(
        "targetPort",
        port.target_port.as_ref().map(|target| match target {
            TargetPort::Number(number) => number_of(*number),
            TargetPort::Name(name) => Tree::Text(name.clone()),
        }),
    );
    keys.put("nodePort", port.node_port.map(number_of));
    keys.put("transport", (port.transport != Transport::Tcp).then(|| word(port.transport.keyword())));
    keys.put("protocol", port.protocol.map(|protocol| word(protocol.keyword())));
    keys.put("hint", port.hint.clone().map(Tree::Text));
    keys.put("inbound", inbound(&port.inbound));
    keys.put("ignore", ignores(&port.ignore));
    keys.one_line()
}

fn inbound(inbound: &Inbound) -> Option<Tree> {
    let mut keys = Keys::default();
    keys.put("port", inbound.port.map(number_of));
    keys.put("servicePort", inbound.service_port.map(number_of));
    keys.put("address", inbound.address.clone().map(Tree::Text));
    keys.put("serviceAddress", inbound.service_address.clone().map(Tree::Text));
    keys.put("tags", texts(&inbound.tags));
    (!keys.0.is_empty()).then(|| keys.one_line())
}

/// One without a reason is left out: it silences nothing, and no reader would take it.
fn ignores(list: &[Ignore]) -> Option<Tree> {
    seq(list.iter().filter(|ignore| !ignore.reason.trim().is_empty()).map(ignore))
}

fn ignore(ignore: &Ignore) -> Tree {
    let mut keys = Keys::default();
    keys.must("code", Tree::Text(ignore.code.clone()));
    keys.must("reason", Tree::Text(ignore.reason.clone()));
    keys.one_line()
}

fn instance(instance: &Instance) -> Tree {
    let mut keys = Keys::default();
    keys.must("name", Tree::Text(instance.name.clone()));
    keys.must("address", Tree::Text(instance.address.clone()));
    keys.put("adminPort", instance.admin_port.map(number_of));
    keys.one_line()
}

fn call(call: &Call) -> Tree {
    let mut keys = Keys::default();
    keys.must("service", Tree::Text(call.service.clone()));
    keys.number("port", call.port);
    keys.put("at", call.at.map(number_of));
    keys.one_line()
}

/// A position that is nowhere is left out.
fn board(at: BoardPosition) -> Option<Tree> {
    // Display writes the shortest number that reads back as the same, and a whole one without a point.
    let number = |number: f32| number.is_finite().then(|| Tree::Raw(number.to_string()));
    let mut keys = Keys::default();
    keys.must("x", number(at.x)?);
    keys.must("y", number(at.y)?);
    Some(keys.one_line())
}

fn texts(texts: &BTreeMap<String, String>) -> Option<Tree> {
    let entries: Vec<Entry> = texts.iter().map(|(key, value)| Entry::text(key, value)).collect();
    (!entries.is_empty()).then(|| one_line(entries))
}

fn seq(items: impl Iterator<Item = Tree>) -> Option<Tree> {
    let items: Vec<Entry> = items.map(Entry::item).collect();
    (!items.is_empty()).then_some(Tree::Seq(items))
}

fn word(word: &str) -> Tree {
    Tree::Text(word.to_owned())
}

fn number_of(number: u32) -> Tree {
    Tree::Number(i64::from(number))
}

/// A map on one line if it has no map in it and is short enough, else by lines.
fn one_line(entries: Vec<Entry>) -> Tree {
    let flat = entries.iter().all(|entry| !matches!(entry.value, Tree::Map(_) | Tree::Flow(_) | Tree::Seq(_)));
    let block = Tree::Map(entries);
    if !flat {
        return block;
    }
    let flow = Tree::Flow(Box::new(block));
    let width = yaml::lines(&flow).iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
    match flow {
        Tree::Flow(block) if width > WIDTH => *block,
        flow => flow,
    }
}

/// The keys of one map, in the order they are written.
#[derive(Default)]
struct Keys(Vec<Entry>);

impl Keys {
    fn must(&mut self, key: &'static str, value: Tree) {
        self.0.push(Entry::word(key, value));
    }

    fn put(&mut self, key: &'static str, value: Option<Tree>) {
        self.0.extend(value.map(|value| Entry::word(key, value)));
    }

    fn number(&mut self, key: &'static str, number: u32) {
        self.must(key, number_of(number));
    }

    /// Text, left out when it is empty.
    fn text(&mut self, key: &'static str, text: &str) {
        self.put(key, (!text.is_empty()).then(|| word(text)));
    }

    fn one_line(self) -> Tree {
        one_line(self.0)
    }
}
