//! The list itself: the lines in view, and what the pointer does.
//! Knows nothing of how a line looks, nor of keys.

use egui::{EventFilter, Id, Key, Rect, Response, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::cursor::{Cursor, Place, Reach, toggle_fold};
use super::menu;
use super::row::{self, Fold};
use super::rows::{self, Line};
use crate::design::ServiceId;
use crate::gui::panels::{Asks, Cx, drift};
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme::{gap, size};
use crate::gui::widgets::empty_state;

/// The list's own identity: what has the keyboard.
pub fn id() -> Id {
    Id::unique("services-list")
}

/// Down or Enter in the filter leads into the list.
pub fn leaves_filter_downward(ui: &Ui, filter: &Response) -> bool {
    let down = filter.has_focus() && ui.input(|input| input.key_pressed(Key::ArrowDown));
    down || (filter.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)))
}

/// What every line of one frame needs.
struct Shown<'a> {
    cx: &'a Cx<'a>,
    lines: &'a [Line],
    /// Whether the list has the keyboard.
    focused: bool,
}

/// Shows it in all the room there is.
pub fn list(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let lines = rows::remembered(ui, cx.session, view);
    if lines.is_empty() {
        ui.spacing_mut().item_spacing = Vec2::splat(gap::XS);
        let text = format!("Nothing here has “{}”", view.filter.trim());
        if empty_state(ui, "No service found", &text, Some("Clear filter")) {
            view.filter.clear();
        }
        return;
    }
    let mut cursor: Cursor = ui.data(|data| data.get_temp(id())).unwrap_or_default();
    cursor.follow(view);
    let whole = ui.interact(ui.available_rect_before_wrap(), id(), Sense::click());
    whole.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Services"));
    if view.focus == Some(Focus::Services) {
        view.focus = None;
        whole.request_focus();
        if cursor.at.is_none() {
            cursor.step(cx, view, &lines, Key::Home, Reach::One);
        }
    }
    if whole.clicked() {
        whole.request_focus();
    }
    cursor.page = (whole.rect.height() / size::ROW) as usize;
    if whole.has_focus() {
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), arrows));
        cursor.keys(ui, cx, view, &lines);
    }
    let shown = Shown { cx, lines: &lines, focused: whole.has_focus() };
    ScrollArea::vertical().id_salt("services").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        show(ui, viewport, &shown, view, asks, &mut cursor);
    });
    ui.data_mut(|data| data.insert_temp(id(), cursor));
}

fn show(ui: &mut Ui, viewport: Rect, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, cursor: &mut Cursor) {
    let top = ui.max_rect().min;
    let width = ui.available_width();
    ui.allocate_exact_size(Vec2::new(width, shown.lines.len() as f32 * size::ROW + gap::S), Sense::hover());
    let at = |index: usize| {
        let min = top + Vec2::new(gap::S, index as f32 * size::ROW);
        Rect::from_min_size(min, Vec2::new(width - 2.0 * gap::S, size::ROW))
    };
    let first = (viewport.top() / size::ROW).floor().max(0.0) as usize;
    let last = ((viewport.bottom() / size::ROW).ceil().max(0.0) as usize).min(shown.lines.len());
    for (index, line) in shown.lines.iter().enumerate().take(last).skip(first) {
        let here = shown.focused && cursor.at.as_ref().is_some_and(|at| at.is(line));
        let response = match line {
            Line::Namespace { name, count } => namespace(ui, at(index), (name, *count), view, cursor, here),
            Line::Service(id) => service(ui, at(index), *id, shown, view, cursor, here),
        };
        if response.clicked() || response.secondary_clicked() {
            ui.memory_mut(|memory| memory.request_focus(self::id()));
        }
        if let Line::Service(_) = line {
            menu::on(&response, asks);
        }
        if here {
            ui.ctx().accesskit_node_builder(self::id(), |node| node.set_active_descendant(response.id.accesskit_id()));
        }
    }
    if let Some(wanted) = cursor.reveal.take() {
        let find = |wanted: &Place| shown.lines.iter().position(|line| wanted.is(line));
        // A service in a folded group is where its group is.
        let group = || match &wanted {
            Place::Namespace(_) => None,
            Place::Service(id) => shown.cx.session.service(*id).map(|service| Place::Namespace(service.namespace.clone())),
        };
        if let Some(index) = find(&wanted).or_else(|| find(&group()?)) {
            ui.scroll_to_rect_animation(at(index), None, egui::style::ScrollAnimation::none());
        }
    }
}

fn namespace(ui: &Ui, rect: Rect, group: (&str, usize), view: &mut ViewState, cursor: &mut Cursor, here: bool) -> Response {
    let (name, count) = group;
    let response = ui.interact(rect, id().with(("namespace", name)), Sense::CLICK);
    let fold = if !view.filter.trim().is_empty() {
        Fold::Searched
    } else if view.folded.contains(name) {
        Fold::Folded
    } else {
        Fold::Open
    };
    let words = format!("Namespace {}, {count}", row::namespace_words(name));
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &words));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(fold != Fold::Folded));
    if response.clicked() {
        cursor.at = Some(Place::Namespace(name.to_owned()));
        if fold != Fold::Searched {
            toggle_fold(view, name.to_owned());
        }
    }
    let seen = row::paint_namespace(ui, rect, name, count, fold, &row::State { response: &response, selected: false, cursor: here });
    if seen { response } else { response.on_hover_text(name) }
}

fn service(ui: &Ui, rect: Rect, id: ServiceId, shown: &Shown<'_>, view: &mut ViewState, cursor: &mut Cursor, here: bool) -> Response {
    let response = ui.interact(rect, self::id().with(id.0), Sense::CLICK);
    let Some(service) = shown.cx.session.service(id) else { return response };
    let worst = shown.cx.session.worst(id);
    let selected = view.selection.has(id);
    let seen = view.clusters.drift_of(service);
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, row::service_words(service, worst, seen)));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(selected));
    if response.clicked() {
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.shift {
            cursor.range(shown.cx, view, shown.lines, id);
        } else if modifiers.command {
            cursor.toggle(view, id);
        } else {
            cursor.one(view, id);
        }
    } else if response.secondary_clicked() && !selected {
        cursor.one(view, id);
    }
    if response.double_clicked() {
        view.focus = Some(Focus::Inspector);
    }
    let drift = view.clusters.drift_of(service);
    let whole = row::paint_service(ui, rect, service, worst, drift, &row::State { response: &response, selected, cursor: here });
    match (whole, drift) {
        (true, None) => response,
        (false, None) => response.on_hover_text(service.full_name()),
        (_, Some(seen)) => {
            let words = drift::said(seen, ui.input(|input| input.time));
            response.on_hover_text(format!("{}\n{words}", service.full_name()))
        }
    }
}
