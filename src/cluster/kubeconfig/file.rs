//! One kubeconfig as it stands on the disk: clusters, users and contexts by name, with their paths made whole.
//! Knows nothing of other files. What it reads holds secrets: nothing here can be shown, and no problem quotes a value.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf, absolute};

use serde::Deserialize;
use serde_json::Value;

use super::{Pem, Verification};
use crate::cluster::error::Error;
use crate::yaml::{Refusal, Why, typed};

/// More than any kubeconfig needs: each certificate is a few KiB.
const MOST_BYTES: u64 = 16 << 20;

/// What one file says.
#[derive(Default)]
pub(in crate::cluster) struct Read {
    pub(super) current: Option<String>,
    pub(super) clusters: Vec<(String, Cluster)>,
    pub(super) users: Vec<(String, User)>,
    pub(super) contexts: Vec<(String, Named)>,
}

/// A context: names of other things.
pub(super) struct Named {
    pub(super) cluster: String,
    pub(super) user: String,
    pub(super) namespace: Option<String>,
}

/// How to reach a server, and how to know that it is the right one.
#[derive(Clone)]
pub(in crate::cluster) struct Cluster {
    pub(in crate::cluster) server: String,
    pub(in crate::cluster) verification: Verification,
    pub(in crate::cluster) authority: Option<Pem>,
    pub(in crate::cluster) proxy: Option<String>,
    pub(in crate::cluster) server_name: Option<String>,
    pub(in crate::cluster) compression: Compression,
    /// What the kubeconfig has for a program that signs in at this cluster.
    pub(in crate::cluster) for_exec: Option<Value>,
}

/// Whether answers may come packed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cluster) enum Compression {
    Allowed,
    Off,
}

/// Who signs in, and how.
#[derive(Clone, Default)]
pub(in crate::cluster) struct User {
    pub(in crate::cluster) token: Option<String>,
    pub(in crate::cluster) token_file: Option<PathBuf>,
    pub(in crate::cluster) certificate: Option<Pem>,
    pub(in crate::cluster) key: Option<Pem>,
    pub(in crate::cluster) password: Option<(String, String)>,
    pub(in crate::cluster) act_as: ActAs,
    pub(in crate::cluster) provider: Option<Provider>,
    pub(in crate::cluster) exec: Option<Exec>,
}

/// Whom to act as.
#[derive(Clone, Default)]
pub(in crate::cluster) struct ActAs {
    pub(in crate::cluster) user: Option<String>,
    pub(in crate::cluster) uid: Option<String>,
    pub(in crate::cluster) groups: Option<Vec<String>>,
    pub(in crate::cluster) extra: Option<std::collections::HashMap<String, Vec<String>>>,
}

/// A way to sign in that is built into the client.
#[derive(Clone, Deserialize)]
pub(in crate::cluster) struct Provider {
    #[serde(default)]
    pub(in crate::cluster) name: String,
    #[serde(default)]
    pub(in crate::cluster) config: std::collections::HashMap<String, String>,
}

/// A program that signs in.
#[derive(Clone)]
pub(in crate::cluster) struct Exec {
    pub(in crate::cluster) version: String,
    pub(in crate::cluster) command: String,
    pub(in crate::cluster) args: Vec<String>,
    pub(in crate::cluster) env: Vec<(String, String)>,
    pub(in crate::cluster) install_hint: Option<String>,
    pub(in crate::cluster) interactive: Option<String>,
    pub(in crate::cluster) wants_cluster: bool,
}

