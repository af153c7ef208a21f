//! A real Kubernetes API server with its etcd, and kubectl that is its administrator.
//! Knows nothing of Kuma, and has no nodes: objects are stored and checked, nothing runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::programs::find;
use super::readers::{Kubectl, kubectl};
use super::running::{Running, with_fresh_ports};
use super::said::said;

pub struct ApiServer {
    kubectl: Kubectl,
    // Declared in the order in which they end.
    server: Option<Running>,
    _etcd: Running,
    clients: u16,
    port: u16,
}

impl ApiServer {
    /// The API server that all tests of this process share: use namespaces of your own.
    /// `None`, counted as skipped, when its programs are not built.
    pub fn shared() -> Option<&'static ApiServer> {
        static SHARED: OnceLock<ApiServer> = OnceLock::new();
        let (etcd, server, kubectl) = (find("etcd")?, find("kube-apiserver")?, kubectl()?);
        Some(SHARED.get_or_init(|| ApiServer::start(&etcd, &server, &kubectl)))
    }

    /// An API server of one test's own, which may end it and start it again.
    #[cfg(feature = "cluster")]
    pub fn own() -> Option<ApiServer> {
        let (etcd, server, kubectl) = (find("etcd")?, find("kube-apiserver")?, kubectl()?);
        Some(ApiServer::start(&etcd, &server, &kubectl))
    }

    /// Kills the API server; what it stored stays.
    #[cfg(feature = "cluster")]
    pub fn kill(&mut self) {
        self.server = None;
    }

    /// Starts it again on the same port.
    #[cfg(feature = "cluster")]
    pub fn start_again(&mut self) {
        let program = find("kube-apiserver").expect("it was here before");
        let server = Running::start(|folder| serve(&program, self.clients, self.port, folder));
        self.kubectl = self.kubectl.with_cluster(kubeconfig(server.folder(), self.port));
        let ready = || self.kubectl.run(&["get", "--raw", "/readyz"], "").is_ok();
        server.wait_until(ready).unwrap_or_else(|why| panic!("kube-apiserver does not start again: {why}"));
        self.server = Some(server);
    }

    fn start(etcd: &Path, server: &Path, kubectl: &Kubectl) -> ApiServer {
        let started = with_fresh_ports(|[clients, peers, port]: [u16; 3]| {
            let etcd = Running::start(|folder| store(etcd, clients, peers, folder));
            let server = Running::start(|folder| serve(server, clients, port, folder));
            let kubectl = kubectl.with_cluster(kubeconfig(server.folder(), port));
            server.wait_until(|| kubectl.run(&["get", "--raw", "/readyz"], "").is_ok())?;
            // The namespace is made just after the server calls itself ready.
            server.wait_until(|| kubectl.run(&["get", "namespace", "default"], "").is_ok())?;
            Ok(ApiServer { kubectl, server: Some(server), _etcd: etcd, clients, port })
        });
        started.unwrap_or_else(|why| panic!("kube-apiserver does not start: {why}"))
    }

    /// kubectl as the administrator of this server.
    pub fn kubectl(&self) -> &Kubectl {
        &self.kubectl
    }
}

const TOKEN: &str = "administrator";

fn store(program: &Path, clients: u16, peers: u16, folder: &Path) -> Command {
    let (clients, peers) = (format!("http://127.0.0.1:{clients}"), format!("http://127.0.0.1:{peers}"));
    let mut command = Command::new(program);
    command.arg("--data-dir").arg(folder.join("data"));
    command.args(["--listen-client-urls", &clients, "--advertise-client-urls", &clients]);
    command.args(["--listen-peer-urls", &peers, "--initial-advertise-peer-urls", &peers]);
    command.args(["--initial-cluster", &format!("default={peers}"), "--unsafe-no-fsync", "--log-level", "error"]);
    command
}

fn serve(program: &Path, etcd: u16, port: u16, folder: &Path) -> Command {
    let (key, tokens) = (folder.join("key.pem"), folder.join("tokens.csv"));
    said(Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048"), "").expect("openssl makes a key");
    fs::write(&tokens, format!("{TOKEN},admin,1,system:masters\n")).expect("the tokens can be written");
    let mut command = Command::new(program);
    command.arg("--cert-dir").arg(folder.join("certificates"));
    command.arg("--token-auth-file").arg(tokens);
    command.arg("--service-account-key-file").arg(&key).arg("--service-account-signing-key-file").arg(&key);
    command.args(["--etcd-servers", &format!("http://127.0.0.1:{etcd}")]);
    command.args(["--bind-address", "127.0.0.1", "--secure-port", &port.to_string()]);
    command.args(["--service-account-issuer", "https://portolan.test", "--authorization-mode", "RBAC"]);
    command.args(["--service-cluster-ip-range", "10.0.0.0/16", "--endpoint-reconciler-type", "none"]);
    command.args(["--disable-admission-plugins", "ServiceAccount"]);
    command
}

fn kubeconfig(folder: &Path, port: u16) -> PathBuf {
    let file = folder.join("kubeconfig.yaml");
    let text = format!(
        "apiVersion: v1
kind: Config
current-context: test
clusters: [{{name: test, cluster: {{server: 'https://127.0.0.1:{port}', insecure-skip-tls-verify: true}}}}]
users: [{{name: admin, user: {{token: {TOKEN}}}}}]
contexts: [{{name: test, context: {{cluster: test, user: admin}}}}]
"
    );
    fs::write(&file, text).expect("the kubeconfig can be written");
    file
}
