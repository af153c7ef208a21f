//! The questions that are a sentence and buttons: save first? read again? replace it?
//! Knows nothing of what the answers do.

use std::path::Path;

use egui::Ui;

use super::{Next, buttons, paragraph, primary};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::Purpose;
use crate::gui::theme::{Tokens, font};
use crate::gui::widgets::{elided, quiet_button};

/// What is asked.
pub struct Question<'a> {
    words: &'static str,
    /// The file that it is about.
    path: Option<&'a Path>,
    /// The words of each button and what it does, the likeliest first; without a command it only closes the question.
    answers: Vec<(&'static str, Option<Command>)>,
}

impl Question<'_> {
    /// Shows it.
    pub fn show(&self, ui: &mut Ui, asks: &mut Asks) -> Next {
        paragraph(ui, self.words);
        if let Some(path) = self.path {
            elided(ui, &path.display().to_string(), font::mono(), Tokens::of(ui).text_quiet);
        }
        buttons(ui, |ui| {
            let mut next = Next::Stay;
            for (at, (words, command)) in self.answers.iter().enumerate() {
                let pressed = if at == 0 { primary(ui, words) } else { quiet_button(ui, words).clicked() };
                if pressed {
                    command.iter().for_each(|command| asks.run(command.clone()));
                    next = Next::Close;
                }
            }
            next
        })
    }
}

/// Changes would be lost by what comes next.
pub fn unsaved(then: &Command) -> Question<'static> {
    let save = Command::SaveThen(Box::new(then.clone()));
    let discard = Command::DiscardThen(Box::new(then.clone()));
    Question {
        words: "The design has changes that are not in its file.",
        path: None,
        answers: vec![("Save", Some(save)), ("Do not save", Some(discard)), ("Cancel", None)],
    }
}

/// The server has not answered yet to what was sent.
pub fn unanswered() -> Question<'static> {
    Question {
        words: "The server has not answered yet to what was sent last. Closed now, nobody here learns what became of that. It is written \
                down in the history as sent, and undoing it looks at the cluster again.",
        path: None,
        answers: vec![("Wait for it", None), (Command::QuitUnanswered.text(), Some(Command::QuitUnanswered))],
    }
}

/// The file is not what was read, and the design has changes too.
pub fn changed_on_disk() -> Question<'static> {
    Question {
        words: "Something else wrote the file since it was read here, and the design has changes too. Nothing was overwritten.",
        path: None,
        answers: vec![
            ("Save as…", Some(Command::SaveAs)),
            ("Overwrite", Some(Command::Overwrite)),
            ("Read again", Some(Command::ReadAgain)),
            ("Cancel", None),
        ],
    }
}

/// Reading the file again would lose changes.
pub fn read_again() -> Question<'static> {
    Question {
        words: "The design has changes that are not in its file. Reading it again loses them.",
        path: None,
        answers: vec![("Keep my changes", None), ("Read again", Some(Command::ReadAgain))],
    }
}

/// Somebody removed or renamed the file.
pub fn gone_from_disk(path: &Path) -> Question<'_> {
    Question {
        words: "Something else removed or renamed the file. The design is still here: save it to write the file again.",
        path: Some(path),
        answers: vec![("Save", Some(Command::Save)), ("Save as…", Some(Command::SaveAs)), ("Not now", None)],
    }
}

/// A file is there already where the design would be saved.
pub fn exists(path: &Path) -> Question<'_> {
    let replace = Command::Answer(Purpose::SaveAs, path.to_owned());
    Question {
        words: "A file of that name is there already. Nothing was overwritten.",
        path: Some(path),
        answers: vec![("Choose another…", Some(Command::SaveAs)), ("Replace", Some(replace)), ("Cancel", None)],
    }
}
