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
    /// Takes in what the watch told. What is `no_news` is no drift, and ends one.
    pub fn tell(&mut self, watched: Watched, no_news: impl Fn(&Drift) -> bool) {
        match watched {
            Watched::Current => self.lost = None,
            Watched::Lost(error) => self.lost = Some(error),
            Watched::Drifted(drifts) => {
                for drift in drifts {
                    if no_news(&drift) {
                        self.drifts.remove(&drift.object);
                    } else {
                        self.drifts.insert(drift.object.clone(), drift);
                    }
                }
            }
        }
    }
}
