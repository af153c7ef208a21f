//! A field: its label, its text, and the finding beside it.
//! Knows nothing of what is typed into it.

use egui::text::{CCursor, CCursorRange};
use egui::{Align2, Color32, FontId, Id, Margin, Response, RichText, Stroke, TextEdit, Ui, Vec2};

use super::badge::badge;
use crate::check::{Finding, Severity};
use crate::gui::theme::{Tokens, font, size};

/// How a field stands out while nobody types in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// On a ground of its own, with a border.
    Framed,
    /// As plain text, for a cell of a table.
    Bare,
}

/// A field of one line.
pub struct Input<'a> {
    name: &'a str,
    text: &'a mut String,
    hint: &'a str,
    font: FontId,
    width: f32,
    finding: Option<&'a Finding>,
    id: Option<Id>,
    label: Option<Id>,
    look: Look,
}

impl<'a> Input<'a> {
    /// A field with the name a screen reader says.
    pub fn new(name: &'a str, text: &'a mut String) -> Input<'a> {
        Input { name, text, hint: "", font: font::text(), width: f32::INFINITY, finding: None, id: None, label: None, look: Look::Framed }
    }

    /// What it shows while it is empty.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// For what is typed into a file.
    pub fn mono(mut self) -> Self {
        self.font = font::mono();
        self
    }

    /// A width of its own; else all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// What is wrong with it: its border says so, its tooltip in words.
    pub fn finding(mut self, finding: Option<&'a Finding>) -> Self {
        self.finding = finding;
        self
    }

    /// An identity that stays, so that the keyboard can be sent here.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// The label that is seen beside it: it names the field.
    pub fn labelled_by(mut self, label: Id) -> Self {
        self.label = Some(label);
        self
    }

    /// Plain text until somebody points at it or types: for a cell of a table.
    pub fn bare(mut self) -> Self {
        self.look = Look::Bare;
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let width = self.width.min(ui.available_width());
        let id = self.id.unwrap_or_else(|| ui.next_auto_id());
        let response = ui
            .scope(|ui| {
                self.dress(ui, id);
                let hint = RichText::new(self.hint).font(self.font.clone()).color(tokens.text_faint);
                let margin = match self.look {
                    Look::Framed => Margin::symmetric(8, 4),
                    Look::Bare => Margin::symmetric(6, 4),
                };
                let edit = TextEdit::singleline(self.text)
                    .id(id)
                    .hint_text(hint)
                    .font(self.font.clone())
                    .margin(margin)
                    .align(Align2::LEFT_CENTER);
                ui.add_sized(Vec2::new(width, size::CONTROL), edit)
            })
            .inner;
        if comes_by_keyboard(ui, &response) {
            select_all(ui, id, self.text);
        }
        let response = match self.label {
            Some(label) => response.labelled_by(label),
            None => response.accessible_name(self.name),
        };
        match self.finding {
            Some(finding) => response.on_hover_text(&finding.message),
            None => response,
        }
    }

    fn dress(&self, ui: &mut Ui, id: Id) {
        let tokens = Tokens::of(ui);
        let has_keyboard = ui.memory(|memory| memory.has_focus(id));
        let visuals = ui.visuals_mut();
        if self.look == Look::Bare && !has_keyboard {
            visuals.text_edit_bg_color = Some(Color32::TRANSPARENT);
            visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, Color32::TRANSPARENT);
            visuals.widgets.hovered.bg_stroke.color = tokens.line;
        }
        if let Some(finding) = self.finding.filter(|finding| finding.severity > Severity::Hint) {
            let color = tokens.of_severity(finding.severity);
            visuals.widgets.inactive.bg_stroke.color = color;
            visuals.widgets.hovered.bg_stroke.color = color;
        }
    }
}

/// Whether the keyboard is here since this frame, sent by a key and not by the pointer. egui's own `gained_focus` misses a field that is
/// sent for in the middle of a frame.
fn comes_by_keyboard(ui: &Ui, response: &Response) -> bool {
    let kept = Id::unique("the field with the keyboard");
    let last = ui.data(|data| data.get_temp::<Id>(kept));
    match (response.has_focus(), last == Some(response.id)) {
        (true, false) => {
            ui.data_mut(|data| data.insert_temp(kept, response.id));
            !response.contains_pointer()
        }
        (false, true) => {
            ui.data_mut(|data| data.remove::<Id>(kept));
            false
        }
        (true, true) | (false, false) => false,
    }
}

/// Who comes by keyboard types over what is there, as everywhere else.
fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::default(), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), id);
}

/// A finding in words, with its badge, below the field it is about.
pub fn finding_line(ui: &mut Ui, finding: &Finding) -> Response {
    let color = Tokens::of(ui).of_severity(finding.severity);
    ui.horizontal_top(|ui| {
        badge(ui, finding.severity);
        ui.add(egui::Label::new(RichText::new(&finding.message).font(font::label()).color(color)).wrap())
    })
    .inner
}
