//! One problem on a line: how bad, what, what would mend it, which rule, where.
//! Knows nothing of the others.

use egui::{Align2, CornerRadius, Id, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::fixes;
use crate::check::{Finding, Fix};
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::ViewState;
use crate::gui::theme::{self, font, gap, size};
use crate::gui::widgets::{paint_badge, paint_elided};
use crate::session::Session;

/// How wide the codes are.
const CODE: f32 = 40.0;
/// How wide places are, where there is room.
const PLACE: f32 = 220.0;
/// The most that a place takes of a row.
const PLACE_SHARE: f32 = 0.24;
/// How tall a button within a row is.
const BUTTON: f32 = 22.0;

/// One problem, and what stands above it.
pub struct Row<'a> {
    /// The problem.
    pub finding: &'a Finding,
    /// Whether the one above is of another service.
    pub new_service: bool,
}

/// Shows it. Says whether it was clicked.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, row: &Row<'_>, at_cursor: bool) -> bool {
    let (tokens, finding) = (cx.tokens, row.finding);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    let place = place(cx.session, finding);
    response.widget_info(|| {
        let name = format!("{}: {}, {place}", finding.severity.keyword(), finding.message);
        WidgetInfo::selected(Role::ListBoxOption, true, at_cursor, name)
    });
    if row.new_service {
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, tokens.line));
    }
    let selected = match (finding.place.service, finding.place.port) {
        (Some(service), Some(port)) => view.selection.has_port(service, port),
        (Some(service), None) => view.selection.has(service) && view.selection.ports().is_empty(),
        (None, _) => false,
    };
    if selected {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.accent_wash);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    if let (Some(service), Some(port), true) = (finding.place.service, finding.place.port, response.hovered()) {
        view.hovering = Some((service, port));
    }
    let mut rest = rect.shrink2(Vec2::new(gap::M, 0.0));
    paint_badge(ui, cut_left(&mut rest, size::ICON), finding.severity);
    cut_left(&mut rest, gap::S);
    let place_rect = cut_right(&mut rest, PLACE.min(rect.width() * PLACE_SHARE));
    let place_seen = paint_elided(ui.painter(), place_rect, &place, font::label(), tokens.text_faint);
    cut_right(&mut rest, gap::M);
    let code = cut_right(&mut rest, CODE);
    ui.painter().text(code.right_center(), Align2::RIGHT_CENTER, finding.code, font::mono(), tokens.text_faint);
    let button = response.id.with("fix");
    if let Some(fix) = &finding.fix {
        cut_right(&mut rest, gap::S);
        if show_fix(ui, &mut rest, fix, &place, button) {
            asks.edit(fixes::one(fix, &place));
        }
    }
    cut_right(&mut rest, gap::S);
    let seen = paint_elided(ui.painter(), rest, &finding.message, font::text(), tokens.text);
    if at_cursor {
        theme::focus_ring(ui, rect.shrink(2.0), 0);
    }
    let clicked = response.clicked();
    if !(seen && place_seen) {
        response.on_hover_text(format!("{}\n{place}", finding.message));
    }
    clicked
}

/// The button that mends it, at the right end of what is left of the row. Says whether it was pressed.
fn show_fix(ui: &mut Ui, rest: &mut Rect, fix: &Fix, place: &str, id: Id) -> bool {
    let tokens = theme::Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(fix.title.clone(), font::label(), tokens.text);
    let rect = cut_right(rest, galley.size().x + 2.0 * gap::S);
    let rect = Rect::from_center_size(rect.center(), Vec2::new(rect.width(), BUTTON));
    let name = format!("{}, {place}", fix.title);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let ground = if response.hovered() { tokens.bg3 } else { tokens.bg2 };
    let border = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, CornerRadius::same(size::INPUT_ROUND), ground, border, StrokeKind::Inside);
    ui.painter().galley(Pos2::new(rect.left() + gap::S, rect.center().y - galley.size().y / 2.0), galley, tokens.text);
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::INPUT_ROUND);
    }
    response.clicked()
}

/// Takes a piece off the left end.
fn cut_left(rest: &mut Rect, width: f32) -> Rect {
    let (piece, left) = rest.split_left_right_at_x((rest.left() + width).min(rest.right()));
    *rest = left;
    piece
}

/// Takes a piece off the right end.
fn cut_right(rest: &mut Rect, width: f32) -> Rect {
    let (left, piece) = rest.split_left_right_at_x((rest.right() - width).max(rest.left()));
    *rest = left;
    piece
}

/// Where it is: `shop/web · port 80`.
pub fn place(session: &Session, finding: &Finding) -> String {
    let Some(service) = finding.place.service.and_then(|id| session.service(id)) else { return "design".to_owned() };
    let port = finding.place.port.and_then(|id| service.port(id)).map(|port| port.port);
    port.map_or_else(|| service.full_name(), |number| format!("{} · port {number}", service.full_name()))
}

/// All of it in words, as it is filtered and copied.
pub fn words(session: &Session, finding: &Finding) -> String {
    format!("{} {}: {} ({})", finding.severity.keyword(), finding.code, finding.message, place(session, finding))
}
