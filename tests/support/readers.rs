//! Readers of YAML that we did not write: Go's, as kubectl and kumactl use it and as other programs do, and kubectl itself.
//! Knows nothing of servers.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::programs::find;
use super::said::said;

/// How a Go program reads YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// `sigs.k8s.io/yaml`, YAML 1.1: kubectl, kumactl, the control plane.
    Kubectl,
    /// `go.yaml.in/yaml/v3`: most other Go programs.
    Go,
}

/// Asks a reader what documents it finds in a text. `None`, counted as skipped, when it is not built.
pub fn read_yaml(reader: Reader, text: &str) -> Option<Result<Vec<Value>, String>> {
    let program = find("readyaml")?;
    let how = match reader {
        Reader::Kubectl => "kubectl",
        Reader::Go => "go",
    };
    Some(said(Command::new(program).arg(how), text).map(|printed| documents(&printed)))
}

/// kubectl by itself: it knows of no cluster, least of all of yours.
pub struct Kubectl {
    program: PathBuf,
    kubeconfig: PathBuf,
}

/// `None`, counted as skipped, when kubectl is not built.
pub fn kubectl() -> Option<Kubectl> {
    find("kubectl").map(|program| Kubectl { program, kubeconfig: PathBuf::from("/nonexistent") })
}

impl Kubectl {
    /// The same kubectl, speaking to the cluster of this file.
    pub fn with_cluster(&self, kubeconfig: PathBuf) -> Kubectl {
        Kubectl { program: self.program.clone(), kubeconfig }
    }

    /// The file that says which cluster.
    #[cfg(feature = "cluster")]
    pub fn kubeconfig(&self) -> &std::path::Path {
        &self.kubeconfig
    }

    pub fn run(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        let mut command = Command::new(&self.program);
        // What it learns of a cluster stays beside that cluster's kubeconfig: ports come back, clusters do not.
        let cache = self.kubeconfig.with_file_name("kubectl-cache");
        command.env("KUBECONFIG", &self.kubeconfig).env("KUBECACHEDIR", cache).args(arguments);
        said(&mut command, input)
    }

    /// The objects as kubectl reads them from a text, without a server.
    pub fn read(&self, text: &str) -> Result<Vec<Value>, String> {
        // A patch that changes nothing: of all commands that need no server, the one that prints what it read as it is.
        let nothing = ["patch", "--local", "--type", "merge", "--patch", "{}", "--output", "json", "--filename", "-"];
        self.run(&nothing, text).map(|printed| documents(&printed))
    }
}

fn documents(json: &str) -> Vec<Value> {
    let documents = serde_json::Deserializer::from_str(json).into_iter();
    documents.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("not JSON ({error}): {json}"))
}
