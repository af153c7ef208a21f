//! The bar at the top: menus, the design's name, the target, the palette.

use egui::containers::menu::MenuBar;
use egui::{Button, Color32, Key, Popup, PopupCloseBehavior, Response, RichText, Role, SetOpenCommand, Stroke, Ui, WidgetInfo};

use super::{Asks, Cx, clusters};
use crate::check::{Field, Finding};
use crate::design::{Edit, HintStyle, Target};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::state::{Below, Centre, Focus, ThemeChoice, ViewState};
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{Input, finding_line};
use crate::protocol::{MeshServices, MeshVersion};

/// Shows menus, name and target of an open design.
pub fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    ui.horizontal_centered(|ui| {
        menu_bar(ui, &["File", "Edit", "View", "Design", "Mesh", "Help"], |ui| menus(ui, Some(cx), view, asks));
        if ui.ctx().content_rect().width() >= size::STRIP_BELOW {
            ui.add_space(gap::S);
        }
        let sought = sought(view);
        name(ui, cx, sought, asks);
        if cx.session.is_changed() {
            let (rect, dot) = ui.allocate_exact_size(egui::Vec2::splat(8.0), egui::Sense::hover());
            ui.painter().circle_filled(rect.center(), 3.5, cx.tokens.accent);
            dot.on_hover_text("Changed since it was saved");
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            palette_button(ui, asks);
            ui.add_space(gap::XS);
            target(ui, cx, view, sought, asks);
        });
    });
}

/// The field of the design itself that the keyboard was sent to.
fn sought(view: &mut ViewState) -> Option<Field> {
    let Some(Focus::OfDesign(field)) = view.focus else { return None };
    view.focus = None;
    Some(field)
}

/// The design's name; pressed, the field to change it in.
fn name(ui: &mut Ui, cx: &Cx<'_>, sought: Option<Field>, asks: &mut Asks) {
    let design = cx.session.design();
    let shown = if design.name.is_empty() { "untitled" } else { design.name.as_str() };
    let finding = of_design(cx, Field::Name);
    let color = finding.map_or(cx.tokens.text, |finding| cx.tokens.of_severity(finding.severity));
    let button = ui.scope(|ui| {
        // The rest of the bar is known from the frame before: where little room is left, the name is cut, and nothing overlaps.
        let narrow = ui.ctx().content_rect().width() < size::STRIP_BELOW;
        let rest = target_width(ui) + if narrow { BESIDE_NARROW } else { BESIDE };
        ui.set_max_width((ui.available_width() - rest).clamp(24.0, 260.0));
        ui.visuals_mut().widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::NONE;
        ui.add(Button::new(RichText::new(shown).font(font::strong()).color(color)).truncate())
    });
    let button = button.inner;
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Design {shown}")));
    let place = cx.file.map_or("Not in a file yet".to_owned(), |path| path.display().to_string());
    let button = button.on_hover_text(format!("{shown}\n{place}"));
    let mut wanted = design.name.clone();
    let popup =
        TextPopup { name: "Design name", title: "Name of the design", finding, opens: matches!(sought, Some(Field::Name | Field::Whole)) };
    if popup.show(&button, &mut wanted) {
        asks.edit(Edit::SetName(wanted));
    }
}

/// What is wrong with a field of the design itself.
fn of_design<'a>(cx: &Cx<'a>, field: Field) -> Option<&'a Finding> {
    cx.session.findings_of_design().iter().find(|finding| finding.place.field == field)
}

/// A field in a small popup below the button that shows its text.
struct TextPopup<'a> {
    name: &'a str,
    title: &'a str,
    finding: Option<&'a Finding>,
    /// Whether the keyboard was sent here.
    opens: bool,
}

impl TextPopup<'_> {
    /// Shows it while it is open. Says whether the text was changed.
    fn show(&self, button: &Response, text: &mut String) -> bool {
        let opened = self.opens || (button.clicked() && !Popup::is_id_open(&button.ctx, Popup::default_response_id(button)));
        let popup = Popup::menu(button).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let popup = if self.opens { popup.open_memory(Some(SetOpenCommand::Bool(true))) } else { popup };
        let shown = popup.show(|ui| {
            ui.set_width(240.0);
            ui.label(RichText::new(self.title).font(font::label()).color(Tokens::of(ui).text_faint));
            let field = Input::new(self.name, text).mono().finding(self.finding).id(button.id.with("field")).show(ui);
            if let Some(finding) = self.finding {
                finding_line(ui, finding);
            }
            if opened {
                field.request_focus();
            }
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Escape)) {
                ui.close();
                button.request_focus();
            }
            field.changed()
        });
        shown.is_some_and(|shown| shown.inner)
    }
}

