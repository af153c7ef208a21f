//! `portolan new`: a design from a template. Knows nothing of what is in them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Answer, Failed};
use crate::design::template::{TEMPLATES, Template};
use crate::files::{self, Over};
use crate::nearest::nearest;

#[derive(Debug, Args)]
pub struct New {
    /// The template to start from
    #[arg(long, value_name = "NAME", required_unless_present = "list")]
    template: Option<String>,
    /// Where to write the design; nothing there is overwritten, and - is standard output [default: -]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// List the templates
    #[arg(long, conflicts_with_all = ["template", "output"])]
    list: bool,
}

impl New {
    pub fn run(self) -> Result<Answer, Failed> {
        let Some(name) = self.template else { return Ok(Answer::text(list())) };
        let Some(template) = Template::find(&name) else {
            let near = nearest(&name, TEMPLATES.iter().map(|template| template.name));
            let guess = near.map_or_else(|| "see portolan new --list".to_owned(), |near| format!("did you mean {near}?"));
            return Err(Failed::Said(format!("there is no template {name} — {guess}")));
        };
        match self.output {
            Some(path) if path != Path::new("-") => {
                files::write_over(&path, template.text, Over::Nothing)?;
                Ok(Answer::text(format!("wrote {}\n", path.display())))
            }
            None | Some(_) => Ok(Answer::text(template.text)),
        }
    }
}

fn list() -> String {
    let width = TEMPLATES.iter().map(|template| template.name.len()).max().unwrap_or(0);
    TEMPLATES.iter().map(|template| format!("{:width$}  {}\n", template.name, template.summary)).collect()
}
