//! One test's own namespace on the real API server, and Portolan at work in it as a user the test chooses.
//! Knows nothing of what a test is about.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use portolan::cluster::{self, Applied, Cancel, Change, Journal, Options, Past, Plan, Tally, Wanted, Where};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::readers::Kubectl;
use super::servers::ApiServer;

pub const MANAGER: &str = "portolan:shop";

pub struct World {
    kubectl: Kubectl,
    pub namespace: String,
    runtime: Runtime,
    pub client: Client,
    pub place: Where,
    pub journals: tempfile::TempDir,
}

/// A namespace of the test's own on the shared server, as its administrator.
pub fn world() -> Option<World> {
    ApiServer::shared().map(World::on)
}

impl World {
    pub fn on(server: &ApiServer) -> World {
        let namespace = fresh("test");
        server.kubectl().run(&["create", "namespace", &namespace], "").expect("a namespace of its own");
        let runtime = Runtime::new().expect("a runtime");
        let file = server.kubectl().kubeconfig().to_owned();
        let config = config(&runtime, &file);
        let place = Where { context: "test".to_owned(), file, server: config.cluster_url.to_string() };
        let client = runtime.block_on(async { Client::try_from(config) }).expect("a client");
        World { kubectl: same(server.kubectl()), namespace, runtime, client, place, journals: tempfile::tempdir().expect("a folder") }
    }

    /// The same namespace as another user, who may do nothing but these, and is in the group that is called like the namespace.
    pub fn as_user(&self, verbs: &str) -> World {
        let (user, namespace) = (fresh("user"), self.namespace.as_str());
        if !verbs.is_empty() {
            let (verbs, who) = (format!("--verb={verbs}"), format!("--user={user}"));
            let run = |arguments: &[&str]| self.kubectl.run(arguments, "").expect("a role");
            run(&["create", "role", &user, &verbs, "--resource=services", "-n", namespace]);
            run(&["create", "rolebinding", &user, &format!("--role={user}"), &who, "-n", namespace]);
        }
        let mut config = config(&self.runtime, &self.place.file);
        config.auth_info.impersonate = Some(user);
        config.auth_info.impersonate_groups = Some(vec![self.namespace.clone()]);
        self.with(self.runtime.block_on(async { Client::try_from(config) }).expect("a client"))
    }

    /// The same with another client.
    pub fn with(&self, client: Client) -> World {
        let journals = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        World { kubectl: same(&self.kubectl), namespace: self.namespace.clone(), runtime, client, place: self.place.clone(), journals }
    }

    pub fn kubectl(&self, arguments: &[&str], input: &str) -> String {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["-n", &self.namespace]).collect();
        self.kubectl.run(&arguments, input).unwrap_or_else(|why| panic!("kubectl {arguments:?}: {why}"))
    }

    /// A Service as it lives; `Null` where there is none.
    pub fn live(&self, name: &str) -> Value {
        let text = self.kubectl(&["get", "service", name, "-o", "json", "--show-managed-fields", "--ignore-not-found"], "");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The same without what every write changes.
    pub fn plain(&self, name: &str) -> Value {
        let mut live = self.live(name);
        if let Some(metadata) = live.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.retain(|key, _| !["managedFields", "resourceVersion"].contains(&key.as_str()));
        }
        live
    }

    pub fn version(&self, name: &str) -> String {
        self.live(name)["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned()
    }

    pub fn wanted(&self, name: &str, ports: &Value) -> Wanted {
        let metadata = json!({"name": name, "namespace": self.namespace});
        let object = |spec: Value| json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec});
        let whole = object(json!({"selector": {"app": name}, "ports": ports}));
        let hint = |port: &&Value| port.get("appProtocol").is_some();
        let hinted = ports.as_array().into_iter().flatten().filter(hint);
        let hints: Vec<Value> =
            hinted.map(|port| json!({"port": port["port"], "protocol": port["protocol"], "appProtocol": port["appProtocol"]})).collect();
        let hints = (!hints.is_empty()).then(|| object(json!({"ports": hints})));
        Wanted { namespace: self.namespace.clone(), name: name.to_owned(), whole, hints }
    }

    pub fn try_plan(&self, wanted: &[Wanted], options: &Options) -> Result<Plan, cluster::Error> {
        self.runtime.block_on(cluster::plan(&self.client, &self.place, MANAGER, wanted, options, |_| {}))
    }

    pub fn plan(&self, wanted: &[Wanted]) -> Plan {
        self.try_plan(wanted, &Options::default()).unwrap_or_else(|why| panic!("{why}"))
    }

    pub fn apply(&self, plan: &Plan) -> Tally {
        self.apply_until(plan, &Cancel::default(), |_| {})
    }

    pub fn apply_until(&self, plan: &Plan, cancel: &Cancel, progress: impl Fn(&Applied)) -> Tally {
        let journal = Journal::start(self.journals.path(), plan, SystemTime::now()).expect("a journal");
        self.runtime.block_on(cluster::apply(&self.client, plan, &journal, cancel, |_, applied| progress(applied)))
    }

    /// Plans and applies.
    pub fn bring(&self, wanted: &[Wanted]) -> Tally {
        self.apply(&self.plan(wanted))
    }

    pub fn past(&self) -> Vec<Past> {
        cluster::history(self.journals.path()).collect()
    }

    pub fn plan_undo(&self, past: &Past) -> Plan {
        self.runtime.block_on(cluster::plan_undo(&self.client, past, |_| {})).unwrap_or_else(|why| panic!("{why}"))
    }
}

/// A port as a server takes it.
pub fn port(number: u32, hint: &str) -> Value {
    let mut port = json!({"port": number, "protocol": "TCP", "name": format!("p{number}")});
    if !hint.is_empty() {
        port["appProtocol"] = json!(hint);
    }
    port
}

/// A Service as others write it.
pub fn manifest(name: &str, ports: &Value) -> String {
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"selector": {"app": name}, "ports": ports}})
        .to_string()
}

/// The only change of a plan.
pub fn only(plan: &Plan) -> &Change {
    assert_eq!(plan.changes.len(), 1, "{plan:#?}");
    &plan.changes[0]
}

/// The fields that a change is about.
pub fn fields(change: &Change) -> Vec<&str> {
    change.fields.iter().map(|field| field.path.as_str()).collect()
}

pub fn fresh(kind: &str) -> String {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    format!("{kind}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn same(kubectl: &Kubectl) -> Kubectl {
    kubectl.with_cluster(kubectl.kubeconfig().to_owned())
}

fn config(runtime: &Runtime, file: &Path) -> Config {
    let kubeconfig = Kubeconfig::read_from(file).expect("a kubeconfig");
    let config = runtime.block_on(Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()));
    let mut config = config.expect("a configuration");
    config.default_retry = false;
    config
}
