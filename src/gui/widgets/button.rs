//! Buttons: an icon, the one primary, quiet ones, tabs. Each has a name for a screen reader and a visible focus.

use egui::{Align2, Color32, CornerRadius, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

use crate::gui::icons::Icon;
use crate::gui::theme::{self, Tokens, font, gap, size};

/// A square button with an icon alone: its name is its tooltip.
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    selected: bool,
    enabled: bool,
}

impl<'a> IconButton<'a> {
    /// An icon and what it does.
    pub fn new(icon: Icon, name: &'a str) -> IconButton<'a> {
        IconButton { icon, name, selected: false, enabled: true }
    }

    /// Whether what it shows is on.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Whether it can be pressed.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Shows it; the tooltip says its name.
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::HIT), sense);
        response.widget_info(|| WidgetInfo::selected(Role::Button, self.enabled, self.selected, self.name));
        if ui.is_rect_visible(rect) {
            let ground = if self.selected || response.is_pointer_button_down_on() {
                tokens.bg3
            } else if response.hovered() && self.enabled {
                tokens.bg2
            } else {
                Color32::TRANSPARENT
            };
            ui.painter().rect_filled(rect, CornerRadius::same(size::INPUT_ROUND), ground);
            let color = match (self.enabled, self.selected || response.hovered()) {
                (false, _) => tokens.text_faint.gamma_multiply(0.5),
                (true, true) => tokens.text,
                (true, false) => tokens.text_quiet,
            };
            self.icon.paint(ui, rect, color);
            if response.has_focus() {
                theme::focus_ring(ui, rect, size::INPUT_ROUND);
            }
        }
        response.on_hover_text(self.name)
    }
}

struct Paint {
    font: FontId,
    text: Color32,
    ground: Color32,
    hovered: Color32,
    border: Color32,
    padding: f32,
}

fn worded(ui: &mut Ui, text: &str, kind: Role, selected: Option<bool>, paint: &Paint) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), paint.font.clone(), paint.text);
    let wanted = Vec2::new(galley.size().x + 2.0 * paint.padding, size::CONTROL);
    let sense = if ui.is_enabled() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(wanted, sense);
    response.widget_info(|| match selected {
        Some(selected) => WidgetInfo::selected(kind, ui.is_enabled(), selected, text),
        None => WidgetInfo::labeled(kind, ui.is_enabled(), text),
    });
    if ui.is_rect_visible(rect) {
        let ground = if response.hovered() || response.is_pointer_button_down_on() { paint.hovered } else { paint.ground };
        let border = Stroke::new(1.0, paint.border);
        ui.painter().rect(rect, CornerRadius::same(size::INPUT_ROUND), ground, border, StrokeKind::Inside);
        let color = if ui.is_enabled() { paint.text } else { paint.text.gamma_multiply(0.5) };
        ui.painter().galley_with_override_text_color(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, color);
        if response.has_focus() {
            // A ring of brass around brass needs a gap to be seen.
            let (ring, round) =
                if paint.ground == Tokens::of(ui).accent { (rect.expand(2.0), size::INPUT_ROUND + 2) } else { (rect, size::INPUT_ROUND) };
            theme::focus_ring(ui, ring, round);
        }
    }
    response
}

/// The one primary button of a place: brass.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let tokens = Tokens::of(ui);
    let paint = Paint {
        font: font::strong(),
        text: if ui.is_enabled() { tokens.on_accent } else { tokens.text_quiet },
        ground: if ui.is_enabled() { tokens.accent } else { tokens.bg3 },
        hovered: tokens.accent.gamma_multiply(0.9),
        border: Color32::TRANSPARENT,
        padding: gap::M,
    };
    worded(ui, text, Role::Button, None, &paint)
}

/// Every other button with words.
pub fn quiet_button(ui: &mut Ui, text: &str) -> Response {
    let tokens = Tokens::of(ui);
    let paint =
        Paint { font: font::text(), text: tokens.text, ground: tokens.bg2, hovered: tokens.bg3, border: tokens.line, padding: gap::M };
    worded(ui, text, Role::Button, None, &paint)
}

/// A tab; the active one stands on a ground of its own.
pub fn tab(ui: &mut Ui, text: &str, active: bool) -> Response {
    let tokens = Tokens::of(ui);
    let paint = Paint {
        font: if active { font::medium() } else { font::text() },
        text: if active { tokens.text } else { tokens.text_quiet },
        ground: if active { tokens.bg3 } else { Color32::TRANSPARENT },
        hovered: tokens.bg3,
        border: Color32::TRANSPARENT,
        padding: 10.0,
    };
    worded(ui, text, Role::Tab, Some(active), &paint)
}
