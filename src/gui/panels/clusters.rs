//! The cluster of the design: a chip in the top bar, and the contexts there are in a popup below it.
//! Knows nothing of kubeconfigs, nor of how somebody connects.

use egui::text::LayoutJob;
use egui::{Button, Color32, Popup, PopupCloseBehavior, RichText, Role, SetOpenCommand, Spinner, TextFormat, Ui, Vec2, WidgetInfo};

use super::{Asks, Cx};
use crate::check::Severity;
use crate::cluster::Verification;
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Clusters, Focus, Purpose, Settings, ViewState};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{badge, elided, quiet_button};
use crate::tasks::{ContextId, Found, Known};

/// How wide the popup is.
const WIDTH: f32 = 440.0;
/// The most characters of a name in the chip, where there is room and where there is none.
const LONG: usize = 24;
const SHORT: usize = 8;

/// How the connection stands, as the chip says it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    NotConnected,
    Connecting,
    Connected,
    Failed,
}

impl Standing {
    fn of(clusters: &Clusters) -> Standing {
        match (clusters.connected(), clusters.connection.is_pending(), clusters.connection.error()) {
            (Some(_), ..) => Standing::Connected,
            (None, true, _) => Standing::Connecting,
            (None, false, Some(_)) => Standing::Failed,
            (None, false, None) => Standing::NotConnected,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Standing::NotConnected => "not connected",
            Standing::Connecting => "connecting",
            Standing::Connected => "connected",
            Standing::Failed => "could not connect",
        }
    }

    /// Filled or not: never colour alone.
    fn dot(self, tokens: &Tokens) -> (&'static str, Color32) {
        match self {
            Standing::NotConnected => ("○", tokens.text_faint),
            Standing::Connecting => ("○", tokens.accent),
            Standing::Connected => ("●", tokens.ok),
            Standing::Failed => ("○", tokens.error),
        }
    }
}

/// Shows the chip, and the popup while it is open.
pub fn chip(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, named: bool) {
    let tokens = cx.tokens;
    let wanted = view.focus.take_if(|focus| *focus == Focus::Clusters).is_some();
    let clusters = &view.clusters;
    let standing = Standing::of(clusters);
    let context = clusters.context(cx.settings).map(|context| context.name.as_str());
    let name = context.unwrap_or("no cluster");
    let most = match (context, named) {
        (None, _) | (Some(_), true) => LONG,
        (Some(_), false) => SHORT,
    };
    let format = |font, color| TextFormat { font_id: font, color, ..TextFormat::default() };
    let (dot, color) = standing.dot(tokens);
    let mut text = LayoutJob::default();
    text.append(dot, 0.0, format(font::label(), color));
    text.append(&shortened(name, most), 6.0, format(font::strong(), tokens.text));
    let chevron = icons::CHEVRON_DOWN.image().tint(tokens.text_quiet).fit_to_exact_size(Vec2::splat(12.0));
    let button = if clusters.is_unverified() {
        let mark = icons::ERROR_BADGE.image().tint(tokens.error).fit_to_exact_size(Vec2::splat(size::ICON));
        ui.add(Button::new((egui::WidgetText::from(text), mark, chevron)))
    } else {
        ui.add(Button::new((egui::WidgetText::from(text), chevron)))
    };
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Cluster {name}, {}", standing.words())));
    let button = button.on_hover_ui(|ui| tooltip(ui, clusters, name, standing));
    if wanted {
        button.request_focus();
    }
    let was_connecting = button.id.with("was connecting");
    let before = ui.data(|data| data.get_temp::<Standing>(was_connecting));
    ui.data_mut(|data| data.insert_temp(was_connecting, standing));
    let is_open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&button));
    if (button.clicked() && !is_open) || wanted {
        asks.run(Command::FindContexts);
    }
    let connected_now = before == Some(Standing::Connecting) && standing == Standing::Connected;
    let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let popup = match (wanted, connected_now) {
        (true, _) => popup.open_memory(Some(SetOpenCommand::Bool(true))),
        (false, true) => popup.open_memory(Some(SetOpenCommand::Bool(false))),
        (false, false) => popup,
    };
    popup.show(|ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 2.0 * gap::XL));
        contexts(ui, clusters, cx.settings, asks);
    });
}

fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

fn tooltip(ui: &mut Ui, clusters: &Clusters, name: &str, standing: Standing) {
    match clusters.connected() {
        Some(connected) => {
            let version = connected.version.as_deref().map_or(String::new(), |version| format!(", Kubernetes {version}"));
            ui.label(format!("{name}: connected as {}{version}", connected.user));
            ui.label(RichText::new(&connected.place.server).font(font::mono()).color(Tokens::of(ui).text_quiet));
        }
        None => drop(ui.label(format!("{name}: {}", standing.words()))),
    }
    if clusters.is_unverified() {
        ui.label(RichText::new(UNVERIFIED).color(Tokens::of(ui).error));
    }
}

