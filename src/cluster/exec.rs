//! Programs that sign somebody in: which ones a kubeconfig names, and which of them the user allowed.
//! Knows nothing of how they are run.

use std::fmt;
use std::path::PathBuf;

use ring::digest;

/// A program that a kubeconfig names to sign somebody in.
#[derive(Clone, PartialEq, Eq)]
pub struct ExecPlugin {
    /// The kubeconfig that names it.
    pub file: PathBuf,
    /// The program, as it is named there.
    pub command: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// The names of the variables it is given; their values may be secrets.
    pub env: Vec<String>,
    /// What the kubeconfig says about how to install it.
    pub install_hint: Option<String>,
    fingerprint: Fingerprint,
}

/// What a consent is remembered by: a digest of the kubeconfig's path, the command, its arguments and its variables.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl ExecPlugin {
    /// Whether this is the very program that was allowed: one changed argument or variable makes it another.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// A program with the values of its variables, of which only a digest is kept.
    pub(super) fn new(
        file: PathBuf,
        command: String,
        args: Vec<String>,
        env: &[(String, String)],
        install_hint: Option<String>,
    ) -> ExecPlugin {
        let fingerprint = fingerprint(&file, &command, &args, env);
        let env = env.iter().map(|(name, _)| name.clone()).collect();
        ExecPlugin { file, command, args, env, install_hint, fingerprint }
    }
}

fn fingerprint(file: &std::path::Path, command: &str, args: &[String], env: &[(String, String)]) -> Fingerprint {
    let mut context = digest::Context::new(&digest::SHA256);
    // Each part with its length before it, or two parts could be read as other two.
    let mut add = |part: &[u8]| {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    };
    add(file.as_os_str().as_encoded_bytes());
    add(command.as_bytes());
    add(&(args.len() as u64).to_le_bytes());
    args.iter().for_each(|argument| add(argument.as_bytes()));
    env.iter().for_each(|(name, value)| {
        add(name.as_bytes());
        add(value.as_bytes());
    });
    Fingerprint(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Arguments may be secrets: who asks the user shows them, and nobody else.
impl fmt::Debug for ExecPlugin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ExecPlugin").field("file", &self.file).field("command", &self.command).finish_non_exhaustive()
    }
}
