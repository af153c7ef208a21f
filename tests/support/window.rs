//! The real `App` without a window, a desktop that answers as told, and waiting for a condition instead of a time.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use portolan::cluster::Env;
use portolan::gui::app::App;
use portolan::gui::host::{Host, Picked};
use portolan::gui::state::Purpose;
use portolan::session::Session;
use portolan::tasks::Places;

use super::patience::PATIENCE;

/// What the desktop answers, and what was put on its clipboard.
#[derive(Clone, Default)]
pub struct Desktop {
    /// The paths picked next; without one the window asks itself.
    pub picks: Arc<Mutex<VecDeque<PathBuf>>>,
    /// The clipboard.
    pub clipboard: Arc<Mutex<String>>,
    places: Places,
}

impl Host for Desktop {
    fn pick(&self, _: &Purpose, _: &Path) -> Option<Picked> {
        let picked = self.picks.lock().unwrap().pop_front()?;
        Some(Box::pin(async move { Some(picked) }))
    }

    fn copy(&mut self, text: &str) -> Result<(), String> {
        *self.clipboard.lock().unwrap() = text.to_owned();
        Ok(())
    }

    fn places(&self) -> Places {
        self.places.clone()
    }
}

/// The program, its desktop and a folder of its own.
pub struct Window {
    /// The program, driven by label.
    pub harness: Harness<'static, App>,
    /// What the desktop does.
    pub desktop: Desktop,
    /// For files; gone with the test.
    pub folder: tempfile::TempDir,
}

impl Window {
    /// The program as it starts.
    pub fn new() -> Window {
        Window::sized([1440.0, 900.0], egui::Theme::Dark, 1.0)
    }

    /// The same, in a size, a theme and a scale.
    pub fn sized(size: [f32; 2], theme: egui::Theme, scale: f32) -> Window {
        let folder = tempfile::tempdir().unwrap();
        let at = |name| folder.path().join(name);
        let env = Env {
            kubeconfig: Some(at("kubeconfig").into()),
            home: Some(at("home")),
            kuberc: Some("off".into()),
            path: std::env::var_os("PATH"),
            ..Env::default()
        };
        let places = Places { copies: at("recovery"), journals: at("applied"), env };
        let desktop = Desktop { places, ..Desktop::default() };
        let host = Box::new(desktop.clone());
        let builder =
            Harness::builder().with_size(size).with_theme(theme).with_pixels_per_point(scale).with_os(egui::os::OperatingSystem::Nix);
        let mut harness = builder.build_eframe(move |cc| App::new(cc, host, None));
        harness.state_mut().ask(portolan::gui::command::Command::Theme(match theme {
            egui::Theme::Dark => portolan::gui::state::ThemeChoice::Dark,
            egui::Theme::Light => portolan::gui::state::ThemeChoice::Light,
        }));
        harness.run_steps(3);
        Window { harness, desktop, folder }
    }

    /// The program with a template open.
    pub fn with(template: &'static str) -> Window {
        let mut window = Window::new();
        window.ask(portolan::gui::command::Command::NewFrom(template));
        window
    }

    /// Asks for an act and lets it happen.
    pub fn ask(&mut self, command: portolan::gui::command::Command) {
        self.harness.state_mut().ask(command);
        self.harness.run_steps(4);
    }

    /// Lets what was asked happen.
    pub fn settle(&mut self) {
        self.harness.run_steps(4);
    }

    /// Steps until a condition holds.
    pub fn until(&mut self, what: &str, holds: impl Fn(&App) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.harness.step();
            if holds(self.harness.state()) {
                return self.harness.run_steps(3);
            }
            assert!(Instant::now() < end, "waited in vain until {what}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The open design.
    pub fn session(&self) -> &Session {
        self.harness.state().session().expect("a design is open")
    }
}
