//! What a design becomes: Kubernetes Services and Universal Dataplanes.
//! Knows nothing of findings, files or windows.

mod bundle;
mod bundle_text;
mod commands;
mod dataplane;
mod diff;
mod file_names;
mod hint_patch;
pub mod import;
mod outbound;
pub mod seen;
mod service;
pub mod source;
mod wanted;

pub use crate::protocol::effective::annotation_key;
pub use bundle::{Bundle, File, Layout, bundle};
pub use bundle_text::is_ours;
pub use commands::{Commands, Given, commands, shell_word};
pub use diff::{DiffKind, DiffLine, diff, unified};
pub use wanted::{Wanted, wanted};

use std::collections::BTreeMap;

use crate::design::{Design, Index, PortId, Service, ServiceId, World};
use crate::yaml::{self, Entry, Line, Tree};

/// One rendered document.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// What it is on the other side.
    pub object: ObjectRef,
    /// The service it was made from.
    pub service: ServiceId,
    /// Whether it has placeholders that `kuma-dp run` fills in.
    pub template: bool,
    /// The document. Marks are port identities.
    pub tree: Tree,
}

/// Which object a manifest is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef {
    /// Where it lives: Services in one, Dataplanes in the other.
    pub world: World,
    /// The namespace, or the mesh on Universal. May be empty.
    pub scope: String,
    /// Its name; for a template that of the service.
    pub name: String,
}

/// How manifests are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Comments {
    /// None.
    #[default]
    Off,
    /// A short one at each hint, saying what it is for.
    On,
}

/// What rendering one service needs to know of the rest.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The whole design: the target, and the services that are called.
    pub design: &'a Design,
    /// Where its services are, by identity and by name.
    pub index: &'a Index,
    /// Whether hints are explained.
    pub comments: Comments,
}

impl Manifest {
    /// Its lines, each with the port it belongs to as its mark.
    pub fn lines(&self) -> Vec<Line> {
        yaml::lines(&self.tree)
    }

    /// Its text, ended by a line end.
    pub fn text(&self) -> String {
        yaml::text(&self.tree)
    }
}

/// The port a marked line belongs to.
pub fn port_of(line: &Line) -> Option<PortId> {
    (line.mark != 0).then_some(PortId(line.mark))
}

/// Every manifest of a design: Services in the user's order, then Dataplanes.
pub fn render(design: &Design, comments: Comments) -> Vec<Manifest> {
    let index = Index::of(design);
    let around = Around { design, index: &index, comments };
    let world = |world| design.services.iter().flat_map(move |service| render_service(&around, service, world));
    World::ALL.into_iter().flat_map(world).collect()
}

/// The manifests of one service in one world: none where it is not for that world.
pub fn render_service(around: &Around<'_>, service: &Service, world: World) -> Vec<Manifest> {
    if !service.is_on(world) {
        return Vec::new();
    }
    match world {
        World::Kubernetes => vec![service::render(around, service)],
        World::Universal => dataplane::render(around, service),
    }
}

/// Strings by key, as entries.
fn strings(map: &BTreeMap<String, String>) -> Vec<Entry> {
    map.iter().map(|(key, value)| Entry::text(key, value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Edit, HintStyle, ServicePort, Target, Transport};
    use crate::protocol::Protocol;

    /// Two TCP ports and a UDP one that has the number of the first.
    fn shop() -> Design {
        let port = |id, port, transport, protocol| ServicePort { id: PortId(id), port, transport, protocol, ..ServicePort::default() };
        let ports = vec![
            port(1, 80, Transport::Udp, None),
            port(2, 80, Transport::Tcp, Some(Protocol::Http)),
            port(3, 90, Transport::Tcp, Some(Protocol::Grpc)),
        ];
        let mut design = Design::default();
        design.target = Target { hint: HintStyle::Both, ..Target::default() };
        design.push(Service { name: "web".into(), ports, ..Service::default() });
        design
    }

    /// The lines of a port in a manifest, as one text.
    fn of_port(manifest: &Manifest, port: u32) -> String {
        let lines = manifest.lines();
        let texts = lines.iter().filter(|line| port_of(line) == Some(PortId(port)));
        texts.map(|line| line.text.trim_start()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn every_line_of_a_port_is_known_as_its_own() {
        let found = render(&shop(), Comments::Off);
        assert_eq!(of_port(&found[0], 1), "- port: 80|protocol: UDP");
        assert_eq!(of_port(&found[0], 2), "80.service.kuma.io/protocol: http|- port: 80|appProtocol: http");
        assert_eq!(of_port(&found[0], 3), "90.service.kuma.io/protocol: grpc|- port: 90|appProtocol: grpc");
        assert_eq!(of_port(&found[1], 1), "");
        assert_eq!(of_port(&found[1], 3), "- port: 90|protocol: grpc|tags:|kuma.io/service: web|kuma.io/protocol: grpc");
        let nobodys = found[0].lines().iter().filter(|line| port_of(line).is_none()).count();
        assert_eq!(nobodys, 7, "apiVersion, kind, metadata, its name, annotations, spec, ports");
    }

    #[test]
    fn two_hints_for_one_number_are_written_once_and_before_what_somebody_wrote_there() {
        let mut design = shop();
        let mut service = (*design.services[0]).clone();
        service.ports.retain(|port| port.transport == Transport::Tcp);
        service.ports[1].port = 80;
        service.annotations.insert(annotation_key(80), "tcp".to_owned());
        design.apply(Edit::put_service(service));
        let text = render(&design, Comments::Off)[0].text();
        assert_eq!(text.matches("80.service.kuma.io/protocol").count(), 1, "{text}");
        assert!(text.contains("80.service.kuma.io/protocol: http\n"), "{text}");
    }
}