/// Shows the menus where no design is open.
pub fn welcome(ui: &mut Ui, view: &mut ViewState, asks: &mut Asks) {
    ui.horizontal_centered(|ui| {
        menu_bar(ui, &["File", "View", "Help"], |ui| menus(ui, None, view, asks));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| palette_button(ui, asks));
    });
}

/// A menu bar as wide as its words: egui's own takes all there is.
fn menu_bar(ui: &mut Ui, words: &[&str], add: impl FnOnce(&mut Ui)) {
    const PADDING: f32 = 8.0;
    let tokens = Tokens::of(ui);
    let width = |word: &&str| ui.painter().layout_no_wrap((*word).to_owned(), font::text(), tokens.text).size().x + 2.0 * PADDING + 2.0;
    let width = words.iter().map(width).sum();
    ui.allocate_ui(egui::vec2(width, ui.available_height()), |ui| {
        MenuBar::new().ui(ui, |ui| {
            ui.visuals_mut().widgets.inactive.fg_stroke.color = tokens.text_quiet;
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.spacing_mut().button_padding.x = PADDING;
            add(ui);
        });
    });
}

fn palette_button(ui: &mut Ui, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let shortcut = shortcut(ui, &Command::Palette);
    let image = icons::SEARCH.image().tint(tokens.text_faint).fit_to_exact_size(egui::Vec2::splat(size::ICON));
    let shortcut = if ui.ctx().content_rect().width() < size::STRIP_BELOW { String::new() } else { shortcut };
    let text = RichText::new(shortcut).font(font::label()).color(tokens.text_faint);
    let button = ui.add(Button::image_and_text(image, text).frame(false));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Command palette"));
    if button.on_hover_text("Command palette").clicked() {
        asks.run(Command::Palette);
    }
}

/// A shortcut in the words of this system.
pub fn shortcut(ui: &Ui, command: &Command) -> String {
    command.shortcuts().first().map(|shortcut| ui.ctx().format_shortcut(shortcut)).unwrap_or_default()
}

fn menus(ui: &mut Ui, cx: Option<&Cx<'_>>, view: &ViewState, asks: &mut Asks) {
    use Command::*;
    let open = cx.is_some();
    ui.menu_button("File", |ui| {
        entries(ui, asks, &[New, Open]);
        if let Some(settings) = cx.map(|cx| cx.settings).filter(|settings| !settings.recent.is_empty()) {
            ui.menu_button("Open recent", |ui| {
                for path in &settings.recent {
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                        asks.run(OpenPath(path.clone()));
                    }
                }
            });
        }
        if open {
            ui.separator();
            entries(ui, asks, &[Save, SaveAs, Reload]);
            ui.separator();
            entries(ui, asks, &[Export]);
            ui.separator();
            entries(ui, asks, &[CloseDesign]);
        } else {
            ui.separator();
        }
        entries(ui, asks, &[Quit]);
    });
    if let Some(cx) = cx {
        ui.menu_button("Edit", |ui| {
            let step = |word: &str, name: Option<&str>| name.map_or_else(|| word.to_owned(), |name| format!("{word} {name}"));
            entry(ui, asks, Undo, &step("Undo", cx.session.undo_name()), cx.session.undo_name().is_some());
            entry(ui, asks, Redo, &step("Redo", cx.session.redo_name()), cx.session.redo_name().is_some());
            ui.separator();
            let some = view.selection.lead().is_some();
            for command in [Duplicate, Delete, MoveUp, MoveDown] {
                let text = command.text();
                entry(ui, asks, command, text, some);
            }
            ui.separator();
            entries(ui, asks, &[SelectAll, SelectNone, FocusFilter]);
        });
    }
    ui.menu_button("View", |ui| {
        if open {
            let board = view.centre == Centre::Board;
            entries(ui, asks, &[if board { ShowTable } else { ShowBoard }, Fit]);
            ui.separator();
            entries(ui, asks, &[ToggleServices, ToggleInspector, TogglePreviews, ToggleProblems]);
            ui.separator();
            let tabs = Below::ALL.map(Show);
            entries(ui, asks, &tabs);
            ui.separator();
            let diffs = crate::design::World::ALL.map(ToggleDiff);
            entries(ui, asks, &[ToggleScope, ToggleComments]);
            entries(ui, asks, &diffs);
            ui.separator();
        }
        ui.menu_button("Theme", |ui| {
            entries(ui, asks, &[Theme(ThemeChoice::System), Theme(ThemeChoice::Light), Theme(ThemeChoice::Dark)]);
        });
        entries(ui, asks, &[ScaleUp, ScaleDown, ScaleReset]);
    });
    if open {
        ui.menu_button("Design", |ui| {
            entries(ui, asks, &[AddService, AddPort, PickProtocol]);
            ui.separator();
            entries(ui, asks, &[RenameDesign, ChangeMesh, ChangeVersion]);
            ui.separator();
            entries(ui, asks, &[Arrange]);
            ui.separator();
            let copies = crate::design::World::ALL.map(Copy);
            entries(ui, asks, &copies);
            entries(ui, asks, &[CopyBoth]);
        });
    }
    if open {
        ui.menu_button("Mesh", |ui| {
            entries(ui, asks, &[Connect]);
            entry(ui, asks, Disconnect, Disconnect.text(), view.clusters.connected().is_some());
            ui.separator();
            entries(ui, asks, &[Plan, Apply, UndoApply]);
            ui.separator();
            entries(ui, asks, &[ImportFromCluster]);
        });
    }
    ui.menu_button("Help", |ui| entries(ui, asks, &[Palette, Shortcuts, Settings, About]));
}

