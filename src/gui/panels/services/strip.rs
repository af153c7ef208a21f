//! The list where there is no room for it: a strip with the way to it, and the list over the rest.
//! Knows nothing of what the list shows.

use egui::{Frame, Id, Key, Modifiers, Popup, PopupCloseBehavior, RectAlign, Ui};

use super::{Asks, Cx};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::IconButton;

/// Shows the strip; the list opens beside it, and goes once something is picked.
pub fn strip(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let id = Id::unique("services-strip");
    let mut open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let lead = view.selection.lead();
    ui.spacing_mut().item_spacing.y = gap::XS;
    let button = ui.vertical_centered(|ui| {
        ui.add_space(gap::S);
        let button = IconButton::new(icons::SERVER, "Services").selected(open).show(ui);
        if IconButton::new(icons::PLUS, Command::AddService.text()).show(ui).clicked() {
            asks.run(Command::AddService);
        }
        summary(ui, cx);
        button
    });
    let button = button.inner;
    if matches!(view.focus, Some(Focus::Filter | Focus::Services)) {
        open = true;
    } else if button.clicked() {
        open = !open;
        view.focus = open.then_some(Focus::Services).or(view.focus);
    }
    let room = ui.max_rect();
    let popup = Popup::new(id.with("list"), ui.ctx().clone(), room, ui.layer_id())
        .align(RectAlign::RIGHT_START)
        .gap(0.0)
        .open(open)
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .frame(Frame::popup(ui.style()).inner_margin(0).corner_radius(0).fill(Tokens::of(ui).bg1));
    let shown = popup.show(|ui| {
        ui.set_width(size::LEFT + gap::XL);
        ui.set_height(room.height());
        super::ui(ui, cx, view, asks);
    });
    if let Some(shown) = shown {
        let inside = |at| shown.response.rect.contains(at);
        let (pressed, released, at, plain) = ui.input(|input| {
            (input.pointer.any_pressed(), input.pointer.any_released(), input.pointer.interact_pos(), input.modifiers.is_none())
        });
        let left = pressed && !at.is_some_and(|at| inside(at) || room.contains(at)) && !Popup::is_any_open(ui.ctx());
        let picked = released && plain && at.is_some_and(inside) && view.selection.lead() != lead;
        let escaped = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if left || picked || escaped || view.focus == Some(Focus::Inspector) {
            open = false;
            button.request_focus();
        }
    }
    ui.data_mut(|data| data.insert_temp(id, open));
}

/// How many services there are.
fn summary(ui: &mut Ui, cx: &Cx<'_>) {
    let count = cx.session.design().services.len();
    ui.add_space(gap::XS);
    ui.label(egui::RichText::new(count.to_string()).font(font::label()).color(cx.tokens.text_faint))
        .on_hover_text(format!("{count} services"));
}
