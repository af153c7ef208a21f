//! One object of a plan on a line: what happens to it, what it is, and what changes; while it is applied, what came of it.
//! Knows nothing of the others.

use egui::{Color32, CornerRadius, FontId, Pos2, Rect, Role, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo};

use super::{table, words};
use crate::cluster::{Access, Action, Kind};
use crate::gui::clusters::{Clusters, Planned, Row};
use crate::gui::command::Command;
use crate::gui::panels::{Asks, drift};
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{checkbox, paint_elided};

/// Below this width the kind is left out: nearly all are Services.
const KIND_FROM: f32 = 480.0;
/// How wide the first columns are.
const CHANGE: f32 = 92.0;
const KIND: f32 = 90.0;
/// How much of the rest the object takes.
const OBJECT: f32 = 0.34;

/// Where each column begins and ends.
pub struct Columns {
    kind: Option<f32>,
    object: f32,
}

impl Columns {
    /// For so much room.
    pub fn of(width: f32) -> Columns {
        let kind = (width >= KIND_FROM).then_some(KIND);
        Columns { kind, object: (width - CHANGE - kind.unwrap_or(0.0)) * OBJECT }
    }

    /// Change, kind, object, what.
    fn cells(&self, rect: Rect) -> [Rect; 4] {
        let rect = rect.shrink2(Vec2::new(gap::S, 0.0));
        let mut left = rect.left();
        let mut cell = |width: f32| {
            let cell = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new((left + width).min(rect.right()), rect.bottom()));
            left += width;
            cell.shrink2(Vec2::new(gap::S, 0.0))
        };
        [cell(CHANGE), cell(self.kind.unwrap_or(0.0)), cell(self.object), cell(f32::INFINITY)]
    }
}

/// The head: it stays while the rows scroll.
pub fn head(ui: &mut Ui, columns: &Columns) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::CARD_HEAD), Sense::hover());
    for (words, cell) in ["Change", "Kind", "Object", "What"].into_iter().zip(columns.cells(rect)) {
        if cell.width() > 0.0 {
            paint_elided(ui.painter(), cell, words, font::label(), tokens.text_faint);
        }
    }
    hairline(ui, rect, tokens);
}

