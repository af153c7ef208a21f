//! The first screen: begin empty, open, or start from a template.

use std::path::PathBuf;
use std::sync::LazyLock;

use egui::{Align2, CornerRadius, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use egui::{Role, WidgetInfo};

use super::Asks;
use super::top_bar::shortcut;
use crate::design::file::ENDING;
use crate::design::template::{TEMPLATES, Template};
use crate::gui::command::Command;
use crate::gui::icons::{self, Icon};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Chip, chart, follow_keyboard, paint_elided};
use crate::protocol::Protocol;

const WIDTH: f32 = 1040.0;
const START: f32 = 292.0;
const CARD_HEIGHT: f32 = 84.0;

/// Shows it.
pub fn ui(ui: &mut Ui, recent: &[PathBuf], asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    chart::rhumb_lines(ui.painter(), tokens, ui.max_rect());
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = (ui.available_width() - 2.0 * gap::XL).min(WIDTH);
        let left = ((ui.available_width() - width) / 2.0).max(gap::XL);
        let tall = ui.available_height() > 760.0;
        ui.add_space(if tall { 128.0 } else { gap::XL });
        ui.horizontal_top(|ui| {
            ui.add_space(left);
            ui.allocate_ui(vec2(width, 0.0), |ui| ui.vertical(|ui| page(ui, width, recent, asks)));
        });
        ui.add_space(gap::XL);
        follow_keyboard(ui, "welcome");
    });
}

fn page(ui: &mut Ui, width: f32, recent: &[PathBuf], asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        chart::rose(ui, 112.0);
        ui.add_space(gap::M);
        ui.vertical(|ui| {
            ui.add_space(28.0);
            ui.label(RichText::new("Portolan").font(font::display()).color(tokens.text));
            ui.label(RichText::new("Chart what every port of your mesh speaks.").color(tokens.text_quiet));
        });
    });
    ui.add_space(gap::XL);
    let narrow = width < 720.0;
    if narrow {
        start(ui, width, recent, asks);
        ui.add_space(gap::L);
        templates(ui, width, asks);
    } else {
        ui.horizontal_top(|ui| {
            ui.allocate_ui(vec2(START, 0.0), |ui| ui.vertical(|ui| start(ui, START, recent, asks)));
            ui.add_space(gap::XL + gap::S);
            let rest = width - START - 2.0 * gap::XL - gap::S;
            ui.allocate_ui(vec2(rest, 0.0), |ui| ui.vertical(|ui| templates(ui, rest, asks)));
        });
    }
    ui.add_space(gap::XL);
    let promise = "Works without a cluster and without an account. Nothing is sent anywhere unless you ask.";
    ui.add(egui::Label::new(RichText::new(promise).font(font::label()).color(tokens.text_quiet)).wrap());
}

fn start(ui: &mut Ui, width: f32, recent: &[PathBuf], asks: &mut Asks) {
    heading(ui, "Start");
    for (icon, command) in [(icons::PLUS, Command::New), (icons::OPEN, Command::Open), (icons::IMPORT, Command::ImportFromCluster)] {
        let keys = shortcut(ui, &command);
        if line(ui, width, Some(icon), command.text(), &keys).clicked() {
            asks.run(command);
        }
    }
    if !recent.is_empty() {
        ui.add_space(gap::M);
        heading(ui, "Recent");
        for path in recent.iter().take(6) {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let name = file.strip_suffix(ENDING).unwrap_or(&file).to_owned();
            let place = path.parent().map(home_relative).unwrap_or_default();
            if line(ui, width, None, &name, &place).on_hover_text(path.display().to_string()).clicked() {
                asks.run(Command::OpenPath(path.clone()));
            }
        }
    }
}

