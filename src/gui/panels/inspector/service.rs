//! The drawn fields of a service: name, namespace, selector, instances.
//! Knows nothing of ports.

use egui::Ui;

use super::chips::{Chips, Word};
use super::page::{Page, Part, labelled, two};
use super::pairs;
use crate::check::Field;
use crate::design::Instance;
use crate::gui::widgets::Input;

/// Shows them.
pub(super) fn show(ui: &mut Ui, page: &mut Page<'_>) {
    let name = Part { name: "Name", show: name, fields: |field| field == Field::Name };
    let namespace = Part { name: "Namespace", show: namespace, fields: |field| field == Field::Namespace };
    two(ui, page, &name, &namespace);
    let selector = Part { name: "Selector", show: selector, fields: |field| field == Field::Selector };
    let instances = Part { name: "Instances", show: instances, fields: is_of_instances };
    two(ui, page, &selector, &instances);
}

fn name(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Name", |ui, page, label| {
        let (id, finding) = (page.id("name"), page.finding(None, Field::Name));
        let response = Input::new("Name", &mut page.draft.name).id(id).labelled_by(label).finding(finding).show(ui);
        page.offer(Field::Name, &response);
    });
}

fn namespace(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Namespace", |ui, page, label| {
        let (id, finding) = (page.id("namespace"), page.finding(None, Field::Namespace));
        let input = Input::new("Namespace", &mut page.draft.namespace).hint("Left out").id(id).labelled_by(label);
        let response = input.finding(finding).show(ui);
        page.offer(Field::Namespace, &response);
    });
}

fn selector(ui: &mut Ui, page: &mut Page<'_>) {
    pairs::field(ui, page, "Selector", "app=web, tier=front", Field::Selector, |service| &mut service.selector);
}

fn instances(ui: &mut Ui, page: &mut Page<'_>) {
    labelled(ui, page, "Instances", |ui, page, label| {
        let worst = page.worst(|port, field| port.is_none() && is_of_instances(field));
        let chips = Chips { hint: "web-01 192.168.0.1", id: page.id("instances"), label, worst };
        chips.show(ui, &mut page.draft.instances);
    });
}

fn is_of_instances(field: Field) -> bool {
    matches!(field, Field::InstanceName(_) | Field::InstanceAddress(_))
}

/// `name address`, with the admin port behind them where there is one.
impl Word for Instance {
    const WANTED: &'static str = "Write a name and an address, such as web-01 192.168.0.1";

    fn show(&self) -> String {
        let admin = self.admin_port.map(|port| format!(" admin {port}")).unwrap_or_default();
        format!("{} {}{admin}", self.name, self.address)
    }

    fn read(word: &str) -> Option<Instance> {
        let parts: Vec<&str> = word.split_whitespace().collect();
        let instance = |name: &str, address: &str, admin_port| Instance { name: name.to_owned(), address: address.to_owned(), admin_port };
        match parts.as_slice() {
            [name, address] => Some(instance(name, address, None)),
            [name, address, "admin", port] => Some(instance(name, address, Some(port.parse().ok()?))),
            _ => None,
        }
    }

    fn split(text: &str) -> Vec<&str> {
        text.split(',').collect()
    }
}
