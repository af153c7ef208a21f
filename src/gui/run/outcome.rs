//! What each outcome of a task leads to.

use std::path::PathBuf;

use crate::gui::app::{App, Open};
use crate::gui::command::Command;
use crate::gui::state::{Dialog, Failure};
use crate::tasks::{NotSaved, Opened, Outcome, Saved, Standing, Task, TaskId};

impl App {
    /// Takes in what a task came to. An answer that nobody waits for any more is dropped.
    pub(in crate::gui) fn on_outcome(&mut self, id: TaskId, outcome: Outcome) {
        if self.awaited == Some(id) {
            self.opening = None;
        }
        match outcome {
            Outcome::Opened(_) | Outcome::Several(_) | Outcome::Restored(..) if self.awaited != Some(id) => {}
            Outcome::Several(designs) => self.view.dialog = Some(Dialog::Several(designs)),
            Outcome::Opened(Ok(opened)) => self.opened(*opened),
            Outcome::Opened(Err(message)) => self.fail("Could not open the design", message),
            Outcome::Restored(copy, Ok(opened)) => self.restored(copy, *opened),
            Outcome::Restored(_, Err(message)) => self.fail("Could not open the copy", message),
            // Of a design that is not open any more: nothing here is about its file.
            Outcome::Saved(Ok(saved)) if self.saving.is_none_or(|saving| saving.task != id) => self.remember(&saved.path),
            Outcome::Saved(Ok(saved)) => self.saved(*saved),
            Outcome::Saved(Err(NotSaved::ChangedOnDisk)) => {
                self.saving = None;
                self.after_save = None;
                self.view.dialog = Some(Dialog::ChangedOnDisk);
            }
            Outcome::Saved(Err(NotSaved::Exists(path))) => {
                self.saving = None;
                self.after_save = None;
                self.view.dialog = Some(Dialog::Exists(path));
            }
            Outcome::Saved(Err(NotSaved::Failed(message))) => {
                self.saving = None;
                self.after_save = None;
                self.fail("Could not save the design", message);
            }
            Outcome::Looked(path, standing @ (Standing::Changed | Standing::Gone)) => self.changed_on_disk(path, standing),
            Outcome::Looked(_, Standing::Same) | Outcome::Done => {}
            Outcome::Recovered(copies) => {
                if !copies.is_empty() && self.view.dialog.is_none() {
                    self.view.dialog = Some(Dialog::Recover(copies));
                }
            }
            Outcome::Planned(answers, planned) => {
                if let Some(Dialog::Export(state)) = &mut self.view.dialog {
                    state.planned = Some((answers, planned));
                }
            }
            Outcome::Exported(folder, Ok(written)) => {
                let folder = folder.display();
                self.toast(match written.len() {
                    0 => format!("Everything in {folder} is as it should be"),
                    1 => format!("Exported 1 file to {folder}"),
                    n => format!("Exported {n} files to {folder}"),
                });
            }
            Outcome::Exported(_, Err(message)) => self.fail("Could not export", message),
            Outcome::OnCluster(answer) => self.on_cluster(id, answer),
            Outcome::Picked(path) => match (self.picking.take(), path) {
                (Some(purpose), Some(path)) => self.asks.run(Command::Answer(purpose, path)),
                (Some(_) | None, _) => self.after_save = None,
            },
        }
    }

    pub(super) fn fail(&mut self, title: &str, message: String) {
        self.view.dialog = Some(Dialog::Failed(Failure { title: title.to_owned(), message }));
    }

    fn opened(&mut self, opened: Opened) {
        self.awaited = None;
        self.remember(&opened.path);
        self.runner.start(Task::ClearRecovery);
        self.show(Open::new(opened.session, Some(opened.path), Some(opened.text), Some(opened.stamp)));
    }

    /// A recovery copy: its changes are in no file, so it counts as changed and lives nowhere yet.
    fn restored(&mut self, copy: PathBuf, opened: Opened) {
        self.awaited = None;
        let design = opened.session.design().clone();
        let mut session = crate::session::Session::new(crate::design::Design::default());
        session.edit(crate::design::Edit::Replace(Box::new(design)));
        // In this order: the old copy goes when there is a new one.
        let design = Box::new(session.design().clone());
        self.runner.start(Task::Recover { design, text: Some(opened.text.clone()), file: None });
        self.show(Open::new(session, None, Some(opened.text), None));
        self.runner.start(Task::ForgetRecovered(vec![copy]));
    }

    fn saved(&mut self, saved: Saved) {
        let again = self.saving.take().is_some_and(|saving| saving.again);
        self.remember(&saved.path);
        let name = saved.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(open) = &mut self.open {
            open.session.mark_saved(saved.design);
            open.file = Some(saved.path);
            open.text = Some(saved.text);
            open.stamp = Some(saved.stamp);
            open.told = None;
            // What was changed meanwhile needs a copy again.
            open.recovered = 0;
        }
        self.runner.start(Task::ClearRecovery);
        self.toast(format!("Saved {name}"));
        if again && self.would_lose_changes() {
            return self.save();
        }
        if let Some(then) = self.after_save.take() {
            self.asks.run(then);
        }
    }

    /// Says so once: saving asks again.
    fn changed_on_disk(&mut self, path: PathBuf, standing: Standing) {
        let Some(open) = &mut self.open else { return };
        if open.file.as_ref() != Some(&path) || self.view.dialog.is_some() || self.saving.is_some() || open.told == Some(standing) {
            return;
        }
        match standing {
            Standing::Same => {}
            Standing::Changed if !open.session.is_changed() => self.start_awaited(Task::Open(path)),
            Standing::Changed => {
                open.told = Some(standing);
                self.view.dialog = Some(Dialog::ChangedOnDisk);
            }
            Standing::Gone => {
                open.told = Some(standing);
                self.view.dialog = Some(Dialog::GoneFromDisk(path));
            }
        }
    }
}
