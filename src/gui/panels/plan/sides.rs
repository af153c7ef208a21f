//! The two sides of a change: what lives and what would live, line by line, beside each other or in one column.
//! Knows nothing of the other objects, nor of what applying does.

use std::sync::Arc;

use egui::{Align, CornerRadius, Id, Layout, Pos2, Rect, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};
use serde_json::Value;

use super::table;
use crate::cluster::{Applied, Change, Plan};
use crate::gui::clusters::{PlanView, Planned, Sides};
use crate::gui::icons;
use crate::gui::panels::previews::lines::{self, Gutter, Written};
use crate::gui::panels::previews::part::Sees;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{IconButton, empty_state};
use crate::manifest::{DiffKind, DiffLine, diff};
use crate::yaml;

/// Below this width there is room for one column alone.
const BESIDE_FROM: f32 = 560.0;
/// Lines that stay above the first that does not, when it comes into view.
const ABOVE: usize = 6;

/// What is remembered from frame to frame.
#[derive(Default)]
pub struct Memory {
    made: Option<(Arc<Plan>, usize)>,
    beside: Vec<[Option<DiffLine>; 2]>,
    unified: Vec<DiffLine>,
    widest: usize,
    scroll: bool,
}

impl Memory {
    /// Compares the two sides, once a change of the cursor or the plan.
    fn follow(&mut self, planned: &Planned, cursor: usize) {
        if self.made.as_ref().is_some_and(|(plan, at)| Arc::ptr_eq(plan, &planned.plan) && *at == cursor) {
            return;
        }
        self.made = Some((planned.plan.clone(), cursor));
        let change = planned.rows.get(cursor).and_then(|row| table::change(planned, *row));
        let lines = |side: Option<&Value>| side.map(|value| yaml::lines(&yaml::tree(value))).unwrap_or_default();
        let before = lines(change.and_then(|change| change.before.as_ref()));
        let after = lines(change.and_then(|change| change.after.as_ref()));
        self.unified = diff(&before, &after);
        self.beside = beside(&self.unified);
        self.widest = self.unified.iter().map(|line| line.text.chars().count()).max().unwrap_or(0);
        self.scroll = true;
    }
}

/// Lines that went stand beside those that came in their place.
fn beside(lines: &[DiffLine]) -> Vec<[Option<DiffLine>; 2]> {
    let mut rows: Vec<[Option<DiffLine>; 2]> = Vec::new();
    // The first row of this run that has no right side yet.
    let mut open = 0;
    for line in lines {
        match line.kind {
            DiffKind::Same => {
                rows.push([Some(line.clone()), Some(line.clone())]);
                open = rows.len();
            }
            DiffKind::Removed => rows.push([Some(line.clone()), None]),
            DiffKind::Added => {
                match rows.get_mut(open) {
                    Some([_, right]) => *right = Some(line.clone()),
                    None => rows.push([None, Some(line.clone())]),
                }
                open += 1;
            }
        }
    }
    rows
}

/// Shows them, with a switch between both ways where there is room for both.
pub fn show(ui: &mut Ui, plan: &PlanView, planned: &Planned, cursor: usize, way: &mut Sides, memory: &mut Memory) {
    memory.follow(planned, cursor);
    let change = planned.rows.get(cursor).and_then(|row| table::change(planned, *row));
    let titles = titles(plan, change);
    let tokens = Tokens::of(ui);
    if memory.unified.is_empty() {
        empty_state(ui, "Nothing to compare", "What lives, and what would live, stands here", None);
        return;
    }
    let all = ui.available_rect_before_wrap();
    let has_room = all.width() >= BESIDE_FROM;
    let two = has_room && *way == Sides::Beside;
    let (head, body) = all.split_top_bottom_at_y(all.top() + size::CARD_HEAD);
    let middle = if two { (all.left() + all.width() / 2.0).round() } else { all.right() };
    let title = |at: f32, words: &str| {
        ui.painter().text(
            Pos2::new(at + gap::S + 2.0, head.center().y),
            egui::Align2::LEFT_CENTER,
            words,
            font::label(),
            tokens.text_faint,
        );
    };
    let [left, right] = titles;
    title(all.left(), &if two { left.to_owned() } else { format!("{left} → {right}") });
    if two {
        title(middle, right);
        ui.painter().vline(middle, all.y_range(), Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
    }
    if has_room {
        let place = egui::UiBuilder::new().max_rect(head.shrink2(Vec2::new(gap::XS, 0.0))).layout(Layout::right_to_left(Align::Center));
        let unified = *way == Sides::Unified;
        ui.scope_builder(place, |ui| {
            if IconButton::new(icons::DIFF, "Both sides in one column").selected(unified).show(ui).clicked() {
                *way = if unified { Sides::Beside } else { Sides::Unified };
            }
        });
    }
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| page(ui, tokens, memory, body, two.then_some(middle)));
}

