//! What a pane shows of one service: its lines as they are, or what changed in them since they were saved.
//! Knows nothing of how many services there are, or what is in view.

use std::sync::Arc;

use crate::design::{Service, ServiceId, World};
use crate::manifest::{self, Comments, DiffKind, DiffLine};
use crate::session::{Preview, Session};
use crate::yaml::Line;

/// What a pane looks at, for one frame.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The open design.
    pub session: &'a Session,
    /// Which manifests.
    pub world: World,
    /// Whether hints are explained.
    pub comments: Comments,
    /// Of whom.
    pub shown: Shown,
    /// As they are, or what changed.
    pub sees: Sees,
}

/// Whose manifests a pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// One service's.
    One(ServiceId),
    /// Everybody's.
    All,
}

/// What a pane shows of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// As they are.
    Now,
    /// What changed since they were saved.
    Changes,
}

/// What a part was made from: the same pointers give the same lines.
pub struct Made {
    service: Option<Arc<Service>>,
    called: Vec<Option<Arc<Service>>>,
    saved: Option<Arc<Service>>,
}

impl Made {
    /// What the part of a service is made from now.
    pub fn of(look: &Look<'_>, id: ServiceId) -> Made {
        let service = look.session.service(id);
        let called = called(look, service).map(|service| service.cloned()).collect();
        Made { service: service.cloned(), called, saved: was(look, id).cloned() }
    }

    /// Whether that is still the same. The service as it is now is given, so that ten thousand need not be looked up.
    pub fn is_of<'a>(&self, look: &Look<'a>, id: ServiceId, now: Option<&'a Arc<Service>>) -> bool {
        let same = |then: &Option<Arc<Service>>, now: Option<&Arc<Service>>| then.as_ref().map(Arc::as_ptr) == now.map(Arc::as_ptr);
        let mut then = self.called.iter();
        same(&self.service, now)
            && same(&self.saved, was(look, id))
            && called(look, now).all(|now| then.next().is_some_and(|then| same(then, now)))
            && then.next().is_none()
    }
}

/// The service as it was saved, where that matters.
fn was<'a>(look: &Look<'a>, id: ServiceId) -> Option<&'a Arc<Service>> {
    match look.sees {
        Sees::Now => None,
        Sees::Changes => look.session.saved_service(id),
    }
}

/// Whom a service calls: on Universal that is written down.
fn called<'a>(look: &Look<'a>, caller: Option<&'a Arc<Service>>) -> impl Iterator<Item = Option<&'a Arc<Service>>> {
    let session = look.session;
    let caller = match look.world {
        World::Kubernetes => None,
        World::Universal => caller,
    };
    caller.into_iter().flat_map(move |caller| caller.calls.iter().map(move |call| session.called(caller, &call.service)))
}

/// The lines of one service.
#[derive(Clone)]
pub enum Part {
    /// As they are.
    Now(Arc<Preview>),
    /// What changed; nothing where nothing did.
    Changes(Arc<Vec<DiffLine>>),
}

/// One line of a part.
pub struct PartLine<'a> {
    /// The characters.
    pub text: &'a str,
    /// Whose it is; 0 is nobody's in particular.
    pub mark: u32,
    /// What became of it.
    pub kind: DiffKind,
    /// Its number after a change, from 1; none for what is gone.
    pub number: Option<usize>,
}

impl Part {
    /// How many lines.
    pub fn len(&self) -> usize {
        match self {
            Part::Now(preview) => preview.lines.len(),
            Part::Changes(lines) => lines.len(),
        }
    }

    /// The line at a place, from 0.
    pub fn line(&self, at: usize) -> Option<PartLine<'_>> {
        match self {
            Part::Now(preview) => {
                preview.lines.get(at).map(|line| PartLine { text: &line.text, mark: line.mark, kind: DiffKind::Same, number: Some(at + 1) })
            }
            Part::Changes(lines) => {
                lines.get(at).map(|line| PartLine { text: &line.text, mark: line.mark, kind: line.kind, number: line.after_no })
            }
        }
    }

    /// How many lines it has and how wide they are, in characters of the mono font.
    pub fn extent(&self) -> Extent {
        let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let lines = self.len();
        Extent { lines, widest: (0..lines).filter_map(|at| self.line(at)).map(|line| wide(line.text)).max().unwrap_or(0) }
    }
}

/// How large a part is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many lines.
    pub lines: usize,
    /// The widest of them, in characters.
    pub widest: usize,
}

/// The part of one service, remembered by the session for as long as it is good.
pub fn part(look: &Look<'_>, id: ServiceId) -> Part {
    let now = |id| look.session.preview(id, look.world, look.comments);
    match look.sees {
        Sees::Now => Part::Now(now(id)),
        Sees::Changes => Part::Changes(Arc::new(changes(look, id, &now(id).lines))),
    }
}

/// How large a part is, without anybody remembering it: what counting ten thousand of them needs.
pub fn extent(look: &Look<'_>, id: ServiceId) -> Extent {
    let now = || {
        let service = look.session.service(id);
        service.map(|service| look.session.render(service, look.world, look.comments)).unwrap_or_default()
    };
    match look.sees {
        Sees::Now => Part::Now(Arc::new(now())).extent(),
        Sees::Changes if is_untouched(look, id) => Extent::default(),
        Sees::Changes => Part::Changes(Arc::new(changes(look, id, &now().lines))).extent(),
    }
}

fn changes(look: &Look<'_>, id: ServiceId, now: &[Line]) -> Vec<DiffLine> {
    let before = look.session.saved_preview(id, look.world, look.comments);
    let lines = manifest::diff(&before.lines, now);
    if lines.iter().all(|line| line.kind == DiffKind::Same) { Vec::new() } else { lines }
}

/// Whether nothing that its lines are made from was touched since they were saved.
fn is_untouched(look: &Look<'_>, id: ServiceId) -> bool {
    let (then, now) = (look.session.saved_service(id), look.session.service(id));
    then.map(Arc::as_ptr) == now.map(Arc::as_ptr)
        && now.is_some_and(|service| service.calls.is_empty())
        && look.session.saved().target == look.session.design().target
}

/// What stands between two documents.
pub fn separator() -> Line {
    Line { text: "---".to_owned(), mark: 0 }
}
