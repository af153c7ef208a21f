//! Start, idle and memory of the real window, as ratios against a bare eframe window in the same run (`product.md` §10).
//! Needs Xvfb. `cargo bench --bench window`

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};

const RUNS: usize = 15;
const WAIT: Duration = Duration::from_secs(20);

fn main() {
    let server = Server::start();
    let bare = built_beside("examples/bare_window");
    let portolan = PathBuf::from(env!("CARGO_BIN_EXE_portolan"));
    let home = tempfile::tempdir().expect("a folder for settings");
    let design = home.path().join("two-hundred.portolan.yaml");
    std::fs::write(&design, two_hundred()).expect("a design of 200 services");

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let a = server.run(&portolan, &[], home.path()).0;
        let b = server.run(&bare, &[], home.path()).0;
        // The first pair warms the caches of disk and linker.
        if run > 0 {
            ours.push(a.as_secs_f64() * 1e3);
            theirs.push(b.as_secs_f64() * 1e3);
        }
    }
    let (a, b) = (median(&mut ours), median(&mut theirs));
    report("start to first painted pixel", a, b, "ms", 1.2);

    let bare_run = server.run(&bare, &[], home.path());
    let full_run = server.run(&portolan, &[design.as_os_str()], home.path());
    let memory = |run: &(Duration, Running)| run.1.resident_mb();
    std::thread::sleep(Duration::from_secs(3));
    report("memory, 200 services", memory(&full_run), memory(&bare_run), "MB", 1.3);

    let before = full_run.1.ticks();
    std::thread::sleep(Duration::from_secs(5));
    let spent = full_run.1.ticks() - before;
    println!("idle, 200 services: {spent} clock ticks of CPU in 5 s (bar: 0; a tick is 10 ms)");
    let size = std::fs::metadata(&portolan).map(|file| file.len()).unwrap_or_default();
    println!("installed size: {:.1} MB (bar: 25 MB)", size as f64 / 1e6);
}

fn report(what: &str, ours: f64, bare: f64, unit: &str, bar: f64) {
    println!("{what}: {ours:.0} {unit}, bare window {bare:.0} {unit}, ratio {:.2} (bar: {bar})", ours / bare);
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn two_hundred() -> String {
    let service = |n: usize| {
        let ports: String = (0..5).map(|p| format!("  - {{name: p{p}, port: {}, protocol: http}}\n", 8000 + p)).collect();
        format!("- name: service-{n}\n  namespace: shop\n  selector: {{app: service-{n}}}\n  ports:\n{ports}")
    };
    format!("portolan: 1\nname: large\nservices:\n{}", (0..200).map(service).collect::<String>())
}

/// A program that cargo built beside this one.
fn built_beside(name: &str) -> PathBuf {
    let me = std::env::current_exe().expect("this program's path");
    let profile = me.parent().and_then(Path::parent).expect("target/release/deps");
    let found = profile.join(name);
    assert!(found.exists(), "{} is not built: cargo build --release --example bare_window", found.display());
    found
}

/// An X server of our own, where nothing else is painted.
struct Server {
    display: String,
    child: Child,
}

impl Server {
    fn start() -> Server {
        let display = format!(":{}", 700 + std::process::id() % 200);
        let mut command = Command::new("Xvfb");
        command
            .args([&display, "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().expect("Xvfb, of the package xvfb");
        let server = Server { display, child };
        let until = Instant::now() + WAIT;
        while x11rb::connect(Some(&server.display)).is_err() {
            assert!(Instant::now() < until, "Xvfb did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// Runs a program until something is painted where it opens its window.
    fn run(&self, program: &Path, args: &[&std::ffi::OsStr], home: &Path) -> (Duration, Running) {
        let (x, screen) = x11rb::connect(Some(&self.display)).expect("the X server");
        let root = x.setup().roots[screen].root;
        let start = Instant::now();
        let mut command = Command::new(program);
        command.args(args).env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY").env("LIBGL_ALWAYS_SOFTWARE", "1");
        command.env("HOME", home).env("XDG_DATA_HOME", home.join("data")).env("XDG_STATE_HOME", home.join("state"));
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let running = Running(child);
        loop {
            let windows = x.query_tree(root).ok().and_then(|cookie| cookie.reply().ok()).map(|tree| tree.children).unwrap_or_default();
            let painted = windows.iter().any(|window| {
                let image = x.get_image(ImageFormat::Z_PIXMAP, *window, 700, 450, 1, 1, !0).ok().and_then(|cookie| cookie.reply().ok());
                image.is_some_and(|image| image.data.iter().take(3).any(|byte| *byte != 0))
            });
            if painted {
                return (start.elapsed(), running);
            }
            assert!(start.elapsed() < WAIT, "{} painted nothing", program.display());
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that runs, and ends with this value.
struct Running(Child);

impl Running {
    fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1024.0
    }

    fn ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap_or_default();
        let after = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
