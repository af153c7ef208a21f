//! An open design and all that follows from it; the one door for edits.
//! Knows nothing of files or windows.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::check::{Checked, Finding, Severity};
use crate::design::{Design, Edit, History, Names, Service, ServiceId, Target, World};
use crate::manifest::{self, Around, Comments, Manifest};
use crate::yaml::Line;

/// Of the whole program, so that what is remembered for one session is never taken for another's.
static NEXT_REVISION: AtomicU64 = AtomicU64::new(1);

/// An open design.
pub struct Session {
    design: Design,
    saved: Design,
    history: History,
    checked: Checked,
    names: Names,
    places: HashMap<ServiceId, usize>,
    /// Counts the changes: what is remembered elsewhere is good for one number.
    revision: u64,
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
        let mut session = Session {
            saved: design.clone(),
            names: design.by_name(),
            design,
            history: History::default(),
            checked: Checked::default(),
            places: HashMap::new(),
            revision: 0,
            previews: RefCell::default(),
        };
        session.follow();
        session
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

    /// Who is meant by a call's words.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The service of that identity, without a search.
    pub fn service(&self, id: ServiceId) -> Option<&Arc<Service>> {
        self.design.services.get(*self.places.get(&id)?).filter(|service| service.id == id)
    }

    /// Where the service stands in the user's order.
    pub fn position(&self, id: ServiceId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The one door: applies an edit as a step that can be undone. Edits of one thing extend one step until it is sealed.
    pub fn edit(&mut self, edit: Edit) {
        let touched = edit.touched();
        if let Some(base) = self.history.base(&touched) {
            // From before the step, so that what follows a rename follows it from the old name, not from a half-typed one.
            let mut after = base.clone();
            after.apply(edit);
            self.design = after;
        } else {
            let before = self.design.clone();
            let name = edit.name(&before);
            self.design.apply(edit);
            if self.design == before {
                return;
            }
            self.history.record(name, touched, before);
        }
        self.follow();
    }

    /// The hand let go, or the focus moved: the next edit is a step of its own.
    pub fn seal(&mut self) {
        self.history.seal();
    }

    /// Takes the newest step back.
    pub fn undo(&mut self) {
        if let Some(design) = self.history.undo(&self.design) {
            self.design = design;
            self.follow();
        }
    }

    /// Does again what was undone last.
    pub fn redo(&mut self) {
        if let Some(design) = self.history.redo(&self.design) {
            self.design = design;
            self.follow();
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
        self.design != self.saved
    }

    /// Tells that this design is what the file now has.
    pub fn mark_saved(&mut self, design: Design) {
        self.saved = design;
        self.history.seal();
    }

    /// Everything wrong with the design, in its order.
    pub fn findings(&self) -> &[Finding] {
        self.checked.findings()
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
        let around = Around { design: &self.design, names: &self.names, comments };
        let preview = Arc::new(Preview::of(manifest::render_service(&around, service, world)));
        let called = called().map(|called| called.cloned()).collect();
        let remembered = Remembered { service: service.clone(), called, target: self.design.target.clone(), preview: preview.clone() };
        self.previews.borrow_mut().insert(key, remembered);
        preview
    }

    /// The manifests of one service as the saved design has them: what a diff compares with. By name, since a file knows no identities.
    pub fn saved_preview(&self, id: ServiceId, world: World, comments: Comments) -> Preview {
        let Some(service) = self.saved.service(id) else { return Preview::default() };
        let names = self.saved.by_name();
        let around = Around { design: &self.saved, names: &names, comments };
        Preview::of(manifest::render_service(&around, service, world))
    }

    fn called(&self, caller: &Service, words: &str) -> Option<&Arc<Service>> {
        self.service(self.names.resolve(words, &caller.namespace)?)
    }

    /// Brings what follows from the design up to date.
    fn follow(&mut self) {
        self.revision = NEXT_REVISION.fetch_add(1, Ordering::Relaxed);
        let services = &self.design.services;
        let moved = self.places.len() != services.len()
            || services.iter().enumerate().any(|(place, service)| self.places.get(&service.id) != Some(&place));
        if moved {
            self.places = services.iter().enumerate().map(|(place, service)| (service.id, place)).collect();
            self.previews.borrow_mut().retain(|(id, _, _), _| self.places.contains_key(id));
        }
        self.names = self.design.by_name();
        self.checked.update(&self.design);
    }
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
