//! `portolan check` over a folder of manifests, as a ratio against kubectl's reading of the same files in the same run (`product.md` §10).
//! Needs the cases beside the project, and etcd, kube-apiserver and kubectl of `tests/servers/build`, because kubectl reads nothing without
//! a server to ask for kinds. `cargo bench --bench check --no-default-features`

mod server;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use server::Server;

/// As many as were measured first.
const FILES: usize = 5_443;
const RUNS: usize = 3;

fn main() {
    let Some(server) = Server::start() else {
        return println!("no kubectl, etcd or kube-apiserver here: tests/servers/build kubectl etcd kube-apiserver");
    };
    let cases = cases();
    if cases.is_empty() {
        return println!("no cases here: see PORTOLAN_CASES");
    }
    let folder = tempfile::tempdir().expect("a folder for manifests");
    let (large, small) = (folder.path().join("large"), folder.path().join("small"));
    let copies = cases.iter().cycle().take(FILES).map(|path| fs::read(path).expect("a case can be read"));
    measure(&server, &write(&large, copies), "large", 5.0);
    measure(&server, &write(&small, (0..FILES).map(|n| service(n).into_bytes())), "small", 1.0);
}

/// What others wrote for Kubernetes.
fn cases() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases").into_os_string();
    let root = std::env::var_os("PORTOLAN_CASES").unwrap_or(own);
    let files = fs::read_dir(Path::new(&root).join("k8s")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn service(n: usize) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: s{n}\n  namespace: shop\nspec:\n  selector:\n    app: s{n}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n    appProtocol: http\n"
    )
}

/// Files in a new folder, and how many bytes they have.
fn write(folder: &Path, texts: impl Iterator<Item = Vec<u8>>) -> (PathBuf, usize) {
    fs::create_dir(folder).expect("a new folder");
    let mut bytes = 0;
    for (n, text) in texts.enumerate() {
        bytes += text.len();
        fs::write(folder.join(format!("{n:04}.yaml")), text).expect("a file can be written");
    }
    (folder.to_owned(), bytes)
}

/// In turns, so that what else the machine does meets both.
fn measure(server: &Server, (folder, bytes): &(PathBuf, usize), what: &str, bar: f64) {
    let (mut ours, mut theirs, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let (to_first, all) = check(folder);
        let kubectl = timed(server.kubectl().args(["create", "--dry-run=client", "--validate=false", "-o", "name", "-f"]).arg(folder));
        // The first pair warms the cache of the disk, and kubectl's of what the server knows.
        if run > 0 {
            ours.push(all.as_secs_f64());
            theirs.push(kubectl.as_secs_f64());
            first.push(to_first.as_secs_f64());
        }
    }
    let (ours, theirs, first) = (median(&mut ours), median(&mut theirs), median(&mut first));
    println!(
        "check {FILES} {what} files, {:.0} MB: {ours:.2} s, kubectl {theirs:.2} s, {:.1} times as fast (bar: {bar})",
        *bytes as f64 / 1e6,
        theirs / ours
    );
    println!("first finding or last word: {first:.2} s (bar: 0.3 for the large ones)");
}

/// How long it takes to the first byte, and to the last.
fn check(folder: &Path) -> (Duration, Duration) {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    let mut child = command.arg("check").arg(folder).stdout(Stdio::piped()).spawn().expect("portolan starts");
    let mut out = child.stdout.take().expect("its output");
    out.read_exact(&mut [0]).expect("it says something");
    let first = start.elapsed();
    out.read_to_end(&mut Vec::new()).expect("it says the rest");
    let code = child.wait().expect("it ends").code();
    assert!(matches!(code, Some(0 | 1)), "portolan check ends with {code:?}");
    (first, start.elapsed())
}

/// A kind that the server does not know ends kubectl with an error, after all has been read.
fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("kubectl starts");
    start.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
