//! The grid: which cell has the keyboard, what is selected, what is open, and the rows in view.
//! Knows nothing of how a cell looks.

use egui::{Align, EventFilter, Id, Layout, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};
use egui_extras::{Column as Width, TableBuilder};

use super::cell::COLUMNS;
use super::draft::{Choice, Draft};
use super::rows::{Row, Rows};
use super::{draw, head};
use crate::design::{PortId, ServiceId};
use crate::gui::panels::{Asks, Cx};
use crate::gui::state::{Column, Focus, ViewState};
use crate::gui::theme::size;

/// One cell, wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Its row.
    pub row: Row,
    /// Its column.
    pub column: Column,
}

/// What is open over a cell.
#[derive(Clone)]
pub enum Open {
    /// A text that is being typed.
    Text(Draft),
    /// The choice of a transport.
    Transport(Choice),
    /// The protocol picker, with what was typed to open it; opens when its cell is drawn.
    Picker(Spot, String),
}

/// What the grid remembers between frames.
#[derive(Clone, Default)]
pub struct Grid {
    /// The cell that has the keyboard.
    pub at: Option<Spot>,
    /// Where its row stood last.
    pub near: usize,
    /// What is open.
    pub open: Option<Open>,
    /// Asks for a row to be in view.
    pub reveal: Option<usize>,
    /// How many rows a page has.
    pub page: usize,
    /// Where a range begins.
    pub anchor: Option<Row>,
    /// What led as of the last frame: something else was picked elsewhere.
    lead: (Option<ServiceId>, Option<(ServiceId, PortId)>),
    /// Whether the picker was opened from here, and the keyboard comes back.
    pub picking: bool,
}

/// What every cell of one frame needs.
pub struct Shown<'a> {
    /// The frame.
    pub cx: &'a Cx<'a>,
    /// The rows.
    pub rows: &'a Rows,
    /// Whether the grid has the keyboard.
    pub focused: bool,
}

/// The grid's own identity: what has the keyboard.
pub fn id() -> Id {
    Id::unique("table-grid")
}

/// Shows it in all the room there is.
pub fn grid(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, asks: &mut Asks, rows: &Rows) {
    let mut grid: Grid = ui.data(|data| data.get_temp(id())).unwrap_or_default();
    grid.follow(cx, view, rows);
    let whole = ui.interact(ui.available_rect_before_wrap(), id(), Sense::click());
    whole.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Ports"));
    let picked = grid.picking && view.picker.is_none();
    if picked || whole.clicked() {
        grid.picking = false;
        whole.request_focus();
    }
    if view.focus == Some(Focus::Centre) {
        view.focus = None;
        whole.request_focus();
    }
    grid.page = (whole.rect.height() / size::ROW) as usize;
    let focused = whole.has_focus();
    if focused {
        let keep = grid.open.is_some();
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: keep, tab: keep };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id(), filter));
        if grid.at.is_none() {
            grid.enter(rows);
        }
        super::keys::keys(ui, &mut grid, &Shown { cx, rows, focused }, view, asks);
    }
    let shown = Shown { cx, rows, focused };
    if let Some(Open::Text(draft)) = &mut grid.open {
        draft.drawn = false;
    }
    ScrollArea::horizontal().id_salt("table").auto_shrink(false).show(ui, |ui| table(ui, &shown, view, asks, &mut grid));
    grid.leave_unseen(&shown, asks);
    ui.data_mut(|data| data.insert_temp(id(), grid));
}

fn width(column: Column) -> Width {
    let (initial, least) = match column {
        Column::Namespace => (84.0, 40.0),
        Column::Service => (124.0, 60.0),
        Column::Name => (84.0, 40.0),
        Column::Port => (60.0, 40.0),
        Column::Target => (70.0, 40.0),
        Column::Transport => (76.0, 40.0),
        Column::Protocol => (112.0, 60.0),
        Column::Hint => (64.0, 40.0),
    };
    Width::initial(initial).at_least(least).clip(true)
}