fn hairline(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let line = rect.shrink2(Vec2::new(gap::S, 0.0));
    ui.painter().hline(line.x_range(), rect.bottom() - 0.5, Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
}

/// One object, and how it stands in the list.
pub struct Shown {
    /// Which.
    pub of: Row,
    /// Whether its two sides are shown.
    pub picked: bool,
    /// Whether the keyboard is here.
    pub at_cursor: bool,
}

/// The namespace that can be ticked on this row.
pub fn tickable(planned: &Planned, row: Row) -> Option<&str> {
    let missing = match row {
        Row::Missing(at) => planned.plan.missing.get(at),
        Row::Change(at) => {
            let change = planned.plan.changes.get(at).filter(|change| change.object.kind == Kind::Namespace)?;
            planned.plan.missing.iter().find(|missing| missing.name == change.object.name)
        }
    };
    missing.filter(|missing| missing.access != Access::Denied).map(|missing| missing.name.as_str())
}

/// What the row says.
struct Said {
    action: (String, Color32),
    kind: &'static str,
    object: String,
    what: String,
    is_quiet: bool,
    has_drifted: bool,
}

impl Said {
    fn of(ui: &Ui, tokens: &Tokens, clusters: &Clusters, planned: &Planned, row: Row) -> Option<Said> {
        let plan = &clusters.plan;
        match row {
            Row::Missing(at) => {
                let missing = planned.plan.missing.get(at)?;
                let (object, what) = (missing.name.clone(), words::missing(missing).to_owned());
                Some(Said {
                    action: ("missing".to_owned(), tokens.warning),
                    kind: Kind::Namespace.keyword(),
                    object,
                    what,
                    is_quiet: false,
                    has_drifted: false,
                })
            }
            Row::Change(_) => {
                let change = table::change(planned, row)?;
                let mut action = (change.action.keyword(), words::color(&change.action, tokens));
                if let Some(progress) = &plan.progress {
                    match progress.results.get(&change.object) {
                        Some(applied) if change.action.is_sent() => action = words::applied(applied, tokens),
                        Some(_) => {}
                        None if change.action.is_sent() => action = ("waiting", tokens.text_faint),
                        None => {}
                    }
                }
                let object = match change.object.kind {
                    Kind::Namespace => change.object.name.clone(),
                    Kind::Service => format!("{} / {}", change.object.namespace, change.object.name),
                };
                let is_quiet = matches!(change.action, Action::None | Action::Forbidden);
                let kind = change.object.kind.keyword();
                let seen = clusters.watching.drifts.get(&change.object);
                let now = ui.input(|input| input.time);
                let what = seen.map_or_else(|| words::what(change), |seen| drift::said(seen, now));
                let is_quiet = is_quiet && seen.is_none();
                Some(Said { action: (action.0.to_owned(), action.1), kind, object, what, is_quiet, has_drifted: seen.is_some() })
            }
        }
    }
}

/// Shows it. Says whether it was clicked.
pub fn show(
    ui: &mut Ui,
    tokens: &Tokens,
    columns: &Columns,
    clusters: &Clusters,
    planned: &Planned,
    shown: &Shown,
    asks: &mut Asks,
) -> bool {
    let plan = &clusters.plan;
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::click());
    let Some(said) = Said::of(ui, tokens, clusters, planned, shown.of) else { return false };
    response.widget_info(|| {
        let words = format!("{} {} {}: {}", said.action.0, said.kind, said.object, said.what);
        WidgetInfo::selected(Role::Row, true, shown.picked, words)
    });
    let ground = rect.shrink2(Vec2::new(gap::S, 0.0));
    if shown.picked {
        ui.painter().rect_filled(ground, CornerRadius::ZERO, tokens.accent_wash);
    } else if response.hovered() {
        ui.painter().rect_filled(ground, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    let [change, kind, object, mut what] = columns.cells(rect);
    let quiet = if said.is_quiet { tokens.text_faint } else { tokens.text_quiet };
    let paint = |cell: Rect, words: &str, font: FontId, color| paint_elided(ui.painter(), cell, words, font, color);
    paint(change, &said.action.0, if said.is_quiet { font::label() } else { font::text() }, said.action.1);
    if columns.kind.is_some() {
        paint(kind, said.kind, font::label(), tokens.text_faint);
    }
    let whole_object = paint(object, &said.object, font::strong(), tokens.text);
    if said.has_drifted {
        drift::sign(ui, what.with_max_x(what.left() + size::ICON));
        what.min.x += size::ICON + gap::XS;
    }
    let namespace = tickable(planned, shown.of);
    if namespace.is_some() {
        what.min.x += size::HIT;
    }
    let whole = paint(what, &said.what, if said.is_quiet { font::label() } else { font::text() }, quiet);
    if let Some(namespace) = namespace {
        let at = Rect::from_min_size(Pos2::new(what.left() - size::HIT, rect.top()), Vec2::new(size::HIT, size::ROW));
        let mut ticked = plan.options.namespaces.contains(namespace);
        ui.scope_builder(UiBuilder::new().max_rect(at), |ui| {
            let tick = ui.add_enabled_ui(plan.applying.is_none() && plan.progress.is_none(), |ui| checkbox(ui, &mut ticked, "")).inner;
            tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, ticked, format!("Create namespace {namespace} too")));
            if tick.changed() {
                asks.run(Command::TickNamespace(namespace.to_owned()));
            }
        });
    }
    hairline(ui, rect, tokens);
    if shown.at_cursor {
        theme::focus_ring(ui, ground.shrink(2.0), 0);
    }
    let clicked = response.clicked();
    if !(whole && whole_object) {
        response.on_hover_text(format!("{}\n{}", said.object, said.what));
    }
    clicked
}