fn entries(ui: &mut Ui, asks: &mut Asks, commands: &[Command]) {
    for command in commands {
        entry(ui, asks, command.clone(), command.text(), true);
    }
}

fn entry(ui: &mut Ui, asks: &mut Asks, command: Command, text: &str, enabled: bool) {
    let tokens = Tokens::of(ui);
    let keys = RichText::new(shortcut(ui, &command)).font(font::label()).color(tokens.text_faint);
    if ui.add_enabled(enabled, Button::new(text).shortcut_text(keys)).clicked() {
        asks.run(command);
    }
}

/// From this width of the window on, what stands in the target bar has its names.
const NAMED_FROM: f32 = 1200.0;
/// What stands beside name and target: the dot of what is changed, the palette and the gaps.
const BESIDE: f32 = 112.0;
const BESIDE_NARROW: f32 = 60.0;

fn target_id() -> egui::Id {
    egui::Id::unique("target width")
}

/// How wide the target bar was in the frame before.
fn target_width(ui: &Ui) -> f32 {
    ui.data(|data| data.get_temp(target_id())).unwrap_or(480.0)
}

/// The target bar: what the hints are for and how they are written. It stands at the right, and reads and tabs from the left:
/// its width is known from the frame before.
fn target(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, sought: Option<Field>, asks: &mut Asks) {
    // Where little room is left, the values alone; their names are in the tooltips.
    let named = ui.ctx().content_rect().width() >= NAMED_FROM;
    let width = target_width(ui);
    let room = egui::vec2(width, ui.available_height());
    let shown = ui.allocate_ui_with_layout(room, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if !named {
            ui.spacing_mut().button_padding.x = 6.0;
            ui.spacing_mut().item_spacing.x = 4.0;
        }
        choices(ui, cx, sought, named, asks);
        clusters::chip(ui, cx, view, asks, named);
        ui.min_rect().width()
    });
    if (shown.inner - width).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(target_id(), shown.inner));
        ui.ctx().request_discard("the target bar has another width");
    }
}

