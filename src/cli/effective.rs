//! `portolan effective`: what the mesh sees, port by port, for people and for programs.
//! Knows nothing of why a port is seen as it is.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::found::{self, Read};
use super::words::{self, one_of, table};
use super::{Answer, Failed, Verdict, design};
use crate::design::Design;
use crate::manifest::seen::{Objects, Of, Row};
use crate::manifest::source::What;
use crate::protocol::effective::Kuma;
use crate::protocol::{MeshServices, MeshVersion, TargetPort};

#[derive(Debug, Args)]
pub struct Effective {
    /// Designs, manifests, and folders with them in; - is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Another Kuma version than the designs' target [default for manifests: the newest]
    #[arg(long, value_name = "VERSION", value_parser = design::version())]
    mesh_version: Option<MeshVersion>,
    /// Another meshServices.mode than the designs' target, 2.9 - 2.14 [default for manifests: disabled]
    #[arg(long, value_name = "MODE", ignore_case = true, value_parser = one_of(MeshServices::ALL.map(MeshServices::keyword), MeshServices::from_keyword))]
    mesh_services: Option<MeshServices>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, as a table with the reasons
    #[default]
    Text,
    /// For programs
    Json,
}

/// Rows that one Kuma sees.
struct Seen {
    version: MeshVersion,
    kuma: Kuma,
    rows: Vec<Row>,
}

impl Effective {
    pub fn run(self) -> Result<Answer, Failed> {
        let (mut seen, mut objects, mut notes, mut failed) = (Vec::new(), Objects::default(), Vec::new(), false);
        found::each(
            found::files(&self.paths),
            |path| Ok((design::name(path), found::read(path)?)),
            |read| {
                match read {
                    Ok((name, Read::Design(design, _))) => seen.push(self.design(&name, *design)),
                    Ok((_, Read::Found(source))) => {
                        for found in &source.documents {
                            match &found.what {
                                What::Broken(error) => {
                                    failed = true;
                                    notes.push(format!("{}:{}:{}: {}", source.name, error.line, error.column, error.message));
                                }
                                What::Template => notes.push(format!(
                                    "{}: document {} is a template: what the mesh sees of it is known once it is filled in",
                                    source.name, found.document
                                )),
                                What::Service | What::Workload(_) | What::Dataplane | What::Other(_) => {}
                            }
                        }
                        objects.read_source(&source);
                    }
                    // One that cannot be read keeps nobody from hearing of the others.
                    Err(error) => {
                        failed = true;
                        notes.push(error.to_string());
                    }
                }
                ControlFlow::Continue(())
            },
        );
        if !objects.is_empty() {
            // Manifests are seen together, as if all were applied.
            seen.push(self.seen(&objects, MeshVersion::NEWEST, MeshServices::default()));
        }
        let out = match self.format {
            Format::Text => text(&seen),
            Format::Json => json(&seen),
        };
        let verdict = if failed { Verdict::Failed } else { Verdict::Well };
        Ok(Answer { out, notes, verdict })
    }

    fn design(&self, name: &str, mut design: Design) -> Seen {
        let (version, mode) = (design.target.version, design.target.mesh_services);
        design.target.version = self.mesh_version.unwrap_or(version);
        self.seen(&Objects::of_design(name, &design), version, mode)
    }

    fn seen(&self, objects: &Objects, version: MeshVersion, mode: MeshServices) -> Seen {
        let version = self.mesh_version.unwrap_or(version);
        let kuma = Kuma::new(version, self.mesh_services.unwrap_or(mode));
        Seen { version, kuma, rows: objects.rows(kuma) }
    }
}

