//! The command lines that start the proxies of a service, to be copied.
//! Knows nothing of what they mean: whoever writes them does.

use egui::{Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::design::{Service, World};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, Cx};
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::quiet_button;
use crate::manifest::{self, Commands, Comments, Given};

const WIDTH: f32 = 440.0;
/// The most that one command may take before it scrolls.
const HEIGHT: f32 = 120.0;

/// Shows them in a popup.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, asks: &mut Asks, service: &Service) {
    let preview = cx.session.preview(service.id, World::Universal, Comments::Off);
    let command = |dataplane: &manifest::Manifest| {
        let ending = if dataplane.template { "template" } else { "dataplane" };
        let file = format!("{}.{ending}.yaml", dataplane.object.name);
        manifest::commands(&cx.session.design().target, service, dataplane, Given::File(&file))
    };
    let commands: Vec<Commands> = preview.manifests.iter().map(command).collect();
    let all = |part: fn(&Commands) -> &str, between: &str| commands.iter().map(part).collect::<Vec<_>>().join(between) + "\n";
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = gap::S;
    let Some(first) = commands.first() else { return };
    let parts = [
        ("Make a token, where kumactl knows the control plane", "Copy token command", &first.token, all(|it| &it.token, "\n")),
        ("Start the proxy, where the app runs", "Copy run command", &first.run, all(|it| &it.run, "\n\n")),
    ];
    for (title, act, shown, whole) in parts {
        ui.label(RichText::new(title).font(font::label_strong()).color(cx.tokens.text_quiet));
        let ground = Frame::NONE.fill(cx.tokens.bg0).corner_radius(size::INPUT_ROUND).inner_margin(Margin::same(8));
        ground.show(ui, |ui| {
            ui.set_width(WIDTH - 2.0 * gap::S);
            ScrollArea::vertical().id_salt(act).max_height(HEIGHT).show(ui, |ui| {
                let text = RichText::new(shown).font(font::mono()).color(cx.tokens.text);
                ui.add(Label::new(text).selectable(true).wrap());
            });
        });
        ui.horizontal(|ui| {
            if quiet_button(ui, act).clicked() {
                asks.run(Command::CopyText(whole));
                ui.close();
            }
            if commands.len() > 1 {
                let more = format!("The first of {}: all are copied", commands.len());
                ui.label(RichText::new(more).font(font::label()).color(cx.tokens.text_faint));
            }
        });
        ui.add_space(gap::XS);
    }
}
