//! Why a problem is right as it is, and how far that holds.
//! Knows nothing of how it is silenced.

use egui::{Align, Key, Layout, RichText, Ui, vec2};

use super::{Next, buttons, keyboard, paragraph, primary};
use crate::check::Scope;
use crate::gui::panels::Asks;
use crate::gui::state::IgnoreQuestion;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{Input, quiet_button, radio};
use crate::session::Session;

/// Shows it: the problem, where it is ignored, and the field for the reason.
pub fn ui(ui: &mut Ui, session: Option<&Session>, question: &mut IgnoreQuestion, asks: &mut Asks) -> Next {
    let Some(session) = session else { return Next::Close };
    let tokens = Tokens::of(ui);
    let scopes: Vec<Scope<'_>> = Scope::around(session.design(), &question.finding.place).collect();
    ui.label(RichText::new(question.finding.code).font(font::mono()).color(tokens.text_faint));
    paragraph(ui, &question.finding.message);
    ui.add_space(gap::S);
    label(ui, "Ignore it in");
    if scopes.len() == 1 {
        ui.label(name(Scope::Design(&[])));
    } else {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, scope) in scopes.iter().enumerate() {
                if radio(ui, question.reach == at, &name(*scope)).clicked() {
                    question.reach = at;
                }
            }
        });
    }
    ui.add_space(gap::S);
    label(ui, "Reason");
    let field = Input::new("Reason to ignore it", &mut question.reason).hint("Why is it right as it is?").show(ui);
    keyboard::first(ui, &field);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let reason = question.reason.trim();
    if entered && reason.is_empty() {
        field.request_focus();
    }
    buttons(ui, |ui| {
        let pressed = ui.add_enabled_ui(!reason.is_empty(), |ui| primary(ui, "Ignore")).inner;
        let scope = scopes.get(question.reach).filter(|_| !reason.is_empty() && (pressed || entered));
        if let Some(scope) = scope {
            asks.edit(scope.ignoring(question.finding.code, reason));
            return Next::Close;
        }
        let cancelled = quiet_button(ui, "Cancel").clicked();
        if reason.is_empty() {
            ui.add_space(gap::XS);
            ui.allocate_ui_with_layout(vec2(ui.available_width(), size::CONTROL), Layout::right_to_left(Align::Center), |ui| {
                ui.set_height(size::CONTROL);
                label(ui, "Give a reason first");
            });
        }
        if cancelled { Next::Close } else { Next::Stay }
    })
}

fn label(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).text_faint;
    ui.label(RichText::new(words).font(font::label()).color(color));
}

/// How far it reaches, as the choice says it.
fn name(scope: Scope<'_>) -> String {
    match scope {
        Scope::Port(service, port) => format!("Port {} of {}", port.port, service.full_name()),
        Scope::Service(service) => format!("All of {}", service.full_name()),
        Scope::Design(_) => "The whole design".to_owned(),
    }
}
