//! The objects of a plan, a line each; only those in view are drawn. The keys move a cursor over them.
//! Knows nothing of what a line says.

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, ScrollArea, Sense, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{foot, row};
use crate::gui::clusters::{Clusters, Planned, Row};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, Cx};
use crate::gui::theme::{gap, size};

/// Shows them, and below them what there is to say of the one under the cursor.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, clusters: &Clusters, planned: &Planned, asks: &mut Asks, cursor: &mut usize, wanted: bool) {
    let columns = row::Columns::of(ui.available_width());
    row::head(ui, &columns);
    let all = ui.available_rect_before_wrap();
    let count = planned.rows.len();
    // Where there is little room the objects come first; and none is cut through.
    let room = if all.height() < 8.0 * size::ROW { all.height() - size::YAML_LINE - gap::S } else { all.height() - foot::HEIGHT };
    let tall = (count as f32 * size::ROW).min(((room / size::ROW).floor() * size::ROW).max(size::ROW));
    let rect = Rect::from_min_size(all.min, Vec2::new(all.width(), tall));
    let list = ui.interact(rect, Id::unique("objects of the plan"), Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::Table, true, "Plan"));
    if wanted {
        list.request_focus();
    }
    ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
        ui.spacing_mut().scroll.fade.strength = 0.0;
        let mut area = ScrollArea::vertical().id_salt("objects of the plan").auto_shrink(false);
        if list.has_focus()
            && let Some(offset) = keys(ui, &list, planned, cursor, asks)
        {
            area = area.vertical_scroll_offset(offset);
        }
        let shown = area.show_rows(ui, size::ROW, count, |ui, range| {
            for at in range {
                let Some(of) = planned.rows.get(at) else { continue };
                let shown = row::Shown { of: *of, picked: at == *cursor, at_cursor: list.has_focus() && at == *cursor };
                if row::show(ui, cx.tokens, &columns, clusters, planned, &shown, asks) {
                    *cursor = at;
                    list.request_focus();
                }
            }
        });
        let offset = shown.state.clamped_offset().y;
        ui.data_mut(|data| data.insert_temp(list.id, offset));
    });
    let rest = all.with_min_y(rect.bottom());
    ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| foot::show(ui, clusters, planned, *cursor, asks));
}

/// The keys move the cursor, and Space ticks a namespace; says where to scroll so that the cursor is in view.
fn keys(ui: &Ui, list: &Response, planned: &Planned, cursor: &mut usize, asks: &mut Asks) -> Option<f32> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    if pressed(Key::Space) > 0
        && let Some(namespace) = planned.rows.get(*cursor).and_then(|row| row::tickable(planned, *row))
    {
        asks.run(Command::TickNamespace(namespace.to_owned()));
    }
    let last = planned.rows.len().saturating_sub(1);
    let page = ((list.rect.height() / size::ROW) as usize).max(1);
    let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown) + last * pressed(Key::End);
    let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp) + last * pressed(Key::Home);
    if down + up == 0 {
        return None;
    }
    *cursor = cursor.saturating_add(down).min(last).saturating_sub(up);
    let (top, offset) = (*cursor as f32 * size::ROW, ui.data(|data| data.get_temp::<f32>(list.id)).unwrap_or(0.0));
    Some(offset.min(top).max(top + size::ROW - list.rect.height()))
}

/// The change of a row, where it is one.
pub fn change(planned: &Planned, row: Row) -> Option<&crate::cluster::Change> {
    match row {
        Row::Missing(_) => None,
        Row::Change(at) => planned.plan.changes.get(at),
    }
}
