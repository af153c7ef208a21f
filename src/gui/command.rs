//! Every act: its words, its shortcut, its icon. Menus, palette and keys are all made from here.
//! Knows nothing of how an act is done.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::dialogs::ExportState;
use super::icons::{self, Icon};
use super::state::{Below, Purpose, ThemeChoice};
use crate::design::World;

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// An empty design.
    New,
    /// A design from a starter, by its name.
    NewFrom(&'static str),
    /// Asks for a design and opens it.
    Open,
    /// Opens this one.
    OpenPath(PathBuf),
    /// Saves, asking for a file where there is none yet.
    Save,
    /// Saves in another file.
    SaveAs,
    /// Reads the file again, changes and all thrown away.
    Reload,
    /// Reads it again although changes are lost by it.
    ReadAgain,
    /// Saves over what somebody else wrote meanwhile.
    Overwrite,
    /// Saves, then does something else.
    SaveThen(Box<Command>),
    /// Does something else although changes are lost by it.
    DiscardThen(Box<Command>),
    /// Opens a recovery copy.
    OpenRecovered(PathBuf),
    /// Throws recovery copies away.
    ForgetRecovered(Vec<PathBuf>),
    /// Asks for a path.
    Ask(Purpose),
    /// A path was given for what was asked.
    Answer(Purpose, PathBuf),
    /// Saves under a path that was typed: not over a file that is there.
    SaveNew(PathBuf),
    /// Finds out what an export into a folder would find.
    PlanExport(PathBuf, String),
    /// Writes an export.
    WriteExport(Box<ExportState>),
    /// Shows what export would write.
    Export,
    /// Back to the welcome screen.
    CloseDesign,
    /// Ends the program.
    Quit,
    /// Takes the newest step back.
    Undo,
    /// Does it again.
    Redo,
    /// A new service.
    AddService,
    /// A new port of the selected service.
    AddPort,
    /// The selected port or services once more.
    Duplicate,
    /// Takes the selected ports or services away.
    Delete,
    /// Selects every service.
    SelectAll,
    /// Selects nothing.
    SelectNone,
    /// The selected port, or service, one place up.
    MoveUp,
    /// The selected port, or service, one place down.
    MoveDown,
    /// Opens the protocol picker for the selected ports.
    PickProtocol,
    /// Another namespace for the selected services.
    SetNamespace(String),
    /// Puts the cards of the board in order.
    Arrange,
    /// Shows the whole board.
    Fit,
    /// The board.
    ShowBoard,
    /// The table.
    ShowTable,
    /// Opens or closes the list of services.
    ToggleServices,
    /// Opens or closes the inspector.
    ToggleInspector,
    /// Opens or closes the previews.
    TogglePreviews,
    /// Opens or closes the panel at the bottom.
    ToggleProblems,
    /// A tab of the panel at the bottom.
    Show(Below),
    /// The page of the rule that a problem is of.
    Explain(&'static str),
    /// Explains hints in the previews, or not.
    ToggleComments,
    /// One service or all of them in the previews.
    ToggleScope,
    /// What changed in a preview, or what is.
    ToggleDiff(World),
    /// Copies a preview.
    Copy(World),
    /// Copies both previews.
    CopyBoth,
    /// Copies some words of a panel.
    CopyText(String),
    /// To the design's name.
    RenameDesign,
    /// To the mesh of the target.
    ChangeMesh,
    /// To the target's version; its hint style stands beside it.
    ChangeVersion,
    /// To the filter of the list.
    FocusFilter,
    /// To the next panel.
    NextPanel,
    /// To the panel before.
    PreviousPanel,
    /// Larger.
    ScaleUp,
    /// Smaller.
    ScaleDown,
    /// As designed.
    ScaleReset,
    /// Light, dark or as the system.
    Theme(ThemeChoice),
    /// The command palette.
    Palette,
    /// Theme and scale.
    Settings,
    /// Every shortcut.
    Shortcuts,
    /// What this is.
    About,
}

const CMD: Modifiers = Modifiers::COMMAND;
const CMD_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);
const ALT: Modifiers = Modifiers::ALT;

