//! The tabs of the panel at the bottom: their names and the words of their commands.
//! Knows nothing of what they show.

use serde::{Deserialize, Serialize};

/// What the panel at the bottom shows: a tab each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Below {
    /// What is wrong.
    #[default]
    Problems,
    /// What the mesh makes of the ports.
    MeshSees,
    /// What policies can do with the selected ports.
    Capabilities,
    /// What applying the design to a cluster would change.
    Plan,
}

impl Below {
    /// Every tab, as they stand.
    pub const ALL: [Below; 4] = [Below::Problems, Below::MeshSees, Below::Capabilities, Below::Plan];

    /// What the command says.
    pub fn act(self) -> &'static str {
        match self {
            Below::Problems => "Show problems",
            Below::MeshSees => "Show what the mesh sees",
            Below::Capabilities => "Show capabilities",
            Below::Plan => "Show plan",
        }
    }

    /// What the tab says.
    pub fn label(self) -> &'static str {
        match self {
            Below::Problems => "Problems",
            Below::MeshSees => "What the mesh sees",
            Below::Capabilities => "Capabilities",
            Below::Plan => "Plan",
        }
    }
}
