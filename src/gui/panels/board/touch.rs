//! What can be touched on a card, with its name for a screen reader, and what a click or the start of a drag on it means.
//! Knows nothing of how a card is painted.

use egui::{CursorIcon, Id, PointerButton, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::Memory;
use super::card::{self, Marks};
use super::gesture::Gesture;
use super::menu;
use super::shape;
use super::sheet::{Detail, Sheet};
use crate::check::Severity;
use crate::design::{PortId, Service, ServiceId, ServicePort, Transport};
use crate::gui::panels::Asks;
use crate::gui::state::{Focus, Picker, ViewState};
use crate::gui::theme::size;
use crate::gui::widgets::Chip;

/// Puts what can be touched on a card in its place, does what was done to it, and says what is to be seen.
pub fn card(ui: &Ui, sheet: &Sheet<'_>, number: usize, memory: &mut Memory, view: &mut ViewState, asks: &mut Asks) -> Marks {
    let Some(service) = sheet.service(number) else { return Marks::default() };
    let (id, at) = (ui.scope_id().with(("card", service.id.0)), sheet.card(number));
    let mut marks = Marks { selected: sheet.selected.contains(&service.id), ..Marks::default() };

    let whole = touch(ui, sheet, at, id, Sense::CLICK | Sense::DRAG, || card_name(sheet, service), marks.selected);
    pressed(ui, sheet, &whole, service, None, memory, view);
    if whole.double_clicked() {
        opened(sheet, at, view);
    }
    if whole.drag_started_by(PointerButton::Primary) {
        carry(ui, sheet, service.id, memory, view);
    }
    whole.context_menu(|ui| menu::of_selection(ui, view, asks));
    if whole.hovered() && card::head_is_cut(ui.painter(), sheet, service) {
        whole.on_hover_text(service.full_name());
    }
    if sheet.detail() != Detail::Ports {
        return marks;
    }

    for (place, port) in service.ports.iter().enumerate() {
        let line = shape::line(at, place);
        if !sheet.on_screen(line).intersects(sheet.outer) {
            continue;
        }
        let selected = view.selection.has_port(service.id, port.id);
        let id = id.with(("port", port.id.0));
        let touched = touch(ui, sheet, line, id, Sense::CLICK | Sense::DRAG, || port_name(service, port), selected);
        pressed(ui, sheet, &touched, service, Some(port.id), memory, view);
        if touched.drag_started_by(PointerButton::Primary) {
            if upright(ui) && service.ports.len() > 1 {
                memory.gesture = Gesture::Port(service.id, port.id);
            } else {
                carry(ui, sheet, service.id, memory, view);
            }
        }
        touched.context_menu(|ui| menu::of_selection(ui, view, asks));
        if touched.contains_pointer() {
            view.hovering = Some((service.id, port.id));
        }
        let chip = card::chip_at(ui.painter(), sheet, line, port);
        let name = || format!("Protocol of {} {}: {}", service.name, port.port, Chip::of(port).word());
        let touched_chip = touch_on_screen(ui, sheet, chip, id.with("chip"), Sense::CLICK, name, selected);
        if touched.double_clicked() || touched_chip.clicked() {
            pick_protocol(view, service.id, port.id, chip);
        }
        if touched_chip.secondary_clicked() && !selected {
            view.selection.only_port(service.id, port.id);
        }
        touched_chip.context_menu(|ui| menu::of_selection(ui, view, asks));
        if (touched.hovered() || touched_chip.hovered()) && card::line_is_cut(ui.painter(), sheet, line, port, chip) {
            touched.on_hover_text(port_name(service, port));
        }
        if touched_chip.hovered() && memory.gesture == Gesture::None {
            marks.chip = Some(place);
            ui.set_cursor_icon(CursorIcon::PointingHand);
        }
        if selected || view.hovering == Some((service.id, port.id)) || view.hovered == Some((service.id, port.id)) {
            marks.washed.push(place);
        }
    }

    let handle = Rect::from_center_size(shape::leaves(at), Vec2::new(size::HIT * 0.75, size::HIT));
    let handle = touch(ui, sheet, handle, id.with("handle"), Sense::DRAG, || format!("Draw a call from {}", service.name), false);
    if handle.drag_started_by(PointerButton::Primary) {
        memory.gesture = Gesture::Call(service.id);
    }
    if handle.hovered() && memory.gesture == Gesture::None {
        ui.set_cursor_icon(CursorIcon::Crosshair);
        marks.handle = true;
    }
    marks
}

/// Opens the picker for a port, and for every other selected port with it if this one is selected.
pub fn pick_protocol(view: &mut ViewState, service: ServiceId, port: PortId, chip: Rect) {
    if view.selection.has_port(service, port) {
        view.selection.add_port(service, port);
    } else {
        view.selection.only_port(service, port);
    }
    view.picker = Some(Picker::open(view.selection.ports().to_vec(), chip));
}

/// A part of the board that can be touched, with its name.
fn touch(ui: &Ui, sheet: &Sheet<'_>, at: Rect, id: Id, sense: Sense, name: impl Fn() -> String, selected: bool) -> Response {
    touch_on_screen(ui, sheet, sheet.on_screen(at), id, sense, name, selected)
}

fn touch_on_screen(ui: &Ui, sheet: &Sheet<'_>, at: Rect, id: Id, sense: Sense, name: impl Fn() -> String, selected: bool) -> Response {
    // What is out of view is not there for a screen reader either.
    let response = ui.interact(at.intersect(sheet.outer), id, sense);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, name()));
    response
}

