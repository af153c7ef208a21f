//! How a cell looks, and what the pointer does to it.
//! Knows nothing of keys.

use egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::cell;
use super::draft::Chosen;
use super::grid::{self, Grid, Open, Shown, Spot, is_selected};
use super::head::line;
use super::keys::put_transport;
use super::rows::Row;
use crate::check::Finding;
use crate::design::{Service, ServicePort};
use crate::gui::clusters::Seen;
use crate::gui::panels::{Asks, Cx, drift};
use crate::gui::state::{Below, Column, Focus, Picker, ViewState};
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{Chip, paint_badge, paint_elided};

/// A cell as it was drawn.
struct Drawn {
    /// The number of its row.
    place: usize,
    spot: Spot,
    response: Response,
    /// Its chip, where it has one.
    chip: Option<Rect>,
    /// What a screen reader says.
    name: String,
}

/// One cell, at the place of its row.
pub fn cell(ui: &mut Ui, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, grid: &mut Grid, place: usize, spot: Spot) {
    let rect = ui.max_rect();
    let Some((service, port)) = spot.row.find(shown.cx.session) else { return };
    let response = ui.interact(rect, ui.scope_id().with("cell"), Sense::CLICK);
    let mut name = cell::name(spot.column, service, port, shown.cx.session.design().target.version);
    let drift = view.clusters.drift_of(service).cloned().filter(|_| spot.column == Column::Service);
    let drift = drift.as_ref();
    if let Some(seen) = drift {
        name = format!("{name}, {}", drift::did(seen));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::GridCell, true, &name));
    if response.contains_pointer() {
        view.hovering = port.map(|port| (service.id, port.id)).or(view.hovering);
    }
    ground(ui, shown.cx, view, spot.row);
    let chip = paint(ui, shown.cx, spot.column, (service, port), drift, &response);
    let drawn = Drawn { place, spot, response, chip, name };
    pointer(ui, &drawn, shown, view, asks, grid);
    if grid.at == Some(spot) {
        let stroke = Stroke::new(2.0, if shown.focused { shown.cx.tokens.accent } else { shown.cx.tokens.line });
        ui.painter().rect_stroke(rect, CornerRadius::ZERO, stroke, StrokeKind::Inside);
        if shown.focused {
            ui.ctx().accesskit_node_builder(grid::id(), |node| node.set_active_descendant(drawn.response.id.accesskit_id()));
        }
    }
    open(ui, &drawn, shown, view, asks, grid);
}

/// What is below every cell of a row: light where its port is under the pointer, here or elsewhere.
fn ground(ui: &Ui, cx: &Cx<'_>, view: &ViewState, row: Row) {
    let rect = ui.max_rect();
    if row.port.is_some_and(|port| view.hovered == Some((row.service, port))) && !is_selected(view, row) {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, cx.tokens.bg2);
    }
    line(ui, rect);
}

/// What stands in a cell; says where its chip is.
fn paint(
    ui: &Ui,
    cx: &Cx<'_>,
    column: Column,
    (service, port): (&Service, Option<&ServicePort>),
    drift: Option<&Seen>,
    response: &Response,
) -> Option<Rect> {
    let tokens = cx.tokens;
    let rect = response.rect.shrink2(Vec2::new(gap::S, 0.0));
    if let (Column::Protocol, Some(port)) = (column, port) {
        let hint = port.hint.as_deref();
        let chip = Chip::new(port.protocol, hint);
        let wide = chip.size(ui.painter()).x.min(rect.width());
        return Some(chip.paint(ui.painter(), tokens, Rect::from_min_size(rect.min, Vec2::new(wide, rect.height()))));
    }
    let text = cell::text(column, service, port, cx.session.design().target.version);
    let (text, font, color) = match (column, port) {
        (Column::Name, None) => ("no ports".to_owned(), font::text(), tokens.text_faint),
        (Column::Service, _) => (text, font::medium(), tokens.text),
        (Column::Namespace, _) => (text, font::text(), tokens.text_quiet),
        (Column::Target, Some(port)) if port.target_port.is_none() => (text, font::mono(), tokens.text_faint),
        (Column::Hint | Column::Transport, _) if text.is_empty() => (text, font::mono(), tokens.text_faint),
        (Column::Port | Column::Target, _) => (text, font::mono(), tokens.text),
        (Column::Hint, _) => (text, font::mono(), tokens.text_quiet),
        (Column::Transport, _) => (text, font::text(), tokens.text_quiet),
        (Column::Name | Column::Protocol, _) => (text, font::text(), tokens.text),
    };
    let mut room = rect;
    if drift.is_some() {
        room.max.x -= size::ICON;
        drift::sign(ui, rect.with_min_x(room.right()));
        room.max.x -= gap::XS;
    }
    let whole = paint_elided(ui.painter(), room, &text, font, color);
    if let Some(seen) = drift {
        let now = ui.input(|input| input.time);
        response.clone().on_hover_text(format!("{text}\n{}", drift::said(seen, now)));
    } else if !whole {
        response.clone().on_hover_text(text);
    }
    None
}