/// What the two sides are: once it is applied, what was and what is.
fn titles(plan: &PlanView, change: Option<&Change>) -> [&'static str; 2] {
    let applied = change.and_then(|change| plan.progress.as_ref()?.results.get(&change.object));
    match applied {
        Some(Applied::Created(_) | Applied::Updated(_) | Applied::Deleted) => ["before", "applied"],
        Some(_) | None => [LIVE, AFTER],
    }
}

/// The lines in view.
fn page(ui: &mut Ui, tokens: &Tokens, memory: &mut Memory, rect: Rect, middle: Option<f32>) {
    let rows = if middle.is_some() { memory.beside.len() } else { memory.unified.len() };
    let glyph = ui.fonts_mut(|fonts| fonts.glyph_width(&font::mono(), '0'));
    let gutter = Gutter::of(memory.unified.len(), Sees::Changes, glyph);
    let column = middle.map_or(rect.width(), |middle| middle - rect.left());
    let over = (gutter.width + memory.widest as f32 * glyph + gap::L - column).max(0.0);
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::both().id_salt("sides of a change").auto_shrink(false);
    if std::mem::take(&mut memory.scroll) {
        let differs =
            memory.beside.iter().position(|row| row.iter().any(|line| line.as_ref().is_none_or(|line| line.kind != DiffKind::Same)));
        let first = differs.unwrap_or(0).saturating_sub(ABOVE);
        area = area.scroll_offset(Vec2::new(0.0, first as f32 * size::YAML_LINE));
    }
    area.show_viewport(ui, |ui, viewport| {
        ui.set_width(rect.width() + over);
        // So much below the last line that no line is cut through at the end.
        ui.set_height(rows as f32 * size::YAML_LINE + rect.height() % size::YAML_LINE);
        let id = Id::unique("lines of the two sides");
        let first = (viewport.top() / size::YAML_LINE).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / size::YAML_LINE).ceil().max(0.0) as usize).min(rows);
        for at in first..last {
            let top = rect.top() + at as f32 * size::YAML_LINE - viewport.top();
            let place = |left: f32, right: f32| Rect::from_min_max(Pos2::new(left, top), Pos2::new(right, top + size::YAML_LINE));
            let line = |ui: &Ui, place: Rect, name: &str, of: &DiffLine| {
                paint(ui, tokens, &gutter, (place, viewport.left()), rect, of, numbered(of, name));
                let seen = ui.interact(place.intersect(rect), id.with((at, name)), Sense::hover());
                seen.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(of, name)));
            };
            match (middle, memory.beside.get(at), memory.unified.get(at)) {
                (Some(middle), Some([before, after]), _) => {
                    before.iter().for_each(|of| line(ui, place(rect.left(), middle), LIVE, of));
                    after.iter().for_each(|of| line(ui, place(middle + 1.0, rect.right()), AFTER, of));
                }
                (None, _, Some(of)) => line(ui, place(rect.left(), rect.right()), AFTER, of),
                (Some(_), None, _) | (None, _, None) => {}
            }
        }
    });
}

const LIVE: &str = "live";
const AFTER: &str = "after apply";

fn numbered(of: &DiffLine, side: &str) -> Option<usize> {
    if side == LIVE || of.kind == DiffKind::Removed { of.before_no } else { of.after_no }
}

fn paint(ui: &Ui, tokens: &Tokens, gutter: &Gutter, (place, scrolled): (Rect, f32), body: Rect, of: &DiffLine, number: Option<usize>) {
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(body).intersect(place));
    if let Some(ground) = lines::ground(of.kind, tokens) {
        painter.rect_filled(place, CornerRadius::ZERO, ground);
    }
    let text = painter.with_clip_rect(painter.clip_rect().with_min_x(place.left() + gutter.width));
    let left = place.left() + gutter.width - scrolled;
    Written { number, kind: of.kind, text: &of.text }.paint(&painter, &text, tokens, gutter, (place, left));
}

/// A line as a screen reader says it.
fn spoken(of: &DiffLine, side: &str) -> String {
    let number = numbered(of, side).map_or(String::new(), |number| number.to_string());
    let word = match of.kind {
        DiffKind::Same => "",
        DiffKind::Added => " added",
        DiffKind::Removed => " removed",
    };
    format!("{side} line {number}{word}: {}", of.text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_stands_beside_what_came() {
        let line = |kind, text: &str| DiffLine { kind, text: text.to_owned(), mark: 0, before_no: None, after_no: None };
        let lines = [
            line(DiffKind::Same, "a"),
            line(DiffKind::Removed, "b"),
            line(DiffKind::Added, "x"),
            line(DiffKind::Added, "y"),
            line(DiffKind::Same, "c"),
            line(DiffKind::Added, "z"),
        ];
        let rows = beside(&lines);
        let texts: Vec<[Option<&str>; 2]> =
            rows.iter().map(|row| [0, 1].map(|side| row[side].as_ref().map(|line| line.text.as_str()))).collect();
        let wanted = [[Some("a"), Some("a")], [Some("b"), Some("x")], [None, Some("y")], [Some("c"), Some("c")], [None, Some("z")]];
        assert_eq!(texts, wanted);
    }
}
