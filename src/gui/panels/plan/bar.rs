//! At the end of the bar of tabs: which cluster answered and when, and the acts on a plan.
//! Knows nothing of the objects in it.

use egui::{Align, Layout, RichText, Spinner, Ui};

use crate::gui::clusters::{Closing, Clusters, Of, PlanView, Planned, Progress};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, drift};
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
        if plan.applying.is_some() {
            if plan.closing != Closing::No {
                return busy(ui, "stopping, then closing");
            }
            act(ui, &Command::StopApplying, asks);
            let far = |progress: &Progress| {
                format!("applying {} of {}", grouped(progress.results.len().min(progress.of)), counted(progress.of, "change"))
            };
            return busy(ui, &plan.progress.as_ref().map_or_else(|| "still applying what was planned before".to_owned(), far));
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
        again(ui, plan, asks);
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

/// The same once more: the one thing to do where the plan does not hold any more.
fn again(ui: &mut Ui, plan: &PlanView, asks: &mut Asks) {
    if !plan.wants_planning() {
        return act(ui, &Command::PlanAgain, asks);
    }
    if primary_button(ui, Command::PlanAgain.text()).clicked() {
        asks.run(Command::PlanAgain);
    }
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
        None if !plan.overtaken.is_empty() => (overtaken(clusters), tokens.warning),
        None if plan.is_stale => ("for an earlier draft: plan again".to_owned(), tokens.warning),
        None if plan.plan.error().is_some() => ("could not be planned again".to_owned(), tokens.error),
        None if clusters.connected().is_none() => (format!("{name} · not connected any more"), tokens.warning),
        None => {
            let of = match (&planned.of, plan.why_not()) {
                (_, Some(why)) => format!("{why} ·"),
                (Of::Design(_), None) => "answered by the server's dry run".to_owned(),
                (Of::Undo(_), None) => "undoes an apply · answered by the server's dry run".to_owned(),
            };
            let blind = if clusters.watching.lost.is_some() { " · not watched" } else { "" };
            (format!("{name} · {of} {}{blind}", drift::ago(age(ui, planned))), tokens.text_faint)
        }
    };
    let whole = match plan.plan.error().or(clusters.watching.lost.as_ref()) {
        Some(error) => format!("{words}: {error}"),
        None => words.clone(),
    };
    ui.add(egui::Label::new(RichText::new(words).font(font::label()).color(color)).truncate()).on_hover_text(whole);
}

/// Who changed something meanwhile.
fn overtaken(clusters: &Clusters) -> String {
    let mut overtaken = clusters.plan.overtaken.iter();
    match (overtaken.next().and_then(|object| clusters.watching.drifts.get(object)), overtaken.len()) {
        (Some(seen), 0) => format!("{} was {}", seen.drift.object.name, drift::did(seen)),
        (_, more) => format!("{} were changed meanwhile", counted(more + 1, "object")),
    }
}

fn age(ui: &Ui, planned: &Planned) -> f64 {
    (ui.input(|input| input.time) - planned.at).max(0.0)
}
