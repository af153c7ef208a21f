//! Planning and applying 1,000 Services, as ratios against kubectl and against a bare loop of the same requests, on one server in one run
//! (`product.md` §10). All three own the same fields of the same Services in turns, and each changes the protocol of every one.
//! Needs etcd, kube-apiserver and kubectl of `tests/servers/build`. `cargo bench --bench apply --no-default-features --features cluster`

mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Instant, SystemTime};

use futures_util::{StreamExt, stream};
use http::Request;
use portolan::cluster::{self, Action, Cancel, Connection, Consents, Contexts, Env, Journal, Options};
use portolan::design::file;
use portolan::manifest::{Comments, render, wanted};
use server::Server;
use tokio::runtime::Runtime;

const SERVICES: usize = 1_000;
const ROUNDS: usize = 3;
/// As many as Portolan has in flight, or this would measure something else.
const IN_FLIGHT: usize = 16;
const NAMESPACE: &str = "bench";
const MANAGER: &str = "portolan:bench";

fn main() {
    let Some(server) = Server::start() else {
        return println!("no kubectl, etcd or kube-apiserver here: tests/servers/build kubectl etcd kube-apiserver");
    };
    let bench = Bench::new(&server);
    // Who comes second has the same addresses to choose from.
    let theirs = bench.kubectl(&["apply"], "http", &[0]);
    bench.delete_all();
    let ours = bench.portolan("http", &Action::Create);
    println!("create {SERVICES} Services: {ours:.2} s, kubectl apply {theirs:.2} s, {:.2} of it (bar: 1)", ours / theirs);

    let (mut ours, mut theirs, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(bench.portolan("http2", &Action::Update));
        theirs.push(bench.kubectl(&["diff"], "kafka", &[1]) + bench.kubectl(&["apply"], "kafka", &[0]));
        bare.push(bench.bare("grpc"));
    }
    let (ours, theirs, bare) = (median(&mut ours), median(&mut theirs), median(&mut bare));
    println!(
        "plan and apply a change of {SERVICES} Services: {ours:.2} s; kubectl diff and apply {theirs:.2} s, {:.1} times as fast (bar: 4); the bare requests {bare:.2} s, {:.2} of them (bar: 1.2)",
        theirs / ours,
        ours / bare
    );
}

struct Bench<'a> {
    server: &'a Server,
    runtime: Runtime,
    connection: Connection,
    folder: tempfile::TempDir,
}

impl Bench<'_> {
    fn new(server: &Server) -> Bench<'_> {
        let runtime = Runtime::new().expect("a runtime");
        let env = Env { kubeconfig: Some(server.kubeconfig().into()), ..Env::default() };
        let contexts = Contexts::find(&env, &[]);
        let context = contexts.current().expect("a context");
        let connection = runtime.block_on(cluster::connect(context, &Consents::default())).expect("it connects");
        let bench = Bench { server, runtime, connection, folder: tempfile::tempdir().expect("a folder") };
        bench.run(&["create", "namespace", NAMESPACE], &[0]);
        bench
    }

    /// From the text of the design to the last answer, what was done written down; in seconds.
    fn portolan(&self, protocol: &str, expected: &Action) -> f64 {
        let text = design(protocol);
        let start = Instant::now();
        let wanted = wanted(&file::read(&text).expect("a design"), NAMESPACE);
        let (client, place) = (&self.connection.client, &self.connection.place);
        let tally = self.runtime.block_on(async {
            let plan = cluster::plan(client, place, MANAGER, &wanted, &Options::default(), |_| {}).await.expect("a plan");
            assert!(plan.changes.iter().all(|change| change.action == *expected), "every Service changes");
            let journal = Journal::start(self.folder.path(), &plan, SystemTime::now()).expect("a journal");
            cluster::apply(client, &plan, &journal, &Cancel::default(), |_, _| {}).await
        });
        let seconds = start.elapsed().as_secs_f64();
        assert!(tally.is_finished() && tally.results.len() == SERVICES, "{tally}");
        seconds
    }

    fn kubectl(&self, act: &[&str], protocol: &str, codes: &[i32]) -> f64 {
        let folder = self.written(protocol);
        let manager = format!("--field-manager={MANAGER}");
        let rest = ["--server-side", &manager, "--filename", folder.to_str().expect("a plain path")];
        let start = Instant::now();
        self.run(&[act, &rest].concat(), codes);
        start.elapsed().as_secs_f64()
    }

    /// The requests alone, their bodies made beforehand: list, try every one, send every one.
    fn bare(&self, protocol: &str) -> f64 {
        let wanted = wanted(&file::read(&design(protocol)).expect("a design"), NAMESPACE);
        let bodies: Vec<(String, Vec<u8>)> =
            wanted.iter().map(|service| (service.name.clone(), service.whole.to_string().into_bytes())).collect();
        let start = Instant::now();
        self.runtime.block_on(async {
            let mut from = String::new();
            loop {
                let page = self.send("GET", format!("/api/v1/namespaces/{NAMESPACE}/services?limit=500&continue={from}"), Vec::new()).await;
                let page: serde_json::Value = serde_json::from_str(&page).expect("a page");
                from = page["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
                if from.is_empty() {
                    break;
                }
            }
            for more in ["&dryRun=All", ""] {
                let sent = bodies.iter().map(|(name, body)| {
                    let options = format!("fieldManager={MANAGER}&fieldValidation=Strict{more}");
                    self.send("PATCH", format!("/api/v1/namespaces/{NAMESPACE}/services/{name}?{options}"), body.clone())
                });
                stream::iter(sent).buffered(IN_FLIGHT).for_each(async |_| {}).await;
            }
        });
        start.elapsed().as_secs_f64()
    }

    async fn send(&self, method: &str, path: String, body: Vec<u8>) -> String {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/apply-patch+yaml");
        self.connection.client.request_text(request.body(body).expect("a request")).await.expect("the server takes it")
    }

    fn delete_all(&self) {
        self.run(&["delete", "services", "--all", "--wait=false", "--namespace", NAMESPACE], &[0]);
    }

    fn run(&self, arguments: &[&str], codes: &[i32]) {
        let status = self.server.kubectl().args(arguments).stdout(Stdio::null()).status().expect("kubectl starts");
        assert!(status.code().is_some_and(|code| codes.contains(&code)), "kubectl {arguments:?}: {status}");
    }

    /// A file for each Service, as kubectl's users have them.
    fn written(&self, protocol: &str) -> PathBuf {
        let folder = self.folder.path().join(protocol);
        if !folder.exists() {
            write(&folder, protocol);
        }
        folder
    }
}

fn write(folder: &Path, protocol: &str) {
    fs::create_dir(folder).expect("a new folder");
    let design = file::read(&design(protocol)).expect("a design");
    for (at, manifest) in render(&design, Comments::Off).iter().enumerate() {
        fs::write(folder.join(format!("{at:04}.yaml")), manifest.text()).expect("a file can be written");
    }
}

fn design(protocol: &str) -> String {
    let service = |at: usize| {
        format!(
            "- {{name: s{at:04}, namespace: {NAMESPACE}, on: kubernetes, selector: {{app: s{at:04}}}, ports: [{{name: main, port: 80, targetPort: 8080, protocol: {protocol}}}]}}\n"
        )
    };
    let services: String = (0..SERVICES).map(service).collect();
    format!("portolan: 1\nname: bench\nservices:\n{services}")
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
