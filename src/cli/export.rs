//! `portolan export`: manifests into a folder, over nobody else's files. Knows nothing of what is in them.

use std::path::PathBuf;

use clap::Args;

use super::{Answer, Failed, Verdict, design, words};
use crate::files::{self, Planned, Replace, Standing};
use crate::manifest::{Layout, bundle};

#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    from: design::From,
    /// The folder to write into; made where it is missing, and nothing in it is removed
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// How the files are laid out
    #[arg(long, value_name = "LAYOUT", default_value = Layout::default().keyword(), value_parser = words::one_of(Layout::ALL.map(Layout::keyword), Layout::from_keyword))]
    layout: Layout,
    /// Replace files that Portolan did not write for this design, or that somebody changed since, too
    #[arg(long)]
    force: bool,
    /// Write nothing, and say what would be written; exits with 1 if anything would
    #[arg(short = 'n', long)]
    dry_run: bool,
}

impl Export {
    pub fn run(self) -> Result<Answer, Failed> {
        let bundle = bundle(&self.from.read()?, &self.from.worlds(), self.layout, self.from.comments());
        let planned = files::plan_export(&self.out, &bundle);
        let changes = planned.iter().any(|file| file.standing != Standing::Same);
        if !self.dry_run {
            files::write_export(&self.out, &bundle, if self.force { Replace::Any } else { Replace::OursOnly }).map_err(refused)?;
        }
        let words = if self.dry_run { would } else { did };
        let line = |file: &Planned| format!("{:9} {}\n", words(file.standing), self.out.join(&file.path).display());
        let mut notes = bundle.notes.clone();
        if planned.is_empty() {
            notes.push("the design has nothing to write here".to_owned());
        }
        if self.dry_run && !self.force && planned.iter().any(|file| file.standing == Standing::Foreign) {
            notes.push("files that Portolan did not write for this design, or that somebody changed since, are in the way — replace them with --force, if they may be lost".to_owned());
        }
        let verdict = if self.dry_run && changes { Verdict::Findings } else { Verdict::Well };
        Ok(Answer { out: planned.iter().map(line).collect(), notes, verdict })
    }
}

/// With the option that would do it.
fn refused(error: files::Error) -> Failed {
    match error {
        files::Error::Foreign(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            Failed::Said(format!(
                "not written by Portolan for this design, or changed since — replace with --force, if it may be lost: {}",
                paths.join(", ")
            ))
        }
        error => error.into(),
    }
}

fn did(standing: Standing) -> &'static str {
    match standing {
        Standing::New => "wrote",
        Standing::Same => "unchanged",
        Standing::Ours | Standing::Foreign => "replaced",
    }
}

fn would(standing: Standing) -> &'static str {
    match standing {
        Standing::New => "new",
        Standing::Same => "unchanged",
        Standing::Ours => "changed",
        Standing::Foreign => "foreign",
    }
}
