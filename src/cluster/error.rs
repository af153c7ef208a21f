//! What goes wrong between here and a cluster, by what the user can do about it, each in one sentence with the next step.
//! Knows nothing of requests, and holds no secret: whatever is in here may be shown.

mod cause;
mod from_kube;

use std::path::PathBuf;
use std::time::Duration;

pub(super) use cause::Cause;

use super::Ownership;
use super::exec::ExecPlugin;

/// What went wrong, by what can be done about it. What and why come first, then the next step; an address or a path comes last.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A kubeconfig, or a file it names, cannot be used.
    #[error("{why} — correct the file, or choose another one: {}", file.display())]
    Kubeconfig {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// No kubeconfig was found.
    #[error("there is no kubeconfig — set KUBECONFIG, or choose a file: {}", looked_at.display())]
    NoKubeconfig {
        /// Where it should be.
        looked_at: PathBuf,
    },
    /// No context has this name.
    #[error("there is no context {name:?}{}", guess(did_you_mean.as_deref(), known))]
    NoContext {
        /// The name asked for.
        name: String,
        /// The nearest one there is.
        did_you_mean: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// Several files have a context of this name.
    #[error("several files have a context {name:?} — say which file is meant: {}", all(files))]
    SeveralContexts {
        /// The name asked for.
        name: String,
        /// The files that have it.
        files: Vec<PathBuf>,
    },
    /// Signing in runs a program that the user was not asked about yet.
    #[error("signing in runs the program {:?}, which was not allowed yet — look at it and allow it: {}", .0.command, .0.file.display())]
    NeedsConsent(Box<ExecPlugin>),
    /// kubectl's own policy forbids the program.
    #[error("signing in would run {command:?}, which kubectl's settings do not allow: {why} — have it allowed there: {}", file.display())]
    ExecRefused {
        /// The program.
        command: String,
        /// What the policy says.
        why: String,
        /// Where the policy stands.
        file: PathBuf,
    },
    /// The program is not installed, or not where programs are looked for.
    #[error("signing in needs the program {command:?}, which was not found — {}", hint.as_deref().unwrap_or("install it, or have it found through PATH"))]
    ExecNotFound {
        /// The program.
        command: String,
        /// What the kubeconfig says about how to install it.
        hint: Option<String>,
    },
    /// The program ran and gave no credential.
    #[error("signing in by {command:?} failed: {why} — run it in a terminal to see more")]
    ExecFailed {
        /// The program.
        command: String,
        /// How it failed.
        why: String,
    },
    /// The program did not end.
    #[error("signing in by {command:?} took more than {} s and was ended — sign in with it in a terminal first", after.as_secs())]
    ExecTimedOut {
        /// The program.
        command: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// Nobody answers.
    #[error("the server cannot be reached: {why} — check that it runs, the network, a VPN or proxy: {server}")]
    Unreachable {
        /// Its address.
        server: String,
        /// Why not.
        why: String,
    },
    /// No safe connection.
    #[error("no safe connection: {} — {}: {server}", why, why.next())]
    Tls {
        /// The server's address.
        server: String,
        /// Why not.
        why: TlsProblem,
    },
    /// The server does not know who this is.
    #[error("the server does not accept this sign-in{} — sign in again, or choose another context: {server}", said(why))]
    Unauthorized {
        /// Its address.
        server: String,
        /// What is known about why; may be empty.
        why: String,
    },
    /// This user may not.
    #[error("not allowed to {verb} {what}{} — ask whoever runs the cluster for the right", said(message))]
    Forbidden {
        /// What was tried: `patch`.
        verb: String,
        /// On what: `services in namespace shop`.
        what: String,
        /// What the server adds; may be empty.
        message: String,
    },
    /// Others own fields that would change.
    #[error("others own what would change: {} — leave it to them, or take the fields over", owned(owners))]
    Conflict {
        /// Who owns which, as the server names the fields.
        owners: Vec<Ownership>,
    },
    /// The server refuses what it was given.
    #[error("the server refuses {}{message} — correct it in the design", field.as_ref().map(|field| format!("{field}: ")).unwrap_or_default())]
    Invalid {
        /// The field, where it names one.
        field: Option<String>,
        /// Its words.
        message: String,
    },
    /// What stands before the server's store does not let it pass: a webhook, a quota, a namespace that is going away.
    #[error("the server does not let it pass: {message} — see to that, or ask whoever runs the cluster")]
    Refused {
        /// Its words.
        message: String,
    },
    /// It is not there.
    #[error("there is no {what} on the cluster — plan again to see what is there now")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// It is not as it was when it was looked at.
    #[error("{what} was changed by somebody else meanwhile — plan again")]
    Stale {
        /// What.
        what: String,
    },
    /// An answer was lost, and what lives now is not what was asked for.
    #[error("an answer of the server was lost, so nobody knows whether this was done — plan again to see what is there now: {server}")]
    InDoubt {
        /// The server's address.
        server: String,
    },
    /// What was read is too old to go on from: a list or a watch has to begin again.
    #[error("the server no longer has what was read before — read it again: {server}")]
    Outdated {
        /// The server's address.
        server: String,
    },
    /// The server has too much to do, to the end of all patience.
    #[error("the server has too much to do — try again later: {server}")]
    Busy {
        /// Its address.
        server: String,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The connection was closed, or is one to another cluster by now.
    #[error("no longer connected to {context:?} — connect to it again")]
    NotConnected {
        /// The context that was meant.
        context: String,
    },
    /// The server itself failed.
    #[error("the server failed ({code}){} — try again, or tell whoever runs the cluster: {server}", said(message))]
    Server {
        /// Its address.
        server: String,
        /// The status of its answer.
        code: u16,
        /// Its words.
        message: String,
    },
    /// Whoever answers is no Kubernetes API server.
    #[error("this does not answer as a Kubernetes API server does: {why} — check the address and any sign-in page before it: {server}")]
    NotKubernetes {
        /// The address.
        server: String,
        /// What it did.
        why: String,
    },
    /// What is applied cannot be written down, so that it could not be undone.
    #[error("what is applied cannot be written down, so nothing more is: {why} — make room or choose another folder: {}", file.display())]
    Journal {
        /// Where it should stand.
        file: PathBuf,
        /// Why not.
        why: String,
    },
    /// The user stopped it.
    #[error("stopped")]
    Cancelled,
}

/// Why a connection is not safe.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// Nobody trusted vouches for the server.
    #[error("the server's certificate comes from an unknown authority")]
    UnknownAuthority,
    /// The certificate is somebody else's.
    #[error("the server's certificate is for other names{}", said(&names.join(", ")))]
    WrongName {
        /// The names it is for, where they are known.
        names: Vec<String>,
    },
    /// The server's certificate has run out.
    #[error("the server's certificate has expired")]
    Expired,
    /// The server's certificate begins in the future.
    #[error("the server's certificate is not valid yet")]
    NotYet,
    /// The server does not take the user's own certificate.
    #[error("the server does not accept the user's certificate ({0})")]
    OwnCertificate(String),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
}

impl TlsProblem {
    fn next(&self) -> &'static str {
        match self {
            TlsProblem::UnknownAuthority => "check certificate-authority in the kubeconfig",
            TlsProblem::WrongName { .. } => "check the address, or tls-server-name in the kubeconfig",
            TlsProblem::Expired => "have it renewed, and check this computer's clock",
            TlsProblem::NotYet => "check this computer's clock",
            TlsProblem::OwnCertificate(_) => "have it renewed in the kubeconfig",
            TlsProblem::Other(_) => "check that this is the API server's address",
        }
    }
}

fn said(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(": {words}") }
}

