//! The lines of a pane: painted where they are in view, lit by port, scrolled, picked and copied.
//! Knows nothing of where lines come from.

use egui::{Id, Key, Modifiers, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use super::hand;
use super::lines::{Gutter, InView, Place, paint};
use super::part::{Look, Sees, Shown};
use super::retarget::Retarget;
use super::rows::Rows;
use crate::design::{PortId, ServiceId, World};
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Focus, Selection, ViewState};
use crate::gui::theme::{self, font, gap, size};
use crate::gui::widgets::paint_elided;

/// Above the first line and below the last one.
pub const PADDING: f32 = 6.0;
/// What belongs to the lit port has a bar of this width.
pub const BAR: f32 = 2.0;

/// What a pane remembers from frame to frame.
#[derive(Default)]
pub struct Body {
    /// Its rows.
    pub rows: Rows,
    /// What the newest change of the target changed.
    pub retarget: Retarget,
    /// The rows that are picked for copying: where it began, where it is.
    pub picked: Option<(usize, usize)>,
    revision: u64,
    seen: Option<Seen>,
    offset: Vec2,
    height: f32,
    /// The row at the top, by its service: it stays there when others above come and go.
    anchor: Option<(ServiceId, usize, usize)>,
}

/// What the pane showed and what was selected in the last frame.
#[derive(PartialEq)]
struct Seen {
    shown: Shown,
    sees: Sees,
    service: Option<ServiceId>,
    port: Option<(ServiceId, PortId)>,
}

impl Body {
    /// Brings what is shown up to date with the design.
    pub fn follow(&mut self, ui: &Ui, look: &Look<'_>, selection: &Selection) {
        if self.rows.follow(look) {
            ui.ctx().request_repaint();
        }
        self.retarget.follow(look, selection);
        if self.revision != look.session.revision() {
            self.revision = look.session.revision();
            self.picked = None;
        }
    }

    /// Whether a row is picked for copying.
    pub fn is_picked(&self, row: usize) -> bool {
        self.picked.is_some_and(|(a, b)| (a.min(b)..=a.max(b)).contains(&row))
    }

    /// Where the pane should be scrolled to, if not where it is.
    fn wanted(&mut self, ui: &Ui, view: &ViewState, look: &Look<'_>, id: Id) -> Option<f32> {
        let seen = Seen { shown: look.shown, sees: look.sees, service: view.selection.lead(), port: view.selection.lead_port() };
        let before = self.seen.replace(seen);
        let same_lines = before.as_ref().is_some_and(|before| (before.shown, before.sees) == (look.shown, look.sees));
        let same_selection = same_lines && before == self.seen;
        let start = if same_lines { self.offset.y } else { 0.0 };
        if !same_lines {
            self.picked = None;
            self.anchor = None;
        }
        let kept = self.anchor.and_then(|(service, below, row)| {
            let moved = (self.rows.row_of(look, service)? + below) as f32 - row as f32;
            (moved != 0.0).then_some(start + moved * size::YAML_LINE)
        });
        let keyed = ui.memory(|memory| memory.has_focus(id)).then(|| self.keyed(ui)).flatten();
        let start = kept.or(keyed).unwrap_or(start);
        let shown = if same_selection && !view.preview.reveal { None } else { self.reveal(view, look, start) };
        let wanted = shown.unwrap_or(start);
        let most = (self.rows.len() as f32 * size::YAML_LINE + 2.0 * PADDING - self.height).max(0.0);
        (wanted != self.offset.y).then_some(wanted.clamp(0.0, most))
    }

    /// Where the keys scroll to.
    fn keyed(&self, ui: &Ui) -> Option<f32> {
        let page = (self.height - size::YAML_LINE).max(size::YAML_LINE);
        let all = self.rows.len() as f32 * size::YAML_LINE;
        let keys = [
            (Key::ArrowUp, -size::YAML_LINE),
            (Key::ArrowDown, size::YAML_LINE),
            (Key::PageUp, -page),
            (Key::PageDown, page),
            (Key::Home, -all),
            (Key::End, all),
        ];
        let pressed = |(key, by): (Key, f32)| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as f32 * by;
        let by: f32 = keys.into_iter().map(pressed).sum();
        (by != 0.0).then_some(self.offset.y + by)
    }

