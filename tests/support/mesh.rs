//! A real Kuma 2.14.3 that runs the mesh of a Kubernetes API server: its webhooks and controllers, and Pods that "run" because we say so.
//! Knows nothing of Portolan.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::http;
use super::programs::find;
use super::readers::{Reader, read_yaml};
use super::running::{Running, with_fresh_ports};
use super::said::said;
use super::served::{Listener, read_served};
use super::servers::{ApiServer, openssl};

pub struct Mesh {
    served: PathBuf,
    xds: u16,
    _running: Running,
    // It ends last: the control plane speaks with it.
    pub server: ApiServer,
}

/// The address of every Pod: nobody listens there, and the probe does not ask.
pub const POD: &str = "127.0.0.9";

impl Mesh {
    /// A mesh of one test, on an API server of its own, in which MeshServices are used alone. `None`, counted as skipped, when its programs
    /// are not here.
    pub fn own() -> Option<Mesh> {
        let (kuma_cp, kumactl, served) = (find("kuma-cp-2.14.3")?, find("kumactl-2.14.3")?, find("served-sotw")?);
        find("readyaml")?;
        let server = ApiServer::own()?;
        let started = with_fresh_ports(|ports: [u16; 7]| {
            let running = Running::start(|folder| serve(&kuma_cp, &kumactl, &server, ports, folder));
            running.wait_until(|| http::ask("GET", ports[0], "/meshes/default", "").is_ok_and(|answer| answer.status == 200))?;
            Ok((running, ports[2]))
        });
        let (running, xds) = started.unwrap_or_else(|why| panic!("kuma-cp does not start: {why}"));
        let exclusive = r#"{"spec":{"meshServices":{"mode":"Exclusive"}}}"#;
        server.kubectl().run(&["patch", "mesh", "default", "--type", "merge", "--patch", exclusive], "").expect("a mesh");
        Some(Mesh { served, xds, _running: running, server })
    }

    /// A Pod with a sidecar, which runs.
    pub fn run_pod(&self, namespace: &str, name: &str, app: &str) {
        let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace}});
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace, "labels": {"app": app}},
            "spec": {"containers": [{"name": "app", "image": "app"}]}
        });
        let apply =
            |object: &Value| self.server.kubectl().run(&["apply", "--filename", "-"], &object.to_string()).expect("kubectl applies");
        apply(&account);
        apply(&pod);
        let status = |container: &str| json!({"name": container, "ready": true, "started": true, "restartCount": 0, "image": "app", "imageID": "app", "state": {"running": {}}});
        let status = json!({"status": {
            "phase": "Running", "podIP": POD, "podIPs": [{"ip": POD}], "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [status("app")], "initContainerStatuses": [status("kuma-init"), status("kuma-sidecar")]
        }});
        let patch = ["patch", "pod", name, "--namespace", namespace, "--subresource", "status", "--type", "merge", "--patch"];
        self.server.kubectl().run(&[&patch[..], &[&status.to_string()]].concat(), "").expect("the Pod runs");
    }

    /// What the control plane serves to the proxy of a Pod: listeners, or why there are none.
    pub fn served(&self, namespace: &str, pod: &str) -> Result<Vec<Listener>, String> {
        let (address, id) = (format!("localhost:{}", self.xds), format!("default.{pod}.{namespace}"));
        let line = said(Command::new(&self.served).args([&address, &id]), "")?;
        read_served(line.trim_end()).1
    }

    /// An object as kubectl reads it; `Null` where there is none.
    pub fn get(&self, kind: &str, namespace: &str, name: &str) -> Value {
        let arguments = ["get", kind, name, "--namespace", namespace, "--output", "json", "--ignore-not-found"];
        let text = self.server.kubectl().run(&arguments, "").expect("kubectl reads");
        serde_json::from_str(&text).unwrap_or_default()
    }
}