/// Reads a file; `None` when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<Read>, Error> {
    let problem = |why: String| Error::Kubeconfig { file: path.to_path_buf(), why };
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(problem("this kubeconfig may not be read".to_owned())),
        Err(error) if error.kind() == ErrorKind::IsADirectory => return Err(problem("this is a folder, no kubeconfig".to_owned())),
        Err(error) => return Err(problem(format!("this kubeconfig cannot be read ({error})"))),
        Ok(_) if bytes.len() as u64 > MOST_BYTES => return Err(problem("this file is too large for a kubeconfig".to_owned())),
        Ok(_) => {}
    }
    let text = String::from_utf8(bytes).map_err(|_| problem("this kubeconfig is no UTF-8 text".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let written = if text.trim().is_empty() { None } else { typed::<Option<Written>>(text).map_err(|refusal| problem(words(&refusal)))? };
    // Relative paths are relative to the file that they stand in, whatever folder the program runs in.
    let folder = absolute(path).ok().and_then(|path| path.parent().map(Path::to_path_buf)).unwrap_or_default();
    written.unwrap_or_default().read(&folder).map(Some).map_err(problem)
}

/// Why a text cannot be read, without any of it.
fn words(refusal: &Refusal) -> String {
    let why = match &refusal.why {
        Why::TooMuch => "it is larger or deeper than any kubeconfig",
        Why::RepeatedKey(_) => "a key stands there twice",
        Why::NeedsQuotes(_) => "this text needs quotes",
        Why::NoBool => "true or false is expected there",
        Why::SeveralDocuments => "it has several documents",
        Why::UnknownAnchor => "an alias names nothing",
        Why::MissingKey(_) => "something is missing there",
        Why::Nothing | Why::WrongKind(_) | Why::NoNumber | Why::UnknownKey(..) => "something else is expected there",
        Why::Other(_) => "it is not YAML",
    };
    match refusal.line {
        0 => format!("this kubeconfig cannot be read: {why}"),
        line => format!("this kubeconfig cannot be read: line {line}, column {}: {why}", refusal.column),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Written {
    current_context: Option<String>,
    clusters: Option<Vec<NamedCluster>>,
    users: Option<Vec<NamedUser>>,
    contexts: Option<Vec<NamedContext>>,
}

#[derive(Deserialize)]
struct NamedCluster {
    name: String,
    cluster: Option<WrittenCluster>,
}

#[derive(Deserialize)]
struct NamedUser {
    name: String,
    user: Option<WrittenUser>,
}

#[derive(Deserialize)]
struct NamedContext {
    name: String,
    context: Option<WrittenContext>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WrittenContext {
    cluster: Option<String>,
    user: Option<String>,
    namespace: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct WrittenCluster {
    server: Option<String>,
    insecure_skip_tls_verify: Option<bool>,
    certificate_authority: Option<String>,
    certificate_authority_data: Option<String>,
    proxy_url: Option<String>,
    disable_compression: Option<bool>,
    tls_server_name: Option<String>,
    extensions: Option<Vec<Extension>>,
}

#[derive(Deserialize)]
struct Extension {
    name: String,
    extension: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct WrittenUser {
    username: Option<String>,
    password: Option<String>,
    token: Option<String>,
    #[serde(rename = "tokenFile")]
    token_file: Option<String>,
    client_certificate: Option<String>,
    client_certificate_data: Option<String>,
    client_key: Option<String>,
    client_key_data: Option<String>,
    #[serde(rename = "as")]
    act_as: Option<String>,
    as_uid: Option<String>,
    as_groups: Option<Vec<String>>,
    as_user_extra: Option<std::collections::HashMap<String, Vec<String>>>,
    auth_provider: Option<Provider>,
    exec: Option<WrittenExec>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenExec {
    api_version: Option<String>,
    command: Option<String>,
    args: Option<Vec<String>>,
    env: Option<Vec<Variable>>,
    install_hint: Option<String>,
    interactive_mode: Option<String>,
    provide_cluster_info: Option<bool>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
    #[serde(default)]
    value: String,
}

/// kubectl takes an empty text for none.
fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn pem(inline: Option<String>, file: Option<String>, folder: &Path) -> Option<Pem> {
    // What stands in the kubeconfig itself goes before what it points at.
    said(inline).map(Pem::Inline).or_else(|| said(file).map(|file| Pem::File(folder.join(file))))
}

impl Written {
    fn read(self, folder: &Path) -> Result<Read, String> {
        let clusters =
            self.clusters.unwrap_or_default().into_iter().map(|named| (named.name, named.cluster.unwrap_or_default().read(folder)));
        let users = self.users.unwrap_or_default().into_iter().map(|named| (named.name, named.user.unwrap_or_default().read(folder)));
        let contexts = self.contexts.unwrap_or_default().into_iter().map(|named| {
            let context = named.context.unwrap_or_default();
            let (cluster, user) = (context.cluster.unwrap_or_default(), context.user.unwrap_or_default());
            (named.name, Named { cluster, user, namespace: said(context.namespace) })
        });
        Ok(Read {
            current: said(self.current_context),
            clusters: once("clusters", clusters)?,
            users: once("users", users)?,
            contexts: once("contexts", contexts)?,
        })
    }
}

/// kubectl refuses a file that has one name twice in a list.
fn once<T>(list: &str, named: impl Iterator<Item = (String, T)>) -> Result<Vec<(String, T)>, String> {
    let mut seen: Vec<(String, T)> = Vec::new();
    for (name, value) in named {
        if seen.iter().any(|(known, _)| *known == name) {
            return Err(format!("two of its {list} are called {name:?}"));
        }
        seen.push((name, value));
    }
    Ok(seen)
}

impl WrittenCluster {
    fn read(self, folder: &Path) -> Cluster {
        let for_exec =
            |extension: Extension| (extension.name == "client.authentication.k8s.io/exec").then_some(extension.extension).flatten();
        Cluster {
            server: self.server.unwrap_or_default(),
            verification: if self.insecure_skip_tls_verify == Some(true) { Verification::Off } else { Verification::On },
            authority: pem(self.certificate_authority_data, self.certificate_authority, folder),
            proxy: said(self.proxy_url),
            server_name: said(self.tls_server_name),
            compression: if self.disable_compression == Some(true) { Compression::Off } else { Compression::Allowed },
            for_exec: self.extensions.unwrap_or_default().into_iter().find_map(for_exec),
        }
    }
}

impl WrittenUser {
    fn read(self, folder: &Path) -> User {
        let password = match (said(self.username), said(self.password)) {
            (None, None) => None,
            (name, password) => Some((name.unwrap_or_default(), password.unwrap_or_default())),
        };
        User {
            token: said(self.token),
            token_file: said(self.token_file).map(|file| folder.join(file)),
            certificate: pem(self.client_certificate_data, self.client_certificate, folder),
            key: pem(self.client_key_data, self.client_key, folder),
            password,
            act_as: ActAs { user: said(self.act_as), uid: said(self.as_uid), groups: self.as_groups, extra: self.as_user_extra },
            provider: self.auth_provider,
            exec: self.exec.map(|exec| exec.read(folder)),
        }
    }
}

impl WrittenExec {
    fn read(self, folder: &Path) -> Exec {
        let command = self.command.unwrap_or_default();
        // A bare name is looked for; a path is relative to the file.
        let is_path = command.contains(std::path::is_separator);
        let command = if is_path { folder.join(&command).to_string_lossy().into_owned() } else { command };
        Exec {
            version: self.api_version.unwrap_or_default(),
            command,
            args: self.args.unwrap_or_default(),
            env: self.env.unwrap_or_default().into_iter().map(|variable| (variable.name, variable.value)).collect(),
            install_hint: said(self.install_hint),
            interactive: said(self.interactive_mode),
            wants_cluster: self.provide_cluster_info == Some(true),
        }
    }
}
