//! Bringing Services from a cluster into a design: which cluster, which namespaces, and what lives in them.
//! Knows nothing of how any of it is read.

use egui::{Label, RichText, ScrollArea, Ui, Vec2};

use super::{Next, buttons, paragraph, primary};
use crate::cluster::{Mesh, Namespace};
use crate::gui::clusters::ImportView;
use crate::gui::command::Command;
use crate::gui::panels::{Asks, clusters as contexts};
use crate::gui::state::{Clusters, Settings};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{Input, checkbox, counted, grouped, quiet_button};
use crate::tasks::{Lives, One};

/// How tall a list is.
const TALL: f32 = 280.0;

/// Shows it, step by step.
pub fn ui(ui: &mut Ui, clusters: &mut Clusters, settings: &Settings, asks: &mut Asks) -> Next {
    let Some(name) = clusters.connected().map(|connected| connected.place.context.clone()) else {
        paragraph(ui, "Choose the cluster to bring Services from. It is contacted when you do.");
        contexts::contexts(ui, clusters, settings, asks);
        return buttons(ui, |ui| if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay });
    };
    let import = &mut clusters.import;
    match import.lives.known() {
        Some(lives) if !import.lives.is_pending() => listed(ui, lives, asks),
        Some(_) | None => namespaces(ui, &name, import, asks),
    }
}

fn faint(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).text_faint;
    ui.add(Label::new(RichText::new(words).font(font::label()).color(color)).wrap());
}

