//! The rest of the selected port: node port, a hint kept as it was found, and what its inbound on Universal has of its own.
//! Knows nothing of the table above it.

use egui::{Align, Layout, RichText, Ui, UiBuilder};

use super::chips::Chips;
use super::fold::Fold;
use super::page::{FormColumns, Page, beside, wrong};
use super::pairs;
use crate::check::Field;
use crate::design::{Edit, Inbound, PortId, ServicePort};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{IconButton, Input, NumberInput, quiet_button};

/// Shows it, if a port of this service is selected.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let service = page.draft.id;
    let Some((_, id)) = page.view.selection.lead_port().filter(|(of, _)| *of == service) else { return };
    let Some(index) = page.draft.ports.iter().position(|port| port.id == id) else { return };
    let Some(before) = page.draft.ports.get(index).cloned() else { return };
    let here = |field| matches!(field, Field::NodePort | Field::Inbound);
    let (title, summary) = (format!("Port {}", before.port), summary(&before));
    let worst = page.worst(|port, field| port == Some(id) && here(field));
    let fold = Fold { name: "port", title: &title, summary: &summary, worst, sought: page.is_sought(here) };
    let (open, at) = fold.show(ui, 4.0 * (size::HIT + gap::XS));
    let mut buttons = ui.new_child(UiBuilder::new().max_rect(at).layout(Layout::right_to_left(Align::Center)));
    acts(&mut buttons, page, &before, index);
    if open {
        let mut port = before;
        fields(ui, page, &mut port);
        if let Some(place) = page.draft.ports.get_mut(index) {
            *place = port;
        }
    }
}

fn summary(port: &ServicePort) -> String {
    let own = &port.inbound;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(port.node_port.map(|number| format!("node port {number}")));
    parts.extend(port.hint.as_ref().map(|hint| format!("hint {hint}")));
    if own != &Inbound::default() {
        parts.push("inbound of its own on Universal".to_owned());
    }
    if parts.is_empty() { "no node port, inbound as the port says".to_owned() } else { parts.join(", ") }
}

fn acts(ui: &mut Ui, page: &mut Page<'_>, port: &ServicePort, index: usize) {
    ui.spacing_mut().item_spacing.x = gap::XS;
    let (service, id, last) = (page.draft.id, port.id, page.draft.ports.len().saturating_sub(1));
    if IconButton::new(icons::TRASH, "Delete this port").show(ui).clicked() {
        page.asks.edit(Edit::RemovePort(service, id));
    }
    if IconButton::new(icons::DUPLICATE, "Duplicate this port").show(ui).clicked() {
        page.view.selection.only_port(service, id);
        page.asks.run(Command::Duplicate);
    }
    if IconButton::new(icons::CHEVRON_DOWN, "Move this port down").enabled(index < last).show(ui).clicked() {
        page.asks.edit(Edit::MovePort(service, id, index + 1));
    }
    if IconButton::new(icons::CHEVRON_UP, "Move this port up").enabled(index > 0).show(ui).clicked() {
        page.asks.edit(Edit::MovePort(service, id, index.saturating_sub(1)));
    }
}

fn fields(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort) {
    let port_id = port.id;
    if port.hint.is_some() {
        hint(ui, page, port);
    }
    two_of(ui, page, port, node_port, |ui, page, port| {
        let hint = port.target_number().unwrap_or(port.port).to_string();
        number(ui, page, port.id, ("Inbound port", &hint), Field::Inbound, &mut port.inbound.port);
    });
    two_of(
        ui,
        page,
        port,
        |ui, page, port| {
            let hint = port.target_number().unwrap_or(port.port).to_string();
            number(ui, page, port.id, ("App's port", &hint), Field::Inbound, &mut port.inbound.service_port);
        },
        |ui, page, port| text(ui, page, port.id, ("Address", "The instance's"), &mut port.inbound.address),
    );
    two_of(
        ui,
        page,
        port,
        |ui, page, port| text(ui, page, port.id, ("App's address", "The same"), &mut port.inbound.service_address),
        |ui, page, port| {
            beside(ui, page.cx.tokens.text_quiet, "Tags", |ui, label| {
                let chips = Chips { hint: "version=v2", id: page.id((port.id, "tags")), label, worst: None };
                pairs::map(ui, &chips, &mut port.inbound.tags);
            });
        },
    );
    page.lines(ui, Some(port_id), Field::Inbound);
    ui.add_space(gap::XS);
}

/// A field of a port.
type PortField = fn(&mut Ui, &mut Page<'_>, &mut ServicePort);

fn two_of(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort, first: PortField, second: PortField) {
    match page.columns {
        FormColumns::One => {
            first(ui, page, port);
            second(ui, page, port);
        }
        FormColumns::Two => ui.columns_const(|[left, right]| {
            first(left, page, port);
            second(right, page, port);
        }),
    }
}

/// A hint that was found in a manifest and that no protocol means.
fn hint(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort) {
    beside(ui, page.cx.tokens.text_quiet, "Hint", |ui, label| {
        ui.horizontal(|ui| {
            let mut text = port.hint.clone().unwrap_or_default();
            let input = Input::new("Hint as it was found", &mut text).mono().id(page.id((port.id, "hint"))).labelled_by(label);
            let width = (ui.available_width() - 180.0).max(120.0);
            if input.width(width).show(ui).changed() && !text.is_empty() {
                port.hint = Some(text);
            }
            if quiet_button(ui, "Forget this hint").clicked() {
                port.hint = None;
            }
        });
        let words = "Found in a manifest and written back as it was";
        ui.label(RichText::new(words).font(font::label()).color(page.cx.tokens.text_faint));
    });
}

fn node_port(ui: &mut Ui, page: &mut Page<'_>, port: &mut ServicePort) {
    number(ui, page, port.id, ("Node port", "Any"), Field::NodePort, &mut port.node_port);
}

fn number(ui: &mut Ui, page: &mut Page<'_>, port: PortId, (name, hint): (&str, &str), field: Field, value: &mut Option<u32>) {
    beside(ui, page.cx.tokens.text_quiet, name, |ui, label| {
        let finding = page.finding(Some(port), field);
        let input = NumberInput::optional(name, page.id((port, name)), value).hint(hint).labelled_by(label).finding(finding);
        let (response, message) = input.show(ui);
        page.offer_port(port, field, &response);
        if let Some(message) = message {
            wrong(ui, message);
        }
        if field == Field::NodePort {
            page.lines(ui, Some(port), field);
        }
    });
}

fn text(ui: &mut Ui, page: &mut Page<'_>, port: PortId, (name, hint): (&str, &str), value: &mut Option<String>) {
    beside(ui, page.cx.tokens.text_quiet, name, |ui, label| {
        let finding = page.finding(Some(port), Field::Inbound);
        let mut text = value.clone().unwrap_or_default();
        let input = Input::new(name, &mut text).mono().hint(hint).id(page.id((port, name))).labelled_by(label);
        if input.finding(finding).show(ui).changed() {
            *value = (!text.is_empty()).then_some(text);
        }
    });
}
