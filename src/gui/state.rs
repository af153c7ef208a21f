//! What the user looks at, and what they prefer. Neither is ever part of a design, nor undone.
//! Knows nothing of how it is drawn.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use super::below::Below;
pub use super::clusters::{Clusters, Fetch};
pub use super::dialogs::ConsentQuestion;
pub use super::dialogs::ExportState;
pub use super::panels::problems::{FixPreview, IgnoreQuestion};
pub use super::settings::{Settings, ThemeChoice};
use crate::design::{PortId, ServiceId, World};
use crate::files::Copy as RecoveryCopy;
use crate::manifest::Comments;
use crate::session::Session;

/// What the user looks at: panels change it directly.
#[derive(Debug)]
pub struct ViewState {
    /// One selection over list, board, table and previews.
    pub selection: Selection,
    /// The port under the pointer, as of the last frame: it lights its lines everywhere.
    pub hovered: Option<(ServiceId, PortId)>,
    /// The same, as this frame finds it.
    pub hovering: Option<(ServiceId, PortId)>,
    /// Board or table.
    pub centre: Centre,
    /// What the list of services is filtered by.
    pub filter: String,
    /// The namespaces that are folded away in the list.
    pub folded: BTreeSet<String>,
    /// The part of the board in view, in board points. `None` fits it once there is something.
    pub board: Option<egui::Rect>,
    /// Asks the board to show everything in the next frame.
    pub fit_board: bool,
    /// The table's order and filter.
    pub table: TableView,
    /// The previews.
    pub preview: PreviewView,
    /// Whether each panel is open.
    pub panels: Panels,
    /// The protocol picker, while it is open.
    pub picker: Option<Picker>,
    /// A window in front of everything, one at a time.
    pub dialog: Option<Dialog>,
    /// Where the keyboard should be in the next frame.
    pub focus: Option<Focus>,
    /// What just succeeded out of sight, with when it goes.
    pub toasts: Vec<Toast>,
    /// What is known of clusters.
    pub clusters: Clusters,
}

impl Default for ViewState {
    fn default() -> Self {
        ViewState {
            selection: Selection::default(),
            hovered: None,
            hovering: None,
            centre: Centre::Board,
            filter: String::new(),
            folded: BTreeSet::new(),
            board: None,
            fit_board: false,
            table: TableView::default(),
            preview: PreviewView::default(),
            panels: Panels::default(),
            picker: None,
            dialog: None,
            focus: None,
            toasts: Vec::new(),
            clusters: Clusters::default(),
        }
    }
}

/// What is selected: services in the order they were picked, the last one leading, and ports of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    services: Vec<ServiceId>,
    ports: Vec<(ServiceId, PortId)>,
}

impl Selection {
    /// The service that inspector and previews show.
    pub fn lead(&self) -> Option<ServiceId> {
        self.services.last().copied()
    }

    /// The port that is lit, the last one picked.
    pub fn lead_port(&self) -> Option<(ServiceId, PortId)> {
        self.ports.last().copied()
    }

    /// Every selected service.
    pub fn services(&self) -> &[ServiceId] {
        &self.services
    }

    /// Every selected port.
    pub fn ports(&self) -> &[(ServiceId, PortId)] {
        &self.ports
    }

    /// Whether a service is selected.
    pub fn has(&self, service: ServiceId) -> bool {
        self.services.contains(&service)
    }

    /// Whether a port is selected.
    pub fn has_port(&self, service: ServiceId, port: PortId) -> bool {
        self.ports.contains(&(service, port))
    }

    /// Nothing.
    pub fn clear(&mut self) {
        self.services.clear();
        self.ports.clear();
    }

    /// This service alone.
    pub fn only(&mut self, service: ServiceId) {
        self.clear();
        self.services.push(service);
    }

    /// This port alone, and its service with it.
    pub fn only_port(&mut self, service: ServiceId, port: PortId) {
        self.only(service);
        self.ports.push((service, port));
    }

    /// One service more, or one less.
    pub fn toggle(&mut self, service: ServiceId) {
        if self.has(service) {
            self.services.retain(|other| *other != service);
            self.ports.retain(|(of, _)| *of != service);
        } else {
            self.services.push(service);
        }
    }

    /// One port more, or one less; its service comes and goes with it.
    pub fn toggle_port(&mut self, service: ServiceId, port: PortId) {
        if self.has_port(service, port) {
            self.ports.retain(|other| *other != (service, port));
            if !self.ports.iter().any(|(of, _)| *of == service) {
                self.services.retain(|other| *other != service);
            }
        } else {
            self.add_port(service, port);
        }
    }

    /// One service more that is known not to be selected yet.
    pub fn push(&mut self, service: ServiceId) {
        self.services.push(service);
    }

    /// One service more, leading.
    pub fn add(&mut self, service: ServiceId) {
        self.services.retain(|other| *other != service);
        self.services.push(service);
    }

    /// One port more, leading.
    pub fn add_port(&mut self, service: ServiceId, port: PortId) {
        self.add(service);
        self.ports.retain(|other| *other != (service, port));
        self.ports.push((service, port));
    }

    /// Forgets what an edit or undo took away.
    pub fn keep_existing(&mut self, session: &Session) {
        self.services.retain(|id| session.service(*id).is_some());
        self.ports.retain(|(id, port)| session.service(*id).is_some_and(|service| service.port(*port).is_some()));
    }
}

/// What the centre shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Centre {
    /// Cards on a canvas.
    #[default]
    Board,
    /// Every port in one grid.
    Table,
}

