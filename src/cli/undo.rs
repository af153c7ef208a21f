//! `portolan undo`: shows what takes an apply back, asks, and does exactly that. What somebody changed since is left alone.
//! Knows nothing of how that plan is made or shown.

use std::io::{self, IsTerminal};

use clap::Args;

use super::cluster::{self as on_cluster, Asking, Cluster, Deed, Sides};
use super::words::{Colour, printable};
use super::{Answer, Failed, history, print};
use crate::cluster::{self, Context, Past};

#[derive(Debug, Args)]
#[command(after_help = on_cluster::EXIT_CODES)]
pub struct Undo {
    /// The apply to take back, as portolan history names it [default: the newest; an undo is an apply, too]
    #[arg(value_name = "APPLY")]
    apply: Option<String>,
    /// Do not ask; without a terminal nothing is changed otherwise
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    cluster: Cluster,
}

impl Undo {
    pub fn run(self) -> Result<Answer, Failed> {
        let past = self.past()?;
        let context = self.context(&past)?;
        on_cluster::wait(async {
            let connection = self.cluster.connect_to(&context).await?;
            let (name, past) = (past.name(), Past { place: connection.place.clone(), ..past });
            let plan = cluster::plan_undo(&connection.client, &past, on_cluster::far).await?;
            print(&history::damage(&past));
            print(&format!("{name} of {}, design {}: {}\n\n", past.when(), printable(past.design()), past.words()));
            let colour = Colour::of_terminal(io::stdout().is_terminal());
            print(&on_cluster::text(&plan, Sides { before: "live", after: "after undo" }, colour));
            let asking = if self.yes { Asking::Not } else { Asking::First };
            let mut answer = on_cluster::send(&connection, &plan, Deed::Undo(&name), asking).await?;
            answer.notes.splice(0..0, on_cluster::notes(&connection));
            Ok(answer)
        })
    }

    fn past(&self) -> Result<Past, Failed> {
        let mut all = history::all();
        let wanted = |past: &Past| self.cluster.context.as_ref().is_none_or(|context| past.place.context == *context);
        match &self.apply {
            // One that came to nothing needs no undoing, and one before it may.
            None => all
                .find(|past| wanted(past) && (past.may_have_changed_something() || past.damaged))
                .ok_or_else(|| Failed::Said("nothing was applied from here yet".to_owned())),
            Some(name) => all
                .find(|past| past.name() == *name)
                .ok_or_else(|| Failed::Said(format!("there is no apply {name} — see portolan history for those there are"))),
        }
    }

    /// The cluster it was applied to, and no other: of the context that was used then, unless another one is named.
    fn context(&self, past: &Past) -> Result<Context, Failed> {
        let place = &past.place;
        let context = if self.cluster.context.is_none() && self.cluster.kubeconfig.is_empty() {
            self.cluster.context_in(&place.context, &place.file)?
        } else {
            self.cluster.context(&[])?
        };
        if context.server == place.server {
            return Ok(context);
        }
        Err(Failed::Said(format!(
            "{} was applied to {}, and context {:?} leads to another server — name one that leads there with --context: {}",
            past.name(),
            place.server,
            context.name,
            context.server
        )))
    }
}
