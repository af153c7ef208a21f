//! Which namespaces of a cluster Services are brought from.
//! Knows nothing of what lives in them.

use egui::{Role, ScrollArea, Spinner, Ui, Vec2, WidgetInfo};

use super::{Next, buttons, faint, paragraph, primary, tall};
use crate::cluster::{Error, Namespace};
use crate::gui::clusters::ImportView;
use crate::gui::command::Command;
use crate::gui::panels::{Asks, clusters as contexts};
use crate::gui::theme::{Tokens, size};
use crate::gui::widgets::{Input, checkbox, grouped, quiet_button};

/// Shows them.
pub fn ui(ui: &mut Ui, name: &str, import: &mut ImportView, asks: &mut Asks) -> Next {
    paragraph(ui, &format!("Tick the namespaces of {name} to look into. Nothing on the cluster is changed."));
    if let Some(error) = import.namespaces.error() {
        contexts::sentence(ui, &error.to_string());
        let may_type = matches!(error, Error::Forbidden { .. });
        if may_type {
            typed(ui, import);
        } else if quiet_button(ui, "Try again").clicked() {
            asks.run(Command::ListNamespaces);
        }
    }
    match import.namespaces.known() {
        None if import.namespaces.is_pending() => busy(ui, "Reading the namespaces…"),
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
            busy(ui, &format!("Reading Services{far}…"));
            return Next::Stay;
        }
        let ready = !import.ticked.is_empty();
        if ui.add_enabled_ui(ready, |ui| primary(ui, "List Services")).inner && ready {
            asks.run(Command::ListServices);
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

fn busy(ui: &mut Ui, words: &str) {
    ui.horizontal(|ui| {
        let color = Tokens::of(ui).accent;
        ui.add(Spinner::new().size(12.0).color(color));
        faint(ui, words);
    });
}

/// For who may not list namespaces: those they know of.
fn typed(ui: &mut Ui, import: &mut ImportView) {
    ui.horizontal(|ui| {
        Input::new("Namespace", &mut import.typed).hint("Namespace").mono().width(240.0).show(ui);
        if ui.add_enabled_ui(!import.typed.trim().is_empty(), |ui| quiet_button(ui, "Add")).inner.clicked() {
            import.ticked.insert(std::mem::take(&mut import.typed).trim().to_owned());
        }
    });
    let mut gone = None;
    for name in &import.ticked {
        let mut on = true;
        if checkbox(ui, &mut on, name).changed() {
            gone = Some(name.clone());
        }
    }
    if let Some(name) = gone {
        import.ticked.remove(&name);
    }
}

fn ticks(ui: &mut Ui, import: &mut ImportView) {
    let all: &[Namespace] = import.namespaces.known().map(Vec::as_slice).unwrap_or_default();
    ui.horizontal(|ui| {
        Input::new("Filter namespaces", &mut import.filter).hint("Filter").width(240.0).show(ui);
        if quiet_button(ui, "Those in the mesh").clicked() {
            import.ticked = all.iter().filter(|namespace| namespace.is_in_mesh()).map(|namespace| namespace.name.clone()).collect();
        }
        if quiet_button(ui, "None").clicked() {
            import.ticked.clear();
        }
        faint(ui, &format!("{} of {} ticked", grouped(import.ticked.len()), grouped(all.len())));
    });
    let wanted = import.filter.trim().to_lowercase();
    let shown: Vec<&Namespace> = all.iter().filter(|namespace| namespace.name.to_lowercase().contains(&wanted)).collect();
    let tall = tall(ui, all.len(), 0.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let list = ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).auto_shrink(false);
    list.show_rows(ui, size::ROW, shown.len(), |ui, range| {
        if shown.is_empty() {
            faint(ui, "No namespace has these words in its name");
        }
        for namespace in shown.get(range).unwrap_or_default() {
            ui.allocate_ui(Vec2::new(ui.available_width(), size::ROW), |ui| {
                ui.horizontal(|ui| {
                    ui.set_height(size::ROW);
                    tick(ui, namespace, &mut import.ticked);
                });
            });
        }
    });
}

fn tick(ui: &mut Ui, namespace: &Namespace, ticked: &mut std::collections::BTreeSet<String>) {
    let mesh = namespace.is_in_mesh().then(|| format!("in mesh {}", namespace.mesh.as_deref().unwrap_or("default")));
    let mut on = ticked.contains(&namespace.name);
    let tick = checkbox(ui, &mut on, &namespace.name);
    let words = mesh.iter().fold(namespace.name.clone(), |name, mesh| format!("{name}, {mesh}"));
    tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &words));
    if tick.changed() && !ticked.remove(&namespace.name) {
        ticked.insert(namespace.name.clone());
    }
    if let Some(mesh) = mesh {
        faint(ui, &mesh);
    }
}
