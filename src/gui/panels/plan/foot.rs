//! Below the objects: all there is to say of the one under the cursor, and what can be done about it.
//! Knows nothing of the others.

use egui::{Label, RichText, ScrollArea, Ui, Vec2};

use super::table;
use crate::cluster::{Action, Applied, Change, Extent, FieldChange, Ownership};
use crate::gui::clusters::{Clusters, Of, PlanView, Planned, Seen};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, drift};
use crate::gui::theme::{Tokens, font, gap};

/// The room that is kept for it.
pub const HEIGHT: f32 = 66.0;

/// Shows it.
pub fn show(ui: &mut Ui, clusters: &Clusters, planned: &Planned, cursor: usize, asks: &mut Asks) {
    let Some(change) = planned.rows.get(cursor).and_then(|row| table::change(planned, *row)) else { return };
    ScrollArea::vertical().id_salt("of the object").auto_shrink(false).show(ui, |ui| {
        ui.add_space(gap::S);
        ui.horizontal_top(|ui| {
            ui.add_space(gap::L);
            ui.vertical(|ui| {
                ui.set_max_width(ui.available_width() - gap::L);
                ui.spacing_mut().item_spacing = Vec2::new(gap::XS, 2.0);
                let plan = &clusters.plan;
                let seen = clusters.watching.drifts.get(&change.object);
                if let Some(seen) = seen {
                    drifted(ui, plan, seen, asks);
                }
                let applied = plan.progress.as_ref().and_then(|progress| progress.results.get(&change.object));
                match applied {
                    // What it came to holds no more once somebody changed it.
                    Some(_) if seen.is_some() => {}
                    Some(applied) => came(ui, applied, &planned.of),
                    None => planned_words(ui, plan, change, asks),
                }
            });
        });
    });
}

fn say(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).text_quiet;
    ui.add(Label::new(RichText::new(words).font(font::label()).color(color)).wrap());
}

/// What somebody changed meanwhile, field by field, and the way to a plan that knows of it.
fn drifted(ui: &mut Ui, plan: &PlanView, seen: &Seen, asks: &mut Asks) {
    let now = ui.input(|input| input.time);
    ui.horizontal_wrapped(|ui| {
        say(ui, &format!("{} {}.", sentence(&drift::did(seen)), drift::ago(now - seen.at)));
        let can = plan.applying.is_none() && !plan.plan.is_pending();
        if can && ui.link(RichText::new("Plan with what lives now").font(font::label()).underline()).clicked() {
            asks.run(Command::PlanAgain);
        }
    });
    if seen.drift.live.is_some() {
        seen.drift.fields.iter().for_each(|change| say(ui, &change.to_string()));
    }
}

/// What there is to say of it before it is applied.
fn planned_words(ui: &mut Ui, plan: &PlanView, change: &Change, asks: &mut Asks) {
    if let Action::Conflict(owners) = &change.action {
        ui.horizontal_wrapped(|ui| {
            say(ui, &format!("The conflict is not applied: {}.", owned(owners)));
            let fields = owners.iter().map(|owner| owner.fields.len()).sum::<usize>();
            let words = if fields == 1 { "Take over this field" } else { "Take over these fields" };
            let can = plan.applying.is_none() && plan.progress.is_none() && !plan.plan.is_pending();
            if let Some(take_over) = change.take_over.as_ref().filter(|_| can)
                && ui.link(RichText::new(words).font(font::label()).underline()).on_hover_text(OVER).clicked()
            {
                asks.run(Command::TakeOver(take_over.clone()));
            }
        });
    }
    if let Extent::Hints(owner) = &change.extent {
        say(ui, &format!("Hints only: {owner} owns the rest of this Service, and it is left alone"));
    }
    if !change.message.is_empty() {
        say(ui, &sentence(&change.message));
    }
    fields(ui, &change.fields);
}

/// What taking over means.
const OVER: &str = "From then on these fields are this design's, for exactly this draft: who owned them until now may write them back";

fn owned(owners: &[Ownership]) -> String {
    let one = |owner: &Ownership| format!("{} owns {}", owner.manager, owner.fields.join(", "));
    owners.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The fields that change, where the line of the object had no room for all.
fn fields(ui: &mut Ui, fields: &[FieldChange]) {
    if fields.len() > 1 {
        fields.iter().for_each(|change| say(ui, &change.to_string()));
    }
}

/// What came of it.
fn came(ui: &mut Ui, applied: &Applied, of: &Of) {
    let rest = match of {
        Of::Design(_) => "Planning and applying again does the rest",
        Of::Undo(_) => "Planning the undo again does the rest",
    };
    match applied {
        Applied::Created(beyond) | Applied::Updated(beyond) if beyond.is_empty() => say(ui, "The server has it exactly as planned"),
        Applied::Created(beyond) | Applied::Updated(beyond) => {
            say(ui, "The server changed more than it had said in the dry run:");
            beyond.iter().for_each(|change| say(ui, &change.to_string()));
        }
        Applied::Deleted => say(ui, "It is gone"),
        Applied::Unchanged => say(ui, "It was as it should be"),
        Applied::LeftOut => say(ui, "Nothing was sent for it: the plan says why"),
        Applied::Stale => say(ui, "Somebody changed it after it was planned, so nothing was sent: plan again"),
        Applied::Conflict(owners) => say(ui, &format!("Nothing was changed: {}: plan again", owned(owners))),
        Applied::Failed(error) => say(ui, &sentence(&error.to_string())),
        Applied::NotReached => {
            say(ui, &format!("It was not tried: the server went away, or its namespace did not come to be. {rest}"));
        }
        Applied::Cancelled => say(ui, &format!("It was stopped before its turn. {rest}")),
    }
}
