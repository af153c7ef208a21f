//! The problems: everything wrong with the design, the worst first, with what would mend it.
//! Knows nothing of how a problem is found.

mod fixes;
mod list;
mod row;

use std::cell::Cell;
use std::sync::Arc;

use egui::mutex::Mutex;
use egui::{Align, CornerRadius, Event, EventFilter, Id, Key, Layout, Modifiers, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};

use self::list::{Filter, List};
use super::{Asks, Cx};
use crate::check::{Finding, Severity};
use crate::gui::command::Command;
use crate::gui::state::{Focus, ViewState};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Input, empty_state, paint_badge, quiet_button, tab};
use crate::session::Session;

/// The severities as they are filtered, the worst first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

/// What the panel remembers from frame to frame.
#[derive(Default)]
struct Problems {
    filter: Filter,
    list: List,
    /// The row under the keyboard's cursor.
    cursor: usize,
}

/// How many errors, warnings and hints there are; counted once a change.
pub fn counts(session: &Session) -> (usize, usize, usize) {
    type Key = (u64, usize, usize);
    type Counts = (usize, usize, usize);
    thread_local! {
        static COUNTED: Cell<Option<(Key, Counts)>> = const { Cell::new(None) };
    }
    let findings = session.findings();
    let key = (session.revision(), findings.as_ptr().addr(), findings.len());
    if let Some((of, counted)) = COUNTED.get()
        && of == key
    {
        return counted;
    }
    let mut counted = (0, 0, 0);
    for finding in findings {
        match finding.severity {
            Severity::Error => counted.0 += 1,
            Severity::Warning => counted.1 += 1,
            Severity::Hint => counted.2 += 1,
        }
    }
    COUNTED.set(Some((key, counted)));
    counted
}

/// The panel's tab: its name, and how much there is of what matters.
pub fn tab_head(ui: &mut Ui, cx: &Cx<'_>) {
    let (errors, warnings, _) = counts(cx.session);
    tab(ui, "Problems", true);
    for (severity, number) in [(Severity::Error, errors), (Severity::Warning, warnings)] {
        if number > 0 {
            let color = cx.tokens.of_severity(severity);
            let galley = ui.painter().layout_no_wrap(grouped(number), font::chip(), color);
            let wanted = Vec2::new((galley.size().x + 2.0 * PILL).max(PILL_HEIGHT), PILL_HEIGHT);
            let (rect, response) = ui.allocate_exact_size(wanted, Sense::hover());
            ui.painter().rect_filled(rect, CornerRadius::same(9), theme::chip_ground(color));
            ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
            response.on_hover_text(counted(number, severity));
        }
    }
}

const PILL: f32 = 6.0;
const PILL_HEIGHT: f32 = 18.0;

fn counted(number: usize, severity: Severity) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {}{plural}", grouped(number), severity.keyword())
}

/// A number with its thousands apart: `50,000`.
fn grouped(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

/// Shows them.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let kept = Id::unique("problems");
    let problems = ui.data_mut(|data| data.get_temp_mut_or_default::<Arc<Mutex<Problems>>>(kept).clone());
    let problems = &mut *problems.lock();
    if cx.session.findings().is_empty() {
        take_focus(view);
        let words = if cx.session.design().services.is_empty() {
            "What is wrong with a service will stand here"
        } else {
            "Every port is as the mesh expects it"
        };
        empty_state(ui, "No problems", words, None);
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    show_filter(ui, cx, asks, problems);
    problems.list.follow(cx.session, &problems.filter);
    if problems.list.rows().is_empty() {
        take_focus(view);
        if empty_state(ui, "Nothing matches", "The filter hides every problem", Some("Show all")) {
            problems.filter = Filter::default();
        }
        return;
    }
    show_list(ui, cx, view, asks, problems);
}

/// Whether the keyboard should be here: asked once.
fn take_focus(view: &mut ViewState) -> bool {
    view.focus.take_if(|focus| *focus == Focus::Problems).is_some()
}

/// Which severities, which words, and all fixes at once.
fn show_filter(ui: &mut Ui, cx: &Cx<'_>, asks: &mut Asks, problems: &mut Problems) {
    let (errors, warnings, hints) = counts(cx.session);
    ui.allocate_ui_with_layout(Vec2::new(ui.available_width(), size::TABS), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = gap::XS;
        ui.add_space(gap::S);
        for (severity, number) in SEVERITIES.into_iter().zip([errors, warnings, hints]) {
            if number > 0 && show_severity(ui, severity, number, !problems.filter.hidden.contains(&severity)) {
                problems.filter.toggle(severity);
            }
        }
        ui.add_space(gap::XS);
        Input::new("Filter problems", &mut problems.filter.text).hint("Filter").width(180.0).show(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(gap::S);
            if problems.list.several_safe() && quiet_button(ui, "Fix all safe ones").on_hover_text(fixes::WHICH).clicked() {
                asks.edit(fixes::all_safe(cx.session));
            }
        });
    });
}

