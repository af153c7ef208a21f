//! What the user prefers: kept from one start to the next, and never part of a design.
//! Knows nothing of how it is stored, and holds nothing that anybody signs in with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::state::Panels;
use crate::cluster::Consents;
use crate::manifest::Comments;
use crate::tasks::ContextId;

/// What they prefer: saved with the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system.
    pub theme: ThemeChoice,
    /// How large everything is: 1 is as designed.
    pub scale: f32,
    /// The designs opened last, the newest first.
    pub recent: Vec<PathBuf>,
    /// Which panels are open.
    pub panels: Panels,
    /// Whether hints are explained in the previews.
    pub comments: bool,
    /// Kubeconfigs beside those that the surroundings name.
    pub kubeconfigs: Vec<PathBuf>,
    /// The context that was connected to last: it is shown, and contacted only when somebody asks.
    pub context: Option<ContextId>,
    /// The programs that may run to sign in.
    pub consents: Consents,
}

impl Settings {
    /// The same, with what no settings panel would give put right: the file may be anybody's.
    pub fn sane(mut self) -> Settings {
        self.scale = if self.scale.is_finite() { self.scale.clamp(0.75, 2.0) } else { 1.0 };
        self
    }

    /// Whether hints are explained, as manifests know it.
    pub fn comments(&self) -> Comments {
        if self.comments { Comments::On } else { Comments::Off }
    }

    /// The same, to be kept.
    pub fn set_comments(&mut self, comments: Comments) {
        self.comments = comments == Comments::On;
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: ThemeChoice::System,
            scale: 1.0,
            recent: Vec::new(),
            panels: Panels::default(),
            comments: false,
            kubeconfigs: Vec::new(),
            context: None,
            consents: Consents::default(),
        }
    }
}

/// Light, dark, or as the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system.
    #[default]
    System,
    /// By day.
    Light,
    /// At night.
    Dark,
}
