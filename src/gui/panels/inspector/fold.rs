//! A part that can be folded away: its name, what is in it in a few words, and whether something in it is wrong.
//! Knows nothing of what is in it.

use egui::{Id, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2};

use crate::check::Severity;
use crate::gui::icons;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{paint_badge, paint_elided};

/// A part that can be folded away; remembered by its name.
pub(super) struct Fold<'a> {
    pub name: &'static str,
    /// What a screen reader says, and the eye reads.
    pub title: &'a str,
    /// What is in it, in a few words.
    pub summary: &'a str,
    /// The worst that is wrong in it.
    pub worst: Option<Severity>,
    /// Whether something in it is looked for: that opens it.
    pub sought: bool,
}

impl Fold<'_> {
    /// Shows its head, with room for buttons at the right end of it, and says whether it is open, and where the buttons go.
    pub fn show(&self, ui: &mut Ui, buttons: f32) -> (bool, Rect) {
        let tokens = Tokens::of(ui);
        let id = Id::unique(("inspector fold", self.name));
        let mut open = ui.data_mut(|data| data.get_persisted::<bool>(id).unwrap_or(false));
        let (_, line) = ui.allocate_space(Vec2::new(ui.available_width(), size::ROW + gap::XS));
        ui.painter().hline(line.x_range().expand(gap::S), line.top(), egui::Stroke::new(1.0, tokens.line));
        let rect = Rect::from_min_max(pos2(line.left() - gap::XS, line.top() + 2.0), pos2(line.right() - buttons, line.bottom() - 2.0));
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, self.title));
        if response.clicked() || (self.sought && !open) {
            open = !open;
            ui.data_mut(|data| data.insert_persisted(id, open));
        }
        let icon = if open { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
        let color = if response.hovered() { tokens.text } else { tokens.text_quiet };
        icon.paint_sized(ui, Rect::from_center_size(pos2(line.left() + 5.0, line.center().y), Vec2::splat(size::ICON)), color, 11.0);
        let title = ui.painter().layout_no_wrap(self.title.to_owned(), font::label_strong(), color);
        let mut x = line.left() + size::ICON + gap::XS;
        let height = title.size().y;
        let wide = title.size().x;
        ui.painter().galley(pos2(x, line.center().y - height / 2.0), title, color);
        x += wide + gap::S;
        if let Some(severity) = self.worst {
            paint_badge(ui, Rect::from_center_size(pos2(x + size::ICON / 2.0, line.center().y), Vec2::splat(size::ICON)), severity);
            x += size::ICON + gap::S;
        }
        let rest = Rect::from_min_max(pos2(x, line.top()), pos2(rect.right(), line.bottom()));
        paint_elided(ui.painter(), rest, self.summary, font::label(), tokens.text_faint);
        if response.has_focus() {
            theme::focus_ring(ui, rect, size::INPUT_ROUND);
        }
        (open, Rect::from_min_max(pos2(rect.right(), line.top()), line.max))
    }
}