/// A chip that shows or hides one severity. Says whether it was pressed.
fn show_severity(ui: &mut Ui, severity: Severity, number: usize, shown: bool) -> bool {
    let tokens = Tokens::of(ui);
    let words = counted(number, severity);
    let color = if shown { tokens.text } else { tokens.text_faint };
    let galley = ui.painter().layout_no_wrap(words.clone(), font::label(), color);
    let wanted = Vec2::new(galley.size().x + size::ICON + 3.0 * gap::S - 2.0, size::HIT);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &words));
    let ground = if response.hovered() || shown { tokens.bg3 } else { tokens.bg1 };
    ui.painter().rect_filled(rect, CornerRadius::same(size::INPUT_ROUND), ground);
    paint_badge(ui, rect.with_max_x(rect.left() + size::ICON + 2.0 * gap::S - 2.0), severity);
    ui.painter().galley(egui::pos2(rect.right() - gap::S - galley.size().x, rect.center().y - galley.size().y / 2.0), galley, color);
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::INPUT_ROUND);
    }
    response.on_hover_text(if shown { "Hide these" } else { "Show these" }).clicked()
}

fn show_list(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, problems: &mut Problems) {
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, cx.tokens.line));
    let list = ui.interact(rect, Id::unique("list of problems"), Sense::focusable_noninteractive());
    let rows = problems.list.rows();
    problems.cursor = problems.cursor.min(rows.len().saturating_sub(1));
    list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Problems"));
    if take_focus(view) {
        list.request_focus();
    }
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::vertical().id_salt("problems").auto_shrink(false);
    if list.has_focus() {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
        let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let (up, down, enter) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown), pressed(Key::Enter));
        problems.cursor = (problems.cursor + down).saturating_sub(up).min(rows.len().saturating_sub(1));
        if up + down > 0 {
            area = area.vertical_scroll_offset(scrolled(ui, &list, problems.cursor, rect.height()));
        }
        if let Some(finding) = rows.get(problems.cursor).and_then(|at| cx.session.findings().get(*at)).filter(|_| enter > 0) {
            go(view, finding);
        }
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            let words = |at: &usize| cx.session.findings().get(*at).map(|finding| row::words(cx.session, finding));
            let text: Vec<String> = rows.iter().filter_map(words).collect();
            asks.run(Command::CopyText(text.join("\n")));
        }
    }
    let shown = area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
        for index in range {
            let Some(finding) = rows.get(index).and_then(|at| cx.session.findings().get(*at)) else { continue };
            let is_first = index.checked_sub(1).and_then(|before| rows.get(before)).and_then(|at| cx.session.findings().get(*at));
            let row = row::Row { finding, new_service: is_first.is_some_and(|before| before.place.service != finding.place.service) };
            let at_cursor = list.has_focus() && index == problems.cursor;
            if row::show(ui, cx, view, asks, &row, at_cursor) {
                problems.cursor = index;
                list.request_focus();
                go(view, finding);
            }
        }
    });
    let offset = shown.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(list.id, offset));
}

/// Where the list has to be scrolled to so that the cursor is in view.
fn scrolled(ui: &Ui, list: &egui::Response, cursor: usize, height: f32) -> f32 {
    let offset = ui.data(|data| data.get_temp::<f32>(list.id)).unwrap_or(0.0);
    let top = cursor as f32 * size::ROW;
    offset.min(top).max(top + size::ROW - height)
}

/// Takes the user to where a problem is.
fn go(view: &mut ViewState, finding: &Finding) {
    match (finding.place.service, finding.place.port) {
        (Some(service), Some(port)) => view.selection.only_port(service, port),
        (Some(service), None) => view.selection.only(service),
        (None, _) => view.selection.clear(),
    }
    view.panels.inspector = true;
    view.preview.reveal = true;
    view.focus = Some(match finding.place.service {
        Some(_) => Focus::Field(finding.place.field),
        None => Focus::OfDesign(finding.place.field),
    });
}
