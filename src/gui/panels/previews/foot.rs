//! Below both panes: how much they show, whether hints are explained, and the command lines.
//! Knows nothing of lines.

use egui::{Align, Layout, Popup, PopupCloseBehavior, Rect, Stroke, Ui, UiBuilder, Vec2};

use super::commands;
use crate::design::{Service, World};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Scope, ViewState};
use crate::gui::theme::{gap, size};
use crate::gui::widgets::{IconButton, tab};
use crate::manifest::Comments;

/// Shows it.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, cx.tokens.line));
    let inside = rect.shrink2(Vec2::new(gap::S, 0.0));
    let mut row = ui.new_child(UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)));
    row.set_clip_rect(rect.intersect(ui.clip_rect()));
    row.spacing_mut().item_spacing.x = gap::XS;
    for (scope, words) in [(Scope::Selected, "This service"), (Scope::All, "All")] {
        let active = view.preview.scope == scope;
        if tab(&mut row, words, active).clicked() && !active {
            asks.run(Command::ToggleScope);
        }
    }
    row.with_layout(Layout::right_to_left(Align::Center), |row| {
        let explained = view.preview.comments == Comments::On;
        if IconButton::new(icons::COMMENT, Command::ToggleComments.text()).selected(explained).show(row).clicked() {
            asks.run(Command::ToggleComments);
        }
        if let Some(service) = started(cx, view) {
            let button = IconButton::new(icons::TERMINAL, "Copy command line").show(row);
            let popup = Popup::menu(&button).layout(Layout::top_down(Align::Min));
            popup.close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| commands::show(ui, cx, asks, service));
        }
        let narrow = row.ctx().content_rect().width() < size::STACK_BELOW;
        if narrow && IconButton::new(icons::PIN, "Keep both previews side by side").selected(view.preview.pinned).show(row).clicked() {
            view.preview.pinned = !view.preview.pinned;
        }
    });
}

/// The service whose proxies a command line starts: the one that is shown, if it is on Universal.
fn started<'a>(cx: &Cx<'a>, view: &ViewState) -> Option<&'a Service> {
    match view.preview.scope {
        Scope::All => None,
        Scope::Selected => cx.session.service(view.selection.lead()?).map(|service| &**service).filter(|it| it.is_on(World::Universal)),
    }
}
