//! The protocol picker: a key picks, `/` searches, the foot explains the row under the cursor. Leaving changes nothing.
//! Knows nothing of what opened it.

mod foot;
mod keys;
mod list;
mod pick;
mod rows;
mod search;

use egui::{Frame, Id, Popup, PopupCloseBehavior, Ui};

use super::{Asks, Cx};
use crate::design::{HintStyle, Service, ServicePort};
use crate::gui::state::{Picker, ViewState};
use crate::gui::theme::size;
use crate::protocol::MeshVersion;
use pick::Raw;
use rows::{Choice, Row};

const WIDTH: f32 = 360.0;

/// What of the picker outlives a frame beside its [`Picker`]: what a letter does, and who had the keyboard before.
#[derive(Clone, Copy)]
struct Kept {
    typing: Typing,
    before: Option<Id>,
}

/// What a letter does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typing {
    /// It picks the row whose key it is.
    Picks,
    /// It goes into the search.
    Searches,
}

/// How the user ended it.
enum Done {
    /// Took a row.
    Took(Choice, Raw),
    /// Left by the keyboard.
    Left,
}

/// The port that the picker speaks of.
struct Subject<'a> {
    service: &'a Service,
    port: &'a ServicePort,
    /// The version that hints are written for.
    version: MeshVersion,
    /// How they are written on Kubernetes.
    style: HintStyle,
    /// How many ports it picks for.
    count: usize,
}

/// Shows it, while it is open.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let Some(mut picker) = view.picker.take() else { return };
    let found = picker.ports.iter().rev().find_map(|(service, port)| {
        let service = cx.session.service(*service)?;
        Some((service, service.port(*port)?))
    });
    let Some((service, port)) = found else { return };
    let target = &cx.session.design().target;
    let (version, style) = (target.version, service.hint_style(target));
    let subject = Subject { service, port, version, style, count: picker.ports.len() };
    let id = Id::unique("protocol picker");
    let mut kept = remembered(ui, id, &picker);
    if !picker.shown {
        picker.cursor = rows::first_cursor(&rows::found(&subject, ""), port);
        picker.shown = true;
    }
    let mut done = keys::take(ui, id, &mut kept, &mut picker, &subject);
    let rows = rows::found(&subject, &picker.query);
    picker.cursor = picker.cursor.min(rows.len().saturating_sub(1));

    let popup = Popup::new(id, ui.ctx().clone(), picker.at, ui.layer_id()).width(WIDTH).gap(4.0);
    let popup = popup.close_behavior(PopupCloseBehavior::CloseOnClickOutside).frame(frame(ui, cx)).accessible_name("Protocol picker");
    let shown = popup.show(|ui| contents(ui, cx, id, &mut kept, &mut picker, &subject, &rows));
    if let Some(shown) = shown {
        done = done.or(shown.inner);
        if done.is_none() && shown.response.should_close() {
            return forget(ui, id);
        }
    }
    let Some(done) = done else {
        ui.data_mut(|data| data.insert_temp(id, kept));
        view.picker = Some(picker);
        return;
    };
    if let Done::Took(Choice::Say(protocol), raw) = done {
        asks.edits.extend(pick::edit(cx.session, &picker.ports, protocol, raw));
    }
    if let Some(before) = kept.before {
        ui.memory_mut(|memory| memory.request_focus(before));
    }
    forget(ui, id);
}

fn contents(ui: &mut Ui, cx: &Cx<'_>, id: Id, kept: &mut Kept, picker: &mut Picker, subject: &Subject<'_>, rows: &[Row]) -> Option<Done> {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    search::show(ui, cx, id, kept, picker, subject);
    let took = list::show(ui, cx, id, kept, picker, subject, rows);
    foot::show(ui, cx, kept.typing, subject, rows.get(picker.cursor));
    took
}

fn frame(ui: &Ui, cx: &Cx<'_>) -> Frame {
    let visuals = ui.visuals();
    Frame::new().fill(cx.tokens.bg2).stroke(visuals.window_stroke).corner_radius(size::POPUP_ROUND).shadow(visuals.popup_shadow)
}

/// What is kept of an open picker; of a new one, who has the keyboard now.
fn remembered(ui: &Ui, id: Id, picker: &Picker) -> Kept {
    let kept: Option<Kept> = ui.data(|data| data.get_temp(id));
    match kept {
        Some(kept) if picker.shown => kept,
        Some(_) | None => Kept { typing: Typing::Picks, before: ui.memory(|memory| memory.focused()) },
    }
}

fn forget(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<Kept>(id));
}
