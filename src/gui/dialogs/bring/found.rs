//! What lives in the namespaces that were picked, a line each, and which of it comes into the design.
//! Knows nothing of how it was read.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{Next, buttons, faint, paragraph, primary, tall};
use crate::cluster::{Mesh, Object};
use crate::gui::clusters::ImportView;
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::panels::{Asks, clusters as contexts};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{Input, checkbox, counted, grouped, paint_elided, quiet_button};
use crate::tasks::{Left, Lives, One};

/// How much of the width each column takes.
const SHARES: [f32; 4] = [0.34, 0.28, 0.2, 0.18];

/// Shows it.
pub fn ui(ui: &mut Ui, import: &mut ImportView, asks: &mut Asks) -> Next {
    let ImportView { lives, filter, known, chosen, .. } = import;
    let Some(lives) = lives.known() else { return Next::Stay };
    for (_, error) in &lives.problems {
        contexts::sentence(ui, &error.to_string());
    }
    if lives.services.is_empty() {
        paragraph(ui, "There is no Service in these namespaces.");
    } else {
        paragraph(ui, &intro(known.len()));
        pick(ui, lives, filter, known, chosen);
    }
    let wanted = filter.trim().to_lowercase();
    let shown: Vec<&One> = lives.services.iter().filter(|one| wanted.is_empty() || full_name(&one.object).contains(&wanted)).collect();
    if !lives.services.is_empty() {
        table(ui, lives, &shown, known, chosen);
    }
    left_out(ui, lives, chosen);
    buttons(ui, |ui| {
        let words = format!("Import {}", counted(chosen.len(), "Service"));
        let some = !chosen.is_empty();
        if ui.add_enabled_ui(some, |ui| primary(ui, &words)).inner && some {
            asks.run(Command::ImportListed);
        }
        if quiet_button(ui, "Other namespaces").clicked() {
            asks.run(Command::ListAnew);
        }
        if quiet_button(ui, "Cancel").clicked() { Next::Close } else { Next::Stay }
    })
}

fn intro(known: usize) -> String {
    let first = "Tick the Services to bring into the design.";
    match known {
        0 => format!("{first} Undo takes them out again."),
        1 => format!("{first} 1 is in it already and stays as it is."),
        more => format!("{first} {} are in it already and stay as they are.", grouped(more)),
    }
}

fn full_name(object: &Object) -> String {
    format!("{}/{}", object.namespace, object.name)
}

/// Above the table: the filter, and all or nothing.
fn pick(ui: &mut Ui, lives: &Lives, filter: &mut String, known: &BTreeSet<Object>, chosen: &mut BTreeSet<Object>) {
    ui.horizontal(|ui| {
        Input::new("Filter Services", filter).hint("Filter").width(240.0).show(ui);
        if quiet_button(ui, "All").clicked() {
            *chosen = lives.services.iter().map(|one| &one.object).filter(|object| !known.contains(object)).cloned().collect();
        }
        if quiet_button(ui, "None").clicked() {
            chosen.clear();
        }
        faint(ui, &format!("{} of {} ticked", grouped(chosen.len()), grouped(lives.services.len())));
    });
}

fn cells(rect: Rect) -> [Rect; 4] {
    let mut left = rect.left() + size::HIT;
    let room = rect.right() - left;
    SHARES.map(|share| {
        let cell = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(left + room * share - gap::S, rect.bottom()));
        left += room * share;
        cell
    })
}

fn hairline(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0 / ui.ctx().pixels_per_point(), Tokens::of(ui).line));
}

