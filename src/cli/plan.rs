//! `portolan plan`: what applying a design to a cluster would change, as the server itself answers. Changes nothing.
//! Knows nothing of how it is shown.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::cluster::{self as on_cluster, Cluster, Sides};
use super::words::Colour;
use super::{Answer, Failed, Verdict, design};
use crate::cluster::{self, Action, Connection, Kind, Options, TakeOver};
use crate::manifest::{self, Wanted};
use crate::nearest::nearest;

/// What is applied, and where.
#[derive(Debug, Args)]
pub struct Of {
    /// The design; - is standard input
    #[arg(value_name = "DESIGN")]
    path: PathBuf,
    /// Where services go that name no namespace [default: the context's]
    #[arg(long, value_name = "NS")]
    namespace: Option<String>,
    /// Take over from their owners the fields of this Service that are in conflict; say it once for each
    #[arg(long, value_name = "NAMESPACE/NAME")]
    take_over: Vec<String>,
    /// Create the namespaces that are missing, too
    #[arg(long)]
    create_namespaces: bool,
    #[command(flatten)]
    cluster: Cluster,
}

#[derive(Debug, Args)]
#[command(after_help = on_cluster::EXIT_CODES)]
pub struct Plan {
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    of: Of,
}

/// How a plan or a history is printed.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

impl Plan {
    pub fn run(self) -> Result<Answer, Failed> {
        let (connection, plan) = on_cluster::wait(self.of.plan())?;
        let out = match self.format {
            Format::Text => self.of.text(&plan),
            Format::Json => on_cluster::json(&plan),
        };
        let verdict = if plan.changes.iter().all(|change| change.action == Action::None) { Verdict::Well } else { Verdict::Findings };
        Ok(Answer { out, notes: notes(&connection, &plan), verdict })
    }
}

impl Of {
    /// Connects and plans.
    pub async fn plan(&self) -> Result<(Connection, cluster::Plan), Failed> {
        let (design, _) = design::read(&self.path)?;
        let connection = self.cluster.connect().await?;
        let wanted = manifest::wanted(&design, self.namespace.as_deref().unwrap_or(&connection.namespace));
        for name in &self.take_over {
            known(name, &wanted)?;
        }
        let manager = cluster::manager(&design.name);
        let ask = async |options: &Options| {
            cluster::plan(&connection.client, &connection.place, &manager, &wanted, options, on_cluster::far).await
        };
        // Of namespaces that are there, nobody asks whether to create them.
        let namespaces: BTreeSet<String> =
            wanted.iter().filter(|_| self.create_namespaces).map(|wanted| wanted.namespace.clone()).collect();
        let options = Options { namespaces, ..Options::default() };
        let plan = ask(&options).await?;
        let taken_over = self.taken_over(&plan);
        let plan = if taken_over.is_empty() { plan } else { ask(&Options { taken_over, ..options }).await? };
        Ok((connection, plan))
    }

    /// The conflicts that somebody named: only against the owners that were seen just now.
    fn taken_over(&self, plan: &cluster::Plan) -> BTreeSet<TakeOver> {
        let is_named = |change: &&cluster::Change| {
            change.object.kind == Kind::Service && self.take_over.iter().any(|name| *name == change.object.to_string())
        };
        plan.changes.iter().filter(is_named).filter_map(|change| change.take_over.clone()).collect()
    }

    /// The plan for people.
    pub fn text(&self, plan: &cluster::Plan) -> String {
        let colour = Colour::of_terminal(io::stdout().is_terminal());
        on_cluster::text(plan, Sides { before: "live", after: "after apply" }, colour)
    }
}

/// What somebody should know of a plan.
pub fn notes(connection: &Connection, plan: &cluster::Plan) -> Vec<String> {
    let nothing = plan.changes.is_empty().then(|| "no service of this design is for Kubernetes".to_owned());
    on_cluster::notes(connection).into_iter().chain(nothing).collect()
}

/// A name on the command line has to be that of a Service in the design.
fn known(name: &str, wanted: &[Wanted]) -> Result<(), Failed> {
    let names: Vec<String> = wanted.iter().map(|wanted| format!("{}/{}", wanted.namespace, wanted.name)).collect();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let guess = nearest(name, names.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
    let guess = guess.unwrap_or_else(|| "name one as NAMESPACE/NAME".to_owned());
    Err(Failed::Said(format!("--take-over {name}: the design has no such Service — {guess}")))
}
