//! The chip of a protocol: its word on 15 % of its colour; a dashed outline where nothing was said.

use egui::{Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

use crate::design::ServicePort;
use crate::gui::theme::{self, Tokens, font, size};
use crate::protocol::Protocol;

const HEIGHT: f32 = 18.0;
const PADDING: f32 = 7.0;

/// The word on a chip: the protocol's, or the value found in a manifest.
fn word(protocol: Option<Protocol>, hint: Option<&str>) -> String {
    match (hint, protocol) {
        (Some(raw), _) => raw.to_owned(),
        (None, Some(protocol)) => protocol.spec().short.to_owned(),
        (None, None) => "not said".to_owned(),
    }
}

fn color(tokens: &Tokens, protocol: Option<Protocol>, hint: Option<&str>) -> Color32 {
    if hint.is_some() { tokens.warning } else { tokens.of_protocol(protocol) }
}

/// How large the chip of a port is.
pub fn chip_size(painter: &Painter, protocol: Option<Protocol>, hint: Option<&str>) -> Vec2 {
    let galley = painter.layout_no_wrap(word(protocol, hint), font::chip(), Color32::PLACEHOLDER);
    Vec2::new(galley.size().x + 2.0 * PADDING, HEIGHT)
}

/// Paints a chip with its right edge in the middle of the right side of `rect`, and says where it is.
pub fn paint_chip(painter: &Painter, tokens: &Tokens, rect: Rect, protocol: Option<Protocol>, hint: Option<&str>) -> Rect {
    let wanted = chip_size(painter, protocol, hint).min(Vec2::new(rect.width(), HEIGHT));
    let at = Rect::from_min_size(Pos2::new(rect.right() - wanted.x, rect.center().y - HEIGHT / 2.0), wanted);
    let color = color(tokens, protocol, hint);
    if protocol.is_none() && hint.is_none() {
        let corners = [at.left_top(), at.right_top(), at.right_bottom(), at.left_bottom(), at.left_top()];
        painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, color), 3.0, 2.0));
    } else {
        let ground = if color == tokens.text_quiet { tokens.bg3 } else { theme::chip_ground(color) };
        painter.rect_filled(at, CornerRadius::same(size::INPUT_ROUND - 1), ground);
    }
    let text = painter.with_clip_rect(at.intersect(painter.clip_rect()));
    text.text(at.center(), Align2::CENTER_CENTER, word(protocol, hint), font::chip(), color);
    at
}

/// A chip that opens the picker; named for the port it belongs to.
pub fn chip(ui: &mut Ui, port: &ServicePort) -> Response {
    let wanted = chip_size(ui.painter(), port.protocol, port.hint.as_deref());
    let (rect, response) = ui.allocate_exact_size(Vec2::new(wanted.x, size::HIT), Sense::click());
    let name = format!("Protocol of port {}: {}", port.port, word(port.protocol, port.hint.as_deref()));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    paint_chip(ui.painter(), Tokens::of(ui), rect, port.protocol, port.hint.as_deref());
    if response.has_focus() {
        theme::focus_ring(ui, rect.shrink2(Vec2::new(0.0, 3.0)), size::INPUT_ROUND);
    }
    response
}
