//! Several services at once: what they share can be changed for all of them, as one step.
//! Knows nothing of what they do not share.

use std::sync::Arc;

use egui::{Id, RichText, Role, Sense, Ui, Vec2, WidgetInfo};

use super::super::{Asks, Cx};
use super::choice::{Look, choice};
use super::kubernetes::{hint_label, hint_styles, world_label, worlds};
use super::page::beside;
use crate::check::Field;
use crate::design::{Edit, HintStyle, PortId, Service, ServiceId, Transport, World};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Picker, ViewState};
use crate::gui::theme::{self, font, gap, size};
use crate::gui::widgets::{Chip, IconButton, Input};
use crate::protocol::Protocol;

/// How wide the form gets.
const FORM: f32 = 420.0;

/// A value that several services have, or each another.
#[derive(Clone, Debug, PartialEq)]
enum Shared<T> {
    Same(T),
    Mixed,
}

impl<T: PartialEq> Shared<T> {
    fn of(values: impl Iterator<Item = T>, none: T) -> Shared<T> {
        let mut values = values;
        let Some(first) = values.next() else { return Shared::Same(none) };
        if values.all(|value| value == first) { Shared::Same(first) } else { Shared::Mixed }
    }

    fn same(&self) -> Option<&T> {
        match self {
            Shared::Same(value) => Some(value),
            Shared::Mixed => None,
        }
    }
}

/// What the selected services have in common, remembered until they or the selection change.
struct Common {
    revision: u64,
    selected: Vec<ServiceId>,
    namespace: Shared<String>,
    on: Shared<Option<World>>,
    hint: Shared<Option<HintStyle>>,
    protocol: Shared<(Option<Protocol>, Option<String>)>,
    tcp_ports: Vec<(ServiceId, PortId)>,
}

impl Common {
    fn of(cx: &Cx<'_>, selected: &[ServiceId]) -> Common {
        let services: Vec<&Arc<Service>> = selected.iter().filter_map(|id| cx.session.service(*id)).collect();
        let ports = || services.iter().flat_map(|service| service.ports.iter().map(move |port| (service.id, port)));
        let tcp = || ports().filter(|(_, port)| port.transport == Transport::Tcp);
        Common {
            revision: cx.session.revision(),
            selected: selected.to_vec(),
            namespace: Shared::of(services.iter().map(|service| service.namespace.clone()), String::new()),
            on: Shared::of(services.iter().map(|service| service.on), None),
            hint: Shared::of(services.iter().map(|service| service.hint), None),
            protocol: Shared::of(tcp().map(|(_, port)| (port.protocol, port.hint.clone())), (None, None)),
            tcp_ports: tcp().map(|(service, port)| (service, port.id)).collect(),
        }
    }

    fn remembered(ui: &Ui, cx: &Cx<'_>, selected: &[ServiceId]) -> Arc<Common> {
        let id = Id::unique("inspector bulk");
        let kept: Option<Arc<Common>> = ui.data(|data| data.get_temp(id));
        if let Some(kept) = kept.filter(|kept| kept.revision == cx.session.revision() && kept.selected == selected) {
            return kept;
        }
        let common = Arc::new(Common::of(cx, selected));
        ui.data_mut(|data| data.insert_temp(id, common.clone()));
        common
    }
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, focus: Option<Field>) {
    let common = Common::remembered(ui, cx, view.selection.services());
    let count = common.selected.len();
    title(ui, cx, asks, count);
    ui.scope(|ui| form(ui, cx, view, asks, &common, focus));
}

