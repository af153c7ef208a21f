//! The page of a rule: its Markdown as words, headings and code.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, RichText, ScrollArea, Ui};

use super::{Next, close};
use crate::check::Rule;
use crate::gui::theme::{Tokens, font, gap};
use crate::gui::widgets::badge;

/// The title of its window: `P005 duplicate-port`.
pub fn title(rule: &Rule) -> String {
    format!("{} {}", rule.code, rule.name)
}

/// Shows it.
pub fn ui(ui: &mut Ui, rule: &Rule) -> Next {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        badge(ui, rule.severity);
        ui.label(RichText::new(format!("{} at worst", rule.severity.keyword())).font(font::label()).color(tokens.text_faint));
    });
    ScrollArea::vertical().max_height(ui.ctx().content_rect().height() * 0.6).auto_shrink([false, true]).show(ui, |ui| {
        for block in blocks(&rule.text()) {
            match block.strip_prefix("## ") {
                Some(heading) => {
                    ui.add_space(gap::S);
                    ui.label(RichText::new(heading).font(font::strong()).color(tokens.text));
                }
                None => drop(ui.add(Label::new(words(&block, tokens)).wrap())),
            }
        }
    });
    close(ui)
}

/// Headings, paragraphs and points, each on one line however it was wrapped.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        let starts = line.starts_with("## ") || line.starts_with("- ");
        match blocks.last_mut() {
            _ if line.is_empty() => {}
            Some(last) if open && !starts => {
                last.push(' ');
                last.push_str(line);
            }
            Some(_) | None => blocks.push(line.replacen("- ", "• ", usize::from(line.starts_with("- ")))),
        }
        open = !line.is_empty() && !line.starts_with("## ");
    }
    blocks
}

/// A paragraph; what stands between backticks is code.
fn words(text: &str, tokens: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let format = |font_id: FontId, color| TextFormat { font_id, color, ..TextFormat::default() };
    for (at, piece) in text.split('`').enumerate() {
        let format = if at % 2 == 1 { format(font::mono(), tokens.text) } else { format(font::text(), tokens.text_quiet) };
        job.append(piece, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "## What it does\nFinds a\nthing.\n\nAnother.\n- one\n  more\n- two\n## Use instead\nThis.";
        let expected = ["## What it does", "Finds a thing.", "Another.", "• one more", "• two", "## Use instead", "This."];
        assert_eq!(blocks(text), expected);
    }
}
