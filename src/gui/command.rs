//! Every act: its words, its shortcut, its icon. Menus, palette and keys are all made from here.
//! Knows nothing of how an act is done.

mod act;

use std::path::PathBuf;

use egui::KeyboardShortcut;

use super::dialogs::{ConsentQuestion, ExportState};
use super::icons::Icon;
use super::state::{Below, Purpose, ThemeChoice};
use crate::cluster::{Past, TakeOver};
use crate::design::World;
use crate::tasks::ContextId;

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
    /// Closes the window although a server has not answered yet.
    QuitUnanswered,
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
    /// Reads which contexts there are.
    FindContexts,
    /// To the clusters there are.
    Connect,
    /// Connects to the cluster of a context.
    ConnectTo(ContextId),
    /// Closes the connection to the cluster.
    Disconnect,
    /// Lets a program run to sign in, and connects.
    AllowExec(Box<ConsentQuestion>),
    /// Waits no longer for a cluster.
    StopConnecting,
    /// Sees what applying the design would change.
    Plan,
    /// The same again, be it an undo.
    PlanAgain,
    /// Waits no longer for a plan.
    StopPlanning,
    /// Has a missing namespace created too, or not.
    TickNamespace(String),
    /// Takes the fields of a conflict over, and plans again.
    TakeOver(TakeOver),
    /// Applies the plan.
    Apply,
    /// Applies no further object.
    StopApplying,
    /// Shows what was applied before, to undo it.
    UndoApply,
    /// Sees what undoing an apply would change.
    PlanUndo(Box<Past>),
    /// Asks which Services to bring from a cluster.
    ImportFromCluster,
    /// Reads which namespaces a cluster has.
    ListNamespaces,
    /// Reads what lives in those that are ticked.
    ListServices,
    /// Waits no longer for it.
    StopListing,
    /// Back to the namespaces.
    ListAnew,
    /// Brings what was listed into the design.
    ImportListed,
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
            Show(Below::Plan),
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
            Connect,
            Disconnect,
            Plan,
            Apply,
            UndoApply,
            ImportFromCluster,
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
        self.act().text
    }

    /// Its shortcuts, the one that is shown first.
    pub fn shortcuts(&self) -> Vec<KeyboardShortcut> {
        self.act().shortcuts
    }

    /// Its icon, where it has one.
    pub fn icon(&self) -> Option<Icon> {
        self.act().icon
    }

    /// Whether it needs an open design.
    pub fn needs_design(&self) -> bool {
        self.act().needs == act::Needs::Design
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
