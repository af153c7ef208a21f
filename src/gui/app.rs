//! The window's one state, and the order of a frame: outcomes, edits, commands, seal, save; then show.
//! Knows nothing of how a panel looks or how a command is done.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::{CreationContext, Frame, Storage};
use egui::{Context, Ui, ViewportCommand};

use super::command::Command;
use super::host::Host;
use super::panels::{Asks, Cx, board, services, table};
use super::state::{Dialog, Focus, Settings, ThemeChoice, Toast, ViewState};
use super::theme::{self, Tokens};
use super::{dialogs, layout};
use crate::files::Stamp;
use crate::session::Session;
use crate::tasks::{Runner, Standing, TaskId};

/// How long a recovery copy may be behind.
const RECOVERY: f64 = 2.0;
/// How long a toast stays.
const TOAST: f64 = 4.0;

/// The program with a window.
pub struct App {
    pub(super) open: Option<Open>,
    pub(super) view: ViewState,
    pub(super) settings: Settings,
    pub(super) host: Box<dyn Host>,
    pub(super) runner: Runner,
    pub(super) asks: Asks,
    /// What is done once the design is safe.
    pub(super) after_save: Option<Command>,
    /// The save that is running.
    pub(super) saving: Option<Saving>,
    /// The task whose outcome is awaited, where one is: an answer nobody waits for is dropped.
    pub(super) awaited: Option<TaskId>,
    /// The file that is being read, by name.
    pub(super) opening: Option<String>,
    pub(super) now: f64,
    /// What a dialog of the desktop is open for.
    pub(super) picking: Option<super::state::Purpose>,
    /// The dialog that a question for a path stands in front of.
    pub(super) behind: Option<Dialog>,
    /// The panel that has the keyboard, as F6 goes round.
    pub(super) panel: Option<super::state::Focus>,
    /// What is selected once the edits that make it are done.
    pub(super) later: Vec<Later>,
    /// For how many frames nobody took the keyboard that was sent somewhere.
    untaken: u8,
    seal: bool,
    focused: Option<egui::Id>,
    had_window: bool,
    title: String,
}

/// A save that is running.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    pub(super) task: TaskId,
    /// Whether it was asked for once more meanwhile.
    pub(super) again: bool,
}

/// A selection of what an edit is about to make.
pub(super) enum Later {
    /// These services.
    SelectServices(Vec<crate::design::ServiceId>),
    /// This port.
    SelectPort(crate::design::ServiceId, crate::design::PortId),
}

/// The open design and its file.
pub(super) struct Open {
    pub(super) session: Session,
    /// Where it lives; `None` until it is saved.
    pub(super) file: Option<PathBuf>,
    /// The text of its file as it was read or written last: its comments are kept. Shared, as it may be long and goes with every copy.
    pub(super) text: Option<Arc<str>>,
    /// What the file looked like then.
    pub(super) stamp: Option<Stamp>,
    /// How it was last said to stand on disk, not to say it twice.
    pub(super) told: Option<Standing>,
    /// The recovery copy: for which revision, and when it was asked for.
    pub(super) recovered: u64,
    pub(super) recovery_due: Option<f64>,
}

impl Open {
    pub(super) fn new(session: Session, file: Option<PathBuf>, text: Option<Arc<str>>, stamp: Option<Stamp>) -> Open {
        let recovered = session.revision();
        Open { session, file, text, stamp, told: None, recovered, recovery_due: None }
    }
}

impl App {
    /// The program as it starts: settings from the last time, and a design where one was named.
    pub fn new(cc: &CreationContext<'_>, host: Box<dyn Host>, path: Option<PathBuf>) -> App {
        egui_extras::install_image_loaders(&cc.egui_ctx);
        theme::install(&cc.egui_ctx);
        let settings: Settings = cc.storage.and_then(|storage| eframe::get_value(storage, eframe::APP_KEY)).unwrap_or_default();
        let settings = settings.sane();
        let wake = {
            let ctx = cc.egui_ctx.clone();
            move || ctx.request_repaint()
        };
        let mut app = App {
            open: None,
            view: ViewState { panels: settings.panels.clone(), ..ViewState::default() },
            settings,
            runner: Runner::new(host.places(), wake),
            host,
            asks: Asks::default(),
            after_save: None,
            saving: None,
            awaited: None,
            opening: None,
            now: 0.0,
            picking: None,
            behind: None,
            panel: None,
            later: Vec::new(),
            untaken: 0,
            seal: false,
            focused: None,
            had_window: true,
            title: String::new(),
        };
        app.view.preview.comments = app.settings.comments();
        app.apply_settings(&cc.egui_ctx);
        if let Some(path) = path {
            app.asks.run(Command::OpenPath(path));
        }
        app.runner.start(crate::tasks::Task::FindRecovered);
        app
    }

