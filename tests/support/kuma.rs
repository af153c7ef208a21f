//! A real Universal control plane of Kuma, with its own kumactl and the probe that asks what it serves.
//! Knows nothing of Portolan.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::http::{self, Answer};
use super::patience::PATIENCE;
use super::programs::find;
use super::running::{Running, with_fresh_ports};
use super::said::said;
use super::served::{Listener, read_served};

/// The control planes we have: the seed page's release line, the newest release, and what becomes 3.0.
pub const VERSIONS: [&str; 3] = ["2.5.11", "2.14.3", "3.0dev"];

pub struct ControlPlane {
    api: u16,
    xds: u16,
    programs: Programs,
    running: Running,
}

struct Programs {
    kuma_cp: PathBuf,
    kumactl: PathBuf,
    served: PathBuf,
}

impl Programs {
    fn of(version: &str) -> Option<Programs> {
        let served = if version.starts_with("2.") { "served-sotw" } else { "served-delta" };
        Some(Programs {
            kuma_cp: find(&format!("kuma-cp-{version}"))?,
            kumactl: find(&format!("kumactl-{version}"))?,
            served: find(served)?,
        })
    }
}

impl ControlPlane {
    /// The control plane of this version that all tests of this process share: use a mesh or names of your own.
    /// `None`, counted as skipped, when Kuma's programs are not here.
    pub fn shared(version: &str) -> Option<&'static ControlPlane> {
        static SHARED: [OnceLock<ControlPlane>; VERSIONS.len()] = [const { OnceLock::new() }; VERSIONS.len()];
        let programs = Programs::of(version)?;
        let index = VERSIONS.iter().position(|known| *known == version).expect("a version of VERSIONS");
        Some(SHARED[index].get_or_init(|| ControlPlane::start_with(version, programs)))
    }

    /// A control plane of the test's own, which ends with the value.
    pub fn start(version: &str) -> Option<ControlPlane> {
        Programs::of(version).map(|programs| ControlPlane::start_with(version, programs))
    }

    fn start_with(version: &str, programs: Programs) -> ControlPlane {
        let started = with_fresh_ports(|ports: [u16; 6]| {
            let [api, _, xds, ..] = ports;
            let running = Running::start(|folder| {
                fs::write(folder.join(KUMACTL_CONFIG), kumactl_config(api)).expect("kumactl's configuration can be written");
                serve(version, &programs.kuma_cp, ports, folder)
            });
            let answers = || http::ask("GET", api, "/meshes/default", "").is_ok_and(|answer| answer.status == 200);
            running.wait_until(answers).map(|()| (api, xds, running))
        });
        let (api, xds, running) = started.unwrap_or_else(|why| panic!("kuma-cp {version} does not start: {why}"));
        ControlPlane { api, xds, programs, running }
    }

    /// Where its HTTP API listens on loopback.
    pub fn port(&self) -> u16 {
        self.api
    }

    /// Runs kumactl of the same version; `apply -f -` reads the input.
    pub fn kumactl(&self, arguments: &[&str], input: &str) -> Result<String, String> {
        let config = self.running.folder().join(KUMACTL_CONFIG);
        said(Command::new(&self.programs.kumactl).arg("--config-file").arg(config).args(arguments), input)
    }

    pub fn get(&self, path: &str) -> Answer {
        http::ask("GET", self.api, path, "").expect("the control plane answers")
    }

    pub fn put(&self, path: &str, json: &str) -> Answer {
        http::ask("PUT", self.api, path, json).expect("the control plane answers")
    }

    /// Takes away what is there, if anything is.
    pub fn delete(&self, path: &str) -> Answer {
        http::ask("DELETE", self.api, path, "").expect("the control plane answers")
    }

    /// What the control plane serves for these Dataplanes, each `MESH.NAME`: listeners, or why there are none.
    pub fn served(&self, dataplanes: &[&str]) -> BTreeMap<String, Result<Vec<Listener>, String>> {
        let address = format!("localhost:{}", self.xds);
        let lines = said(Command::new(&self.programs.served).arg(address).args(dataplanes), "");
        lines.expect("the probe runs").lines().map(read_served).collect()
    }

    /// The same for Dataplanes that should be served. A busy machine may not answer for all of them in time, and takes no second connection
    /// of a proxy before it has noticed that the first one ended ("try again later").
    pub fn served_at_last(&self, dataplanes: &[&str]) -> BTreeMap<String, Result<Vec<Listener>, String>> {
        let end = Instant::now() + PATIENCE;
        let mut served = self.served(dataplanes);
        loop {
            let missing: Vec<String> = served.iter().filter(|(_, seen)| seen.is_err()).map(|(id, _)| id.clone()).collect();
            if missing.is_empty() || Instant::now() > end {
                return served;
            }
            std::thread::sleep(Duration::from_millis(250));
            served.extend(self.served(&missing.iter().map(String::as_str).collect::<Vec<_>>()));
        }
    }
}

const KUMACTL_CONFIG: &str = "kumactl.yaml";

fn kumactl_config(api: u16) -> String {
    format!(
        "currentContext: test
contexts: [{{name: test, controlPlane: test}}]
controlPlanes: [{{name: test, coordinates: {{apiServer: {{url: 'http://localhost:{api}'}}}}}}]
"
    )
}

/// The command of `kuma-cp` on ports of its own: reached only from here, and in its own folder. Without authentication of
/// proxies, because the probe has no token.
fn serve(version: &str, program: &Path, ports: [u16; 6], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("run");
    if !version.starts_with("2.5.") {
        command.env("KUMA_MODE", "zone");
    }
    let names = [
        "KUMA_API_SERVER_HTTP_PORT",
        "KUMA_API_SERVER_HTTPS_PORT",
        "KUMA_DP_SERVER_PORT",
        "KUMA_DIAGNOSTICS_SERVER_PORT",
        "KUMA_MONITORING_ASSIGNMENT_SERVER_PORT",
        "KUMA_INTER_CP_SERVER_PORT",
    ];
    command
        .envs(names.iter().zip(ports.map(|port| port.to_string())))
        .env("KUMA_ENVIRONMENT", "universal")
        .env("KUMA_STORE_TYPE", "memory")
        .env("KUMA_REPORTS_ENABLED", "false")
        .env("KUMA_GENERAL_WORK_DIR", folder.join("work"))
        .env("KUMA_API_SERVER_HTTP_INTERFACE", "127.0.0.1")
        .env("KUMA_API_SERVER_HTTPS_INTERFACE", "127.0.0.1")
        .env("KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE", "none")
        .env("KUMA_DP_SERVER_AUTH_TYPE", "none");
    command
}