impl Command {
    /// Every act that stands for itself: what palette, shortcuts and the clash test go through.
    pub fn all() -> Vec<Command> {
        use Command::*;
        vec![
            New,
            Open,
            Save,
            SaveAs,
            Reload,
            Export,
            CloseDesign,
            Quit,
            Undo,
            Redo,
            AddService,
            AddPort,
            Duplicate,
            Delete,
            SelectAll,
            SelectNone,
            MoveUp,
            MoveDown,
            PickProtocol,
            Arrange,
            Fit,
            ShowBoard,
            ShowTable,
            ToggleServices,
            ToggleInspector,
            TogglePreviews,
            ToggleProblems,
            Show(Below::Problems),
            Show(Below::MeshSees),
            Show(Below::Capabilities),
            ToggleComments,
            ToggleScope,
            ToggleDiff(World::Kubernetes),
            ToggleDiff(World::Universal),
            Copy(World::Kubernetes),
            Copy(World::Universal),
            CopyBoth,
            RenameDesign,
            ChangeMesh,
            ChangeVersion,
            FocusFilter,
            NextPanel,
            PreviousPanel,
            ScaleUp,
            ScaleDown,
            ScaleReset,
            Theme(ThemeChoice::System),
            Theme(ThemeChoice::Light),
            Theme(ThemeChoice::Dark),
            Palette,
            Settings,
            Shortcuts,
            About,
        ]
    }

