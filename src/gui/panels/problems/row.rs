//! One problem on a line: how bad, what, what would mend it, which rule, where. And the head of a group.
//! Knows nothing of the others.

use egui::{Align2, CornerRadius, Id, Popup, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use super::list::{Group, Grouping, Head};
use super::{IgnoreQuestion, fixes, ignored, preview, walk};
use crate::check::{self, Finding, Fix, Suppressed};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Dialog, ViewState};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{paint_badge, paint_elided};
use crate::session::Session;

/// How wide the codes are, with the sign that asks why.
pub(super) const CODE: f32 = 58.0;
/// How wide places are, where there is room.
pub(super) const PLACE: f32 = 220.0;
/// How wide places are where the service stands above.
const PORT: f32 = 84.0;
/// The most that a place takes of a row.
pub(super) const PLACE_SHARE: f32 = 0.24;
/// How tall a button within a row is.
const BUTTON: f32 = 22.0;
/// How wide the preview of a fix is.
const PREVIEW: f32 = 420.0;
/// The most lines of it in a tooltip.
const LINES: usize = 14;

/// One problem, and how it stands in the list.
pub struct Row<'a> {
    /// The problem.
    pub finding: &'a Finding,
    /// What stands together.
    pub grouping: Grouping,
    /// Whether the keyboard is here.
    pub at_cursor: bool,
}

/// Shows it. Says whether it was clicked.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, row: &Row<'_>) -> bool {
    let (tokens, finding) = (cx.tokens, row.finding);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    let place = place(cx.session, finding);
    response.widget_info(|| {
        let name = format!("{}: {}, {place}", finding.severity.keyword(), finding.message);
        WidgetInfo::selected(Role::ListBoxOption, true, row.at_cursor, name)
    });
    ground(ui, view, finding, &response);
    let mut rest = rect.shrink2(Vec2::new(gap::M, 0.0));
    let (indent, short, wide) = match row.grouping {
        Grouping::Service => (gap::L, port(cx.session, finding).unwrap_or_default(), PORT),
        Grouping::Rule => (gap::L, place.clone(), PLACE),
        Grouping::Severity => (0.0, place.clone(), PLACE),
    };
    cut_left(&mut rest, indent);
    paint_badge(ui, cut_left(&mut rest, size::ICON), finding.severity);
    cut_left(&mut rest, gap::S);
    let place_rect = cut_right(&mut rest, wide.min(rect.width() * PLACE_SHARE));
    let place_seen = paint_elided(ui.painter(), place_rect, &short, font::label(), tokens.text_faint);
    cut_right(&mut rest, gap::M);
    if why(ui, cut_right(&mut rest, CODE), finding, &place, response.id.with("why")) {
        asks.run(Command::Explain(finding.code));
    }
    if let Some(fix) = &finding.fix {
        cut_right(&mut rest, gap::S);
        if show_fix(ui, cx, &mut rest, (finding, fix), &place, response.id.with("fix")) {
            asks.edit(fixes::one(fix, &place));
        }
    }
    if finding.can_be_ignored() && ignored::ask(ui, &mut rest, &response, &format!("{}, {place}", finding.code), row.at_cursor) {
        view.dialog = Some(Dialog::Ignore(Box::new(IgnoreQuestion::of(finding))));
    }
    cut_right(&mut rest, gap::S);
    let seen = paint_elided(ui.painter(), rest, &finding.message, font::text(), tokens.text);
    if row.at_cursor {
        theme::focus_ring(ui, rect.shrink(2.0), 0);
    }
    menu(&response, cx, view, asks, finding, &place);
    let clicked = response.clicked();
    if !(seen && place_seen) {
        response.on_hover_text(format!("{}\n{place}", finding.message));
    }
    clicked
}

