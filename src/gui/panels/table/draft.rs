//! What is being typed or chosen in a cell, until it is taken or given up.
//! Knows nothing of the design's rows.

use egui::text::{CCursor, CCursorRange};
use egui::{
    Align2, EventFilter, Frame, Id, Key, Margin, Modifiers, Popup, PopupCloseBehavior, PopupKind, Rect, Response, RichText, Role, TextEdit,
    Ui, WidgetInfo,
};

use super::cell;
use super::grid::Spot;
use crate::design::{Edit, Transport};
use crate::gui::panels::services::{Lit, choice};
use crate::gui::panels::{Asks, Cx};
use crate::gui::theme::{Tokens, font, gap};

/// A text that is being typed into a cell.
#[derive(Clone)]
pub struct Draft {
    /// The cell.
    pub spot: Spot,
    /// As typed so far.
    pub text: String,
    /// What stood in the cell.
    was: String,
    /// Why the text was not taken.
    pub refused: Option<&'static str>,
    /// Whether it takes the keyboard when it is next drawn.
    fresh: bool,
    /// Whether it was drawn in this frame.
    pub drawn: bool,
}

/// What the keyboard asks of a draft.
#[derive(Clone, Copy, PartialEq)]
pub enum Ask {
    /// Nothing yet.
    Nothing,
    /// Takes it back.
    Revert,
    /// Puts it into the cell and goes on by this key.
    Commit(Key),
    /// Puts it into the cell: the keyboard went elsewhere.
    Leave,
}

fn id() -> Id {
    Id::unique("table-draft")
}

impl Draft {
    /// A draft of what stands in a cell, or of what was typed over it.
    pub fn new(cx: &Cx<'_>, spot: Spot, typed: Option<String>) -> Option<Draft> {
        let (service, port) = spot.row.find(cx.session)?;
        let was = cell::text(spot.column, service, port, cx.session.design().target.version);
        Some(Draft { spot, text: typed.unwrap_or_else(|| was.clone()), was, refused: None, fresh: true, drawn: true })
    }

    /// Takes the keyboard again.
    pub fn refresh(&mut self) {
        self.fresh = true;
    }

    /// Whether the cell still has what the draft was begun on.
    pub fn is_current(&self, cx: &Cx<'_>) -> bool {
        let version = cx.session.design().target.version;
        let found = self.spot.row.find(cx.session);
        found.is_some_and(|(service, port)| cell::text(self.spot.column, service, port, version) == self.was)
    }

    /// Puts it into the cell, and says where the cell now is: a bare service gets its first port.
    pub fn commit(&self, cx: &Cx<'_>, asks: &mut Asks) -> Result<Spot, &'static str> {
        let mut spot = self.spot;
        let Some(before) = cx.session.service(spot.row.service).filter(|_| self.text != self.was) else { return Ok(spot) };
        let mut service = (**before).clone();
        cell::set(spot.column, &mut service, spot.row.port, &self.text)?;
        if cell::is_of_service(spot.column) {
            asks.edit(Edit::put_service(service));
            return Ok(spot);
        }
        let port = match spot.row.port {
            Some(id) => service.port(id),
            None => service.ports.last(),
        };
        if let Some(port) = port {
            spot.row.port = Some(port.id);
            if before.port(port.id) != Some(port) {
                asks.edit(Edit::put_port(service.id, port.clone()));
            }
        }
        Ok(spot)
    }

    /// Shows it over its cell.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, name: &str) -> Ask {
        let tokens = Tokens::of(ui);
        self.drawn = true;
        let mut ask = Ask::Nothing;
        if ui.memory(|memory| memory.has_focus(id())) {
            for (modifiers, key, wanted) in [
                (Modifiers::SHIFT, Key::Tab, Ask::Commit(Key::ArrowLeft)),
                (Modifiers::SHIFT, Key::Enter, Ask::Commit(Key::ArrowUp)),
                (Modifiers::NONE, Key::Tab, Ask::Commit(Key::ArrowRight)),
                (Modifiers::NONE, Key::Enter, Ask::Commit(Key::ArrowDown)),
                (Modifiers::NONE, Key::Escape, Ask::Revert),
            ] {
                if ask == Ask::Nothing && ui.input_mut(|input| input.consume_key(modifiers, key)) {
                    ask = wanted;
                }
            }
        }
        let font = if cell::is_mono(self.spot.column) { font::mono() } else { font::text() };
        let keys = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: true };
        let edit = TextEdit::singleline(&mut self.text)
            .id(id())
            .font(font)
            .text_color(tokens.text)
            .align(Align2::LEFT_CENTER)
            .frame(Frame::NONE.fill(tokens.bg0).inner_margin(Margin::symmetric(gap::S as i8, 0)))
            .event_filter(keys)
            .min_size(rect.size());
        let response = ui.put(rect, edit);
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
        let color = if self.refused.is_some() { tokens.error } else { tokens.accent };
        ui.painter().rect_stroke(rect, 0.0, egui::Stroke::new(2.0, color), egui::StrokeKind::Inside);
        if response.changed() {
            self.refused = None;
        }
        if std::mem::take(&mut self.fresh) {
            response.request_focus();
            let end = CCursorRange::one(CCursor::new(self.text.chars().count()));
            let mut state = TextEdit::load_state(ui.ctx(), id()).unwrap_or_default();
            state.cursor.set_char_range(Some(end));
            state.store(ui.ctx(), id());
        } else if ask == Ask::Nothing && !response.has_focus() && self.refused.is_none() {
            ask = Ask::Leave;
        }
        if let Some(why) = self.refused {
            beside(&response, why);
        }
        ask
    }
}