/// The next step after a name that is not there.
fn guess(near: Option<&str>, known: &[String]) -> String {
    match (near, known) {
        (Some(near), _) => format!(" — did you mean {near:?}?"),
        (None, []) => " — the kubeconfig has none at all".to_owned(),
        (None, known) => format!(" — choose one of these: {}", known.join(", ")),
    }
}

fn all(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn owned(owners: &[Ownership]) -> String {
    owners.iter().map(Ownership::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_that_is_not_there_is_answered_with_the_nearest_or_all() {
        let error = |near: Option<&str>, known: &[&str]| {
            let known = known.iter().map(|&name| name.to_owned()).collect();
            Error::NoContext { name: "prd".to_owned(), did_you_mean: near.map(str::to_owned), known }.to_string()
        };
        assert_eq!(error(Some("prod"), &["prod"]), "there is no context \"prd\" — did you mean \"prod\"?");
        assert_eq!(error(None, &["a", "b"]), "there is no context \"prd\" — choose one of these: a, b");
        assert_eq!(error(None, &[]), "there is no context \"prd\" — the kubeconfig has none at all");
    }

    #[test]
    fn what_and_why_then_the_next_step_and_the_address_last() {
        let server = "https://127.0.0.1:6443".to_owned();
        let tls = Error::Tls { server: server.clone(), why: TlsProblem::WrongName { names: vec!["kubernetes".to_owned()] } };
        let words = "no safe connection: the server's certificate is for other names: kubernetes — check the address, or tls-server-name in the kubeconfig: https://127.0.0.1:6443";
        assert_eq!(tls.to_string(), words);
        let unauthorized = Error::Unauthorized { server, why: String::new() };
        let words = "the server does not accept this sign-in — sign in again, or choose another context: https://127.0.0.1:6443";
        assert_eq!(unauthorized.to_string(), words);
    }

    #[test]
    fn a_conflict_names_every_owner_and_field() {
        let owner = |manager: &str, field: &str| Ownership { manager: manager.to_owned(), fields: vec![field.to_owned()] };
        let conflict = Error::Conflict { owners: vec![owner("helm", ".spec.type"), owner("kubectl", ".spec.selector")] };
        let words =
            "others own what would change: helm owns .spec.type; kubectl owns .spec.selector — leave it to them, or take the fields over";
        assert_eq!(conflict.to_string(), words);
    }
}
