//! The plan: what applying the design to a cluster would change, object by object, and what came of applying it.
//! Knows nothing of how a cluster is asked.

mod bar;
mod foot;
mod row;
mod sides;
mod table;
pub(super) mod words;

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Id, Spinner, Stroke, Ui, UiBuilder, Vec2};

pub use bar::{tab_count, tab_note};

use super::{Asks, Cx, clusters, drift};
use crate::gui::clusters::{Fetch, Of};
use crate::gui::command::Command;
use crate::gui::state::{Below, Focus, ViewState};
use crate::gui::theme::{Tokens, gap};
use crate::gui::widgets::{counted, empty_state};

/// How much of the width the objects take.
const SHARE: f32 = 0.46;

/// What the panel remembers from frame to frame.
#[derive(Default)]
struct Memory {
    /// The row under the cursor.
    cursor: usize,
    sides: sides::Memory,
}

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let kept = Id::unique("plan");
    let memory = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Memory>>>(kept).clone());
    let memory = &mut *memory.lock();
    let wanted = view.focus.take_if(|focus| *focus == Focus::Below(Below::Plan)).is_some();
    let clusters = &view.clusters;
    let Some(planned) = clusters.plan.plan.known() else {
        memory.cursor = 0;
        return nothing(ui, cx, view, asks);
    };
    if planned.rows.is_empty() {
        let why = match planned.of {
            Of::Design(_) => "No service of this design is for Kubernetes",
            Of::Undo(_) => "Nothing came of that apply, so there is nothing to undo",
        };
        if empty_state(ui, "Nothing to plan", why, Some(Command::PlanAgain.text())) {
            asks.run(Command::PlanAgain);
        }
        return;
    }
    memory.cursor = memory.cursor.min(planned.rows.len() - 1);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let all = ui.available_rect_before_wrap();
    let middle = (all.left() + all.width() * SHARE).round();
    let (left, right) = all.split_left_right_at_x(middle);
    ui.scope_builder(UiBuilder::new().max_rect(left), |ui| {
        ui.set_clip_rect(left.intersect(ui.clip_rect()));
        table::show(ui, cx, &view.clusters, planned, asks, &mut memory.cursor, wanted);
    });
    ui.painter().vline(middle, all.y_range(), Stroke::new(1.0 / ui.ctx().pixels_per_point(), cx.tokens.line));
    let mut way = clusters.plan.sides;
    let right = right.with_min_x(middle + 1.0);
    ui.scope_builder(UiBuilder::new().max_rect(right), |ui| {
        ui.set_clip_rect(right.intersect(ui.clip_rect()));
        sides::show(ui, &clusters.plan, planned, memory.cursor, &mut way, &mut memory.sides);
    });
    view.clusters.plan.sides = way;
    // The words that say how long ago it was are for who reads them.
    let now = ui.input(|input| input.time);
    let ages = view.clusters.plan.plan.known().into_iter().map(|planned| now - planned.at);
    let ages = ages.chain(view.clusters.watching.drifts.values().map(|seen| now - seen.at));
    if ui.input(|input| input.focused) {
        ui.ctx().request_repaint_after(drift::until_next(ages));
    }
}

/// There is no plan: what this place will show, and the act that fills it.
fn nothing(ui: &mut Ui, cx: &Cx<'_>, view: &ViewState, asks: &mut Asks) {
    let (clusters, plan) = (&view.clusters, &view.clusters.plan);
    let name = clusters.context(cx.settings).map_or("a cluster", |context| context.name.as_str());
    if let Some(error) = plan.plan.error() {
        return failed(ui, &error.to_string(), Command::PlanAgain, asks);
    }
    if let (None, Some(error)) = (clusters.connected(), clusters.connection.error()) {
        let again = clusters.asked.clone().map_or(Command::Connect, Command::ConnectTo);
        return failed(ui, &error.to_string(), again, asks);
    }
    if plan.plan.is_pending() || clusters.connection.is_pending() {
        let words = match (&plan.plan, plan.done) {
            (Fetch::Pending { .. }, Some(done)) => format!("Asking {name}: {} of {}", done.done, counted(done.of, "object")),
            (Fetch::Pending { .. }, None) => format!("Asking {name}…"),
            (Fetch::Idle | Fetch::Done(_) | Fetch::Failed { .. }, _) => format!("Connecting to {name}…"),
        };
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.3).clamp(gap::M, 96.0));
            ui.add(Spinner::new().size(16.0).color(Tokens::of(ui).accent));
            ui.label(words);
        });
        return;
    }
    let (title, words, act) = match clusters.connected() {
        None => ("Not connected", "What applying this design to a cluster would change will stand here".to_owned(), Command::Connect),
        Some(_) => match clusters.watching.drifts.values().next() {
            None => ("Not planned yet", format!("What applying this design to {name} would change will stand here"), Command::Plan),
            Some(seen) => {
                let now = ui.input(|input| input.time);
                ui.ctx().request_repaint_after(drift::until_next(std::iter::once(now - seen.at)));
                let more = match clusters.watching.drifts.len() {
                    1 => String::new(),
                    all => format!(", and {} more", counted(all - 1, "Service")),
                };
                ("Others changed something", format!("{} {}{more}", seen.drift.object.name, drift::said(seen, now)), Command::Plan)
            }
        },
    };
    if empty_state(ui, title, &words, Some(act.text())) {
        asks.run(act);
    }
}

/// What went wrong, where the plan would be, and the way to try again.
fn failed(ui: &mut Ui, words: &str, again: Command, asks: &mut Asks) {
    ui.add_space(gap::M);
    ui.horizontal_top(|ui| {
        ui.add_space(gap::L);
        ui.vertical(|ui| {
            ui.set_max_width((ui.available_width() - gap::L).min(720.0));
            clusters::sentence(ui, words);
            ui.add_space(gap::S);
            if crate::gui::widgets::quiet_button(ui, "Try again").clicked() {
                asks.run(again);
            }
        });
    });
}