fn table(ui: &mut Ui, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, grid: &mut Grid) {
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    // Columns are told apart by their alignment, not by lines; the line comes under the pointer that can move it.
    ui.visuals_mut().widgets.noninteractive.bg_stroke.width = 0.0;
    let mut table = TableBuilder::new(ui)
        .id_salt("ports")
        .resizable(true)
        .auto_shrink(false)
        .animate_scrolling(false)
        .min_scrolled_height(0.0)
        .cell_layout(Layout::left_to_right(Align::Center));
    for column in COLUMNS {
        table = table.column(width(column));
    }
    table = table.column(Width::remainder().at_least(72.0).clip(true).resizable(false));
    if let Some(row) = grid.reveal.take() {
        table = table.scroll_to_row(row, None);
    }
    let head = |mut header: egui_extras::TableRow<'_, '_>| {
        for column in COLUMNS {
            header.col(|ui| head::head(ui, column, &mut view.table));
        }
        header.col(|ui| head::plain(ui, "Problems"));
    };
    let table = table.header(size::ROW, head);
    table.body(|body| {
        body.rows(size::ROW, shown.rows.rows.len(), |mut row| {
            let place = row.index();
            let Some(at) = shown.rows.rows.get(place).copied() else { return };
            row.set_selected(is_selected(view, at));
            for column in COLUMNS {
                row.col(|ui| draw::cell(ui, shown, view, asks, grid, place, Spot { row: at, column }));
            }
            row.col(|ui| draw::problems(ui, shown.cx, view, at));
        });
    });
}

/// Whether a row is lit: its port is selected, or its whole service.
pub fn is_selected(view: &ViewState, row: Row) -> bool {
    let whole = || view.selection.has(row.service) && !view.selection.ports().iter().any(|(of, _)| *of == row.service);
    row.port.is_some_and(|port| view.selection.has_port(row.service, port)) || whole()
}

impl Grid {
    /// Goes where something was picked elsewhere.
    fn follow(&mut self, cx: &Cx<'_>, view: &ViewState, rows: &Rows) {
        let lead = (view.selection.lead(), view.selection.lead_port());
        if lead != self.lead {
            self.lead = lead;
            let wanted = lead.1.map(|(service, port)| Row { service, port: Some(port) });
            let place = match (wanted, lead.0) {
                (Some(row), _) => rows.place(row, self.near),
                (None, Some(id)) => rows.rows.iter().position(|row| row.service == id),
                (None, None) => None,
            };
            if let Some((place, row)) = place.and_then(|place| Some((place, *rows.rows.get(place)?))) {
                let column = self.at.map_or(Column::Port, |at| at.column);
                self.at = Some(Spot { row, column });
                self.near = place;
                self.reveal = Some(place);
            }
        }
        if let Some(at) = self.at
            && at.row.find(cx.session).is_none()
        {
            self.at = None;
        }
    }

    /// The first cell, where there is none yet.
    fn enter(&mut self, rows: &Rows) {
        self.at = rows.rows.first().map(|row| Spot { row: *row, column: Column::Port });
    }

    /// Selects the row at a place.
    pub fn one(&mut self, view: &mut ViewState, place: usize, row: Row) {
        match row.port {
            Some(port) => view.selection.only_port(row.service, port),
            None => view.selection.only(row.service),
        }
        self.anchor = Some(row);
        self.arrive(view, place);
    }

    /// One row more, or one less.
    pub fn toggle(&mut self, view: &mut ViewState, place: usize, row: Row) {
        match row.port {
            Some(port) => view.selection.toggle_port(row.service, port),
            None => view.selection.toggle(row.service),
        }
        self.anchor = Some(row);
        self.arrive(view, place);
    }

    /// Selects what lies between the anchor and a row, which leads.
    pub fn range(&mut self, view: &mut ViewState, rows: &Rows, place: usize) {
        let anchor = self.anchor.and_then(|row| rows.place(row, self.near)).unwrap_or(place);
        view.selection.clear();
        let between = rows.rows.get(anchor.min(place)..=anchor.max(place)).unwrap_or(&[]);
        for row in between.iter().chain(rows.rows.get(place)) {
            match row.port {
                Some(port) => view.selection.add_port(row.service, port),
                None => view.selection.add(row.service),
            }
        }
        self.arrive(view, place);
    }

    fn arrive(&mut self, view: &ViewState, place: usize) {
        self.near = place;
        self.lead = (view.selection.lead(), view.selection.lead_port());
    }
}
