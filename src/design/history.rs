//! Undo and redo: labelled snapshots, which share all that did not change.
//! Knows nothing of what an edit does; no clock: a step ends when the hand lets go.

use super::{Design, Touched};

/// How many steps are kept: at 10,000 services a step costs 80 KB of pointers.
const DEPTH: usize = 300;

/// What can be undone and redone.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    /// What the newest step is about, while it can still be extended.
    open: Option<Touched>,
}

/// One step: its name, and the design on its other side.
#[derive(Debug)]
struct Step {
    name: String,
    other: Design,
}

impl History {
    /// The design before the newest step, if an edit of that thing would extend it.
    pub fn base(&self, touched: &Touched) -> Option<&Design> {
        if self.open.as_ref() == Some(touched) { self.past.last().map(|step| &step.other) } else { None }
    }

    /// Tells of a new step.
    pub fn record(&mut self, name: String, touched: Touched, before: Design) {
        self.future.clear();
        self.past.push(Step { name, other: before });
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
        self.open = if touched == Touched::Alone { None } else { Some(touched) };
    }

    /// The hand let go: the next edit starts a step of its own.
    pub fn seal(&mut self) {
        self.open = None;
    }

    /// The design before the newest step, which can then be redone.
    pub fn undo(&mut self, now: &Design) -> Option<Design> {
        self.open = None;
        let step = self.past.pop()?;
        self.future.push(Step { name: step.name, other: now.clone() });
        Some(step.other)
    }

    /// The design after the step that was undone last.
    pub fn redo(&mut self, now: &Design) -> Option<Design> {
        self.open = None;
        let step = self.future.pop()?;
        self.past.push(Step { name: step.name, other: now.clone() });
        Some(step.other)
    }

    /// What undo would undo.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|step| step.name.as_str())
    }

    /// What redo would redo.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|step| step.name.as_str())
    }
}
