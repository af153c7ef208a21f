//! The list of services: by namespace, filtered, folded; what to do with several of them at its foot.
//! Knows nothing of how an act is done.

mod bulk;
mod choice;
mod cursor;
mod filter;
mod list;
mod menu;
mod presses;
mod row;
mod rows;
mod strip;
mod words;

pub(super) use bulk::{namespace_button, protocol_button};
pub(super) use choice::{Lit, choice};
pub(super) use filter::filter_input;
pub use list::id;
pub(super) use presses::{Press, clipboard, presses};
pub use strip::strip;
pub(super) use words::Words;

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Ui, UiBuilder, Vec2};

use super::{Asks, Cx};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{IconButton, empty_state};

/// Its head, with the name and the way to one more.
const HEAD: f32 = 40.0;

/// A service without a namespace belongs to this group.
const NO_NAMESPACE: &str = "no namespace";

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    head(ui, cx, asks);
    if cx.session.design().services.is_empty() {
        ui.spacing_mut().item_spacing = Vec2::splat(gap::XS);
        let act = Command::AddService;
        if empty_state(ui, "No services yet", "They will stand here by namespace", Some(act.text())) {
            asks.run(act);
        }
        return;
    }
    inset(ui, size::CONTROL, |ui| {
        let response = filter_input(ui, "Filter services", &mut view.filter);
        if view.focus == Some(Focus::Filter) {
            view.focus = None;
            response.request_focus();
        }
        if list::leaves_filter_downward(ui, &response) {
            view.focus = Some(Focus::Services);
        }
    });
    ui.add_space(gap::S);
    if bulk::applies(view) {
        let frame = Frame::NONE.inner_margin(Margin::same(gap::S as i8));
        let height = bulk::height(ui.available_width());
        Panel::bottom("services-foot").exact_size(height).frame(frame).show(ui, |ui| bulk::foot(ui, cx, view, asks));
    }
    list::list(ui, cx, view, asks);
}

/// Room of one height between the margins of the panel.
fn inset<R>(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), egui::Sense::hover());
    let inner = rect.shrink2(Vec2::new(gap::S, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), add).inner
}

fn head(ui: &mut Ui, cx: &Cx<'_>, asks: &mut Asks) {
    inset(ui, HEAD, |ui| {
        ui.add_space(gap::S);
        ui.label(RichText::new("Services").font(font::strong()).color(cx.tokens.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if IconButton::new(icons::PLUS, Command::AddService.text()).show(ui).clicked() {
                asks.run(Command::AddService);
            }
        });
    });
}
