//! Programs that sign somebody in: which one a kubeconfig names, whether it may run, and what it hands out.
//! Knows nothing of servers.

mod login_shell;
mod path;
mod plugin;
mod policy;
mod run;
mod secrets;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use plugin::{Consents, ExecPlugin, Fingerprint};
pub(super) use run::Credential;

use super::Env;
use super::error::Error;
use super::kubeconfig::{Cluster, Exec};

/// How long a program may take: some open a browser, none should be waited for without end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that was found, that kubectl's policy allows, and that the user allowed.
pub(super) struct Allowed {
    program: PathBuf,
    /// Where it finds other programs.
    path: Option<std::ffi::OsString>,
    command: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
    version: String,
    /// What it is told about the cluster, as JSON.
    told: String,
}

/// Finds the program and sees whether it may run. Nothing of it runs here.
pub(super) async fn allow(
    (file, exec): (PathBuf, &Exec),
    (origin, cluster): (&Path, &Cluster),
    env: &Env,
    consents: &Consents,
) -> Result<Allowed, Error> {
    let failed = |why: &str| Error::ExecFailed { command: exec.command.clone(), why: why.to_owned() };
    if exec.command.is_empty() {
        return Err(Error::Kubeconfig { file, why: "exec names no command".to_owned() });
    }
    if !["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(&exec.version.as_str()) {
        let why = format!("exec has the apiVersion {:?}; only client.authentication.k8s.io/v1 and v1beta1 are known", exec.version);
        return Err(Error::Kubeconfig { file, why });
    }
    if exec.interactive.as_deref() == Some("Always") {
        return Err(failed("it wants to ask in a terminal of its own (interactiveMode: Always), which it is not given here"));
    }
    let policy = policy::read(env)?;
    let path = path::of_programs(env).await;
    policy.allows_any(&exec.command)?;
    let Some(program) = path::find(&exec.command, path.as_deref()) else {
        return Err(Error::ExecNotFound { command: exec.command.clone(), hint: exec.install_hint.as_deref().map(plain) });
    };
    policy.allows(&exec.command, &program, |name| path::find(name, path.as_deref()))?;
    let plugin = ExecPlugin::new(file, exec);
    if !consents.has(&plugin) {
        return Err(Error::NeedsConsent(Box::new(plugin)));
    }
    Ok(Allowed {
        program,
        path,
        command: exec.command.clone(),
        args: exec.args.clone(),
        env: exec.env.clone(),
        version: exec.version.clone(),
        told: run::told(exec, origin, cluster)?,
    })
}

impl Allowed {
    /// The program, as the kubeconfig names it.
    pub(super) fn command(&self) -> &str {
        &self.command
    }

    /// Runs it and takes what it hands out.
    pub(super) async fn sign_in(&self) -> Result<Credential, Error> {
        run::run(self, PATIENCE).await
    }
}

/// Words of others, without what could move a cursor or hide something.
fn plain(words: &str) -> String {
    let spaced = words.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().filter(|character| !character.is_control()).collect()
}
