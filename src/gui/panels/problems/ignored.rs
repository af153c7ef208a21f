//! How a problem comes to be ignored, and what is ignored on a line: with its reason, and the way back.
//! Knows nothing of what silences what.

use egui::{Align2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};

use super::row::{self, cut_left, cut_right};
use crate::check::{Finding, Scope, Suppressed};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::ViewState;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;
use crate::session::Session;

/// The most that what is ignored takes of a line; the rest is for the reason.
const MESSAGE_SHARE: f32 = 0.6;

/// A problem that is about to be ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct IgnoreQuestion {
    /// The problem.
    pub finding: Finding,
    /// How far: the number among the scopes around it, the nearest first.
    pub reach: usize,
    /// Why, as it is typed.
    pub reason: String,
}

impl IgnoreQuestion {
    /// Of a problem, no further than its own place.
    pub fn of(finding: &Finding) -> IgnoreQuestion {
        IgnoreQuestion { finding: finding.clone(), reach: 0, reason: String::new() }
    }
}

/// The quiet button of a row that asks for the reason: seen where pointer or keyboard are. Says whether it was pressed.
pub fn ask(ui: &Ui, rest: &mut Rect, row: &Response, what: &str, at_cursor: bool) -> bool {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap("Ignore…".to_owned(), font::label(), tokens.text_quiet);
    let mut left = *rest;
    cut_right(&mut left, gap::XS);
    let rect = cut_right(&mut left, galley.size().x + 2.0 * gap::XS);
    let response = ui.interact(rect, row.id.with("ignore"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Ignore {what}")));
    if at_cursor || response.has_focus() || ui.rect_contains_pointer(row.rect) {
        *rest = left;
        let color = if response.hovered() { tokens.text } else { tokens.text_quiet };
        let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
        ui.painter().galley_with_override_text_color(at, galley, color);
    }
    if response.has_focus() {
        theme::focus_ring(ui, rect.shrink2(Vec2::new(0.0, 2.0)), size::INPUT_ROUND);
    }
    response.on_hover_text("Say why it is right as it is, and hear of it no more").clicked()
}

/// Shows one that is ignored. Says whether it was clicked.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, one: &Suppressed, at_cursor: bool) -> bool {
    let (tokens, finding) = (cx.tokens, &one.finding);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    let place = row::place(cx.session, finding);
    response.widget_info(|| {
        let name = format!("ignored: {}, {place}, {}", finding.message, one.reason);
        WidgetInfo::selected(Role::ListBoxOption, true, at_cursor, name)
    });
    row::ground(ui, view, finding, &response);
    let mut rest = rect.shrink2(Vec2::new(gap::M, 0.0));
    cut_left(&mut rest, gap::L + size::ICON + gap::S);
    let place_rect = cut_right(&mut rest, row::PLACE.min(rect.width() * row::PLACE_SHARE));
    let place_seen = paint_elided(ui.painter(), place_rect, &place, font::label(), tokens.text_faint);
    cut_right(&mut rest, gap::M);
    if row::why(ui, cut_right(&mut rest, row::CODE), finding, &place, response.id.with("why")) {
        asks.run(Command::Explain(finding.code));
    }
    cut_right(&mut rest, gap::S);
    let stop = row::button(ui, &mut rest, "Stop ignoring", &format!("{} {place}", finding.code), response.id.with("stop"));
    let pressed = stop.clicked();
    stop.on_hover_ui(|ui| {
        let scope = Scope::silencing(cx.session.design(), finding);
        ui.label(scope.map_or_else(String::new, |scope| format!("{} is ignored in {}", finding.code, scope.name())));
    });
    if pressed {
        stop_ignoring(cx.session, asks, finding);
    }
    cut_right(&mut rest, gap::S);
    let wide = ui.painter().layout_no_wrap(finding.message.clone(), font::text(), tokens.text_quiet).size().x + 1.0;
    let most = rest.width() * MESSAGE_SHARE;
    let message = cut_left(&mut rest, wide.min(most));
    cut_left(&mut rest, gap::M);
    let message_seen = paint_elided(ui.painter(), message, &finding.message, font::text(), tokens.text_quiet);
    let reason_seen = paint_elided(ui.painter(), rest, &one.reason, font::text(), tokens.text_faint);
    if at_cursor {
        theme::focus_ring(ui, rect.shrink(2.0), 0);
    }
    let clicked = response.clicked();
    if !(message_seen && reason_seen && place_seen) {
        response.on_hover_text(format!("{}\n{}\n{place}", finding.message, one.reason));
    }
    clicked
}

/// Takes the nearest `ignore` back that silences it.
pub fn stop_ignoring(session: &Session, asks: &mut Asks, finding: &Finding) {
    if let Some(edit) = Scope::silencing(session.design(), finding).and_then(|scope| scope.hearing(finding.code)) {
        asks.edit(edit);
    }
}
