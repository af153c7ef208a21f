//! The panels of the window: each shows, and asks; none changes a design.
//! Knows nothing of how an ask is answered.

pub mod board;
pub mod capabilities;
pub mod clusters;
pub mod drift;
pub mod inspector;
mod kept;
pub mod mesh_sees;
pub mod palette;
pub mod picker;
pub mod plan;
pub mod previews;
pub mod problems;
pub mod services;
pub mod status;
pub mod table;
pub mod top_bar;
pub mod welcome;

use std::path::Path;

use super::command::Command;
use super::state::Settings;
use super::theme::Tokens;
use crate::design::Edit;
use crate::session::Session;

/// What a panel may look at, for one frame.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The open design.
    pub session: &'a Session,
    /// The colours of the theme that is shown.
    pub tokens: &'static Tokens,
    /// What they prefer.
    pub settings: &'a Settings,
    /// The file the design lives in.
    pub file: Option<&'a Path>,
}

/// What a panel asks for: done after the frame, in order.
#[derive(Debug, Default)]
pub struct Asks {
    /// Changes of the design.
    pub edits: Vec<Edit>,
    /// Everything else.
    pub commands: Vec<Command>,
}

impl Asks {
    /// Asks for a change.
    pub fn edit(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// Asks for an act.
    pub fn run(&mut self, command: Command) {
        self.commands.push(command);
    }
}
