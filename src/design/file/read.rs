//! The text of a design file → design.
//! Knows which words mean what; what to say when they mean nothing is `words`' to know.

use super::wire::{CallFile, DesignFile, IgnoreFile, InboundFile, InstanceFile, PortFile, ServiceFile, TargetFile, TargetPortFile, Word};
use super::words::{self, Error};
use crate::design::{
    BoardPosition, Call, Design, Gateway, HintStyle, Ignore, Inbound, Instance, PortId, Service, ServicePort, ServiceType, Target,
    TargetPort, Transport, World,
};
use crate::protocol::{MeshServices, MeshVersion, PROTOCOLS, Protocol};
use crate::yaml::{self, Loose};

/// Reads a design. Services and ports are numbered from 1 in the order of the file.
pub fn read(text: &str) -> Result<Design, Error> {
    // The mark of another document with nothing in it, as it stands at the end of many files.
    let text = text.trim_end().strip_suffix("\n---").map_or(text, |before| text.get(..=before.len()).unwrap_or(text));
    let file: DesignFile = yaml::typed(text).map_err(|refusal| words::explain(text, &refusal))?;
    let source = Source { text };
    source.format(&file.portolan)?;
    let mut design = Design { name: file.name.unwrap_or_default(), ..Design::default() };
    if let Some(target) = file.target {
        design.target = source.target(target)?;
    }
    design.ignore = ignore(file.ignore)?;
    for service in file.services.unwrap_or_default() {
        design.push(source.service(service)?);
    }
    words::misread_elsewhere(text).map_or(Ok(design), Err)
}

/// The text, for what a value says only there.
struct Source<'a> {
    text: &'a str,
}

impl Source<'_> {
    fn format(&self, word: &Word) -> Result<(), Error> {
        match Loose::words(word, self.text) {
            "1" => Ok(()),
            other => Err(words::format(other).at(word)),
        }
    }

    fn target(&self, file: TargetFile) -> Result<Target, Error> {
        let default = Target::default();
        Ok(Target {
            mesh: file.mesh.unwrap_or(default.mesh),
            version: self.word(file.version, "version", &MeshVersion::ALL.map(MeshVersion::keyword), version)?.unwrap_or(default.version),
            hint: self.hint_style(file.hint)?.unwrap_or_default(),
            mesh_services: self
                .word(
                    file.mesh_services,
                    "mode of meshServices",
                    &MeshServices::ALL.map(MeshServices::keyword),
                    MeshServices::from_keyword,
                )?
                .unwrap_or_default(),
        })
    }

    fn service(&self, file: ServiceFile) -> Result<Service, Error> {
        let mut service = Service {
            name: file.name,
            namespace: file.namespace.unwrap_or_default(),
            mesh: file.mesh,
            on: self.word(file.on, "world", &World::ALL.map(World::keyword), World::from_keyword)?,
            hint: self.hint_style(file.hint)?,
            kind: self.service_type(file.kind, file.external_name)?,
            headless: file.headless.unwrap_or_default(),
            labels: file.labels.unwrap_or_default(),
            annotations: file.annotations.unwrap_or_default(),
            selector: file.selector.unwrap_or_default(),
            calls: file.calls.unwrap_or_default().into_iter().map(call).collect(),
            instances: file.instances.unwrap_or_default().into_iter().map(instance).collect(),
            tags: file.tags.unwrap_or_default(),
            gateway: self.word(file.gateway, "kind of gateway", &Gateway::ALL.map(Gateway::keyword), Gateway::from_keyword)?,
            ignore: ignore(file.ignore)?,
            board: file.board.map(|at| BoardPosition { x: at.x, y: at.y }).filter(|at| at.x.is_finite() && at.y.is_finite()),
            ..Service::default()
        };
        for port in file.ports.unwrap_or_default() {
            let id = service.fresh_port_id();
            service.ports.push(self.port(id, port)?);
        }
        Ok(service)
    }

    fn port(&self, id: PortId, file: PortFile) -> Result<ServicePort, Error> {
        let protocols: Vec<&str> = PROTOCOLS.iter().map(|spec| spec.keyword).collect();
        let transport = self.word(file.transport, "transport", &Transport::ALL.map(Transport::keyword), Transport::from_keyword)?;
        Ok(ServicePort {
            id,
            name: file.name.unwrap_or_default(),
            port: file.port,
            target_port: file.target_port.map(|target| match target {
                TargetPortFile::Number(number) => TargetPort::Number(number),
                TargetPortFile::Name(name) => TargetPort::Name(name),
            }),
            node_port: file.node_port,
            transport: transport.unwrap_or_default(),
            protocol: self.word(file.protocol, "protocol", &protocols, Protocol::from_keyword)?,
            hint: file.hint,
            inbound: file.inbound.map(inbound).unwrap_or_default(),
            ignore: ignore(file.ignore)?,
        })
    }

    fn hint_style(&self, word: Option<Word>) -> Result<Option<HintStyle>, Error> {
        self.word(word, "hint style", &HintStyle::ALL.map(HintStyle::keyword), HintStyle::from_keyword)
    }

    /// A name somewhere else makes the type, and the other way round; the two must not contradict.
    fn service_type(&self, word: Option<Word>, external: Option<String>) -> Result<ServiceType, Error> {
        let Some(word) = word else { return Ok(external.map(ServiceType::ExternalName).unwrap_or_default()) };
        let kind = match Loose::words(&word, self.text) {
            "ClusterIP" => ServiceType::ClusterIp,
            "NodePort" => ServiceType::NodePort,
            "LoadBalancer" => ServiceType::LoadBalancer,
            "ExternalName" => return Ok(ServiceType::ExternalName(external.unwrap_or_default())),
            other => return Err(words::unknown_word("type", other, &ServiceType::KEYWORDS).at(&word)),
        };
        match external {
            None => Ok(kind),
            Some(_) => Err(words::external_name(kind.keyword()).at(&word)),
        }
    }

    /// What a word of a list means; nothing is said where there is no word.
    fn word<T>(&self, word: Option<Word>, what: &str, known: &[&str], meaning: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
        let Some(word) = word else { return Ok(None) };
        let written = Loose::words(&word, self.text);
        match meaning(written) {
            Some(meant) => Ok(Some(meant)),
            None => Err(words::unknown_word(what, written, known).at(&word)),
        }
    }
}

fn version(word: &str) -> Option<MeshVersion> {
    word.parse().ok()
}

fn inbound(file: InboundFile) -> Inbound {
    Inbound {
        port: file.port,
        service_port: file.service_port,
        address: file.address,
        service_address: file.service_address,
        tags: file.tags.unwrap_or_default(),
    }
}

/// What is ignored; a reason of spaces is none.
fn ignore(file: Option<Vec<IgnoreFile>>) -> Result<Vec<Ignore>, Error> {
    let one = |file: IgnoreFile| match file.reason.value.trim() {
        "" => Err(words::no_reason(&file.code).at(&file.reason)),
        _ => Ok(Ignore { code: file.code, reason: file.reason.value }),
    };
    file.unwrap_or_default().into_iter().map(one).collect()
}

fn instance(file: InstanceFile) -> Instance {
    Instance { name: file.name, address: file.address, admin_port: file.admin_port }
}

fn call(file: CallFile) -> Call {
    Call { service: file.service, port: file.port, at: file.at }
}
