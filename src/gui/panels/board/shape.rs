//! The measures of a card, in board points: where its head, its ports and its handles are.
//! Knows nothing of services, colours or the screen.

use egui::{Pos2, Rect, Vec2, pos2};

use crate::gui::theme::{gap, size};

/// Above the head and below the last port.
const RIM: f32 = 6.0;

/// How large a card with so many ports is; one without any keeps a line to say so.
pub fn card_size(ports: usize) -> Vec2 {
    Vec2::new(size::CARD_WIDTH, 2.0 * RIM + size::CARD_HEAD + size::ROW * ports.max(1) as f32)
}

/// The head: name, badge and namespace.
pub fn head(card: Rect) -> Rect {
    Rect::from_min_size(card.min + Vec2::new(0.0, RIM), Vec2::new(card.width(), size::CARD_HEAD))
}

/// The line of the port at a place among its service's ports.
pub fn line(card: Rect, place: usize) -> Rect {
    let top = RIM + size::CARD_HEAD + size::ROW * place as f32;
    Rect::from_min_size(card.min + Vec2::new(0.0, top), Vec2::new(card.width(), size::ROW))
}

/// What is inside a head or a line, off the edges.
pub fn inside(line: Rect) -> Rect {
    line.shrink2(Vec2::new(gap::M, 0.0))
}

/// Where calls of a port arrive.
pub fn arrives(card: Rect, place: usize) -> Pos2 {
    line(card, place).left_center()
}

/// Where calls leave.
pub fn leaves(card: Rect) -> Pos2 {
    head(card).right_center()
}

/// The place among so many ports that a height on the board is at.
pub fn place_at(card: Rect, ports: usize, y: f32) -> usize {
    let lines = (y - line(card, 0).top()) / size::ROW;
    (lines.max(0.0) as usize).min(ports.saturating_sub(1))
}

/// Which of so many lines a point is on.
pub fn line_at(card: Rect, ports: usize, at: Pos2) -> Option<usize> {
    let lines = Rect::from_min_max(line(card, 0).min, pos2(card.right(), line(card, ports).top()));
    (ports > 0 && lines.contains(at)).then(|| place_at(card, ports, at.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_where_its_points_are() {
        let card = Rect::from_min_size(pos2(40.0, 90.0), card_size(3));
        for place in 0..3 {
            assert_eq!(line_at(card, 3, line(card, place).center()), Some(place));
        }
        assert_eq!(line_at(card, 3, head(card).center()), None);
        assert_eq!(place_at(card, 3, card.bottom() + 500.0), 2);
        assert!(line(card, 2).bottom() < card.bottom());
    }
}
