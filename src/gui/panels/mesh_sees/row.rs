//! One port on a line: what the app speaks, what is written, how it is served, what a client gets, and what an upgrade changes.
//! Knows nothing of the others.

use egui::{Color32, CornerRadius, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::rows::{Row, Seen};
use crate::check::Severity;
use crate::design::{Service, ServicePort, World};
use crate::gui::panels::Cx;
use crate::gui::state::ViewState;
use crate::gui::theme::{self, Tokens, font, gap, size};
use crate::gui::widgets::{Chip, paint_badge, paint_elided};
use crate::manifest::annotation_key;
use crate::manifest::seen::{self, Of};
use crate::protocol::effective::{Client, Served, Written};
use crate::protocol::{Dialect, Hint, MeshVersion};

/// Below this width what the design says already is left out.
const WIDE_FROM: f32 = 1100.0;

/// Where each column begins and ends, from the left.
pub struct Columns(Vec<(Part, f32)>);

/// A column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Port,
    Speaks,
    Hint,
    Proxy,
    MeshService,
    Client,
    Next,
}

impl Columns {
    /// For so much room; without a next version there is no column for it.
    pub fn of(width: f32, next: Option<MeshVersion>) -> Columns {
        let all = [
            (Part::Port, 2.3),
            (Part::Speaks, 1.2),
            (Part::Hint, 2.2),
            (Part::Proxy, 1.2),
            (Part::MeshService, 1.2),
            (Part::Client, 3.0),
            (Part::Next, 3.2),
        ];
        let shown = all.into_iter().filter(|(part, _)| match part {
            Part::Speaks | Part::Hint => width >= WIDE_FROM,
            Part::Next => next.is_some(),
            Part::Port | Part::Proxy | Part::MeshService | Part::Client => true,
        });
        let shown: Vec<(Part, f32)> = shown.collect();
        let sum: f32 = shown.iter().map(|(_, share)| share).sum();
        Columns(shown.into_iter().map(|(part, share)| (part, width * share / sum)).collect())
    }

    fn cells(&self, rect: Rect) -> impl Iterator<Item = (Part, Rect)> {
        let mut left = rect.left();
        self.0.iter().map(move |(part, width)| {
            let cell = Rect::from_min_max(Pos2::new(left, rect.top()), Pos2::new(left + width, rect.bottom()));
            left += width;
            (*part, cell.shrink2(Vec2::new(gap::S, 0.0)))
        })
    }
}

/// The head: it stays while the rows scroll.
pub fn head(ui: &mut Ui, columns: &Columns, next: Option<MeshVersion>) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::CARD_HEAD), Sense::hover());
    for (part, cell) in columns.cells(rect) {
        let words = match part {
            Part::Port => "Port".to_owned(),
            Part::Speaks => "App speaks".to_owned(),
            Part::Hint => "Hint written".to_owned(),
            Part::Proxy => "Its own proxy".to_owned(),
            Part::MeshService => "MeshService".to_owned(),
            Part::Client => "A client gets".to_owned(),
            Part::Next => next.map_or(String::new(), |next| format!("On {next}")),
        };
        paint_elided(ui.painter(), cell, &words, font::label(), tokens.text_faint);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
}

/// One port, and how it stands in the list.
pub struct Shown<'a> {
    /// Which.
    pub row: Row,
    /// What the mesh makes of it.
    pub seen: &'a Seen,
    /// Whether the keyboard is here.
    pub at_cursor: bool,
}

/// Some words, with the sign that stands before them.
struct Said {
    sign: Option<Severity>,
    words: String,
    color: Color32,
}

/// Shows it. Says whether it was clicked.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, view: &mut ViewState, columns: &Columns, shown: &Shown<'_>) -> bool {
    let (tokens, seen, row) = (cx.tokens, shown.seen, shown.row);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::click());
    let Some(service) = cx.session.service(row.service) else { return false };
    let Some(port) = service.port(row.port) else { return false };
    let version = cx.session.design().target.version;
    let next = version.next();
    let name = format!("{} {} on {}", service.name, port.port, row.world.label());
    let upgrade = match (next, seen.change.as_str()) {
        (None, _) => String::new(),
        (Some(next), "") => format!("; on {next} the same"),
        (Some(next), change) => format!("; on {next} {change}"),
    };
    response.widget_info(|| {
        let now = &seen.now;
        let words = format!("proxy {}, MeshService {}, client {}", now.served.keyword(), now.mesh_service.keyword(), now.client.keyword());
        WidgetInfo::selected(Role::Row, true, shown.at_cursor, format!("{name}: {words}{upgrade}; {}", now.note))
    });
    if view.selection.has_port(row.service, row.port) {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.accent_wash);
    } else if response.hovered() || view.hovered == Some((row.service, row.port)) {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, tokens.bg3.gamma_multiply(0.5));
    }
    if response.hovered() {
        view.hovering = Some((row.service, row.port));
    }
    for (part, cell) in columns.cells(rect) {
        match part {
            Part::Port => paint_port(ui, tokens, cell, service, port, row.world),
            Part::Speaks => paint(ui, cell, &said(Chip::of(port).in_full().word(), tokens.text), font::text()),
            Part::Hint => paint(ui, cell, &said(hint(&seen.now, (service, port), version), tokens.text_quiet), font::mono()),
            Part::Proxy => paint(ui, cell, &proxy(tokens, &seen.now), font::text()),
            Part::MeshService => paint(ui, cell, &said(seen.now.mesh_service.keyword(), tokens.text_quiet), font::mono()),
            Part::Client => paint(ui, cell, &client(tokens, port, &seen.now), font::text()),
            Part::Next => paint(ui, cell, &upgraded(tokens, seen), font::text()),
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0 / ui.ctx().pixels_per_point(), tokens.line));
    if shown.at_cursor {
        theme::focus_ring(ui, rect.shrink(2.0), 0);
    }
    let clicked = response.clicked();
    if clicked {
        view.selection.only_port(row.service, row.port);
        view.preview.reveal = true;
    }
    response.on_hover_ui(|ui| {
        ui.label(&seen.now.note);
        if let (Some(version), Some(next), false) = (next, &seen.next, seen.change.is_empty()) {
            ui.label(format!("On {version}: {}\n{}", seen.change, next.note));
        }
    });
    clicked
}

