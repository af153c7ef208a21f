//! Applying a plan that was shown: after a yes, with a line for each object, until it is done or somebody presses Ctrl-C.
//! Knows nothing of how the plan came to be.

use std::io::{self, Write};
use std::time::SystemTime;

use super::super::words::{count, printable};
use super::super::{Answer, Failed, Verdict};
use super::ask;
use crate::cluster::{self, Action, Applied, Cancel, Connection, FieldChange, Journal, Object, Plan, Tally};
use crate::files;

/// What is done with the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed<'a> {
    /// It is applied.
    Apply,
    /// It undoes the apply of this name.
    Undo(&'a str),
}

/// Whether somebody is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// On the terminal.
    First,
    /// They said yes already.
    Not,
}

/// Applies exactly what was planned.
pub async fn send(connection: &Connection, plan: &Plan, deed: Deed<'_>, asking: Asking) -> Result<Answer, Failed> {
    let changes = plan.changes.iter().filter(|change| change.action.is_sent()).count();
    let nothing = |verdict| Ok(Answer { verdict, ..Answer::default() });
    if changes == 0 {
        let is_well = plan.changes.iter().all(|change| change.action == Action::None);
        return nothing(if is_well { Verdict::Well } else { Verdict::Findings });
    }
    if asking == Asking::First && !may_go_on(plan, deed, changes)? {
        tell("nothing was changed");
        return nothing(Verdict::Findings);
    }
    let journal = Journal::start(&files::journal_folder(), plan, SystemTime::now())?;
    let cancel = Cancel::default();
    let work = cluster::apply(&connection.client, plan, &journal, &cancel, came);
    let tally = cluster::until_interrupted(&cancel, work, interrupted).await;
    Ok(Answer { out: summary(plan, &journal, &tally), notes: next(&tally, deed), verdict: verdict(&tally) })
}

fn may_go_on(plan: &Plan, deed: Deed<'_>, changes: usize) -> Result<bool, Failed> {
    let (context, changes) = (printable(&plan.place.context), count(changes, "change"));
    let question = match deed {
        Deed::Apply => format!("Apply {changes} to {context}?"),
        Deed::Undo(_) => format!("Undo this with {changes} on {context}?"),
    };
    if !ask::can_ask() {
        let why = "nothing was changed: there is no terminal to ask on — look at the plan, and say yes with --yes";
        return Err(Failed::Said(why.to_owned()));
    }
    Ok(ask::ask(&question))
}

/// Says what came of an object. What was not tried is counted at the end.
fn came(object: &Object, applied: &Applied) {
    let more = match applied {
        Applied::Created(beyond) | Applied::Updated(beyond) => said_beyond(beyond),
        Applied::Failed(error) => error.to_string(),
        Applied::Conflict(owners) => owners.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        Applied::Deleted | Applied::Stale => String::new(),
        Applied::Unchanged | Applied::LeftOut | Applied::NotReached | Applied::Cancelled => return,
    };
    let more = if more.is_empty() { more } else { format!(": {more}") };
    tell(&printable(&format!("{} {object}{more}", applied.words())));
}

fn said_beyond(beyond: &[FieldChange]) -> String {
    match beyond {
        [] => String::new(),
        beyond => {
            let fields: Vec<String> = beyond.iter().map(ToString::to_string).collect();
            format!("the server changed more than it had said: {}", fields.join(", "))
        }
    }
}

fn interrupted(time: u32) {
    if time > 1 {
        tell("ended at once — portolan history tells what was sent");
        std::process::exit(Verdict::Failed as i32);
    }
    tell("stopping: what was sent is waited for — press Ctrl-C again to end at once");
}

fn tell(line: &str) {
    // Nobody is left to tell when standard error is gone; the work goes on.
    let _ = writeln!(io::stderr(), "{line}");
}

/// What came of all, and how to undo it.
fn summary(plan: &Plan, journal: &Journal, tally: &Tally) -> String {
    let mut out = format!("{}: {tally}\n", printable(&plan.place.context));
    let is_changed = |applied: &Applied| match applied {
        Applied::Created(_) | Applied::Updated(_) | Applied::Deleted => true,
        Applied::Unchanged | Applied::LeftOut | Applied::Stale | Applied::Conflict(_) => false,
        Applied::Failed(_) | Applied::NotReached | Applied::Cancelled => false,
    };
    if tally.count(is_changed) > 0 {
        out.push_str(&format!("undo it with: portolan undo {}\n", journal.name()));
    }
    out
}

/// What to do about what is left.
fn next(tally: &Tally, deed: Deed<'_>) -> Vec<String> {
    let is_undone = |applied: &Applied| matches!(applied, Applied::Failed(_) | Applied::NotReached | Applied::Cancelled);
    let moved = |applied: &Applied| matches!(applied, Applied::Stale | Applied::Conflict(_));
    let again = match deed {
        Deed::Apply => "the same command".to_owned(),
        // Without the name it would undo what was undone: that is the newest apply by now.
        Deed::Undo(name) => format!("portolan undo {name}"),
    };
    let mut notes = Vec::new();
    if tally.count(is_undone) > 0 {
        notes.push(format!("not all of it was done — {again} does the rest"));
    }
    if tally.count(moved) > 0 {
        notes.push(format!("somebody changed objects after they were planned, and these were left alone — {again} plans anew"));
    }
    notes
}

fn verdict(tally: &Tally) -> Verdict {
    let verdicts = tally.results.iter().map(|(_, applied)| match applied {
        Applied::Created(_) | Applied::Updated(_) | Applied::Deleted | Applied::Unchanged => Verdict::Well,
        Applied::LeftOut | Applied::Stale | Applied::Conflict(_) => Verdict::Findings,
        Applied::Failed(_) | Applied::NotReached | Applied::Cancelled => Verdict::Failed,
    });
    verdicts.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Kind;

    /// Without the name, the newest apply would be undone: by then that is the undo itself.
    #[test]
    fn an_undo_that_was_stopped_goes_on_by_the_name_of_the_apply() {
        let object = Object { kind: Kind::Service, namespace: "shop".to_owned(), name: "web".to_owned() };
        let tally = Tally { results: vec![(object, Applied::NotReached)] };
        assert_eq!(next(&tally, Deed::Apply), ["not all of it was done — the same command does the rest"]);
        assert_eq!(next(&tally, Deed::Undo("17")), ["not all of it was done — portolan undo 17 does the rest"]);
    }
}
