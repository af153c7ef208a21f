//! One port in the table of the inspector.
//! Knows nothing of the other rows, but for where the keyboard goes on.

use egui::{CursorIcon, Id, Key, Modifiers, Rangef, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use super::choice::{Look, choice};
use super::columns::{Columns, inside};
use super::page::{Page, wrong};
use crate::check::{Field, Severity};
use crate::design::{Edit, PortId, ServicePort, TargetPort, Transport};
use crate::gui::icons;
use crate::gui::state::Picker;
use crate::gui::theme::{self, font, gap, size};
use crate::gui::widgets::{Chip, IconButton, Input, NumberInput, elided};

/// What a row needs to know of the rest.
pub(super) struct Around<'a> {
    pub columns: &'a Columns,
    /// The port below.
    pub next: Option<PortId>,
}

/// A row in somebody's hand: which, and how high.
pub(super) enum Dragged {
    Over(PortId, f32),
    Dropped(PortId, f32),
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort, around: &Around<'_>) -> Option<Dragged> {
    let (service, id) = (page.draft.id, port.id);
    let (_, line) = ui.allocate_space(Vec2::new(ui.available_width(), size::ROW));
    let row = Rect::from_x_y_ranges(line.x_range().expand(gap::S), line.y_range());
    let clicked = ui.interact(row, row_id(page, id, "row"), Sense::CLICK);
    let selected = page.view.selection.has_port(service, id);
    let pointed = ui.rect_contains_pointer(row);
    if pointed {
        page.view.hovering = Some((service, id));
    }
    let wash = page.cx.tokens.accent_wash;
    if selected {
        ui.painter().rect_filled(row, 0.0, wash);
    } else if page.view.hovered == Some((service, id)) {
        ui.painter().rect_filled(row, 0.0, wash.gamma_multiply(0.5));
    }
    if clicked.clicked() {
        if ui.input(|input| input.modifiers.command) {
            page.view.selection.toggle_port(service, id);
        } else {
            page.view.selection.only_port(service, id);
        }
    }
    let typed = cells(ui, page, port, around, line);
    if pointed {
        let button = Rect::from_x_y_ranges(Rangef::new(line.right() - size::HIT, line.right()), line.y_range());
        let name = format!("Delete port {}", port.port);
        if inside(ui, button, |ui| IconButton::new(icons::TRASH, &name).show(ui)).clicked() {
            page.asks.edit(Edit::RemovePort(service, id));
        }
    }
    let held = ui.ctx().is_being_dragged(row_id(page, id, "drag"));
    let dragged = if pointed || selected || held { handle(ui, page, port, line) } else { None };
    below(ui, page, id, &typed);
    dragged
}

/// An identity of a part of a row, known to the other rows.
fn row_id(page: &Page<'_>, port: PortId, part: &str) -> Id {
    page.id((port, part))
}

