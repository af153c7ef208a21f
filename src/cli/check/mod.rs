//! `portolan check`: what is wrong with designs, for people and for programs.
//! Knows nothing of what the rules look for.

mod json;
mod mend;
mod sarif;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::words::Colour;
use super::{Answer, Failed, Verdict, design};
use crate::check::{self, Finding, Severity, Suppressed};
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

/// A design that was checked.
struct Checked {
    file: String,
    text: String,
    design: Design,
    findings: Vec<Finding>,
    suppressed: Vec<Suppressed>,
}

impl Check {
    pub fn run(self, colour: Colour) -> Result<Answer, Failed> {
        let (mut checked, mut notes, mut mended) = (Vec::new(), Vec::new(), Vec::new());
        for path in self.paths.iter().flat_map(|path| designs(path)) {
            // One that cannot be read keeps nobody from hearing of the others.
            match path.and_then(|path| self.mend_and_check(&path)) {
                Ok((of_one, one)) => {
                    mended.extend(of_one);
                    checked.push(one);
                }
                Err(failed) => notes.push(failed.to_string()),
            }
        }
        let worst = checked.iter().flat_map(|one| &one.findings).map(|finding| finding.severity).max();
        let verdict = match worst {
            _ if !notes.is_empty() => Verdict::Failed,
            Some(Severity::Error | Severity::Warning) => Verdict::Findings,
            Some(Severity::Hint) | None => Verdict::Well,
        };
        let out = match self.format {
            Format::Text => mended.drain(..).map(|line| line + "\n").collect::<String>() + &text::report(&checked, colour),
            Format::Json => json::report(&checked),
            Format::Sarif => sarif::report(&checked, &notes),
        };
        notes.extend(mended);
        Ok(Answer { out, notes, verdict })
    }

    /// What was mended in a file, and what is wrong with it then.
    fn mend_and_check(&self, path: &Path) -> Result<(Vec<String>, Checked), Failed> {
        let mended = if self.fix { mend::mend(path, self.mesh_version)? } else { Vec::new() };
        let (mut design, text) = design::read(path)?;
        design.target.version = self.mesh_version.unwrap_or(design.target.version);
        let mut found = check::Checked::default();
        found.update(&design);
        let (findings, suppressed) = (found.findings().to_vec(), found.suppressed().cloned().collect());
        Ok((mended, Checked { file: design::name(path), text, findings, suppressed, design }))
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
