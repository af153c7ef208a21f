//! Whether a program that a kubeconfig names may run to sign in.
//! Knows nothing of how it is run.

use egui::{RichText, ScrollArea, Ui};

use super::{Next, buttons, keyboard, paragraph};
use crate::cluster::ExecPlugin;
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{primary_button, quiet_button};
use crate::tasks::ContextId;

/// Which program, and for which context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentQuestion {
    /// The program.
    pub plugin: ExecPlugin,
    /// The context that needs it.
    pub context: ContextId,
}

/// Shows it: the command as it would run, and the file that asks for it.
pub fn ui(ui: &mut Ui, question: &ConsentQuestion, asks: &mut Asks) -> Next {
    let plugin = &question.plugin;
    paragraph(
        ui,
        &format!(
            "To sign in to {}, the kubeconfig has this program run on your computer. It can do whatever you can.",
            question.context.name
        ),
    );
    ui.add_space(gap::XS);
    let mut words = vec![plugin.command.as_str()];
    words.extend(plugin.args.iter().map(String::as_str));
    part(ui, "Program and arguments", &words);
    if !plugin.env.is_empty() {
        let names: Vec<&str> = plugin.env.iter().map(String::as_str).collect();
        part(ui, "With these variables set", &names);
    }
    part(ui, "Named in", &[plugin.file.display().to_string().as_str()]);
    ui.add_space(gap::XS);
    paragraph(ui, "The answer is remembered for exactly this program, these arguments and this file.");
    buttons(ui, |ui| {
        // It comes by itself, maybe under somebody's fingers: Enter alone runs nothing.
        let run = primary_button(ui, "Run it");
        let leave = quiet_button(ui, "Do not run");
        keyboard::first(ui, &leave);
        if run.clicked() {
            asks.run(Command::AllowExec(Box::new(question.clone())));
        }
        if run.clicked() || leave.clicked() { Next::Close } else { Next::Stay }
    })
}

/// A label, and below it a line for each word.
fn part(ui: &mut Ui, label: &str, lines: &[&str]) {
    let tokens = Tokens::of(ui);
    ui.label(RichText::new(label).font(font::label()).color(tokens.text_faint));
    ScrollArea::vertical().id_salt(label).max_height(120.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for line in lines {
            ui.add(egui::Label::new(RichText::new(*line).font(font::mono()).color(tokens.text)).wrap());
        }
    });
}
