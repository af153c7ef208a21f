//! Flows in the real window under Xvfb, driven through its access tree: from a template to exported files, and to a real cluster and back.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use egui::accesskit::{Node, NodeId, Role};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_inspection::protocol::{Request, Response, read_handshake, read_message, write_message};

use crate::support::patience::{PATIENCE, at_last};
use crate::support::programs::skip;
use crate::support::servers::{ApiServer, NOBODY, TOKEN_OF_NOBODY};

/// A program that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An X server on a display of its own, and its name.
fn x_server() -> (Running, String) {
    use std::io::BufRead as _;
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("Xvfb starts");
    let mut display = String::new();
    io::BufReader::new(child.stdout.take().expect("its standard output")).read_line(&mut display).expect("its display");
    (Running(child), format!(":{}", display.trim()))
}

/// The window, and the line to it.
struct Window {
    program: Running,
    line: TcpStream,
}

impl Window {
    fn open(display: &str, folder: &Path) -> Window {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let address = format!("127.0.0.1:{port}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
        command.current_dir(folder).env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("LIBGL_ALWAYS_SOFTWARE", "1");
        for name in ["HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env(name, folder.join("home"));
        }
        command.env("EGUI_INSPECTION", &address).env_remove("DBUS_SESSION_BUS_ADDRESS").env("PATH", "");
        command.env("KUBECONFIG", folder.join("kubeconfig")).env("KUBERC", "off");
        for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
            command.env_remove(name);
        }
        let said = std::fs::File::create(folder.join("said.txt")).expect("a file for what it prints");
        command.stdout(said.try_clone().expect("the same file")).stderr(said);
        let program = Running(command.spawn().expect("portolan starts"));
        let line = at_last(|| TcpStream::connect(&address).map_err(|error| format!("the window does not answer: {error}")));
        line.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        read_handshake(&line).expect("its handshake");
        Window { program, line }
    }

    fn ask(&self, request: &Request) -> Response {
        write_message(&self.line, request).expect("it listens");
        read_message(&self.line).expect("it answers")
    }

    fn nodes(&self) -> Vec<(NodeId, Node)> {
        match self.ask(&Request::GetTree) {
            Response::Tree { accesskit: Some(tree), .. } => tree.nodes,
            other => panic!("no tree: {other:?}"),
        }
    }

    /// The middle of the first thing of that role whose name begins so, once there is one.
    fn find(&self, role: Role, name: &str) -> Pos2 {
        at_last(|| {
            let nodes = self.nodes();
            let named = |node: &Node| node.role() == role && node.label().or(node.value()).is_some_and(|label| label.starts_with(name));
            let bounds = nodes.iter().find(|(_, node)| named(node)).and_then(|(_, node)| node.bounds());
            let bounds = bounds.ok_or_else(|| format!("no {role:?} is called {name}"))?;
            Ok(Pos2::new(((bounds.x0 + bounds.x1) / 2.0) as f32, ((bounds.y0 + bounds.y1) / 2.0) as f32))
        })
    }

    fn events(&self, events: Vec<Event>) {
        assert!(matches!(self.ask(&Request::ApplyEvents { events }), Response::Done));
        let _ = self.ask(&Request::Settle { max_steps: 60 });
    }

    fn click(&self, role: Role, name: &str) {
        let pos = self.find(role, name);
        let button = |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        self.events(vec![Event::PointerMoved(pos)]);
        self.events(vec![button(true)]);
        self.events(vec![button(false)]);
    }

    fn press(&self, key: Key, modifiers: Modifiers, text: &str) {
        let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
        let mut events = vec![event(true)];
        if !text.is_empty() {
            events.push(Event::Text(text.to_owned()));
        }
        events.push(event(false));
        self.events(events);
    }

    /// The act that these words find in the command palette.
    fn palette(&self, words: &str, act: &str) {
        self.press(Key::K, Modifiers::COMMAND, "");
        self.find(Role::TextInput, "Command");
        self.events(vec![Event::Text(words.to_owned())]);
        self.find(Role::MenuItem, act);
        self.press(Key::Enter, Modifiers::NONE, "");
    }

    /// The last click: nobody answers any more. Its exit code.
    fn click_to_end(mut self, name: &str) -> Option<i32> {
        let pos = self.find(Role::Button, name);
        let button = |pressed| Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        self.events(vec![Event::PointerMoved(pos)]);
        self.events(vec![button(true)]);
        write_message(&self.line, &Request::ApplyEvents { events: vec![button(false)] }).expect("it listens");
        let status = at_last(|| self.program.0.try_wait().expect("it is our own").ok_or_else(|| "it does not end".to_owned()));
        status.code()
    }
}

/// A folder with a home in it, and a display; `None`, counted as skipped, where there is no X server.
fn somewhere(test: &str) -> Option<(tempfile::TempDir, Running, String)> {
    if Command::new("Xvfb").arg("-help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        skip(&format!("window::{test}"), "install the package xvfb");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("home")).expect("a home");
    let (server, display) = x_server();
    Some((folder, server, display))
}

fn design_that_speaks_grpc(window: &Window) {
    window.click(Role::Button, "Web service");
    window.click(Role::Button, "Protocol of port 8080: HTTP/1.1");
    window.press(Key::G, Modifiers::NONE, "g");
    window.find(Role::Button, "Protocol of port 8080: gRPC");
}

#[test]
fn what_was_not_saved_when_the_program_was_killed_is_offered_at_the_next_start() {
    let Some((folder, _server, display)) = somewhere("what_was_not_saved_when_the_program_was_killed_is_offered_at_the_next_start") else {
        return;
    };
    let window = Window::open(&display, folder.path());
    design_that_speaks_grpc(&window);
    let copies = folder.path().join("home/portolan/recovery");
    let kept = || {
        // A copy has its name once it is whole: before that it is nobody's.
        let files = std::fs::read_dir(&copies).into_iter().flatten().flatten().map(|file| file.path());
        let mut whole = files.filter(|path| path.to_string_lossy().ends_with(".portolan.yaml"));
        whole.any(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("protocol: grpc")))
    };
    at_last(|| kept().then_some(()).ok_or_else(|| format!("no copy is kept in {}", copies.display())));
    // No chance to say goodbye.
    drop(window);

    let window = Window::open(&display, folder.path());
    window.click(Role::Button, "Open copy of ");
    window.find(Role::Button, "Protocol of port 8080: gRPC");
}

