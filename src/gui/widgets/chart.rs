//! The only ornament: rhumb lines behind board and welcome, and the compass rose.

use egui::load::Bytes;
use egui::{Image, ImageSource, Painter, Pos2, Rect, Stroke, Ui, Vec2};

use crate::gui::theme::Tokens;

/// How many lines leave a point of the chart, as on a portolan.
const RAYS: usize = 16;

/// Rhumb lines from two points of a place, faint.
pub fn rhumb_lines(painter: &Painter, tokens: &Tokens, rect: Rect) {
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let color = tokens.text.gamma_multiply(0.03);
    let reach = rect.size().length();
    for at in [Vec2::new(0.84, 0.14), Vec2::new(0.23, 0.72)] {
        let from: Pos2 = rect.min + rect.size() * at;
        for ray in 0..RAYS * 2 {
            let angle = std::f32::consts::TAU * ray as f32 / (RAYS * 2) as f32;
            painter.line_segment([from, from + Vec2::angled(angle) * reach], Stroke::new(1.0, color));
        }
        painter.circle_filled(from, 1.5, tokens.text_faint.gamma_multiply(0.6));
    }
}

/// The compass rose.
pub fn rose(ui: &mut Ui, side: f32) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(side), egui::Sense::hover());
    let layer = |uri: &'static str, bytes: &'static [u8]| Image::new(ImageSource::Bytes { uri: uri.into(), bytes: Bytes::Static(bytes) });
    layer("bytes://rose-quiet.svg", include_bytes!("../../../assets/rose-quiet.svg")).tint(tokens.text_faint).paint_at(ui, rect);
    layer("bytes://rose-accent.svg", include_bytes!("../../../assets/rose-accent.svg")).tint(tokens.accent).paint_at(ui, rect);
}
