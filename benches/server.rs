//! A Kubernetes API server for kubectl to ask, with its etcd; both end with it.
//! Knows nothing of what is measured.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const WAIT: Duration = Duration::from_secs(60);

pub struct Server {
    kubectl: PathBuf,
    folder: tempfile::TempDir,
    programs: [Child; 2],
}

impl Server {
    /// `None` where its programs are not built.
    pub fn start() -> Option<Server> {
        let (kubectl, etcd, apiserver) = (find("kubectl")?, find("etcd")?, find("kube-apiserver")?);
        let folder = tempfile::tempdir().expect("a folder for the server");
        let at = |name: &str| folder.path().join(name);
        let [clients, peers, port] = free_ports();
        let url = |port: u16| format!("http://127.0.0.1:{port}");
        let etcd = quiet(Command::new(etcd).arg("--data-dir").arg(at("data")).args([
            "--listen-client-urls",
            &url(clients),
            "--advertise-client-urls",
            &url(clients),
            "--listen-peer-urls",
            &url(peers),
            "--initial-advertise-peer-urls",
            &url(peers),
            "--initial-cluster",
            &format!("default={}", url(peers)),
        ]));
        let key = at("key.pem");
        let made = Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048").stderr(Stdio::null()).status();
        assert!(made.is_ok_and(|status| status.success()), "openssl makes a key");
        fs::write(at("tokens.csv"), "administrator,admin,1,system:masters\n").expect("the tokens can be written");
        let mut command = Command::new(apiserver);
        command.arg("--cert-dir").arg(at("certificates")).arg("--token-auth-file").arg(at("tokens.csv"));
        command.arg("--service-account-key-file").arg(&key).arg("--service-account-signing-key-file").arg(&key);
        command.args(["--etcd-servers", &url(clients), "--bind-address", "127.0.0.1", "--secure-port", &port.to_string()]);
        command.args(["--service-account-issuer", "https://portolan.test", "--authorization-mode", "RBAC"]);
        command.args(["--service-cluster-ip-range", "10.0.0.0/16", "--endpoint-reconciler-type", "none"]);
        command.args(["--disable-admission-plugins", "ServiceAccount"]);
        let config = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: bench\nclusters: [{{name: bench, cluster: {{server: 'https://127.0.0.1:{port}', insecure-skip-tls-verify: true}}}}]\nusers: [{{name: admin, user: {{token: administrator}}}}]\ncontexts: [{{name: bench, context: {{cluster: bench, user: admin}}}}]\n"
        );
        fs::write(at("config"), config).expect("the kubeconfig can be written");
        let server = Server { kubectl, programs: [etcd, quiet(&mut command)], folder };
        server.wait();
        Some(server)
    }

    /// The kubeconfig of its administrator.
    pub fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    /// kubectl as its administrator.
    pub fn kubectl(&self) -> Command {
        let mut command = Command::new(&self.kubectl);
        command.env("KUBECONFIG", self.kubeconfig()).env("HOME", self.folder.path());
        command
    }

    fn wait(&self) {
        let start = Instant::now();
        let is_ready = || self.kubectl().args(["get", "namespace", "default"]).output().is_ok_and(|output| output.status.success());
        while !is_ready() {
            assert!(start.elapsed() < WAIT, "kube-apiserver does not start");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            // One that has ended already needs nothing.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

fn quiet(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a program of the server starts")
}

fn find(program: &str) -> Option<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/where");
    let output = Command::new(script).arg(program).output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

fn free_ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("its number").port())
}
