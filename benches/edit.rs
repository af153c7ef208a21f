//! CPU of the frames that follow an edit, both previews in view: 10,000 services × 5 ports against 10 (`product.md` §10).
//! `cargo bench --bench edit --features testing`

use std::path::{Path, PathBuf};
use std::time::Instant;

use egui_kittest::Harness;
use portolan::design::Edit;
use portolan::gui::app::App;
use portolan::gui::command::Command;
use portolan::gui::host::{Host, Picked};
use portolan::gui::state::{Purpose, Scope};

const EDITS: usize = 200;

fn main() {
    for (what, command) in [
        ("board, one service", None),
        ("table, one service", Some(Command::ShowTable)),
        ("board, every service", Some(Command::ToggleScope)),
    ] {
        let small = p99(10, command.clone());
        let large = p99(10_000, command);
        println!(
            "edit to both previews, {what}: 10,000 services {large:.2} ms, 10 services {small:.2} ms (p99 of {EDITS}), ratio {:.2} (bars: 16 ms, 2)",
            large / small
        );
    }
}

/// The 99th percentile of the CPU of a frame after an edit, in ms.
fn p99(services: usize, command: Option<Command>) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.portolan.yaml");
    std::fs::write(&path, design(services)).expect("a design");
    let mut harness = Harness::builder().with_size([1440.0, 900.0]).build_eframe(|cc| App::new(cc, Box::new(Nobody), Some(path)));
    while harness.state().session().is_none() {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    if let Some(command) = command {
        harness.state_mut().ask(command);
    }
    // Until what is made over several frames is there.
    for _ in 0..600 {
        harness.step();
    }
    assert!(matches!(harness.state().view().preview.scope, Scope::Selected | Scope::All));
    let mut spent = Vec::new();
    for n in 0..EDITS {
        let (service, port) = harness.state().view().selection.lead_port().expect("a port is selected");
        let mut changed = harness.state().session().and_then(|s| s.service(service)?.port(port).cloned()).expect("the port");
        changed.port = 20_000 + n as u32;
        harness.state_mut().ask_edit(Edit::put_port(service, changed));
        let start = cpu();
        harness.step();
        spent.push((cpu() - start) * 1e3);
    }
    spent.sort_by(f64::total_cmp);
    spent[EDITS * 99 / 100 - 1]
}

/// Seconds of CPU of this thread, which is the one that draws.
fn cpu() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
    nanos.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

fn design(services: usize) -> String {
    let service = |n: usize| {
        let ports: String = (0..5).map(|p| format!("  - {{name: p{p}, port: {}, protocol: http}}\n", 8000 + p)).collect();
        let call = if n > 0 { format!("  calls:\n  - {{service: service-{}, port: 8000, at: 10001}}\n", n - 1) } else { String::new() };
        let instance =
            format!("  instances:\n  - {{name: service-{n}-01, address: 10.{}.{}.{}}}\n", n >> 14, (n >> 7) & 127, 1 + (n & 127));
        format!("- name: service-{n}\n  namespace: ns-{}\n  selector: {{app: service-{n}}}\n  ports:\n{ports}{instance}{call}", n / 50)
    };
    format!("portolan: 1\nname: large\nservices:\n{}", (0..services).map(service).collect::<String>())
}

struct Nobody;

impl Host for Nobody {
    fn pick(&self, _: &Purpose, _: &Path) -> Option<Picked> {
        Some(Box::pin(async { None::<PathBuf> }))
    }
    fn copy(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }
    fn recovery_folder(&self) -> PathBuf {
        std::env::temp_dir().join("portolan-bench-recovery")
    }
}
