//! Every colour, size and gap of the window, and the fonts. Nothing else names one.
//! Knows nothing of designs or panels.

use egui::epaint::Shadow;
use egui::{Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Vec2};
use std::sync::Arc;

use crate::check::Severity;
use crate::protocol::{Protocol, Sight};

/// The colours of one theme, by role (`design/README.md`, Tokens).
#[derive(Debug, PartialEq)]
pub struct Tokens {
    /// Canvas and inputs.
    pub bg0: Color32,
    /// Panels.
    pub bg1: Color32,
    /// Cards, popups, buttons.
    pub bg2: Color32,
    /// The active tab, quiet chips.
    pub bg3: Color32,
    /// Hairlines.
    pub line: Color32,
    /// What is read.
    pub text: Color32,
    /// What is read second.
    pub text_quiet: Color32,
    /// Labels, line numbers, counts, YAML comments.
    pub text_faint: Color32,
    /// Brass: attention.
    pub accent: Color32,
    /// The selected row, the lit lines.
    pub accent_wash: Color32,
    /// Text on brass.
    pub on_accent: Color32,
    /// HTTP and HTTP/2.
    pub l7: Color32,
    /// gRPC.
    pub rpc: Color32,
    /// Kafka.
    pub kafka: Color32,
    /// A server refuses it, or traffic breaks.
    pub error: Color32,
    /// It works, but not as meant.
    pub warning: Color32,
    /// Served as meant.
    pub ok: Color32,
    /// YAML keys.
    pub yaml_key: Color32,
    /// YAML strings.
    pub yaml_string: Color32,
    /// YAML numbers.
    pub yaml_number: Color32,
    /// A line that a diff adds.
    pub added_wash: Color32,
    /// A line that a diff takes away.
    pub removed_wash: Color32,
}

/// A colour as the design writes it.
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// A wash: a colour at a share of 255.
const fn wash(hex: u32, alpha: u8) -> Color32 {
    Color32::from_rgba_premultiplied(
        (((hex >> 16) & 0xff) * alpha as u32 / 255) as u8,
        (((hex >> 8) & 0xff) * alpha as u32 / 255) as u8,
        ((hex & 0xff) * alpha as u32 / 255) as u8,
        alpha,
    )
}

/// A sea chart at night.
pub static DARK: Tokens = Tokens {
    bg0: rgb(0x10161f),
    bg1: rgb(0x151d28),
    bg2: rgb(0x1c2633),
    bg3: rgb(0x253243),
    line: rgb(0x253142),
    text: rgb(0xe6ebf2),
    text_quiet: rgb(0xa9b5c5),
    text_faint: rgb(0x8594a8),
    accent: rgb(0xe0ac4f),
    accent_wash: wash(0xe0ac4f, 28),
    on_accent: rgb(0x10161f),
    l7: rgb(0x6fb1ff),
    rpc: rgb(0xb79bff),
    kafka: rgb(0x5fd0b8),
    error: rgb(0xff7a70),
    warning: rgb(0xf2b84b),
    ok: rgb(0x6fcf97),
    yaml_key: rgb(0x8fc1ff),
    yaml_string: rgb(0xd7dee8),
    yaml_number: rgb(0xe6c07b),
    added_wash: wash(0x6fcf97, 36),
    removed_wash: wash(0xff7a70, 36),
};

/// The same chart by day.
pub static LIGHT: Tokens = Tokens {
    bg0: rgb(0xeef1f5),
    bg1: rgb(0xf8f9fb),
    bg2: rgb(0xffffff),
    bg3: rgb(0xe6ebf1),
    line: rgb(0xd6dde6),
    text: rgb(0x17212e),
    text_quiet: rgb(0x475467),
    text_faint: rgb(0x5c6a80),
    accent: rgb(0x8a5a00),
    accent_wash: wash(0xb97800, 23),
    on_accent: rgb(0xffffff),
    l7: rgb(0x0b5fc0),
    rpc: rgb(0x6a3fc4),
    kafka: rgb(0x00705c),
    error: rgb(0xc0281c),
    warning: rgb(0x8a5a00),
    ok: rgb(0x1d7a45),
    yaml_key: rgb(0x0b5fc0),
    yaml_string: rgb(0x17212e),
    yaml_number: rgb(0x8a5a00),
    added_wash: wash(0x1d7a45, 30),
    removed_wash: wash(0xc0281c, 26),
};

impl Tokens {
    /// The tokens of the theme that is shown.
    pub fn of(ui: &egui::Ui) -> &'static Tokens {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour that says how far the mesh sees into a protocol; grey where it does not.
    pub fn of_protocol(&self, protocol: Option<Protocol>) -> Color32 {
        self.of_sight(protocol.map_or(Sight::Opaque, |protocol| protocol.spec().sight))
    }