/// Installs what Kuma puts on a cluster, with its webhooks here, and makes the command of the control plane.
fn serve(kuma_cp: &Path, kumactl: &Path, server: &ApiServer, ports: [u16; 7], folder: &Path) -> Command {
    let names = "subjectAltName=DNS:localhost,DNS:kuma-control-plane.kuma-system.svc,IP:127.0.0.1";
    let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "10", "-subj", "/CN=kuma"];
    openssl(&[&new[..], &["-addext", names, "-keyout", "tls.key", "-out", "tls.crt"]].concat(), folder);
    openssl(&["base64", "-A", "-in", "tls.crt", "-out", "bundle"], folder);
    let bundle = fs::read_to_string(folder.join("bundle")).expect("the bundle can be read");
    let install =
        ["install", "control-plane", "--without-kubernetes-connection", "--tls-general-secret=kuma-tls", "--tls-general-ca-bundle"];
    let text = said(Command::new(kumactl).args(install).arg(bundle), "").expect("kumactl prints what to install");
    let objects = read_yaml(Reader::Kubectl, &text).expect("a reader").expect("kumactl prints YAML");
    let (mut installed, mut environment) = (Vec::new(), BTreeMap::new());
    for mut object in objects {
        match object["kind"].as_str().unwrap_or_default() {
            "Namespace" | "CustomResourceDefinition" | "ConfigMap" => installed.push(object),
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => {
                object["webhooks"].as_array_mut().into_iter().flatten().for_each(|webhook| call_here(webhook, ports[6]));
                installed.push(object);
            }
            "Deployment" => environment = plain_values(&object),
            _ => {}
        }
    }
    let list = json!({"apiVersion": "v1", "kind": "List", "items": installed});
    server.kubectl().run(&["apply", "--server-side", "--filename", "-"], &list.to_string()).expect("Kuma's objects are taken");
    let names = [
        "KUMA_API_SERVER_HTTP_PORT",
        "KUMA_API_SERVER_HTTPS_PORT",
        "KUMA_DP_SERVER_PORT",
        "KUMA_DIAGNOSTICS_SERVER_PORT",
        "KUMA_MONITORING_ASSIGNMENT_SERVER_PORT",
        "KUMA_INTER_CP_SERVER_PORT",
        "KUMA_RUNTIME_KUBERNETES_ADMISSION_SERVER_PORT",
    ];
    let mut command = Command::new(kuma_cp);
    command
        .arg("run")
        .envs(environment)
        .envs(names.iter().zip(ports.map(|port| port.to_string())))
        .env("KUBECONFIG", server.kubeconfig())
        .env("KUBERNETES_SERVICE_HOST", "127.0.0.1")
        .env("KUBERNETES_SERVICE_PORT", server.port().to_string())
        .env("KUMA_GENERAL_TLS_CERT_FILE", folder.join("tls.crt"))
        .env("KUMA_GENERAL_TLS_KEY_FILE", folder.join("tls.key"))
        .env("KUMA_GENERAL_WORK_DIR", folder.join("work"))
        .env("KUMA_REPORTS_ENABLED", "false")
        .env("KUMA_RUNTIME_KUBERNETES_ADMISSION_SERVER_CERT_DIR", folder)
        .env("KUMA_RUNTIME_KUBERNETES_INJECTOR_CA_CERT_FILE", folder.join("tls.crt"))
        .env("KUMA_RUNTIME_KUBERNETES_ALLOWED_USERS", "admin")
        .env("KUMA_INTER_CP_CATALOG_INSTANCE_ADDRESS", "127.0.0.1")
        .env("KUMA_API_SERVER_HTTP_INTERFACE", "127.0.0.1")
        .env("KUMA_API_SERVER_HTTPS_INTERFACE", "127.0.0.1")
        // The probe has no token.
        .env("KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE", "none")
        .env("KUMA_DP_SERVER_AUTH_TYPE", "none");
    command
}

/// No cluster network leads to the control plane: the server calls it on loopback.
fn call_here(webhook: &mut Value, port: u16) {
    let path = webhook.pointer("/clientConfig/service/path").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(client) = webhook["clientConfig"].as_object_mut() {
        client.remove("service");
        client.insert("url".to_owned(), json!(format!("https://127.0.0.1:{port}{path}")));
    }
}

/// What the Deployment says in its environment, without what only a cluster can fill in.
fn plain_values(deployment: &Value) -> BTreeMap<String, String> {
    let entries = deployment.pointer("/spec/template/spec/containers/0/env").and_then(Value::as_array);
    let text = |entry: &Value, key: &str| entry[key].as_str().map(str::to_owned);
    entries.into_iter().flatten().filter_map(|entry| Some((text(entry, "name")?, text(entry, "value")?))).collect()
}
