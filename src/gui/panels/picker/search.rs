//! The search of the picker, at its top.
//! Knows nothing of what is found.

use egui::text::{CCursor, CCursorRange};
use egui::{Frame, Id, Margin, Rect, RichText, Stroke, TextEdit, Ui, Vec2, pos2};

use super::{Kept, Picker, Subject, Typing, keys};
use crate::gui::icons;
use crate::gui::panels::Cx;
use crate::gui::theme::{font, gap, size};

const HEIGHT: f32 = 38.0;

/// Shows it. A click in it makes letters search.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, id: Id, kept: &mut Kept, picker: &mut Picker, subject: &Subject<'_>) {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), HEIGHT));
    let icon = Rect::from_center_size(pos2(rect.left() + gap::L + size::ICON / 2.0, rect.center().y), Vec2::splat(size::ICON));
    icons::SEARCH.paint(ui, icon, cx.tokens.text_quiet);
    let question = match subject.count {
        1 => format!("What does the app on port {} speak?", subject.port.port),
        many => format!("What do the apps on {many} ports speak?"),
    };
    let at = Rect::from_min_max(pos2(icon.right() + gap::XS, rect.top() + 6.0), pos2(rect.right() - gap::S, rect.bottom() - 6.0));
    let search = keys::search_id(id);
    let before = picker.query.clone();
    let typed_before = ui.memory(|memory| memory.had_focus_last_frame(search));
    let edit = TextEdit::singleline(&mut picker.query).id(search).font(font::text()).event_filter(keys::ALL);
    let edit = edit.hint_text(RichText::new(&question).color(cx.tokens.text_faint));
    let edit = edit.frame(Frame::new().inner_margin(Margin::symmetric(4, 3)));
    let response = ui.place(at, edit).accessible_name(&question);
    if response.clicked() || response.gained_focus() {
        kept.typing = Typing::Searches;
    }
    if kept.typing == Typing::Searches && !typed_before {
        // The letter that began the search is there already: typing goes on behind it.
        let mut state = TextEdit::load_state(ui.ctx(), search).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(picker.query.chars().count()))));
        TextEdit::store_state(ui.ctx(), search, state);
    }
    if picker.query != before {
        picker.cursor = 0;
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, cx.tokens.line));
}