/// A path as people say it, `~` for their own folder.
fn home_relative(path: &std::path::Path) -> String {
    let home = directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned());
    match home.and_then(|home| path.strip_prefix(home).ok().map(|rest| rest.display().to_string())) {
        Some(rest) if rest.is_empty() => "~".to_owned(),
        Some(rest) => format!("~/{rest}"),
        None => path.display().to_string(),
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let color = Tokens::of(ui).text_quiet;
    ui.label(RichText::new(text).font(font::label_strong()).color(color));
    ui.add_space(gap::XS);
}

fn line(ui: &mut Ui, width: f32, icon: Option<Icon>, text: &str, right: &str) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    let ground = rect.expand2(vec2(gap::S, 0.0));
    if response.hovered() {
        ui.painter().rect_filled(ground, CornerRadius::same(size::INPUT_ROUND), tokens.bg3);
    }
    if response.has_focus() {
        theme::focus_ring(ui, ground, size::INPUT_ROUND);
    }
    let mut left = rect.left();
    if let Some(icon) = icon {
        icon.paint(ui, Rect::from_min_size(pos2(left, rect.top()), Vec2::splat(size::ROW)).translate(vec2(-6.0, 0.0)), tokens.accent);
        left += gap::XL;
    }
    let words = ui.painter().text(pos2(left, rect.center().y), Align2::LEFT_CENTER, text, font::text(), tokens.text);
    let room = Rect::from_min_max(pos2(words.right() + gap::M, rect.top()), rect.max);
    let galley = ui.painter().layout_no_wrap(right.to_owned(), font::label(), tokens.text_faint);
    if galley.size().x <= room.width() {
        ui.painter().text(room.right_center(), Align2::RIGHT_CENTER, right, font::label(), tokens.text_faint);
    } else {
        paint_elided(ui.painter(), room, right, font::label(), tokens.text_faint);
    }
    response
}

fn templates(ui: &mut Ui, width: f32, asks: &mut Asks) {
    heading(ui, "Templates");
    let columns = if width < 520.0 { 1 } else { 2 };
    let card = (width - gap::S * (columns - 1) as f32) / columns as f32;
    for row in TEMPLATES.chunks(columns) {
        ui.horizontal(|ui| {
            for template in row {
                if template_card(ui, template, card).clicked() {
                    asks.run(Command::NewFrom(template.name));
                }
            }
        });
    }
}

/// What each template's ports speak, read once.
fn chips(template: &Template) -> Vec<Protocol> {
    static CHIPS: LazyLock<Vec<Vec<Protocol>>> = LazyLock::new(|| TEMPLATES.iter().map(Template::chips).collect());
    let place = TEMPLATES.iter().position(|other| std::ptr::eq(other, template));
    place.and_then(|place| CHIPS.get(place)).cloned().unwrap_or_default()
}

fn template_card(ui: &mut Ui, template: &Template, width: f32) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, CARD_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, template.title));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let border = if response.hovered() { tokens.text_faint } else { tokens.line };
    let round = CornerRadius::same(size::CARD_ROUND);
    ui.painter().rect(rect, round, tokens.bg2, Stroke::new(1.0, border), StrokeKind::Inside);
    if response.has_focus() {
        theme::focus_ring(ui, rect, size::CARD_ROUND);
    }
    let inside = rect.shrink2(vec2(gap::M, 10.0));
    let row = |top: f32| Rect::from_min_size(pos2(inside.left(), inside.top() + top), vec2(inside.width(), 20.0));
    paint_elided(ui.painter(), row(0.0), template.title, font::strong(), tokens.text);
    paint_elided(ui.painter(), row(20.0), template.summary, font::label(), tokens.text_quiet);
    let mut left = inside.left();
    for protocol in chips(template) {
        let chip = Chip::new(Some(protocol), None);
        let wanted = chip.size(ui.painter());
        if left + wanted.x > inside.right() {
            break;
        }
        chip.paint(ui.painter(), tokens, Rect::from_min_size(pos2(left, row(43.0).top()), wanted));
        left += wanted.x + gap::XS;
    }
    response
}
