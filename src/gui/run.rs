//! How each command is done, and what each outcome leads to.
//! Knows nothing of how anything looks.

mod bring;
mod change;
mod clusters;
mod outcome;
mod storing;

use egui::{Context, ViewportCommand};

use self::change::Way;
use super::app::App;
use super::clusters::Closing;
use super::command::Command;
use super::dialogs::SCALES;
use super::state::{Centre, Dialog, Focus, PaletteState, Scope};
use crate::check::Field;
use crate::design::World;
use crate::manifest::Comments;
use crate::tasks::Task;

impl App {
    /// Does a command.
    pub(super) fn run(&mut self, ctx: &Context, command: Command) {
        match command {
            Command::Quit if self.closes_later() => {}
            Command::New
            | Command::NewFrom(_)
            | Command::OpenPath(_)
            | Command::CloseDesign
            | Command::OpenRecovered(_)
            | Command::Quit
                if self.would_lose_changes() =>
            {
                self.ask_before(command);
            }
            Command::New => self.begin("empty"),
            Command::NewFrom(name) => self.begin(name),
            Command::Open => self.ask_path(super::state::Purpose::Open),
            Command::OpenPath(path) => self.start_awaited(Task::Open(path)),
            Command::OpenRecovered(path) => self.start_awaited(Task::OpenRecovered(path)),
            Command::ForgetRecovered(copies) => drop(self.runner.start(Task::ForgetRecovered(copies))),
            Command::Save => self.save(),
            Command::SaveAs => self.ask_path(super::state::Purpose::SaveAs),
            Command::Overwrite => {
                if let Some(open) = &mut self.open {
                    open.stamp = None;
                }
                self.save();
            }
            Command::SaveThen(then) => {
                self.after_save = Some(*then);
                self.save();
            }
            Command::DiscardThen(then) => self.discard_then(ctx, *then),
            Command::Reload if self.would_lose_changes() => self.view.dialog = Some(Dialog::ReadAgain),
            Command::Reload | Command::ReadAgain => {
                if let Some(path) = self.open.as_ref().and_then(|open| open.file.clone()) {
                    self.start_awaited(Task::Open(path));
                }
            }
            Command::Export => self.export(),
            Command::Ask(purpose) => self.ask_path(purpose),
            Command::Answer(purpose, path) => self.answer(purpose, path),
            Command::SaveNew(path) => self.save_new(path),
            Command::PlanExport(folder, answers) => self.plan_export(folder, answers),
            Command::WriteExport(state) => self.write_export(&state),
            Command::CloseDesign => {
                self.open = None;
                self.view.selection.clear();
                self.runner.start(Task::ClearRecovery);
            }
            Command::Quit => {
                self.runner.start(Task::ClearRecovery);
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Command::QuitUnanswered => {
                self.view.clusters.plan.closing = Closing::AtOnce;
                self.asks.run(Command::Quit);
            }
            Command::Undo => self.travel(Way::Undo),
            Command::Redo => self.travel(Way::Redo),
            Command::AddService => self.add_service(),
            Command::AddPort => self.add_port(),
            Command::Duplicate => self.duplicate(),
            Command::Delete => self.delete(),
            Command::SelectAll => {
                if let Some(open) = &self.open {
                    self.view.selection.clear();
                    for service in &open.session.design().services {
                        self.view.selection.push(service.id);
                    }
                }
            }
            Command::SelectNone => self.view.selection.clear(),
            Command::MoveUp => self.shift(-1),
            Command::MoveDown => self.shift(1),
            Command::PickProtocol => self.pick_protocol(ctx),
            Command::SetNamespace(namespace) => self.set_namespace(namespace),
            Command::Arrange => {
                if let Some(open) = &self.open {
                    self.asks.edit(super::panels::board::arrange::edit(&open.session));
                    self.view.fit_board = true;
                }
            }
            Command::Fit => self.view.fit_board = true,
            Command::ShowBoard => self.view.centre = Centre::Board,
            Command::ShowTable => self.view.centre = Centre::Table,
            Command::ToggleServices => self.view.panels.services ^= true,
            Command::ToggleInspector => self.view.panels.inspector ^= true,
            Command::TogglePreviews => self.view.panels.previews ^= true,
            Command::ToggleProblems => self.view.panels.problems ^= true,
            Command::Show(below) => {
                self.view.panels.problems = true;
                self.view.focus = Some(Focus::Below(below));
            }
            Command::Explain(code) => self.view.dialog = Some(Dialog::Rule(code)),
            Command::ToggleComments => {
                let comments = &mut self.view.preview.comments;
                *comments = if *comments == Comments::On { Comments::Off } else { Comments::On };
            }
            Command::ToggleScope => {
                let scope = &mut self.view.preview.scope;
                *scope = if *scope == Scope::All { Scope::Selected } else { Scope::All };
            }
            Command::ToggleDiff(world) => {
                if !self.view.preview.diff.remove(&world) {
                    self.view.preview.diff.insert(world);
                }
            }
            Command::Copy(world) => self.copy(ctx, &[world]),
            Command::CopyBoth => self.copy(ctx, &World::ALL),
            Command::CopyText(text) => self.put_on_clipboard(ctx, text),
            Command::RenameDesign => self.view.focus = Some(Focus::OfDesign(Field::Name)),
            Command::ChangeMesh => self.view.focus = Some(Focus::OfDesign(Field::Mesh)),
            Command::ChangeVersion => self.view.focus = Some(Focus::OfDesign(Field::Version)),
            Command::FocusFilter => {
                self.view.panels.services = true;
                self.view.focus = Some(Focus::Filter);
            }
            Command::NextPanel => self.step_panel(1),
            Command::PreviousPanel => self.step_panel(-1),
            Command::FindContexts => self.find_contexts(),
            Command::Connect => self.view.focus = Some(Focus::Clusters),
            Command::ConnectTo(context) => self.connect(context),
            Command::Disconnect => self.disconnect(),
            Command::AllowExec(question) => self.allow_exec(*question),
            Command::Plan => self.plan(),
            Command::PlanAgain => self.plan_again(),
            Command::StopPlanning => self.stop_planning(),
            Command::TickNamespace(namespace) => self.tick_namespace(namespace),
            Command::TakeOver(fields) => self.take_over(fields),
            Command::Apply => self.apply(),
            Command::StopApplying => self.stop_applying(),
            Command::UndoApply => self.show_history(),
            Command::PlanUndo(past) => self.plan_undo(past),
            Command::ImportFromCluster => self.import_from_cluster(),
            Command::ListNamespaces => self.list_namespaces(),
            Command::ListServices => self.list_services(),
            Command::StopListing => self.stop_listing(),
            Command::ListAnew => self.view.clusters.import.lives = Default::default(),
            Command::ImportListed => self.import_listed(),
            Command::StopConnecting => self.stop_connecting(),
            Command::ScaleUp => self.scale(ctx, |now| SCALES.into_iter().find(|scale| *scale > now + 0.01)),
            Command::ScaleDown => self.scale(ctx, |now| SCALES.into_iter().rev().find(|scale| *scale < now - 0.01)),
            Command::ScaleReset => self.scale(ctx, |_| Some(1.0)),
            Command::Theme(theme) => {
                self.settings.theme = theme;
                self.apply_settings(ctx);
            }
            Command::Palette => self.view.dialog = Some(Dialog::Palette(PaletteState::default())),
            Command::Settings => self.view.dialog = Some(Dialog::Settings),
            Command::Shortcuts => self.view.dialog = Some(Dialog::Shortcuts),
            Command::About => self.view.dialog = Some(Dialog::About),
        }
    }

    fn scale(&mut self, ctx: &Context, step: impl FnOnce(f32) -> Option<f32>) {
        if let Some(scale) = step(self.settings.scale) {
            self.settings.scale = scale;
            self.apply_settings(ctx);
        }
    }

    /// The keyboard goes round the panels that are open.
    fn step_panel(&mut self, step: isize) {
        let panels = &self.view.panels;
        let all = [
            (Focus::Services, panels.services),
            (Focus::Centre, true),
            (Focus::Inspector, panels.inspector),
            (Focus::Preview(World::Kubernetes), panels.previews),
            (Focus::Preview(World::Universal), panels.previews),
            (Focus::Below(panels.below), panels.problems),
            (Focus::OfDesign(Field::Version), true),
            (Focus::Clusters, true),
        ];
        let open: Vec<Focus> = all.into_iter().filter(|(_, open)| *open).map(|(focus, _)| focus).collect();
        let at = self.panel.and_then(|panel| open.iter().position(|focus| *focus == panel));
        let next = match at {
            Some(at) => (at as isize + step).rem_euclid(open.len() as isize) as usize,
            None => 0,
        };
        self.panel = open.get(next).copied();
        self.view.focus = self.panel;
    }

    /// The clipboard of the desktop, else the window system's own way.
    fn put_on_clipboard(&mut self, ctx: &Context, text: String) {
        if self.host.copy(&text).is_err() {
            ctx.copy_text(text);
        }
    }

    /// Puts previews on the clipboard.
    fn copy(&mut self, ctx: &Context, worlds: &[World]) {
        let Some(open) = &self.open else { return };
        let session = &open.session;
        let services: Vec<_> = match self.view.preview.scope {
            Scope::All => session.design().services.iter().map(|service| service.id).collect(),
            Scope::Selected => self.view.selection.lead().into_iter().collect(),
        };
        let mut documents = Vec::new();
        for world in worlds {
            for id in &services {
                let preview = session.preview(*id, *world, self.view.preview.comments);
                documents.extend(preview.manifests.iter().map(|manifest| manifest.text()));
            }
        }
        if documents.is_empty() {
            self.toast("There is nothing to copy: select a service");
            return;
        }
        let text = documents.join("---\n");
        self.put_on_clipboard(ctx, text);
        self.toast(match documents.len() {
            1 => "Copied 1 document".to_owned(),
            n => format!("Copied {n} documents"),
        });
    }
}
