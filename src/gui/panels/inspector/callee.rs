//! A service to call, from a list with a search: only the rows in view are made, however many services there are.
//! Knows nothing of the call's local port.

use std::sync::Arc;

use egui::{Id, Popup, PopupCloseBehavior, Response, ScrollArea, Ui};

use super::choice::{Look, button};
use super::page::Page;
use super::ports::add_button;
use crate::design::{Call, Service, ServiceId};
use crate::gui::theme::{gap, size};
use crate::gui::widgets::Input;

/// How many rows are seen at once.
const ROWS: f32 = 8.0;

/// Who matches what was typed, remembered until either changes.
#[derive(Clone)]
struct Found {
    revision: u64,
    query: String,
    ids: Arc<Vec<ServiceId>>,
}

/// The service that a call's words mean.
pub(super) fn of<'a>(page: &Page<'a>, words: &str) -> Option<&'a Arc<Service>> {
    let session = page.cx.session;
    session.service(session.names().resolve(words, &page.draft.namespace)?)
}

/// The callee of a call as a cell; a press opens the list. Says what was picked.
pub(super) fn choose(ui: &mut Ui, page: &Page<'_>, id: Id, name: &str, shown: &str) -> (Response, Option<Call>) {
    let response = button(ui, id, name, shown, Look::Bare);
    let picked = list(&response, page);
    (response, picked)
}

/// The button that adds a call; a press opens the list. Says what was picked.
pub(super) fn add(ui: &mut Ui, page: &Page<'_>, id: Id) -> Option<Call> {
    let response = add_button(ui, id, "Add call", page.cx.tokens.accent);
    list(&response, page)
}

fn list(response: &Response, page: &Page<'_>) -> Option<Call> {
    let popup = Popup::from_toggle_button_response(response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    if response.clicked() {
        response.ctx.data_mut(|data| data.remove::<String>(query_id(response.id)));
    }
    popup.width(280.0).show(|ui| rows(ui, page, response.id)).and_then(|shown| shown.inner)
}

/// Where what was typed is kept while the list is open.
fn query_id(id: Id) -> Id {
    id.with("query")
}

fn rows(ui: &mut Ui, page: &Page<'_>, id: Id) -> Option<Call> {
    ui.set_width(280.0);
    let search = query_id(id);
    let mut query: String = ui.data(|data| data.get_temp(search)).unwrap_or_default();
    let response = Input::new("Search services", &mut query).hint("Which service?").id(id.with("search")).show(ui);
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if ui.memory(|memory| memory.focused().is_none_or(|focused| focused == id)) {
        response.request_focus();
    }
    let found = found(ui, page, search.with("found"), &query);
    ui.data_mut(|data| data.insert_temp(search, query.clone()));
    let mut picked = None;
    if enter {
        picked = found.first().and_then(|id| page.cx.session.service(*id)).map(|service| call_to(page, service));
    }
    ui.add_space(gap::XS);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().max_height(ROWS * size::ROW).show_rows(ui, size::ROW, found.len(), |ui, range| {
        ui.set_width(ui.available_width());
        for id in found.get(range).unwrap_or_default() {
            let Some(service) = page.cx.session.service(*id) else { continue };
            if ui.selectable_label(false, service.full_name()).clicked() {
                picked = Some(call_to(page, service));
            }
        }
    });
    let typed = query.trim();
    let unknown = found.is_empty() && !typed.is_empty();
    if unknown && (ui.selectable_label(false, format!("Call {typed}, which is not in this design")).clicked() || enter) {
        picked = Some(Call { service: typed.to_owned(), port: 80, at: None });
    }
    if picked.is_some() {
        ui.close();
    }
    picked
}

/// The services whose name has what was typed in it, itself aside.
fn found(ui: &Ui, page: &Page<'_>, id: Id, query: &str) -> Arc<Vec<ServiceId>> {
    let revision = page.cx.session.revision();
    let kept: Option<Found> = ui.data(|data| data.get_temp(id));
    if let Some(kept) = kept.filter(|kept| kept.revision == revision && kept.query == query) {
        return kept.ids;
    }
    let wanted = query.trim().to_lowercase();
    let matches = |service: &&Arc<Service>| service.id != page.draft.id && service.full_name().to_lowercase().contains(&wanted);
    let ids: Arc<Vec<ServiceId>> = Arc::new(page.cx.session.design().services.iter().filter(matches).map(|service| service.id).collect());
    ui.data_mut(|data| data.insert_temp(id, Found { revision, query: query.to_owned(), ids: ids.clone() }));
    ids
}

/// A call to a service's first port, by the fewest words that mean it.
fn call_to(page: &Page<'_>, service: &Service) -> Call {
    let bare = page.cx.session.names().resolve(&service.name, &page.draft.namespace) == Some(service.id);
    let words = if bare { service.name.clone() } else { service.full_name() };
    Call { service: words, port: service.ports.first().map_or(80, |port| port.port), at: None }
}