/// What is said as long as it is so.
const UNVERIFIED: &str = "The server's certificate is not verified: anybody may answer in its place";

/// The contexts there are, file by file, and how connecting went.
pub fn contexts(ui: &mut Ui, clusters: &Clusters, settings: &Settings, asks: &mut Asks) {
    ui.spacing_mut().button_padding = egui::vec2(gap::S, gap::XS);
    ui.spacing_mut().item_spacing.y = 2.0;
    let nothing = Found::default();
    let found = clusters.contexts.known().unwrap_or(&nothing);
    let asked = clusters.context(settings);
    egui::ScrollArea::vertical().max_height(300.0).auto_shrink([false, true]).show(ui, |ui| {
        let mut file = None;
        for known in &found.contexts {
            if file != Some(&known.id.file) {
                file = Some(&known.id.file);
                elided(ui, &known.id.file.display().to_string(), font::label(), Tokens::of(ui).text_faint);
            }
            let chosen = asked == Some(&known.id);
            if row(ui, found, known, chosen) {
                asks.run(Command::ConnectTo(known.id.clone()));
            }
        }
    });
    for problem in &found.problems {
        sentence(ui, &problem.to_string());
    }
    if clusters.is_unverified() {
        sentence(ui, UNVERIFIED);
    }
    progress(ui, clusters, asks);
    ui.separator();
    ui.horizontal(|ui| {
        if ui.add(Button::new("Add a kubeconfig…").frame_when_inactive(false)).clicked() {
            asks.run(Command::Ask(Purpose::Kubeconfig));
            ui.close();
        }
        if clusters.connected().is_some() && ui.add(Button::new(Command::Disconnect.text()).frame_when_inactive(false)).clicked() {
            asks.run(Command::Disconnect);
            ui.close();
        }
    });
}

/// How connecting goes, or why it did not.
pub fn progress(ui: &mut Ui, clusters: &Clusters, asks: &mut Asks) {
    let Some(context) = &clusters.asked else { return };
    let tokens = Tokens::of(ui);
    if clusters.connection.is_pending() {
        ui.horizontal(|ui| {
            ui.add(Spinner::new().size(12.0).color(tokens.accent));
            ui.label(RichText::new(format!("Connecting to {}…", context.name)).font(font::label()).color(tokens.text));
            if quiet_button(ui, "Stop connecting").clicked() {
                asks.run(Command::StopConnecting);
            }
        });
    } else if let Some(error) = clusters.connection.error() {
        sentence(ui, &error.to_string());
        if quiet_button(ui, "Try again").clicked() {
            asks.run(Command::ConnectTo(context.clone()));
        }
    }
}

/// What went wrong, where it went wrong.
pub fn sentence(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        badge(ui, Severity::Error);
        let mut letters = words.chars();
        let words: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        ui.add(egui::Label::new(RichText::new(words).font(font::label()).color(tokens.text)).wrap());
    });
}

/// One context. Says whether it was chosen.
fn row(ui: &mut Ui, found: &Found, known: &Known, chosen: bool) -> bool {
    let tokens = Tokens::of(ui);
    let place = if known.server.is_empty() { "no server" } else { &known.server };
    let place = place.strip_prefix("https://").unwrap_or(place);
    let mut remarks = vec![shortened(place, 32)];
    if known.current {
        remarks.insert(0, "current".to_owned());
    }
    let format = |color| TextFormat { font_id: font::label(), color, ..TextFormat::default() };
    let mut remark = LayoutJob::default();
    remark.append(&remarks.join(" · "), 0.0, format(tokens.text_faint));
    if known.verification == Verification::Off {
        remark.append(" · not verified", 0.0, format(tokens.error));
    }
    let font = if chosen { font::mono_strong() } else { font::mono() };
    let button = Button::new(RichText::new(shortened(&known.id.name, 26)).font(font)).shortcut_text(remark).selected(chosen);
    let row = ui.add(button.frame_when_inactive(chosen).min_size(egui::vec2(ui.available_width(), size::ROW)));
    row.widget_info(|| WidgetInfo::selected(Role::MenuItemRadio, true, chosen, spoken(found, &known.id)));
    if row.has_focus() {
        theme::focus_ring(ui, row.rect.shrink(2.0), size::INPUT_ROUND);
    }
    row.on_hover_text(format!("{} as {}\n{}", known.server, known.user, known.id.file.display())).clicked()
}

/// The name of a context, with its file where another one has the same.
fn spoken(found: &Found, id: &ContextId) -> String {
    let same = found.contexts.iter().filter(|known| known.id.name == id.name).count();
    if same > 1 { format!("Connect to {} in {}", id.name, id.file.display()) } else { format!("Connect to {}", id.name) }
}
