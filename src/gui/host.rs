//! What the desktop does for us: file dialogs and the clipboard. A test puts its own in its place.
//! Knows nothing of what is opened or copied.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use super::state::Purpose;
use crate::cluster::Env;
use crate::tasks::Places;

/// A dialog under way: the path picked, or `None` where it was cancelled.
pub type Picked = Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>>;

/// The desktop.
pub trait Host {
    /// Opens a dialog; `None` where the desktop has none and the window has to ask itself.
    fn pick(&self, purpose: &Purpose, suggestion: &Path) -> Option<Picked>;

    /// Puts text on the clipboard; the error says why not.
    fn copy(&mut self, text: &str) -> Result<(), String>;

    /// Where copies and journals are kept, and what the surroundings say of clusters.
    fn places(&self) -> Places;
}

/// The desktop the program runs on.
#[derive(Default)]
pub struct Desktop {
    clipboard: Option<arboard::Clipboard>,
}

impl Host for Desktop {
    fn pick(&self, purpose: &Purpose, suggestion: &Path) -> Option<Picked> {
        if !has_dialogs() {
            return None;
        }
        let dialog = rfd::AsyncFileDialog::new();
        let dialog = match suggestion.parent().filter(|folder| folder.is_dir()) {
            Some(folder) => dialog.set_directory(folder),
            None => dialog,
        };
        let name = suggestion.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = |picked: Option<rfd::FileHandle>| picked.map(|file| file.path().to_owned());
        Some(match purpose {
            Purpose::Open => {
                let dialog =
                    dialog.set_title("Open a design").add_filter("Portolan designs", &["yaml", "yml"]).add_filter("All files", &["*"]);
                let asked = dialog.pick_file();
                Box::pin(async move { file(asked.await) })
            }
            Purpose::SaveAs => {
                let asked = dialog.set_title("Save the design").set_file_name(name).add_filter("Portolan designs", &["yaml"]).save_file();
                Box::pin(async move { file(asked.await) })
            }
            Purpose::Kubeconfig => {
                let asked = dialog.set_title("Add a kubeconfig").pick_file();
                Box::pin(async move { file(asked.await) })
            }
            Purpose::ExportTo => {
                let asked = dialog.set_title("Export to a folder").pick_folder();
                Box::pin(async move { file(asked.await) })
            }
        })
    }

    fn copy(&mut self, text: &str) -> Result<(), String> {
        if self.clipboard.is_none() {
            self.clipboard = Some(arboard::Clipboard::new().map_err(|error| error.to_string())?);
        }
        match &mut self.clipboard {
            Some(clipboard) => clipboard.set_text(text).map_err(|error| error.to_string()),
            None => Err("there is no clipboard".to_owned()),
        }
    }

    fn places(&self) -> Places {
        Places { copies: crate::files::recovery_folder(), journals: crate::files::journal_folder(), env: Env::of_process() }
    }
}

/// Whether this desktop has file dialogs. Without a portal and without zenity rfd answers as if the user had cancelled.
#[cfg(target_os = "linux")]
fn has_dialogs() -> bool {
    let on_path = |program: &str| {
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
    };
    let service = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    let folders = std::env::var_os("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let portal = std::env::split_paths(&folders).any(|folder| folder.join(service).is_file());
    (portal && std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()) || on_path("zenity")
}

/// Windows and macOS always have them.
#[cfg(not(target_os = "linux"))]
fn has_dialogs() -> bool {
    true
}
