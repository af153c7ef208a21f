//! The rows of the picker, drawn: key, label, remark, and the hint that is written.
//! Knows nothing of the keyboard.

use egui::{Align2, CornerRadius, Id, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use super::rows::{Choice, Remark, Row};
use super::{Done, Kept, Picker, Raw, Subject, Typing, keys};
use crate::gui::icons;
use crate::gui::panels::Cx;
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::paint_elided;

const ROW: f32 = size::HIT;
const KEY: f32 = 18.0;
/// What stands above and below the rows.
const REST: f32 = 240.0;

/// Shows them; says what was clicked.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    id: Id,
    kept: &Kept,
    picker: &mut Picker,
    subject: &Subject<'_>,
    rows: &[Row],
) -> Option<Done> {
    let room = (ui.ctx().content_rect().height() - REST).max(4.0 * ROW);
    let moved = ui.input(|input| input.pointer.delta() != Vec2::ZERO);
    ui.add_space(6.0);
    let mut took = None;
    let shown = ScrollArea::vertical().id_salt("protocols").max_height(room).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if rows.is_empty() {
            let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), ROW));
            let words = format!("Nothing is called {}: Other TCP is for anything else", picker.query.trim());
            paint_elided(ui.painter(), rect.shrink2(Vec2::new(gap::L, 0.0)), &words, font::label(), cx.tokens.text_quiet);
        }
        for (index, row) in rows.iter().enumerate() {
            let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), ROW));
            let response = ui.interact(rect, id.with(("row", index)), Sense::CLICK);
            let under = picker.cursor == index;
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, under, name(row)));
            let inner = rect.shrink2(Vec2::new(6.0, 0.0));
            if under {
                ui.painter().rect_filled(inner, CornerRadius::same(size::INPUT_ROUND), cx.tokens.accent_wash);
            }
            paint(ui, cx, inner, row);
            if response.hovered() && moved {
                picker.cursor = index;
            }
            if under {
                attend(ui, id, kept, &response);
            }
            if response.clicked() {
                let raw = if ui.input(|input| input.modifiers.shift) { Raw::Kept } else { Raw::Cleared };
                took = Some(Done::Took(row.choice, raw));
            }
        }
    });
    let list = ui.interact(shown.inner_rect, keys::list_id(id), Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, format!("Protocols of port {}", subject.port.port)));
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, keys::ALL));
    ui.add_space(6.0);
    took
}

/// Tells a screen reader which row is meant while the keyboard stays where it is; keeps the row in view.
fn attend(ui: &Ui, id: Id, kept: &Kept, row: &Response) {
    let keyboard = match kept.typing {
        Typing::Picks => keys::list_id(id),
        Typing::Searches => keys::search_id(id),
    };
    ui.ctx().accesskit_node_builder(keyboard, |node| node.set_active_descendant(row.id.accesskit_id()));
    if !ui.clip_rect().contains_rect(row.rect) && !row.hovered() {
        row.scroll_to_me(None);
    }
}

fn name(row: &Row) -> String {
    let remark = match &row.remark {
        Remark::Said("") => String::new(),
        Remark::Said(words) => format!(", {words}"),
        Remark::Suggested(words) => format!(", {words}"),
    };
    let now = if row.now { ", as it is now" } else { "" };
    let hint = row.hint.as_ref().map(|hint| format!(", writes {hint}")).unwrap_or_default();
    format!("{}{remark}{hint}{now}", row.label)
}

fn paint(ui: &Ui, cx: &Cx<'_>, rect: Rect, row: &Row) {
    let tokens = cx.tokens;
    let painter = ui.painter();
    let key = Rect::from_center_size(pos2(rect.left() + gap::S + KEY / 2.0, rect.center().y), Vec2::splat(KEY));
    if let Some(letter) = row.key {
        painter.rect_stroke(key, CornerRadius::same(4), Stroke::new(1.0, tokens.line), StrokeKind::Inside);
        painter.text(key.center(), Align2::CENTER_CENTER, letter, font::mono(), tokens.text_quiet);
    } else if row.choice == Choice::Keep {
        icons::PIN.paint_sized(ui, key, tokens.text_quiet, 12.0);
    }
    let hint = match row.choice {
        Choice::Keep => "",
        Choice::Say(_) => row.hint.as_deref().unwrap_or("—"),
    };
    let written = painter.layout_no_wrap(hint.to_owned(), font::mono(), tokens.text);
    let wide = (written.size().x + 2.0 * gap::S).min(rect.width() * 0.45);
    let chip = Rect::from_min_size(pos2(rect.right() - gap::S - wide, rect.center().y - KEY / 2.0), Vec2::new(wide, KEY));
    if !hint.is_empty() {
        painter.rect_filled(chip, CornerRadius::same(size::INPUT_ROUND - 1), tokens.bg3);
    }
    paint_elided(painter, chip.shrink2(Vec2::new(gap::S, 0.0)), hint, font::mono(), tokens.text);
    let mut right = chip.left() - gap::S;
    if row.now {
        let at = Rect::from_center_size(pos2(right - size::ICON / 2.0, rect.center().y), Vec2::splat(size::ICON));
        icons::CHECK.paint(ui, at, tokens.text_quiet);
        right = at.left() - gap::XS;
    }
    let left = key.right() + 10.0;
    let label = painter.layout_no_wrap(row.label.clone(), font::strong(), tokens.text);
    let after = left + label.size().x + gap::S;
    let words = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
    paint_elided(painter, words, &row.label, font::strong(), tokens.text);
    let rest = Rect::from_min_max(pos2(after, rect.top()), pos2(right, rect.bottom()));
    let (remark, color) = match &row.remark {
        Remark::Said(words) => (*words, tokens.text_faint),
        Remark::Suggested(words) => (words.as_str(), tokens.accent),
    };
    if rest.width() > 24.0 {
        paint_elided(painter, rest, remark, font::label(), color);
    }
}
