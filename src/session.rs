//! An open design and all that follows from it; the one door for edits.
//! Knows nothing of files or windows.

pub mod found;
mod refused;
mod touched;

pub use touched::Touch;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::check::{Checked, Counts, Finding, Severity, Suppressed};
use crate::design::{Design, Edit, History, Index, Names, Service, ServiceId, Target, World};
use crate::manifest::{self, Around, Comments, Manifest};
use crate::yaml::Line;
use refused::Dataplanes;
use touched::Touches;

/// Of the whole program, so that what is remembered for one session is never taken for another's.
static NEXT_REVISION: AtomicU64 = AtomicU64::new(1);

/// How many previews are remembered: more than any screen shows.
const REMEMBERED: usize = 512;

/// An open design.
pub struct Session {
    design: Design,
    index: Index,
    saved: Design,
    saved_index: Index,
    /// Whether the two differ.
    changed: bool,
    history: History,
    checked: Checked,
    /// Counts the changes: what is remembered elsewhere is good for one number.
    revision: u64,
    saved_revision: u64,
    /// The revision since which the same findings are listed.
    listed: u64,
    /// What each of the last changes touched.
    touches: Touches,
    previews: RefCell<HashMap<(ServiceId, World, Comments), Remembered>>,
}

/// The manifests of one service in one world, with their lines.
#[derive(Debug, Default)]
pub struct Preview {
    /// The documents, in the order of the instances.
    pub manifests: Vec<Manifest>,
    /// All their lines; `---` between documents.
    pub lines: Vec<Line>,
}

/// A preview, and all that it was made from.
struct Remembered {
    service: Arc<Service>,
    called: Vec<Option<Arc<Service>>>,
    target: Target,
    preview: Arc<Preview>,
}

impl Session {
    /// A design as it was read, or a new one.
    pub fn new(design: Design) -> Session {
        let index = Index::of(&design);
        let mut checked = Checked::default();
        checked.update(&design, &Dataplanes { design: &design, index: &index });
        let revision = next_revision();
        Session {
            saved: design.clone(),
            saved_index: index.clone(),
            changed: false,
            design,
            index,
            history: History::default(),
            checked,
            revision,
            saved_revision: revision,
            listed: revision,
            touches: Touches::default(),
            previews: RefCell::default(),
        }
    }

    /// The design as it stands.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The design as its file has it.
    pub fn saved(&self) -> &Design {
        &self.saved
    }

    /// Goes up with every change, and no two sessions ever share one.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What was touched since that revision of this session; `None` where that is not known, or where services came, went or moved.
    pub fn touched_since(&self, revision: u64) -> Option<Touch> {
        if revision == self.revision { Some(Touch::default()) } else { self.touches.since(revision) }
    }

    /// Goes up with every save.
    pub fn saved_revision(&self) -> u64 {
        self.saved_revision
    }

    /// Who is meant by a call's words.
    pub fn names(&self) -> &Names {
        self.index.names()
    }

    /// The service of that identity, without a search.
    pub fn service(&self, id: ServiceId) -> Option<&Arc<Service>> {
        self.index.service(&self.design, id)
    }

    /// How many ports there are in all.
    pub fn ports(&self) -> usize {
        self.index.ports()
    }

    /// Where the service stands in the user's order.
    pub fn position(&self, id: ServiceId) -> Option<usize> {
        self.index.position(id)
    }

    /// The one door: applies an edit as a step that can be undone. Edits of one thing extend one step until it is sealed.
    pub fn edit(&mut self, edit: Edit) {
        let touched = edit.touched();
        if let Some(base) = self.history.base(&touched) {
            // From before the step, so that what follows a rename follows it from the old name, not from a half-typed one.
            let mut after = base.clone();
            after.apply_with(edit, &self.index);
            self.turn_into(after);
        } else {
            let mut after = self.design.clone();
            let name = edit.name(&after);
            after.apply_with(edit, &self.index);
            if after != self.design {
                let before = self.turn_into(after);
                self.history.record(name, touched, before);
            }
        }
    }

    /// The hand let go, or the focus moved: the next edit is a step of its own.
    pub fn seal(&mut self) {
        self.history.seal();
    }

    /// Takes the newest step back.
    pub fn undo(&mut self) {
        if let Some(design) = self.history.undo(&self.design) {
            self.turn_into(design);
        }
    }

    /// Does again what was undone last.
    pub fn redo(&mut self) {
        if let Some(design) = self.history.redo(&self.design) {
            self.turn_into(design);
        }
    }

    /// The name of what undo would undo.
    pub fn undo_name(&self) -> Option<&str> {
        self.history.undo_name()
    }

    /// The name of what redo would redo.
    pub fn redo_name(&self) -> Option<&str> {
        self.history.redo_name()
    }

