//! What the mesh sees: port by port, how the app's own proxy serves it, what a client gets, and what an upgrade changes.
//! Knows nothing of why: that is `protocol::effective`'s.

mod around;
mod row;
mod rows;

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Align, EventFilter, Id, Key, Layout, Modifiers, Response, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use self::rows::Rows;
use super::{Asks, Cx};
use crate::gui::command::Command;
use crate::gui::state::{Below, Focus, ViewState};
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::empty_state;
use crate::protocol::effective::Kuma;

/// What the panel remembers from frame to frame.
#[derive(Default)]
struct MeshSees {
    rows: Rows,
    /// The row under the keyboard's cursor.
    cursor: usize,
}

/// For which version it holds, at the end of the bar of tabs.
pub fn tab_note(ui: &mut Ui, cx: &Cx<'_>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(gap::XS);
        let target = &cx.session.design().target;
        let kuma = Kuma::new(target.version, target.mesh_services);
        let mode = if kuma.version().has_mesh_services_mode() {
            format!(", MeshServices {}", kuma.mesh_services().keyword())
        } else {
            String::new()
        };
        let words = format!("as of Kuma {}{mode}", kuma.version());
        ui.label(RichText::new(words).font(font::label()).color(cx.tokens.text_faint));
    });
}

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let kept = Id::unique("what the mesh sees");
    let panel = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<MeshSees>>>(kept).clone());
    let panel = &mut *panel.lock();
    let wanted = view.focus.take_if(|focus| *focus == Focus::Below(Below::MeshSees)).is_some();
    panel.rows.follow(cx.session, &view.selection);
    if panel.rows.rows().is_empty() {
        let act = if cx.session.design().services.is_empty() { Command::AddService } else { Command::AddPort };
        if empty_state(ui, "No ports", "What the mesh makes of a port will stand here", Some(act.text())) {
            asks.run(act);
        }
        return;
    }
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let next = cx.session.design().target.version.next();
    let columns = row::Columns::of(ui.available_width(), next);
    row::head(ui, &columns, next);
    let rect = ui.available_rect_before_wrap();
    let list = ui.interact(rect, Id::unique("rows of what the mesh sees"), Sense::focusable_noninteractive());
    list.widget_info(|| WidgetInfo::labeled(Role::Table, true, "What the mesh sees"));
    if wanted {
        list.request_focus();
    }
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::vertical().id_salt("what the mesh sees").auto_shrink(false);
    let count = panel.rows.rows().len();
    panel.cursor = panel.cursor.min(count.saturating_sub(1));
    if list.has_focus()
        && let Some(offset) = keys(ui, &list, view, panel)
    {
        area = area.vertical_scroll_offset(offset);
    }
    let shown = area.show_rows(ui, size::ROW, count, |ui, range| {
        for at in range {
            let Some(of) = panel.rows.rows().get(at).copied() else { continue };
            let Some(seen) = panel.rows.seen(cx.session, of) else {
                ui.add_space(size::ROW);
                continue;
            };
            let shown = row::Shown { row: of, seen: &seen, at_cursor: list.has_focus() && at == panel.cursor };
            if row::show(ui, cx, view, &columns, &shown) {
                panel.cursor = at;
                list.request_focus();
            }
        }
    });
    let offset = shown.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(list.id, offset));
}

/// The keys move the cursor, and Enter lights the port; says where to scroll so that the cursor is in view.
fn keys(ui: &Ui, list: &Response, view: &mut ViewState, panel: &mut MeshSees) -> Option<f32> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let rows = panel.rows.rows();
    let last = rows.len().saturating_sub(1);
    let page = ((list.rect.height() / size::ROW) as usize).max(1);
    let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown) + last * pressed(Key::End);
    let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp) + last * pressed(Key::Home);
    if pressed(Key::Enter) > 0
        && let Some(row) = rows.get(panel.cursor)
    {
        view.hovering = Some((row.service, row.port));
        view.selection.only_port(row.service, row.port);
        view.preview.reveal = true;
    }
    if down + up == 0 {
        return None;
    }
    panel.cursor = panel.cursor.saturating_add(down).min(last).saturating_sub(up);
    let (top, offset) = (panel.cursor as f32 * size::ROW, ui.data(|data| data.get_temp::<f32>(list.id)).unwrap_or(0.0));
    Some(offset.min(top).max(top + size::ROW - list.rect.height()))
}
