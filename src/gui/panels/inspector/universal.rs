//! What a service has on Universal alone: mesh, gateway, tags, and its instances one by one.
//! Knows nothing of Services.

use egui::{Ui, Vec2};

use super::choice::{Look, choice};
use super::columns::{Columns, inside};
use super::fold::Fold;
use super::page::{Page, Part, labelled, one, two, wrong};
use super::pairs;
use super::ports::add_button;
use crate::check::Field;
use crate::design::{Gateway, Instance, Service, World};
use crate::gui::icons;
use crate::gui::theme::{gap, size};
use crate::gui::widgets::{IconButton, Input, NumberInput};

/// Shows it.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let here = |field| matches!(field, Field::Mesh | Field::Tags | Field::Gateway | Field::InstanceName(_) | Field::InstanceAddress(_));
    let summary = summary(&page.draft, page.cx.session.design().target.mesh.as_str());
    let worst = page.worst(|port, field| port.is_none() && here(field));
    let fold = Fold { name: "universal", title: World::Universal.label(), summary: &summary, worst, sought: page.is_sought(here) };
    if !fold.show(ui, 0.0).0 {
        return;
    }
    let mesh = Part { name: "Mesh", show: mesh, fields: |field| field == Field::Mesh };
    let gateway = Part { name: "Gateway", show: gateway, fields: |field| field == Field::Gateway };
    two(ui, page, &mesh, &gateway);
    one(ui, page, &Part { name: "Tags", show: tags, fields: |field| field == Field::Tags });
    instances(ui, page);
    ui.add_space(gap::XS);
}

fn summary(service: &Service, mesh: &str) -> String {
    let mut parts = vec![format!("mesh {}", service.mesh.as_deref().unwrap_or(mesh))];
    parts.extend(service.gateway.map(|kind| format!("{} gateway", kind.keyword())));
    parts.push(match service.instances.len() {
        0 => "no instances: a template".to_owned(),
        1 => "1 instance".to_owned(),
        many => format!("{many} instances"),
    });
    parts.extend((!service.tags.is_empty()).then(|| format!("{} tags", service.tags.len())));
    parts.join(" · ")
}

fn mesh(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Mesh", |ui, page, label| {
        let (id, finding) = (page.id("mesh"), page.finding(None, Field::Mesh));
        let mut text = page.draft.mesh.clone().unwrap_or_default();
        let hint = format!("As the design ({})", page.cx.session.design().target.mesh);
        let response = Input::new("Mesh", &mut text).hint(&hint).id(id).labelled_by(label).finding(finding).show(ui);
        if response.changed() {
            page.draft.mesh = (!text.is_empty()).then_some(text);
        }
        page.offer(Field::Mesh, &response);
    });
}

fn gateway(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Gateway", |ui, page, _| {
        let label = |gateway: Option<Gateway>| match gateway {
            None => "No gateway",
            Some(Gateway::Delegated) => "Delegated: somebody else's",
            Some(Gateway::Builtin) => "Builtin: Kuma's own",
        };
        let options = [None, Some(Gateway::Delegated), Some(Gateway::Builtin)].map(|kind| (kind, label(kind).to_owned()));
        let (id, now) = (page.id("gateway"), page.draft.gateway);
        let (response, picked) = choice(ui, id, "Gateway", Some(&now), label(now), &options, Look::Framed);
        page.draft.gateway = picked.unwrap_or(now);
        page.offer(Field::Gateway, &response);
    });
}

fn tags(ui: &mut Ui, page: &mut Page<'_>) {
    pairs::field(ui, page, "Tags", "version=v2", Field::Tags, |service| &mut service.tags);
}

fn instances(ui: &mut Ui, page: &mut Page<'_>) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let columns = Columns::new(ui, &[150.0, 190.0, 100.0], size::HIT);
        let mut instances = std::mem::take(&mut page.draft.instances);
        if !instances.is_empty() {
            columns.head(ui, page.cx.tokens.text_quiet, &["Instance", "Address", "Admin port"]);
        }
        let mut gone = None;
        for (index, instance) in instances.iter_mut().enumerate() {
            if instance_row(ui, page, &columns, index, instance) {
                gone = Some(index);
            }
        }
        if let Some(index) = gone {
            instances.remove(index);
        }
        let response = add_button(ui, page.id("add instance"), "Add instance", page.cx.tokens.accent);
        if response.clicked() {
            let name = fresh_name(&page.draft.name, &instances);
            ui.memory_mut(|memory| memory.request_focus(page.id(("instance address", instances.len()))));
            instances.push(Instance { name, ..Instance::default() });
        }
        page.draft.instances = instances;
    });
}

/// Shows one, and says whether it is to go.
fn instance_row(ui: &mut Ui, page: &mut Page<'_>, columns: &Columns, index: usize, instance: &mut Instance) -> bool {
    let (_, line) = ui.allocate_space(Vec2::new(ui.available_width(), size::ROW));
    let number = index + 1;
    let (field, name) = (Field::InstanceName(index), format!("Name of instance {number}"));
    let finding = page.finding(None, field);
    let id = page.id(("instance name", index));
    let response = inside(ui, columns.cell(line, 0), |ui| Input::new(&name, &mut instance.name).id(id).bare().finding(finding).show(ui));
    page.offer(field, &response);

    let (field, name) = (Field::InstanceAddress(index), format!("Address of instance {number}"));
    let finding = page.finding(None, field);
    let input = Input::new(&name, &mut instance.address).id(page.id(("instance address", index))).mono().hint("192.168.0.1").bare();
    let response = inside(ui, columns.cell(line, 1), |ui| input.finding(finding).show(ui));
    page.offer(field, &response);

    let name = format!("Admin port of instance {number}");
    let input = NumberInput::optional(&name, page.id(("instance admin", index)), &mut instance.admin_port).hint("9901").bare();
    let (_, message) = inside(ui, columns.cell(line, 2), |ui| input.show(ui));
    let button = egui::Rect::from_min_max(egui::pos2(line.right() - size::HIT, line.top()), line.max);
    let name = format!("Remove instance {number}");
    let gone = inside(ui, button, |ui| IconButton::new(icons::CLOSE, &name).show(ui)).clicked();
    if let Some(message) = message {
        wrong(ui, message);
    }
    gone
}

/// `web-01`, or the next that is free.
fn fresh_name(service: &str, taken: &[Instance]) -> String {
    let name = |number| format!("{service}-{number:02}");
    let free = |number: &usize| !taken.iter().any(|instance| instance.name == name(*number));
    name((1..=taken.len() + 1).find(free).unwrap_or(taken.len() + 1))
}