/// The table's order and filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableView {
    /// Only rows with this in one of their cells.
    pub filter: String,
    /// The column it is sorted by; `None` is the design's own order.
    pub sort: Option<Column>,
    /// Whether the order is turned round.
    pub descending: bool,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The service's namespace.
    Namespace,
    /// The service's name.
    Service,
    /// The port's name.
    Name,
    /// The port's number.
    Port,
    /// The port's target.
    Target,
    /// What carries the bytes.
    Transport,
    /// What the app speaks.
    Protocol,
    /// What is written for it.
    Hint,
}

/// The previews.
#[derive(Clone, Debug, PartialEq)]
pub struct PreviewView {
    /// The selected service, or every service.
    pub scope: Scope,
    /// Whether hints are explained.
    pub comments: Comments,
    /// Which worlds show what changed instead of what is.
    pub diff: BTreeSet<World>,
    /// The one that is shown where there is room for one.
    pub front: World,
    /// Whether both stay side by side however narrow the window.
    pub pinned: bool,
    /// Asks the previews to bring the lit lines into view in the next frame.
    pub reveal: bool,
}

impl Default for PreviewView {
    fn default() -> Self {
        PreviewView {
            scope: Scope::Selected,
            comments: Comments::Off,
            diff: BTreeSet::new(),
            front: World::Kubernetes,
            pinned: false,
            reveal: false,
        }
    }
}

/// How much the previews show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The selected service.
    Selected,
    /// Every service.
    All,
}

/// Which panels are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panels {
    /// The list of services.
    pub services: bool,
    /// The inspector.
    pub inspector: bool,
    /// The previews.
    pub previews: bool,
    /// The panel at the bottom.
    pub problems: bool,
    /// What the panel at the bottom shows.
    pub below: Below,
}

impl Default for Panels {
    fn default() -> Self {
        Panels { services: true, inspector: true, previews: true, problems: true, below: Below::default() }
    }
}

/// The protocol picker, while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Picker {
    /// The ports it picks for; the last one is the one it speaks of.
    pub ports: Vec<(ServiceId, PortId)>,
    /// Where it opened: below this rectangle.
    pub at: egui::Rect,
    /// What was typed.
    pub query: String,
    /// The row under the cursor.
    pub cursor: usize,
    /// Whether it has been shown before: its first frame takes the keyboard.
    pub shown: bool,
}

impl Picker {
    /// A picker for some ports, opened at a chip.
    pub fn open(ports: Vec<(ServiceId, PortId)>, at: egui::Rect) -> Picker {
        Picker { ports, at, query: String::new(), cursor: 0, shown: false }
    }
}

/// A window in front of everything.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// The command palette.
    Palette(PaletteState),
    /// Every shortcut.
    Shortcuts,
    /// Theme, scale, motion.
    Settings,
    /// What this is.
    About,
    /// What export will write.
    Export(Box<ExportState>),
    /// Changes would be lost by what comes next.
    Unsaved(Box<super::command::Command>),
    /// The server has not answered yet to what was sent, and the window is to close.
    Unanswered,
    /// The file changed on disk since it was read.
    ChangedOnDisk,
    /// Reading the file again would lose changes.
    ReadAgain,
    /// The file is not there any more.
    GoneFromDisk(PathBuf),
    /// A file is there already where the design would be saved.
    Exists(PathBuf),
    /// A folder was named that holds several designs.
    Several(Vec<PathBuf>),
    /// A path is asked for, where the desktop has no dialog of its own.
    Path(PathQuestion),
    /// A recovery copy is newer than the file.
    Recover(Vec<RecoveryCopy>),
    /// The page of a rule.
    Rule(&'static str),
    /// What a fix, or all safe ones, will change.
    Fix(Box<FixPreview>),
    /// Why a problem is right as it is.
    Ignore(Box<IgnoreQuestion>),
    /// Signing in would run a program.
    Consent(Box<ConsentQuestion>),
    /// What was applied before.
    History,
    /// What to bring from a cluster.
    Import,
    /// Something failed: what, and what to do.
    Failed(Failure),
}

/// The palette while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PaletteState {
    /// What was typed.
    pub query: String,
    /// The row under the cursor.
    pub cursor: usize,
}

/// A path is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PathQuestion {
    /// What it is for.
    pub purpose: Purpose,
    /// What was typed.
    pub text: String,
}

/// What a path is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A design to open.
    Open,
    /// A file to save the design in.
    SaveAs,
    /// A folder to export into.
    ExportTo,
    /// A kubeconfig beside those that the surroundings name.
    Kubeconfig,
}

/// Something failed, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed: `Could not open the design`.
    pub title: String,
    /// Why, and what to do.
    pub message: String,
}

/// Where the keyboard should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The filter of the list.
    Filter,
    /// The list of services.
    Services,
    /// The board or the table.
    Centre,
    /// The inspector's first field.
    Inspector,
    /// A field of the inspector, beside a finding.
    Field(crate::check::Field),
    /// A field of the design itself, in the top bar.
    OfDesign(crate::check::Field),
    /// A preview.
    Preview(World),
    /// A tab of the panel at the bottom.
    Below(Below),
    /// The clusters there are, in the top bar.
    Clusters,
}

/// What just succeeded out of sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// One sentence.
    pub text: String,
    /// When it goes, in the window's own seconds.
    pub until: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_brings_its_service_and_takes_it_along() {
        let (service, a, b) = (ServiceId(1), PortId(1), PortId(2));
        let mut selection = Selection::default();
        selection.only_port(service, a);
        selection.toggle_port(service, b);
        assert_eq!(selection.lead_port(), Some((service, b)));
        selection.toggle_port(service, b);
        selection.toggle_port(service, a);
        assert_eq!(selection, Selection::default());
    }
}
