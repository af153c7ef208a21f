//! One service while it is shown: a draft that the widgets write in, and what is wrong with it.
//! Knows nothing of which fields there are.

use egui::{Align, Id, Label, Layout, Response, RichText, Ui, Vec2};

use super::super::{Asks, Cx};
use super::TWO_COLUMNS_FROM;
use crate::check::{Field, Finding, Severity};
use crate::design::{Edit, PortId, Service, ServicePort};
use crate::gui::state::ViewState;
use crate::gui::theme::{Tokens, font, gap, size};
use crate::gui::widgets::{badge, quiet_button};

/// The width of a label beside its field.
const LABEL: f32 = 84.0;

/// One service while it is shown.
pub(super) struct Page<'a> {
    pub cx: &'a Cx<'a>,
    pub view: &'a mut ViewState,
    pub asks: &'a mut Asks,
    /// The service as the widgets leave it.
    pub draft: Service,
    /// Whether there is room for two columns.
    pub columns: FormColumns,
    findings: &'a [Finding],
    focus: Option<Field>,
    /// The port whose fields a focus on a port's field means.
    focus_port: Option<PortId>,
}

/// How many columns a form has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FormColumns {
    One,
    Two,
}

impl FormColumns {
    pub fn of(ui: &Ui) -> FormColumns {
        if ui.available_width() < TWO_COLUMNS_FROM { FormColumns::One } else { FormColumns::Two }
    }
}

impl<'a> Page<'a> {
    pub fn new(ui: &Ui, cx: &'a Cx<'a>, view: &'a mut ViewState, asks: &'a mut Asks, service: &Service, focus: Option<Field>) -> Page<'a> {
        let lead = view.selection.lead_port().filter(|(of, _)| *of == service.id).map(|(_, port)| port);
        Page {
            cx,
            asks,
            draft: service.clone(),
            columns: FormColumns::of(ui),
            findings: cx.session.findings_of(service.id),
            focus,
            focus_port: lead.or(service.ports.first().map(|port| port.id)),
            view,
        }
    }

    /// An identity for a widget of this service.
    pub fn id(&self, what: impl std::hash::Hash + std::fmt::Debug) -> Id {
        Id::unique(("inspector", self.draft.id, what))
    }

    /// Asks for what the widgets changed: of one port alone where it is only that.
    pub fn ask(self, before: &Service) {
        let mut after = self.draft;
        if after == *before {
            return;
        }
        if self.cx.session.saved().service(after.id).is_none() {
            follow_name(before, &mut after);
        }
        let changed: Vec<&ServicePort> = after.ports.iter().filter(|port| before.port(port.id) != Some(*port)).collect();
        let edit = match changed.as_slice() {
            [port] if (Service { ports: before.ports.clone(), ..after.clone() }) == *before => Edit::put_port(after.id, (*port).clone()),
            _ => Edit::put_service(after),
        };
        self.asks.edit(edit);
    }

    /// What is wrong with a field, the worst first.
    pub fn findings(&self, port: Option<PortId>, field: Field) -> impl Iterator<Item = &'a Finding> + use<'a> {
        self.findings.iter().filter(move |finding| finding.place.port == port && finding.place.field == field)
    }

    /// The worst that is wrong with a field.
    pub fn finding(&self, port: Option<PortId>, field: Field) -> Option<&'a Finding> {
        self.findings(port, field).next()
    }

    /// The worst that is wrong with the fields that `of` picks.
    pub fn worst(&self, of: impl Fn(Option<PortId>, Field) -> bool) -> Option<Severity> {
        self.findings.iter().filter(|finding| of(finding.place.port, finding.place.field)).map(|finding| finding.severity).max()
    }

    /// Whether the keyboard is on its way to a field that `of` picks.
    pub fn is_sought(&self, of: impl Fn(Field) -> bool) -> bool {
        self.focus.is_some_and(of)
    }

    /// Gives the keyboard to a field, if that is where it was sent.
    pub fn offer(&mut self, field: Field, response: &Response) {
        if self.focus == Some(field) {
            self.focus = None;
            response.request_focus();
            response.scroll_to_me(None);
        }
    }

    /// The same, for a field of a port.
    pub fn offer_port(&mut self, port: PortId, field: Field, response: &Response) {
        if self.focus_port == Some(port) {
            self.offer(field, response);
        }
    }

    /// What is wrong with a field, in words, with a button where one act mends it.
    pub fn lines(&mut self, ui: &mut Ui, port: Option<PortId>, field: Field) {
        let findings: Vec<&Finding> = self.findings(port, field).collect();
        self.show(ui, "", &findings);
    }

    /// What is wrong with the fields of a part of the form.
    fn lines_of(&mut self, ui: &mut Ui, name: &str, part: &Part) {
        let here = |finding: &&Finding| finding.place.port.is_none() && (part.fields)(finding.place.field);
        let findings: Vec<&Finding> = self.findings.iter().filter(here).collect();
        self.show(ui, name, &findings);
    }

    /// Findings in words, under the name of what they are about where that is not plain; each act that mends is offered once.
    pub fn show(&mut self, ui: &mut Ui, name: &str, findings: &[&Finding]) {
        let mut offered: Vec<&str> = Vec::new();
        for finding in findings {
            let fix = finding.fix.as_ref().filter(|fix| !offered.contains(&fix.title.as_str()));
            offered.extend(fix.map(|fix| fix.title.as_str()));
            if finding_with_act(ui, name, finding, fix.map(|fix| fix.title.as_str()))
                && let Some(fix) = fix
            {
                self.asks.edit(fix.edit());
            }
        }
    }
}

