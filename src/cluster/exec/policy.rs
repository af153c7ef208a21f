//! What kubectl's own settings, the kuberc, allow to run: everything, nothing, or the programs of a list.
//! Knows nothing of consents. Where the settings cannot be understood nothing runs: they are there to be safe.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::cluster::Env;
use crate::cluster::error::Error;
use crate::yaml::{Node, parse};

/// What may run, and the file that says so.
#[derive(Debug, PartialEq)]
pub(super) struct Policy {
    file: PathBuf,
    allows: Allows,
}

#[derive(Debug, PartialEq)]
enum Allows {
    All,
    None,
    These(Vec<String>),
}

/// Reads the policy of these surroundings.
pub(super) fn read(env: &Env) -> Result<Policy, Error> {
    let (file, asked_for) = match (&env.kuberc, &env.home) {
        (Some(off), _) if off == "off" => return Ok(Policy { file: PathBuf::new(), allows: Allows::All }),
        (Some(file), _) => (PathBuf::from(file), Asked::ByName),
        (None, Some(home)) => (home.join(".kube").join("kuberc"), Asked::ByCustom),
        (None, None) => return Ok(Policy { file: PathBuf::new(), allows: Allows::All }),
    };
    let text = match (fs::read_to_string(&file), asked_for) {
        (Ok(text), _) => text,
        (Err(error), Asked::ByCustom) if error.kind() == ErrorKind::NotFound => return Ok(Policy { file, allows: Allows::All }),
        (Err(error), Asked::ByCustom | Asked::ByName) => return Err(unclear(file, &format!("they cannot be read ({error})"))),
    };
    match understood(&text) {
        Ok(allows) => Ok(Policy { file, allows }),
        Err(why) => Err(unclear(file, &why)),
    }
}

/// Why a file is looked at: one that is named has to be there.
#[derive(Clone, Copy)]
enum Asked {
    ByName,
    ByCustom,
}

fn unclear(file: PathBuf, why: &str) -> Error {
    Error::Kubeconfig { file, why: format!("kubectl's settings do not say clearly which programs may sign in: {why}") }
}

/// The first document that is a Preference counts, as for kubectl.
fn understood(text: &str) -> Result<Allows, String> {
    let documents = parse(text).map_err(|error| format!("line {}: {}", error.line, error.message))?;
    let text_of = |node: &Node, key: &str| node.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let is_preference =
        |root: &&Node| text_of(root, "kind") == "Preference" && text_of(root, "apiVersion").starts_with("kubectl.config.k8s.io/");
    let written = documents.iter().map(|document| &document.root).filter(|root| root.text() != Some(""));
    let (mut found, mut others) = (None, 0);
    for root in written {
        if found.is_none() && is_preference(&root) {
            found = Some(root);
        }
        others += 1;
    }
    match found {
        None if others == 0 => Ok(Allows::All),
        None => Err("they hold no Preference of kubectl.config.k8s.io".to_owned()),
        // The first version had no such policy.
        Some(root) if text_of(root, "apiVersion") == "kubectl.config.k8s.io/v1alpha1" => Ok(Allows::All),
        Some(root) => policy(root),
    }
}

/// The rules are kubectl's own: a list goes with `Allowlist` and with nothing else.
fn policy(root: &Node) -> Result<Allows, String> {
    let list = root.get("credentialPluginAllowlist").filter(|list| !list.text().is_some_and(is_null));
    let policy = match root.get("credentialPluginPolicy") {
        None => "",
        Some(node) => node.text().ok_or("credentialPluginPolicy is no word")?,
    };
    match (policy, list) {
        ("" | "AllowAll" | "DenyAll", Some(_)) => Err("there is a credentialPluginAllowlist, but the policy is not Allowlist".to_owned()),
        ("" | "AllowAll", None) => Ok(Allows::All),
        ("DenyAll", None) => Ok(Allows::None),
        ("Allowlist", Some(list)) if !list.items().is_empty() => {
            list.items().iter().map(entry).collect::<Result<_, _>>().map(Allows::These)
        }
        ("Allowlist", _) => Err("the policy is Allowlist, but credentialPluginAllowlist is empty".to_owned()),
        (other, _) if is_null(other) => Err("credentialPluginPolicy is empty".to_owned()),
        (other, _) => Err(format!("credentialPluginPolicy {other:?} is unknown")),
    }
}

fn is_null(text: &str) -> bool {
    ["", "null", "~"].contains(&text)
}

