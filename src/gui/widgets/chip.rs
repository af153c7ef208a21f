//! The chip of a protocol: its word on 15 % of its colour; a dashed outline where nothing was said.
//! Knows nothing of what a press on it does.

use std::f32::consts::FRAC_PI_2;

use egui::{Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use super::label::paint_elided;
use crate::design::ServicePort;
use crate::gui::theme::{self, Tokens, font, size};
use crate::protocol::Protocol;

const HEIGHT: f32 = 18.0;
const PADDING: f32 = 7.0;
/// Into how many lines a corner of the dashed outline is cut.
const CORNER: u8 = 4;

/// What a chip says, and how large: 1 is as designed, the board has its own.
#[derive(Clone, Copy, Debug)]
pub struct Chip<'a> {
    /// What the app speaks.
    pub protocol: Option<Protocol>,
    /// The value found in a manifest, which no protocol has.
    pub hint: Option<&'a str>,
    /// How large.
    pub scale: f32,
    name: Name,
}

/// Which of a protocol's names it says.
#[derive(Clone, Copy, Debug)]
enum Name {
    Short,
    Full,
}

impl<'a> Chip<'a> {
    /// The chip of a protocol.
    pub fn new(protocol: Option<Protocol>, hint: Option<&'a str>) -> Chip<'a> {
        Chip { protocol, hint, scale: 1.0, name: Name::Short }
    }

    /// The chip of a port.
    pub fn of(port: &'a ServicePort) -> Chip<'a> {
        Chip::new(port.protocol, port.hint.as_deref())
    }

    /// The same in another size.
    pub fn scaled(self, scale: f32) -> Chip<'a> {
        Chip { scale, ..self }
    }

    /// The same with the protocol's full name: `HTTP/1.1`.
    pub fn in_full(self) -> Chip<'a> {
        Chip { name: Name::Full, ..self }
    }

    /// The word on it: the protocol's, or the value found in a manifest.
    pub fn word(self) -> &'a str {
        match (self.hint, self.protocol, self.name) {
            (Some(raw), ..) => raw,
            (None, Some(protocol), Name::Short) => protocol.spec().short,
            (None, Some(protocol), Name::Full) => protocol.spec().label,
            (None, None, _) => "not said",
        }
    }

    fn color(self, tokens: &Tokens) -> Color32 {
        if self.hint.is_some() { tokens.warning } else { tokens.of_protocol(self.protocol) }
    }

    /// In quarters of a pixel: a font of every size there is would fill the atlas while one zooms.
    fn font(self) -> FontId {
        let font = font::chip();
        FontId::new((font.size * self.scale * 4.0).round() / 4.0, font.family)
    }

    /// How large it is when all of its word is seen.
    pub fn size(self, painter: &Painter) -> Vec2 {
        let galley = painter.layout_no_wrap(self.word().to_owned(), self.font(), Color32::PLACEHOLDER);
        Vec2::new((galley.size().x + 2.0 * PADDING * self.scale).ceil(), HEIGHT * self.scale)
    }

    /// Paints it with its right edge in the middle of the right side of `rect`, its word elided where it does not fit, and says where it is.
    pub fn paint(self, painter: &Painter, tokens: &Tokens, rect: Rect) -> Rect {
        let whole = self.size(painter);
        let wanted = Vec2::new(whole.x.min(rect.width()), whole.y);
        let at = Rect::from_min_size(Pos2::new(rect.right() - wanted.x, rect.center().y - wanted.y / 2.0), wanted);
        let (color, round) = (self.color(tokens), self.round());
        if self.protocol.is_none() && self.hint.is_none() {
            painter.extend(dashed(at.shrink(0.5), f32::from(round), Stroke::new(1.0, color)));
        } else {
            let ground = if color == tokens.text_quiet { tokens.bg3 } else { theme::chip_ground(color) };
            painter.rect_filled(at, CornerRadius::same(round), ground);
        }
        let word = at.shrink2(Vec2::new(PADDING * self.scale - 1.0, 0.0));
        paint_elided(painter, word.with_max_x(word.right() + 2.0), self.word(), self.font(), color);
        at
    }

    /// How round its corners are.
    pub fn round(self) -> u8 {
        (f32::from(size::INPUT_ROUND - 1) * self.scale).round() as u8
    }
}

/// A dashed outline with round corners.
fn dashed(rect: Rect, round: f32, stroke: Stroke) -> Vec<Shape> {
    let inner = rect.shrink(round);
    let corners = [(inner.right_top(), -1.0), (inner.right_bottom(), 0.0), (inner.left_bottom(), 1.0), (inner.left_top(), 2.0)];
    let arc = |(center, quarter): (Pos2, f32)| {
        (0..=CORNER).map(move |step| center + Vec2::angled((quarter + f32::from(step) / f32::from(CORNER)) * FRAC_PI_2) * round)
    };
    let mut path: Vec<Pos2> = corners.into_iter().flat_map(arc).collect();
    path.extend(path.first().copied());
    Shape::dashed_line(&path, stroke, 3.0, 2.0)
}