fn said(words: impl Into<String>, color: Color32) -> Said {
    Said { sign: None, words: words.into(), color }
}

fn paint(ui: &Ui, mut rect: Rect, said: &Said, font: egui::FontId) {
    if let Some(severity) = said.sign {
        paint_badge(ui, rect.with_max_x(rect.left() + size::ICON), severity);
        rect.min.x += size::ICON + gap::XS;
    }
    paint_elided(ui.painter(), rect, &said.words, font, said.color);
}

fn paint_port(ui: &Ui, tokens: &Tokens, rect: Rect, service: &Service, port: &ServicePort, world: World) {
    let numbers = match port.target().to_string() {
        target if target == port.port.to_string() => target,
        target => format!("{} → {target}", port.port),
    };
    let numbers = if service.on.is_none() && world == World::Universal { format!("{numbers} Universal") } else { numbers };
    let galley = ui.painter().layout_no_wrap(service.name.clone(), font::strong(), tokens.text);
    let wide = galley.size().x.min(rect.width() * 0.6);
    paint_elided(ui.painter(), rect.with_max_x(rect.left() + wide + 1.0), &service.name, font::strong(), tokens.text);
    paint_elided(ui.painter(), rect.with_min_x(rect.left() + wide + gap::S), &numbers, font::mono(), tokens.text_quiet);
}

/// What is written for the mesh, as it stands in the file.
fn hint(row: &seen::Row, (service, port): (&Service, &ServicePort), version: MeshVersion) -> String {
    match &row.of {
        Of::Service { app_protocol: Some(value), .. } => format!("appProtocol: {value}"),
        Of::Service { annotation: Some(value), .. } => format!("{}: {value}", annotation_key(row.port)),
        Of::Service { .. } => String::new(),
        Of::Dataplane { .. } => {
            let key = match version.dialect() {
                Dialect::Tag => "kuma.io/protocol",
                Dialect::TagAndField | Dialect::Field | Dialect::Portable => "protocol",
            };
            service.universal_hint(port, version).map_or(String::new(), |value| format!("{key}: {value}"))
        }
    }
}

fn proxy(tokens: &Tokens, row: &seen::Row) -> Said {
    match (&row.inbound, row.served) {
        (Written::Refused, _) => Said { sign: Some(Severity::Error), words: "refused".to_owned(), color: tokens.error },
        (_, Served::Http) => said("HTTP", tokens.ok),
        (_, Served::Kafka) => said("Kafka", tokens.ok),
        (_, Served::Tcp) => said("opaque TCP", tokens.text),
        (_, Served::Nothing) => Said { sign: Some(Severity::Error), words: "no configuration".to_owned(), color: tokens.error },
        (_, Served::None) => said("none", tokens.text_faint),
    }
}

/// What a client gets, and why where that is not what was meant.
fn client(tokens: &Tokens, port: &ServicePort, row: &seen::Row) -> Said {
    let meant = port.protocol.map(|protocol| protocol.spec().hint_for(MeshVersion::NEWEST));
    let why = |words: &str| format!("{words} — {}", row.note);
    match (row.client, meant) {
        (Client::Http, _) => said("HTTP", tokens.ok),
        (Client::Kafka, _) => said("Kafka", tokens.ok),
        (Client::Tcp, Some(Hint::Http | Hint::Http2 | Hint::Grpc | Hint::Kafka)) => {
            Said { sign: Some(Severity::Warning), words: why("opaque TCP"), color: tokens.warning }
        }
        (Client::Tcp, Some(Hint::Tcp) | None) => said("opaque TCP", tokens.text),
        (Client::Dead, _) => Said { sign: Some(Severity::Error), words: why("closed connections"), color: tokens.error },
        (Client::NoListener, _) if row.served == Served::None => said("nothing", tokens.text_faint),
        (Client::NoListener, _) => Said { sign: Some(Severity::Error), words: why("no listener"), color: tokens.error },
    }
}

/// What is not the same after the upgrade: how bad it is shows whether clients still get something.
fn upgraded(tokens: &Tokens, seen: &Seen) -> Said {
    let Some(next) = seen.next.as_ref().filter(|_| !seen.change.is_empty()) else { return said("same", tokens.text_faint) };
    let lost =
        matches!(next.client, Client::Dead | Client::NoListener) || next.served == Served::Nothing || next.inbound == Written::Refused;
    let severity = if lost { Severity::Error } else { Severity::Warning };
    Said { sign: Some(severity), words: seen.change.clone(), color: tokens.of_severity(severity) }
}
