//! The capabilities: what each policy can do with the selected ports, and what their protocol turns on by itself.
//! Knows nothing of what a policy is set to.

mod aside;
mod columns;
mod matrix;

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Align, Id, Layout, RichText, Ui, UiBuilder};

use self::columns::Columns;
use super::{Asks, Cx};
use crate::gui::command::Command;
use crate::gui::state::{Below, Focus, ViewState};
use crate::gui::theme::{font, gap};
use crate::gui::widgets::empty_state;

/// What the panel remembers from frame to frame.
#[derive(Default)]
struct Capabilities {
    columns: Columns,
    /// The row under the cursor, once there is one.
    cursor: Option<usize>,
}

/// For which version it holds, at the end of the bar of tabs.
pub fn tab_note(ui: &mut Ui, cx: &Cx<'_>) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(gap::XS);
        let words = format!("as of Kuma {}", cx.session.design().target.version);
        ui.label(RichText::new(words).font(font::label()).color(cx.tokens.text_faint));
    });
}

/// Shows them.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let kept = Id::unique("capabilities");
    let panel = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Capabilities>>>(kept).clone());
    let Capabilities { columns, cursor } = &mut *panel.lock();
    let wanted = view.focus.take_if(|focus| *focus == Focus::Below(Below::Capabilities)).is_some();
    let columns = columns.follow(cx.session, &view.selection);
    if columns.is_empty() {
        empty(ui, cx, view, asks);
        return;
    }
    let version = cx.session.design().target.version;
    let shape = matrix::Shape::of(ui.available_width(), columns.len());
    let all = ui.available_rect_before_wrap();
    let (left, right) = all.split_left_right_at_x(all.left() + shape.width());
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| matrix::show(ui, &shape, columns, version, cursor, wanted));
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| aside::show(ui, columns, version, *cursor));
}

/// Nothing is selected, or nothing that has ports.
fn empty(ui: &mut Ui, cx: &Cx<'_>, view: &ViewState, asks: &mut Asks) {
    let (title, words, act) = if cx.session.design().services.is_empty() {
        ("No services yet", "What policies can do with a port will stand here", Command::AddService)
    } else if view.selection.lead().is_none() {
        ("No port is selected", "What policies can do with the selected ports will stand here", Command::SelectAll)
    } else {
        ("No ports", "The selected service has no port that a policy could see", Command::AddPort)
    };
    if empty_state(ui, title, words, Some(act.text())) {
        asks.run(act);
    }
}