/// `name` is the older word for `command`.
fn entry(item: &Node) -> Result<String, String> {
    let word = |key: &str| item.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    let command = match (word("command"), word("name")) {
        (Some(command), Some(name)) if command != name => return Err("an entry has two names".to_owned()),
        (Some(command), _) | (None, Some(command)) => command,
        (None, None) => return Err("an entry of credentialPluginAllowlist names no command".to_owned()),
    };
    if clean(command).as_os_str() != OsStr::new(command) {
        return Err(format!("{command:?} in credentialPluginAllowlist is no plain path"));
    }
    Ok(command.to_owned())
}

/// A path without `.`, `..` and doubled separators, as kubectl compares them.
fn clean(path: &str) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => clean.push(part),
        }
    }
    clean
}

impl Policy {
    /// Whether anything may run at all.
    pub(super) fn allows_any(&self, command: &str) -> Result<(), Error> {
        match self.allows {
            Allows::All | Allows::These(_) => Ok(()),
            Allows::None => Err(self.refused(command, "the policy is DenyAll")),
        }
    }

    /// Whether a program may run that was found here. An entry of the list names it as the kubeconfig does, by its path, or by a name
    /// under which the very same file is found.
    pub(super) fn allows(&self, command: &str, found: &Path, find: impl Fn(&str) -> Option<PathBuf>) -> Result<(), Error> {
        let Allows::These(list) = &self.allows else { return self.allows_any(command) };
        let (command_itself, found) = (clean(command), clean(&found.to_string_lossy()));
        let named = |entry: &String| {
            let entry_path = Path::new(entry);
            entry_path == command_itself
                || entry_path == found
                || entry_path.file_name() == found.file_name() && find(entry).is_some_and(|path| path == found)
        };
        if list.iter().any(named) { Ok(()) } else { Err(self.refused(command, "it is not in credentialPluginAllowlist")) }
    }

    fn refused(&self, command: &str, why: &str) -> Error {
        Error::ExecRefused { command: command.to_owned(), why: why.to_owned(), file: self.file.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(settings: &str) -> Result<Allows, String> {
        understood(&format!("apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n{settings}"))
    }

    #[test]
    fn policies_are_understood_as_kubectl_does() {
        assert_eq!(of(""), Ok(Allows::All));
        assert_eq!(of("credentialPluginPolicy: AllowAll"), Ok(Allows::All));
        assert_eq!(of("credentialPluginPolicy: DenyAll"), Ok(Allows::None));
        let list = "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist:\n- name: aws\n- command: /usr/bin/gke\n";
        assert_eq!(of(list), Ok(Allows::These(vec!["aws".to_owned(), "/usr/bin/gke".to_owned()])));
        assert_eq!(understood(""), Ok(Allows::All));
        assert_eq!(
            understood("kind: Other\n---\napiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: DenyAll\n"),
            Ok(Allows::None)
        );
    }

    #[test]
    fn what_is_not_clear_is_refused() {
        for settings in [
            "credentialPluginPolicy: Denyall",
            "credentialPluginPolicy: Allowlist",
            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: []",
            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{nmae: aws}]",
            "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: ../aws/../x}]",
            "credentialPluginAllowlist: [{name: aws}]",
            "credentialPluginPolicy: DenyAll\ncredentialPluginAllowlist: [{name: aws}]",
            "credentialPluginPolicy: {a: b}",
            "a: [",
        ] {
            assert!(of(settings).is_err(), "{settings}: {:?}", of(settings));
        }
        assert!(understood("a: b").is_err());
    }

    #[test]
    fn a_list_names_programs_by_name_or_path() {
        let policy = |list: &[&str]| Policy {
            file: PathBuf::from("kuberc"),
            allows: Allows::These(list.iter().map(|&name| name.to_owned()).collect()),
        };
        let find = |name: &str| (name == "aws").then(|| PathBuf::from("/opt/aws"));
        let allows = |list: &[&str], command: &str, found: &str| policy(list).allows(command, Path::new(found), find).is_ok();
        assert!(allows(&["aws"], "aws", "/opt/aws"));
        assert!(allows(&["/opt/aws"], "aws", "/opt/aws"));
        assert!(allows(&["aws"], "/opt/aws", "/opt/aws"));
        assert!(!allows(&["aws"], "/evil/aws", "/evil/aws"));
        assert!(!allows(&["gke"], "aws", "/opt/aws"));
        assert!(!allows(&["/usr/bin/aws"], "aws", "/opt/aws"));
    }
}
