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
    program: PathBuf,
    /// Where it listens and where its etcd does: the same when it is started again.
    ports: (u16, u16),
    // Declared in the order in which they end. The files of the server stand in the folder of etcd, which outlives it.
    server: Option<Running>,
    etcd: Running,
}

/// A user without any right of their own; `TOKEN_OF_NOBODY` is their token.
pub const NOBODY: &str = "nobody";
pub const TOKEN_OF_NOBODY: &str = "token-of-nobody";

impl ApiServer {
    /// The API server that all tests of this process share: use namespaces of your own.
    /// `None`, counted as skipped, when its programs are not built.
    pub fn shared() -> Option<&'static ApiServer> {
        static SHARED: OnceLock<ApiServer> = OnceLock::new();
        let (etcd, server, kubectl) = (find("etcd")?, find("kube-apiserver")?, kubectl()?);
        Some(SHARED.get_or_init(|| ApiServer::start(&etcd, &server, &kubectl)))
    }

    /// An API server for one test, which may be stopped. It takes seconds to start.
    #[cfg(feature = "cluster")]
    pub fn own() -> Option<ApiServer> {
        let (etcd, server, kubectl) = (find("etcd")?, find("kube-apiserver")?, kubectl()?);
        Some(ApiServer::start(&etcd, &server, &kubectl))
    }

    fn start(etcd: &Path, server: &Path, kubectl: &Kubectl) -> ApiServer {
        let started = with_fresh_ports(|[clients, peers, port]: [u16; 3]| {
            let etcd = Running::start(|folder| store(etcd, clients, peers, folder));
            prepare(etcd.folder());
            let kubectl = kubectl.with_cluster(kubeconfig(etcd.folder(), port));
            let mut server = ApiServer { kubectl, program: server.to_owned(), ports: (clients, port), server: None, etcd };
            server.start_again()?;
            Ok(server)
        });
        started.unwrap_or_else(|why| panic!("kube-apiserver does not start: {why}"))
    }

    /// Ends the server at once; what it stored stays.
    #[cfg(feature = "cluster")]
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// Starts the server, on the port that it had and with the certificates that it had.
    pub fn start_again(&mut self) -> Result<(), String> {
        let server = Running::start(|_| serve(&self.program, self.ports.0, self.ports.1, self.etcd.folder()));
        server.wait_until(|| self.kubectl.run(&["get", "--raw", "/readyz"], "").is_ok())?;
        // The namespace is made just after the server calls itself ready.
        server.wait_until(|| self.kubectl.run(&["get", "namespace", "default"], "").is_ok())?;
        self.server = Some(server);
        Ok(())
    }

    /// kubectl as the administrator of this server.
    pub fn kubectl(&self) -> &Kubectl {
        &self.kubectl
    }

    /// The port on 127.0.0.1 where it listens.
    #[cfg(feature = "cluster")]
    pub fn port(&self) -> u16 {
        self.ports.1
    }

    /// The kubeconfig of its administrator.
    #[cfg(feature = "cluster")]
    pub fn kubeconfig(&self) -> PathBuf {
        self.etcd.folder().join("kubeconfig.yaml")
    }

    /// The certificate of the authority that made the server's own.
    #[cfg(feature = "cluster")]
    pub fn authority(&self) -> PathBuf {
        self.etcd.folder().join("certificates/apiserver.crt")
    }

    /// Writes `user.pem` and `user.key`: a certificate for a user in a group, which ends so many days from now; with 0 it has expired.
    #[cfg(feature = "cluster")]
    pub fn identity(&self, user: &str, group: &str, days: u32, folder: &Path) {
        signed("user", &format!("/O={group}/CN={user}"), "extendedKeyUsage=clientAuth", self.etcd.folder(), days, folder);
    }
}

/// Writes `NAME.pem` and `NAME.key`: a certificate of the authority in a folder, which ends so many days from now; with 0 it has expired.
#[cfg(feature = "cluster")]
pub fn signed(name: &str, subject: &str, extension: &str, authority: &Path, days: u32, folder: &Path) {
    let file = |end: &str| format!("{name}.{end}");
    let of_authority = |file: &str| authority.join(file).display().to_string();
    openssl(&[&NEW_KEY[..], &["-subj", subject, "-keyout", &file("key"), "-out", &file("csr")]].concat(), folder);
    fs::write(folder.join(file("ext")), format!("{extension}\n")).expect("a file can be written");
    let (certificate, key) = (of_authority("client-ca.pem"), of_authority("client-ca.key"));
    let sign = ["x509", "-req", "-in", &file("csr"), "-extfile", &file("ext"), "-set_serial", "1", "-out", &file("pem")];
    openssl(&[&sign[..], &["-CA", &certificate, "-CAkey", &key, "-days", &days.to_string()]].concat(), folder);
    if days == 0 {
        // It ends with the second it was made in; openssl makes none that ended before.
        std::thread::sleep(std::time::Duration::from_millis(1500));
    }
}

/// Writes `client-ca.pem` and `client-ca.key`: an authority of its own, which no server knows.
pub fn authority(folder: &Path) {
    openssl(
        &[&NEW_KEY[..], &["-x509", "-days", "10", "-subj", "/CN=clients", "-keyout", "client-ca.key", "-out", "client-ca.pem"]].concat(),
        folder,
    );
}

const NEW_KEY: [&str; 7] = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

pub fn openssl(arguments: &[&str], folder: &Path) {
    said(Command::new("openssl").args(arguments).current_dir(folder), "").expect("openssl makes keys and certificates");
}

/// The files that a server needs before it starts.
fn prepare(folder: &Path) {
    openssl(&["genrsa", "-out", "key.pem", "2048"], folder);
    authority(folder);
    let tokens = format!("{TOKEN},admin,1,system:masters\n{TOKEN_OF_NOBODY},{NOBODY},2\n");
    fs::write(folder.join("tokens.csv"), tokens).expect("the tokens can be written");
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
    let mut command = Command::new(program);
    command.arg("--cert-dir").arg(folder.join("certificates"));
    command.arg("--token-auth-file").arg(tokens).arg("--client-ca-file").arg(folder.join("client-ca.pem"));
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
