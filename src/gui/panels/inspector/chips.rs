//! A box of words as chips: type to add, press one to change it, its cross takes it away.
//! Knows nothing of what the words mean.

use egui::{Align2, CornerRadius, Frame, Id, Key, Margin, Response, RichText, Role, Sense, Stroke, TextEdit, Ui, Vec2, WidgetInfo};

use crate::check::Severity;
use crate::gui::icons;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;

const CHIP: f32 = 20.0;

/// The least that is left of the field beside the chips while nobody types.
const NARROWEST: f32 = 12.0;

/// What a chip stands for.
pub(super) trait Word: Clone + PartialEq + Send + Sync + 'static {
    /// What to write, where what was typed is none.
    const WANTED: &'static str;
    /// As it is read and typed.
    fn show(&self) -> String;
    /// What was typed.
    fn read(word: &str) -> Option<Self>;
    /// The words of what was typed.
    fn split(text: &str) -> Vec<&str>;
}

/// What is being typed: the words as they are without it, with it, and what was there before.
#[derive(Clone)]
struct Draft<W> {
    text: String,
    /// Where the typed words stand among the others.
    at: usize,
    around: Vec<W>,
    whole: Vec<W>,
    before: Vec<W>,
}

/// A box of chips.
pub(super) struct Chips<'a> {
    /// What it shows while it is empty.
    pub hint: &'a str,
    pub id: Id,
    /// The label that names it.
    pub label: Id,
    /// The worst that is wrong with it.
    pub worst: Option<Severity>,
}

impl Chips<'_> {
    /// Shows it. What is typed counts as soon as it reads.
    pub fn show<W: Word>(&self, ui: &mut Ui, words: &mut Vec<W>) -> Response {
        let kept = self.id.with("draft");
        let draft: Option<Draft<W>> = ui.data(|data| data.get_temp(kept));
        let mut draft = draft.filter(|draft| draft.whole == *words);
        let response = self.boxed(ui, words, &mut draft);
        if let Some(draft) = &draft {
            for wrong in W::split(&draft.text).into_iter().filter(|word| !word.trim().is_empty() && W::read(word).is_none()) {
                super::page::wrong(ui, &format!("{}, not {}", W::WANTED, wrong.trim()));
            }
        }
        match draft {
            Some(draft) => {
                ui.data_mut(|data| data.insert_temp(kept, draft));
            }
            None => ui.data_mut(|data| data.remove::<Draft<W>>(kept)),
        }
        response
    }

    fn boxed<W: Word>(&self, ui: &mut Ui, words: &mut Vec<W>, draft: &mut Option<Draft<W>>) -> Response {
        let tokens = Tokens::of(ui);
        let typing = ui.memory(|memory| memory.has_focus(self.id));
        let border = match self.worst {
            _ if typing => Stroke::new(1.5, tokens.accent),
            Some(severity) if severity > Severity::Hint => Stroke::new(1.0, tokens.of_severity(severity)),
            Some(_) | None => Stroke::new(1.0, tokens.line),
        };
        let frame = Frame::new().fill(tokens.bg0).stroke(border).corner_radius(size::INPUT_ROUND).inner_margin(Margin::symmetric(5, 2));
        let width = ui.available_width() - 12.0;
        let shown = frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(gap::XS);
            ui.spacing_mut().interact_size.y = CHIP;
            ui.horizontal_wrapped(|ui| {
                ui.set_min_width(width);
                let around = draft.as_ref().map_or_else(|| words.clone(), |draft| draft.around.clone());
                let mut pressed = None;
                for (at, word) in around.iter().enumerate() {
                    pressed = chip(ui, self.id.with(("chip", at)), &word.show(), width).map(|how| (at, how)).or(pressed);
                }
                let response = self.typed(ui, words, draft, width);
                // After the field has seen that the press was elsewhere.
                if let Some((at, how)) = pressed {
                    self.press(ui, words, draft, (&around, at), how);
                }
                response
            })
            .inner
        });
        let ground = ui.interact(shown.response.rect, self.id.with("ground"), Sense::hover());
        if ground.hovered() && ui.input(|input| input.pointer.primary_pressed()) && !shown.inner.contains_pointer() {
            let on_chip = ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| at.x < shown.inner.rect.left());
            if !on_chip {
                shown.inner.request_focus();
            }
        }
        shown.inner
    }

    fn press<W: Word>(&self, ui: &Ui, words: &mut Vec<W>, draft: &mut Option<Draft<W>>, (chips, at): (&[W], usize), how: Pressed) {
        let Some(word) = chips.get(at) else { return };
        match how {
            Pressed::Change => {
                let around = chips.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.clone()).collect();
                *draft = Some(Draft { text: word.show(), at, around, whole: words.clone(), before: words.clone() });
                ui.memory_mut(|memory| memory.request_focus(self.id));
            }
            Pressed::Remove => {
                words.retain(|other| other != word);
                *draft = None;
            }
        }
    }

    fn typed<W: Word>(&self, ui: &mut Ui, words: &mut Vec<W>, draft: &mut Option<Draft<W>>, width: f32) -> Response {
        let tokens = Tokens::of(ui);
        let mut text = draft.as_ref().map_or_else(String::new, |draft| draft.text.clone());
        let hint = if words.is_empty() { self.hint } else { "" };
        let hint = RichText::new(hint).font(font::mono()).color(tokens.text_faint);
        let wanted = ui.painter().layout_no_wrap(text.clone(), font::mono(), tokens.text).size().x + 24.0;
        let left = ui.available_size_before_wrap().x;
        // Only who types needs the room of another row.
        let typing = !text.is_empty() || words.is_empty() || ui.memory(|memory| memory.has_focus(self.id));
        let least = if typing { wanted.max(56.0) } else { NARROWEST };
        let room = if left >= least { left } else { width };
        let edit = TextEdit::singleline(&mut text).id(self.id).font(font::mono()).hint_text(hint).align(Align2::LEFT_CENTER);
        let edit = edit.frame(Frame::new().inner_margin(Margin::symmetric(3, 2)));
        let response = ui.add_sized(Vec2::new(room.min(width), CHIP), edit);
        let response = response.labelled_by(self.label);
        if response.changed() {
            let draft = draft.get_or_insert_with(|| Draft {
                text: String::new(),
                at: words.len(),
                around: words.clone(),
                whole: words.clone(),
                before: words.clone(),
            });
            draft.text = text;
            let read: Vec<W> = W::split(&draft.text).into_iter().filter_map(W::read).collect();
            let (first, last) = draft.around.split_at(draft.at.min(draft.around.len()));
            draft.whole = [first, &read, last].concat();
            *words = draft.whole.clone();
        }
        if response.lost_focus() {
            let (enter, escape) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
            if escape && let Some(draft) = draft {
                *words = draft.before.clone();
            }
            let reads =
                draft.as_ref().is_none_or(|draft| W::split(&draft.text).iter().all(|it| it.trim().is_empty() || W::read(it).is_some()));
            if escape || reads {
                *draft = None;
            }
            if enter && reads {
                response.request_focus();
            }
        }
        response
    }
}

