//! What can be done with several services at once: the bar at the foot, and the buttons the table shares.
//! Knows nothing of how it is done.

use std::collections::BTreeSet;

use egui::{Align, Id, Key, Layout, Popup, PopupCloseBehavior, RichText, ScrollArea, Ui};

use super::choice::{Lit, choice};
use super::row::namespace_words;
use crate::design::{PortId, ServiceId, Transport};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Picker, ViewState};
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{IconButton, Input, quiet_button};

/// Whether several services are selected, and not ports of them.
pub fn applies(view: &ViewState) -> bool {
    view.selection.services().len() >= 2 && view.selection.ports().is_empty()
}

/// Whether the two buttons stand one above the other.
fn is_narrow(width: f32) -> bool {
    width < size::LEFT - gap::XL
}

/// How high the bar is for a width, margins and all.
pub fn height(width: f32) -> f32 {
    let lines = if is_narrow(width - 2.0 * gap::S) { 3.0 } else { 2.0 };
    lines * (size::CONTROL + gap::S) + gap::S
}

/// How many, and what to do with them.
pub fn foot(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    ui.spacing_mut().item_spacing = egui::vec2(gap::XS, gap::S);
    ui.allocate_ui_with_layout(egui::vec2(ui.available_width(), size::CONTROL), Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(gap::S);
        let words = format!("{} selected", view.selection.services().len());
        ui.label(RichText::new(words).font(font::label()).color(cx.tokens.text_quiet));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for command in [Command::Delete, Command::Duplicate] {
                if let Some(icon) = command.icon()
                    && IconButton::new(icon, command.text()).show(ui).clicked()
                {
                    asks.run(command);
                }
            }
        });
    });
    let line = if is_narrow(ui.available_width()) { Layout::top_down(Align::Min) } else { Layout::left_to_right(Align::Center) };
    ui.with_layout(line, |ui| {
        namespace_button(ui, cx, asks);
        let services = view.selection.services().iter().filter_map(|id| cx.session.service(*id));
        let ports = services.flat_map(|service| service.ports.iter().map(|port| (service.id, port)));
        let tcp = ports.filter(|(_, port)| port.transport == Transport::Tcp).map(|(service, port)| (service, port.id));
        let picker = protocol_button(ui, tcp);
        view.picker = picker.or(view.picker.take());
    });
}

/// Opens the picker for some ports; the last one is the one it speaks of.
pub fn protocol_button(ui: &mut Ui, ports: impl Iterator<Item = (ServiceId, PortId)>) -> Option<Picker> {
    let mut ports = ports.peekable();
    let response = ui.add_enabled_ui(ports.peek().is_some(), |ui| quiet_button(ui, "Protocol…")).inner;
    response.clicked().then(|| Picker::open(ports.collect(), response.rect))
}

/// Asks for another namespace for the selected services: a word, or one that others have.
pub fn namespace_button(ui: &mut Ui, cx: &Cx<'_>, asks: &mut Asks) {
    let button = quiet_button(ui, "Namespace…");
    let typed = Id::unique("namespace-typed");
    if button.clicked() {
        ui.data_mut(|data| data.remove_temp::<String>(typed));
    }
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(size::LEFT);
    let chosen = popup.show(|ui| {
        let known = ui.data(|data| data.get_temp::<String>(typed));
        let first = known.is_none();
        let mut text = known.unwrap_or_default();
        let input = Input::new("New namespace", &mut text).hint("Namespace").show(ui);
        if first {
            input.request_focus();
        }
        let entered = input.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut chosen = entered.then(|| text.trim().to_owned());
        let names: BTreeSet<&str> = cx.session.design().services.iter().map(|service| service.namespace.as_str()).collect();
        ScrollArea::vertical().max_height(8.0 * size::ROW).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for name in names.into_iter().filter(|name| name.contains(text.trim())) {
                if choice(ui, namespace_words(name), Lit::No).clicked() {
                    chosen = Some(name.to_owned());
                }
            }
        });
        ui.data_mut(|data| data.insert_temp(typed, text));
        if chosen.is_some() {
            ui.close();
        }
        chosen
    });
    if let Some(name) = chosen.and_then(|shown| shown.inner) {
        asks.run(Command::SetNamespace(name));
    }
}