/// What is below a row: lit where its place is selected or under the pointer.
pub(super) fn ground(ui: &Ui, view: &mut ViewState, finding: &Finding, response: &Response) {
    let tokens = Tokens::of(ui);
    let selected = match (finding.place.service, finding.place.port) {
        (Some(service), Some(port)) => view.selection.has_port(service, port),
        (Some(service), None) => view.selection.has(service) && view.selection.ports().is_empty(),
        (None, _) => false,
    };
    if selected {
        ui.painter().rect_filled(response.rect, CornerRadius::ZERO, tokens.accent_wash);
    } else if response.hovered() {
        ui.painter().rect_filled(response.rect, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    if let (Some(service), Some(port), true) = (finding.place.service, finding.place.port, response.hovered()) {
        view.hovering = Some((service, port));
    }
}

/// What can be done about a problem, at the pointer.
fn menu(response: &Response, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, finding: &Finding, place: &str) {
    Popup::context_menu(response).show(|ui| {
        let entry = |ui: &mut Ui, text: &str, key: &str| ui.add(egui::Button::new(text).shortcut_text(key)).clicked();
        if entry(ui, "Go there", "Enter") {
            walk::go(view, finding);
        }
        if let Some(fix) = &finding.fix {
            if entry(ui, &fix.title, "") {
                asks.edit(fixes::one(fix, place));
            }
            if entry(ui, "Show what the fix changes…", walk::FIX.name())
                && let Some(preview) = preview::FixPreview::one(cx.session, finding)
            {
                view.dialog = Some(Dialog::Fix(Box::new(preview)));
            }
        }
        if entry(ui, "Why?", walk::WHY.name()) {
            asks.run(Command::Explain(finding.code));
        }
        if finding.can_be_ignored() && entry(ui, "Ignore…", walk::IGNORE.name()) {
            view.dialog = Some(Dialog::Ignore(Box::new(IgnoreQuestion::of(finding))));
        }
        if entry(ui, "Copy", "") {
            asks.run(Command::CopyText(words(cx.session, finding)));
        }
    });
}

/// The code of the rule: leads to its page. Says whether it was pressed.
pub(super) fn why(ui: &Ui, rect: Rect, finding: &Finding, place: &str, id: Id) -> bool {
    let tokens = Tokens::of(ui);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Why {}, {place}", finding.code)));
    let color = if response.hovered() { tokens.text } else { tokens.text_faint };
    icons::HELP.paint_sized(ui, rect.with_min_x(rect.right() - size::ICON), color, size::ICON - 1.0);
    let end = Pos2::new(rect.right() - size::ICON - gap::XS, rect.center().y);
    ui.painter().text(end, Align2::RIGHT_CENTER, finding.code, font::mono(), color);
    if response.has_focus() {
        theme::focus_ring(ui, rect.expand2(Vec2::new(gap::XS, -2.0)), size::INPUT_ROUND);
    }
    let name = check::rule(finding.code).map_or("", |rule| rule.name);
    response.on_hover_text(format!("Why? {name}")).clicked()
}

/// The button that mends it, at the right end of what is left of the row; its tooltip shows what that changes. Says whether it was
/// pressed.
fn show_fix(ui: &Ui, cx: &Cx<'_>, rest: &mut Rect, (finding, fix): (&Finding, &Fix), place: &str, id: Id) -> bool {
    let tokens = cx.tokens;
    let response = button(ui, rest, &fix.title, place, id);
    let clicked = response.clicked();
    response.on_hover_ui(|ui| {
        let Some(preview) = preview::remembered(ui, cx.session, finding) else { return };
        ui.set_width(PREVIEW);
        ui.spacing_mut().item_spacing.y = 0.0;
        for at in 0..preview::rows(&preview).min(LINES) {
            preview::row(ui, &preview, at);
        }
        if preview::rows(&preview) > LINES {
            ui.label(egui::RichText::new("… and more").font(font::label()).color(tokens.text_faint));
        }
    });
    clicked
}

/// A button at the right end of what is left of the row.
pub(super) fn button(ui: &Ui, rest: &mut Rect, words: &str, place: &str, id: Id) -> Response {
    let tokens = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(words.to_owned(), font::label(), tokens.text);
    let rect = cut_right(rest, galley.size().x + 2.0 * gap::S);
    let rect = Rect::from_center_size(rect.center(), Vec2::new(rect.width(), BUTTON));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words}, {place}")));
    let ground = if response.hovered() { tokens.bg3 } else { tokens.bg2 };
    let border = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, CornerRadius::same(size::INPUT_ROUND), ground, border, StrokeKind::Inside);
    ui.painter().galley(Pos2::new(rect.left() + gap::S, rect.center().y - galley.size().y / 2.0), galley, tokens.text);
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::INPUT_ROUND);
    }
    response
}

