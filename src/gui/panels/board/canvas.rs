//! The canvas: where one looks, what is drawn in which order, and what a touch beside every card means.
//! Knows nothing of what is on a card.

use std::collections::HashSet;

use egui::emath::TSTransform;
use egui::{CursorIcon, Key, Modifiers, PointerButton, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::calls::{self, Calls};
use super::gesture::{self, Gesture};
use super::sheet::{Detail, Sheet};
use super::{Memory, card, keys, look, menu, touch};
use crate::design::ServiceId;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme;

/// How far from a call the pointer is on it.
const REACH: f32 = 6.0;

/// Shows the canvas, and does what was done to it.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, outer: Rect, memory: &mut Memory, view: &mut ViewState, asks: &mut Asks) {
    memory.known = std::mem::take(&mut memory.known).of(cx.session);
    let plan = memory.known.plan.clone();
    let board = ui.interact(outer, super::id(), Sense::click_and_drag());
    board.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Board"));
    let lens = looked(ui, &board, outer, cx, memory, view);
    memory.zoom = lens.scaling;

    let selected: HashSet<ServiceId> = view.selection.services().iter().copied().collect();
    let mut sheet = Sheet { cx, plan: &plan, lens, outer, selected, moved: (HashSet::new(), Vec2::ZERO) };
    let pointer = ui.input(|input| input.pointer.interact_pos());
    if ui.input(|input| input.pointer.any_pressed()) && board.contains_pointer() {
        board.request_focus();
        memory.by_keys = false;
    }
    if memory.gesture != Gesture::None && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        memory.gesture = Gesture::GivenUp;
    }
    sheet.moved = gesture::moved(&sheet, &memory.gesture, pointer);
    if view.focus == Some(Focus::Centre) {
        view.focus = None;
        memory.by_keys = true;
        board.request_focus();
    }
    if board.has_focus() && memory.gesture == Gesture::None {
        keys::act(ui, &board, &sheet, memory, view);
    }

    let hovered = hovered_call(&board, &sheet, memory, pointer);
    canvas_touched(ui, &board, &sheet, hovered, memory, view, asks);
    let calls = Calls::in_view(&sheet, &view.selection, memory.call.as_ref());
    calls.paint_quiet(ui.painter(), &sheet, hovered);
    cards(ui, &sheet, pointer, board.has_focus(), memory, view, asks);
    calls.paint_lit(ui.painter(), &sheet, hovered);
    gesture::paint(ui.painter(), &sheet, &memory.gesture, pointer);
    if board.has_focus() && memory.by_keys && view.selection.lead().is_none() {
        theme::focus_ring(ui, outer.shrink(2.0), 0);
    }
    if memory.gesture != Gesture::None && !ui.input(|input| input.pointer.primary_down()) {
        let gesture = std::mem::take(&mut memory.gesture);
        if let Some(edit) = gesture::finish(&sheet, gesture, pointer, view) {
            asks.edit(edit);
            ui.request_repaint();
        }
    }
    memory.lead = view.selection.lead();
}

/// Where one looks: fitted if asked for, as large as before in a panel of another size, moved by wheel and drag, and with the card in view that somebody else selected.
fn looked(ui: &Ui, board: &Response, outer: Rect, cx: &Cx<'_>, memory: &mut Memory, view: &mut ViewState) -> TSTransform {
    let other_size = memory.size != outer.size();
    let fits = view.fit_board || (memory.fitted && other_size);
    let known = view.board.filter(|part| !fits && part.is_positive());
    let all = memory.known.plan.bounds().unwrap_or(outer);
    let lead = view.selection.lead().and_then(|lead| cx.session.position(lead));
    let card = memory.known.plan.cards.get(lead.unwrap_or(0)).copied();
    let mut part = match known {
        None if view.board.is_none() => {
            let part = look::first(all, card, outer.size());
            memory.fitted = part == look::fit(all, outer.size());
            part
        }
        None => {
            memory.fitted = true;
            look::fit(all, outer.size())
        }
        Some(part) if other_size && memory.size.min_elem() > 0.0 => look::resized(part, memory.size, outer.size()),
        Some(part) => part,
    };
    view.fit_board = false;
    memory.size = outer.size();

    if memory.lead != view.selection.lead()
        && lead.is_some()
        && let Some(card) = card
    {
        part = look::reveal(part, card);
    }
    let lens = look::lens(outer, part);
    let (middle, primary) = ui.input(|input| (input.pointer.middle_down(), input.pointer.primary_down()));
    let pans =
        (middle && board.contains_pointer()) || (primary && memory.gesture == Gesture::None && board.dragged_by(PointerButton::Primary));
    let starts_area = board.drag_started_by(PointerButton::Primary) && ui.input(|input| input.modifiers.shift);
    let drag = if pans && !starts_area { ui.input(|input| input.pointer.delta()) } else { Vec2::ZERO };
    if pans && !starts_area {
        ui.set_cursor_icon(CursorIcon::Grabbing);
    }
    let lens = match look::moved(ui, board, lens, drag) {
        Some(after) => {
            memory.fitted = false;
            after
        }
        None => lens,
    };
    view.board = Some(lens.inverse() * outer);
    lens
}

