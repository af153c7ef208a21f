//! `portolan check`: what is wrong with designs and manifests, for people and for programs.
//! Knows nothing of what the rules look for.

mod json;
mod manifests;
mod mend;
mod sarif;
mod text;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::manifests::{Folders, Together};
use super::found::{self, Read};
use super::lines::Spot;
use super::place::Text;
use super::words::Colour;
use super::{Answer, Failed, Verdict, design};
use crate::check::{self, Finding, Severity};
use crate::design::{Design, Target};
use crate::protocol::MeshVersion;
use crate::session::checked;
use crate::session::found::Facts;

#[derive(Debug, Args)]
#[command(after_help = "Exits with 1 if there are errors or warnings, with 2 if something could not be read. Hints alone change nothing.")]
pub struct Check {
    /// Designs, manifests, and folders with such files in them; - is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Another Kuma version than the designs' target, or than the newest for manifests
    #[arg(long, value_name = "VERSION", value_parser = design::version())]
    mesh_version: Option<MeshVersion>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write what has one safe answer into the designs, comments kept, and say what is left
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, with the line in the file
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// A file that was checked.
struct Checked {
    kind: FileKind,
    file: String,
    /// What was mended, a line each.
    mended: Vec<String>,
    reports: Vec<Report>,
    /// What is ignored, with the reasons.
    ignored: Vec<(Report, String)>,
    /// Of a found file that is not the only one of its folder: its path, and what of it matters to the others.
    facts: Option<(PathBuf, Facts)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Design,
    Manifests,
}

/// A finding, as it is told.
struct Report {
    code: &'static str,
    severity: Severity,
    words: check::Source,
    message: String,
    document: usize,
    service: Option<String>,
    port: Option<u32>,
    fix: Option<String>,
    /// The same as a change of the text, where somebody asked for it.
    change: Option<sarif::Change>,
    field: String,
    line: usize,
    column: usize,
    /// How many characters are meant.
    len: usize,
    /// The line in the file, cut where it is long.
    excerpt: text::Excerpt,
}

impl Report {
    fn at(self, spot: Spot<'_>) -> Report {
        let excerpt = text::Excerpt::of(&spot);
        let field = match &self.words {
            check::Source::Portolan => spot.field,
            check::Source::ControlPlane { field } => field.clone(),
        };
        Report { field, line: spot.line, column: spot.column, len: spot.len, excerpt, ..self }
    }
}

impl Check {
    pub fn run(self, colour: Colour) -> Result<Answer, Failed> {
        let (mut checked, mut notes, mut tally) = (Vec::new(), Vec::new(), text::Tally::default());
        let files = found::files(&self.paths);
        let target = Target { version: self.mesh_version.unwrap_or(MeshVersion::NEWEST), ..Target::default() };
        let (folders, mut together) = (Folders::of(&files, target), Together::default());
        found::each(
            files,
            |path| self.check(&folders, path),
            |one| {
                match one {
                    Ok(mut one) => {
                        one.facts.take().into_iter().for_each(|(path, facts)| together.add(path, facts));
                        tally.count(&one);
                        match self.format {
                            // The first findings are read while the last files are.
                            Format::Text => return print(&text::shown(&one, colour)),
                            Format::Json | Format::Sarif => checked.push(one),
                        }
                    }
                    // One that cannot be read keeps nobody from hearing of the others.
                    Err(failed) => notes.push(failed.to_string()),
                }
                ControlFlow::Continue(())
            },
        );
        for more in together.check(&folders) {
            tally.count_more(&more);
            match (self.format, checked.iter_mut().find(|one| one.file == more.file)) {
                (Format::Json | Format::Sarif, Some(one)) => one.join(more),
                (Format::Json | Format::Sarif, None) => checked.push(more),
                (Format::Text, _) => match print(&text::shown(&more, colour)) {
                    ControlFlow::Continue(()) => {}
                    ControlFlow::Break(()) => break,
                },
            }
        }
        let out = match self.format {
            Format::Text => tally.words(),
            Format::Json => json::text(&checked),
            Format::Sarif => sarif::text(&checked, &notes),
        };
        let verdict = match tally.worst() {
            _ if !notes.is_empty() => Verdict::Failed,
            Some(Severity::Error | Severity::Warning) => Verdict::Findings,
            Some(Severity::Hint) | None => Verdict::Well,
        };
        notes.extend(checked.into_iter().flat_map(|one| one.mended));
        Ok(Answer { out, notes, verdict })
    }

    fn check(&self, folders: &Folders, path: &Path) -> Result<Checked, Failed> {
        let named = || self.paths.iter().any(|named| named == path);
        match found::read(path)? {
            Read::Design(_, before) if self.fix => {
                let (mended, design, text) = mend::mend(path, &before, self.mesh_version)?;
                Ok(Checked { mended, ..self.design(path, design, &text) })
            }
            Read::Design(design, text) => Ok(self.design(path, *design, &text)),
            // In a folder they are looked at beside the designs.
            Read::Found(_) if self.fix && named() => Err(mend::no_design(path)),
            Read::Found(source) => Ok(folders.check(path, &source)),
        }
    }

    fn design(&self, path: &Path, mut design: Design, text: &str) -> Checked {
        design.target.version = self.mesh_version.unwrap_or(design.target.version);
        let found = checked(&design);
        let places = Text::new(text, &design);
        let report = |finding: &Finding| {
            let service = places.service(&finding.place);
            let change = match self.format {
                Format::Sarif => finding.fix.as_ref().and_then(|fix| sarif::Change::of(fix, &design, text)),
                Format::Text | Format::Json => None,
            };
            Report {
                code: finding.code,
                severity: finding.severity,
                words: finding.source.clone(),
                document: 0,
                service: service.map(|service| service.name.clone()),
                port: service.and_then(|service| service.port(finding.place.port?)).map(|port| port.port),
                fix: finding.fix.as_ref().map(|fix| fix.title.clone()),
                message: finding.message.clone(),
                change,
                ..Report::default()
            }
            .at(places.spot(&finding.place))
        };
        let reports = found.findings().iter().map(report).collect();
        let ignored = found.suppressed().map(|one| (report(&one.finding), one.reason.clone())).collect();
        Checked { kind: FileKind::Design, file: design::name(path), mended: Vec::new(), reports, ignored, facts: None }
    }
}

impl Default for Report {
    fn default() -> Report {
        Report {
            code: "",
            severity: Severity::Hint,
            words: check::Source::Portolan,
            message: String::new(),
            document: 0,
            service: None,
            port: None,
            fix: None,
            change: None,
            field: String::new(),
            line: 1,
            column: 1,
            len: 1,
            excerpt: text::Excerpt::default(),
        }
    }
}

/// Prints at once; whoever closed the pipe has seen enough.
fn print(text: &str) -> ControlFlow<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    }
}
