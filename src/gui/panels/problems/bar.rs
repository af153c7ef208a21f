//! Above the problems: which severities, which words, what stands together, and all fixes at once.
//! Knows nothing of the problems themselves.

use egui::{Align, CornerRadius, Layout, Popup, Role, Sense, Ui, Vec2, WidgetInfo};

use super::list::Grouping;
use super::{FixPreview, Problems, counted, fixes, grouped};
use crate::check::Severity;
use crate::gui::icons;
use crate::gui::panels::Cx;
use crate::gui::state::{Dialog, ViewState};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Input, paint_badge, quiet_button};

/// The severities as they are filtered, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// Shows it.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, problems: &mut Problems) {
    let counts = cx.session.counts();
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), size::TABS), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = gap::XS;
        ui.add_space(gap::S);
        for (severity, number) in SEVERITIES.into_iter().zip([counts.errors, counts.warnings, counts.hints]) {
            let shown = !problems.asked.hidden.contains(&severity);
            if number > 0 && (Chip { words: counted(number, severity), shown, badge: Some(severity) }).show(ui) {
                problems.asked.toggle(severity);
            }
        }
        let silent = cx.session.silent();
        if silent > 0 && (Chip { words: format!("{} ignored", grouped(silent)), shown: problems.asked.ignored, badge: None }).show(ui) {
            problems.asked.ignored = !problems.asked.ignored;
        }
        ui.add_space(gap::XS);
        Input::new("Filter problems", &mut problems.asked.text).hint("Filter").width(180.0).show(ui);
        ui.add_space(gap::XS);
        show_grouping(ui, &mut problems.asked.grouping);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(gap::S);
            let safe = counts.safe;
            if safe > 0 && quiet_button(ui, &format!("Fix all safe ones ({safe})…")).on_hover_text(fixes::WHICH).clicked() {
                view.dialog = Some(Dialog::Fix(Box::new(FixPreview::all_safe(cx.session))));
            }
        });
    });
}

/// The choice of what stands together.
fn show_grouping(ui: &mut Ui, grouping: &mut Grouping) {
    let tokens = Tokens::of(ui);
    let chevron = icons::CHEVRON_DOWN.image().tint(tokens.text_quiet).fit_to_exact_size(Vec2::splat(12.0));
    let button = ui.add(egui::Button::new((grouping.label(), chevron)).frame_when_inactive(false));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Group problems: {}", grouping.label())));
    if button.has_focus() {
        theme::focus_ring(ui, button.rect, size::INPUT_ROUND);
    }
    Popup::menu(&button).show(|ui| {
        for each in Grouping::ALL {
            let chosen = *grouping == each;
            let option = ui.add(egui::Button::new(each.label()).selected(chosen));
            option.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, each.label()));
            if option.clicked() {
                *grouping = each;
            }
        }
    });
}

/// A chip that shows or hides some of the problems.
struct Chip {
    words: String,
    shown: bool,
    badge: Option<Severity>,
}

impl Chip {
    /// Shows it. Says whether it was pressed.
    fn show(self, ui: &mut Ui) -> bool {
        let tokens = Tokens::of(ui);
        let color = if self.shown { tokens.text } else { tokens.text_faint };
        let galley = ui.painter().layout_no_wrap(self.words.clone(), font::label(), color);
        let badge = self.badge.map_or(0.0, |_| size::ICON + gap::S - 2.0);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(galley.size().x + badge + 2.0 * gap::S, size::HIT), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.shown, &self.words));
        let ground = if response.hovered() || self.shown { tokens.bg3 } else { tokens.bg1 };
        ui.painter().rect_filled(rect, CornerRadius::same(size::INPUT_ROUND), ground);
        if let Some(severity) = self.badge {
            paint_badge(ui, rect.with_max_x(rect.left() + badge + gap::S), severity);
        }
        let at = egui::pos2(rect.right() - gap::S - galley.size().x, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
        if response.has_focus() {
            theme::focus_ring(ui, rect, size::INPUT_ROUND);
        }
        response.on_hover_text(if self.shown { "Hide these" } else { "Show these" }).clicked()
    }
}