/// A finding, with the act that mends it on the same line where there is room. Says whether that was pressed.
fn finding_with_act(ui: &mut Ui, name: &str, finding: &Finding, act: Option<&str>) -> bool {
    let color = Tokens::of(ui).of_severity(finding.severity);
    let wide = |text: &str| ui.painter().layout_no_wrap(text.to_owned(), font::label(), color).size().x;
    let needed = size::ICON + wide(name) + wide(&finding.message) + act.map_or(0.0, |act| wide(act) + 2.0 * gap::L) + 4.0 * gap::S;
    let words = |ui: &mut Ui| {
        badge(ui, finding.severity);
        if !name.is_empty() {
            ui.label(RichText::new(name).font(font::label_strong()).color(color));
        }
        ui.add(Label::new(RichText::new(&finding.message).font(font::label()).color(color)).wrap());
    };
    let Some(act) = act else {
        ui.horizontal_top(words);
        return false;
    };
    if needed < ui.available_width() {
        return ui
            .horizontal(|ui| {
                words(ui);
                quiet_button(ui, act).clicked()
            })
            .inner;
    }
    ui.horizontal_top(words);
    ui.horizontal(|ui| {
        ui.add_space(size::ICON + gap::S);
        quiet_button(ui, act).clicked()
    })
    .inner
}

/// Why what was typed cannot be: said where no finding can, since the design never had it.
pub(super) fn wrong(ui: &mut Ui, message: &str) {
    let color = Tokens::of(ui).error;
    ui.horizontal(|ui| {
        badge(ui, Severity::Error);
        ui.label(RichText::new(message).font(font::label()).color(color));
    });
}

/// A part of the form: what it shows, and which fields are its.
pub(super) struct Part {
    pub name: &'static str,
    pub show: fn(&mut Ui, &mut Page<'_>),
    pub fields: fn(Field) -> bool,
}

/// A label, and a field of the service in the rest of the line.
pub(super) fn labelled(ui: &mut Ui, page: &mut Page<'_>, text: &str, add: impl FnOnce(&mut Ui, &mut Page<'_>, Id)) {
    beside(ui, page.cx.tokens.text_quiet, text, |ui, label| add(ui, page, label));
}

/// A label, and anything in the rest of the line.
pub(super) fn beside(ui: &mut Ui, color: egui::Color32, text: &str, add: impl FnOnce(&mut Ui, Id)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let label = ui.allocate_ui_with_layout(Vec2::new(LABEL, size::CONTROL), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_size(Vec2::new(LABEL, size::CONTROL));
            ui.add(Label::new(RichText::new(text).font(font::label()).color(color)).truncate()).id
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(gap::S, gap::XS);
            ui.set_width(ui.available_width());
            add(ui, label.inner);
        });
    });
}

/// Two parts: side by side where there is room, else one below the other. What is wrong stands below, over the whole width.
pub(super) fn two(ui: &mut Ui, page: &mut Page<'_>, first: &Part, second: &Part) {
    match page.columns {
        FormColumns::One => {
            for part in [first, second] {
                (part.show)(ui, page);
                page.lines_of(ui, "", part);
            }
        }
        FormColumns::Two => {
            ui.columns_const(|[left, right]| {
                (first.show)(left, page);
                (second.show)(right, page);
            });
            page.lines_of(ui, first.name, first);
            page.lines_of(ui, second.name, second);
        }
    }
}

/// One part over the whole width.
pub(super) fn one(ui: &mut Ui, page: &mut Page<'_>, part: &Part) {
    (part.show)(ui, page);
    page.lines_of(ui, "", part);
}

/// A service that is in no file yet is still being named: the label made from its name is not anybody's pods' yet, and goes along.
fn follow_name(before: &Service, after: &mut Service) {
    if after.name != before.name
        && after.selector == before.selector
        && let Some(app) = after.selector.get_mut("app").filter(|app| **app == before.name)
    {
        app.clone_from(&after.name);
    }
}
