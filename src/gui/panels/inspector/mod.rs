//! The inspector: everything about the selection, to be read and changed.
//! Knows nothing of how a change is applied.

mod bulk;
mod callee;
mod calls;
mod chips;
mod choice;
mod columns;
mod fold;
mod kubernetes;
mod page;
mod pairs;
mod port_detail;
mod port_row;
mod ports;
mod service;
mod universal;

use egui::{Frame, Margin, RichText, ScrollArea, Ui};

use super::{Asks, Cx};
use crate::check::Field;
use crate::design::{Service, ServiceId, World};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme::{font, gap};
use crate::gui::widgets::{self, IconButton};
use page::Page;

/// Below this width the form has one column.
const TWO_COLUMNS_FROM: f32 = 520.0;
/// Wider than this no line gets: it would be hard to read across.
const WIDEST: f32 = 960.0;

/// Shows it.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let shown = match view.selection.services() {
        [] => return nothing(ui, cx, view, asks),
        [one] => Shown::One(*one),
        _ => Shown::Several,
    };
    let focus = take_focus(view);
    ScrollArea::vertical().id_salt(shown).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(gap::L as i8, gap::S as i8)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(WIDEST));
            ui.spacing_mut().item_spacing.y = 6.0;
            match shown {
                Shown::One(id) => one(ui, cx, view, asks, id, focus),
                Shown::Several => bulk::show(ui, cx, view, asks, focus),
            }
            widgets::follow_keyboard(ui, "inspector");
        });
    });
}

/// How much is selected. Each service is scrolled by itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Shown {
    One(ServiceId),
    Several,
}

/// The field that the keyboard was sent to, if that is here.
fn take_focus(view: &mut ViewState) -> Option<Field> {
    let field = match view.focus {
        Some(Focus::Inspector) | Some(Focus::Field(Field::Whole)) => Field::Name,
        Some(Focus::Field(field)) => field,
        Some(
            Focus::Filter | Focus::Services | Focus::Centre | Focus::OfDesign(_) | Focus::Preview(_) | Focus::Below(_) | Focus::Clusters,
        )
        | None => {
            return None;
        }
    };
    view.focus = None;
    Some(field)
}

fn nothing(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let (title, text) = if cx.session.design().services.is_empty() {
        ("No services yet", "A service is what other services call: its name, its ports, and what the app behind each of them speaks")
    } else {
        ("Nothing selected", "Select a service or a port, and everything about it can be read and changed here")
    };
    if view.focus == Some(Focus::Inspector) {
        view.focus = None;
    }
    if widgets::empty_state(ui, title, text, Some(Command::AddService.text())) {
        asks.run(Command::AddService);
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, id: ServiceId, focus: Option<Field>) {
    let Some(service) = cx.session.service(id) else { return };
    let mut page = Page::new(ui, cx, view, asks, service, focus);
    ui.push_id(service.id, |ui| {
        title(ui, &mut page);
        page.lines(ui, None, Field::Whole);
        service::show(ui, &mut page);
        ports::show(ui, &mut page);
        port_detail::show(ui, &mut page);
        kubernetes::show(ui, &mut page);
        universal::show(ui, &mut page);
        calls::show(ui, &mut page);
    });
    page.ask(service);
}

fn title(ui: &mut Ui, page: &mut Page<'_>) {
    let tokens = page.cx.tokens;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = gap::XS;
            if IconButton::new(icons::TRASH, "Delete service").show(ui).clicked() {
                page.view.selection.only(page.draft.id);
                page.asks.run(Command::Delete);
            }
            if IconButton::new(icons::DUPLICATE, "Duplicate service").show(ui).clicked() {
                page.view.selection.only(page.draft.id);
                page.asks.run(Command::Duplicate);
            }
            ui.add_space(gap::XS);
            ui.label(RichText::new(runs_on(&page.draft)).font(font::label()).color(tokens.text_quiet));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = gap::S;
                ui.set_max_width(ui.available_width() - gap::M);
                let name = if page.draft.name.is_empty() { "no name" } else { &page.draft.name };
                widgets::elided(ui, name, font::strong(), tokens.text);
                if !page.draft.namespace.is_empty() && ui.available_width() > 2.0 * gap::XL {
                    widgets::elided(ui, &format!("in {}", page.draft.namespace), font::label(), tokens.text_quiet);
                }
            });
        });
    });
}

/// Where a service runs, in a few words.
fn runs_on(service: &Service) -> String {
    let dataplanes = match service.instances.len() {
        0 => "a template".to_owned(),
        1 => "1 instance".to_owned(),
        many => format!("{many} instances"),
    };
    match service.on {
        None => format!("Kubernetes + {dataplanes}"),
        Some(World::Kubernetes) => "Kubernetes only".to_owned(),
        Some(World::Universal) => format!("Universal only, {dataplanes}"),
    }
}
