//! The command palette: every act by its words.

use egui::{Align2, CornerRadius, Id, Key, Modal, Rect, RichText, ScrollArea, Sense, Ui, vec2};
use egui::{Role, WidgetInfo};

use super::Asks;
use super::top_bar::shortcut;
use crate::design::template::TEMPLATES;
use crate::gui::command::Command;
use crate::gui::state::PaletteState;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{Input, paint_elided};

const WIDTH: f32 = 520.0;

/// Shows it; says whether it is done.
pub fn ui(ctx: &egui::Context, state: &mut PaletteState, open: bool, asks: &mut Asks) -> bool {
    let found = matches(&state.query, open);
    let mut done = false;
    let modal = Modal::new(Id::unique("palette")).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 2.0 * gap::XL));
        let step = |ui: &mut Ui, key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
        let last = found.len().saturating_sub(1);
        if step(ui, Key::ArrowDown) {
            state.cursor = if state.cursor >= last { 0 } else { state.cursor + 1 };
        }
        if step(ui, Key::ArrowUp) {
            state.cursor = if state.cursor == 0 { last } else { state.cursor - 1 };
        }
        let enter = step(ui, Key::Enter);
        let field = Input::new("Command", &mut state.query).hint("What do you want to do?").show(ui);
        field.request_focus();
        if field.changed() {
            state.cursor = 0;
        }
        state.cursor = state.cursor.min(last);
        ScrollArea::vertical().max_height(364.0).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (index, (text, command)) in found.iter().enumerate() {
                let picked = row(ui, text, &shortcut(ui, command), index == state.cursor, enter);
                if picked {
                    asks.run(command.clone());
                    done = true;
                }
            }
        });
        if found.is_empty() {
            let color = Tokens::of(ui).text_faint;
            ui.label(RichText::new("No act of that name").font(font::label()).color(color));
        }
    });
    done || modal.should_close()
}

fn row(ui: &mut Ui, text: &str, keys: &str, cursor: bool, enter: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, cursor, text));
    if cursor || response.hovered() {
        let ground = if cursor { tokens.accent_wash } else { tokens.bg3 };
        ui.painter().rect_filled(rect, CornerRadius::same(size::INPUT_ROUND), ground);
    }
    if cursor && !ui.clip_rect().contains_rect(rect) {
        response.scroll_to_me(None);
    }
    let inside = rect.shrink2(vec2(gap::S, 0.0));
    let keys = ui.painter().text(inside.right_center(), Align2::RIGHT_CENTER, keys, font::label(), tokens.text_faint);
    let room = Rect::from_min_max(inside.min, egui::pos2(keys.left() - gap::S, inside.bottom()));
    paint_elided(ui.painter(), room, text, font::text(), tokens.text);
    response.clicked() || (cursor && enter)
}

/// The acts whose words hold what was typed, those that begin with it first.
fn matches(query: &str, open: bool) -> Vec<(String, Command)> {
    let templates = TEMPLATES.iter().map(|template| (format!("New from template {}", template.title), Command::NewFrom(template.name)));
    let all = Command::all().into_iter().filter(|command| *command != Command::Palette);
    let all = all.filter(|command| open || !command.needs_design()).map(|command| (command.text().to_owned(), command)).chain(templates);
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<(String, Command)> = all
        .filter(|(text, _)| {
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        })
        .collect();
    let query = query.trim().to_lowercase();
    found.sort_by_key(|(text, _)| !text.to_lowercase().starts_with(&query));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_the_query_comes_first() {
        let first = |query| matches(query, true).first().map(|(text, _)| text.clone());
        assert_eq!(first("exp").as_deref(), Some("Export…"));
        assert_eq!(first("show t").as_deref(), Some("Show table"));
        assert!(matches("save", false).is_empty());
    }
}
