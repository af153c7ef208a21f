//! What an apply leaves behind that was stopped, closed over or taken over, by label, through the real `App` against the real API server.

use egui::{Key, Modifiers, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::kittest::{NodeT, Queryable};
use portolan::cluster::{Action, Applied, Outcome, history};
use portolan::gui::clusters::Of;
use portolan::gui::command::Command;
use portolan::gui::state::Dialog;
use portolan::protocol::Protocol;

use crate::support::gate::{Gated, add};
use crate::support::planning::{actions, connect, connected, for_namespace, hint, plan, run, speak, tally, wait_for_apply, wait_for_plan};
use crate::support::servers::ApiServer;
use crate::support::window::Window;

const SERVICES: usize = 48;

fn is_undo(window: &Window) -> bool {
    plan(window).plan.known().is_some_and(|planned| matches!(planned.of, Of::Undo(_)))
}

#[test]
fn an_undo_that_was_stopped_half_way_is_planned_again_and_not_the_design() {
    let Some(mut gated) = Gated::with(SERVICES) else { return };
    gated.apply_all();
    assert_eq!(gated.live(), SERVICES);
    gated.window.click("Undo this apply…");
    wait_for_plan(&mut gated.window);
    gated.apply_half_way();
    gated.window.click("Stop applying");
    gated.let_write(1000);
    wait_for_apply(&mut gated.window);
    let left = gated.live();
    assert!((1..SERVICES).contains(&left), "{left}");
    gated.window.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num6);
    gated.window.settle();
    gated.window.harness.key_press(Key::End);
    gated.window.settle();
    assert!(gated.window.says("It was stopped before its turn. Planning the undo again does the rest"));
    gated.window.click("Plan again");
    wait_for_plan(&mut gated.window);
    assert!(is_undo(&gated.window) && gated.window.says("undoes an apply"));
    assert_eq!(actions(&gated.window).iter().filter(|action| **action == Action::Delete).count(), left);
    gated.window.ask(Command::Apply);
    wait_for_apply(&mut gated.window);
    assert_eq!((gated.live(), tally(&gated.window)), (0, format!("{left} deleted, {} unchanged", SERVICES - left)));
    // Nothing is left to undo: from now on it is about the design again.
    gated.window.click("Plan again");
    wait_for_plan(&mut gated.window);
    assert!(!is_undo(&gated.window));
}

#[test]
fn an_undo_that_could_not_be_planned_is_what_is_planned_again() {
    let Some(mut gated) = Gated::with(1) else { return };
    gated.apply_all();
    gated.is_gone(true);
    gated.window.click("Undo this apply…");
    gated.window.until("it could not be planned", |app| app.view().clusters.plan.plan.error().is_some());
    gated.is_gone(false);
    gated.window.click("Plan again");
    wait_for_plan(&mut gated.window);
    assert!(is_undo(&gated.window));
    assert_eq!(actions(&gated.window), [Action::Delete]);
}

#[test]
fn a_field_is_taken_over_for_the_design_and_never_for_an_undo() {
    let Some(server) = ApiServer::shared() else { return };
    let mut window = connected(server, "gui-undo-take");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    let past = plan(&window).progress.as_ref().and_then(|progress| progress.past.clone()).expect("it can be undone");
    steal(server, "gui-undo-take");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    let taken = plan(&window).plan.known().and_then(|planned| planned.plan.changes[0].take_over.clone()).expect("it is in conflict");
    window.ask(Command::PlanUndo(past));
    wait_for_plan(&mut window);
    assert!(is_undo(&window));
    window.ask(Command::TakeOver(taken));
    wait_for_plan(&mut window);
    assert!(is_undo(&window), "the undo is still looked at");
    assert!(plan(&window).options.taken_over.is_empty());
}

/// Somebody else takes the hint of `web`.
fn steal(server: &ApiServer, namespace: &str) {
    let theirs = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 8080, protocol: TCP, appProtocol: tcp}]}
";
    let force = ["apply", "--server-side", "--force-conflicts", "--field-manager=helm", "-n", namespace, "-f", "-"];
    run(server, &force, theirs);
}

#[test]
fn while_something_is_applied_nothing_is_undone_and_it_says_why() {
    let Some(mut gated) = Gated::with(1) else { return };
    gated.apply_all();
    let past = plan(&gated.window).progress.as_ref().and_then(|progress| progress.past.clone()).expect("it can be undone");
    add(&mut gated.window, SERVICES);
    gated.window.ask(Command::Plan);
    wait_for_plan(&mut gated.window);
    gated.apply_half_way();
    gated.window.ask(Command::UndoApply);
    gated.window.until("it is read", |app| app.view().clusters.plan.history.known().is_some());
    let buttons: Vec<_> = gated.window.harness.query_all_by_label_contains("Undo the apply of").collect();
    assert!(!buttons.is_empty() && buttons.iter().all(|button| button.accesskit_node().is_disabled()));
    buttons[0].hover();
    drop(buttons);
    gated.window.until("the pointer rests", |_| true);
    gated.window.harness.run_steps(60);
    assert!(gated.window.says("Something is being applied: stop it, or wait until it has ended"));
    gated.window.click("Close");
    gated.window.ask(Command::PlanUndo(past));
    assert!(plan(&gated.window).applying.is_some() && !plan(&gated.window).plan.is_pending());
    gated.let_write(1000);
    wait_for_apply(&mut gated.window);
    assert_eq!(tally(&gated.window), format!("{SERVICES} created, 1 unchanged"));
    assert!(gated.window.says("Undo this apply…"));
}