    /// Its words: verb first, `…` where more is asked.
    pub fn text(&self) -> &'static str {
        match self {
            Command::New => "New design",
            Command::NewFrom(_) => "New design from a template",
            Command::Open => "Open a design…",
            Command::OpenPath(_) => "Open",
            Command::Save => "Save",
            Command::SaveAs => "Save as…",
            Command::Reload => "Read again from disk",
            Command::ReadAgain => "Read again",
            Command::Overwrite => "Overwrite",
            Command::SaveThen(_) => "Save",
            Command::DiscardThen(_) => "Do not save",
            Command::OpenRecovered(_) => "Open copy",
            Command::ForgetRecovered(_) => "Throw away",
            Command::Ask(_) | Command::Answer(..) | Command::SaveNew(_) => "Choose…",
            Command::PlanExport(..) | Command::WriteExport(_) => "Export",
            Command::Export => "Export…",
            Command::CloseDesign => "Close design",
            Command::Quit => "Quit",
            Command::Undo => "Undo",
            Command::Redo => "Redo",
            Command::AddService => "Add service",
            Command::AddPort => "Add port",
            Command::Duplicate => "Duplicate",
            Command::Delete => "Delete",
            Command::SelectAll => "Select all services",
            Command::SelectNone => "Select nothing",
            Command::MoveUp => "Move up",
            Command::MoveDown => "Move down",
            Command::PickProtocol => "Pick protocol…",
            Command::SetNamespace(_) => "Change namespace",
            Command::Arrange => "Arrange board",
            Command::Fit => "Fit board",
            Command::ShowBoard => "Show board",
            Command::ShowTable => "Show table",
            Command::ToggleServices => "Show or hide services",
            Command::ToggleInspector => "Show or hide inspector",
            Command::TogglePreviews => "Show or hide previews",
            Command::ToggleProblems => "Show or hide the lower panel",
            Command::Show(below) => below.act(),
            Command::Explain(_) => "Why?",
            Command::ToggleComments => "Explain hints in previews",
            Command::ToggleScope => "Preview every service",
            Command::ToggleDiff(World::Kubernetes) => "Show changes in Kubernetes preview",
            Command::ToggleDiff(World::Universal) => "Show changes in Universal preview",
            Command::Copy(World::Kubernetes) => "Copy Kubernetes YAML",
            Command::Copy(World::Universal) => "Copy Universal YAML",
            Command::CopyBoth => "Copy both previews",
            Command::CopyText(_) => "Copy",
            Command::RenameDesign => "Rename design…",
            Command::ChangeMesh => "Change mesh…",
            Command::ChangeVersion => "Change Kuma version…",
            Command::FocusFilter => "Filter services",
            Command::NextPanel => "Next panel",
            Command::PreviousPanel => "Previous panel",
            Command::ScaleUp => "Larger",
            Command::ScaleDown => "Smaller",
            Command::ScaleReset => "Actual size",
            Command::Theme(ThemeChoice::System) => "Theme as the system",
            Command::Theme(ThemeChoice::Light) => "Light theme",
            Command::Theme(ThemeChoice::Dark) => "Dark theme",
            Command::Palette => "Command palette…",
            Command::Settings => "Settings…",
            Command::Shortcuts => "Keyboard shortcuts",
            Command::About => "About Portolan",
        }
    }

    /// Its shortcuts, the one that is shown first.
    pub fn shortcuts(&self) -> Vec<KeyboardShortcut> {
        let key = |modifiers, key| vec![KeyboardShortcut::new(modifiers, key)];
        match self {
            Command::New => key(CMD, Key::N),
            Command::Open => key(CMD, Key::O),
            Command::Save => key(CMD, Key::S),
            Command::SaveAs => key(CMD_SHIFT, Key::S),
            Command::Export => key(CMD, Key::E),
            Command::CloseDesign => key(CMD, Key::W),
            Command::Quit => key(CMD, Key::Q),
            Command::Undo => key(CMD, Key::Z),
            Command::Redo => vec![KeyboardShortcut::new(CMD_SHIFT, Key::Z), KeyboardShortcut::new(CMD, Key::Y)],
            Command::AddService => key(CMD_SHIFT, Key::N),
            Command::AddPort => key(CMD_SHIFT, Key::P),
            Command::Duplicate => key(CMD, Key::D),
            Command::Delete => vec![KeyboardShortcut::new(Modifiers::NONE, Key::Delete), KeyboardShortcut::new(CMD, Key::Backspace)],
            Command::SelectAll => key(CMD_SHIFT, Key::A),
            Command::MoveUp => key(ALT, Key::ArrowUp),
            Command::MoveDown => key(ALT, Key::ArrowDown),
            Command::PickProtocol => key(CMD, Key::P),
            Command::Arrange => key(CMD_SHIFT, Key::L),
            Command::Fit => key(CMD, Key::Num9),
            Command::ShowBoard => key(CMD, Key::Num1),
            Command::ShowTable => key(CMD, Key::Num2),
            Command::ToggleServices => key(CMD, Key::B),
            Command::ToggleInspector => key(CMD, Key::I),
            Command::TogglePreviews => key(CMD_SHIFT, Key::Y),
            Command::ToggleProblems => key(CMD, Key::J),
            Command::Show(Below::Problems) => key(CMD, Key::Num3),
            Command::Show(Below::MeshSees) => key(CMD, Key::Num4),
            Command::Show(Below::Capabilities) => key(CMD, Key::Num5),
            Command::ToggleScope => key(CMD_SHIFT, Key::E),
            Command::ToggleComments => key(CMD, Key::Slash),
            Command::Copy(World::Kubernetes) => key(CMD_SHIFT, Key::K),
            Command::Copy(World::Universal) => key(CMD_SHIFT, Key::U),
            Command::CopyBoth => key(CMD_SHIFT, Key::C),
            Command::FocusFilter => key(CMD, Key::F),
            Command::NextPanel => key(Modifiers::NONE, Key::F6),
            Command::PreviousPanel => key(Modifiers::SHIFT, Key::F6),
            Command::ScaleUp => vec![KeyboardShortcut::new(CMD, Key::Plus), KeyboardShortcut::new(CMD, Key::Equals)],
            Command::ScaleDown => key(CMD, Key::Minus),
            Command::ScaleReset => key(CMD, Key::Num0),
            Command::Palette => key(CMD, Key::K),
            Command::Settings => key(CMD, Key::Comma),
            Command::Shortcuts => key(Modifiers::NONE, Key::F1),
            Command::NewFrom(_)
            | Command::OpenPath(_)
            | Command::Reload
            | Command::ReadAgain
            | Command::Overwrite
            | Command::SaveThen(_)
            | Command::DiscardThen(_)
            | Command::OpenRecovered(_)
            | Command::ForgetRecovered(_)
            | Command::Ask(_)
            | Command::Answer(..)
            | Command::SaveNew(_)
            | Command::PlanExport(..)
            | Command::WriteExport(_)
            | Command::SelectNone
            | Command::SetNamespace(_)
            | Command::CopyText(_)
            | Command::Explain(_)
            | Command::RenameDesign
            | Command::ChangeMesh
            | Command::ChangeVersion
            | Command::ToggleDiff(_)
            | Command::Theme(_)
            | Command::About => Vec::new(),
        }
    }

    /// Its icon, where it has one.
    pub fn icon(&self) -> Option<Icon> {
        Some(match self {
            Command::New | Command::NewFrom(_) | Command::AddService | Command::AddPort => icons::PLUS,
            Command::Open | Command::OpenPath(_) => icons::OPEN,
            Command::Save | Command::SaveAs => icons::SAVE,
            Command::Export => icons::DOWNLOAD,
            Command::Undo => icons::UNDO,
            Command::Redo => icons::REDO,
            Command::Duplicate => icons::DUPLICATE,
            Command::Delete => icons::TRASH,
            Command::Arrange => icons::ARRANGE,
            Command::Fit => icons::FIT,
            Command::ShowBoard => icons::BOARD,
            Command::ShowTable => icons::TABLE,
            Command::ToggleDiff(_) => icons::DIFF,
            Command::ToggleComments => icons::COMMENT,
            Command::Copy(_) | Command::CopyBoth | Command::CopyText(_) => icons::COPY,
            Command::FocusFilter => icons::SEARCH,
            Command::Theme(ThemeChoice::Light) => icons::SUN,
            Command::Theme(ThemeChoice::Dark) => icons::MOON,
            Command::Palette => icons::COMMAND,
            Command::Settings => icons::SETTINGS,
            Command::Shortcuts => icons::KEYBOARD,
            Command::About | Command::Explain(_) => icons::HELP,
            Command::Reload | Command::ReadAgain => icons::HISTORY,
            Command::CloseDesign
            | Command::Overwrite
            | Command::SaveThen(_)
            | Command::DiscardThen(_)
            | Command::OpenRecovered(_)
            | Command::ForgetRecovered(_)
            | Command::Ask(_)
            | Command::Answer(..)
            | Command::SaveNew(_)
            | Command::PlanExport(..)
            | Command::WriteExport(_)
            | Command::Quit
            | Command::SelectAll
            | Command::SelectNone
            | Command::MoveUp
            | Command::MoveDown
            | Command::PickProtocol
            | Command::SetNamespace(_)
            | Command::ToggleServices
            | Command::ToggleInspector
            | Command::TogglePreviews
            | Command::ToggleProblems
            | Command::Show(_)
            | Command::ToggleScope
            | Command::RenameDesign
            | Command::ChangeMesh
            | Command::ChangeVersion
            | Command::NextPanel
            | Command::PreviousPanel
            | Command::ScaleUp
            | Command::ScaleDown
            | Command::ScaleReset
            | Command::Theme(ThemeChoice::System) => return None,
        })
    }

    /// Whether it needs an open design.
    pub fn needs_design(&self) -> bool {
        match self {
            Command::New
            | Command::NewFrom(_)
            | Command::Open
            | Command::OpenPath(_)
            | Command::Quit
            | Command::OpenRecovered(_)
            | Command::ForgetRecovered(_)
            | Command::Ask(_)
            | Command::Answer(..)
            | Command::SaveNew(_)
            | Command::DiscardThen(_)
            | Command::ScaleUp
            | Command::ScaleDown
            | Command::ScaleReset
            | Command::Theme(_)
            | Command::Palette
            | Command::Settings
            | Command::Shortcuts
            | Command::About => false,
            Command::Save
            | Command::SaveAs
            | Command::Reload
            | Command::ReadAgain
            | Command::Overwrite
            | Command::SaveThen(_)
            | Command::PlanExport(..)
            | Command::WriteExport(_)
            | Command::Export
            | Command::CloseDesign
            | Command::Undo
            | Command::Redo
            | Command::AddService
            | Command::AddPort
            | Command::Duplicate
            | Command::Delete
            | Command::SelectAll
            | Command::SelectNone
            | Command::MoveUp
            | Command::MoveDown
            | Command::PickProtocol
            | Command::SetNamespace(_)
            | Command::Arrange
            | Command::Fit
            | Command::ShowBoard
            | Command::ShowTable
            | Command::ToggleServices
            | Command::ToggleInspector
            | Command::TogglePreviews
            | Command::ToggleProblems
            | Command::Show(_)
            | Command::Explain(_)
            | Command::ToggleComments
            | Command::ToggleScope
            | Command::ToggleDiff(_)
            | Command::Copy(_)
            | Command::CopyBoth
            | Command::CopyText(_)
            | Command::RenameDesign
            | Command::ChangeMesh
            | Command::ChangeVersion
            | Command::FocusFilter
            | Command::NextPanel
            | Command::PreviousPanel => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_acts_share_a_shortcut() {
        let mut seen: Vec<(KeyboardShortcut, Command)> = Vec::new();
        for command in Command::all() {
            for shortcut in command.shortcuts() {
                if let Some((_, other)) = seen.iter().find(|(taken, _)| *taken == shortcut) {
                    panic!("{command:?} and {other:?} share {shortcut:?}");
                }
                seen.push((shortcut, command.clone()));
            }
        }
    }
}