fn table(ui: &mut Ui, lives: &Lives, shown: &[&One], known: &BTreeSet<Object>, chosen: &mut BTreeSet<Object>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::hover());
    let gets = format!("Kuma {} sees", lives.version);
    for (words, cell) in ["Service", gets.as_str(), "Owner", "Mesh"].into_iter().zip(cells(rect)) {
        paint_elided(ui.painter(), cell, words, font::label(), Tokens::of(ui).text_faint);
    }
    hairline(ui, rect);
    // Room for what is left out, where something is.
    let notes = if lives.notes.is_empty() { 0.0 } else { 3.0 * size::ROW };
    let tall = tall(ui, lives.services.len(), notes);
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let list = ScrollArea::vertical().id_salt("listed").max_height(tall).min_scrolled_height(tall).auto_shrink(false);
    list.show_rows(ui, size::ROW, shown.len(), |ui, range| {
        if shown.is_empty() {
            faint(ui, "No Service has these words in its name");
        }
        for one in shown.get(range).unwrap_or_default() {
            row(ui, one, known.contains(&one.object), chosen, rect.width());
        }
    });
}

fn mesh(mesh: &Mesh) -> String {
    match mesh {
        Mesh::In(mesh) => format!("in mesh {mesh}"),
        Mesh::Out => "not in the mesh".to_owned(),
        Mesh::NotSaid => "not known".to_owned(),
    }
}

/// One Service. Pressed anywhere, it is ticked or not; what the design has already cannot be.
fn row(ui: &mut Ui, one: &One, is_known: bool, chosen: &mut BTreeSet<Object>, width: f32) {
    let tokens = Tokens::of(ui);
    let (rect, whole) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::CLICK);
    // As wide as the head, whether or not there is a bar to scroll with.
    let line = Rect::from_min_size(rect.min, Vec2::new(width, size::ROW));
    let gets = if one.effective.is_empty() { "no ports" } else { &one.effective };
    let mesh = mesh(&one.mesh);
    let mut on = chosen.contains(&one.object);
    let at = Rect::from_min_size(rect.min, Vec2::new(size::HIT, size::ROW));
    let mut turned = false;
    if is_known {
        icons::CHECK.paint(ui, at.with_max_x(at.left() + size::ICON), tokens.text_faint);
    } else {
        let name = full_name(&one.object);
        let tick = ui.scope_builder(UiBuilder::new().max_rect(at), |ui| checkbox(ui, &mut on, "")).inner;
        tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("{name}, {gets}, {}, {mesh}", one.owner)));
        turned = tick.changed() || whole.clicked();
    }
    if turned && !chosen.remove(&one.object) {
        chosen.insert(one.object.clone());
    }
    let words = [format!("{} / {}", one.object.namespace, one.object.name), gets.to_owned(), one.owner.clone(), mesh];
    let looks = [
        (font::text(), if is_known { tokens.text_faint } else { tokens.text }),
        (font::mono(), if is_known { tokens.text_faint } else { tokens.text_quiet }),
        (font::label(), tokens.text_quiet),
        (font::label(), tokens.text_faint),
    ];
    let mut seen = true;
    for ((words, (font, color)), cell) in words.iter().zip(looks).zip(cells(line)) {
        seen &= paint_elided(ui.painter(), cell, words, font, color);
    }
    hairline(ui, rect);
    if is_known {
        whole.on_hover_text(format!("{}\nIt is in the design already", words.join("\n")));
    } else if !seen {
        whole.on_hover_text(words.join("\n"));
    }
}

/// What of it no design holds.
fn left_out(ui: &mut Ui, lives: &Lives, chosen: &BTreeSet<Object>) {
    let notes: Vec<&Left> = lives.notes.iter().filter(|note| chosen.contains(&note.object)).collect();
    if notes.is_empty() {
        return;
    }
    ui.add_space(gap::S);
    faint(ui, "Left out, because a design does not hold it");
    ScrollArea::vertical().id_salt("notes").max_height(4.0 * size::YAML_LINE).auto_shrink([false, true]).show_rows(
        ui,
        size::YAML_LINE,
        notes.len(),
        |ui, range| {
            notes.get(range).unwrap_or_default().iter().for_each(|note| faint(ui, &format!("{}: {}", full_name(&note.object), note.why)))
        },
    );
}
