//! What export will write, before it does.

use std::collections::BTreeSet;
use std::path::PathBuf;

use egui::{RichText, ScrollArea, Ui};

use super::{Next, buttons, keyboard, paragraph, primary};
use crate::design::World;
use crate::files::{Planned, Standing};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::state::Purpose;
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::{Input, checkbox, quiet_button, radio};
use crate::manifest::{Comments, Layout, bundle};
use crate::session::Session;

/// What export will write.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportState {
    /// How files are laid out.
    pub layout: Layout,
    /// The worlds to write for.
    pub worlds: BTreeSet<World>,
    /// Whether hints are explained.
    pub comments: Comments,
    /// The folder, as typed.
    pub folder: String,
    /// Whether files that Portolan did not write may be replaced.
    pub replace: bool,
    /// What the folder holds of what would be written, and for which answers that was found out.
    pub planned: Option<(String, Vec<Planned>)>,
    /// The answers that are being looked up.
    pub asked: Option<String>,
}

impl ExportState {
    /// An export into a folder.
    pub fn into(folder: String, comments: Comments) -> ExportState {
        let worlds = World::ALL.into_iter().collect();
        ExportState { layout: Layout::Flat, worlds, comments, folder, replace: false, planned: None, asked: None }
    }

    /// What the plan depends on, as one word to compare.
    pub fn answers(&self, revision: u64) -> String {
        format!("{:?} {:?} {:?} {} {revision}", self.layout, self.worlds, self.comments, self.folder)
    }

    /// The files for these answers.
    pub fn files(&self, session: &Session) -> crate::manifest::Bundle {
        let worlds: Vec<World> = self.worlds.iter().copied().collect();
        bundle(session.design(), &worlds, self.layout, self.comments)
    }
}

fn words(layout: Layout) -> (&'static str, &'static str) {
    match layout {
        Layout::Flat => ("A file each", "one Service or Dataplane a file, in folders by namespace"),
        Layout::Single => ("One file a kind", "all Services in one file, all Dataplanes in another"),
        Layout::Kustomize => ("Kustomize", "as a file each, with a kustomization.yaml over the Services"),
        Layout::Patches => ("Patches", "only the hints, for Services that somebody else owns"),
    }
}

/// Shows it.
pub fn ui(ui: &mut Ui, session: Option<&Session>, state: &mut ExportState, asks: &mut Asks) -> Next {
    let Some(session) = session else { return Next::Close };
    let tokens = Tokens::of(ui);
    let faint = |text: &str| RichText::new(text).font(font::label()).color(tokens.text_faint);
    ui.label(faint("Layout"));
    for layout in Layout::ALL {
        let (name, what) = words(layout);
        ui.horizontal(|ui| {
            if radio(ui, state.layout == layout, name).clicked() {
                state.layout = layout;
            }
            ui.label(faint(what));
        });
    }
    ui.add_space(gap::XS);
    ui.label(faint("For"));
    ui.horizontal(|ui| {
        for world in World::ALL {
            let mut on = state.worlds.contains(&world);
            if checkbox(ui, &mut on, world.label()).changed() {
                if on {
                    state.worlds.insert(world)
                } else {
                    state.worlds.remove(&world)
                };
            }
        }
        let mut explained = state.comments == Comments::On;
        if checkbox(ui, &mut explained, "Explain hints in comments").changed() {
            state.comments = if explained { Comments::On } else { Comments::Off };
        }
    });
    ui.add_space(gap::XS);
    ui.label(faint("Folder"));
    ui.horizontal(|ui| {
        let width = ui.available_width() - 96.0;
        let field = Input::new("Folder", &mut state.folder).hint("/path/to/folder").mono().width(width).show(ui);
        keyboard::first(ui, &field);
        if quiet_button(ui, "Choose…").clicked() {
            asks.run(Command::Ask(Purpose::ExportTo));
        }
    });
    plan(ui, session, state, asks)
}

fn plan(ui: &mut Ui, session: &Session, state: &mut ExportState, asks: &mut Asks) -> Next {
    let tokens = Tokens::of(ui);
    let ready = !state.folder.trim().is_empty() && !state.worlds.is_empty();
    let answers = state.answers(session.revision());
    if ready && state.asked.as_ref() != Some(&answers) {
        state.asked = Some(answers.clone());
        asks.run(Command::PlanExport(PathBuf::from(state.folder.trim()), answers.clone()));
    }
    let planned = state.planned.as_ref().filter(|(of, _)| ready && *of == answers).map(|(_, planned)| planned.as_slice());
    let foreign = planned.is_some_and(|planned| planned.iter().any(|file| file.standing == Standing::Foreign));
    ui.add_space(gap::S);
    match planned {
        None if !ready => paragraph(ui, "Choose a folder to see what will be written."),
        None => paragraph(ui, "Looking at the folder…"),
        Some([]) => paragraph(ui, "There is nothing to write for this choice."),
        Some(planned) => {
            let height = (planned.len() as f32 * 20.0).clamp(40.0, 200.0);
            ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show_rows(ui, 20.0, planned.len(), |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for file in planned.get(rows).unwrap_or_default() {
                    ui.horizontal(|ui| {
                        ui.set_height(20.0);
                        let (word, color) = standing(tokens, file.standing);
                        ui.add_sized(
                            [88.0, 18.0],
                            egui::Label::new(RichText::new(word).font(font::label()).color(color)).halign(egui::Align::LEFT),
                        );
                        ui.add(egui::Label::new(RichText::new(&file.path).font(font::mono())).truncate());
                    });
                }
            });
        }
    }
    if foreign {
        ui.add_space(gap::XS);
        checkbox(ui, &mut state.replace, "Replace files that others wrote or changed");
    }
    let writes = planned.map_or(0, |planned| planned.iter().filter(|file| file.standing != Standing::Same).count());
    buttons(ui, |ui| {
        let can = planned.is_some_and(|planned| !planned.is_empty()) && (!foreign || state.replace);
        let word = match writes {
            0 => "Export".to_owned(),
            1 => "Export 1 file".to_owned(),
            n => format!("Export {n} files"),
        };
        if ui.add_enabled_ui(can, |ui| primary(ui, &word)).inner {
            asks.run(Command::WriteExport(Box::new(state.clone())));
            return Next::Close;
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

fn standing(tokens: &Tokens, standing: Standing) -> (&'static str, egui::Color32) {
    match standing {
        Standing::New => ("create", tokens.ok),
        Standing::Same => ("unchanged", tokens.text_faint),
        Standing::Ours => ("update", tokens.warning),
        Standing::Foreign => ("not ours", tokens.error),
    }
}