    /// The colour of how far the mesh sees.
    pub fn of_sight(&self, sight: Sight) -> Color32 {
        match sight {
            Sight::Requests => self.l7,
            Sight::Rpc => self.rpc,
            Sight::Kafka => self.kafka,
            Sight::Opaque => self.text_quiet,
        }
    }

    /// The colour of a finding.
    pub fn of_severity(&self, severity: Severity) -> Color32 {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Hint => self.text_quiet,
        }
    }
}

/// Gaps: 4 · 8 · 12 · 16 · 24.
pub mod gap {
    /// Between an icon and its word.
    pub const XS: f32 = 4.0;
    /// Between controls.
    pub const S: f32 = 8.0;
    /// Inside cards.
    pub const M: f32 = 12.0;
    /// Inside panels.
    pub const L: f32 = 16.0;
    /// Between groups.
    pub const XL: f32 = 24.0;
}

/// Heights and widths.
pub mod size {
    /// A row of a list or table.
    pub const ROW: f32 = 26.0;
    /// A button or an input.
    pub const CONTROL: f32 = 26.0;
    /// A bar of tabs.
    pub const TABS: f32 = 34.0;
    /// The bar at the top.
    pub const TOP: f32 = 40.0;
    /// The bar at the foot.
    pub const STATUS: f32 = 26.0;
    /// The head of a card on the board.
    pub const CARD_HEAD: f32 = 28.0;
    /// A card on the board.
    pub const CARD_WIDTH: f32 = 214.0;
    /// The least that can be hit.
    pub const HIT: f32 = 24.0;
    /// An icon.
    pub const ICON: f32 = 14.0;
    /// A line of YAML.
    pub const YAML_LINE: f32 = 18.0;
    /// Corners of cards.
    pub const CARD_ROUND: u8 = 8;
    /// Corners of popups.
    pub const POPUP_ROUND: u8 = 10;
    /// Corners of inputs, buttons and chips.
    pub const INPUT_ROUND: u8 = 6;
    /// The list of services.
    pub const LEFT: f32 = 216.0;
    /// One preview.
    pub const PREVIEW: f32 = 280.0;
    /// The panel at the bottom.
    pub const BOTTOM: f32 = 176.0;
    /// The panel at the bottom while it shows a plan.
    pub const PLAN: f32 = 318.0;
    /// Below this width the previews stack as tabs.
    pub const STACK_BELOW: f32 = 1100.0;
    /// Below this width the list of services is a strip, and the inspector takes the centre.
    pub const STRIP_BELOW: f32 = 1000.0;
}

/// Fonts by use.
pub mod font {
    use egui::{FontFamily, FontId};

    fn family(name: &'static str) -> FontFamily {
        FontFamily::Name(name.into())
    }

    /// Words, 13.
    pub fn text() -> FontId {
        FontId::new(13.0, FontFamily::Proportional)
    }
    /// Words that stand out, 13.
    pub fn strong() -> FontId {
        FontId::new(13.0, family("semibold"))
    }
    /// Words of a button or tab, 13.
    pub fn medium() -> FontId {
        FontId::new(13.0, family("medium"))
    }
    /// Labels, heads of columns, counts, 12.
    pub fn label() -> FontId {
        FontId::new(12.0, FontFamily::Proportional)
    }
    /// Labels that stand out, 12.
    pub fn label_strong() -> FontId {
        FontId::new(12.0, family("medium"))
    }
    /// Chips, 11.5.
    pub fn chip() -> FontId {
        FontId::new(11.5, family("medium"))
    }
    /// Titles of panels, 15.
    pub fn title() -> FontId {
        FontId::new(15.0, family("semibold"))
    }
    /// The name on the welcome screen, 30.
    pub fn display() -> FontId {
        FontId::new(30.0, family("semibold"))
    }
    /// What is typed into a file, 12.
    pub fn mono() -> FontId {
        FontId::new(12.0, FontFamily::Monospace)
    }
    /// What is typed into a file and stands out, 12.
    pub fn mono_strong() -> FontId {
        FontId::new(12.0, family("mono-medium"))
    }
}

