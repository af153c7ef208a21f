//! The bar at the foot: saved or not, how much there is, what is wrong.

use egui::{RichText, Ui};

use super::{Asks, Cx, drift};
use crate::check::Severity;
use crate::gui::clusters::{Closing, PlanView, Planned};
use crate::gui::command::Command;
use crate::gui::state::{Below, ViewState};
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{badge, counted};

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let design = cx.session.design();
    let ports = cx.session.ports();
    let words = |ui: &mut Ui, text: &str| ui.label(RichText::new(text).font(font::label()).color(cx.tokens.text_quiet));
    // As tall as the bar, whatever stands in it: nothing above moves when a word comes or goes.
    ui.spacing_mut().interact_size.y = ui.available_height();
    ui.horizontal_centered(|ui| {
        ui.add_space(gap::XS);
        words(ui, state(cx));
        ui.add_space(gap::S);
        let count = |n: usize, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        words(ui, &format!("{} · {}", count(design.services.len(), "service"), count(ports, "port")));
        ui.add_space(gap::S);
        let counts = cx.session.counts();
        for (severity, number) in [(Severity::Error, counts.errors), (Severity::Warning, counts.warnings)] {
            if number > 0 {
                badge(ui, severity);
                let text = RichText::new(number.to_string()).font(font::label()).color(cx.tokens.of_severity(severity));
                let name = count(number, severity.keyword());
                if ui.add(egui::Button::new(text).frame(false)).on_hover_text(name).clicked() {
                    asks.run(Command::Show(Below::Problems));
                }
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(gap::S);
            match cluster(view) {
                Some(said) => {
                    let text = RichText::new(&said).font(font::label()).color(cx.tokens.text_quiet);
                    let button = match view.clusters.watching.drifts.is_empty() {
                        true => egui::Button::new(text),
                        false => egui::Button::image_and_text(drift::image(cx.tokens), text),
                    };
                    let button = ui.add(button.frame(false));
                    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
                    if button.clicked() {
                        asks.run(Command::Show(Below::Plan));
                    }
                }
                None => drop(words(ui, &format!("for Kuma {}", design.target.version))),
            }
        });
    });
}

/// What the plan came to, and what others changed: `kind-dev / shop: 3 changes to apply · web changed meanwhile by kubectl`.
fn cluster(view: &ViewState) -> Option<String> {
    let planned = view.clusters.plan.plan.known();
    let connected = view.clusters.connected().map(|connected| connected.place.context.as_str());
    let name = planned.map(|planned| planned.plan.place.context.as_str()).or(connected)?;
    let place = match planned.and_then(|planned| planned.namespace.as_deref()) {
        Some(namespace) => format!("{name} / {namespace}"),
        None => name.to_owned(),
    };
    let said: Vec<String> = [planned.map(|planned| plan(&view.clusters.plan, planned)), drifted(view)].into_iter().flatten().collect();
    (!said.is_empty()).then(|| format!("{place}: {}", said.join(" · ")))
}

fn plan(plan: &PlanView, planned: &Planned) -> String {
    match &plan.progress {
        Some(progress) => match (&progress.tally, &progress.error) {
            (Some(tally), _) => tally.to_string(),
            (None, Some(_)) => "nothing was applied".to_owned(),
            (None, None) if plan.closing != Closing::No => "stopping, then closing".to_owned(),
            (None, None) => format!("applying {} of {}", progress.results.len().min(progress.of), progress.of),
        },
        None if plan.is_stale => "planned for an earlier draft".to_owned(),
        None if planned.changes == 0 => "nothing to apply".to_owned(),
        None => format!("{} to apply", counted(planned.changes, "change")),
    }
}

fn drifted(view: &ViewState) -> Option<String> {
    let mut seen = view.clusters.watching.drifts.values();
    let first = seen.next()?;
    Some(match seen.len() {
        0 => format!("{} {}", first.drift.object.name, drift::did(first)),
        more => format!("{} changed meanwhile", counted(more + 1, "Service")),
    })
}

/// The bar where no design is open, or not yet.
pub fn welcome(ui: &mut Ui, opening: Option<&str>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_centered(|ui| {
        ui.add_space(gap::XS);
        if let Some(name) = opening {
            ui.add(egui::Spinner::new().size(12.0).color(tokens.accent));
            ui.label(RichText::new(format!("Opening {name}…")).font(font::label()).color(tokens.text));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(gap::S);
            ui.label(RichText::new("Kuma 2.5 – 3.0").font(font::label()).color(tokens.text_quiet));
        });
    });
}

fn state(cx: &Cx<'_>) -> &'static str {
    match (cx.file, cx.session.is_changed()) {
        (Some(_), false) => "Saved",
        (Some(_), true) => "Not saved",
        (None, _) => "Not in a file yet",
    }
}