/// A table for each Kuma, with each reason at the end of its line.
fn text(seen: &[Seen]) -> String {
    let mut out = String::new();
    for one in seen {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&title(one));
        let mut lines = vec![["PORT", "SAID", "INBOUND", "SERVED", "MESHSERVICE", "CLIENT", "WHY"].map(str::to_owned).to_vec()];
        lines.extend(one.rows.iter().map(cells));
        let mut file = None;
        for (at, line) in table(lines).into_iter().enumerate() {
            let of = at.checked_sub(1).and_then(|at| one.rows.get(at)).map(|row| &row.file);
            if of != file {
                file = of;
                out.push_str(&format!("{}\n", printable(file.map_or("", String::as_str))));
            }
            out.push_str(&format!("  {line}\n"));
        }
    }
    if out.is_empty() { "no Service and no Dataplane\n".to_owned() } else { out }
}

fn title(seen: &Seen) -> String {
    let portable = if seen.version == MeshVersion::Portable { ", the newest of all that portable is for" } else { "" };
    let mode = if seen.kuma.version().has_mesh_services_mode() {
        format!(", meshServices {}", seen.kuma.mesh_services().keyword())
    } else {
        String::new()
    };
    format!("Kuma {}{portable}{mode}\n", seen.kuma.version())
}

fn cells(row: &Row) -> Vec<String> {
    let (port, said) = match &row.of {
        Of::Service { namespace, service, target, transport, app_protocol, annotation } => {
            let name = if namespace.is_empty() { service.clone() } else { format!("{namespace}/{service}") };
            let target = if *target == TargetPort::Number(row.port) { String::new() } else { format!(" → {target}") };
            let transport = if transport.keyword() == "TCP" { String::new() } else { format!("/{}", transport.keyword()) };
            let annotation = annotation.as_ref().map(|value| format!("annotation {value}"));
            let said: Vec<String> = app_protocol.iter().cloned().chain(annotation).collect();
            (format!("{name} {}{transport}{target}", row.port), said.join(", "))
        }
        Of::Dataplane { dataplane, service, .. } => (format!("{dataplane} {}", row.port), service.clone().unwrap_or_default()),
    };
    let words = [&port, &said, row.inbound.keyword(), row.served.keyword(), row.mesh_service.keyword(), row.client.keyword(), &row.note];
    words.map(printable).to_vec()
}

/// Without what would command a terminal; nothing is a dash.
fn printable(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if plain.is_empty() { "-".to_owned() } else { plain }
}

/// The shape of product.md §6.
#[derive(Serialize)]
struct Report<'a> {
    ports: Vec<Reported<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reported<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataplane: Option<&'a str>,
    namespace: Option<&'a str>,
    service: Option<&'a str>,
    port: u32,
    target_port: Option<Target<'a>>,
    transport: &'a str,
    app_protocol: Option<&'a str>,
    annotation: Option<&'a str>,
    inbound: &'a str,
    served: &'a str,
    mesh_service: &'a str,
    client: &'a str,
    note: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Target<'a> {
    Number(u32),
    Name(&'a str),
}

fn json(seen: &[Seen]) -> String {
    let ports = seen.iter().flat_map(|one| &one.rows).map(reported).collect();
    words::json(&Report { ports })
}

fn reported(row: &Row) -> Reported<'_> {
    let blank = Reported {
        file: &row.file,
        document: None,
        dataplane: None,
        namespace: None,
        service: None,
        port: row.port,
        target_port: None,
        transport: "TCP",
        app_protocol: None,
        annotation: None,
        inbound: row.inbound.keyword(),
        served: row.served.keyword(),
        mesh_service: row.mesh_service.keyword(),
        client: row.client.keyword(),
        note: &row.note,
    };
    match &row.of {
        Of::Service { namespace, service, target, transport, app_protocol, annotation } => Reported {
            namespace: Some(namespace).filter(|namespace| !namespace.is_empty()).map(String::as_str),
            service: Some(service),
            target_port: Some(match target {
                TargetPort::Number(number) => Target::Number(*number),
                TargetPort::Name(name) => Target::Name(name),
            }),
            transport: transport.keyword(),
            app_protocol: app_protocol.as_deref(),
            annotation: annotation.as_deref(),
            ..blank
        },
        Of::Dataplane { document, dataplane, service } => {
            Reported { document: Some(*document), dataplane: Some(dataplane), service: service.as_deref(), ..blank }
        }
    }
}
