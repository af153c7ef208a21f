//! Where each panel stands, wide and narrow.
//! Knows nothing of what they show.

use egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::command::Command;
use super::icons;
use super::panels::{
    Asks, Cx, board, capabilities, inspector, mesh_sees, picker, plan, previews, problems, services, status, table, top_bar,
    welcome as first,
};
use super::state::{Below, Centre, Focus, Settings, ViewState};
use super::theme::{Tokens, font, gap, size};
use super::widgets::{IconButton, tab};

fn frame(ui: &Ui) -> Frame {
    Frame::NONE.fill(Tokens::of(ui).bg1)
}

fn bar(ui: &Ui) -> Frame {
    frame(ui).inner_margin(Margin::symmetric(gap::S as i8, 0))
}

/// A panel keeps its size however little stands in it: egui's own would shrink to an empty state, and stay so.
fn fill(ui: &mut Ui) {
    ui.expand_to_include_rect(ui.max_rect());
}

/// The window without a design.
pub fn welcome(ui: &mut Ui, settings: &Settings, opening: Option<&str>, view: &mut ViewState, asks: &mut Asks) {
    let ground = Tokens::of(ui).bg0;
    Panel::top("top").exact_size(size::TOP).frame(bar(ui)).show(ui, |ui| top_bar::welcome(ui, view, asks));
    Panel::bottom("status").exact_size(size::STATUS).frame(bar(ui)).show(ui, |ui| status::welcome(ui, opening));
    CentralPanel::default().frame(Frame::NONE.fill(ground)).show(ui, |ui| first::ui(ui, &settings.recent, asks));
}

/// The window with a design.
pub fn designer(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    let width = ui.available_width();
    let strip = width < size::STRIP_BELOW;
    Panel::top("top").exact_size(size::TOP).frame(bar(ui)).show(ui, |ui| top_bar::ui(ui, cx, view, asks));
    Panel::bottom("status").exact_size(size::STATUS).frame(bar(ui)).show(ui, |ui| status::ui(ui, cx, view, asks));
    if let Some(Focus::Below(below)) = view.focus {
        view.panels.below = below;
    }
    if view.panels.problems {
        // A plan has two sides to read: its tab has a size of its own.
        let (name, tall) = match view.panels.below {
            Below::Plan => ("plan", if strip { 220.0 } else { size::PLAN }),
            Below::Problems | Below::MeshSees | Below::Capabilities => ("problems", if strip { 120.0 } else { size::BOTTOM }),
        };
        let panel = Panel::bottom(name).resizable(true).default_size(tall).min_size(84.0);
        panel.frame(frame(ui)).show(ui, |ui| {
            fill(ui);
            below(ui, cx, view, asks);
        });
    }
    if view.panels.services {
        if strip {
            Panel::left("services-strip").exact_size(44.0).frame(frame(ui)).show(ui, |ui| services::strip(ui, cx, view, asks));
        } else {
            let panel = Panel::left("services").resizable(true).default_size(size::LEFT).size_range(180.0..=320.0);
            panel.frame(frame(ui)).show(ui, |ui| services::ui(ui, cx, view, asks));
        }
    }
    if view.panels.previews {
        let stacked = width < size::STACK_BELOW && !view.preview.pinned;
        let (name, default, least, most) = if stacked {
            ("preview", size::PREVIEW + gap::XL, 220.0, (width * 0.5).max(240.0))
        } else {
            ("previews", 2.0 * size::PREVIEW, 440.0, (width * 0.6).max(460.0))
        };
        let panel = Panel::right(name).resizable(true).default_size(default).size_range(least..=most);
        panel.frame(frame(ui)).show(ui, |ui| previews::ui(ui, cx, view, asks));
    }
    CentralPanel::default().frame(frame(ui)).show(ui, |ui| centre(ui, cx, view, asks, strip));
    picker::ui(ui, cx, view, asks);
}

fn centre(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, narrow: bool) {
    let inspector_only = narrow && view.panels.inspector && view.selection.lead().is_some();
    Panel::top("centre-tabs").exact_size(size::TABS).frame(bar(ui)).show(ui, |ui| tabs(ui, view, asks, inspector_only));
    if inspector_only {
        CentralPanel::default().frame(frame(ui)).show(ui, |ui| inspector::ui(ui, cx, view, asks));
        return;
    }
    if view.panels.inspector && !narrow {
        let tall = ui.available_height();
        let panel = Panel::bottom("inspector").resizable(true).default_size(216.0).size_range(120.0..=(tall - 120.0).max(140.0));
        panel.frame(frame(ui)).show(ui, |ui| {
            fill(ui);
            inspector::ui(ui, cx, view, asks);
        });
    }
    let ground = Tokens::of(ui).bg0;
    match view.centre {
        Centre::Board => CentralPanel::default().frame(Frame::NONE.fill(ground)).show(ui, |ui| board::ui(ui, cx, view, asks)),
        Centre::Table => CentralPanel::default().frame(frame(ui)).show(ui, |ui| table::ui(ui, cx, view, asks)),
    };
}

fn tabs(ui: &mut Ui, view: &mut ViewState, asks: &mut Asks, inspecting: bool) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = gap::XS;
        for (name, place, command) in [("Board", Centre::Board, Command::ShowBoard), ("Table", Centre::Table, Command::ShowTable)] {
            if tab(ui, name, view.centre == place && !inspecting).clicked() {
                asks.run(command);
                if inspecting {
                    view.selection.clear();
                }
            }
        }
        if inspecting {
            let _ = tab(ui, "Inspector", true);
        }
        if view.centre == Centre::Board && !inspecting {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let zoom = format!("{:.0} %", board::zoom(ui.ctx()) * 100.0);
                ui.label(egui::RichText::new(zoom).font(font::label()).color(Tokens::of(ui).text_faint));
                for (icon, command) in [(icons::FIT, Command::Fit), (icons::ARRANGE, Command::Arrange)] {
                    if IconButton::new(icon, command.text()).show(ui).clicked() {
                        asks.run(command);
                    }
                }
            });
        }
    });
}

fn below(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks) {
    Panel::top("below-tabs").exact_size(size::TABS).frame(bar(ui)).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = gap::XS;
            for below in Below::ALL {
                if tab(ui, below.label(), view.panels.below == below).on_hover_text(top_bar::shortcut(ui, &Command::Show(below))).clicked()
                {
                    view.panels.below = below;
                }
                if below == Below::Problems {
                    problems::tab_counts(ui, cx);
                    ui.add_space(gap::XS);
                }
                if below == Below::Plan {
                    plan::tab_count(ui, view);
                }
            }
            match view.panels.below {
                Below::Problems => {}
                Below::MeshSees => mesh_sees::tab_note(ui, cx),
                Below::Capabilities => capabilities::tab_note(ui, cx),
                Below::Plan => plan::tab_note(ui, view, asks),
            }
        });
    });
    CentralPanel::default().frame(frame(ui)).show(ui, |ui| match view.panels.below {
        Below::Problems => problems::ui(ui, cx, view, asks),
        Below::MeshSees => mesh_sees::ui(ui, cx, view, asks),
        Below::Capabilities => capabilities::ui(ui, cx, view, asks),
        Below::Plan => plan::ui(ui, cx, view, asks),
    });
}
