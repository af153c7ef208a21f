//! The matrix: a policy a row, ports that are treated alike a column; its head stays while the rows scroll.
//! Knows nothing of which policies or ports there are.

use egui::{CornerRadius, EventFilter, Id, Key, Modifiers, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::columns::{Column, Standing};
use crate::gui::icons;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;
use crate::protocol::MeshVersion;
use crate::protocol::capability::{Capability, Cell, Extent, capabilities};

/// How wide a column may be.
const COLUMN: (f32, f32) = (84.0, 196.0);
/// How wide the names of policies may be.
const NAMES: (f32, f32) = (176.0, 280.0);
/// The least that is left beside the matrix.
const ASIDE: f32 = 236.0;

/// How wide everything is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    names: f32,
    column: f32,
    columns: usize,
}

impl Shape {
    /// For so much room and so many columns.
    pub fn of(width: f32, columns: usize) -> Shape {
        let names = (width * 0.22).clamp(NAMES.0, NAMES.1);
        let column = ((width - names - ASIDE) / columns.max(1) as f32).clamp(COLUMN.0, COLUMN.1);
        Shape { names, column, columns }
    }

    /// Of all of it.
    pub fn width(&self) -> f32 {
        self.names + self.column * self.columns as f32
    }

    fn cell(&self, row: Rect, at: usize) -> Rect {
        let left = row.left() + self.names + self.column * at as f32;
        Rect::from_min_max(Pos2::new(left, row.top()), Pos2::new(left + self.column, row.bottom()))
    }
}

/// Shows it; `wanted` takes the keyboard.
pub fn show(ui: &mut Ui, shape: &Shape, columns: &[Column], version: MeshVersion, cursor: &mut Option<usize>, wanted: bool) {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let rows: Vec<&Capability> = capabilities(version).collect();
    head(ui, shape, columns);
    let rect = ui.available_rect_before_wrap();
    let list = ui.interact(rect, Id::unique("matrix of capabilities"), Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Capabilities"));
    if wanted {
        list.request_focus();
    }
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::vertical().id_salt("capabilities").auto_shrink(false);
    if list.has_focus()
        && let Some(offset) = keys(ui, &list, rows.len(), cursor)
    {
        area = area.vertical_scroll_offset(offset);
    }
    let shown = area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
        for at in range {
            let Some(row) = rows.get(at) else { continue };
            let first = at.checked_sub(1).and_then(|above| rows.get(above)).is_none_or(|above| above.purpose != row.purpose);
            let response = line(ui, shape, columns, row, version, first && at > 0);
            if *cursor == Some(at) {
                let ring = if list.has_focus() { ui.visuals().selection.stroke.color } else { Tokens::of(ui).line };
                ui.painter().rect_stroke(response.rect.shrink(1.0), CornerRadius::ZERO, Stroke::new(2.0, ring), egui::StrokeKind::Inside);
            }
            if response.clicked() {
                *cursor = Some(at);
                list.request_focus();
            }
        }
    });
    let offset = shown.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(list.id, offset));
}

/// The keys move the cursor; says where to scroll so that it is in view.
fn keys(ui: &Ui, list: &Response, rows: usize, cursor: &mut Option<usize>) -> Option<f32> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let last = rows.saturating_sub(1);
    let page = ((list.rect.height() / size::ROW) as usize).max(1);
    let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown) + last * pressed(Key::End);
    let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp) + last * pressed(Key::Home);
    if down + up == 0 {
        return None;
    }
    let at = match *cursor {
        None => 0,
        Some(at) => at.saturating_add(down).min(last).saturating_sub(up),
    };
    *cursor = Some(at);
    let (top, offset) = (at as f32 * size::ROW, ui.data(|data| data.get_temp::<f32>(list.id)).unwrap_or(0.0));
    Some(offset.min(top).max(top + size::ROW - list.rect.height()))
}

fn head(ui: &mut Ui, shape: &Shape, columns: &[Column]) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::CARD_HEAD), Sense::hover());
    let first = rect.with_max_x(rect.left() + shape.names).shrink2(Vec2::new(gap::M, 0.0));
    paint_elided(ui.painter(), first, "Policy", font::label(), tokens.text_faint);
    for (at, column) in columns.iter().enumerate() {
        let at = shape.cell(rect, at);
        let response = ui.interact(at, ui.scope_id().with(("head", column.standing.word())), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, format!("{}: {}", column.standing.word(), column.ports)));
        let chip = chip(ui, tokens, at.shrink2(Vec2::new(gap::S, 0.0)), column.standing);
        let rest = Rect::from_min_max(Pos2::new(chip.right() + gap::XS, at.top()), Pos2::new(at.right() - gap::XS, at.bottom()));
        if rest.width() > 28.0 {
            paint_elided(ui.painter(), rest, &column.ports, font::label(), tokens.text_faint);
        }
        response.on_hover_text(format!("{}\n{}", column.standing.meaning(), column.ports));
    }
    let line = rect.with_max_x(rect.left() + shape.width());
    ui.painter().hline(line.x_range(), rect.bottom() - 0.5, Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
}

