//! The words, shortcuts and icon of every act, and whether it needs a design: one row an act.
//! Knows nothing of how an act is done.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::Command;
use crate::design::World;
use crate::gui::icons::{self, Icon};
use crate::gui::state::{Below, ThemeChoice};

const PLAIN: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CMD: Modifiers = Modifiers::COMMAND;
const CMD_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// What there is to say of an act.
pub(super) struct Act {
    pub text: &'static str,
    pub needs: Needs,
    pub shortcuts: Vec<KeyboardShortcut>,
    pub icon: Option<Icon>,
}

/// What an act needs before it can be done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    Design,
}

impl Act {
    fn key(mut self, modifiers: Modifiers, key: Key) -> Act {
        self.shortcuts.push(KeyboardShortcut::new(modifiers, key));
        self
    }

    fn icon(self, icon: Icon) -> Act {
        Act { icon: Some(icon), ..self }
    }
}

fn anytime(text: &'static str) -> Act {
    Act { text, needs: Needs::Nothing, shortcuts: Vec::new(), icon: None }
}

fn on_design(text: &'static str) -> Act {
    Act { needs: Needs::Design, ..anytime(text) }
}

impl Command {
    /// Its row. The first shortcut is the one that is shown.
    pub(super) fn act(&self) -> Act {
        match self {
            Command::New => anytime("New design").key(CMD, Key::N).icon(icons::PLUS),
            Command::NewFrom(_) => anytime("New design from a template").icon(icons::PLUS),
            Command::Open => anytime("Open a design…").key(CMD, Key::O).icon(icons::OPEN),
            Command::OpenPath(_) => anytime("Open").icon(icons::OPEN),
            Command::Save => on_design("Save").key(CMD, Key::S).icon(icons::SAVE),
            Command::SaveAs => on_design("Save as…").key(CMD_SHIFT, Key::S).icon(icons::SAVE),
            Command::Reload => on_design("Read again from disk").icon(icons::HISTORY),
            Command::ReadAgain => on_design("Read again").icon(icons::HISTORY),
            Command::Overwrite => on_design("Overwrite"),
            Command::SaveThen(_) => on_design("Save"),
            Command::DiscardThen(_) => anytime("Do not save"),
            Command::QuitUnanswered => anytime("Close now"),
            Command::OpenRecovered(_) => anytime("Open copy"),
            Command::ForgetRecovered(_) => anytime("Throw away"),
            Command::Ask(_) | Command::Answer(..) | Command::SaveNew(_) => anytime("Choose…"),
            Command::PlanExport(..) | Command::WriteExport(_) => on_design("Export"),
            Command::Export => on_design("Export…").key(CMD, Key::E).icon(icons::DOWNLOAD),
            Command::CloseDesign => on_design("Close design").key(CMD, Key::W),
            Command::Quit => anytime("Quit").key(CMD, Key::Q),
            Command::Undo => on_design("Undo").key(CMD, Key::Z).icon(icons::UNDO),
            Command::Redo => on_design("Redo").key(CMD_SHIFT, Key::Z).key(CMD, Key::Y).icon(icons::REDO),
            Command::AddService => on_design("Add service").key(CMD_SHIFT, Key::N).icon(icons::PLUS),
            Command::AddPort => on_design("Add port").key(CMD_SHIFT, Key::P).icon(icons::PLUS),
            Command::Duplicate => on_design("Duplicate").key(CMD, Key::D).icon(icons::DUPLICATE),
            Command::Delete => on_design("Delete").key(PLAIN, Key::Delete).key(CMD, Key::Backspace).icon(icons::TRASH),
            Command::SelectAll => on_design("Select all services").key(CMD_SHIFT, Key::A),
            Command::SelectNone => on_design("Select nothing"),
            Command::MoveUp => on_design("Move up").key(ALT, Key::ArrowUp),
            Command::MoveDown => on_design("Move down").key(ALT, Key::ArrowDown),
            Command::PickProtocol => on_design("Pick protocol…").key(CMD, Key::P),
            Command::SetNamespace(_) => on_design("Change namespace"),
            Command::Arrange => on_design("Arrange board").key(CMD_SHIFT, Key::L).icon(icons::ARRANGE),
            Command::Fit => on_design("Fit board").key(CMD, Key::Num9).icon(icons::FIT),
            Command::ShowBoard => on_design("Show board").key(CMD, Key::Num1).icon(icons::BOARD),
            Command::ShowTable => on_design("Show table").key(CMD, Key::Num2).icon(icons::TABLE),
            Command::ToggleServices => on_design("Show or hide services").key(CMD, Key::B),
            Command::ToggleInspector => on_design("Show or hide inspector").key(CMD, Key::I),
            Command::TogglePreviews => on_design("Show or hide previews").key(CMD_SHIFT, Key::Y),
            Command::ToggleProblems => on_design("Show or hide the lower panel").key(CMD, Key::J),
            Command::Show(below) => on_design(below.act()).key(CMD, tab_key(*below)),
            Command::Explain(_) => on_design("Why?").icon(icons::HELP),
            Command::ToggleComments => on_design("Explain hints in previews").key(CMD, Key::Slash).icon(icons::COMMENT),
            Command::ToggleScope => on_design("Preview every service").key(CMD_SHIFT, Key::E),
            Command::ToggleDiff(World::Kubernetes) => on_design("Show changes in Kubernetes preview").icon(icons::DIFF),
            Command::ToggleDiff(World::Universal) => on_design("Show changes in Universal preview").icon(icons::DIFF),
            Command::Copy(World::Kubernetes) => on_design("Copy Kubernetes YAML").key(CMD_SHIFT, Key::K).icon(icons::COPY),
            Command::Copy(World::Universal) => on_design("Copy Universal YAML").key(CMD_SHIFT, Key::U).icon(icons::COPY),
            Command::CopyBoth => on_design("Copy both previews").key(CMD_SHIFT, Key::C).icon(icons::COPY),
            Command::CopyText(_) => on_design("Copy").icon(icons::COPY),
            Command::RenameDesign => on_design("Rename design…"),
            Command::ChangeMesh => on_design("Change mesh…"),
            Command::ChangeVersion => on_design("Change Kuma version…"),
            Command::FindContexts => anytime("Read the kubeconfigs again").icon(icons::HISTORY),
            Command::Connect => on_design("Connect to a cluster…").icon(icons::SERVER),
            Command::Disconnect => anytime("Disconnect"),
            Command::ConnectTo(_) => anytime("Connect").icon(icons::SERVER),
            Command::Plan => on_design("Plan").key(CMD_SHIFT, Key::D).icon(icons::DIFF),
            Command::PlanAgain => on_design("Plan again").icon(icons::DIFF),
            Command::StopPlanning => on_design("Stop planning"),
            Command::TickNamespace(_) => on_design("Create the namespace too"),
            Command::TakeOver(_) => on_design("Take over these fields"),
            Command::Apply => on_design("Apply").key(CMD_SHIFT, Key::Enter).icon(icons::CHECK),
            Command::StopApplying => on_design("Stop applying"),
            Command::UndoApply => on_design("Undo an apply…").icon(icons::HISTORY),
            Command::PlanUndo(_) => on_design("Undo this apply…").icon(icons::UNDO),
            Command::ImportFromCluster => anytime("Import from a cluster…").icon(icons::IMPORT),
            Command::ListNamespaces => anytime("Read the namespaces"),
            Command::ListServices => anytime("List Services"),
            Command::StopListing => anytime("Stop"),
            Command::ListAnew => anytime("Other namespaces"),
            Command::ImportListed => anytime("Import"),
            Command::AllowExec(_) => anytime("Run it"),
            Command::StopConnecting => anytime("Stop connecting"),
            Command::FocusFilter => on_design("Filter services").key(CMD, Key::F).icon(icons::SEARCH),
            Command::NextPanel => on_design("Next panel").key(PLAIN, Key::F6),
            Command::PreviousPanel => on_design("Previous panel").key(SHIFT, Key::F6),
            Command::ScaleUp => anytime("Larger").key(CMD, Key::Plus).key(CMD, Key::Equals),
            Command::ScaleDown => anytime("Smaller").key(CMD, Key::Minus),
            Command::ScaleReset => anytime("Actual size").key(CMD, Key::Num0),
            Command::Theme(ThemeChoice::System) => anytime("Theme as the system"),
            Command::Theme(ThemeChoice::Light) => anytime("Light theme").icon(icons::SUN),
            Command::Theme(ThemeChoice::Dark) => anytime("Dark theme").icon(icons::MOON),
            Command::Palette => anytime("Command palette…").key(CMD, Key::K).icon(icons::COMMAND),
            Command::Settings => anytime("Settings…").key(CMD, Key::Comma).icon(icons::SETTINGS),
            Command::Shortcuts => anytime("Keyboard shortcuts").key(PLAIN, Key::F1).icon(icons::KEYBOARD),
            Command::About => anytime("About Portolan").icon(icons::HELP),
        }
    }
}

fn tab_key(below: Below) -> Key {
    match below {
        Below::Problems => Key::Num3,
        Below::MeshSees => Key::Num4,
        Below::Capabilities => Key::Num5,
        Below::Plan => Key::Num6,
    }
}
