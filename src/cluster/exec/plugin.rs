//! What the user is asked about before a program runs, and which programs they allowed.
//! Knows nothing of how programs are found or run.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::cluster::kubeconfig::Exec;
use crate::cluster::request::digest_of;

/// A program that a kubeconfig names to sign somebody in.
#[derive(Clone, PartialEq, Eq)]
pub struct ExecPlugin {
    /// The kubeconfig that names it.
    pub file: PathBuf,
    /// The program, as it is named there; a path is made whole.
    pub command: String,
    /// Its arguments. They are for the one who is asked: they may be secrets.
    pub args: Vec<String>,
    /// The names of the variables it is given; their values may be secrets.
    pub env: Vec<String>,
    /// What the kubeconfig says about how to install it.
    pub install_hint: Option<String>,
    fingerprint: Fingerprint,
}

/// What a consent is remembered by: a digest of the kubeconfig's path, the command, its arguments and its variables.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

/// The programs that the user allowed. Kept by whoever asks.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Consents(BTreeSet<Fingerprint>);

impl Consents {
    /// Allows a program, as it is now and in this file.
    pub fn give(&mut self, plugin: &ExecPlugin) {
        self.0.insert(plugin.fingerprint.clone());
    }

    /// Whether this very program was allowed.
    pub fn has(&self, plugin: &ExecPlugin) -> bool {
        self.0.contains(&plugin.fingerprint)
    }

    /// Allows nothing any more: everything is asked about again.
    pub fn forget_all(&mut self) {
        self.0.clear();
    }

    /// Whether nothing was allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ExecPlugin {
    /// What a consent to it is remembered by: one changed argument or variable makes it another program.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    pub(super) fn new(file: PathBuf, exec: &Exec) -> ExecPlugin {
        let fingerprint = fingerprint(&file, exec);
        ExecPlugin {
            file,
            command: exec.command.clone(),
            args: exec.args.clone(),
            env: exec.env.iter().map(|(name, _)| name.clone()).collect(),
            install_hint: exec.install_hint.as_deref().map(super::plain),
            fingerprint,
        }
    }
}

fn fingerprint(file: &std::path::Path, exec: &Exec) -> Fingerprint {
    let count = (exec.args.len() as u64).to_le_bytes();
    let mut parts = vec![file.as_os_str().as_encoded_bytes(), exec.command.as_bytes(), &count];
    parts.extend(exec.args.iter().map(|argument| argument.as_bytes()));
    parts.extend(exec.env.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]));
    Fingerprint(digest_of(&parts))
}

/// Arguments may be secrets: who asks the user shows them, and nobody else.
impl fmt::Debug for ExecPlugin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ExecPlugin").field("file", &self.file).field("command", &self.command).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plugin(file: &str, args: &[&str], env: &[(&str, &str)]) -> ExecPlugin {
        let exec = Exec {
            version: String::new(),
            command: "sign-in".to_owned(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            env: env.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
            install_hint: None,
            interactive: None,
            wants_cluster: false,
        };
        ExecPlugin::new(PathBuf::from(file), &exec)
    }

    #[test]
    fn a_consent_is_for_one_program_with_its_arguments_and_variables_in_one_file() {
        let mut consents = Consents::default();
        consents.give(&plugin("f", &["a", "b"], &[("X", "1")]));
        assert!(consents.has(&plugin("f", &["a", "b"], &[("X", "1")])));
        let others = [
            plugin("g", &["a", "b"], &[("X", "1")]),
            plugin("f", &["ab"], &[("X", "1")]),
            plugin("f", &["a", "b"], &[("X", "2")]),
            plugin("f", &["a", "b", "X", "1"], &[]),
        ];
        assert!(others.iter().all(|other| !consents.has(other)));
    }

    #[test]
    fn consents_are_kept_as_digests_alone() {
        let mut consents = Consents::default();
        consents.give(&plugin("f", &["canary"], &[("X", "canary")]));
        let kept = serde_json::to_string(&consents).unwrap();
        assert!(!kept.contains("canary"), "{kept}");
        assert_eq!(serde_json::from_str::<Consents>(&kept).unwrap(), consents);
        assert!(!format!("{:?}", plugin("f", &["canary"], &[("X", "canary")])).contains("canary"));
    }
}