fn pointer(ui: &Ui, drawn: &Drawn, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, grid: &mut Grid) {
    let response = &drawn.response;
    if !response.clicked() {
        return;
    }
    ui.memory_mut(|memory| memory.request_focus(grid::id()));
    let modifiers = ui.input(|input| input.modifiers);
    let on_chip = drawn.chip.is_some_and(|chip| ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| chip.contains(at)));
    grid.at = Some(drawn.spot);
    if modifiers.shift {
        grid.range(view, shown.rows, drawn.place);
    } else if modifiers.command {
        grid.toggle(view, drawn.place, drawn.spot.row);
    } else {
        // The chip of a selected row speaks for every selected row.
        if !on_chip || !is_selected(view, drawn.spot.row) {
            grid.one(view, drawn.place, drawn.spot.row);
        }
        if on_chip || response.double_clicked() {
            grid.open(shown, asks, None);
        }
    }
}

/// What is open over this cell.
fn open(ui: &mut Ui, drawn: &Drawn, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, grid: &mut Grid) {
    let rect = drawn.response.rect;
    match &mut grid.open {
        Some(Open::Text(draft)) if draft.spot == drawn.spot => {
            let name = drawn.name.split_once(':').map_or(drawn.name.as_str(), |(name, _)| name);
            let ask = draft.show(ui, rect, &format!("Edit {name}"));
            grid.answer(ui, ask, shown, view, asks);
        }
        Some(Open::Transport(choice)) if choice.spot == drawn.spot => match choice.show(ui, rect) {
            Chosen::Nothing => {}
            Chosen::Left => grid.open = None,
            Chosen::Transport(transport) => {
                grid.open = None;
                ui.memory_mut(|memory| memory.request_focus(grid::id()));
                put_transport(shown, asks, drawn.spot, transport);
            }
        },
        Some(Open::Picker(spot, typed)) if *spot == drawn.spot => {
            let query = std::mem::take(typed);
            grid.open = None;
            grid.picking = true;
            view.picker = Some(Picker { query, ..picker(shown.cx, view, drawn.spot.row, drawn.chip.unwrap_or(rect)) });
        }
        Some(Open::Text(_) | Open::Transport(_) | Open::Picker(..)) | None => {}
    }
}

/// A picker for every selected port, if this row is one of them; its own port is the one it speaks of.
fn picker(cx: &Cx<'_>, view: &ViewState, row: Row, at: Rect) -> Picker {
    let own = row.port.map(|port| (row.service, port));
    let together = own.is_some_and(|(service, port)| view.selection.has_port(service, port));
    let others = view.selection.ports().iter().copied().filter(|port| together && Some(*port) != own && super::is_tcp(cx, *port));
    Picker::open(others.chain(own).collect(), at)
}

/// What is wrong with a row: its port, and with its service at the service's first row.
fn findings<'a>(cx: &'a Cx<'a>, row: Row) -> impl Iterator<Item = &'a Finding> + Clone {
    let first = cx.session.service(row.service).and_then(|service| service.ports.first()).map(|port| port.id);
    let of = move |finding: &&Finding| finding.place.port == row.port || (finding.place.port.is_none() && first == row.port);
    cx.session.findings_of(row.service).iter().filter(of)
}

/// The last cell: the worst that is wrong with a row, and the way to it.
pub fn problems(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, row: Row) {
    let rect = ui.max_rect();
    ground(ui, cx, view, row);
    let found = findings(cx, row);
    let count = found.clone().count();
    let Some(severity) = found.clone().map(|finding| finding.severity).max() else { return };
    let Some((service, port)) = row.find(cx.session) else { return };
    let at = Rect::from_min_size(rect.min + Vec2::new(gap::XS, 1.0), Vec2::new(size::HIT + gap::M, size::HIT));
    let response = ui.interact(at, ui.scope_id().with("problems"), Sense::CLICK);
    let of = port.map_or(String::new(), |port| format!(" {}", port.port));
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("Problems of {}{of}: {count}, {}", service.name, severity.keyword()))
    });
    paint_badge(ui, at.with_max_x(at.left() + size::HIT), severity);
    if count > 1 {
        let words = at.with_min_x(at.left() + size::HIT).with_max_x(rect.right());
        paint_elided(ui.painter(), words, &count.to_string(), font::label(), cx.tokens.text_faint);
    }
    if response.clicked() {
        match row.port {
            Some(port) => view.selection.only_port(row.service, port),
            None => view.selection.only(row.service),
        }
        view.panels.problems = true;
        view.focus = Some(Focus::Below(Below::Problems));
    }
    if response.hovered() {
        let words: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
        response.on_hover_text(words.join("\n"));
    }
}
