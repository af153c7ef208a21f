//! Dataplane → the command lines that make its token and start its proxy.
//! Knows nothing of files beyond their names, and runs nothing.

use std::collections::BTreeSet;

use super::dataplane::{SERVICE, workload};
use super::file_names::safe;
use super::{Manifest, ObjectRef};
use crate::design::{Service, Target};
use crate::protocol::Dialect;

/// The two commands for one Dataplane, in the order in which they are run. For a POSIX shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// Makes the token. Run where kumactl knows the control plane.
    pub token: String,
    /// Starts the proxy. Run where the app runs.
    pub run: String,
}

/// How the proxy gets its Dataplane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// From this file, which holds it alone: it is there while the proxy runs.
    File(&'a str),
    /// From the control plane, where `kumactl apply` put it.
    Stored,
}

/// The commands for one Dataplane of a service.
pub fn commands(target: &Target, service: &Service, dataplane: &Manifest, given: Given<'_>) -> Commands {
    let token_file = format!("{}.token", safe(&dataplane.object.name));
    let token = if dataplane.template { token_of_any } else { token_of };
    let token = token(target, service, &dataplane.object, &token_file);
    let mut run = vec!["kuma-dp run".to_owned(), "--cp-address=https://CONTROL-PLANE:5678".to_owned()];
    match given {
        Given::File(path) => run.push(flag("dataplane-file", path)),
        Given::Stored => run.extend([flag("mesh", &dataplane.object.scope), flag("name", &dataplane.object.name)]),
    }
    if dataplane.template {
        run.extend(["--dataplane-var=name=NAME".to_owned(), "--dataplane-var=address=ADDRESS".to_owned()]);
    }
    run.push(flag("dataplane-token-file", &token_file));
    Commands { token, run: run.join(" \\\n  ") }
}

/// A token for one Dataplane: for its name, and for what it may call itself where the version has one way of saying so.
fn token_of(target: &Target, service: &Service, object: &ObjectRef, file: &str) -> String {
    let name = flag("name", &object.name);
    let bound = match target.version.dialect() {
        Dialect::Tag | Dialect::TagAndField => vec![name, tag(service)],
        Dialect::Field => vec![name, flag("workload", workload(service))],
        Dialect::Portable => vec![name],
    };
    generate(&object.scope, &bound, file)
}

/// A token for every instance of a service: their names are not known yet.
fn token_of_any(target: &Target, service: &Service, object: &ObjectRef, file: &str) -> String {
    let by_tag = || generate(&object.scope, &[tag(service)], file);
    let by_workload = || generate(&object.scope, &[flag("workload", workload(service))], file);
    match target.version.dialect() {
        Dialect::Tag | Dialect::TagAndField => by_tag(),
        Dialect::Field => by_workload(),
        Dialect::Portable => format!("# Kuma up to 2.14:\n{}\n# Kuma 3.0:\n{}", by_tag(), by_workload()),
    }
}

fn generate(mesh: &str, bound: &[String], file: &str) -> String {
    let mut words = vec!["kumactl generate dataplane-token".to_owned(), flag("mesh", mesh)];
    words.extend_from_slice(bound);
    words.push(format!("--valid-for=24h > {}", shell_word(file)));
    words.join(" ")
}

/// Every value of `kuma.io/service` that the Dataplane has: the token has to allow them all.
fn tag(service: &Service) -> String {
    let own = service.ports.iter().filter_map(|port| port.inbound.tags.get(SERVICE)).map(String::as_str);
    let names: BTreeSet<&str> = own.chain([service.service_tag()]).collect();
    let names: Vec<&str> = names.into_iter().collect();
    flag("tag", &format!("{SERVICE}={}", names.join(",")))
}

fn flag(name: &str, value: &str) -> String {
    format!("--{name}={}", shell_word(value))
}

/// A word of a POSIX shell command.
pub fn shell_word(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_every_word_as_it_is() {
        assert_eq!(shell_word("kuma.io/service=web"), "kuma.io/service=web");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("a b"), "'a b'");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
    }
}
