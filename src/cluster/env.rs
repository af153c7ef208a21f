//! What the surroundings of the program say about clusters: variables and the home folder, taken once and handed on.
//! Knows nothing of what the files behind them hold.

use std::ffi::OsString;
use std::path::PathBuf;

/// The surroundings, as an argument: tests have their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// `KUBECONFIG`: files, separated as in `PATH`.
    pub kubeconfig: Option<OsString>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// `KUBERC`: kubectl's settings, or `off`.
    pub kuberc: Option<OsString>,
    /// `SHELL`: the login shell, which knows where programs are.
    pub shell: Option<OsString>,
    /// `PATH`.
    pub path: Option<OsString>,
    /// The proxies of the surroundings.
    pub proxies: Proxies,
}

/// Which proxy the surroundings want for which address.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// `HTTPS_PROXY`.
    pub https: Option<String>,
    /// `HTTP_PROXY`.
    pub http: Option<String>,
    /// `NO_PROXY`: hosts that are reached without one.
    pub none: Option<String>,
}

impl Env {
    /// The surroundings of this very program.
    pub fn of_process() -> Env {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        // As kubectl reads them: in capitals first.
        let text = |name: &str| {
            let value = set(name).or_else(|| set(&name.to_lowercase()))?;
            value.into_string().ok()
        };
        Env {
            kubeconfig: set("KUBECONFIG"),
            home: set("HOME").map(PathBuf::from).or_else(std::env::home_dir),
            kuberc: if set("KUBECTL_KUBERC").is_some_and(|value| value == "false") { Some("off".into()) } else { set("KUBERC") },
            shell: set("SHELL"),
            path: set("PATH"),
            proxies: Proxies { https: text("HTTPS_PROXY"), http: text("HTTP_PROXY"), none: text("NO_PROXY") },
        }
    }
}

/// A proxy's address may hold a password.
impl std::fmt::Debug for Proxies {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let is_set = |proxy: &Option<String>| proxy.as_ref().map(|_| "set");
        formatter
            .debug_struct("Proxies")
            .field("https", &is_set(&self.https))
            .field("http", &is_set(&self.http))
            .field("none", &self.none)
            .finish()
    }
}
