//! A card on screen: the head, a line a port, the handles.
//! Knows nothing of what a click on it does.

use egui::epaint::Shadow;
use egui::text::LayoutJob;
use egui::{CornerRadius, Mesh, Painter, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2, pos2};

use super::shape;
use super::sheet::{Detail, Sheet};
use crate::check::Severity;
use crate::design::{Service, ServicePort, Transport};
use crate::gui::theme::{self, font, gap, size};
use crate::gui::widgets::{self, Chip};

/// A handle, across.
const HANDLE: f32 = 6.5;

/// What is to be seen on a card beside what it says.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Whether it is selected, or about to be.
    pub selected: bool,
    /// Whether the keyboard is on it.
    pub focused: bool,
    /// The lines that are selected or under the pointer.
    pub washed: Vec<usize>,
    /// The chip under the pointer.
    pub chip: Option<usize>,
    /// Whether the pointer is on the handle that calls leave from.
    pub handle: bool,
    /// The line that a call being drawn would arrive at.
    pub target: Option<usize>,
    /// A line that is being carried: where it was, and where it would be.
    pub carried: Option<(usize, usize)>,
}

/// Paints a card.
pub fn paint(ui: &Ui, sheet: &Sheet<'_>, number: usize, marks: &Marks) {
    let Some(service) = sheet.service(number) else { return };
    let (tokens, painter, zoom) = (sheet.cx.tokens, ui.painter(), sheet.zoom());
    let card = sheet.card(number);
    let rect = sheet.on_screen(card);
    let round = CornerRadius::same((f32::from(size::CARD_ROUND) * zoom).round().max(3.0) as u8);
    let border = if marks.selected { Stroke::new(1.5, tokens.accent) } else { Stroke::new(1.0, tokens.line) };

    let shadow = Shadow { offset: [0, 1], blur: 3, spread: 0, color: ui.visuals().popup_shadow.color.gamma_multiply(0.6) };
    painter.add(shadow.as_shape(rect, round));
    painter.rect_filled(rect, round, tokens.bg2);
    match sheet.detail() {
        Detail::Ports => {
            paint_head(ui, sheet, service, card);
            for (place, port) in lines(service, marks) {
                paint_line(painter, sheet, shape::line(card, place), port, place, marks);
            }
            if service.ports.is_empty() {
                let inside = sheet.on_screen(shape::inside(shape::line(card, 0)));
                widgets::paint_elided(painter, inside, "No ports yet", sheet.font(font::label()), tokens.text_faint);
            }
        }
        Detail::Names | Detail::Shapes => paint_name(ui, sheet, service, rect),
    }
    painter.rect_stroke(rect, round, border, StrokeKind::Inside);
    if marks.focused {
        theme::focus_ring(ui, rect, round.nw);
    }
    match sheet.detail() {
        Detail::Ports => {
            for place in 0..service.ports.len() {
                let handle = if marks.target == Some(place) { Handle::Touched } else { Handle::Quiet };
                paint_handle(painter, sheet, shape::arrives(card, place), handle);
            }
            let handle = if marks.handle { Handle::Touched } else { Handle::Quiet };
            paint_handle(painter, sheet, shape::leaves(card), handle);
        }
        Detail::Names | Detail::Shapes => paint_corner(ui, sheet, service, rect),
    }
}

/// Where the chip of a port is, on screen.
pub fn chip_at(painter: &Painter, sheet: &Sheet<'_>, line: Rect, port: &ServicePort) -> Rect {
    let inside = sheet.on_screen(shape::inside(line));
    let whole = Chip::of(port).scaled(sheet.zoom()).size(painter);
    let wide = whole.x.min(inside.width() * 0.62);
    Rect::from_min_size(pos2(inside.right() - wide, inside.center().y - whole.y / 2.0), Vec2::new(wide, whole.y))
}

/// The ports in the order they are seen, each with its place.
fn lines<'a>(service: &'a Service, marks: &Marks) -> Vec<(usize, &'a ServicePort)> {
    let mut ports: Vec<&ServicePort> = service.ports.iter().collect();
    if let Some((from, to)) = marks.carried
        && from.max(to) < ports.len()
    {
        let carried = ports.remove(from);
        ports.insert(to, carried);
    }
    ports.into_iter().enumerate().collect()
}

/// How wide the parts of a head are: the name first, the namespace what is left and a quarter at least.
struct Head {
    name: f32,
    namespace: f32,
    whole: bool,
}

fn head_of(painter: &Painter, sheet: &Sheet<'_>, service: &Service) -> Head {
    let width = |text: &str, font| painter.layout_no_wrap(text.to_owned(), sheet.font(font), sheet.cx.tokens.text).size().x;
    let (name, namespace) = (width(&service.name, font::strong()), width(&service.namespace, font::label()));
    let badge = if worst(sheet, service).is_some() { size::ICON + gap::S } else { 0.0 };
    let room = (size::CARD_WIDTH - 2.0 * gap::M) * sheet.zoom() - badge - gap::S;
    let aside = namespace.min((room - name).max(room * 0.25));
    Head { name: name.min(room - aside).max(0.0) + 1.0, namespace: aside, whole: name + namespace <= room }
}

/// Whether a card says less than its service's name and namespace.
pub fn head_is_cut(painter: &Painter, sheet: &Sheet<'_>, service: &Service) -> bool {
    sheet.detail() != Detail::Ports || !head_of(painter, sheet, service).whole
}

