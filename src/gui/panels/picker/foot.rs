//! The foot of the picker: what the row under the cursor brings, what to watch out for, and what is written for it.
//! Knows nothing of the other rows.

use egui::{Align, Color32, Frame, Label, Layout, Margin, RichText, Stroke, Ui, UiBuilder, Vec2};

use super::rows::{Choice, Row};
use super::{Subject, Typing};
use crate::check::Field;
use crate::design::{HintStyle, Transport, World};
use crate::gui::panels::Cx;
use crate::gui::theme::{font, gap};
use crate::gui::widgets::elided;
use crate::manifest::annotation_key;
use crate::protocol::{Dialect, Protocol};

/// Tall enough for the longest of its texts, so that the rows stay where they are while the cursor moves.
const HEIGHT: f32 = 168.0;
const LINE: f32 = 17.0;

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, typing: Typing, subject: &Subject<'_>, row: Option<&Row>) {
    let tokens = cx.tokens;
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), Stroke::new(1.0, tokens.line));
    Frame::new().inner_margin(Margin { left: 14, right: 14, top: 10, bottom: 8 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        let top = ui.cursor().top();
        if let Some(row) = row {
            let (gains, cautions) = words(cx, subject, row);
            part(ui, "Gains", tokens.ok, &gains, tokens.text_quiet);
            ui.add_space(gap::XS);
            part(ui, "Watch out", tokens.warning, &cautions, tokens.text_quiet);
            ui.add_space(gap::XS);
            for (world, text) in written(subject, row) {
                line(ui, cx, world, &text);
            }
        }
        ui.add_space((top + HEIGHT - 16.0 - ui.cursor().top()).max(0.0));
        let keys = match (typing, subject.port.hint.is_some()) {
            (Typing::Picks, false) => "A key or Enter picks · / searches · Esc leaves",
            (Typing::Searches, false) => "Letters search · Enter picks · Esc leaves",
            (Typing::Picks, true) => "A key picks · / searches · Shift+Enter keeps the hint",
            (Typing::Searches, true) => "Enter picks · Shift+Enter keeps the hint",
        };
        ui.label(RichText::new(keys).font(font::chip()).color(tokens.text_faint));
    });
}

fn part(ui: &mut Ui, title: &str, color: Color32, text: &str, quiet: Color32) {
    if text.is_empty() {
        return;
    }
    ui.label(RichText::new(title).font(font::label_strong()).color(color));
    ui.add(Label::new(RichText::new(text).font(font::label()).color(quiet)).wrap());
}

fn line(ui: &mut Ui, cx: &Cx<'_>, world: &str, text: &str) {
    let (_, rect) = ui.allocate_space(Vec2::new(ui.available_width(), LINE));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
    ui.spacing_mut().item_spacing.x = gap::S;
    ui.label(RichText::new(world).font(font::label()).color(cx.tokens.text_faint));
    elided(&mut ui, text, font::mono(), cx.tokens.text);
}

fn words(cx: &Cx<'_>, subject: &Subject<'_>, row: &Row) -> (String, String) {
    match row.choice {
        Choice::Say(Some(protocol)) => (protocol.spec().gains.to_owned(), protocol.spec().cautions.to_owned()),
        Choice::Say(None) => {
            let gains = Protocol::Tcp.spec().gains.to_owned();
            (gains, "nobody can tell whether this was meant: the mesh silently takes the port for opaque tcp".to_owned())
        }
        Choice::Keep => {
            let here = |field, port| field == Field::Protocol && port == Some(subject.port.id);
            let findings = cx.session.findings_of(subject.service.id).iter();
            let said = findings.filter(|finding| here(finding.place.field, finding.place.port)).map(|finding| finding.message.clone());
            ("written back as it was found".to_owned(), said.take(1).collect())
        }
    }
}

/// What is written for a row, in each world.
fn written(subject: &Subject<'_>, row: &Row) -> Vec<(&'static str, String)> {
    let (service, port) = (subject.service, subject.port);
    match port.transport {
        Transport::Tcp => {}
        Transport::Udp | Transport::Sctp => return vec![(port.transport.keyword(), "the mesh ignores this port".to_owned())],
    }
    let Some(value) = &row.hint else { return vec![("Written", "nothing".to_owned())] };
    let annotation = format!("{}: {value}", annotation_key(port.port));
    let kubernetes = match subject.style {
        HintStyle::AppProtocol => format!("appProtocol: {value}"),
        HintStyle::Annotation => annotation,
        HintStyle::Both => format!("appProtocol, {annotation}"),
    };
    let universal = match subject.version.dialect() {
        Dialect::Tag => format!("kuma.io/protocol: {value}"),
        Dialect::Field => format!("protocol: {value}"),
        Dialect::TagAndField | Dialect::Portable => format!("protocol, kuma.io/protocol: {value}"),
    };
    let mut lines = Vec::new();
    if service.is_on(World::Kubernetes) {
        lines.push((World::Kubernetes.label(), kubernetes));
    }
    if service.is_on(World::Universal) && service.gateway.is_none() {
        lines.push((World::Universal.label(), universal));
    }
    lines
}
