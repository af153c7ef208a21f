//! The table: every port of every service in one grid, to filter, sort, edit, copy and paste.
//! Knows nothing of how an edit is done.

mod cell;
mod draft;
mod draw;
mod grid;
mod head;
mod keys;
mod paste;
mod rows;

pub use grid::id;

use egui::{Align, Layout, RichText, Ui, UiBuilder, Vec2};

use super::services::{filter_input, namespace_button, protocol_button};
use super::{Asks, Cx};
use crate::design::{PortId, ServiceId, Transport};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::ViewState;
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{IconButton, empty_state};
use rows::Rows;

/// The bar above the grid.
const BAR: f32 = size::CONTROL + 2.0 * gap::S;
/// The filter, at most.
const FILTER: f32 = 240.0;

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    if cx.session.design().services.is_empty() {
        ui.spacing_mut().item_spacing = Vec2::splat(gap::XS);
        let act = Command::AddService;
        if empty_state(ui, "No ports yet", "Every port of every service will stand here, a row each", Some(act.text())) {
            asks.run(act);
        }
        return;
    }
    let rows = rows::remembered(ui, cx.session, &view.table);
    bar(ui, cx, view, asks, &rows);
    // The filter may have changed above: what is shown is what it now finds.
    let rows = rows::remembered(ui, cx.session, &view.table);
    if rows.rows.is_empty() {
        ui.spacing_mut().item_spacing = Vec2::splat(gap::XS);
        let text = format!("Nothing here has “{}”", view.table.filter.trim());
        if empty_state(ui, "No port found", &text, Some("Clear filter")) {
            view.table.filter.clear();
        }
        return;
    }
    grid::grid(ui, cx, view, asks, &rows);
}

fn bar(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, rows: &Rows) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), BAR), egui::Sense::hover());
    let builder = UiBuilder::new().max_rect(rect.shrink(gap::S)).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = gap::S;
        let width = FILTER.min(ui.available_width() * 0.4);
        ui.allocate_ui_with_layout(Vec2::new(width, size::CONTROL), Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(width);
            filter_input(ui, "Filter ports", &mut view.table.filter);
        });
        let ports = |count: usize| if count == 1 { "1 port".to_owned() } else { format!("{count} ports") };
        let words = if rows.found == rows.ports { ports(rows.ports) } else { format!("{} of {}", rows.found, ports(rows.ports)) };
        ui.label(RichText::new(words).font(font::label()).color(cx.tokens.text_faint));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| bulk(ui, cx, view, asks));
    });
}

/// What can be done with several rows; from right to left.
fn bulk(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let (ports, services) = (view.selection.ports().len(), view.selection.services().len());
    let several = match ports {
        // Several services have their own bar at the foot of the list.
        0 => services >= 2 && !view.panels.services,
        count => count >= 2,
    };
    if !several {
        return;
    }
    if IconButton::new(icons::TRASH, Command::Delete.text()).show(ui).clicked() {
        asks.run(Command::Delete);
    }
    namespace_button(ui, cx, asks);
    if ports > 0 {
        let tcp = |of: &&(ServiceId, PortId)| is_tcp(cx, **of);
        let picker = protocol_button(ui, view.selection.ports().iter().filter(tcp).copied());
        view.picker = picker.or(view.picker.take());
    }
    let words = if ports > 0 { format!("{ports} selected") } else { format!("{services} services selected") };
    ui.label(RichText::new(words).font(font::label()).color(cx.tokens.text_quiet));
}

/// Whether the mesh sees a port at all.
fn is_tcp(cx: &Cx<'_>, (service, port): (ServiceId, PortId)) -> bool {
    let found = cx.session.service(service).and_then(|service| service.port(port));
    found.is_some_and(|port| port.transport == Transport::Tcp)
}
