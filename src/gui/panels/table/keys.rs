//! What the keyboard does to the grid while no text is being typed, and how a cell opens and closes.
//! Knows nothing of how a cell looks.

use std::collections::HashSet;

use egui::{Key, Ui};

use super::cell::{self, COLUMNS};
use super::draft::{Ask, Choice, Draft};
use super::grid::{Grid, Open, Shown, Spot, is_selected};
use super::paste;
use super::rows::Row;
use crate::design::{Edit, PortId, ServiceId, Transport};
use crate::gui::command::Command;
use crate::gui::panels::Asks;
use crate::gui::panels::services::{Press, clipboard, presses};
use crate::gui::state::{Column, Toast, ViewState};

const KEYS: [Key; 11] = [
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Enter,
    Key::F2,
    Key::Escape,
];

/// How long a message stays, in seconds.
const MESSAGE: f64 = 5.0;

/// Whether a step of the cursor takes the beginning of the selection along.
#[derive(Clone, Copy, PartialEq)]
pub enum Reach {
    /// Selects the row it arrives in.
    One,
    /// Selects every row from the anchor on.
    Range,
}

/// Does what was pressed.
pub fn keys(ui: &Ui, grid: &mut Grid, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks) {
    let wanted = if grid.open.is_some() { &KEYS[..] } else { KEYS.split_last().map_or(&KEYS[..], |(_, without_escape)| without_escape) };
    for press in presses(ui, wanted).into_iter().chain(clipboard(ui)) {
        if let Some(Open::Transport(choice)) = &mut grid.open {
            match press {
                Press::Key(key @ (Key::ArrowUp | Key::ArrowDown)) => choice.step(key),
                Press::Text(text) => choice.narrow(&text),
                Press::Key(Key::Enter) => {
                    let (spot, transport) = (choice.spot, choice.cursor);
                    grid.open = None;
                    put_transport(shown, asks, spot, transport);
                    grid.travel(view, shown, Key::ArrowDown, Reach::One);
                }
                Press::Key(_) | Press::Reach(_) | Press::Far(_) | Press::Copy | Press::Paste(_) => grid.open = None,
            }
            continue;
        }
        match press {
            Press::Key(Key::Enter | Key::F2) => grid.open(shown, asks, None),
            Press::Key(key) => grid.travel(view, shown, key, Reach::One),
            Press::Reach(key) => grid.travel(view, shown, key, Reach::Range),
            Press::Far(key) => {
                let end = if key == Key::Home { 0 } else { shown.rows.rows.len().saturating_sub(1) };
                grid.go(view, shown, end, Reach::One);
            }
            Press::Text(text) => grid.open(shown, asks, Some(text)),
            Press::Copy => asks.run(Command::CopyText(copied(grid, shown, view))),
            Press::Paste(text) => pasted(ui, grid, shown, view, asks, &text),
        }
    }
}

/// Carries a port by something else.
pub fn put_transport(shown: &Shown<'_>, asks: &mut Asks, spot: Spot, transport: Transport) {
    if let Some((service, Some(port))) = spot.row.find(shown.cx.session)
        && port.transport != transport
    {
        let mut port = port.clone();
        port.transport = transport;
        asks.edit(Edit::put_port(service.id, port));
    }
}

/// The selected rows, in the order they are shown.
fn selected(shown: &Shown<'_>, view: &ViewState) -> impl Iterator<Item = Row> {
    let ports: HashSet<(ServiceId, PortId)> = view.selection.ports().iter().copied().collect();
    let of_ports: HashSet<ServiceId> = ports.iter().map(|(service, _)| *service).collect();
    let whole: HashSet<ServiceId> = view.selection.services().iter().copied().filter(|service| !of_ports.contains(service)).collect();
    let lit = move |row: &Row| whole.contains(&row.service) || row.port.is_some_and(|port| ports.contains(&(row.service, port)));
    shown.rows.rows.iter().copied().filter(lit)
}

fn copied(grid: &Grid, shown: &Shown<'_>, view: &ViewState) -> String {
    let here = grid.at.map(|at| at.row).filter(|_| view.selection.services().is_empty());
    paste::copy(shown.cx.session, selected(shown, view).chain(here))
}

fn pasted(ui: &Ui, grid: &Grid, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks, text: &str) {
    let Some(at) = grid.at else { return };
    let several: Vec<Row> = selected(shown, view).collect();
    let one = matches!(paste::parse(text).as_slice(), [line] if line.len() == 1);
    let done = if one && several.len() > 1 {
        // One value goes into the column of every selected row.
        let lines = vec![text.trim_end_matches(['\r', '\n']); several.len()].join("\n");
        paste::paste(shown.cx.session, &several, at.column, &lines)
    } else {
        let place = shown.rows.place(at.row, grid.near);
        let below = place.and_then(|place| shown.rows.rows.get(place..)).unwrap_or(&[]);
        paste::paste(shown.cx.session, below, at.column, text)
    };
    if done.skipped > 0 {
        let until = ui.input(|input| input.time) + MESSAGE;
        view.toasts.push(Toast { text: done.words(), until });
    }
    asks.edits.extend(done.edit);
}

