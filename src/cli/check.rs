//! `portolan check`: what is wrong with designs, for people and for programs.
//! Knows nothing of what the rules look for.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::place::{Spot, Text};
use super::words::{Colour, count};
use super::{Answer, Failed, Verdict, design};
use crate::check::{Finding, Severity, Source, check, rule};
use crate::design::Design;
use crate::files;
use crate::protocol::MeshVersion;

#[derive(Debug, Args)]
pub struct Check {
    /// Designs, and folders with *.portolan.yaml in them; - is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Another Kuma version than the designs' target
    #[arg(long, value_name = "VERSION", value_parser = design::version())]
    mesh_version: Option<MeshVersion>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, with the line in the file
    #[default]
    Text,
    /// For programs
    Json,
}

/// A design that was checked.
struct Checked {
    file: String,
    text: String,
    design: Design,
    findings: Vec<Finding>,
}

impl Check {
    pub fn run(self, colour: Colour) -> Result<Answer, Failed> {
        let (mut checked, mut notes) = (Vec::new(), Vec::new());
        for path in self.paths.iter().flat_map(|path| designs(path)) {
            // One that cannot be read keeps nobody from hearing of the others.
            match path.and_then(|path| self.check(&path)) {
                Ok(one) => checked.push(one),
                Err(failed) => notes.push(failed.to_string()),
            }
        }
        let out = match self.format {
            Format::Text => text(&checked, colour),
            Format::Json => json(&checked),
        };
        let worst = checked.iter().flat_map(|one| &one.findings).map(|finding| finding.severity).max();
        let verdict = match worst {
            _ if !notes.is_empty() => Verdict::Failed,
            Some(Severity::Error | Severity::Warning) => Verdict::Findings,
            Some(Severity::Hint) | None => Verdict::Well,
        };
        Ok(Answer { out, notes, verdict })
    }

    fn check(&self, path: &Path) -> Result<Checked, Failed> {
        let (mut design, text) = design::read(path)?;
        design.target.version = self.mesh_version.unwrap_or(design.target.version);
        Ok(Checked { file: design::name(path), text, findings: check(&design), design })
    }
}

/// The designs that a path means: itself, or those in a folder and the folders in it, by name. Hidden folders and links to folders are not
/// followed.
fn designs(path: &Path) -> Vec<Result<PathBuf, Failed>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut found = Vec::new();
    if let Err(failed) = collect(path, &mut found) {
        return vec![Err(failed)];
    }
    if found.is_empty() {
        return vec![Err(Failed::Said(format!("there is no *.portolan.yaml in this folder — name a design: {}", path.display())))];
    }
    found.sort();
    found.into_iter().map(Ok).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failed> {
    for entry in files::entries(folder)? {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_folder = fs::symlink_metadata(&entry).is_ok_and(|metadata| metadata.is_dir());
        if is_folder && !name.starts_with('.') {
            collect(&entry, found)?;
        } else if name.ends_with(".portolan.yaml") && !entry.is_dir() {
            found.push(entry);
        }
    }
    Ok(())
}

fn text(checked: &[Checked], colour: Colour) -> String {
    let mut out = String::new();
    for one in checked {
        let text = Text::new(&one.text, &one.design);
        for finding in &one.findings {
            out.push_str(&shown(&one.file, finding, &text.spot(&finding.place), colour));
        }
    }
    let tally = |severity| checked.iter().flat_map(|one| &one.findings).filter(|finding| finding.severity == severity).count();
    let said = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| (severity, tally(severity)));
    let said: Vec<String> =
        said.iter().filter(|(_, number)| *number > 0).map(|(severity, number)| count(*number, severity.keyword())).collect();
    let said = if said.is_empty() { "nothing wrong".to_owned() } else { said.join(", ") };
    if !checked.is_empty() {
        out.push_str(&format!("{said} in {}\n", count(checked.len(), "design")));
    }
    out
}

/// One finding, with the line in the file and a mark under what is meant.
fn shown(file: &str, finding: &Finding, spot: &Spot<'_>, colour: Colour) -> String {
    let style = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Hint => "1;36",
    };
    let number = spot.line.to_string();
    let (gutter, bar) = (" ".repeat(number.len()), colour.paint("34", "|"));
    let head = colour.paint(style, &format!("{}[{}]", finding.severity.keyword(), finding.code));
    let message = colour.paint("1", &printable(&finding.message));
    let mark = colour.paint(style, &"^".repeat(spot.len));
    let indent = " ".repeat(spot.column - 1);
    let mut text = format!("{}:{}:{}: {head}: {message}\n", printable(file), spot.line, spot.column);
    text.push_str(&format!(
        "{gutter} {bar}\n{} {bar} {}\n{gutter} {bar} {indent}{mark}\n",
        colour.paint("34", &number),
        printable(spot.source)
    ));
    if let Some(fix) = &finding.fix {
        text.push_str(&format!("{gutter} {} fix: {}\n", colour.paint("34", "="), printable(&fix.title)));
    }
    text.push('\n');
    text
}

/// Without what would command a terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// The shape of product.md §6.
#[derive(Serialize)]
struct Report<'a> {
    findings: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    source: &'a str,
    message: &'a str,
    file: &'a str,
    document: usize,
    line: usize,
    column: usize,
    service: Option<&'a str>,
    port: Option<u32>,
    field: String,
    fixable: bool,
}

fn json(checked: &[Checked]) -> String {
    let mut findings = Vec::new();
    for one in checked {
        let text = Text::new(&one.text, &one.design);
        findings.extend(one.findings.iter().map(|finding| reported(&one.file, &text, finding)));
    }
    // Strings and numbers alone: nothing that JSON could refuse.
    serde_json::to_string_pretty(&Report { findings }).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn reported<'a>(file: &'a str, text: &Text<'a>, finding: &'a Finding) -> Reported<'a> {
    let (spot, service) = (text.spot(&finding.place), text.service(&finding.place));
    Reported {
        code: finding.code,
        name: rule(finding.code).map_or("", |rule| rule.name),
        severity: finding.severity.keyword(),
        source: finding.source.keyword(),
        message: &finding.message,
        file,
        document: 0,
        line: spot.line,
        column: spot.column,
        service: service.map(|service| service.name.as_str()),
        port: service.and_then(|service| service.port(finding.place.port?)).map(|port| port.port),
        field: match &finding.source {
            Source::Portolan => spot.field,
            Source::ControlPlane { field } => field.clone(),
        },
        fixable: finding.fix.is_some(),
    }
}
