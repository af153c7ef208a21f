//! The windows in front of everything, one at a time, and the toasts.
//! Knows nothing of how an answer is carried out.

mod ask;
mod bring;
mod consent;
mod export;
mod fix;
mod history;
mod ignore;
mod keyboard;
mod question;
mod rule;
mod settings;
mod shortcuts;

pub use consent::ConsentQuestion;
pub use export::ExportState;
pub use settings::SCALES;

use egui::{Align2, Area, AreaState, Context, Frame, Id, Margin, Modal, Order, RichText, Ui, vec2};

use super::panels::{Asks, palette};
use super::state::{Dialog, Settings, Toast, ViewState};
use super::theme::{Tokens, font, gap};
use super::widgets::primary_button;
use crate::check;
use crate::session::Session;

/// What a dialog wants next.
pub(super) enum Next {
    /// To stay.
    Stay,
    /// To go.
    Close,
}

/// Shows the dialog that is open, if one is.
pub fn show(ctx: &Context, session: Option<&Session>, view: &mut ViewState, settings: &mut Settings, asks: &mut Asks) {
    let Some(mut dialog) = view.dialog.take() else { return keyboard::give_back(ctx) };
    keyboard::hold(ctx, std::mem::discriminant(&dialog));
    let next = match &mut dialog {
        Dialog::Palette(state) => {
            if palette::ui(ctx, state, session.is_some(), asks) {
                Next::Close
            } else {
                Next::Stay
            }
        }
        Dialog::Shortcuts => framed(ctx, "Keyboard shortcuts", 560.0, shortcuts::ui),
        Dialog::Settings => framed(ctx, "Settings", 420.0, |ui| settings::ui(ui, settings, asks)),
        Dialog::About => framed(ctx, "About Portolan", 420.0, settings::about),
        Dialog::Export(state) => framed(ctx, "Export", 560.0, |ui| export::ui(ui, session, state, asks)),
        Dialog::Unsaved(then) => framed(ctx, "Save the changes?", 440.0, |ui| question::unsaved(then).show(ui, asks)),
        Dialog::Unanswered => framed(ctx, "Close without the answer?", 460.0, |ui| question::unanswered().show(ui, asks)),
        Dialog::ChangedOnDisk => framed(ctx, "The file changed on disk", 460.0, |ui| question::changed_on_disk().show(ui, asks)),
        Dialog::ReadAgain => framed(ctx, "Read the file again?", 440.0, |ui| question::read_again().show(ui, asks)),
        Dialog::Exists(path) => framed(ctx, "Replace the file?", 460.0, |ui| question::exists(path).show(ui, asks)),
        Dialog::GoneFromDisk(path) => framed(ctx, "The file is gone from disk", 460.0, |ui| question::gone_from_disk(path).show(ui, asks)),
        Dialog::Several(designs) => framed(ctx, "Which design?", 520.0, |ui| ask::several(ui, designs, asks)),
        Dialog::Path(question) => framed(ctx, ask::title(&question.purpose), 520.0, |ui| ask::path(ui, question, asks)),
        Dialog::Recover(copies) => framed(ctx, "Work that was not saved", 520.0, |ui| ask::recover(ui, copies, asks)),
        Dialog::Rule(code) => match check::rule(code) {
            Some(found) => framed(ctx, &rule::title(found), 560.0, |ui| rule::ui(ui, found)),
            None => Next::Close,
        },
        Dialog::Fix(preview) => framed(ctx, &format!("{}?", preview.title), 620.0, |ui| fix::ui(ui, preview, asks)),
        Dialog::Ignore(question) => framed(ctx, "Ignore this problem?", 460.0, |ui| ignore::ui(ui, session, question, asks)),
        Dialog::Consent(question) => framed(ctx, "Run a program to sign in?", 520.0, |ui| consent::ui(ui, question, asks)),
        Dialog::History => framed(ctx, "What was applied", 560.0, |ui| history::ui(ui, &view.clusters, asks)),
        Dialog::Import => framed(ctx, "Import from a cluster", bring::WIDTH, |ui| bring::ui(ui, &mut view.clusters, settings, asks)),
        Dialog::Failed(failure) => framed(ctx, &failure.title, 460.0, |ui| failed(ui, &failure.message)),
    };
    keyboard::shown(ctx);
    match next {
        Next::Stay if view.dialog.is_none() => view.dialog = Some(dialog),
        Next::Stay => {}
        Next::Close => ctx.request_repaint(),
    }
}

/// A window in front, with a title; Escape and a click outside close it.
fn framed(ctx: &Context, title: &str, width: f32, add: impl FnOnce(&mut Ui) -> Next) -> Next {
    let width = width.min(ctx.content_rect().width() - 2.0 * gap::XL);
    let id = Id::unique("dialog").with(title);
    let size = || AreaState::load(ctx, id).and_then(|area| area.size);
    let before = size();
    let modal = Modal::new(id).frame(front(ctx)).show(ctx, |ui| {
        ui.set_width(width);
        ui.label(RichText::new(title).font(font::title()).color(Tokens::of(ui).text));
        ui.add_space(gap::XS);
        add(ui)
    });
    // It is in the middle by the size it had: one that grew waits for no input to move there.
    if size() != before {
        ctx.request_repaint();
    }
    if modal.should_close() { Next::Close } else { modal.inner }
}

/// The ground of what stands in front of everything.
pub(super) fn front(ctx: &Context) -> Frame {
    Frame::popup(&ctx.global_style()).inner_margin(Margin::same(gap::L as i8))
}

/// A paragraph of a dialog.
fn paragraph(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text_quiet;
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}

/// The row of buttons at the foot, from the right.
fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(gap::S);
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), add).inner
}

fn failed(ui: &mut Ui, message: &str) -> Next {
    paragraph(ui, message);
    close(ui)
}

/// The one button of what was only to be read.
fn close(ui: &mut Ui) -> Next {
    buttons(ui, |ui| if primary(ui, "Close") { Next::Close } else { Next::Stay })
}

/// The primary button of a dialog: it has the keyboard from the first, and Enter presses it wherever nothing else has.
fn primary(ui: &mut Ui, text: &str) -> bool {
    let button = primary_button(ui, text);
    if ui.is_enabled() {
        keyboard::first(ui, &button);
    }
    let free = ui.memory(|memory| memory.focused().is_none()) && ui.input(|input| input.key_pressed(egui::Key::Enter));
    button.clicked() || (ui.is_enabled() && free)
}

/// What just succeeded out of sight, at the foot of the window.
pub fn toasts(ctx: &Context, toasts: &[Toast]) {
    if toasts.is_empty() {
        return;
    }
    Area::new(Id::unique("toasts")).order(Order::Tooltip).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0)).interactable(false).show(
        ctx,
        |ui| {
            for toast in toasts {
                Frame::popup(ui.style()).show(ui, |ui| ui.label(&toast.text));
            }
        },
    );
}
