//! `portolan completions`: for a shell, made from the arguments themselves.
//! Knows nothing of where shells look for them.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::{Answer, Arguments};

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Answer {
        let mut bytes = Vec::new();
        generate(self.shell, &mut Arguments::command(), "portolan", &mut bytes);
        Answer::text(String::from_utf8_lossy(&bytes))
    }
}
