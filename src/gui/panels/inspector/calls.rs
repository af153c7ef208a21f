//! What a service calls: whose port, and on Universal from which local one.
//! Knows nothing of how outbounds are written.

use egui::{Ui, Vec2};

use super::callee;
use super::choice::{Look, choice};
use super::columns::{Columns, inside};
use super::fold::Fold;
use super::page::{Page, wrong};
use crate::check::Field;
use crate::design::{Call, Service};
use crate::gui::icons;
use crate::gui::theme::{gap, size};
use crate::gui::widgets::{IconButton, NumberInput};

/// Shows it.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let here = |field| matches!(field, Field::Call(_));
    let summary = summary(&page.draft);
    let worst = page.worst(|port, field| port.is_none() && here(field));
    let fold = Fold { name: "calls", title: "Calls", summary: &summary, worst, sought: page.is_sought(here) };
    if !fold.show(ui, 0.0).0 {
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let columns = Columns::new(ui, &[210.0, 130.0, 100.0], size::HIT);
        let mut calls = std::mem::take(&mut page.draft.calls);
        if !calls.is_empty() {
            columns.head(ui, page.cx.tokens.text_quiet, &["Service", "Port", "Local port"]);
        }
        let mut gone = None;
        for (index, call) in calls.iter_mut().enumerate() {
            if row(ui, page, &columns, index, call) {
                gone = Some(index);
            }
        }
        if let Some(index) = gone {
            calls.remove(index);
        }
        if let Some(call) = add(ui, page) {
            calls.push(call);
        }
        page.draft.calls = calls;
    });
    ui.add_space(gap::XS);
}

fn summary(service: &Service) -> String {
    match service.calls.as_slice() {
        [] => "calls nothing".to_owned(),
        calls => calls.iter().map(|call| format!("{} {}", call.service, call.port)).collect::<Vec<_>>().join(" · "),
    }
}

/// Shows one, and says whether it is to go.
fn row(ui: &mut Ui, page: &mut Page<'_>, columns: &Columns, index: usize, call: &mut Call) -> bool {
    let (_, line) = ui.allocate_space(Vec2::new(ui.available_width(), size::ROW));
    let number = index + 1;
    let name = format!("Service of call {number}");
    let (response, picked) =
        inside(ui, columns.cell(line, 0), |ui| callee::choose(ui, page, page.id(("callee", index)), &name, &call.service));
    page.offer(Field::Call(index), &response);
    if let Some(picked) = picked {
        *call = Call { at: call.at, ..picked };
    }

    let called = callee::of(page, &call.service);
    let id = page.id(("call port", index));
    let name = format!("Port of call {number}");
    let message = inside(ui, columns.cell(line, 1), |ui| match called {
        Some(called) if !called.ports.is_empty() => {
            let options: Vec<(u32, String)> = called.ports.iter().map(|port| (port.port, format!("{} {}", port.port, port.name))).collect();
            let (_, picked) = choice(ui, id, &name, Some(&call.port), &call.port.to_string(), &options, Look::Bare);
            call.port = picked.unwrap_or(call.port);
            None
        }
        Some(_) | None => NumberInput::required(&name, id, &mut call.port).bare().show(ui).1,
    });

    let name = format!("Local port of call {number}");
    let input = NumberInput::optional(&name, page.id(("call at", index)), &mut call.at).hint("transparent").bare();
    let (_, other) = inside(ui, columns.cell(line, 2), |ui| input.show(ui));
    let button = egui::Rect::from_min_max(egui::pos2(line.right() - size::HIT, line.top()), line.max);
    let name = format!("Remove call {number}");
    let gone = inside(ui, button, |ui| IconButton::new(icons::CLOSE, &name).show(ui)).clicked();
    for message in message.into_iter().chain(other) {
        wrong(ui, message);
    }
    page.lines(ui, None, Field::Call(index));
    gone
}

fn add(ui: &mut Ui, page: &mut Page<'_>) -> Option<Call> {
    callee::add(ui, page, page.id("add call"))
}
