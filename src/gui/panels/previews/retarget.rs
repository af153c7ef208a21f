//! What another target changes in the lines of a service: remembered until the next edit or selection.
//! Knows nothing of why they changed.

use std::sync::Arc;

use super::part::{Look, Sees, Shown};
use crate::design::{Service, ServiceId, Target};
use crate::gui::state::Selection;
use crate::manifest::{Comments, DiffKind, diff};
use crate::session::Preview;

/// The lines as they were shown last, and those that differ from before the target changed.
#[derive(Default)]
pub struct Retarget {
    shown: Option<Shot>,
    changed: Option<Changed>,
}

struct Shot {
    id: ServiceId,
    service: Arc<Service>,
    target: Target,
    comments: Comments,
    preview: Arc<Preview>,
}

struct Changed {
    revision: u64,
    selection: Selection,
    /// Places of lines, from 0, in order.
    lines: Vec<usize>,
}

impl Retarget {
    /// Looks whether the target changed under an unchanged service.
    pub fn follow(&mut self, look: &Look<'_>, selection: &Selection) {
        let (Shown::One(id), Sees::Now) = (look.shown, look.sees) else { return *self = Retarget::default() };
        let Some(service) = look.session.service(id) else { return *self = Retarget::default() };
        if self.changed.as_ref().is_some_and(|changed| changed.revision != look.session.revision() || changed.selection != *selection) {
            self.changed = None;
        }
        let target = &look.session.design().target;
        let preview = look.session.preview(id, look.world, look.comments);
        let before =
            self.shown.take().filter(|shot| shot.id == id && Arc::ptr_eq(&shot.service, service) && shot.comments == look.comments);
        if let Some(before) = before.filter(|shot| shot.target != *target) {
            let lines = diff(&before.preview.lines, &preview.lines);
            let added = lines.iter().filter(|line| line.kind == DiffKind::Added);
            let lines = added.filter_map(|line| line.after_no?.checked_sub(1)).collect();
            self.changed = Some(Changed { revision: look.session.revision(), selection: selection.clone(), lines });
        }
        self.shown = Some(Shot { id, service: service.clone(), target: target.clone(), comments: look.comments, preview });
    }

    /// Whether the line at a place, from 0, differs from before the target changed.
    pub fn has(&self, line: usize) -> bool {
        self.changed.as_ref().is_some_and(|changed| changed.lines.binary_search(&line).is_ok())
    }

    /// How many lines differ; `None` when the target is as it was.
    pub fn count(&self) -> Option<usize> {
        self.changed.as_ref().map(|changed| changed.lines.len())
    }
}
