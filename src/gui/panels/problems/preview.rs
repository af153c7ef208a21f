//! What a fix would change, before it does: in words, and line by line in the manifests.
//! Knows nothing of which fixes there are.

use std::sync::Arc;

use egui::{Align2, CornerRadius, Id, Rect, Sense, Ui, Vec2};

use super::{fixes, row};
use crate::check::Finding;
use crate::design::{Edit, Index, Service, World};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;
use crate::manifest::{self, Around, Comments, DiffKind, diff};
use crate::session::Session;
use crate::yaml::Line;

/// The most services whose manifests are compared: nobody reads more before pressing a button.
const MOST: usize = 40;
/// How many lines that stay are shown around those that do not.
const AROUND: usize = 2;

/// What a fix, or several, would change.
#[derive(Clone, Debug, PartialEq)]
pub struct FixPreview {
    /// What the button says.
    pub title: String,
    /// What is done, and where.
    pub steps: Vec<Step>,
    /// What it changes in the manifests.
    pub changes: Vec<Change>,
    /// How many services change besides.
    pub more: usize,
    /// What does it.
    pub edit: Edit,
}

/// One fix in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub what: String,
    /// Where.
    pub place: String,
}

/// A line of what changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Whose manifest the next lines are of.
    Of(String),
    /// A line that stays, comes or goes.
    Line(DiffKind, String),
    /// Lines that stay and are left out.
    Gap,
}

impl FixPreview {
    /// Of one finding's fix.
    pub fn one(session: &Session, finding: &Finding) -> Option<FixPreview> {
        let fix = finding.fix.as_ref()?;
        let place = row::place(session, finding);
        let edit = fixes::one(fix, &place);
        Some(FixPreview::of(session, fix.title.clone(), vec![Step { what: fix.title.clone(), place }], edit))
    }

    /// Of all that are safe.
    pub fn all_safe(session: &Session) -> FixPreview {
        let step = |(finding, fix): (&Finding, &crate::check::Fix)| Step { what: fix.title.clone(), place: row::place(session, finding) };
        let steps: Vec<Step> = fixes::safe(session).map(step).collect();
        let title = if steps.len() == 1 { "Fix 1 problem".to_owned() } else { format!("Fix {} problems", steps.len()) };
        FixPreview::of(session, title, steps, fixes::all_safe(session))
    }

    fn of(session: &Session, title: String, steps: Vec<Step>, edit: Edit) -> FixPreview {
        let mut after = session.design().clone();
        after.apply(edit.clone());
        let index = Index::of(&after);
        let around = Around { design: &after, index: &index, comments: Comments::Off };
        let retargeted = after.target != session.design().target;
        let same = |service: &&Arc<Service>| session.service(service.id).is_some_and(|before| Arc::ptr_eq(before, service));
        let changed: Vec<&Arc<Service>> = after.services.iter().filter(|service| retargeted || !same(service)).collect();
        let gone = session.design().services.iter().filter(|service| index.service(&after, service.id).is_none());
        let all =
            changed.iter().map(|service| (session.service(service.id), Some(*service))).chain(gone.map(|service| (Some(service), None)));
        let all: Vec<_> = all.collect();
        let mut changes = Vec::new();
        for (before, after) in all.iter().take(MOST) {
            for world in World::ALL {
                let old = before.map(|service| session.render(service, world, Comments::Off).lines).unwrap_or_default();
                let new = after.map(|service| lines(&around, service, world)).unwrap_or_default();
                let name = after.or(*before).map(|service| service.full_name()).unwrap_or_default();
                changes.extend(hunks(format!("{} · {name}", world.label()), &old, &new));
            }
        }
        FixPreview { title, steps, changes, more: all.len().saturating_sub(MOST), edit }
    }
}

fn lines(around: &Around<'_>, service: &Service, world: World) -> Vec<Line> {
    let mut lines = Vec::new();
    for manifest in manifest::render_service(around, service, world) {
        lines.extend(manifest.lines());
    }
    lines
}

/// What differs, with a little of what does not around it.
fn hunks(of: String, before: &[Line], after: &[Line]) -> Vec<Change> {
    let all = diff(before, after);
    let differs: Vec<usize> = all.iter().enumerate().filter(|(_, line)| line.kind != DiffKind::Same).map(|(at, _)| at).collect();
    if differs.is_empty() {
        return Vec::new();
    }
    let mut changes = vec![Change::Of(of)];
    let mut left_out = false;
    for (at, line) in all.into_iter().enumerate() {
        let next = differs.partition_point(|place| *place < at.saturating_sub(AROUND));
        if differs.get(next).is_some_and(|place| *place <= at + AROUND) {
            if left_out && changes.len() > 1 {
                changes.push(Change::Gap);
            }
            left_out = false;
            changes.push(Change::Line(line.kind, line.text));
        } else {
            left_out = true;
        }
    }
    changes
}