/// Says below a cell why its text was not taken.
fn beside(response: &Response, why: &str) {
    Popup::from_response(response).id(id().with("refused")).kind(PopupKind::Tooltip).open(true).show(|ui| {
        ui.label(RichText::new(why).font(font::label()).color(Tokens::of(ui).error));
    });
}

/// The choice of a transport.
#[derive(Clone)]
pub struct Choice {
    /// The cell.
    pub spot: Spot,
    /// What was typed so far.
    typed: String,
    /// The transport under the cursor.
    pub cursor: Transport,
    /// Whether it has been shown: a press outside closes it from then on.
    shown: bool,
}

/// What became of a choice.
#[derive(PartialEq)]
pub enum Chosen {
    /// Still open.
    Nothing,
    /// This one.
    Transport(Transport),
    /// Left as it was.
    Left,
}

impl Choice {
    /// Begins at what the port has.
    pub fn new(cx: &Cx<'_>, spot: Spot) -> Option<Choice> {
        let cursor = spot.row.find(cx.session)?.1?.transport;
        Some(Choice { spot, typed: String::new(), cursor, shown: false })
    }

    /// One further down, or up.
    pub fn step(&mut self, key: Key) {
        let at = Transport::ALL.iter().position(|transport| *transport == self.cursor).unwrap_or(0);
        let to = if key == Key::ArrowUp { at.saturating_sub(1) } else { at + 1 };
        self.cursor = Transport::ALL.get(to).copied().unwrap_or(self.cursor);
    }

    /// Goes to the transport that begins with what was typed.
    pub fn narrow(&mut self, typed: &str) {
        let find = |text: &str| Transport::ALL.into_iter().find(|transport| transport.keyword().starts_with(text));
        let longer = format!("{}{}", self.typed, typed.to_ascii_uppercase());
        if let Some(found) = find(&longer) {
            (self.cursor, self.typed) = (found, longer);
        }
    }

    /// Shows it below its cell.
    pub fn show(&mut self, ui: &Ui, rect: Rect) -> Chosen {
        let popup = Popup::new(id().with("transport"), ui.ctx().clone(), rect, ui.layer_id())
            .kind(PopupKind::Menu)
            .open(true)
            .width(rect.width())
            .close_behavior(PopupCloseBehavior::IgnoreClicks);
        let Some(shown) = popup.show(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let lit = |transport| if transport == self.cursor { Lit::Yes } else { Lit::No };
            Transport::ALL.into_iter().filter(|transport| choice(ui, transport.keyword(), lit(*transport)).clicked()).last()
        }) else {
            return Chosen::Nothing;
        };
        let outside = ui
            .input(|input| input.pointer.any_pressed() && !input.pointer.interact_pos().is_some_and(|at| shown.response.rect.contains(at)));
        match shown.inner {
            Some(transport) => Chosen::Transport(transport),
            None if outside && self.shown => Chosen::Left,
            None => {
                self.shown = true;
                Chosen::Nothing
            }
        }
    }
}