/// What the window asks of the desktop in the next frame.
fn asked(window: &mut Window) -> Vec<ViewportCommand> {
    window.harness.step();
    window.harness.output().viewport_output.values().flat_map(|viewport| viewport.commands.clone()).collect()
}

/// Somebody closes the window.
fn close(window: &mut Window) -> Vec<ViewportCommand> {
    window.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
    asked(window)
}

#[test]
fn a_window_that_is_closed_while_it_applies_stops_first_then_asks_then_closes() {
    let Some(mut gated) = Gated::with(SERVICES) else { return };
    gated.plan();
    gated.apply_half_way();
    assert!(close(&mut gated.window).contains(&ViewportCommand::CancelClose), "it stays open");
    gated.window.settle();
    assert!(gated.window.says("Stopping what is being applied, then closing"));
    assert!(gated.window.says(": stopping, then closing"), "{:?}", plan(&gated.window).progress);
    assert!(gated.window.harness.state().view().dialog.is_none());
    assert!(close(&mut gated.window).contains(&ViewportCommand::CancelClose), "whoever asks twice waits too");
    gated.window.settle();
    assert!(gated.window.says("Close without the answer?"), "unless they do not want to");
    gated.window.click("Wait for it");
    assert!(close(&mut gated.window).contains(&ViewportCommand::CancelClose));
    gated.window.settle();
    assert!(gated.window.says("Close without the answer?"));
    gated.let_write(1000);
    // The design was never saved.
    gated.window.until("it is asked", |app| matches!(app.view().dialog, Some(Dialog::Unsaved(_))));
    let tally = plan(&gated.window).progress.as_ref().and_then(|progress| progress.tally.clone()).expect("it has ended");
    let stopped = tally.count(|applied| *applied == Applied::Cancelled);
    assert!(stopped > 0, "{tally}");
    assert_eq!(gated.live(), SERVICES - stopped, "everything that was sent is accounted for");
    gated.window.harness.get_by_label("Do not save").click();
    let is_closed = (0..8).any(|_| asked(&mut gated.window).contains(&ViewportCommand::Close));
    assert!(is_closed);
    assert!(!close(&mut gated.window).contains(&ViewportCommand::CancelClose), "then nothing holds it");
}

#[test]
fn a_window_is_closed_although_the_server_says_nothing_and_what_was_sent_stays_written_down() {
    let Some(mut gated) = Gated::with(SERVICES) else { return };
    gated.plan();
    gated.apply_half_way();
    close(&mut gated.window);
    close(&mut gated.window);
    gated.window.settle();
    gated.window.click("Close now");
    gated.window.until("it is asked", |app| matches!(app.view().dialog, Some(Dialog::Unsaved(_))));
    assert!(plan(&gated.window).applying.is_some(), "it still waits for the answer");
    gated.window.harness.get_by_label("Do not save").click();
    assert!((0..8).any(|_| asked(&mut gated.window).contains(&ViewportCommand::Close)));
    assert!(!close(&mut gated.window).contains(&ViewportCommand::CancelClose), "nothing holds it");
    let past = history(&gated.window.folder.path().join("applied")).next().expect("it is written down");
    let unknown = past.changes.iter().filter(|change| change.outcome == Outcome::Unknown).count();
    assert!(unknown > 0, "{}", past.words());
}

#[test]
fn a_field_that_somebody_takes_back_is_in_conflict_again() {
    let Some(server) = ApiServer::shared() else { return };
    run(server, &["create", "namespace", "gui-back"], "");
    let mut window = for_namespace(server, "gui-back");
    let theirs = "
apiVersion: v1
kind: Service
metadata: {name: web, namespace: gui-back}
spec: {selector: {app: web}, ports: [{name: http, port: 8080, appProtocol: tcp}]}
";
    run(server, &["apply", "--server-side", "--field-manager=helm", "-f", "-"], theirs);
    connect(&mut window);
    speak(&mut window, Protocol::Grpc);
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    window.click("Take over this field");
    wait_for_plan(&mut window);
    window.ask(Command::Apply);
    wait_for_apply(&mut window);
    assert_eq!(hint(server, "gui-back"), "grpc");
    steal(server, "gui-back");
    window.ask(Command::Plan);
    wait_for_plan(&mut window);
    assert!(matches!(actions(&window).as_slice(), [Action::Conflict(_)]), "{:?}", actions(&window));
}
