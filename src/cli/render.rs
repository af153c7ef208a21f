//! `portolan render`: manifests on standard output. Knows nothing of files.

use clap::Args;

use super::{Answer, Failed, design};
use crate::manifest;

#[derive(Debug, Args)]
pub struct Render {
    #[command(flatten)]
    from: design::From,
}

impl Render {
    pub fn run(self) -> Result<Answer, Failed> {
        let (design, worlds) = (self.from.read()?, self.from.worlds());
        let manifests = manifest::render(&design, self.from.comments());
        let texts: Vec<String> =
            manifests.iter().filter(|manifest| worlds.contains(&manifest.object.world)).map(manifest::Manifest::text).collect();
        let notes = if texts.is_empty() { vec!["the design has nothing to write here".to_owned()] } else { Vec::new() };
        Ok(Answer { notes, ..Answer::text(texts.join("---\n")) })
    }
}