/// A click with either button selects; with Ctrl or Shift it adds or takes away.
fn pressed(
    ui: &Ui,
    sheet: &Sheet<'_>,
    touched: &Response,
    service: &Service,
    port: Option<PortId>,
    memory: &mut Memory,
    view: &mut ViewState,
) {
    let adds = ui.input(|input| input.modifiers.command || input.modifiers.shift);
    let selection = &mut view.selection;
    if touched.clicked() {
        memory.call = None;
        match (port, adds) {
            (Some(port), true) => selection.toggle_port(service.id, port),
            (Some(port), false) => selection.only_port(service.id, port),
            (None, true) => selection.toggle(service.id),
            (None, false) => selection.only(service.id),
        }
        view.preview.reveal = true;
    }
    if touched.secondary_clicked() {
        memory.call = None;
        match port {
            Some(port) if !selection.has_port(service.id, port) => selection.only_port(service.id, port),
            None if !sheet.selected.contains(&service.id) => selection.only(service.id),
            Some(_) | None => {}
        }
    }
}

/// A double click on a card: to its fields, or from afar to the card itself.
fn opened(sheet: &Sheet<'_>, at: Rect, view: &mut ViewState) {
    match sheet.detail() {
        Detail::Ports => view.focus = Some(Focus::Inspector),
        Detail::Names | Detail::Shapes => view.board = Some(Rect::from_center_size(at.center(), sheet.outer.size())),
    }
}

/// Takes a card up, and every other selected card with it if it is selected.
fn carry(ui: &Ui, sheet: &Sheet<'_>, service: ServiceId, memory: &mut Memory, view: &mut ViewState) {
    if !view.selection.has(service) {
        view.selection.only(service);
    }
    let mut services = view.selection.services().to_vec();
    services.retain(|other| *other != service);
    services.insert(0, service);
    if let Some(from) = ui.input(|input| input.pointer.press_origin()) {
        memory.call = None;
        memory.gesture = Gesture::Cards(services, sheet.lens.inverse() * from);
    }
}

/// Whether the pointer has set out rather up or down than aside; so it has when it was held still.
fn upright(ui: &Ui) -> bool {
    let way = ui.input(|input| Some(input.pointer.interact_pos()? - input.pointer.press_origin()?));
    way.is_some_and(|way| way.y.abs() >= way.x.abs())
}

fn card_name(sheet: &Sheet<'_>, service: &Service) -> String {
    let mut name = service.name.clone();
    if !service.namespace.is_empty() {
        name.push_str(&format!(" in {}", service.namespace));
    }
    match service.ports.len() {
        0 => name.push_str(", no ports"),
        1 => name.push_str(", 1 port"),
        many => name.push_str(&format!(", {many} ports")),
    }
    match sheet.cx.session.worst(service.id) {
        Some(Severity::Error) => name.push_str(", has an error"),
        Some(Severity::Warning) => name.push_str(", has a warning"),
        Some(Severity::Hint) | None => {}
    }
    name
}

/// The name of a port for a screen reader: `web, 80 to 8080, HTTP/1.1`.
fn port_name(service: &Service, port: &ServicePort) -> String {
    let target = port.target_port.as_ref().map_or_else(String::new, |target| format!(" to {target}"));
    let transport = match port.transport {
        Transport::Tcp => String::new(),
        Transport::Udp | Transport::Sctp => format!(" {}", port.transport.keyword()),
    };
    let speaks = port.hint.as_deref().or(port.protocol.map(|protocol| protocol.spec().label)).unwrap_or("not said");
    format!("{}, {}{target}{transport}, {speaks}", service.name, port.port)
}
