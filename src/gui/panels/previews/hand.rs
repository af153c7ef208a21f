//! What pointer and keyboard do to the lines of a pane: light, select, pick, copy.
//! Knows nothing of scrolling, nor of how lines look.

use egui::{Event, EventFilter, Popup, Pos2, Response};

use super::body::Body;
use super::lines::InView;
use super::part::{Look, Shown};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::ViewState;

/// Does what pointer and keyboard ask for.
pub fn act(response: &Response, view: &mut ViewState, asks: &mut Asks, in_view: &InView<'_>, body: &mut Body) {
    let InView { look, rows, place, .. } = in_view;
    let ctx = &response.ctx;
    let under = |at: Pos2| rows.get(place.row_at(at).checked_sub(place.first)?);
    if let Some(row) = response.hover_pos().filter(|_| response.contains_pointer()).and_then(under)
        && let Some(port) = row.port
    {
        view.hovering = Some((row.service, port));
    }
    let last = body.rows.len().saturating_sub(1);
    let (origin, shift) = ctx.input(|input| (input.pointer.press_origin(), input.modifiers.shift));
    if let Some(at) = response.interact_pointer_pos().map(|at| place.row_at(at).min(last)) {
        if response.drag_started() {
            body.picked = origin.map(|origin| (place.row_at(origin).min(last), at));
        } else if response.dragged() {
            body.picked = body.picked.map(|(from, _)| (from, at));
        } else if response.clicked() && shift {
            body.picked = Some((body.picked.map_or(at, |(from, _)| from), at));
        } else if response.clicked() {
            body.picked = None;
            match response.interact_pointer_pos().and_then(under).map(|row| (row.service, row.port)) {
                Some((service, Some(port))) => view.selection.only_port(service, port),
                Some((service, None)) if look.shown == Shown::All => view.selection.only(service),
                Some((_, None)) | None => {}
            }
        }
    }
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ctx.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        if ctx.input(|input| input.events.contains(&Event::Copy)) {
            copy(asks, look, body);
        }
    }
    Popup::context_menu(response).show(|ui| {
        if body.picked.is_some() && ui.button("Copy lines").clicked() {
            copy(asks, look, body);
        }
        for command in [Command::Copy(look.world), Command::CopyBoth] {
            if ui.button(command.text()).clicked() {
                asks.run(command);
            }
        }
    });
}

/// Copies the picked lines, else all of the pane.
fn copy(asks: &mut Asks, look: &Look<'_>, body: &mut Body) {
    match body.picked {
        Some((a, b)) => asks.run(Command::CopyText(body.rows.text(look, a.min(b)..a.max(b) + 1))),
        None => asks.run(Command::Copy(look.world)),
    }
}