/// The call under the pointer, where there is no card.
fn hovered_call(board: &Response, sheet: &Sheet<'_>, memory: &Memory, pointer: Option<Pos2>) -> Option<usize> {
    let free = memory.gesture == Gesture::None && board.contains_pointer() && sheet.detail() != Detail::Shapes;
    let at = sheet.lens.inverse() * pointer.filter(|_| free)?;
    if sheet.plan.card_at(at).is_some() {
        return None;
    }
    sheet.plan.wire_at(at, REACH / sheet.zoom())
}

/// What was done to the canvas and to the calls on it.
fn canvas_touched(
    ui: &Ui,
    board: &Response,
    sheet: &Sheet<'_>,
    hovered: Option<usize>,
    memory: &mut Memory,
    view: &mut ViewState,
    asks: &mut Asks,
) {
    let call = hovered.and_then(|number| calls::call_ref(sheet, sheet.plan.wires.get(number)?));
    if call.is_some() {
        ui.set_cursor_icon(CursorIcon::PointingHand);
    }
    let by_pointer = ui.input(|input| input.pointer.primary_released());
    if board.clicked_by(PointerButton::Primary) && by_pointer {
        // From afar there is nothing to touch but the canvas itself.
        let at = board.interact_pointer_pos().filter(|_| sheet.detail() == Detail::Shapes);
        let service = at.and_then(|at| sheet.plan.card_at(sheet.lens.inverse() * at)).and_then(|number| sheet.service(number));
        match service {
            Some(service) => view.selection.only(service.id),
            None => view.selection.clear(),
        }
        memory.call = call.clone();
    }
    if board.secondary_clicked() {
        memory.menu_call = call.clone();
    }
    if board.drag_started_by(PointerButton::Primary)
        && ui.input(|input| input.modifiers.shift)
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        memory.gesture = Gesture::Area(sheet.lens.inverse() * from);
    }
    let deleted = board.has_focus() && memory.call.is_some() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
    if deleted && let Some(edit) = memory.call.take().and_then(|call| gesture::remove_call(sheet, &call)) {
        asks.edit(edit);
    }
    board.context_menu(|ui| match &memory.menu_call {
        None => menu::of_canvas(ui, asks),
        Some(call) => {
            if menu::of_call(ui)
                && let Some(edit) = gesture::remove_call(sheet, call)
            {
                asks.edit(edit);
            }
        }
    });
}

/// Every card in view.
fn cards(ui: &Ui, sheet: &Sheet<'_>, pointer: Option<Pos2>, focused: bool, memory: &mut Memory, view: &mut ViewState, asks: &mut Asks) {
    if sheet.detail() == Detail::Shapes {
        return card::paint_shapes(ui.painter(), sheet);
    }
    let area = gesture::area(sheet, &memory.gesture, pointer);
    let target = match (&memory.gesture, pointer) {
        (Gesture::Call(from), Some(pointer)) => gesture::target(sheet, *from, pointer),
        (Gesture::Call(_), None) => None,
        (Gesture::None | Gesture::Cards(..) | Gesture::Port(..) | Gesture::Area(_) | Gesture::GivenUp, _) => None,
    };
    for number in sheet.in_view() {
        let mut marks = touch::card(ui, sheet, number, memory, view, asks);
        let id = sheet.service(number).map(|service| service.id);
        marks.selected |= area.is_some_and(|area| area.intersects(sheet.card(number)));
        marks.focused = focused && memory.by_keys && view.selection.lead() == id;
        marks.target = target.filter(|(on, _)| *on == number).map(|(_, place)| place);
        if let (Gesture::Port(service, port), Some(pointer)) = (&memory.gesture, pointer)
            && Some(*service) == id
        {
            marks.carried = gesture::port_places(sheet, *service, *port, pointer);
            marks.washed.clear();
        }
        card::paint(ui, sheet, number, &marks);
    }
}