/// Shows the head of a group. Says whether it was clicked.
pub fn head(ui: &mut Ui, cx: &Cx<'_>, head: &Head, folded: bool, at_cursor: bool) -> bool {
    let tokens = cx.tokens;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    let (name, remark) = match head.group {
        Group::Service(id) => match id.and_then(|id| cx.session.service(id)) {
            Some(service) => (service.name.clone(), service.namespace.clone()),
            None => ("The design".to_owned(), String::new()),
        },
        Group::Rule(code) => (check::rule(code).map_or("", |rule| rule.name).to_owned(), code.to_owned()),
        Group::Severity(severity) => (severity.keyword().to_owned(), String::new()),
        Group::Ignored => ("Ignored".to_owned(), "right as they are".to_owned()),
    };
    response.widget_info(|| {
        let state = if folded { "folded" } else { "unfolded" };
        WidgetInfo::selected(Role::Button, true, at_cursor, format!("{name} {remark}, {} problems, {state}", head.count))
    });
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
    let mut rest = rect.shrink2(Vec2::new(gap::M, 0.0));
    let chevron = if folded { icons::CHEVRON_RIGHT } else { icons::CHEVRON_DOWN };
    chevron.paint_sized(ui, cut_left(&mut rest, size::ICON), tokens.text_quiet, size::ICON - 2.0);
    cut_left(&mut rest, gap::S);
    let count = ui.painter().layout_no_wrap(super::grouped(head.count), font::label(), tokens.text_faint);
    let number = cut_right(&mut rest, count.size().x);
    ui.painter().galley(number.center() - count.size() / 2.0, count, tokens.text_faint);
    cut_right(&mut rest, gap::S);
    if folded && head.group != Group::Ignored {
        paint_badge(ui, cut_right(&mut rest, size::ICON), head.worst);
    }
    let wide = ui.painter().layout_no_wrap(name.clone(), font::medium(), tokens.text).size().x.min(rest.width() * 0.7);
    paint_elided(ui.painter(), cut_left(&mut rest, wide + 1.0), &name, font::medium(), tokens.text);
    cut_left(&mut rest, gap::S);
    paint_elided(ui.painter(), rest, &remark, font::label(), tokens.text_faint);
    if at_cursor {
        theme::focus_ring(ui, rect.shrink(2.0), 0);
    }
    response.clicked()
}

/// Takes a piece off the left end.
pub(super) fn cut_left(rest: &mut Rect, width: f32) -> Rect {
    let (piece, left) = rest.split_left_right_at_x((rest.left() + width).min(rest.right()));
    *rest = left;
    piece
}

/// Takes a piece off the right end.
pub(super) fn cut_right(rest: &mut Rect, width: f32) -> Rect {
    let (left, piece) = rest.split_left_right_at_x((rest.right() - width).max(rest.left()));
    *rest = left;
    piece
}

/// Which port it is of: `port 80`.
fn port(session: &Session, finding: &Finding) -> Option<String> {
    let service = finding.place.service.and_then(|id| session.service(id))?;
    finding.place.port.and_then(|id| service.port(id)).map(|port| format!("port {}", port.port))
}

/// Where it is: `shop/web · port 80`.
pub fn place(session: &Session, finding: &Finding) -> String {
    let Some(service) = finding.place.service.and_then(|id| session.service(id)) else { return "design".to_owned() };
    port(session, finding).map_or_else(|| service.full_name(), |port| format!("{} · {port}", service.full_name()))
}

/// All of it in words, as it is filtered and copied.
pub fn words(session: &Session, finding: &Finding) -> String {
    format!("{} {}: {} ({})", finding.severity.keyword(), finding.code, finding.message, place(session, finding))
}

/// The same of one that is ignored, and why.
pub fn ignored_words(session: &Session, one: &Suppressed) -> String {
    format!("{} ignored: {}", words(session, &one.finding), one.reason)
}