/// The preview of one finding's fix, made once while the design stays as it is.
pub fn remembered(ui: &Ui, session: &Session, finding: &Finding) -> Option<Arc<FixPreview>> {
    type Kept = (u64, Finding, Arc<FixPreview>);
    let id = Id::unique("preview of a fix");
    let kept = ui.data(|data| data.get_temp::<Kept>(id)).filter(|(revision, of, _)| *revision == session.revision() && of == finding);
    if let Some((.., preview)) = kept {
        return Some(preview);
    }
    let preview = Arc::new(FixPreview::one(session, finding)?);
    ui.data_mut(|data| data.insert_temp(id, (session.revision(), finding.clone(), preview.clone())));
    Some(preview)
}

/// How many rows `row` has.
pub fn rows(preview: &FixPreview) -> usize {
    preview.changes.len().max(1) + usize::from(preview.more > 0)
}

/// One row of what changes.
pub fn row(ui: &mut Ui, preview: &FixPreview, at: usize) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::YAML_LINE), Sense::hover());
    let inner = rect.shrink2(Vec2::new(gap::S, 0.0));
    let words = |text: &str, font, color| {
        paint_elided(ui.painter(), inner, text, font, color);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    };
    match preview.changes.get(at) {
        Some(Change::Of(name)) => words(name, font::label_strong(), tokens.text_quiet),
        Some(Change::Gap) => words("…", font::mono(), tokens.text_faint),
        Some(Change::Line(kind, text)) => {
            let (ground, sign, color) = match kind {
                DiffKind::Same => (None, "", tokens.text_quiet),
                DiffKind::Added => (Some(tokens.added_wash), "+", tokens.ok),
                DiffKind::Removed => (Some(tokens.removed_wash), "−", tokens.error),
            };
            if let Some(ground) = ground {
                ui.painter().rect_filled(rect, CornerRadius::ZERO, ground);
            }
            ui.painter().text(inner.left_center(), Align2::LEFT_CENTER, sign, font::mono_strong(), color);
            let text_color = if *kind == DiffKind::Same { tokens.text_quiet } else { tokens.text };
            paint_elided(ui.painter(), Rect::from_min_max(inner.min + Vec2::new(gap::L, 0.0), inner.max), text, font::mono(), text_color);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{sign} {}", text.trim())));
        }
        None if preview.changes.is_empty() && at == 0 => words("No manifest changes", font::label(), tokens.text_faint),
        None => words(&more(preview.more), font::label(), tokens.text_faint),
    }
}

fn more(services: usize) -> String {
    format!("… and {services} more services")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Design, PortId, ServicePort};
    use crate::protocol::Protocol;

    fn session(hint: &str) -> Session {
        let port = |id, port, hint: Option<&str>| ServicePort {
            id: PortId(id),
            name: format!("p{port}"),
            port,
            protocol: Some(Protocol::Http),
            hint: hint.map(str::to_owned),
            ..ServicePort::default()
        };
        let mut design = Design::default();
        let selector = [("app".to_owned(), "web".to_owned())].into();
        design.push(Service {
            name: "web".into(),
            selector,
            ports: vec![port(1, 80, None), port(2, 81, Some(hint))],
            ..Service::default()
        });
        Session::new(design)
    }

    #[test]
    fn a_fix_shows_the_lines_it_changes_and_changes_nothing_yet() {
        let session = session("HTTP");
        let finding = session.findings().iter().find(|finding| finding.fix.is_some() && finding.place.port == Some(PortId(2))).unwrap();
        let preview = FixPreview::one(&session, finding).unwrap();
        let line = |kind, text: &str| preview.changes.contains(&Change::Line(kind, text.into()));
        assert!(line(DiffKind::Removed, "    appProtocol: HTTP") && line(DiffKind::Added, "    appProtocol: http"), "{preview:#?}");
        assert_eq!(preview.changes.first(), Some(&Change::Of("Kubernetes · web".into())));
        assert!(!line(DiffKind::Same, "kind: Service"));
    }
}