    /// Whether the file is behind.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Tells that this design is what the file now has.
    pub fn mark_saved(&mut self, design: Design) {
        let before = std::mem::replace(&mut self.saved, design);
        self.saved_index.follow(&before, &self.saved);
        self.saved_revision = next_revision();
        self.changed = self.design != self.saved;
        self.history.seal();
    }

    /// Everything wrong with the design, in its order.
    pub fn findings(&self) -> &[Finding] {
        self.checked.findings()
    }

    /// The revision since which the same findings stand in the same order, whatever their words.
    pub fn listed_since(&self) -> u64 {
        self.listed
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        self.checked.counts()
    }

    /// What is wrong with the design itself, not with one of its services.
    pub fn findings_of_design(&self) -> &[Finding] {
        self.checked.of_design()
    }

    /// How much is known to be wrong and is meant to be.
    pub fn silent(&self) -> usize {
        self.checked.silent()
    }

    /// What is known to be wrong and is meant to be, with the reasons, in the same order.
    pub fn suppressed(&self) -> impl Iterator<Item = &Suppressed> {
        self.checked.suppressed()
    }

    /// The same of one service.
    pub fn suppressed_of(&self, service: ServiceId) -> &[Suppressed] {
        self.checked.suppressed_of(service)
    }

    /// What is wrong with one service, the worst first.
    pub fn findings_of(&self, service: ServiceId) -> &[Finding] {
        self.checked.of(service)
    }

    /// The worst finding of one service.
    pub fn worst(&self, service: ServiceId) -> Option<Severity> {
        self.checked.worst(service)
    }

    /// The manifests of one service as they stand, remembered until something they are made from changes.
    pub fn preview(&self, id: ServiceId, world: World, comments: Comments) -> Arc<Preview> {
        let Some(service) = self.service(id) else { return Arc::default() };
        let called = || service.calls.iter().map(|call| self.called(service, &call.service));
        let key = (id, world, comments);
        if let Some(found) = self.previews.borrow().get(&key)
            && Arc::ptr_eq(&found.service, service)
            && found.target == self.design.target
            && called().map(|now| now.map(Arc::as_ptr)).eq(found.called.iter().map(|then| then.as_ref().map(Arc::as_ptr)))
        {
            return found.preview.clone();
        }
        let preview = Arc::new(self.render(service, world, comments));
        let called = called().map(|called| called.cloned()).collect();
        let remembered = Remembered { service: service.clone(), called, target: self.design.target.clone(), preview: preview.clone() };
        let mut previews = self.previews.borrow_mut();
        if previews.len() >= REMEMBERED {
            previews.clear();
        }
        previews.insert(key, remembered);
        preview
    }

    /// The same, for those who go through thousands: nobody remembers it.
    pub fn render(&self, service: &Service, world: World, comments: Comments) -> Preview {
        let around = Around { design: &self.design, index: &self.index, comments };
        Preview::of(manifest::render_service(&around, service, world))
    }

    /// The service as the file has it.
    pub fn saved_service(&self, id: ServiceId) -> Option<&Arc<Service>> {
        self.saved_index.service(&self.saved, id)
    }

    /// The manifests of one service as the saved design has them: what a diff compares with.
    pub fn saved_preview(&self, id: ServiceId, world: World, comments: Comments) -> Preview {
        let Some(service) = self.saved_service(id) else { return Preview::default() };
        let around = Around { design: &self.saved, index: &self.saved_index, comments };
        Preview::of(manifest::render_service(&around, service, world))
    }

    /// The service that the words of a call mean.
    pub fn called(&self, caller: &Service, words: &str) -> Option<&Arc<Service>> {
        self.index.called(&self.design, caller, words)
    }

    /// Takes another state of the design, and brings what follows from it up to date. Gives back the one before.
    fn turn_into(&mut self, design: Design) -> Design {
        let before = std::mem::replace(&mut self.design, design);
        self.index.follow(&before, &self.design);
        let shape = self.checked.shape();
        self.checked.update(&self.design, &Dataplanes { design: &self.design, index: &self.index });
        self.changed = self.design != self.saved;
        let from = std::mem::replace(&mut self.revision, next_revision());
        if self.checked.shape() != shape {
            self.listed = self.revision;
        }
        self.touches.record(from, Touch::between(&before, &self.design, &self.index));
        before
    }
}

/// Everything wrong with a design that nobody opens, what its control plane refuses included.
pub fn checked(design: &Design) -> Checked {
    let mut checked = Checked::default();
    checked.update(design, &Dataplanes { design, index: &Index::of(design) });
    checked
}

fn next_revision() -> u64 {
    NEXT_REVISION.fetch_add(1, Ordering::Relaxed)
}

impl Preview {
    fn of(manifests: Vec<Manifest>) -> Preview {
        let mut lines = Vec::new();
        for (index, manifest) in manifests.iter().enumerate() {
            if index > 0 {
                lines.push(Line { text: "---".to_owned(), mark: 0 });
            }
            lines.extend(manifest.lines());
        }
        Preview { manifests, lines }
    }

    /// The text, each line ended.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
    }
}
