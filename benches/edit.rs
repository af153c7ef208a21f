//! CPU of the frames that follow an edit, both previews in view: 10,000 services × 5 ports against 10 (`product.md` §10).
//! Then what each act costs the session itself: apply, undo step, index and checks.
//! `cargo bench --bench edit --features testing`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use portolan::design::{Edit, Service};
use portolan::gui::app::App;
use portolan::gui::command::Command;
use portolan::gui::host::{Host, Picked};
use portolan::gui::state::{Purpose, Scope};
use portolan::manifest::{self, Comments};
use portolan::protocol::Protocol;
use portolan::session::Session;
use portolan::tasks::Places;

const EDITS: usize = 200;
/// From one frame to the next, for the app and on the wall alike: what is done beside the frames is done as often as on a display.
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 60);

fn main() {
    acts(10_000);
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
    let recovery = folder.path().join("recovery");
    let mut harness = Harness::builder()
        .with_step_dt(FRAME.as_secs_f32())
        .with_size([1440.0, 900.0])
        .build_eframe(|cc| App::new(cc, Box::new(Nobody(recovery)), Some(path)));
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
    let (mut spent, mut due) = (Vec::new(), Instant::now());
    for n in 0..EDITS {
        let (service, port) = harness.state().view().selection.lead_port().expect("a port is selected");
        let mut changed = harness.state().session().and_then(|s| s.service(service)?.port(port).cloned()).expect("the port");
        changed.port = 20_000 + n as u32;
        harness.state_mut().ask_edit(Edit::put_port(service, changed));
        let start = cpu();
        harness.step();
        spent.push((cpu() - start) * 1e3);
        due += FRAME;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    spent.sort_by(f64::total_cmp);
    spent[EDITS * 99 / 100 - 1]
}

/// What the acts of a user cost on so many services: the median of a few, in ms.
fn acts(services: usize) {
    let design = portolan::design::file::read(&design(services)).expect("a design");
    let of_each = |change: &dyn Fn(&mut Service)| {
        let put = |service: &Arc<Service>| {
            let mut service = (**service).clone();
            change(&mut service);
            Edit::put_service(service)
        };
        design.services.iter().map(put).collect::<Vec<_>>()
    };
    let ports = |change: &dyn Fn(&mut portolan::design::ServicePort)| {
        let all = design.services.iter().flat_map(|service| service.ports.iter().map(|port| (service.id, port.clone())));
        let put = |(id, mut port): (_, portolan::design::ServicePort)| {
            change(&mut port);
            Edit::put_port(id, port)
        };
        all.map(put).collect::<Vec<_>>()
    };
    let remove_ports = design.services.iter().flat_map(|s| s.ports.iter().map(|port| Edit::RemovePort(s.id, port.id))).collect();
    let acts: Vec<(&str, Vec<Edit>)> = vec![
        ("delete every service", design.services.iter().map(|service| Edit::RemoveService(service.id)).collect()),
        ("delete every port", remove_ports),
        ("namespace of every service", of_each(&|service| service.namespace = "other".into())),
        ("rename every service", of_each(&|service| service.name.push_str("-v2"))),
        ("protocol of every port", ports(&|port| port.protocol = Some(Protocol::Grpc))),
        ("number of every port", ports(&|port| port.port += 1)),
        ("protocol of one port", ports(&|port| port.protocol = Some(Protocol::Grpc)).into_iter().take(1).collect()),
        ("number of one called port", ports(&|port| port.port += 1).into_iter().take(1).collect()),
        ("delete one service", vec![Edit::RemoveService(design.services[services / 2].id)]),
    ];
    for (what, edits) in acts {
        let mut spent = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..7 {
            let mut session = Session::new(design.clone());
            let edit = if let [one] = edits.as_slice() { one.clone() } else { Edit::Many(what.into(), edits.clone()) };
            spent[0].push(timed(|| session.edit(edit.clone())));
            if edits.len() == 1 {
                spent[2].push(timed(|| session.edit(edit)));
            }
            spent[1].push(timed(|| session.undo()));
            assert!(*session.design() == design, "undone");
        }
        let [act, undo, again] = spent.map(median);
        println!("{what}, {services} services: {act:.2} ms, undo {undo:.2} ms, typed on {again:.2} ms");
    }
    println!("every manifest, {services} services: {:.2} ms", timed(|| drop(manifest::render(&design, Comments::Off))));
    println!("every check, {services} services: {:.2} ms", timed(|| drop(portolan::session::checked(&design))));
}

fn timed(act: impl FnOnce()) -> f64 {
    let start = cpu();
    act();
    (cpu() - start) * 1e3
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(0.0)
}

/// Seconds of CPU of this thread, which is the one that draws. Not `/proc`: that is brought up to date once in 4 ms.
#[cfg(target_os = "linux")]
fn cpu() -> f64 {
    #[repr(C)]
    struct Time {
        seconds: std::ffi::c_long,
        nanos: std::ffi::c_long,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: std::ffi::c_int, time: *mut Time) -> std::ffi::c_int;
    }
    const THREAD_CPUTIME: std::ffi::c_int = 3;
    let mut time = Time { seconds: 0, nanos: 0 };
    // SAFETY: it writes the two numbers of the struct it is given, which has the layout of C.
    let failed = unsafe { clock_gettime(THREAD_CPUTIME, &raw mut time) } != 0;
    assert!(!failed, "the clock of this thread");
    time.seconds as f64 + time.nanos as f64 / 1e9
}

/// Elsewhere the clock on the wall: on a machine that does nothing else it is the same.
#[cfg(not(target_os = "linux"))]
fn cpu() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64()
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

/// A desktop on which nobody picks anything, with a folder for recovery copies.
struct Nobody(PathBuf);

impl Host for Nobody {
    fn pick(&self, _: &Purpose, _: &Path) -> Option<Picked> {
        Some(Box::pin(async { None::<PathBuf> }))
    }
    fn copy(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }
    fn places(&self) -> Places {
        Places { copies: self.0.join("recovery"), journals: self.0.join("applied"), ..Places::default() }
    }
}
