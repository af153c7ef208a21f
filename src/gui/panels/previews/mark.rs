//! The mark of what is wrong with a port, in the gutter of its first line in view.
//! Knows nothing of lines.

use egui::{Id, Rect, Role, Sense, Ui, Vec2, WidgetInfo};

use super::part::Look;
use super::rows::Row;
use crate::check::Finding;
use crate::gui::state::{Below, Focus, ViewState};
use crate::gui::theme::{self, gap, size};
use crate::gui::widgets::paint_badge;

/// Shows it where the row's port has problems, and says whether it has; a press leads to them.
pub fn show(ui: &Ui, view: &mut ViewState, look: &Look<'_>, row: &Row, gutter: Rect, (pane, at): (Id, usize)) -> bool {
    let Some(port) = row.port else { return false };
    let of_port = |finding: &&Finding| finding.place.port == Some(port);
    let found = look.session.findings_of(row.service).iter().filter(of_port);
    let Some(worst) = found.clone().map(|finding| finding.severity).max() else { return false };
    let place = Rect::from_center_size(gutter.center() - Vec2::new(gap::XS, 0.0), Vec2::splat(size::YAML_LINE));
    let response = ui.interact(place, pane.with(("mark", at)), Sense::CLICK);
    let number = look.session.service(row.service).and_then(|service| service.port(port)).map_or(0, |port| port.port);
    response.widget_info(|| {
        let name = format!("{} problems of port {number}, {}: {}", look.world.label(), worst.keyword(), found.clone().count());
        WidgetInfo::labeled(Role::Button, true, name)
    });
    paint_badge(ui, place, worst);
    if response.has_focus() {
        theme::focus_ring(ui, place, size::INPUT_ROUND);
    }
    if response.clicked() {
        view.selection.only_port(row.service, port);
        view.panels.problems = true;
        view.focus = Some(Focus::Below(Below::Problems));
    }
    if response.hovered() {
        let words: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
        response.on_hover_text(words.join("\n"));
    }
    true
}