fn form(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, common: &Common, focus: Option<Field>) {
    let count = common.selected.len();
    let put = |what: &str, change: &dyn Fn(&mut Service)| {
        let services = common.selected.iter().filter_map(|id| cx.session.service(*id));
        let changed = services.map(|service| {
            let mut service = (**service).clone();
            change(&mut service);
            Edit::put_service(service)
        });
        Edit::Many(format!("change {what} of {count} services"), changed.collect())
    };
    ui.set_max_width(FORM);
    beside(ui, cx.tokens.text_quiet, "Namespace", |ui, label| {
        let mut text = common.namespace.same().cloned().unwrap_or_default();
        let hint = if common.namespace == Shared::Mixed { "Mixed" } else { "Left out" };
        let input = Input::new("Namespace", &mut text).hint(hint).id(Id::unique("bulk namespace")).labelled_by(label);
        let response = input.show(ui);
        if focus.is_some() {
            response.request_focus();
        }
        if response.changed() {
            asks.edit(put("namespace", &|service| service.namespace.clone_from(&text)));
        }
    });
    beside(ui, cx.tokens.text_quiet, "Protocol", |ui, _| protocol(ui, cx, view, common));
    beside(ui, cx.tokens.text_quiet, "Runs on", |ui, _| {
        let shown = common.on.same().map_or("Mixed", |on| world_label(*on));
        let (_, picked) = choice(ui, Id::unique("bulk on"), "Runs on", common.on.same(), shown, &worlds(), Look::Framed);
        if let Some(on) = picked {
            asks.edit(put("where it runs", &|service| service.on = on));
        }
    });
    beside(ui, cx.tokens.text_quiet, "Hint style", |ui, _| {
        let target = cx.session.design().target.hint;
        let shown = common.hint.same().map_or_else(|| "Mixed".to_owned(), |style| hint_label(*style, target));
        let options = hint_styles(target);
        let (_, picked) = choice(ui, Id::unique("bulk hint"), "Hint style", common.hint.same(), &shown, &options, Look::Framed);
        if let Some(style) = picked {
            asks.edit(put("hint style", &|service| service.hint = style));
        }
    });
}

fn title(ui: &mut Ui, cx: &Cx<'_>, asks: &mut Asks, count: usize) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("{count} services")).font(font::strong()).color(cx.tokens.text));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = gap::XS;
            if IconButton::new(icons::TRASH, "Delete services").show(ui).clicked() {
                asks.run(Command::Delete);
            }
            if IconButton::new(icons::DUPLICATE, "Duplicate services").show(ui).clicked() {
                asks.run(Command::Duplicate);
            }
        });
    });
}

/// The protocol of every TCP port, or that they differ; a press opens the picker for all of them.
fn protocol(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, common: &Common) {
    let count = common.tcp_ports.len();
    let of = if count == 1 { "of 1 TCP port".to_owned() } else { format!("of {count} TCP ports") };
    if count == 0 {
        ui.label(RichText::new("No TCP ports").font(font::label()).color(cx.tokens.text_faint));
        return;
    }
    let words = ui.painter().layout_no_wrap("Mixed".to_owned(), font::text(), cx.tokens.text);
    let chip = common.protocol.same().map(|(protocol, hint)| Chip::new(*protocol, hint.as_deref()).size(ui.painter()));
    let wide = chip.map_or(words.size().x, |chip| chip.x);
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(Vec2::new(wide + gap::XS + size::ICON, size::CONTROL));
        let response = ui.interact(rect, Id::unique("bulk protocol"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Protocol {of}")));
        let at = egui::Rect::from_min_size(rect.min, Vec2::new(wide, rect.height()));
        match common.protocol.same() {
            Some((protocol, hint)) => {
                Chip::new(*protocol, hint.as_deref()).paint(ui.painter(), cx.tokens, at);
            }
            None => ui.painter().galley(egui::pos2(at.left(), at.center().y - words.size().y / 2.0), words, cx.tokens.text),
        }
        let chevron = egui::Rect::from_min_max(egui::pos2(at.right() + gap::XS, rect.top()), rect.max);
        icons::CHEVRON_DOWN.paint_sized(ui, chevron, cx.tokens.text_quiet, 11.0);
        if response.has_focus() {
            theme::focus_ring(ui, rect.expand(2.0), size::INPUT_ROUND);
        }
        if response.clicked() {
            response.request_focus();
            view.picker = Some(Picker::open(common.tcp_ports.clone(), response.rect));
        }
        ui.label(RichText::new(of).font(font::label()).color(cx.tokens.text_faint));
    });
}
