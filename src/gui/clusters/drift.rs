//! What others changed on the cluster since it was planned or applied, as a watch tells it.
//! Knows nothing of how it is watched.

use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::{Drift, Error, Object, Watched, Where};
use crate::tasks::TaskId;

/// The watch, and what it told.
#[derive(Debug, Default)]
pub struct Watching {
    /// The task that watches.
    pub task: Option<TaskId>,
    /// What it watches.
    pub of: Option<(Where, BTreeSet<String>)>,
    /// What changed, each object once: what was told last.
    pub drifts: BTreeMap<Object, Drift>,
    /// Why nothing is told now.
    pub lost: Option<Error>,
}

impl Watching {
    /// Takes in what the watch told; what `is_ours` did is no drift.
    pub fn tell(&mut self, watched: Watched, is_ours: impl Fn(&Drift) -> bool) {
        match watched {
            Watched::Current => self.lost = None,
            Watched::Lost(error) => self.lost = Some(error),
            Watched::Drifted(drifts) => {
                let others = drifts.into_iter().filter(|drift| !is_ours(drift));
                self.drifts.extend(others.map(|drift| (drift.object.clone(), drift)));
            }
        }
    }
}
