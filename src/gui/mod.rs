//! The window: shows and asks, never does.
//! Knows nothing of the command line.

pub mod app;
mod below;
pub mod clusters;
pub mod command;
pub mod dialogs;
pub mod host;
pub mod icons;
mod layout;
pub mod panels;
mod run;
mod settings;
pub mod state;
pub mod theme;
pub mod widgets;

use std::path::PathBuf;

use egui::{IconData, ViewportBuilder};

use crate::{crash, files};

/// The name that desktop entries and settings know the program by.
const APP_ID: &str = "portolan";

/// Opens the window, with a design if one is named, and returns when it closes. The error is a sentence with the next step.
pub fn run(path: Option<PathBuf>) -> Result<(), String> {
    if !has_display() {
        return Err(
            "There is no display to open a window on — set DISPLAY or WAYLAND_DISPLAY, or use the command line: portolan --help".to_owned()
        );
    }
    crash::say_and_end(|| format!("What was not saved is in {} and is offered at the next start", files::recovery_folder().display()));
    let viewport = ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Portolan")
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([900.0, 600.0])
        .with_icon(icon())
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..eframe::NativeOptions::default() };
    let made = Box::new(move |cc: &eframe::CreationContext<'_>| {
        let app: Box<dyn eframe::App> = Box::new(app::App::new(cc, Box::<host::Desktop>::default(), path));
        Ok(app)
    });
    eframe::run_native(APP_ID, options, made).map_err(|error| {
        // The window system's own words come last, after the places in its source.
        let error = error.to_string();
        let why = error.rsplit(": ").next().unwrap_or(&error);
        format!("Could not open a window: {why} — the command line does everything but draw: portolan --help")
    })
}

/// Whether there is anything to open a window on. Only Unix desktops can be without.
#[cfg(all(unix, not(target_os = "macos")))]
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Windows and macOS always have one, or say so themselves.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_display() -> bool {
    true
}

/// The app icon; egui's own where it cannot be read, which a test makes sure of.
fn icon() -> IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/app-icon-256.png")).unwrap_or_default()
}
