//! `portolan import`: manifests → a design, with a note of everything that a design has no place for.
//! Knows nothing of what the manifests mean.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;

use super::found::{self, Read};
use super::lines::Lines;
use super::{Answer, Failed, Verdict, design};
use crate::design::file::ENDING;
use crate::design::{Target, file};
use crate::files::{self, Over};
use crate::manifest::import::{Alike, import};
use crate::manifest::source::{Source, What};
use crate::protocol::MeshVersion;

#[derive(Debug, Args)]
pub struct Import {
    /// Manifests, and folders with such files in them; - is standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Where to write the design; - is standard output
    #[arg(short, long, value_name = "DESIGN", default_value = "-")]
    output: PathBuf,
    /// The Kuma version that the design is for [default: the newest]
    #[arg(long, value_name = "VERSION", value_parser = design::version())]
    mesh_version: Option<MeshVersion>,
    /// Replace the design that is there
    #[arg(long)]
    force: bool,
}

impl Import {
    pub fn run(self) -> Result<Answer, Failed> {
        let (mut sources, mut notes) = (Vec::new(), Vec::new());
        let mut verdict = Verdict::Well;
        found::each(found::files(&self.paths), found::read, |read| {
            match read {
                Ok(Read::Found(source)) => sources.push(source),
                Ok(Read::Design(design, _)) => notes.push(format!("a design already, and left out: {}", design.name)),
                Err(failed) => {
                    notes.push(failed.to_string());
                    verdict = Verdict::Failed;
                }
            }
            ControlFlow::Continue(())
        });
        let target = Target { version: self.mesh_version.unwrap_or(MeshVersion::NEWEST), ..Target::default() };
        let imported = import(&self.name(), &sources, &target, Alike::Together);
        if imported.design.services.is_empty() {
            notes.push("there is no Service and no Dataplane in it".to_owned());
            return Ok(Answer { out: String::new(), notes, verdict: Verdict::Failed });
        }
        if sources.iter().flat_map(|source| &source.documents).any(|found| matches!(found.what, What::Broken(_))) {
            verdict = Verdict::Failed;
        }
        for (index, source) in sources.iter().enumerate() {
            let lines = Lines::of(&source.text);
            let own = imported.notes.iter().filter(|note| note.source == index);
            notes.extend(own.map(|note| said(source, &lines, note)));
        }
        let text = file::write(&imported.design);
        let out = if self.output == Path::new("-") {
            text
        } else {
            files::write_over(&self.output, &text, if self.force { Over::Anything } else { Over::Nothing }).map_err(refused)?;
            format!("wrote {}\n", self.output.display())
        };
        Ok(Answer { out, notes, verdict })
    }

    /// The design is called as its file.
    fn name(&self) -> String {
        let name = self.output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = [ENDING, ".yaml", ".yml"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
        if stem == "-" { "imported".to_owned() } else { stem.to_owned() }
    }
}

fn said(source: &Source, lines: &Lines<'_>, note: &crate::manifest::import::Note) -> String {
    let spot = lines.spot(note.span.clone(), String::new());
    let path = if note.path.is_empty() { String::new() } else { format!("{}: ", note.path) };
    format!("{}:{}:{}: {path}{}", source.name, spot.line, spot.column, note.why)
}

/// With the option that would do it.
fn refused(error: files::Error) -> Failed {
    match error {
        files::Error::Exists(path) => {
            Failed::Said(format!("the file is there already — replace it with --force, if it may be lost: {}", path.display()))
        }
        error => error.into(),
    }
}
