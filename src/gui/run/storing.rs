//! Opening, saving and exporting: what is asked of the world, and what is asked of the user before.

use std::path::{Path, PathBuf};

use crate::design::file::ENDING;
use crate::design::template::Template;
use crate::files::Replace;
use crate::gui::app::{App, Open, Saving};
use crate::gui::command::Command;
use crate::gui::dialogs::ExportState;
use crate::gui::state::{Dialog, PathQuestion, Purpose, Selection};
use crate::session::Session;
use crate::tasks::{Onto, Task};

/// How many designs are remembered.
const RECENT: usize = 12;

impl App {
    /// Whether what comes next would lose changes that are in no file.
    pub(super) fn would_lose_changes(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.session.is_changed())
    }

    /// What comes next would lose changes: asks first, or waits for the save that is running.
    pub(in crate::gui) fn ask_before(&mut self, then: Command) {
        if self.saving.is_some() {
            self.after_save = Some(then);
        } else {
            self.view.dialog = Some(Dialog::Unsaved(Box::new(then)));
        }
    }

    /// Goes on although changes are lost by it. Until another design is there this one stays: opening the other may fail.
    pub(super) fn discard_then(&mut self, ctx: &egui::Context, then: Command) {
        match then {
            Command::OpenPath(path) => self.start_awaited(Task::Open(path)),
            Command::OpenRecovered(path) => self.start_awaited(Task::OpenRecovered(path)),
            other => {
                self.open = None;
                self.run(ctx, other);
            }
        }
    }

    /// A new design from a starter.
    pub(super) fn begin(&mut self, template: &str) {
        let design = Template::find(template).map(Template::design).unwrap_or_default();
        // Comments of the starter go along into the user's own file.
        let text = Template::find(template).map(|template| template.text.into());
        self.runner.start(Task::ClearRecovery);
        self.show(Open::new(Session::new(design), None, text, None));
    }

    /// Shows a design in the window.
    pub(super) fn show(&mut self, open: Open) {
        self.view.selection = Selection::default();
        if let Some(first) = open.session.design().services.first() {
            match first.ports.first() {
                Some(port) => self.view.selection.only_port(first.id, port.id),
                None => self.view.selection.only(first.id),
            }
        }
        self.view.fit_board = true;
        self.view.board = None;
        self.view.filter.clear();
        self.view.table = Default::default();
        self.view.picker = None;
        self.view.clusters.forget_plan();
        self.find_contexts_once();
        self.saving = None;
        self.after_save = None;
        self.open = Some(open);
    }

    /// Starts a task whose outcome counts only if nothing newer was asked.
    pub(super) fn start_awaited(&mut self, task: Task) {
        if let Task::Open(path) | Task::OpenRecovered(path) = &task {
            self.opening = path.file_name().map(|name| name.to_string_lossy().into_owned());
        }
        self.awaited = Some(self.runner.start(task));
    }

    pub(super) fn save(&mut self) {
        let Some(open) = &self.open else { return };
        match open.file.clone() {
            Some(path) => self.save_to(path, Onto::Anything),
            None => self.ask_path(Purpose::SaveAs),
        }
    }

    pub(super) fn save_to(&mut self, path: PathBuf, onto: Onto) {
        let Some(open) = &self.open else { return };
        if let Some(saving) = &mut self.saving {
            // One after the other: only then is it known what the file looks like.
            saving.again = true;
            return;
        }
        let onto = match open.stamp {
            Some(stamp) if open.file.as_deref() == Some(&path) => Onto::Same(stamp),
            Some(_) | None => onto,
        };
        let design = Box::new(open.session.design().clone());
        let task = self.runner.start(Task::Save { path, design, text: open.text.clone(), onto });
        self.saving = Some(Saving { task, again: false });
    }

    /// The window came to the front: somebody may have written the file meanwhile.
    pub(in crate::gui) fn look_at_disk(&mut self) {
        if let Some(open) = &self.open
            && let (Some(path), Some(stamp)) = (&open.file, &open.stamp)
        {
            self.runner.start(Task::LookAt(path.clone(), *stamp));
        }
    }

    /// Asks for a path: by the desktop's dialog, else in the window.
    pub(super) fn ask_path(&mut self, purpose: Purpose) {
        let suggestion = self.suggestion(&purpose);
        match self.host.pick(&purpose, &suggestion) {
            Some(picked) => {
                self.picking = Some(purpose);
                self.runner.wait_for(picked);
            }
            None => {
                self.behind = self.view.dialog.take();
                self.view.dialog = Some(Dialog::Path(PathQuestion { purpose, text: suggestion.display().to_string() }));
            }
        }
    }

    fn suggestion(&self, purpose: &Purpose) -> PathBuf {
        let folder = || {
            let beside = self.open.as_ref().and_then(|open| open.file.clone()).or_else(|| self.settings.recent.first().cloned());
            let beside = beside.and_then(|path| path.parent().map(Path::to_owned));
            beside.or_else(|| std::env::current_dir().ok()).unwrap_or_default()
        };
        match purpose {
            Purpose::Open => folder().join(""),
            Purpose::SaveAs => match self.open.as_ref().and_then(|open| open.file.clone()) {
                Some(path) => path,
                None => {
                    let name = self.open.as_ref().map(|open| file_name(&open.session.design().name)).unwrap_or_default();
                    folder().join(name)
                }
            },
            Purpose::ExportTo => folder().join("manifests"),
            Purpose::Kubeconfig => {
                let home = directories::UserDirs::new().map(|dirs| dirs.home_dir().join(".kube"));
                home.filter(|folder| folder.is_dir()).unwrap_or_else(folder).join("")
            }
        }
    }

    /// A path was given.
    pub(super) fn answer(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.asks.run(Command::OpenPath(path)),
            Purpose::SaveAs => {
                self.save_to(named(path), Onto::Anything);
            }
            Purpose::Kubeconfig => self.add_kubeconfig(path),
            Purpose::ExportTo => {
                let dialog = self.behind.take().or_else(|| self.view.dialog.take());
                let mut state = match dialog {
                    Some(Dialog::Export(state)) => state,
                    Some(_) | None => Box::new(ExportState::into(String::new(), self.view.preview.comments)),
                };
                state.folder = path.display().to_string();
                self.view.dialog = Some(Dialog::Export(state));
            }
        }
    }

    /// A path was typed to save under.
    pub(super) fn save_new(&mut self, path: PathBuf) {
        self.save_to(named(path), Onto::Nothing);
    }

    pub(super) fn export(&mut self) {
        let folder = self.suggestion(&Purpose::ExportTo).display().to_string();
        self.view.dialog = Some(Dialog::Export(Box::new(ExportState::into(folder, self.view.preview.comments))));
    }

    pub(super) fn plan_export(&mut self, folder: PathBuf, answers: String) {
        if let (Some(open), Some(Dialog::Export(state))) = (&self.open, &self.view.dialog) {
            let bundle = state.files(&open.session);
            self.runner.start(Task::PlanExport { folder, bundle, answers });
        }
    }

    pub(super) fn write_export(&mut self, state: &ExportState) {
        if let Some(open) = &self.open {
            let bundle = state.files(&open.session);
            let replace = if state.replace { Replace::Any } else { Replace::OursOnly };
            self.runner.start(Task::Export { folder: PathBuf::from(state.folder.trim()), bundle, replace });
        }
    }

    /// Remembers a design among the recent ones.
    pub(super) fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.settings.recent.retain(|other| *other != path);
        self.settings.recent.insert(0, path);
        self.settings.recent.truncate(RECENT);
    }
}

/// A path with the ending of designs where it was given none.
fn named(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("portolan.yaml") }
}

/// A file name for a design: its name, without what a file system would not take.
fn file_name(name: &str) -> String {
    let safe: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '-' }).collect();
    let safe = safe.trim_matches([' ', '.']);
    format!("{}{ENDING}", if safe.is_empty() { "design" } else { safe })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_name() {
        assert_eq!(file_name("shop"), "shop.portolan.yaml");
        assert_eq!(file_name("a/b: c"), "a-b- c.portolan.yaml");
        assert_eq!(file_name(".."), "design.portolan.yaml");
    }
}
