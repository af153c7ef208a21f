//! Where one looks: fit, pan, zoom, and bringing a card into view.
//! Knows nothing of services.

use egui::emath::TSTransform;
use egui::{DragPanButtons, Rangef, Rect, Response, Scene, Ui, Vec2};

use crate::gui::theme::gap;

/// How far out and in one can go.
const ZOOM: Rangef = Rangef { min: 0.01, max: 2.0 };

/// Below this nobody can read a name.
const READABLE: f32 = 0.2;
/// Here one can, and sees what is around.
const CLOSE: f32 = 0.75;

/// From board points to the screen, for the part of the board that should be seen.
pub fn lens(outer: Rect, part: Rect) -> TSTransform {
    let zoom = (outer.size() / part.size()).min_elem();
    let zoom = if zoom.is_finite() { ZOOM.clamp(zoom) } else { 1.0 };
    TSTransform::new(outer.center().to_vec2() - part.center().to_vec2() * zoom, zoom)
}

/// The part to look at so that all of it is seen, never larger than it is.
pub fn fit(all: Rect, size: Vec2) -> Rect {
    let zoom = (size / (all.size() + Vec2::splat(2.0 * gap::XL))).min_elem();
    let zoom = ZOOM.clamp(zoom).min(1.0);
    // At 100 % on whole points: there, every hairline is a hairline.
    let part = Rect::from_center_size(all.center(), size / zoom);
    if zoom == 1.0 { part.translate(part.min.round() - part.min) } else { part }
}

/// The part to look at first: all of it, or where so much would be specks, what stands around one card.
pub fn first(all: Rect, card: Option<Rect>, size: Vec2) -> Rect {
    let part = fit(all, size);
    let zoom = (size / part.size()).min_elem();
    match card {
        Some(card) if zoom < READABLE => Rect::from_center_size(card.center(), size / CLOSE),
        Some(_) | None => part,
    }
}

/// The same zoom and corner in a panel of another size.
pub fn resized(part: Rect, from: Vec2, to: Vec2) -> Rect {
    Rect::from_min_size(part.min, part.size() * to / from)
}

/// The part moved as little as brings a card into view.
pub fn reveal(part: Rect, card: Rect) -> Rect {
    let room = Vec2::splat(gap::XL).min(((part.size() - card.size()) / 2.0).max(Vec2::ZERO));
    let wanted = card.expand2(room);
    let along = |low: f32, high: f32, from: f32, to: f32| if from < low { from - low } else { (to - high).max(0.0).min(from - low) };
    part.translate(Vec2::new(
        along(part.left(), part.right(), wanted.left(), wanted.right()),
        along(part.top(), part.bottom(), wanted.top(), wanted.bottom()),
    ))
}

/// The part zoomed by a factor around its middle.
pub fn zoomed(part: Rect, outer: Rect, by: f32) -> Rect {
    let zoom = ZOOM.clamp(lens(outer, part).scaling * by);
    Rect::from_center_size(part.center(), outer.size() / zoom)
}

/// Lets the wheel pan and zoom, and a drag pan if it should. Says where one looks after that, if it changed.
///
/// The scene's own layer is not used: it scales what was drawn for 100 %, and text would blur. The board draws at its zoom instead.
pub fn moved(ui: &Ui, board: &Response, lens: TSTransform, drag: Vec2) -> Option<TSTransform> {
    let mut after = lens;
    let scene = Scene::new().zoom_range(ZOOM).drag_pan_buttons(DragPanButtons::empty());
    scene.register_pan_and_zoom(ui, &mut board.clone(), &mut after);
    after.translation += drag;
    (after != lens).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn fit_shows_all_and_never_enlarges() {
        let size = vec2(660.0, 400.0);
        let outer = Rect::from_min_size(pos2(200.0, 70.0), size);
        for all in [vec2(200.0, 90.0), vec2(3000.0, 90.0), vec2(200.0, 9000.0)] {
            let all = Rect::from_min_size(pos2(-40.0, 33.0), all);
            let lens = lens(outer, fit(all, size));
            assert!(lens.scaling <= 1.0);
            assert!(outer.expand(0.5).contains_rect(lens * all), "{:?}", lens * all);
        }
    }

    #[test]
    fn reveal_moves_no_more_than_it_must() {
        let part = Rect::from_min_size(pos2(0.0, 0.0), vec2(660.0, 400.0));
        let card = |x, y| Rect::from_min_size(pos2(x, y), vec2(214.0, 92.0));
        assert_eq!(reveal(part, card(100.0, 100.0)), part);
        assert_eq!(reveal(part, card(600.0, 100.0)).min, pos2(600.0 + 214.0 + 24.0 - 660.0, 0.0));
        assert_eq!(reveal(part, card(-300.0, -50.0)).min, pos2(-324.0, -74.0));
    }
}
