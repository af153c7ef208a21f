//! The input that narrows a list: a magnifier, what was typed, and the way back.
//! Knows nothing of what it narrows.

use egui::{Align2, Key, Margin, Modifiers, Rect, Response, RichText, Role, TextEdit, Ui, UiBuilder, Vec2, WidgetInfo};

use crate::gui::icons;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::IconButton;

/// Shows it over all the width there is. Escape empties it.
pub fn filter_input(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    let space = size::ICON + 2.0 * gap::S;
    let right = if text.is_empty() { gap::S } else { size::HIT };
    let edit = TextEdit::singleline(text)
        .hint_text(RichText::new("Filter").color(tokens.text_faint))
        .font(font::text())
        .align(Align2::LEFT_CENTER)
        .margin(Margin { left: space as i8, right: right as i8, top: 4, bottom: 4 });
    let response = ui.add_sized(Vec2::new(width, size::CONTROL), edit);
    let value = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::SearchInput, true, name);
        info.current_text_value = Some(value.clone());
        info
    });
    icons::SEARCH.paint(ui, response.rect.with_max_x(response.rect.left() + space + 2.0), tokens.text_faint);
    if !text.is_empty() {
        let at = Rect::from_center_size(response.rect.right_center() - Vec2::new(gap::M + 1.0, 0.0), Vec2::splat(size::HIT));
        let clear = ui.scope_builder(UiBuilder::new().max_rect(at), |ui| IconButton::new(icons::CLOSE, "Clear filter").show(ui)).inner;
        let escaped = response.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if clear.clicked() || escaped {
            text.clear();
            response.request_focus();
        }
    }
    response
}