#[test]
fn from_a_template_to_exported_files() {
    let Some((folder, _server, display)) = somewhere("from_a_template_to_exported_files") else { return };
    let window = Window::open(&display, folder.path());
    design_that_speaks_grpc(&window);

    let Response::Screenshot(picture) = window.ask(&Request::GetScreenshot { pixels_per_point: None }) else { panic!("no picture") };
    assert!(picture.size[0] > 800 && picture.bytes.len() > 20_000, "something is painted: {:?}", picture.size);

    window.press(Key::E, Modifiers::COMMAND, "");
    window.click(Role::Button, "Export 3 files");
    let service = folder.path().join("manifests/kubernetes/kuma-example/web.service.yaml");
    let dataplane = folder.path().join("manifests/universal/web/web.dataplane.yaml");
    let exported = || service.exists() && dataplane.exists();
    at_last(|| exported().then_some(()).ok_or_else(|| format!("nothing was exported to {}", folder.path().display())));
    let text = std::fs::read_to_string(service).expect("the Service");
    assert!(text.contains("appProtocol: grpc"), "{text}");
}

/// Waits until a Service speaks like this on its first port; with `None`, until it is gone.
fn until_it_lives(server: &ApiServer, wanted: Option<&str>) {
    let arguments = ["get", "service", "web", "-n", NAMESPACE, "--ignore-not-found", "-o", "jsonpath={.spec.ports[0].appProtocol};"];
    at_last(|| {
        let live = server.kubectl().run(&arguments, "").expect("kubectl reads");
        let live = live.trim().strip_suffix(';');
        if live == wanted { Ok(()) } else { Err(format!("{live:?} instead of {wanted:?}")) }
    });
}

/// The namespace of the template.
const NAMESPACE: &str = "kuma-example";

/// Every file below a folder that holds some words.
fn holding(folder: &Path, words: &str, found: &mut Vec<PathBuf>, all: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            holding(&path, words, found, all);
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        if bytes.windows(words.len()).any(|bytes| bytes == words.as_bytes()) {
            found.push(path.clone());
        }
        all.push(path);
    }
}

#[test]
fn from_a_template_to_a_cluster_and_back_and_what_signs_in_is_found_nowhere_else() {
    const NAME: &str = "from_a_template_to_a_cluster_and_back_and_what_signs_in_is_found_nowhere_else";
    let (Some(server), Some((folder, _server, display))) = (ApiServer::own(), somewhere(NAME)) else { return };
    let kubectl = |arguments: &[&str]| server.kubectl().run(arguments, "").unwrap_or_else(|why| panic!("kubectl {arguments:?}: {why}"));
    kubectl(&["create", "namespace", NAMESPACE]);
    let verbs = "--verb=get,list,watch,create,patch,delete";
    kubectl(&["create", "role", "window", verbs, "--resource=services", "-n", NAMESPACE]);
    kubectl(&["create", "rolebinding", "window", "--role=window", &format!("--user={NOBODY}"), "-n", NAMESPACE]);
    let kubeconfig = folder.path().join("kubeconfig");
    let text = std::fs::read_to_string(server.kubeconfig()).expect("a kubeconfig").replace("administrator", TOKEN_OF_NOBODY);
    std::fs::write(&kubeconfig, text).expect("a kubeconfig can be written");

    let window = Window::open(&display, folder.path());
    design_that_speaks_grpc(&window);
    window.palette("connect to", "Connect to a cluster");
    window.click(Role::MenuItemRadio, "Connect to test");
    window.find(Role::Button, "Cluster test, connected");
    window.press(Key::D, Modifiers::COMMAND | Modifiers::SHIFT, "");
    window.find(Role::Button, "Apply 1 change");
    until_it_lives(&server, None);
    window.press(Key::Enter, Modifiers::COMMAND | Modifiers::SHIFT, "");
    until_it_lives(&server, Some("grpc"));
    window.find(Role::Button, "Undo this apply");

    window.palette("undo an", "Undo an apply");
    window.find(Role::Button, "Undo the apply of");
    window.press(Key::Enter, Modifiers::NONE, "");
    window.find(Role::Button, "Apply 1 change");
    until_it_lives(&server, Some("grpc"));
    window.press(Key::Enter, Modifiers::COMMAND | Modifiers::SHIFT, "");
    until_it_lives(&server, None);
    window.find(Role::Button, "Undo this apply");

    window.press(Key::Q, Modifiers::COMMAND, "");
    assert_eq!(window.click_to_end("Do not save"), Some(0));
    let (mut found, mut all) = (Vec::new(), Vec::new());
    holding(folder.path(), TOKEN_OF_NOBODY, &mut found, &mut all);
    assert_eq!(found, [kubeconfig]);
    for kept in ["app.ron", ".jsonl"] {
        assert!(all.iter().any(|path| path.to_string_lossy().ends_with(kept)), "{kept} is among {all:?}");
    }
}
