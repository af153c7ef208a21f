//! Which contexts there are: in the files of `KUBECONFIG` or the home folder, merged as kubectl merges them, and in files the user
//! picked, each by itself. Knows nothing of connections, and writes no file.

mod file;
mod pem;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::Error;
use super::{Env, Where};
use crate::nearest::nearest;

pub(super) use file::{Cluster, Compression, Exec, User};
pub(super) use pem::{Pem, packed};

use file::Read;

/// All contexts that were found, and what was wrong with files that have none.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    /// In the order of the files, and in a file as they stand there.
    pub all: Vec<Context>,
    /// One for each file that cannot be used; the others are read all the same.
    pub problems: Vec<Error>,
}

/// One context: a cluster, a user, and a namespace to begin with.
#[derive(Clone)]
pub struct Context {
    /// Its name.
    pub name: String,
    /// The kubeconfig it stands in.
    pub file: PathBuf,
    /// The name of its cluster.
    pub cluster: String,
    /// The server's address, without any password in it; empty where the kubeconfig has none.
    pub server: String,
    /// The name of its user; empty where it has none.
    pub user: String,
    /// The namespace that it names.
    pub namespace: Option<String>,
    /// Whether its file, or all those of `KUBECONFIG` together, call it the current one.
    pub current: bool,
    /// Whether the server's certificate is not looked at.
    pub verification: Verification,
    pub(super) parts: Arc<Parts>,
}

/// Whether a server's certificate is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verification {
    /// It is, as it should be.
    On,
    /// The kubeconfig says `insecure-skip-tls-verify`: anybody may answer.
    Off,
}

/// What a connection is made of. It holds secrets, and so is shown by nothing.
pub(super) struct Parts {
    pub(super) cluster: Option<(PathBuf, Cluster)>,
    pub(super) user: Option<(PathBuf, User)>,
    pub(super) env: Env,
}

impl Contexts {
    /// All contexts of these surroundings, and of the files that the user picked.
    pub fn find(env: &Env, picked: &[PathBuf]) -> Contexts {
        let mut found = Contexts::default();
        found.add_default(env);
        for path in picked.iter().map(|path| whole(path)) {
            match file::read(&path) {
                Ok(Some(file)) => found.add_set(env, &[(path, file)]),
                Ok(None) => {
                    found.problems.push(Error::Kubeconfig { file: path, why: "there is no such file".to_owned() });
                }
                Err(problem) => found.problems.push(problem),
            }
        }
        found
    }

    /// The context that kubectl would use; with several sets of files the first that has one.
    pub fn current(&self) -> Option<&Context> {
        self.all.iter().find(|context| context.current)
    }

    /// The context of a name, in one file where several have it.
    pub fn named(&self, name: &str, file: Option<&Path>) -> Result<&Context, Error> {
        let here = |context: &&Context| file.is_none_or(|file| context.file == file);
        let found: Vec<&Context> = self.all.iter().filter(here).filter(|context| context.name == name).collect();
        match found.as_slice() {
            [only] => Ok(only),
            [] => {
                let known: Vec<String> = self.all.iter().filter(here).map(|context| context.name.clone()).collect();
                let did_you_mean = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
                Err(Error::NoContext { name: name.to_owned(), did_you_mean, known })
            }
            several => {
                let files = several.iter().map(|context| context.file.clone()).collect();
                Err(Error::SeveralContexts { name: name.to_owned(), files })
            }
        }
    }

    fn add_default(&mut self, env: &Env) {
        let home = env.home.as_ref().map(|home| home.join(".kube").join("config"));
        let paths: Vec<PathBuf> = match &env.kubeconfig {
            Some(list) => unique(std::env::split_paths(list).filter(|path| !path.as_os_str().is_empty()).map(|path| whole(&path))),
            None => home.clone().into_iter().collect(),
        };
        let mut files = Vec::new();
        let mut broken = false;
        for path in &paths {
            match file::read(path) {
                Ok(Some(file)) => files.push((path.clone(), file)),
                // kubectl passes over files that are not there.
                Ok(None) => {}
                Err(problem) => {
                    broken = true;
                    self.problems.push(problem);
                }
            }
        }
        if files.is_empty() && !broken {
            let looked_at = paths.first().cloned().or(home).unwrap_or_else(|| Path::new("~").join(".kube").join("config"));
            self.problems.push(Error::NoKubeconfig { looked_at });
        }
        self.add_set(env, &files);
    }

    /// Files that are read as one: the first that names a cluster, a user, a context or the current one wins.
    fn add_set(&mut self, env: &Env, files: &[(PathBuf, Read)]) {
        let current = files.iter().find_map(|(_, file)| file.current.as_deref());
        let clusters = first_wins(files, |file| &file.clusters);
        let users = first_wins(files, |file| &file.users);
        let mut seen = Vec::new();
        for (path, file) in files {
            for (name, context) in &file.contexts {
                let listed = |known: &Context| known.name == *name && known.file == *path;
                if seen.contains(&name) || self.all.iter().any(listed) {
                    continue;
                }
                seen.push(name);
                let cluster = clusters.get(context.cluster.as_str());
                let user = users.get(context.user.as_str());
                let parts = Parts { cluster: cluster.map(owned), user: user.map(owned), env: env.clone() };
                self.all.push(Context {
                    name: name.clone(),
                    file: path.clone(),
                    cluster: context.cluster.clone(),
                    server: cluster.map(|(_, cluster)| without_password(&cluster.server)).unwrap_or_default(),
                    user: context.user.clone(),
                    namespace: context.namespace.clone(),
                    current: current == Some(name),
                    verification: cluster.map_or(Verification::On, |(_, cluster)| cluster.verification),
                    parts: Arc::new(parts),
                });
            }
        }
    }
}

fn first_wins<'a, T>(files: &'a [(PathBuf, Read)], of: impl Fn(&'a Read) -> &'a [(String, T)]) -> BTreeMap<&'a str, (&'a Path, &'a T)> {
    let mut first = BTreeMap::new();
    for (path, file) in files {
        for (name, value) in of(file) {
            first.entry(name.as_str()).or_insert((path.as_path(), value));
        }
    }
    first
}

fn owned<T: Clone>((path, value): &(&Path, &T)) -> (PathBuf, T) {
    (path.to_path_buf(), (*value).clone())
}

/// A path that means the same file wherever somebody stands: consents and applies are remembered by it.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn unique(paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut unique = Vec::new();
    for path in paths {
        if !unique.contains(&path) {
            unique.push(path);
        }
    }
    unique
}

/// An address as it may be shown: `https://name:password@host` says too much.
pub(super) fn without_password(address: &str) -> String {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), address),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.get(..end).and_then(|authority| authority.rfind('@')) {
        Some(at) => format!("{scheme}{}", rest.get(at + 1..).unwrap_or_default()),
        None => address.to_owned(),
    }
}

impl Context {
    /// Where a plan for this context goes.
    pub fn place(&self) -> Where {
        Where { context: self.name.clone(), file: self.file.clone(), server: self.server.clone() }
    }
}

/// What a connection is made of stays out.
impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Context");
        shown.field("name", &self.name).field("file", &self.file).field("server", &self.server).field("user", &self.user);
        shown.field("namespace", &self.namespace).field("current", &self.current).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