/// What was done to a chip.
#[derive(Clone, Copy)]
enum Pressed {
    Change,
    Remove,
}

fn chip(ui: &mut Ui, id: Id, text: &str, width: f32) -> Option<Pressed> {
    let tokens = Tokens::of(ui);
    let words = ui.painter().layout_no_wrap(text.to_owned(), font::mono(), tokens.text);
    let wide = (words.size().x + 2.0 * gap::S).min(width);
    let (_, rect) = ui.allocate_space(Vec2::new(wide, CHIP));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let cross = egui::Rect::from_min_max(egui::pos2(rect.right() - CHIP, rect.top()), rect.max);
    let remove = ui.interact(cross, id.with("remove"), Sense::CLICK);
    remove.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {text}")));
    let lit = response.hovered() || remove.hovered() || response.has_focus();
    let round = CornerRadius::same(size::INPUT_ROUND - 1);
    ui.painter().rect_filled(rect, round, tokens.bg3);
    let whole = paint_elided(ui.painter(), rect.shrink2(Vec2::new(gap::S, 0.0)), text, font::mono(), tokens.text);
    if lit {
        ui.painter().rect_filled(cross, round, tokens.bg3);
        let color = if remove.hovered() { tokens.text } else { tokens.text_quiet };
        icons::CLOSE.paint_sized(
            ui,
            egui::Rect::from_center_size(Align2::CENTER_CENTER.pos_in_rect(&cross), Vec2::splat(size::ICON)),
            color,
            10.0,
        );
    }
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::INPUT_ROUND - 1);
    }
    let backspace = response.has_focus() && ui.input(|input| input.key_pressed(Key::Backspace) && input.modifiers.is_none());
    if remove.clicked() || backspace {
        return Some(Pressed::Remove);
    }
    let response = if whole { response } else { response.on_hover_text(text) };
    response.clicked().then_some(Pressed::Change)
}