/// The fonts and both themes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    for (theme, tokens) in [(Theme::Dark, &DARK), (Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |style| dress(style, tokens, theme));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let shipped: [(&str, &'static [u8]); 5] = [
        ("inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
        ("inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
        ("mono-medium", include_bytes!("../../assets/fonts/JetBrainsMono-Medium.ttf")),
    ];
    for (name, bytes) in shipped {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // egui's own fonts stay behind ours for what neither has: emoji and a few signs.
    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let families = [
        (FontFamily::Proportional, "inter", "mono"),
        (FontFamily::Name("medium".into()), "inter-medium", "mono"),
        (FontFamily::Name("semibold".into()), "inter-semibold", "mono"),
        (FontFamily::Monospace, "mono", "inter"),
        (FontFamily::Name("mono-medium".into()), "mono-medium", "inter-medium"),
    ];
    for (family, first, second) in families {
        let names = [first, second].into_iter().map(str::to_owned).chain(behind.iter().cloned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

fn dress(style: &mut egui::Style, tokens: &Tokens, theme: Theme) {
    style.text_styles = [
        (TextStyle::Body, font::text()),
        (TextStyle::Button, font::text()),
        (TextStyle::Heading, font::title()),
        (TextStyle::Small, font::label()),
        (TextStyle::Monospace, font::mono()),
    ]
    .into();
    style.animation_time = 0.1;
    style.explanation_tooltips = false;

    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::splat(gap::S);
    spacing.button_padding = Vec2::new(10.0, gap::XS);
    spacing.interact_size = Vec2::new(size::HIT, size::CONTROL);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.combo_height = 400.0;
    spacing.tooltip_width = 360.0;
    spacing.scroll = egui::style::ScrollStyle::thin();

    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;

    let visuals = &mut style.visuals;
    *visuals = if theme == Theme::Dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    let round = CornerRadius::same(size::INPUT_ROUND);
    let hairline = Stroke::new(1.0, tokens.line);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(tokens.text_faint);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.bg2;
    visuals.extreme_bg_color = tokens.bg0;
    visuals.text_edit_bg_color = Some(tokens.bg0);
    visuals.code_bg_color = tokens.bg3;
    visuals.warn_fg_color = tokens.warning;
    visuals.error_fg_color = tokens.error;
    visuals.window_fill = tokens.bg2;
    visuals.window_stroke = hairline;
    visuals.window_corner_radius = CornerRadius::same(size::POPUP_ROUND);
    visuals.menu_corner_radius = CornerRadius::same(size::POPUP_ROUND);
    visuals.panel_fill = tokens.bg1;
    let shadow = if theme == Theme::Dark { 120 } else { 40 };
    visuals.popup_shadow = Shadow { offset: [0, 8], blur: 24, spread: 0, color: Color32::from_black_alpha(shadow) };
    visuals.window_shadow = visuals.popup_shadow;
    visuals.selection.bg_fill = tokens.accent_wash;
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    visuals.text_cursor.stroke = Stroke::new(1.5, tokens.accent);
    visuals.text_cursor.blink = false;
    visuals.button_frame = true;

    let widget = |fill: Color32, border: Color32, text: Color32| egui::style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, border),
        corner_radius: round,
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(tokens.bg1, tokens.line, tokens.text);
    visuals.widgets.inactive = widget(tokens.bg2, tokens.line, tokens.text);
    visuals.widgets.hovered = widget(tokens.bg3, tokens.text_faint, tokens.text);
    visuals.widgets.active = widget(tokens.bg3, tokens.accent, tokens.text);
    visuals.widgets.open = widget(tokens.bg3, tokens.line, tokens.text);
}

/// The ring around what has the keyboard: 2 px of brass.
pub fn focus_ring(ui: &egui::Ui, rect: egui::Rect, round: u8) {
    let stroke = Stroke::new(2.0, Tokens::of(ui).accent);
    ui.painter().rect_stroke(rect, CornerRadius::same(round), stroke, egui::StrokeKind::Outside);
}

/// A chip's ground: 15 % of its colour.
pub fn chip_ground(color: Color32) -> Color32 {
    color.gamma_multiply(0.15)
}

/// The height of a line in a font, for text that is placed by hand.
pub fn line_height(ui: &egui::Ui, font: &FontId) -> f32 {
    ui.fonts_mut(|fonts| fonts.row_height(font))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let part = |byte: u8| {
            let value = f64::from(byte) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_reads_on_every_ground() {
        for (name, tokens) in [("dark", &DARK), ("light", &LIGHT)] {
            for ground in [tokens.bg0, tokens.bg1, tokens.bg2] {
                let at_least = |color, least: f64, what: &str| {
                    // To one decimal, as the design gives them.
                    let found = (contrast(color, ground) * 10.0).round() / 10.0;
                    assert!(found >= least, "{name} {what}: {found:.1} : 1, wanted {least} : 1");
                };
                at_least(tokens.text, 12.0, "text");
                at_least(tokens.text_quiet, 6.8, "text_quiet");
                at_least(tokens.text_faint, 4.5, "text_faint");
                for color in [tokens.accent, tokens.l7, tokens.rpc, tokens.kafka, tokens.error, tokens.warning, tokens.ok] {
                    at_least(color, 4.5, "colour");
                }
                for color in [tokens.yaml_key, tokens.yaml_string, tokens.yaml_number] {
                    at_least(color, 4.5, "yaml");
                }
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5, "{name} on_accent");
        }
    }
}
