//! Where the keyboard is in the list, and what keys and clicks make of selection and folds.
//! Knows nothing of how a line looks.

use egui::{Key, Ui};

use super::presses::{Press, presses};
use super::rows::Line;
use crate::design::ServiceId;
use crate::gui::panels::Cx;
use crate::gui::state::{Focus, ViewState};

const KEYS: [Key; 9] =
    [Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End, Key::PageUp, Key::PageDown, Key::Enter];

/// A line, whatever its number.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The head of a group.
    Namespace(String),
    /// A service.
    Service(ServiceId),
}

impl Place {
    /// The place of a line.
    pub fn of(line: &Line) -> Place {
        match line {
            Line::Namespace { name, .. } => Place::Namespace(name.clone()),
            Line::Service(id) => Place::Service(*id),
        }
    }

    /// Whether a line is here.
    pub fn is(&self, line: &Line) -> bool {
        match (line, self) {
            (Line::Namespace { name, .. }, Place::Namespace(at)) => name == at,
            (Line::Service(id), Place::Service(at)) => id == at,
            (Line::Namespace { .. }, Place::Service(_)) | (Line::Service(_), Place::Namespace(_)) => false,
        }
    }
}

/// What the list remembers between frames.
#[derive(Clone, Default)]
pub struct Cursor {
    /// Where the keyboard is.
    pub at: Option<Place>,
    /// Asks for this line to be in view.
    pub reveal: Option<Place>,
    /// How many lines a page has.
    pub page: usize,
    /// Where a range begins.
    anchor: Option<ServiceId>,
    /// The lead as of the last frame: another one was picked elsewhere.
    lead: Option<ServiceId>,
}

/// How far a step reaches.
#[derive(Clone, Copy, PartialEq)]
pub enum Reach {
    /// Selects where it arrives.
    One,
    /// Selects everything from the anchor to where it arrives.
    Range,
}

impl Cursor {
    /// Goes where something was picked elsewhere.
    pub fn follow(&mut self, view: &ViewState) {
        if view.selection.lead() != self.lead {
            self.lead = view.selection.lead();
            self.go(self.lead.map(Place::Service));
        }
    }

    fn go(&mut self, to: Option<Place>) {
        self.reveal = to.clone();
        self.at = to;
    }

    /// Does what was pressed.
    pub fn keys(&mut self, ui: &Ui, cx: &Cx<'_>, view: &mut ViewState, lines: &[Line]) {
        for press in presses(ui, &KEYS) {
            match press {
                Press::Key(Key::Enter) => match self.at.clone() {
                    Some(Place::Namespace(name)) => toggle_fold(view, name),
                    Some(Place::Service(_)) => view.focus = Some(Focus::Inspector),
                    None => {}
                },
                Press::Key(Key::ArrowLeft) => self.fold(cx, view),
                Press::Key(Key::ArrowRight) => {
                    if let Some(Place::Namespace(name)) = &self.at {
                        view.folded.remove(name);
                    }
                }
                Press::Key(key) | Press::Far(key) => self.step(cx, view, lines, key, Reach::One),
                Press::Reach(key) => self.step(cx, view, lines, key, Reach::Range),
                Press::Text(text) => {
                    view.filter.push_str(&text);
                    view.focus = Some(Focus::Filter);
                    ui.ctx().request_repaint();
                }
                Press::Copy | Press::Paste(_) => {}
            }
        }
    }

    /// Folds the group that the cursor is in, and stands on its head.
    fn fold(&mut self, cx: &Cx<'_>, view: &mut ViewState) {
        let name = match &self.at {
            Some(Place::Namespace(name)) => Some(name.clone()),
            Some(Place::Service(id)) => cx.session.service(*id).map(|service| service.namespace.clone()),
            None => None,
        };
        if let Some(name) = name {
            view.folded.insert(name.clone());
            self.go(Some(Place::Namespace(name)));
        }
    }

    /// One step by a key that moves.
    pub fn step(&mut self, cx: &Cx<'_>, view: &mut ViewState, lines: &[Line], key: Key, reach: Reach) {
        let last = lines.len().saturating_sub(1);
        let from = self.at.as_ref().and_then(|at| lines.iter().position(|line| at.is(line)));
        let mut to = match (key, from) {
            (Key::End, _) => last,
            (Key::Home, _) | (_, None) => 0,
            (Key::ArrowUp, Some(from)) => from.saturating_sub(1),
            (Key::ArrowDown, Some(from)) => (from + 1).min(last),
            (Key::PageUp, Some(from)) => from.saturating_sub(self.page.max(1)),
            (Key::PageDown, Some(from)) => (from + self.page.max(1)).min(last),
            (_, Some(from)) => from,
        };
        // A range, and the very first step, go past the heads of groups.
        if (reach == Reach::Range || from.is_none()) && matches!(lines.get(to), Some(Line::Namespace { .. })) {
            to = if key == Key::ArrowUp && to > 0 { to - 1 } else { (to + 1).min(last) };
        }
        let Some(line) = lines.get(to) else { return };
        self.go(Some(Place::of(line)));
        if let Line::Service(id) = line {
            match reach {
                Reach::One => self.one(view, *id),
                Reach::Range => self.range(cx, view, lines, *id),
            }
        }
    }

    /// Selects one service.
    pub fn one(&mut self, view: &mut ViewState, id: ServiceId) {
        view.selection.only(id);
        self.arrive(view, id);
        self.anchor = Some(id);
    }

    /// One service more, or one less.
    pub fn toggle(&mut self, view: &mut ViewState, id: ServiceId) {
        view.selection.toggle(id);
        self.arrive(view, id);
        self.anchor = Some(id);
    }

    /// Selects what lies between the anchor and a service, which leads.
    pub fn range(&mut self, cx: &Cx<'_>, view: &mut ViewState, lines: &[Line], to: ServiceId) {
        let anchor = self.anchor.filter(|id| cx.session.service(*id).is_some()).or(view.selection.lead()).unwrap_or(to);
        let find = |id: ServiceId| lines.iter().position(|line| *line == Line::Service(id));
        let Some(end) = find(to) else { return };
        let start = find(anchor).unwrap_or(end);
        view.selection.clear();
        for line in lines.get(start.min(end)..=start.max(end)).unwrap_or(&[]) {
            if let Line::Service(id) = line {
                view.selection.add(*id);
            }
        }
        view.selection.add(to);
        self.arrive(view, to);
        self.anchor = Some(anchor);
    }

    fn arrive(&mut self, view: &ViewState, id: ServiceId) {
        self.at = Some(Place::Service(id));
        self.lead = view.selection.lead();
    }
}

/// Folds a group, or unfolds it.
pub fn toggle_fold(view: &mut ViewState, name: String) {
    if !view.folded.remove(&name) {
        view.folded.insert(name);
    }
}