    /// The open design.
    pub fn session(&self) -> Option<&Session> {
        self.open.as_ref().map(|open| &open.session)
    }

    /// What the user looks at.
    pub fn view(&self) -> &ViewState {
        &self.view
    }

    /// The same, to be set by a test as panels set it.
    pub fn view_mut(&mut self) -> &mut ViewState {
        &mut self.view
    }

    /// What they prefer.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks for an act, as a panel does.
    pub fn ask(&mut self, command: Command) {
        self.asks.run(command);
    }

    /// Asks for a change, as a panel does.
    pub fn ask_edit(&mut self, edit: crate::design::Edit) {
        self.asks.edit(edit);
    }

    pub(super) fn apply_settings(&self, ctx: &Context) {
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(self.settings.scale);
    }

    /// Shows what succeeded out of sight for a while.
    pub(super) fn toast(&mut self, text: impl Into<String>) {
        self.view.toasts.push(Toast { text: text.into(), until: self.now + TOAST });
    }

    fn edits(&mut self) {
        let edits = std::mem::take(&mut self.asks.edits);
        let Some(open) = &mut self.open else { return };
        if edits.is_empty() {
            return;
        }
        for edit in edits {
            open.session.edit(edit);
        }
        for later in std::mem::take(&mut self.later) {
            match later {
                Later::SelectServices(services) => {
                    self.view.selection.clear();
                    services.into_iter().for_each(|id| self.view.selection.add(id));
                }
                Later::SelectPort(service, port) => self.view.selection.only_port(service, port),
            }
        }
        self.view.selection.keep_existing(&open.session);
    }

    fn commands(&mut self, ctx: &Context) {
        for command in std::mem::take(&mut self.asks.commands) {
            self.run(ctx, command);
        }
    }

