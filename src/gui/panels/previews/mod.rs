//! The previews: what the design becomes in each world, side by side and always live.
//! Knows nothing of how a manifest is made, nor of files.

mod body;
mod commands;
mod foot;
mod hand;
mod header;
mod highlight;
pub(in crate::gui::panels) mod lines;
mod mark;
pub(in crate::gui::panels) mod part;
mod retarget;
mod rows;

use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Context, Id, Panel, Ui, UiBuilder};

use self::body::Body;
use self::part::{Look, Sees, Shown};
use super::{Asks, Cx};
use crate::design::{Edit, Service, World};
use crate::gui::state::{Focus, Scope, ViewState};
use crate::gui::theme::size;
use crate::gui::widgets::empty_state;

/// The least a pane can be narrowed to.
const LEAST: f32 = 220.0;
/// The most the first pane can be widened to.
const MOST: f32 = 600.0;

/// Whether the window is so narrow that one pane stands in front of the other.
pub fn is_stacked(ctx: &Context, view: &ViewState) -> bool {
    !view.preview.pinned && ctx.content_rect().width() < size::STACK_BELOW
}

/// Shows both panes in the place given, or the front one, and below them what they show.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let whole = ui.available_rect_before_wrap();
    let (panes, foot) = whole.split_top_bottom_at_y(whole.bottom() - size::TABS);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(panes));
    inside.set_clip_rect(panes.intersect(ui.clip_rect()));
    if is_stacked(ui.ctx(), view) {
        if let Some(Focus::Preview(world)) = view.focus {
            view.preview.front = world;
        }
        pane(&mut inside, cx, view, asks, view.preview.front);
    } else {
        let least = LEAST.min(panes.width() / 2.0);
        let most = (panes.width() - least).clamp(least, MOST);
        let first = Panel::left("preview of Kubernetes").frame(egui::Frame::NONE).default_size(panes.width() / 2.0);
        first.size_range(least..=most).show(&mut inside, |ui| pane(ui, cx, view, asks, World::Kubernetes));
        egui::CentralPanel::no_frame().show(&mut inside, |ui| pane(ui, cx, view, asks, World::Universal));
    }
    view.preview.reveal = false;
    foot::show(ui, cx, view, asks, foot);
    ui.advance_cursor_after_rect(whole);
}

/// Shows one pane.
pub fn pane(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, world: World) {
    let kept = Id::unique(("preview", world));
    let body = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Body>>>(kept).clone());
    let mut body = body.lock();
    let sees = if view.preview.diff.contains(&world) { Sees::Changes } else { Sees::Now };
    let lead = view.selection.lead().and_then(|id| cx.session.service(id));
    let shown = match view.preview.scope {
        Scope::All => Some(Shown::All),
        Scope::Selected => lead.map(|service| Shown::One(service.id)),
    };
    let look = shown.map(|shown| Look { session: cx.session, world, comments: view.preview.comments, shown, sees });
    if let Some(look) = &look {
        body.follow(ui, look, &view.selection);
    }
    header::show(ui, cx, view, asks, &header::Titled { world, sees, service: lead.map(|lead| &**lead), look: look.as_ref(), body: &body });
    let inside = ui.max_rect().with_min_y(ui.max_rect().top() + size::TABS);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inside));
    let has_lines = look.is_some() && (body.rows.len() > 0 || !body.rows.is_counted());
    if !has_lines && view.focus == Some(Focus::Preview(world)) {
        view.focus = None;
    }
    match &look {
        None if cx.session.design().services.is_empty() => {
            empty_state(&mut ui, "No services yet", &format!("Add one to see its {} YAML here", object(world)), None);
        }
        None => {
            empty_state(&mut ui, "Nothing selected", &format!("Select a service to see its {} YAML here", object(world)), None);
        }
        Some(look) if has_lines => body::show(&mut ui, cx, view, asks, look, &mut body),
        Some(look) => show_empty(&mut ui, asks, look, lead.map(|lead| &**lead)),
    }
}

/// Why there are no lines.
fn show_empty(ui: &mut Ui, asks: &mut Asks, look: &Look<'_>, lead: Option<&Service>) {
    let world = look.world;
    match (look.shown, look.sees, lead) {
        (Shown::One(_), _, Some(service)) if !service.is_on(world) => {
            let other = World::ALL.into_iter().find(|other| *other != world).unwrap_or(world);
            let title = format!("{} is on {} only", service.name, other.label());
            if empty_state(ui, &title, &format!("It has no {}", object(world)), Some("Put it on both")) {
                asks.edit(Edit::put_service(Service { on: None, ..service.clone() }));
            }
        }
        (_, Sees::Changes, _) => {
            empty_state(ui, "Nothing changed since saved", "What you change will stand here line by line", None);
        }
        (Shown::One(_) | Shown::All, Sees::Now, _) => {
            let text = format!("{} YAML will stand here", object(world));
            empty_state(ui, &format!("No service is on {}", world.label()), &text, None);
        }
    }
}

/// What a service becomes in a world.
fn object(world: World) -> &'static str {
    match world {
        World::Kubernetes => "Service",
        World::Universal => "Dataplane",
    }
}