/// How the ports of a column stand, as a chip. Says where it is.
pub fn chip(ui: &Ui, tokens: &Tokens, room: Rect, standing: Standing) -> Rect {
    let color = match standing {
        Standing::Served(hint) => tokens.of_sight(hint.sight()),
        Standing::Broken => tokens.error,
        Standing::Ignored => tokens.text_faint,
    };
    let galley = ui.painter().layout_no_wrap(standing.word().to_owned(), font::chip(), color);
    let wide = (galley.size().x + 2.0 * 7.0).min(room.width());
    let rect = Rect::from_min_size(Pos2::new(room.left(), room.center().y - 9.0), Vec2::new(wide, 18.0));
    let ground = if color == tokens.text_quiet || color == tokens.text_faint { tokens.bg3 } else { theme::chip_ground(color) };
    ui.painter().rect_filled(rect, CornerRadius::same(size::INPUT_ROUND - 1), ground);
    paint_elided(ui.painter(), rect.shrink2(Vec2::new(6.0, 0.0)).with_max_x(rect.right() - 4.0), standing.word(), font::chip(), color);
    rect
}

/// One policy.
fn line(ui: &mut Ui, shape: &Shape, columns: &[Column], row: &Capability, version: MeshVersion, first: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (all, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::hover());
    let rect = all.with_max_x((all.left() + shape.width()).min(all.right()));
    let response = ui.interact(rect, ui.scope_id().with(row.name), Sense::click());
    let name = format!("{} {}", row.purpose.label(), row.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    if first {
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
    }
    let names = rect.with_max_x(rect.left() + shape.names).shrink2(Vec2::new(gap::M, 0.0));
    paint_elided(ui.painter(), names, row.name, font::text(), tokens.text);
    for (at, column) in columns.iter().enumerate() {
        let at = shape.cell(rect, at);
        let cell = match column.standing {
            Standing::Served(hint) => Some(row.of(hint, version)),
            Standing::Broken | Standing::Ignored => None,
        };
        let extent = cell.map_or(Extent::Nothing, |cell| cell.extent);
        let spoken = ui.interact(at, response.id.with(column.standing.word()), Sense::hover());
        spoken.widget_info(|| {
            let note = cell.map(|cell| cell.note).filter(|note| !note.is_empty()).map_or(String::new(), |note| format!(", {note}"));
            WidgetInfo::labeled(Role::Cell, true, format!("{} for {}: {}{note}", row.name, column.standing.word(), extent.word()))
        });
        paint(ui, tokens, at.shrink2(Vec2::new(gap::S, 0.0)), column.standing, cell, extent);
    }
    response.on_hover_text(format!("{} · {}\n{}", row.purpose.label(), row.name, row.rule))
}

/// What of it works: a sign and a word.
fn paint(ui: &Ui, tokens: &Tokens, rect: Rect, standing: Standing, cell: Option<Cell>, extent: Extent) {
    let (icon, color) = match (extent, standing) {
        (Extent::Full, Standing::Served(hint)) => (icons::CHECK, tokens.of_sight(hint.sight())),
        (Extent::Partly, Standing::Served(hint)) => (icons::PARTLY, tokens.of_sight(hint.sight())),
        (Extent::Nothing | Extent::Partly | Extent::Full, _) => (icons::MINUS, tokens.text_faint),
    };
    icon.paint_sized(ui, rect.with_max_x(rect.left() + size::ICON), color, size::ICON - 2.0);
    let note = cell.map_or("", |cell| cell.note);
    let word = match extent {
        Extent::Full | Extent::Nothing if note.is_empty() => extent.word().to_owned(),
        Extent::Full | Extent::Nothing => format!("{}, {note}", extent.word()),
        Extent::Partly => note.to_owned(),
    };
    let color = match extent {
        Extent::Nothing => tokens.text_faint,
        Extent::Partly => tokens.text_quiet,
        Extent::Full => tokens.text,
    };
    paint_elided(ui.painter(), rect.with_min_x(rect.left() + size::ICON + gap::XS), &word, font::label(), color);
}
