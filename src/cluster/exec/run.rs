//! Running a program that signs in, and reading what it hands out: without a shell, without a terminal, and not without end.
//! Knows nothing of whether it may run. What it prints is a secret, and quoted nowhere.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, SystemTime};

use k8s_openapi::ByteString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Allowed, secrets};
use crate::cluster::error::Error;
use crate::cluster::kubeconfig::{Cluster, Compression, Exec, Verification};

/// What somebody signs in with, as long as it holds. It is shown by nothing.
#[derive(Clone, Default, PartialEq)]
pub(in crate::cluster) struct Credential {
    pub(in crate::cluster) token: Option<String>,
    /// A certificate and its key.
    pub(in crate::cluster) certificate: Option<(Vec<u8>, Vec<u8>)>,
    /// When it runs out.
    pub(in crate::cluster) until: Option<SystemTime>,
}

/// What a program is told: `KUBERNETES_EXEC_INFO`.
pub(super) fn told(exec: &Exec, origin: &Path, cluster: &Cluster) -> Result<String, Error> {
    let mut spec = json!({"interactive": false});
    if exec.wants_cluster
        && let Some(spec) = spec.as_object_mut()
    {
        spec.insert("cluster".to_owned(), told_of(origin, cluster)?);
    }
    Ok(json!({"kind": "ExecCredential", "apiVersion": exec.version, "spec": spec}).to_string())
}

fn told_of(origin: &Path, cluster: &Cluster) -> Result<Value, Error> {
    let mut told = serde_json::Map::new();
    told.insert("server".to_owned(), json!(cluster.server));
    let mut add = |key: &str, value: Option<Value>| value.map(|value| told.insert(key.to_owned(), value));
    add("tls-server-name", cluster.server_name.as_ref().map(|name| json!(name)));
    add("insecure-skip-tls-verify", (cluster.verification == Verification::Off).then_some(json!(true)));
    let authority = cluster.authority.as_ref().map(|authority| authority.read("certificate-authority", origin)).transpose()?;
    add("certificate-authority-data", authority.map(|bytes| json!(ByteString(bytes))));
    add("proxy-url", cluster.proxy.as_ref().map(|proxy| json!(proxy)));
    add("disable-compression", (cluster.compression == Compression::Off).then_some(json!(true)));
    add("config", cluster.for_exec.clone());
    Ok(Value::Object(told))
}

pub(super) async fn run(allowed: &Allowed, patience: Duration) -> Result<Credential, Error> {
    let failed = |why: String| Error::ExecFailed { command: allowed.command.clone(), why };
    let mut command = tokio::process::Command::new(&allowed.program);
    command.args(&allowed.args).envs(allowed.env.iter().map(|(name, value)| (name, value)));
    // Its own folders first, unless the kubeconfig itself says where it finds others.
    if let Some(path) = allowed.path.as_ref().filter(|_| !allowed.env.iter().any(|(name, _)| name == "PATH")) {
        command.env("PATH", path);
    }
    command.env("KUBERNETES_EXEC_INFO", &allowed.told);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    without_window(&mut command);
    let output = match tokio::time::timeout(patience, command.output()).await {
        Err(_) => return Err(Error::ExecTimedOut { command: allowed.command.clone(), after: patience }),
        Ok(Err(error)) if error.kind() == ErrorKind::PermissionDenied => return Err(failed("it may not be run".to_owned())),
        Ok(Err(error)) => return Err(failed(format!("it does not start ({error})"))),
        Ok(Ok(output)) => output,
    };
    if !output.status.success() {
        return Err(failed(last_words(output.status, &output.stderr, allowed)));
    }
    read(&output.stdout, &allowed.version).map_err(|why| failed(why.to_owned()))
}

/// A console would flash up beside the window.
#[cfg(windows)]
fn without_window(command: &mut tokio::process::Command) {
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Only Windows opens one.
#[cfg(not(windows))]
fn without_window(_: &mut tokio::process::Command) {}

/// The last line that a program complained with, without secrets: some print what they were given.
fn last_words(status: ExitStatus, stderr: &[u8], allowed: &Allowed) -> String {
    let ended = status.code().map_or_else(|| "it was ended".to_owned(), |code| format!("it ended with {code}"));
    let stderr = String::from_utf8_lossy(stderr);
    let Some(line) = stderr.lines().rfind(|line| !line.trim().is_empty()) else { return ended };
    let words: String = secrets::without(line, &secrets::given(&allowed.args, &allowed.env)).chars().take(300).collect();
    format!("{ended}: {words}")
}

#[derive(Deserialize)]
struct Printed {
    #[serde(rename = "apiVersion")]
    version: Option<String>,
    kind: Option<String>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    expiration_timestamp: Option<Time>,
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
}

/// What it printed, which is not quoted whatever is wrong with it.
fn read(printed: &[u8], version: &str) -> Result<Credential, &'static str> {
    let printed: Printed = serde_json::from_slice(printed).map_err(|_| "what it printed is no ExecCredential")?;
    if printed.kind.as_deref() != Some("ExecCredential") {
        return Err("what it printed is no ExecCredential");
    }
    if printed.version.as_deref() != Some(version) {
        return Err("it answered in another version of ExecCredential than the kubeconfig says");
    }
    let status = printed.status.ok_or("it printed an ExecCredential without a status")?;
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let certificate = match (said(status.client_certificate_data), said(status.client_key_data)) {
        (Some(certificate), Some(key)) => Some((certificate.into_bytes(), key.into_bytes())),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err("it printed only one of a certificate and its key"),
    };
    let token = said(status.token);
    if token.is_none() && certificate.is_none() {
        return Err("it printed neither a token nor a certificate");
    }
    Ok(Credential { token, certificate, until: status.expiration_timestamp.map(|Time(at)| at.into()) })
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_program_that_does_not_end_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let noted = folder.path().join("noted");
        let allowed = Allowed {
            program: "/bin/sh".into(),
            path: None,
            command: "slow".to_owned(),
            args: vec!["-c".to_owned(), format!("sleep 1; echo >'{}'", noted.display())],
            env: Vec::new(),
            version: String::new(),
            told: String::new(),
        };
        let start = Instant::now();
        let patience = Duration::from_millis(200);
        let error = run(&allowed, patience).await.err();
        assert_eq!(error, Some(Error::ExecTimedOut { command: "slow".to_owned(), after: patience }));
        assert!(start.elapsed() < Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(1300)).await;
        assert!(!noted.exists(), "it was ended, not left alone");
    }
}