    /// The act whose shortcut was pressed. Longer ones first: Ctrl+Shift+S is also Ctrl+S to egui.
    fn shortcuts(&mut self, ctx: &Context) {
        if self.view.dialog.is_some() || self.view.picker.is_some() {
            return;
        }
        let typing = ctx.text_edit_focused();
        let mut all: Vec<(egui::KeyboardShortcut, Command)> = Command::all()
            .into_iter()
            .flat_map(|command| command.shortcuts().into_iter().map(move |keys| (keys, command.clone())))
            .collect();
        all.sort_by_key(|(keys, _)| std::cmp::Reverse(u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.alt)));
        let open = self.open.is_some();
        let pressed = ctx.input_mut(|input| {
            let mut fits = all.into_iter().filter(|(keys, command)| {
                let plain = keys.modifiers.is_none() && !matches!(keys.logical_key, egui::Key::F1 | egui::Key::F6);
                (open || !command.needs_design()) && !(typing && plain) && *command != Command::Delete
            });
            fits.find(|(keys, _)| input.consume_shortcut(keys)).map(|(_, command)| command)
        });
        if let Some(command) = pressed {
            self.asks.run(command);
        }
    }

    /// Deletes what is selected, once every panel has seen the key: a chip, a call or a field of text that has the keyboard comes first.
    fn delete_key(&mut self, ctx: &Context) {
        let front = self.view.dialog.is_some() || self.view.picker.is_some();
        if self.open.is_none() || front || self.view.selection.lead().is_none() {
            return;
        }
        let at_home = match ctx.memory(|memory| memory.focused()) {
            None => !egui::Popup::is_any_open(ctx),
            Some(focused) => [services::id(), board::id(), table::id()].contains(&focused),
        };
        if at_home && ctx.input_mut(|input| Command::Delete.shortcuts().iter().any(|keys| input.consume_shortcut(keys))) {
            self.asks.run(Command::Delete);
        }
    }

    /// Lets go of a place for the keyboard that no panel has taken in three frames.
    fn let_focus_go(&mut self, before: Option<Focus>) {
        self.untaken = if self.view.focus.is_some() && self.view.focus == before { self.untaken + 1 } else { 0 };
        if self.untaken > 2 {
            self.view.focus = None;
        }
    }

    fn recovery(&mut self, ctx: &Context) {
        let Some(open) = &mut self.open else { return };
        if open.recovered == open.session.revision() || !open.session.is_changed() {
            open.recovery_due = None;
            return;
        }
        let due = *open.recovery_due.get_or_insert(self.now + RECOVERY - 0.5);
        if self.now >= due {
            open.recovered = open.session.revision();
            open.recovery_due = None;
            let (design, text, file) = (open.session.design().clone(), open.text.clone(), open.file.clone());
            self.runner.start(crate::tasks::Task::Recover { design: Box::new(design), text, file });
        } else {
            ctx.request_repaint_after(Duration::from_secs_f64(due - self.now));
        }
    }

    fn window(&mut self, ctx: &Context) {
        let name = self.open.as_ref().map(|open| match &open.file {
            Some(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            None => open.session.design().name.clone(),
        });
        let changed = self.open.as_ref().is_some_and(|open| open.session.is_changed());
        let title = match name {
            Some(name) if !name.is_empty() => format!("{}{name} — Portolan", if changed { "• " } else { "" }),
            Some(_) | None => "Portolan".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        if ctx.input(|input| input.viewport().close_requested()) {
            if self.closes_later() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            } else if changed {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.ask_before(Command::Quit);
            } else {
                self.runner.start(crate::tasks::Task::ClearRecovery);
            }
        }
        let has_window = ctx.input(|input| input.focused);
        if has_window && !self.had_window {
            self.look_at_disk();
        }
        self.had_window = has_window;
        if let Some(path) = ctx.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned())) {
            self.asks.run(Command::OpenPath(path));
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut Frame) {
        self.now = ctx.input(|input| input.time);
        while let Some((id, outcome)) = self.runner.next_outcome() {
            self.on_outcome(id, outcome);
        }
        self.shortcuts(ctx);
        self.edits();
        self.commands(ctx);
        // What a command asked of the design is part of it.
        self.edits();
        if let Some(open) = &self.open {
            self.view.clusters.plan.follow(&open.session);
        }
        self.keep_watching(ctx);
        let focused = ctx.memory(|memory| memory.focused());
        if self.seal || focused != self.focused {
            self.focused = focused;
            if let Some(open) = &mut self.open {
                open.session.seal();
            }
        }
        self.seal = ctx.input(|input| input.pointer.any_released());
        self.recovery(ctx);
        self.window(ctx);
        let (now, before) = (self.now, self.view.toasts.len());
        self.view.toasts.retain(|toast| toast.until > now);
        if let Some(next) = self.view.toasts.iter().map(|toast| toast.until).reduce(f64::min) {
            ctx.request_repaint_after(Duration::from_secs_f64((next - now).max(0.0) + 0.01));
        } else if before > 0 {
            ctx.request_repaint();
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        let wanted = self.view.focus;
        let tokens = Tokens::of(ui);
        let asks = &mut self.asks;
        match &self.open {
            Some(open) => {
                let cx = Cx { session: &open.session, tokens, settings: &self.settings, file: open.file.as_deref() };
                layout::designer(ui, &cx, &mut self.view, asks);
            }
            None => layout::welcome(ui, &self.settings, self.opening.as_deref(), &mut self.view, asks),
        }
        let open = self.open.as_ref().map(|open| &open.session);
        let asked_path = matches!(self.view.dialog, Some(Dialog::Path(_)));
        dialogs::show(ui.ctx(), open, &mut self.view, &mut self.settings, asks);
        if asked_path
            && self.view.dialog.is_none()
            && !asks.commands.iter().any(|command| matches!(command, Command::Answer(..) | Command::SaveNew(_)))
        {
            // Nothing was answered: back to what asked for it.
            self.after_save = None;
            self.view.dialog = self.behind.take();
        }
        dialogs::toasts(ui.ctx(), &self.view.toasts);
        self.delete_key(ui.ctx());
        self.let_focus_go(wanted);
        if !self.asks.edits.is_empty() || !self.asks.commands.is_empty() || self.view.focus.is_some() {
            ui.ctx().request_repaint();
        }
        if self.view.hovered != self.view.hovering {
            ui.ctx().request_repaint();
        }
        self.view.hovered = self.view.hovering.take();
    }

    fn save(&mut self, storage: &mut dyn Storage) {
        self.settings.panels = self.view.panels.clone();
        self.settings.set_comments(self.view.preview.comments);
        eframe::set_value(storage, eframe::APP_KEY, &self.settings);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
