//! The same design in many handwritings: blocks and flows, quotes, comments, empty lines, indented lists.
//! Knows nothing of designs: it takes canonical YAML and a stream of choices.

use portolan::yaml::{Kind, Layout, Node, Style, double_quoted, parse};

/// A handwriting: choices taken one after another, and comments counted so that each is unique.
pub struct Hand<'a> {
    choices: &'a [u8],
    taken: usize,
    comments: usize,
}

/// Canonical YAML in another hand.
pub fn written(canonical: &str, choices: &[u8]) -> String {
    let documents = parse(canonical).unwrap();
    let mut hand = Hand { choices, taken: 0, comments: 0 };
    let mut out = String::new();
    if hand.one_in(4) {
        out.push_str("# licence\n\n");
    }
    hand.block(&documents[0].root, 0, &mut out);
    if hand.one_in(4) {
        out.push_str("\n# the end\n");
    }
    out
}

impl Hand<'_> {
    fn one_in(&mut self, number: u8) -> bool {
        self.taken += 1;
        let choice = if self.choices.is_empty() { 1 } else { self.choices[self.taken % self.choices.len()] };
        choice.wrapping_add(self.taken as u8) % number == 0
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# c{}.", self.comments)
    }

    fn lines_above(&mut self, indent: usize, out: &mut String) {
        if self.one_in(9) {
            out.push('\n');
        }
        if self.one_in(5) {
            *out += &format!("{}{}\n", " ".repeat(indent), self.comment());
        }
    }

    fn line_end(&mut self, out: &mut String) {
        if self.one_in(5) {
            let spaces = if self.one_in(2) { " " } else { "    " };
            *out += &format!("{spaces}{}", self.comment());
        }
        out.push('\n');
    }

    /// A map or list by lines; the first line's indentation is there already when `indent` was written before.
    fn block(&mut self, node: &Node, indent: usize, out: &mut String) {
        for (index, (key, value)) in node.entries().iter().enumerate() {
            if index > 0 || indent == 0 || out.ends_with('\n') {
                self.lines_above(indent, out);
                *out += &" ".repeat(indent);
            }
            *out += &self.scalar(key);
            out.push(':');
            self.value(value, indent, false, out);
        }
        for (index, item) in node.items().iter().enumerate() {
            if index > 0 || out.ends_with('\n') {
                self.lines_above(indent, out);
                *out += &" ".repeat(indent);
            }
            out.push('-');
            self.value(item, indent, true, out);
        }
    }

    fn value(&mut self, node: &Node, indent: usize, behind_dash: bool, out: &mut String) {
        let is_seq = matches!(node.kind, Kind::Seq(..));
        let empty = node.entries().is_empty() && node.items().is_empty();
        let was_flow = matches!(node.kind, Kind::Map(Layout::Flow, _) | Kind::Seq(Layout::Flow, _));
        if node.text().is_some() || empty || was_flow && !self.one_in(3) || !was_flow && self.one_in(12) {
            out.push(' ');
            self.inline(node, indent, out);
            self.line_end(out);
            return;
        }
        if behind_dash && !self.one_in(12) {
            out.push(' ');
            self.block(node, indent + 2, out);
            return;
        }
        self.line_end(out);
        let deeper = if is_seq && !behind_dash && self.one_in(2) { 0 } else { 2 };
        self.block(node, indent + deeper, out);
        if deeper > 0 && self.one_in(6) {
            *out += &format!("{}{}\n", " ".repeat(indent + deeper), self.comment());
        }
    }

    fn inline(&mut self, node: &Node, indent: usize, out: &mut String) {
        let (open, close) = match node.kind {
            Kind::Map(..) => ('{', '}'),
            Kind::Seq(..) => ('[', ']'),
            Kind::Scalar(..) | Kind::Alias => {
                *out += &self.scalar(node);
                return;
            }
        };
        let by_lines = self.one_in(6);
        let space = " ".repeat(indent + 4);
        out.push(open);
        let count = node.entries().len() + node.items().len();
        for index in 0..count {
            if by_lines {
                if self.one_in(4) {
                    *out += &format!(" {}", self.comment());
                }
                out.push('\n');
                if self.one_in(4) {
                    *out += &format!("{space}{}\n", self.comment());
                }
                *out += &space;
            } else if index > 0 {
                out.push(' ');
            }
            if let Some((key, value)) = node.entries().get(index) {
                *out += &self.scalar(key);
                *out += ": ";
                self.inline(value, indent + 4, out);
            } else {
                self.inline(&node.items()[index], indent + 4, out);
            }
            if index + 1 < count || self.one_in(6) {
                out.push(',');
            }
        }
        if by_lines {
            *out += &format!("\n{}", " ".repeat(indent + 2));
        }
        out.push(close);
    }

    fn scalar(&mut self, node: &Node) -> String {
        let Kind::Scalar(text, style) = &node.kind else { panic!("a scalar was promised") };
        let number = text.parse::<f64>().is_ok() || text == "true";
        match style {
            Style::Plain if number => text.clone(),
            // Between commas these would end it.
            Style::Plain if !text.contains([',', '[', ']', '{', '}']) && !self.one_in(5) => text.clone(),
            Style::Plain if self.one_in(2) => format!("'{text}'"),
            _ => double_quoted(text),
        }
    }
}
