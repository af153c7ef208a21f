//! How one line of the list looks.
//! Knows nothing of clicks or keys.

use egui::{Align2, CornerRadius, Pos2, Rect, Response, Ui};

use super::NO_NAMESPACE;
use crate::check::Severity;
use crate::design::Service;
use crate::gui::clusters::Seen;
use crate::gui::icons;
use crate::gui::panels::drift;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{paint_badge, paint_elided};

/// From the edge of a line to its chevron.
const INDENT: f32 = 21.0;

/// What the pointer and the keyboard do at a line.
pub struct State<'a> {
    /// Hovered, pressed, or neither.
    pub response: &'a Response,
    /// Whether the service is selected.
    pub selected: bool,
    /// Whether the keyboard is here.
    pub cursor: bool,
}

/// Whether a group can be folded, and is.
#[derive(Clone, Copy, PartialEq)]
pub enum Fold {
    /// Its services are shown.
    Open,
    /// They are not.
    Folded,
    /// They are shown for as long as something is searched for.
    Searched,
}

/// The words of a namespace, also where there is none.
pub fn namespace_words(name: &str) -> &str {
    if name.is_empty() { NO_NAMESPACE } else { name }
}

fn ground(ui: &Ui, rect: Rect, state: &State<'_>) {
    let tokens = Tokens::of(ui);
    let round = CornerRadius::same(size::INPUT_ROUND);
    if state.selected {
        ui.painter().rect_filled(rect, round, tokens.accent_wash);
    } else if state.response.hovered() {
        ui.painter().rect_filled(rect, round, tokens.bg2);
    }
    if state.cursor {
        theme::focus_ring(ui, rect.shrink(2.0), size::INPUT_ROUND);
    }
}

/// Paints words at the right end of a line, and says where they begin.
fn at_right(ui: &Ui, rect: Rect, text: String) -> f32 {
    let at = Pos2::new(rect.right(), rect.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, text, font::label(), Tokens::of(ui).text_faint).left()
}

/// The head of a group. Says whether all of its words are seen.
pub fn paint_namespace(ui: &Ui, rect: Rect, name: &str, count: usize, fold: Fold, state: &State<'_>) -> bool {
    let tokens = Tokens::of(ui);
    ground(ui, rect, state);
    let inner = rect.shrink2(egui::vec2(gap::XS, 0.0));
    let chevron = match fold {
        Fold::Open => Some(icons::CHEVRON_DOWN),
        Fold::Folded => Some(icons::CHEVRON_RIGHT),
        Fold::Searched => None,
    };
    if let Some(icon) = chevron {
        let at = Rect::from_min_size(inner.min, egui::vec2(size::ICON, rect.height()));
        icon.paint_sized(ui, at, tokens.text_faint, size::ICON - 2.0);
    }
    let left = at_right(ui, inner, count.to_string());
    let words = Rect::from_min_max(Pos2::new(rect.left() + INDENT, rect.top()), Pos2::new(left - gap::XS, rect.bottom()));
    paint_elided(ui.painter(), words, namespace_words(name), font::text(), tokens.text_quiet)
}

/// A service. Says whether all of its name is seen.
pub fn paint_service(ui: &Ui, rect: Rect, service: &Service, worst: Option<Severity>, drift: Option<&Seen>, state: &State<'_>) -> bool {
    let tokens = Tokens::of(ui);
    ground(ui, rect, state);
    let mut inner = rect.shrink2(egui::vec2(gap::XS, 0.0));
    if let Some(severity) = worst {
        let badge = Rect::from_min_max(Pos2::new(inner.right() - size::ICON, inner.top()), inner.max);
        paint_badge(ui, badge, severity);
        inner.max.x = badge.left() - gap::XS - 2.0;
    }
    if drift.is_some() {
        let sign = Rect::from_min_max(Pos2::new(inner.right() - size::ICON, inner.top()), inner.max);
        drift::sign(ui, sign);
        inner.max.x = sign.left() - gap::XS - 2.0;
    }
    let left = at_right(ui, inner, service.ports.len().to_string());
    let words = Rect::from_min_max(Pos2::new(rect.left() + INDENT, rect.top()), Pos2::new(left - gap::XS, rect.bottom()));
    let font = if state.selected { font::medium() } else { font::text() };
    let (name, color) = if service.name.is_empty() { ("no name", tokens.text_faint) } else { (service.name.as_str(), tokens.text) };
    paint_elided(ui.painter(), words, name, font, color)
}

/// What a screen reader says of a service.
pub fn service_words(service: &Service, worst: Option<Severity>, seen: Option<&Seen>) -> String {
    let ports = match service.ports.len() {
        1 => "1 port".to_owned(),
        count => format!("{count} ports"),
    };
    let worst = worst.map(|severity| format!(", {}", severity.keyword())).unwrap_or_default();
    let drift = seen.map(|seen| format!(", {}", drift::did(seen))).unwrap_or_default();
    format!("{}, {ports}{worst}{drift}", service.full_name())
}
