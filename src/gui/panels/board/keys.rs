//! The board by keyboard: arrows go from card to card and from port to port, Space into a card, Enter on with what is there.
//! Knows nothing of the pointer, nor of painting.

use egui::{EventFilter, InputState, Key, Modifiers, Response, Ui, Vec2};

use super::sheet::Sheet;
use super::{Memory, card, look, shape, touch};
use crate::design::{PortId, ServiceId};
use crate::gui::state::{Focus, ViewState};

/// How much a step zooms.
const STEP: f32 = 1.25;

/// What was pressed.
enum Pressed {
    Way(Vec2, Adds),
    In,
    On,
    Away,
    Nearer(f32),
}

/// Whether a card joins the selection or replaces it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Adds {
    Yes,
    No,
}

/// Does what the keyboard says while it is on the board.
pub fn act(ui: &Ui, board: &Response, sheet: &Sheet<'_>, memory: &mut Memory, view: &mut ViewState) {
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|shared| shared.set_focus_lock_filter(board.id, filter));
    let Some(pressed) = ui.input_mut(pressed) else { return };
    memory.by_keys = true;
    match pressed {
        Pressed::Way(way, adds) => {
            if !along_ports(sheet, view, way) {
                to_card(sheet, view, way, adds);
            }
            view.preview.reveal = true;
        }
        Pressed::In => in_or_out(sheet, view),
        Pressed::On => on(ui, sheet, view),
        Pressed::Away => {
            memory.call = None;
            view.selection.clear();
        }
        Pressed::Nearer(by) => view.board = Some(look::zoomed(sheet.part(), sheet.outer, by)),
    }
    if let Some(number) = view.selection.lead().and_then(|lead| sheet.cx.session.position(lead))
        && let Some(part) = view.board
    {
        view.board = Some(look::reveal(part, sheet.card(number)));
    }
}

fn pressed(input: &mut InputState) -> Option<Pressed> {
    let ways = [(Key::ArrowLeft, Vec2::LEFT), (Key::ArrowRight, Vec2::RIGHT), (Key::ArrowUp, Vec2::UP), (Key::ArrowDown, Vec2::DOWN)];
    // Alt with an arrow moves what is selected: an act of the whole window.
    if input.modifiers.alt || input.modifiers.command {
        return None;
    }
    let adds = if input.modifiers.shift { Adds::Yes } else { Adds::No };
    let mut hit = |key| input.consume_key(Modifiers::NONE, key);
    if let Some((_, way)) = ways.into_iter().find(|(key, _)| hit(*key)) {
        return Some(Pressed::Way(way, adds));
    }
    let others = [
        (Key::Space, Pressed::In),
        (Key::Enter, Pressed::On),
        (Key::Escape, Pressed::Away),
        (Key::Plus, Pressed::Nearer(STEP)),
        (Key::Equals, Pressed::Nearer(STEP)),
        (Key::Minus, Pressed::Nearer(1.0 / STEP)),
    ];
    others.into_iter().find(|(key, _)| hit(*key)).map(|(_, pressed)| pressed)
}

/// Up or down among the ports of a card, if one of them is selected.
fn along_ports(sheet: &Sheet<'_>, view: &mut ViewState, way: Vec2) -> bool {
    let Some((service, port)) = view.selection.lead_port().filter(|_| way.y != 0.0) else { return false };
    let Some(found) = sheet.cx.session.service(service) else { return false };
    let Some(place) = found.ports.iter().position(|other| other.id == port) else { return false };
    let next = if way.y > 0.0 { Some(place + 1) } else { place.checked_sub(1) };
    if let Some(next) = next.and_then(|next| found.ports.get(next)) {
        view.selection.only_port(service, next.id);
    }
    true
}

/// To the nearest card that way; to the first in view if none is selected.
fn to_card(sheet: &Sheet<'_>, view: &mut ViewState, way: Vec2, adds: Adds) {
    let cards = &sheet.plan.cards;
    let from = view.selection.lead().and_then(|lead| sheet.cx.session.position(lead)).and_then(|number| cards.get(number));
    let next = match from {
        None => sheet.in_view().into_iter().min_by(|a, b| {
            let from_corner = |number: &usize| sheet.card(*number).min - sheet.part().min;
            from_corner(a).length_sq().total_cmp(&from_corner(b).length_sq())
        }),
        Some(from) => {
            let far = |(number, card): (usize, &egui::Rect)| {
                let to = card.center() - from.center();
                let (ahead, aside) = (to.dot(way), to.dot(way.rot90()).abs());
                (ahead > 1.0 && aside <= 2.0 * ahead).then_some((number, ahead + 2.0 * aside))
            };
            cards.iter().enumerate().filter_map(far).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
        }
    };
    if let Some(service) = next.and_then(|number| sheet.service(number)) {
        match adds {
            Adds::Yes => view.selection.add(service.id),
            Adds::No => view.selection.only(service.id),
        }
    }
}

/// From a card to its first port, and back.
fn in_or_out(sheet: &Sheet<'_>, view: &mut ViewState) {
    let Some(lead) = view.selection.lead() else { return };
    let first = sheet.cx.session.service(lead).and_then(|service| service.ports.first());
    match (view.selection.lead_port(), first) {
        (None, Some(port)) => view.selection.only_port(lead, port.id),
        (Some(_), Some(_)) | (Some(_) | None, None) => view.selection.only(lead),
    }
}

/// On with what is selected: a port's protocol, or a service's fields.
fn on(ui: &Ui, sheet: &Sheet<'_>, view: &mut ViewState) {
    match (view.selection.lead_port(), view.selection.lead()) {
        (Some((service, port)), _) => {
            if let Some(chip) = chip_of(ui, sheet, service, port) {
                touch::pick_protocol(view, service, port, chip);
            }
        }
        (None, Some(_)) => view.focus = Some(Focus::Inspector),
        (None, None) => {}
    }
}

/// Where a port's chip is on screen.
fn chip_of(ui: &Ui, sheet: &Sheet<'_>, service: ServiceId, port: PortId) -> Option<egui::Rect> {
    let number = sheet.cx.session.position(service)?;
    let ports = &sheet.service(number)?.ports;
    let place = ports.iter().position(|other| other.id == port)?;
    Some(card::chip_at(ui.painter(), sheet, shape::line(sheet.card(number), place), ports.get(place)?))
}