fn choices(ui: &mut Ui, cx: &Cx<'_>, sought: Option<Field>, named: bool, asks: &mut Asks) {
    let target = &cx.session.design().target;
    let mut wanted = target.clone();
    mesh(ui, cx, sought, &mut wanted, named);
    let version = choice(ui, if named { "Kuma" } else { "" }, target.version.keyword(), "Kuma version", |ui| {
        for version in MeshVersion::ALL.into_iter().rev() {
            option(ui, version.keyword(), remark(version), target.version == version, || wanted.version = version);
        }
    });
    if sought == Some(Field::Version) {
        version.request_focus();
    }
    if target.version.has_mesh_services_mode() {
        choice(ui, if named { "MeshServices" } else { "" }, target.mesh_services.keyword(), "MeshServices mode", |ui| {
            for mode in MeshServices::ALL {
                let text = match mode {
                    MeshServices::Disabled => "Kuma's own default: clients follow the inbound",
                    MeshServices::Everywhere => "made and used beside the tags",
                    MeshServices::ReachableBackends => "used where a Dataplane names them",
                    MeshServices::Exclusive => "the only way, as in 3.0",
                };
                option(ui, mode.keyword(), text, target.mesh_services == mode, || wanted.mesh_services = mode);
            }
        });
    }
    choice(ui, if named { "hint" } else { "" }, target.hint.keyword(), "Hint style", |ui| {
        for style in HintStyle::ALL {
            let text = match style {
                HintStyle::AppProtocol => "the field that Kubernetes has for it",
                HintStyle::Annotation => "deprecated: MeshService does not read it",
                HintStyle::Both => "appProtocol for others, the annotation for Kuma",
            };
            option(ui, style.keyword(), text, target.hint == style, || wanted.hint = style);
        }
    });
    if wanted != *target {
        asks.edit(Edit::SetTarget(wanted));
    }
}

/// What a version changes for the files, in a few words.
fn remark(version: MeshVersion) -> &'static str {
    match version {
        MeshVersion::Portable => "one file that is right on all of them",
        MeshVersion::V3_0 => "the protocol field alone; no tags, no Kafka",
        MeshVersion::V2_14 => "tag and protocol field",
        MeshVersion::V2_9 => "the first with MeshServices",
        MeshVersion::V2_8 => "the first that reads inbound names",
        MeshVersion::V2_5 => "the tag alone",
        MeshVersion::V2_6 | MeshVersion::V2_7 | MeshVersion::V2_10 | MeshVersion::V2_11 | MeshVersion::V2_12 | MeshVersion::V2_13 => "",
    }
}

fn mesh(ui: &mut Ui, cx: &Cx<'_>, sought: Option<Field>, wanted: &mut Target, named: bool) {
    let tokens = cx.tokens;
    let mut text = egui::text::LayoutJob::default();
    let format = |font, color| egui::TextFormat { font_id: font, color, ..Default::default() };
    if named {
        text.append("mesh  ", 0.0, format(font::text(), tokens.text_quiet));
    }
    let shown: String = wanted.mesh.chars().take(if named { 24 } else { 10 }).collect();
    text.append(&shown, 0.0, format(font::strong(), tokens.text));
    let button = ui.add(Button::new(text));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Mesh {}", wanted.mesh)));
    let popup = TextPopup { name: "Mesh name", title: "Mesh", finding: of_design(cx, Field::Mesh), opens: sought == Some(Field::Mesh) };
    popup.show(&button, &mut wanted.mesh);
}

fn choice(ui: &mut Ui, label: &str, value: &str, name: &str, add: impl FnOnce(&mut Ui)) -> Response {
    let tokens = Tokens::of(ui);
    let format = |font, color| egui::TextFormat { font_id: font, color, ..Default::default() };
    let mut text = egui::text::LayoutJob::default();
    text.append(label, 0.0, format(font::text(), tokens.text_quiet));
    text.append(value, if label.is_empty() { 0.0 } else { 6.0 }, format(font::strong(), tokens.text));
    let chevron = icons::CHEVRON_DOWN.image().tint(tokens.text_quiet).fit_to_exact_size(egui::Vec2::splat(12.0));
    let button = ui.add(Button::new((egui::WidgetText::from(text), chevron)));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("{name}: {value}")));
    let button = button.on_hover_text(name);
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(280.0);
        ui.spacing_mut().button_padding = egui::vec2(gap::S, gap::XS);
        ui.spacing_mut().item_spacing.y = 0.0;
        add(ui);
    });
    button
}

fn option(ui: &mut Ui, value: &str, remark: &str, chosen: bool, mut pick: impl FnMut()) {
    let tokens = Tokens::of(ui);
    let remark = RichText::new(remark).font(font::label()).color(tokens.text_faint);
    let value_text = RichText::new(value).font(if chosen { font::mono_strong() } else { font::mono() });
    let button = ui.add(Button::new(value_text).shortcut_text(remark).selected(chosen));
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::MenuItemRadio, true, chosen, value));
    if button.clicked() {
        pick();
    }
}
