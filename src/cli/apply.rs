//! `portolan apply`: shows what applying a design to a cluster would change, asks, and does exactly that.
//! Knows nothing of how a plan is made or shown.

use clap::Args;

use super::cluster::{self as on_cluster, Asking, Deed};
use super::plan::{Of, notes};
use super::{Answer, Failed, print};

#[derive(Debug, Args)]
#[command(after_help = on_cluster::EXIT_CODES)]
pub struct Apply {
    /// Do not ask; without a terminal nothing is changed otherwise
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    of: Of,
}

impl Apply {
    pub fn run(self) -> Result<Answer, Failed> {
        on_cluster::wait(async {
            let (connection, plan) = self.of.plan().await?;
            print(&self.of.text(&plan));
            let asking = if self.yes { Asking::Not } else { Asking::First };
            let mut answer = on_cluster::send(&connection, &plan, Deed::Apply, asking).await?;
            answer.notes.splice(0..0, notes(&connection, &plan));
            Ok(answer)
        })
    }
}