impl Grid {
    /// Goes one step by a key that moves.
    pub fn travel(&mut self, view: &mut ViewState, shown: &Shown<'_>, key: Key, reach: Reach) {
        let Some(at) = self.at else { return };
        let Some(place) = shown.rows.place(at.row, self.near) else { return };
        let column = COLUMNS.iter().position(|column| *column == at.column).unwrap_or(0);
        let page = self.page.saturating_sub(2).max(1);
        let last = COLUMNS.len() - 1;
        let (place, column) = match key {
            Key::ArrowUp => (place.saturating_sub(1), column),
            Key::ArrowDown => (place + 1, column),
            Key::PageUp => (place.saturating_sub(page), column),
            Key::PageDown => (place + page, column),
            Key::ArrowLeft => (place, column.saturating_sub(1)),
            Key::ArrowRight => (place, (column + 1).min(last)),
            Key::Home => (place, 0),
            Key::End => (place, last),
            _ => (place, column),
        };
        if let Some(column) = COLUMNS.get(column) {
            self.at = Some(Spot { row: at.row, column: *column });
        }
        self.go(view, shown, place, reach);
    }

    /// Goes to a row, in the same column.
    pub fn go(&mut self, view: &mut ViewState, shown: &Shown<'_>, place: usize, reach: Reach) {
        let place = place.min(shown.rows.rows.len().saturating_sub(1));
        let (Some(row), Some(at)) = (shown.rows.rows.get(place).copied(), self.at) else { return };
        if row != at.row || !is_selected(view, row) {
            match reach {
                Reach::One => self.one(view, place, row),
                Reach::Range => self.range(view, shown.rows, place),
            }
        }
        self.at = Some(Spot { row, column: at.column });
        self.near = place;
        self.reveal = Some(place);
    }

    /// Opens the cell under the cursor, on what stands in it or on what was typed over it.
    pub fn open(&mut self, shown: &Shown<'_>, asks: &mut Asks, typed: Option<String>) {
        if !self.close(shown, asks) {
            return;
        }
        let Some(mut spot) = self.at else { return };
        // Where there is no port, the number makes one.
        if spot.row.port.is_none() && !cell::is_of_service(spot.column) {
            spot.column = Column::Port;
            self.at = Some(spot);
        }
        self.reveal = shown.rows.place(spot.row, self.near);
        self.open = match spot.column {
            Column::Namespace | Column::Service | Column::Name | Column::Port | Column::Target => {
                Draft::new(shown.cx, spot, typed).map(Open::Text)
            }
            Column::Transport => {
                let mut choice = Choice::new(shown.cx, spot);
                if let (Some(choice), Some(typed)) = (&mut choice, typed) {
                    choice.narrow(&typed);
                }
                choice.map(Open::Transport)
            }
            Column::Protocol => Some(Open::Picker(spot, typed.unwrap_or_default())),
            Column::Hint => None,
        };
    }

    /// Takes what is open, if it can be taken; else it keeps the keyboard and says why.
    fn close(&mut self, shown: &Shown<'_>, asks: &mut Asks) -> bool {
        let Some(Open::Text(draft)) = &mut self.open else { return true };
        match draft.commit(shown.cx, asks) {
            Ok(_) => true,
            Err(why) => {
                draft.refused = Some(why);
                draft.refresh();
                self.at = Some(draft.spot);
                self.reveal = shown.rows.place(draft.spot.row, self.near);
                false
            }
        }
    }

    /// A draft that went out of sight is taken, where it can be; one whose cell is gone is let go.
    pub fn leave_unseen(&mut self, shown: &Shown<'_>, asks: &mut Asks) {
        let Some(Open::Text(draft)) = &mut self.open else { return };
        if !draft.is_current(shown.cx) {
            self.open = None;
        } else if !draft.drawn && draft.refused.is_none() {
            match draft.commit(shown.cx, asks) {
                Ok(_) => self.open = None,
                Err(why) => draft.refused = Some(why),
            }
        }
    }

    /// Does what the keyboard asked of a draft.
    pub fn answer(&mut self, ui: &Ui, ask: Ask, shown: &Shown<'_>, view: &mut ViewState, asks: &mut Asks) {
        let Some(Open::Text(draft)) = &mut self.open else { return };
        let key = match ask {
            Ask::Nothing => return,
            Ask::Revert => None,
            Ask::Commit(key) => Some(Some(key)),
            Ask::Leave => Some(None),
        };
        if let Some(key) = key {
            match draft.commit(shown.cx, asks) {
                Err(why) => draft.refused = Some(why),
                Ok(spot) => {
                    let stays = self.at == Some(draft.spot);
                    self.open = None;
                    if stays {
                        self.after(spot, key, shown, view);
                    }
                }
            }
        } else {
            self.open = None;
        }
        if self.open.is_none() && ask != Ask::Leave {
            ui.memory_mut(|memory| memory.request_focus(super::grid::id()));
        }
    }

    /// Where the cursor goes after a cell was taken.
    fn after(&mut self, spot: Spot, key: Option<Key>, shown: &Shown<'_>, view: &mut ViewState) {
        match key {
            None => self.at = Some(spot),
            Some(key) => {
                let before = self.at;
                self.travel(view, shown, key, Reach::One);
                if self.at == before {
                    self.at = Some(spot);
                } else if let Some(at) = self.at.as_mut().filter(|at| before.is_some_and(|before| before.row == at.row)) {
                    at.row = spot.row;
                }
            }
        }
    }
}