/// Which namespaces.
fn namespaces(ui: &mut Ui, name: &str, import: &mut ImportView, asks: &mut Asks) -> Next {
    paragraph(ui, &format!("Tick the namespaces of {name} to bring Services from. Nothing on the cluster is changed."));
    if let Some(error) = import.namespaces.error() {
        contexts::sentence(ui, &error.to_string());
        typed(ui, import);
    }
    match import.namespaces.known().map(Vec::len) {
        None if import.namespaces.is_pending() => paragraph(ui, "Reading the namespaces…"),
        None if import.namespaces.error().is_none() => asks.run(Command::ListNamespaces),
        None => {}
        Some(_) => ticks(ui, import),
    }
    if let Some(error) = import.lives.error() {
        contexts::sentence(ui, &error.to_string());
    }
    buttons(ui, |ui| {
        if import.lives.is_pending() {
            if quiet_button(ui, "Stop").clicked() {
                asks.run(Command::StopListing);
            }
            let far = import.done.map_or(String::new(), |done| format!(" {} of {}", grouped(done.done), grouped(done.of.max(done.done))));
            faint(ui, &format!("Reading Services{far}…"));
            return Next::Stay;
        }
        let ready = !import.ticked.is_empty();
        if ui.add_enabled_ui(ready, |ui| primary(ui, "List Services")).inner && ready {
            asks.run(Command::ListServices);
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

/// For who may not list namespaces: those they know of.
fn typed(ui: &mut Ui, import: &mut ImportView) {
    ui.horizontal(|ui| {
        Input::new("Namespace", &mut import.typed).hint("Namespace").mono().width(240.0).show(ui);
        if ui.add_enabled_ui(!import.typed.trim().is_empty(), |ui| quiet_button(ui, "Add")).inner.clicked() {
            import.ticked.insert(std::mem::take(&mut import.typed).trim().to_owned());
        }
    });
    let names: Vec<&str> = import.ticked.iter().map(String::as_str).collect();
    faint(ui, &names.join(", "));
}

fn ticks(ui: &mut Ui, import: &mut ImportView) {
    let all: &[Namespace] = import.namespaces.known().map(Vec::as_slice).unwrap_or_default();
    ui.horizontal(|ui| {
        Input::new("Filter namespaces", &mut import.filter).hint("Filter").width(240.0).show(ui);
        if quiet_button(ui, "Those in the mesh").clicked() {
            import.ticked.extend(all.iter().filter(|namespace| namespace.is_in_mesh()).map(|namespace| namespace.name.clone()));
        }
        if quiet_button(ui, "None").clicked() {
            import.ticked.clear();
        }
    });
    let wanted = import.filter.trim().to_lowercase();
    let shown: Vec<&Namespace> = all.iter().filter(|namespace| namespace.name.to_lowercase().contains(&wanted)).collect();
    if shown.is_empty() {
        faint(ui, "No namespace has these words in its name");
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().max_height(TALL).auto_shrink([false, true]).show_rows(ui, size::ROW, shown.len(), |ui, range| {
        for namespace in shown.get(range).unwrap_or_default() {
            ui.allocate_ui(Vec2::new(ui.available_width(), size::ROW), |ui| {
                ui.horizontal(|ui| {
                    ui.set_height(size::ROW);
                    let mut on = import.ticked.contains(&namespace.name);
                    if checkbox(ui, &mut on, &namespace.name).changed() {
                        if on {
                            import.ticked.insert(namespace.name.clone());
                        } else {
                            import.ticked.remove(&namespace.name);
                        }
                    }
                    if namespace.is_in_mesh() {
                        faint(ui, &format!("in mesh {}", namespace.mesh.as_deref().unwrap_or("default")));
                    }
                });
            });
        }
    });
}

/// What lives in them.
fn listed(ui: &mut Ui, lives: &Lives, asks: &mut Asks) -> Next {
    for (_, error) in &lives.problems {
        contexts::sentence(ui, &error.to_string());
    }
    if lives.services.is_empty() {
        paragraph(ui, "There is no Service in these namespaces.");
    } else {
        paragraph(
            ui,
            &format!("{} would come into the design. What it has already stays as it is.", counted(lives.services.len(), "Service")),
        );
    }
    ScrollArea::vertical().id_salt("listed").max_height(TALL).auto_shrink([false, true]).show_rows(
        ui,
        2.0 * size::YAML_LINE,
        lives.services.len(),
        |ui, range| lives.services.get(range).unwrap_or_default().iter().for_each(|one| service(ui, one)),
    );
    if !lives.notes.is_empty() {
        ui.add_space(gap::XS);
        faint(ui, "Left out");
        ScrollArea::vertical().id_salt("notes").max_height(80.0).auto_shrink([false, true]).show_rows(
            ui,
            size::YAML_LINE,
            lives.notes.len(),
            |ui, range| lives.notes.get(range).unwrap_or_default().iter().for_each(|note| faint(ui, note)),
        );
    }
    buttons(ui, |ui| {
        let some = !lives.services.is_empty();
        let words = format!("Import {}", counted(lives.services.len(), "Service"));
        if ui.add_enabled_ui(some, |ui| primary(ui, &words)).inner && some {
            asks.run(Command::ImportListed);
        }
        if quiet_button(ui, "Other namespaces").clicked() {
            asks.run(Command::ListAnew);
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

fn service(ui: &mut Ui, one: &One) {
    let tokens = Tokens::of(ui);
    let mesh = match &one.mesh {
        Mesh::In(mesh) => format!("in mesh {mesh}"),
        Mesh::Out => "not in the mesh".to_owned(),
        Mesh::NotSaid => "whether it is in the mesh is not known".to_owned(),
    };
    ui.allocate_ui(Vec2::new(ui.available_width(), 2.0 * size::YAML_LINE), |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let name = RichText::new(format!("{} / {}", one.object.namespace, one.object.name)).font(font::strong()).color(tokens.text);
            ui.add(Label::new(name).truncate());
            let ports = if one.effective.is_empty() { "no ports".to_owned() } else { format!("a client gets {}", one.effective) };
            let words = RichText::new(format!("{} · {mesh} · {ports}", one.owner)).font(font::label()).color(tokens.text_faint);
            ui.add(Label::new(words).truncate());
        });
    });
}