/// The cells; and what is typed in them and cannot be.
fn cells(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort, around: &Around<'_>, line: Rect) -> Vec<&'static str> {
    let (id, number) = (port.id, port.port);
    let cell = |index| around.columns.cell(line, index);
    let of = |page: &Page<'_>, part| row_id(page, id, part);
    let mut typed = Vec::new();

    let finding = page.finding(Some(id), Field::PortName);
    let name = format!("Name of port {number}");
    let input = Input::new(&name, &mut port.name).id(of(page, "name")).hint("none").bare().finding(finding);
    let response = inside(ui, cell(0), |ui| input.show(ui));
    visit(ui, page, id, Field::PortName, &response, of(page, "number"));

    let finding = page.finding(Some(id), Field::Port);
    let name = format!("Number of port {number}");
    let input = NumberInput::required(&name, of(page, "number"), &mut port.port).bare().finding(finding);
    let (response, message) = inside(ui, cell(1), |ui| input.show(ui));
    typed.extend(message);
    visit(ui, page, id, Field::Port, &response, of(page, "target"));

    let finding = page.finding(Some(id), Field::TargetPort);
    let response = inside(ui, cell(2), |ui| target(ui, of(page, "target"), port, number, finding));
    let next = around.next.map_or_else(|| page.id("add port"), |next| row_id(page, next, "name"));
    visit(ui, page, id, Field::TargetPort, &response, next);

    let name = format!("Transport of port {number}");
    let options = Transport::ALL.map(|transport| (transport, transport.keyword().to_owned()));
    let (shown, now) = (port.transport.keyword(), port.transport);
    let chosen = of(page, "transport");
    let (response, picked) = inside(ui, cell(3), |ui| choice(ui, chosen, &name, Some(&now), shown, &options, Look::Bare));
    port.transport = picked.unwrap_or(port.transport);
    page.offer_port(id, Field::Transport, &response);

    let response = inside(ui, cell(4), |ui| speaks(ui, of(page, "protocol"), port));
    page.offer_port(id, Field::Protocol, &response);
    if response.clicked() {
        response.request_focus();
        open_picker(page, id, response.rect);
    }
    if !page.view.selection.has_port(page.draft.id, id) && response.gained_focus() {
        page.view.selection.only_port(page.draft.id, id);
    }

    let version = page.cx.session.design().target.version;
    let tokens = page.cx.tokens;
    let hint_cell = cell(5);
    if hint_cell.width() > 0.0 {
        let at = Rect::from_x_y_ranges(Rangef::new(hint_cell.left() + 6.0, hint_cell.right() + 10.0), hint_cell.y_range());
        inside(ui, at, |ui| match port.hint_value(version) {
            Some(value) => elided(ui, value, font::mono(), tokens.text_quiet),
            None => elided(ui, "—", font::mono(), tokens.text_faint),
        });
    }
    typed
}

/// The target: a number, a name, or nothing where it is the port itself.
fn target(ui: &mut Ui, id: Id, port: &mut ServicePort, number: u32, finding: Option<&crate::check::Finding>) -> Response {
    let mut text = port.target_port.as_ref().map_or_else(String::new, TargetPort::to_string);
    let name = format!("Target of port {number}");
    let same = port.port.to_string();
    let response = Input::new(&name, &mut text).id(id).mono().hint(&same).bare().finding(finding).show(ui);
    if response.changed() {
        let text = text.trim();
        port.target_port = match text.parse() {
            _ if text.is_empty() => None,
            Ok(number) => Some(TargetPort::Number(number)),
            Err(_) => Some(TargetPort::Name(text.to_owned())),
        };
    }
    response
}

/// The chip and its chevron, as one button.
fn speaks(ui: &mut Ui, id: Id, port: &ServicePort) -> Response {
    let tokens = theme::Tokens::of(ui);
    let room = ui.available_width() - size::ICON - gap::XS;
    let full = Chip::of(port).in_full();
    let chip = if full.size(ui.painter()).x <= room { full } else { Chip::of(port) };
    let whole = chip.size(ui.painter());
    let wanted = Vec2::new(whole.x.min(room), whole.y);
    let (_, rect) = ui.allocate_space(Vec2::new(wanted.x + gap::XS + size::ICON, size::HIT));
    let rect = rect.translate(Vec2::new(6.0, 0.0));
    let response = ui.interact(rect, id, Sense::click());
    let said = full.word();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Protocol of port {}: {said}", port.port)));
    let at = Rect::from_min_size(pos2(rect.left(), rect.center().y - wanted.y / 2.0), wanted);
    chip.paint(ui.painter(), tokens, at);
    let color = if response.hovered() { tokens.text } else { tokens.text_quiet };
    icons::CHEVRON_DOWN.paint_sized(
        ui,
        Rect::from_center_size(pos2(at.right() + gap::XS + 6.0, at.center().y), Vec2::splat(size::ICON)),
        color,
        11.0,
    );
    if response.has_focus() {
        theme::focus_ring(ui, rect.shrink2(Vec2::new(-2.0, 1.0)), size::INPUT_ROUND);
    }
    let response = if whole.x > room { response.on_hover_text(said) } else { response };
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// Opens the picker for a port, or for all that are selected with it.
fn open_picker(page: &mut Page<'_>, id: PortId, at: Rect) {
    let this = (page.draft.id, id);
    let selected = page.view.selection.ports();
    let ports = if selected.contains(&this) {
        selected.iter().copied().filter(|port| *port != this).chain([this]).collect()
    } else {
        page.view.selection.only_port(page.draft.id, id);
        vec![this]
    };
    page.view.picker = Some(Picker::open(ports, at));
}

/// A field that gets the keyboard selects its port; Enter in it goes on.
fn visit(ui: &Ui, page: &mut Page<'_>, port: PortId, field: Field, response: &Response, next: Id) {
    page.offer_port(port, field, response);
    if response.gained_focus() && !page.view.selection.has_port(page.draft.id, port) {
        page.view.selection.only_port(page.draft.id, port);
    }
    if response.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
        ui.memory_mut(|memory| memory.request_focus(next));
    }
}

/// The handle that the row is dragged by.
fn handle(ui: &mut Ui, page: &Page<'_>, port: &ServicePort, line: Rect) -> Option<Dragged> {
    let rect = Rect::from_center_size(pos2(line.left() - gap::S - 3.0, line.center().y), Vec2::new(size::ICON, size::ROW));
    let response = ui.interact(rect, row_id(page, port.id, "drag"), Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Drag port {} to another place", port.port)));
    icons::DRAG_HANDLE.paint_sized(ui, rect, page.cx.tokens.text_faint, 12.0);
    let response = response.on_hover_and_drag_cursor(CursorIcon::Grab);
    let y = ui.input(|input| input.pointer.interact_pos())?.y;
    if response.drag_stopped() {
        Some(Dragged::Dropped(port.id, y))
    } else if response.dragged() {
        Some(Dragged::Over(port.id, y))
    } else {
        None
    }
}

/// What is wrong with the port, below its row: hints only while it is selected.
fn below(ui: &mut Ui, page: &mut Page<'_>, port: PortId, typed: &[&str]) {
    let selected = page.view.selection.has_port(page.draft.id, port);
    let drawn = [Field::Whole, Field::PortName, Field::Port, Field::TargetPort, Field::Transport, Field::Protocol];
    let said: Vec<_> = (drawn.iter())
        .flat_map(|field| page.findings(Some(port), *field))
        .filter(|finding| selected || finding.severity > Severity::Hint)
        .collect();
    if said.is_empty() && typed.is_empty() {
        return;
    }
    ui.add_space(gap::XS);
    for message in typed {
        wrong(ui, message);
    }
    page.show(ui, "", &said);
    ui.add_space(gap::XS);
}
