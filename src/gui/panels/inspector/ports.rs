//! The ports of a service as a table: one row each, in the user's order.
//! Knows nothing of what Universal overrides: that is the detail's.

use egui::{Rangef, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2};

use super::columns::Columns;
use super::page::{FormColumns, Page};
use super::port_row::{self, Around, Dragged};
use crate::check::Field;
use crate::design::{Edit, PortId};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::Focus;
use crate::gui::theme::{self, font, gap, size};

/// Shows them, with the button that adds one.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let (shares, names): (&[f32], &[&str]) = match page.columns {
        FormColumns::Two => (&[88.0, 80.0, 92.0, 114.0, 164.0, 72.0], &["Name", "Port", "Target", "Transport", "The app speaks", "Hint"]),
        FormColumns::One => (&[66.0, 54.0, 60.0, 80.0, 104.0], &["Name", "Port", "Target", "Transport", "Speaks"]),
    };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let columns = Columns::new(ui, shares, size::HIT);
        if !page.draft.ports.is_empty() {
            columns.head(ui, page.cx.tokens.text_quiet, names);
            rows(ui, page, &columns);
        }
        ui.add_space(2.0);
        add(ui, page);
        page.lines(ui, None, Field::Ports);
        ui.add_space(2.0);
    });
}

fn rows(ui: &mut Ui, page: &mut Page<'_>, columns: &Columns) {
    let tokens = page.cx.tokens;
    let top = ui.cursor().top();
    line(ui, top, tokens.line);
    let mut ports = std::mem::take(&mut page.draft.ports);
    let ids: Vec<PortId> = ports.iter().map(|port| port.id).collect();
    let mut places: Vec<(PortId, Rangef)> = Vec::new();
    let mut dragged = None;
    for (index, port) in ports.iter_mut().enumerate() {
        let around = Around { columns, next: ids.get(index + 1).copied() };
        let from = ui.cursor().top();
        dragged = port_row::show(ui, page, port, &around).or(dragged);
        let to = ui.cursor().top();
        line(ui, to, tokens.line);
        places.push((port.id, Rangef::new(from, to)));
    }
    page.draft.ports = ports;
    if let Some(dragged) = dragged {
        reorder(ui, page, &places, &dragged);
    }
}

/// Shows where a dragged port would go, and asks for it when it is let go.
fn reorder(ui: &mut Ui, page: &mut Page<'_>, places: &[(PortId, Rangef)], dragged: &Dragged) {
    let (port, y) = match dragged {
        Dragged::Over(port, y) | Dragged::Dropped(port, y) => (*port, *y),
    };
    let others = || places.iter().filter(|(other, _)| *other != port);
    let to = others().filter(|(_, span)| span.center() < y).count();
    match dragged {
        Dragged::Over(..) => {
            let after = to.checked_sub(1).and_then(|before| others().nth(before)).map(|(_, span)| span.max);
            let y = after.or(places.first().map(|(_, span)| span.min)).unwrap_or(y);
            let x = ui.max_rect().x_range().expand(gap::S);
            ui.painter().hline(x, y, Stroke::new(2.0, page.cx.tokens.accent));
        }
        Dragged::Dropped(..) => {
            if places.iter().position(|(other, _)| *other == port) != Some(to) {
                page.asks.edit(Edit::MovePort(page.draft.id, port, to));
            }
        }
    }
}

fn line(ui: &Ui, y: f32, color: egui::Color32) {
    ui.painter().hline(ui.max_rect().x_range().expand(gap::S), y, Stroke::new(1.0, color));
}

/// The button that adds a port, and takes the keyboard to its name.
fn add(ui: &mut Ui, page: &mut Page<'_>) {
    let id = page.id("add port");
    let response = add_button(ui, id, Command::AddPort.text(), page.cx.tokens.accent);
    page.offer(Field::Ports, &response);
    if response.clicked() {
        page.view.selection.only(page.draft.id);
        page.asks.run(Command::AddPort);
        page.view.focus = Some(Focus::Field(Field::PortName));
    }
}

/// A plus and words, in the colour of what may be done here.
pub(super) fn add_button(ui: &mut Ui, id: egui::Id, text: &str, color: egui::Color32) -> egui::Response {
    let words = ui.painter().layout_no_wrap(text.to_owned(), font::text(), color);
    let wanted = Vec2::new(size::ICON + gap::S + words.size().x, size::CONTROL);
    let (_, rect) = ui.allocate_space(wanted);
    let around = rect.expand2(Vec2::new(6.0, 0.0));
    let response = ui.interact(around, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    if response.hovered() {
        ui.painter().rect_filled(around, size::INPUT_ROUND, theme::Tokens::of(ui).bg3);
    }
    icons::PLUS.paint_sized(ui, Rect::from_center_size(pos2(rect.left() + 6.0, rect.center().y), Vec2::splat(size::ICON)), color, 12.0);
    ui.painter().galley(pos2(rect.left() + size::ICON + gap::XS, rect.center().y - words.size().y / 2.0), words, color);
    if response.has_focus() {
        theme::focus_ring(ui, around, size::INPUT_ROUND);
    }
    response
}
