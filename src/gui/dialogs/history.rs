//! What was applied before, the newest first, each with the way to undo it.
//! Knows nothing of what undoing would change: that is planned, and looked at first.

use std::time::SystemTime;

use egui::{Align, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo, vec2};

use super::ask::ago;
use super::{Next, buttons, close, keyboard, paragraph};
use crate::cluster::Past;
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::Clusters;
use crate::gui::theme::{Tokens, font, size};
use crate::gui::widgets::{elided, quiet_button};

/// The height of one of them: two lines.
const ROW: f32 = 2.0 * size::YAML_LINE + 8.0;

/// Shows it.
pub fn ui(ui: &mut Ui, clusters: &Clusters, asks: &mut Asks) -> Next {
    let mut next = Next::Stay;
    match clusters.plan.history.known().map(Vec::as_slice) {
        None => {
            paragraph(ui, "Reading what was applied…");
            // The keyboard waits for what there will be to undo.
            return buttons(ui, |ui| if quiet_button(ui, "Close").clicked() { Next::Close } else { Next::Stay });
        }
        Some([]) => paragraph(ui, "Nothing was applied from here yet."),
        Some(past) => {
            paragraph(ui, "Undoing is planned first and changes nothing until you apply it. What somebody changed since is left alone.");
            let room = (ui.ctx().content_rect().height() * 0.5).max(2.0 * ROW);
            ui.spacing_mut().item_spacing.y = 0.0;
            ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show_rows(ui, ROW, past.len(), |ui, range| {
                for one in past.get(range).unwrap_or_default() {
                    if row(ui, clusters, one) {
                        asks.run(Command::PlanUndo(Box::new(one.clone())));
                        next = Next::Close;
                    }
                }
            });
        }
    }
    match close(ui) {
        Next::Close => Next::Close,
        Next::Stay => next,
    }
}

/// One apply. Says whether it is to be undone.
fn row(ui: &mut Ui, clusters: &Clusters, past: &Past) -> bool {
    let tokens = Tokens::of(ui);
    let age = SystemTime::now().duration_since(past.at).map(ago).unwrap_or_default();
    let why_not = why_not(clusters, past);
    let here = why_not.is_none();
    ui.allocate_ui_with_layout(vec2(ui.available_width(), ROW), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_height(ROW);
        let button = ui.add_enabled_ui(here, |ui| quiet_button(ui, "Undo…")).inner;
        if here {
            keyboard::first(ui, &button);
        }
        button.widget_info(|| WidgetInfo::labeled(Role::Button, here, format!("Undo the apply of {age} on {}", past.place.context)));
        let button = why_not.into_iter().fold(button, |button, why| button.on_disabled_hover_text(why));
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.add_space(4.0);
            elided(ui, &format!("{age} · {}", past.words()), font::text(), tokens.text);
            let of = past.design();
            ui.add(
                egui::Label::new(RichText::new(format!("{of} on {}", past.place.context)).font(font::label()).color(tokens.text_faint))
                    .truncate(),
            );
        });
        button.clicked()
    })
    .inner
}

/// Why it cannot be undone now.
fn why_not(clusters: &Clusters, past: &Past) -> Option<String> {
    if past.changes.is_empty() {
        return Some("Nothing was changed by it".to_owned());
    }
    if clusters.plan.applying.is_some() {
        return Some("Something is being applied: stop it, or wait until it has ended".to_owned());
    }
    // By whichever context: it is the cluster that counts.
    let here = clusters.connected().is_some_and(|connected| connected.place.server == past.place.server);
    (!here).then(|| format!("Connect to {} first", past.place.context))
}