    /// Where the lit lines are in view: `None` when they are already.
    fn reveal(&mut self, view: &ViewState, look: &Look<'_>, start: f32) -> Option<f32> {
        let service = view.selection.lead()?;
        let lit = match view.selection.lead_port() {
            Some((of, port)) if of == service => self.rows.rows_of(look, of, port),
            Some(_) | None => None,
        };
        let lit = match (lit, look.shown) {
            (Some(rows), _) => rows,
            (None, Shown::All) => self.rows.row_of(look, service).map(|row| row..row + 1)?,
            (None, Shown::One(_)) => return None,
        };
        let (top, bottom) = (lit.start as f32 * size::YAML_LINE, lit.end as f32 * size::YAML_LINE + 2.0 * PADDING);
        let in_view = start <= top && bottom <= start + self.height;
        (!in_view).then(|| top - (self.height - (bottom - top)).max(0.0) / 3.0)
    }
}

/// Shows them.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, look: &Look<'_>, body: &mut Body) {
    ui.spacing_mut().item_spacing.y = 0.0;
    show_note(ui, cx, look);
    let rect = ui.available_rect_before_wrap();
    let id = Id::unique(("lines of preview", look.world));
    if view.focus == Some(Focus::Preview(look.world)) {
        view.focus = None;
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    body.height = rect.height();
    // A fade would eat the lit lines at the edges.
    ui.spacing_mut().scroll.fade.strength = 0.0;
    let mut area = ScrollArea::both().id_salt(id).auto_shrink(false);
    if let Some(wanted) = body.wanted(ui, view, look, id) {
        area = area.vertical_scroll_offset(wanted);
    }
    let glyph = ui.fonts_mut(|fonts| fonts.glyph_width(&font::mono(), '0'));
    let gutter = Gutter::of(body.rows.len(), look.sees, glyph);
    let wide = gutter.width + body.rows.widest() as f32 * glyph + gap::L;
    let shown = area.show_viewport(ui, |ui, viewport| {
        ui.set_width(wide.max(rect.width()));
        ui.set_height(body.rows.len() as f32 * size::YAML_LINE + 2.0 * PADDING);
        let response = ui.interact(rect, id, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Document, true, format!("{} preview", look.world.label())));
        let first = ((viewport.top() - PADDING) / size::YAML_LINE).floor().max(0.0);
        let last = ((viewport.bottom() - PADDING) / size::YAML_LINE).ceil().max(0.0);
        let rows = body.rows.rows(look, first as usize..last as usize);
        // From the row, not from the top of the page: a page of a million lines is longer than an f32 is exact.
        let top = (f64::from(PADDING) + f64::from(first) * f64::from(size::YAML_LINE) - f64::from(viewport.top())) as f32;
        let place = Place { rect, top: rect.top() + top, first: first as usize, left: rect.left() + gutter.width - viewport.left(), id };
        let in_view = InView { look, rows, place, gutter };
        hand::act(&response, view, asks, &in_view, body);
        paint(ui, cx.tokens, view, &in_view, body);
        body.anchor = match look.shown {
            Shown::All if first > 0.0 => body.rows.place_of(first as usize).map(|(service, below)| (service, below, first as usize)),
            Shown::All | Shown::One(_) => None,
        };
        if response.has_focus() {
            theme::focus_ring(ui, rect.shrink(BAR), 0);
        }
    });
    body.offset = shown.state.clamped_offset();
}

/// What has to be known before reading the lines.
fn show_note(ui: &mut Ui, cx: &Cx<'_>, look: &Look<'_>) {
    let Shown::One(id) = look.shown else { return };
    let template = look.session.service(id).is_some_and(|service| service.instances.is_empty());
    if (look.world, look.sees, template) == (World::Universal, Sees::Now, true) {
        let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::HIT), Sense::hover());
        let words = "kuma-dp run fills in name and address";
        let place = rect.shrink2(Vec2::new(gap::S, 0.0)).with_min_y(rect.top() + PADDING);
        if !paint_elided(ui.painter(), place, words, font::label(), cx.tokens.text_faint) {
            response.on_hover_text(words);
        }
    }
}
