//! At the end of the bar of tabs: which cluster answered and when, and the acts on a plan.
//! Knows nothing of the objects in it.

use std::time::Duration;

use egui::{Align, Layout, RichText, Spinner, Ui};

use crate::gui::clusters::{Clusters, Of, PlanView, Planned};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::ViewState;
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{counted, elided, grouped, pill, primary_button, quiet_button};

/// How many objects would change or are in conflict, beside the tab.
pub fn tab_count(ui: &mut Ui, view: &ViewState) {
    let plan = &view.clusters.plan;
    let Some(planned) = plan.plan.known().filter(|_| plan.progress.is_none()) else { return };
    let open = planned.changes + planned.conflicts;
    if open > 0 {
        pill(ui, open, Tokens::of(ui).warning).on_hover_text(counted(open, "change"));
        ui.add_space(gap::XS);
    }
}

/// Shows it, from the right.
pub fn tab_note(ui: &mut Ui, view: &ViewState, asks: &mut Asks) {
    let (clusters, plan) = (&view.clusters, &view.clusters.plan);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(gap::XS);
        ui.spacing_mut().item_spacing.x = gap::S;
        if let (Some(_), Some(progress)) = (plan.applying, &plan.progress) {
            act(ui, &Command::StopApplying, asks);
            let words = format!("applying {} of {}", grouped(progress.results.len().min(progress.of)), counted(progress.of, "change"));
            return busy(ui, &words);
        }
        if plan.plan.is_pending() {
            act(ui, &Command::StopPlanning, asks);
            let far = plan.done.map_or(String::new(), |done| format!(" {} of {}", grouped(done.done), counted(done.of, "object")));
            return busy(ui, &format!("planning{far}"));
        }
        let Some(planned) = plan.plan.known() else {
            if clusters.connected().is_some() && plan.plan.error().is_none() {
                act(ui, &Command::Plan, asks);
            }
            return;
        };
        primary(ui, plan, planned, asks);
        act(ui, &Command::PlanAgain, asks);
        note(ui, clusters, plan, planned);
    });
}

fn act(ui: &mut Ui, command: &Command, asks: &mut Asks) {
    if quiet_button(ui, command.text()).clicked() {
        asks.run(command.clone());
    }
}

fn busy(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    elided(ui, words, font::label(), tokens.text_quiet);
    ui.add(Spinner::new().size(12.0).color(tokens.accent));
}

/// Applying, or undoing what was just applied.
fn primary(ui: &mut Ui, plan: &PlanView, planned: &Planned, asks: &mut Asks) {
    if let Some(past) = plan.progress.as_ref().and_then(|progress| progress.past.as_ref()) {
        if !past.changes.is_empty() && quiet_button(ui, "Undo this apply…").clicked() {
            asks.run(Command::PlanUndo(past.clone()));
        }
        return;
    }
    let why_not = plan.why_not();
    let words = match planned.changes {
        0 => "Apply".to_owned(),
        changes => format!("Apply {}", counted(changes, "change")),
    };
    let button = ui.add_enabled_ui(why_not.is_none(), |ui| primary_button(ui, &words)).inner;
    let button = match why_not {
        Some(why) => button.on_hover_text(why).on_disabled_hover_text(why),
        None => button,
    };
    if why_not.is_none() && button.clicked() {
        asks.run(Command::Apply);
    }
}

/// What came of it, or which cluster answered and when.
fn note(ui: &mut Ui, clusters: &Clusters, plan: &PlanView, planned: &Planned) {
    let tokens = Tokens::of(ui);
    let name = &planned.plan.place.context;
    let (words, color) = match &plan.progress {
        Some(progress) => match (&progress.error, &progress.tally) {
            (Some(error), _) => (error.to_string(), tokens.error),
            (None, Some(tally)) if tally.is_finished() => (format!("{name} · {tally}"), tokens.ok),
            (None, Some(tally)) => (format!("{name} · {tally}"), tokens.warning),
            (None, None) => (name.clone(), tokens.text_faint),
        },
        None if !plan.watching.drifts.is_empty() => (drifted(plan), tokens.warning),
        None if plan.is_stale => ("for an earlier draft: plan again".to_owned(), tokens.warning),
        None if plan.plan.error().is_some() => ("could not be planned again".to_owned(), tokens.error),
        None if clusters.connected().is_none() => (format!("{name} · not connected any more"), tokens.warning),
        None => {
            let of = match &planned.of {
                Of::Design(_) => "answered by the server's dry run",
                Of::Undo(_) => "undoes an apply · answered by the server's dry run",
            };
            let blind = if plan.watching.lost.is_some() { " · not watched" } else { "" };
            (format!("{name} · {of} {}{blind}", ago(age(ui, planned))), tokens.text_faint)
        }
    };
    let whole = match plan.plan.error().or(plan.watching.lost.as_ref()) {
        Some(error) => format!("{words}: {error}"),
        None => words.clone(),
    };
    ui.add(egui::Label::new(RichText::new(words).font(font::label()).color(color)).truncate()).on_hover_text(whole);
}

/// Who changed something meanwhile.
fn drifted(plan: &PlanView) -> String {
    let mut drifts = plan.watching.drifts.values();
    match (drifts.next(), drifts.len()) {
        (Some(drift), 0) => {
            let by = drift.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
            format!("{} was changed{by}: plan again", drift.object.name)
        }
        (_, more) => format!("{} changed on the cluster: plan again", counted(more + 1, "object")),
    }
}

fn age(ui: &Ui, planned: &Planned) -> f64 {
    (ui.input(|input| input.time) - planned.at).max(0.0)
}

/// `4 s ago`, as people say it.
fn ago(seconds: f64) -> String {
    match seconds as u64 {
        0 => "just now".to_owned(),
        seconds @ 1..60 => format!("{seconds} s ago"),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3_600),
    }
}

/// When these words change next.
pub fn until_next(ui: &Ui, view: &ViewState) -> Duration {
    let Some(planned) = view.clusters.plan.plan.known() else { return Duration::MAX };
    let age = age(ui, planned);
    let step = match age as u64 {
        0..60 => 1.0,
        60..3_600 => 60.0,
        3_600.. => 3_600.0,
    };
    Duration::from_secs_f64(step - age % step + 0.01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_as_people_say_it() {
        let said = [0.4, 4.2, 61.0, 7_300.0].map(ago);
        assert_eq!(said, ["just now", "4 s ago", "1 min ago", "2 h ago"]);
    }
}
