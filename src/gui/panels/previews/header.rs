//! The head of a pane: which world, what of it, and what can be done with it.
//! Knows nothing of lines.

use egui::{Align, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2};

use super::body::Body;
use super::part::{Look, Sees, Shown};
use crate::design::{Service, World};
use crate::gui::command::Command;
use crate::gui::icons;
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::ViewState;
use crate::gui::theme::{font, gap, size};
use crate::gui::widgets::{IconButton, elided, tab};

/// What a head speaks of.
pub struct Titled<'a> {
    /// The pane's world.
    pub world: World,
    /// Whether it shows what changed.
    pub sees: Sees,
    /// The selected service.
    pub service: Option<&'a Service>,
    /// What it looks at, where there is anything.
    pub look: Option<&'a Look<'a>>,
    /// Its lines.
    pub body: &'a Body,
}

/// Shows it.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, of: &Titled<'_>) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::TABS), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.tokens.line));
    let row = |ui: &mut Ui, rect: Rect| {
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
        row.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
        row.spacing_mut().item_spacing.x = gap::XS;
        row
    };
    let inside = rect.shrink2(Vec2::new(gap::S, 0.0));
    let (words, icons) = inside.split_left_right_at_x(inside.right() - 3.0 * size::HIT - 2.0 * gap::XS);
    let mut words = row(ui, words.with_max_x(words.right() - gap::S));
    if super::is_stacked(ui.ctx(), view) {
        for world in World::ALL {
            if tab(&mut words, world.label(), world == of.world).clicked() {
                view.preview.front = world;
            }
        }
    } else {
        words.spacing_mut().item_spacing.x = gap::S;
        words.label(RichText::new(of.world.label()).font(font::strong()).color(cx.tokens.text));
        elided(&mut words, &subtitle(of), font::label(), cx.tokens.text_faint);
    }
    let mut icons = row(ui, icons);
    let diff = Command::ToggleDiff(of.world);
    if IconButton::new(icons::DIFF, diff.text()).selected(of.sees == Sees::Changes).show(&mut icons).clicked() {
        asks.run(diff);
    }
    let copy = Command::Copy(of.world);
    if IconButton::new(icons::COPY, copy.text()).enabled(of.body.rows.len() > 0).show(&mut icons).clicked() {
        asks.run(copy);
    }
    if IconButton::new(icons::DOWNLOAD, &format!("Export {}…", of.world.label())).show(&mut icons).clicked() {
        asks.run(Command::Export);
    }
}

/// What is shown, in few words.
fn subtitle(of: &Titled<'_>) -> String {
    let Some(look) = of.look else { return String::new() };
    let named = |service: &Service| match of.world {
        World::Kubernetes => format!("Service {}", service.name),
        World::Universal => match service.instances.as_slice() {
            [] => "Dataplane template".to_owned(),
            [only] => format!("Dataplane {}", only.name),
            several => format!("{} Dataplanes", several.len()),
        },
    };
    match (look.shown, of.sees, of.service, of.body.retarget.count()) {
        (_, Sees::Changes, _, _) => "since saved".to_owned(),
        (Shown::All, Sees::Now, _, _) => format!("every {}", super::object(of.world)),
        (Shown::One(_), Sees::Now, Some(service), None) if service.is_on(of.world) => named(service),
        (Shown::One(_), Sees::Now, _, None) => String::new(),
        (Shown::One(_), Sees::Now, _, Some(0)) => "same for the new target".to_owned(),
        (Shown::One(_), Sees::Now, _, Some(1)) => "1 line changed".to_owned(),
        (Shown::One(_), Sees::Now, _, Some(more)) => format!("{more} lines changed"),
    }
}
