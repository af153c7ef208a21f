//! One of a few: what is chosen, and a menu of the rest.
//! Knows nothing of what is chosen from.

use egui::{Color32, CornerRadius, Id, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2};

use crate::gui::icons;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::paint_elided;

/// How it stands out while nobody points at it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Like a field.
    Framed,
    /// As plain text, for a cell of a table.
    Bare,
}

/// Shows what is chosen as a button as wide as there is room, and the rest when it is pressed. Says what was picked.
pub(super) fn choice<T: PartialEq + Clone>(
    ui: &mut Ui,
    id: Id,
    name: &str,
    now: Option<&T>,
    shown: &str,
    options: &[(T, String)],
    look: Look,
) -> (Response, Option<T>) {
    let response = button(ui, id, name, shown, look);
    let mut picked = None;
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(response.rect.width().max(120.0));
        ui.spacing_mut().item_spacing.y = 0.0;
        for (option, text) in options {
            if ui.selectable_label(now == Some(option), text).clicked() {
                picked = Some(option.clone());
                ui.close();
            }
        }
    });
    (response, picked)
}

/// A button that looks like a field, with a chevron.
pub(super) fn button(ui: &mut Ui, id: Id, name: &str, shown: &str, look: Look) -> Response {
    let tokens = Tokens::of(ui);
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), size::CONTROL));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(shown.to_owned());
        info
    });
    let lit = response.hovered() || response.has_focus() || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
    let (ground, border) = match (look, lit) {
        (Look::Framed, false) => (tokens.bg2, tokens.line),
        (Look::Framed, true) => (tokens.bg3, tokens.line),
        (Look::Bare, false) => (Color32::TRANSPARENT, Color32::TRANSPARENT),
        (Look::Bare, true) => (Color32::TRANSPARENT, tokens.line),
    };
    let painter = ui.painter();
    painter.rect(rect, CornerRadius::same(size::INPUT_ROUND), ground, Stroke::new(1.0, border), StrokeKind::Inside);
    let padding = match look {
        Look::Framed => gap::S,
        Look::Bare => 6.0,
    };
    let chevron = size::ICON + gap::XS;
    let marked = lit || look == Look::Framed;
    let right = if marked { rect.right() - chevron } else { rect.right() };
    let words = Rect::from_min_max(pos2(rect.left() + padding, rect.top()), pos2(right, rect.bottom()));
    let whole = paint_elided(painter, words, shown, font::text(), tokens.text);
    if marked {
        let at = Rect::from_center_size(pos2(rect.right() - chevron / 2.0 - 2.0, rect.center().y), Vec2::splat(size::ICON));
        icons::CHEVRON_DOWN.paint_sized(ui, at, tokens.text_quiet, 12.0);
    }
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::INPUT_ROUND);
    }
    if whole { response } else { response.on_hover_text(shown) }
}
