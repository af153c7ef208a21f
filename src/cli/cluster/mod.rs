//! What the commands for clusters share: which cluster and as whom, connecting, and asking before anything runs or changes.
//! Knows nothing of what is planned or applied.

mod ask;
mod json;
mod send;
mod text;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;

pub use ask::far;
pub use json::json;
pub use send::{Asking, Deed, send};
pub use text::{Sides, text};

use super::Failed;
use crate::cluster::{self, Connection, Consents, Context, Contexts, Env, Error, ExecPlugin, Verification};
use crate::manifest::shell_word;

/// Which cluster, and as whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster")]
pub struct Cluster {
    /// The context to use [default: the current one]
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
    /// A kubeconfig to read instead of KUBECONFIG or ~/.kube/config; several are read as one, as kubectl does
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Vec<PathBuf>,
    /// Let this program run to sign in, named as the kubeconfig names it; on a terminal you are asked instead. It is allowed for
    /// this once, and what the window was allowed is not known here
    #[arg(long, value_name = "COMMAND")]
    allow_exec: Option<String>,
}

impl Cluster {
    /// Connects to the cluster of the context that was named, else of the current one.
    pub async fn connect(&self) -> Result<Connection, Failed> {
        self.connect_to(&self.context(&[])?).await
    }

    /// The context that was named, else the current one; `more` are kubeconfigs to look into after the others.
    pub fn context(&self, more: &[PathBuf]) -> Result<Context, Failed> {
        let contexts = Contexts::find(&self.env()?, more);
        // A file that cannot be read may say which context is the current one, or what a name means.
        if let Some(broken) = contexts.problems.iter().find(|problem| matches!(problem, Error::Kubeconfig { .. })) {
            return Err(broken.clone().into());
        }
        let found = match &self.context {
            Some(name) => contexts.named(name, None).map_err(Failed::from),
            None => contexts.current().ok_or_else(|| none_is_current(&contexts)),
        };
        found.cloned().map_err(|error| because_of_file(error, contexts.problems.first()))
    }

    /// A context of one file, which is looked into after the others.
    pub fn context_in(&self, name: &str, file: &Path) -> Result<Context, Failed> {
        let contexts = Contexts::find(&self.env()?, &[file.to_owned()]);
        let broken = contexts.problems.iter().find(|problem| matches!(problem, Error::Kubeconfig { file: of, .. } if of == file));
        contexts.named(name, Some(file)).cloned().map_err(|error| because_of_file(error.into(), broken))
    }

    /// Our surroundings, with the kubeconfigs that were named instead of theirs.
    fn env(&self) -> Result<Env, Failed> {
        let env = Env::of_process();
        if self.kubeconfig.is_empty() {
            return Ok(env);
        }
        let files: Vec<PathBuf> = self.kubeconfig.iter().map(|file| std::path::absolute(file).unwrap_or_else(|_| file.clone())).collect();
        // kubectl passes over files that are not there, but not over those that somebody names.
        if let Some(file) = files.iter().find(|file| !file.exists()) {
            return Err(Error::Kubeconfig { file: file.clone(), why: "there is no such file".to_owned() }.into());
        }
        let list: OsString =
            std::env::join_paths(&files).map_err(|error| Failed::Said(format!("these kubeconfigs cannot be read as one: {error}")))?;
        Ok(Env { kubeconfig: Some(list), ..env })
    }

    /// Connects, and asks before a program runs that signs in.
    pub async fn connect_to(&self, context: &Context) -> Result<Connection, Failed> {
        let mut consents = Consents::default();
        match cluster::connect(context, &consents).await {
            Err(Error::NeedsConsent(plugin)) => {
                self.allow(context, &plugin)?;
                consents.give(&plugin);
                Ok(cluster::connect(context, &consents).await?)
            }
            connected => Ok(connected?),
        }
    }

    fn allow(&self, context: &Context, plugin: &ExecPlugin) -> Result<(), Failed> {
        let (command, file) = (&plugin.command, plugin.file.display());
        match &self.allow_exec {
            // `/a/./b` is `/a/b`.
            Some(allowed) if Path::new(allowed) == Path::new(command) => Ok(()),
            None if ask::can_ask() => {
                ask::tell(&ask::program(context, plugin));
                if ask::ask("Run it?") { Ok(()) } else { Err(Failed::Said(format!("not signed in: {command} may not run — {file}"))) }
            }
            None => Err(Failed::Said(format!(
                "signing in runs a program, and there is no terminal to ask on — look at it, and allow it with --allow-exec {}: {file}",
                shell_word(command)
            ))),
            Some(allowed) => Err(Failed::Said(format!(
                "signing in runs {command}, and what was allowed is {allowed} — look at it, and allow it with --allow-exec {}: {file}",
                shell_word(command)
            ))),
        }
    }
}

/// What the exit codes say.
pub const EXIT_CODES: &str =
    "Exit codes: 0 the cluster is as it should be, 1 it is not and something is left to do or to decide, 2 it could not be done.";

/// What somebody should know of a connection.
pub fn notes(connection: &Connection) -> Vec<String> {
    match connection.verification {
        Verification::On => Vec::new(),
        Verification::Off => vec![format!(
            "the server's certificate is not looked at, because the kubeconfig says insecure-skip-tls-verify: anybody may answer as {}",
            connection.place.server
        )],
    }
}

/// Waits for what is asked of a cluster.
pub fn wait<T>(work: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    cluster::wait(work).unwrap_or_else(|error| Err(Failed::Said(format!("this computer has no room to work ({error}) — try again"))))
}

fn none_is_current(contexts: &Contexts) -> Failed {
    let known: Vec<&str> = contexts.all.iter().map(|context| context.name.as_str()).collect();
    match known.as_slice() {
        [] => Failed::Said("the kubeconfig has no context — name another file with --kubeconfig".to_owned()),
        known => Failed::Said(format!("no context is the current one — name one with --context: {}", known.join(", "))),
    }
}

/// What was looked for may stand in a file that cannot be read: that is what to say then.
fn because_of_file(error: Failed, problem: Option<&Error>) -> Failed {
    problem.map_or(error, |problem| problem.clone().into())
}
