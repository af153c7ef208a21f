//! The list of problems: what is in view of it, and the keys that walk it.
//! Knows nothing of which problems there are, nor of how one looks.

use egui::{Event, EventFilter, Id, Key, Modifiers, Response, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo};

use super::list::{Head, Line};
use super::{IgnoreQuestion, Problems, ignored, preview, row, take_focus};
use crate::check::Finding;
use crate::gui::command::Command;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Dialog, Focus, ViewState};
use crate::gui::theme::size;
use crate::session::Session;

/// The key that shows what a fix changes; Enter there does it.
pub const FIX: Key = Key::F;
/// The key that says why.
pub const WHY: Key = Key::W;
/// The key that asks why to ignore it; of one that is ignored it takes that back.
pub const IGNORE: Key = Key::I;

/// Shows the list.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, problems: &mut Problems) {
    let rect = ui.available_rect_before_wrap();
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, cx.tokens.line));
    let list = ui.interact(rect, Id::unique("list of problems"), Sense::focusable_noninteractive());
    problems.cursor = problems.cursor.min(problems.list.lines().len().saturating_sub(1));
    list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, "Problems"));
    if take_focus(view) {
        list.request_focus();
    }
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::vertical().id_salt("problems").auto_shrink(false);
    if list.has_focus() && keys(ui, cx, view, asks, problems, &list) {
        area = area.vertical_scroll_offset(scrolled(ui, &list, problems.cursor));
    }
    let (lines, asked) = (problems.list.lines(), &mut problems.asked);
    let mut fold = None;
    let shown = area.show_rows(ui, size::ROW, lines.len(), |ui, range| {
        for index in range {
            let at_cursor = list.has_focus() && index == problems.cursor;
            let pressed = match lines.get(index) {
                Some(Line::Head(head)) => {
                    let pressed = row::head(ui, cx, head, asked.folded.contains(&head.group), at_cursor);
                    if pressed {
                        fold = Some(head.group);
                    }
                    pressed
                }
                Some(Line::Problem(at)) => cx.session.findings().get(*at).is_some_and(|finding| {
                    let shown = row::Row { finding, grouping: asked.grouping, at_cursor };
                    let pressed = row::show(ui, cx, view, asks, &shown);
                    if pressed {
                        go(view, finding);
                    }
                    pressed
                }),
                Some(Line::Ignored(at)) => problems.list.ignored(*at).is_some_and(|one| {
                    let pressed = ignored::show(ui, cx, view, asks, one, at_cursor);
                    if pressed {
                        go(view, &one.finding);
                    }
                    pressed
                }),
                None => false,
            };
            if pressed {
                problems.cursor = index;
                list.request_focus();
            }
        }
    });
    if let Some(group) = fold {
        asked.fold(group);
    }
    let offset = shown.state.clamped_offset().y;
    ui.data_mut(|data| data.insert_temp(list.id, offset));
}

/// What stands under the cursor.
enum Under<'a> {
    Head(Head),
    Problem(&'a Finding),
    Ignored(usize),
}

fn under<'a>(session: &'a Session, problems: &Problems) -> Option<Under<'a>> {
    Some(match problems.list.lines().get(problems.cursor)? {
        Line::Head(head) => Under::Head(*head),
        Line::Problem(at) => Under::Problem(session.findings().get(*at)?),
        Line::Ignored(at) => Under::Ignored(*at),
    })
}

/// Does what the keys ask. Says whether the cursor moved.
fn keys(ui: &Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, problems: &mut Problems, list: &Response) -> bool {
    let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let last = problems.list.lines().len().saturating_sub(1);
    let page = ((list.rect.height() / size::ROW) as usize).max(1);
    let before = problems.cursor;
    let down = pressed(Key::ArrowDown) + page * pressed(Key::PageDown) + last * pressed(Key::End);
    let up = pressed(Key::ArrowUp) + page * pressed(Key::PageUp) + last * pressed(Key::Home);
    problems.cursor = problems.cursor.saturating_add(down).min(last).saturating_sub(up);
    let (left, right) = (pressed(Key::ArrowLeft) > 0, pressed(Key::ArrowRight) > 0);
    let (enter, fix, why, ignore) = (pressed(Key::Enter) > 0, pressed(FIX) > 0, pressed(WHY) > 0, pressed(IGNORE) > 0);
    match under(cx.session, problems) {
        Some(Under::Head(head)) => {
            let folded = problems.asked.folded.contains(&head.group);
            if enter || (left && !folded) || (right && folded) {
                problems.asked.fold(head.group);
            }
        }
        Some(Under::Problem(finding)) => {
            if enter {
                go(view, finding);
            }
            if let Some(preview) = fix.then(|| preview::FixPreview::one(cx.session, finding)).flatten() {
                view.dialog = Some(Dialog::Fix(Box::new(preview)));
            }
            if why {
                asks.run(Command::Explain(finding.code));
            }
            if ignore && finding.can_be_ignored() {
                view.dialog = Some(Dialog::Ignore(Box::new(IgnoreQuestion::of(finding))));
            }
            if left {
                problems.cursor = head_above(problems);
            }
        }
        Some(Under::Ignored(at)) => {
            if let Some(one) = problems.list.ignored(at) {
                if enter {
                    go(view, &one.finding);
                }
                if why {
                    asks.run(Command::Explain(one.finding.code));
                }
                if ignore {
                    ignored::stop_ignoring(cx.session, asks, &one.finding);
                }
            }
            if left {
                problems.cursor = head_above(problems);
            }
        }
        None => {}
    }
    if ui.input(|input| input.events.contains(&Event::Copy)) {
        let words = |line: &Line| match line {
            Line::Problem(at) => cx.session.findings().get(*at).map(|finding| row::words(cx.session, finding)),
            Line::Ignored(at) => problems.list.ignored(*at).map(|one| row::ignored_words(cx.session, one)),
            Line::Head(_) => None,
        };
        let text: Vec<String> = problems.list.lines().iter().filter_map(words).collect();
        asks.run(Command::CopyText(text.join("\n")));
    }
    problems.cursor != before
}

/// The head of the group that the cursor is in.
fn head_above(problems: &Problems) -> usize {
    let above = problems.list.lines().iter().take(problems.cursor).rposition(|line| matches!(line, Line::Head(_)));
    above.unwrap_or(problems.cursor)
}

/// Where the list has to be scrolled to so that the cursor is in view.
fn scrolled(ui: &Ui, list: &Response, cursor: usize) -> f32 {
    let offset = ui.data(|data| data.get_temp::<f32>(list.id)).unwrap_or(0.0);
    let top = cursor as f32 * size::ROW;
    offset.min(top).max(top + size::ROW - list.rect.height())
}

/// Takes the user to where a problem is.
pub fn go(view: &mut ViewState, finding: &Finding) {
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
