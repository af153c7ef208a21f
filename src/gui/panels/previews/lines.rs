//! The lines in view: numbers, signs, grounds and colours.
//! Knows nothing of scrolling, nor of what a click does.

use egui::{Align2, Color32, CornerRadius, Id, Painter, Pos2, Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::body::{BAR, Body, PADDING};
use super::highlight;
use super::mark;
use super::part::{Look, Sees};
use super::rows::Row;
use crate::gui::state::ViewState;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::manifest::DiffKind;

/// The place of line numbers and signs.
pub struct Gutter {
    /// Where numbers end.
    numbers: f32,
    /// Where signs begin.
    sign: f32,
    /// Where text begins.
    pub width: f32,
}

impl Gutter {
    /// Wide enough for the numbers of so many rows.
    pub fn of(rows: usize, sees: Sees, glyph: f32) -> Gutter {
        let digits = (rows.max(1).ilog10() + 1).max(2) as f32;
        let numbers = PADDING + digits * glyph;
        let sign = match sees {
            Sees::Now => 0.0,
            Sees::Changes => glyph + gap::XS,
        };
        Gutter { numbers, sign: numbers + gap::S, width: numbers + gap::S + sign + BAR }
    }
}

/// Where the rows in view stand.
pub struct Place {
    /// All of the pane below its head.
    pub rect: Rect,
    /// The top of the first row in view.
    pub top: f32,
    /// The first row in view.
    pub first: usize,
    /// Where text begins, as far as it is scrolled.
    pub left: f32,
    /// The pane.
    pub id: Id,
}

impl Place {
    /// The row at a point.
    pub fn row_at(&self, at: Pos2) -> usize {
        self.first.saturating_add_signed(((at.y - self.top) / size::YAML_LINE).floor() as isize)
    }

    fn rect_of(&self, index: usize) -> Rect {
        let top = self.top + index as f32 * size::YAML_LINE;
        Rect::from_min_size(Pos2::new(self.rect.left(), top), Vec2::new(self.rect.width(), size::YAML_LINE))
    }
}

/// The rows in view, and where they stand.
pub struct InView<'a> {
    /// What is looked at.
    pub look: &'a Look<'a>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where they stand.
    pub place: Place,
    /// What stands left of them.
    pub gutter: Gutter,
}

/// Paints them.
pub fn paint(ui: &Ui, tokens: &Tokens, view: &mut ViewState, in_view: &InView<'_>, body: &Body) {
    let InView { look, rows, place, gutter } = in_view;
    let mut above = None;
    let painter = ui.painter().with_clip_rect(place.rect);
    let text = painter.with_clip_rect(painter.clip_rect().with_min_x(place.rect.left() + gutter.width - BAR));
    for (index, row) in rows.iter().enumerate() {
        let rect = place.rect_of(index);
        let at = place.first + index;
        let lit = row.port.is_some_and(|port| {
            let port = Some((row.service, port));
            view.hovered == port || view.hovering == port || port.is_some_and(|(service, port)| view.selection.has_port(service, port))
        });
        let retargeted = look.sees == Sees::Now && body.retarget.has(at);
        let kind_ground = ground(row.kind, tokens);
        let grounds = [
            kind_ground,
            retargeted.then_some(tokens.bg3),
            (lit && kind_ground.is_none()).then_some(tokens.accent_wash),
            body.is_picked(at).then_some(ui.visuals().selection.bg_fill),
        ];
        for ground in grounds.into_iter().flatten() {
            painter.rect_filled(rect, CornerRadius::ZERO, ground);
        }
        let bar = if lit { Some(tokens.accent) } else { retargeted.then_some(tokens.text_faint) };
        if let Some(color) = bar {
            painter.rect_filled(rect.with_max_x(rect.left() + BAR), CornerRadius::ZERO, color);
        }
        let first = row.port.is_some() && above != Some((row.service, row.port));
        above = Some((row.service, row.port));
        let marked = first
            && row.kind != DiffKind::Removed
            && mark::show(ui, view, look, row, rect.with_max_x(rect.left() + gutter.width), (place.id, at));
        let number = row.number.filter(|_| !marked);
        Written { number, kind: row.kind, text: &row.text }.paint(&painter, &text, tokens, gutter, (rect, place.left));
        let line = ui.interact(rect.intersect(place.rect), place.id.with(at), Sense::hover());
        line.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken(look, row, at)));
    }
}

/// What a line that came or went stands on.
pub fn ground(kind: DiffKind, tokens: &Tokens) -> Option<Color32> {
    match kind {
        DiffKind::Same => None,
        DiffKind::Added => Some(tokens.added_wash),
        DiffKind::Removed => Some(tokens.removed_wash),
    }
}

/// What is written on a line.
pub struct Written<'a> {
    /// Its number, where it is shown.
    pub number: Option<usize>,
    /// What became of it.
    pub kind: DiffKind,
    /// The characters.
    pub text: &'a str,
}

impl Written<'_> {
    /// Paints number, sign and coloured text of a line whose text begins at `left`; `text` is clipped to where text may be.
    pub fn paint(&self, painter: &Painter, text: &Painter, tokens: &Tokens, gutter: &Gutter, (rect, left): (Rect, f32)) {
        let middle = rect.center().y;
        if let Some(number) = self.number {
            let end = Pos2::new(rect.left() + gutter.numbers, middle);
            painter.text(end, Align2::RIGHT_CENTER, number, font::mono(), tokens.text_faint);
        }
        let sign = match self.kind {
            DiffKind::Same => None,
            DiffKind::Added => Some(("+", tokens.ok)),
            DiffKind::Removed => Some(("−", tokens.error)),
        };
        if let Some((sign, color)) = sign {
            painter.text(Pos2::new(rect.left() + gutter.sign, middle), Align2::LEFT_CENTER, sign, font::mono_strong(), color);
        }
        let galley = text.layout_job(highlight::job(self.text, tokens));
        text.galley(Pos2::new(left, middle - galley.size().y / 2.0), galley, tokens.text);
    }
}

/// A line as a screen reader says it.
fn spoken(look: &Look<'_>, row: &Row, at: usize) -> String {
    let (world, text) = (look.world.label(), row.text.trim());
    let number = row.number.unwrap_or(at + 1);
    match row.kind {
        DiffKind::Same => format!("{world} line {number}: {text}"),
        DiffKind::Added => format!("{world} line {number} added: {text}"),
        DiffKind::Removed => format!("{world} line removed: {text}"),
    }
}