fn paint_head(ui: &Ui, sheet: &Sheet<'_>, service: &Service, card: Rect) {
    let (tokens, painter) = (sheet.cx.tokens, ui.painter());
    let inside = sheet.on_screen(shape::inside(shape::head(card)));
    let head = head_of(painter, sheet, service);
    let at = |left: f32, wide: f32| Rect::from_min_size(pos2(left, inside.top()), Vec2::new(wide, inside.height()));
    widgets::paint_elided(painter, at(inside.left(), head.name), &service.name, sheet.font(font::strong()), tokens.text);
    if let Some(worst) = worst(sheet, service) {
        widgets::paint_badge(ui, at(inside.left() + head.name + gap::XS + 2.0, size::ICON), worst);
    }
    let right = at(inside.right() - head.namespace, head.namespace + 1.0);
    widgets::paint_elided(painter, right, &service.namespace, sheet.font(font::label()), tokens.text_faint);
}

/// Whether a line says less than its port.
pub fn line_is_cut(painter: &Painter, sheet: &Sheet<'_>, line: Rect, port: &ServicePort, chip: Rect) -> bool {
    let width = |text: &str, font| painter.layout_no_wrap(text.to_owned(), sheet.font(font), sheet.cx.tokens.text).size().x;
    let room = chip.left() - gap::S - sheet.on_screen(shape::inside(line)).left();
    width(&numbers(port), font::mono()) > room || Chip::of(port).scaled(sheet.zoom()).size(painter).x > chip.width()
}

fn paint_line(painter: &Painter, sheet: &Sheet<'_>, line: Rect, port: &ServicePort, place: usize, marks: &Marks) {
    let tokens = sheet.cx.tokens;
    let on_screen = sheet.on_screen(line);
    if marks.washed.contains(&place) || marks.target == Some(place) || marks.carried.is_some_and(|(_, to)| to == place) {
        painter.rect_filled(on_screen.shrink2(Vec2::new(1.0, 0.0)), CornerRadius::ZERO, tokens.accent_wash);
    }
    let chip = chip_at(painter, sheet, line, port);
    let whole = Chip::of(port).scaled(sheet.zoom());
    whole.paint(painter, tokens, chip);
    if marks.chip == Some(place) {
        painter.rect_stroke(
            chip,
            CornerRadius::same(whole.round()),
            Stroke::new(1.0, tokens.of_protocol(port.protocol)),
            StrokeKind::Inside,
        );
    }
    let mut words = on_screen.with_max_x(chip.left() - gap::S);
    words.min.x += gap::M * sheet.zoom();
    widgets::paint_elided(painter, words, &numbers(port), sheet.font(font::mono()), tokens.text_quiet);
}

/// `80 → 8080`, with the transport where it is not TCP.
fn numbers(port: &ServicePort) -> String {
    let mut words = port.port.to_string();
    if let Some(target) = &port.target_port {
        words.push_str(&format!(" → {target}"));
    }
    match port.transport {
        Transport::Tcp => {}
        Transport::Udp | Transport::Sctp => words.push_str(&format!(" {}", port.transport.keyword())),
    }
    words
}

/// How a handle looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// Where a call could begin or end.
    Quiet,
    /// Where a call of the selection does.
    Lit,
    /// Where the pointer is.
    Touched,
}

/// Paints a handle at a point of the board.
pub fn paint_handle(painter: &Painter, sheet: &Sheet<'_>, at: Pos2, handle: Handle) {
    let tokens = sheet.cx.tokens;
    let (radius, fill, color) = match handle {
        Handle::Quiet => (HANDLE / 2.0, tokens.bg0, tokens.text_faint),
        Handle::Lit => (HANDLE / 2.0, tokens.bg0, tokens.accent),
        Handle::Touched => (HANDLE * 0.75, tokens.accent, tokens.accent),
    };
    painter.circle(sheet.at(at), radius * sheet.zoom().max(0.6), fill, Stroke::new(1.2, color));
}

/// The name, at the size of reading however far out, in as many lines as there is room for.
fn paint_name(ui: &Ui, sheet: &Sheet<'_>, service: &Service, rect: Rect) {
    let (font, color) = (font::chip(), sheet.cx.tokens.text);
    let inside = rect.shrink2(Vec2::new(gap::XS, 2.0));
    let lines = (inside.height() / theme::line_height(ui, &font)) as usize;
    let mut job = LayoutJob::simple(service.name.clone(), font, color, inside.width());
    job.wrap.max_rows = lines.clamp(1, 3);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(inside.left(), inside.center().y - galley.size().y / 2.0), galley, color);
}

/// The worst finding that wants attention, from afar on the corner: there it takes nothing from the name.
fn paint_corner(ui: &Ui, sheet: &Sheet<'_>, service: &Service, rect: Rect) {
    if let Some(worst) = worst(sheet, service) {
        let corner = rect.right_top() + Vec2::new(-2.0, 2.0);
        widgets::paint_badge(ui, Rect::from_center_size(corner, Vec2::splat(size::ICON)), worst);
    }
}

/// The worst finding that wants attention; hints are worth knowing, not worth a badge on the board.
fn worst(sheet: &Sheet<'_>, service: &Service) -> Option<Severity> {
    sheet.cx.session.worst(service.id).filter(|worst| *worst > Severity::Hint)
}

/// Every card in view as a plain shape: there may be ten thousand.
pub fn paint_shapes(painter: &Painter, sheet: &Sheet<'_>) {
    let tokens = sheet.cx.tokens;
    let mut mesh = Mesh::default();
    for number in sheet.in_view() {
        let selected = sheet.service(number).is_some_and(|service| sheet.selected.contains(&service.id));
        let color = if selected { tokens.accent } else { tokens.text_faint.gamma_multiply(0.55) };
        mesh.add_colored_rect(sheet.on_screen(sheet.card(number)), color);
    }
    painter.add(mesh);
}
