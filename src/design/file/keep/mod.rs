//! Saves a design into the text it came from: what did not change stays as it was written, comments, order and quotes.
//! Knows what must never happen: that a saved file is another design. How text is put together is `block`'s and `flow`'s.

mod block;
mod flow;
mod slots;
mod values;

use similar::TextDiff;

use self::slots::Slot;
use super::read::read;
use super::write::tree;
use crate::design::Design;
use crate::yaml::{self, Tree};

/// The text of a design's file. With the text that stood there: only what changed is written anew.
pub fn save(design: &Design, old: Option<&str>) -> String {
    let after = tree(design);
    let Some((old, before)) = old.and_then(|old| Some((old, tree(&read(old).ok()?)))) else { return yaml::text(&after) };
    if before == after {
        return old.to_owned();
    }
    let lines = Lines::of(old);
    let text = lines.plain(old);
    let merged = || {
        let documents = yaml::parse(&text).ok()?;
        block::document(&text, &documents.first()?.root, &before, &after).filter(|new| is(new, &after))
    };
    let new = merged().or_else(|| with_comments(&text, &before, &after).filter(|new| is(new, &after)));
    lines.restored(new.unwrap_or_else(|| yaml::text(&after)))
}

/// Whether a text is that design and no other.
fn is(text: &str, design: &Tree) -> bool {
    read(text).is_ok_and(|read| tree(&read) == *design)
}

/// How a file begins and how its lines end.
struct Lines {
    byte_order_mark: bool,
    ends: Ends,
    last_is_open: bool,
}

/// How lines end.
enum Ends {
    /// `\n`.
    Unix,
    /// `\r\n`.
    Windows,
    /// Some so, some so; new ones as most do.
    Mixed {
        /// The text, with `\n` alone.
        plain: String,
        /// Of each of its lines, whether it ends with `\r\n`.
        windows: Vec<bool>,
    },
}

impl Ends {
    fn of(text: &str) -> Ends {
        let windows: Vec<bool> = text.split_inclusive('\n').map(|line| line.ends_with("\r\n")).collect();
        let lines = text.matches('\n').count();
        match windows.iter().filter(|is_windows| **is_windows).count() {
            0 => Ends::Unix,
            some if some == lines => Ends::Windows,
            _ => Ends::Mixed { plain: text.replace("\r\n", "\n"), windows },
        }
    }

    fn restored(&self, text: String) -> String {
        match self {
            Ends::Unix => text,
            Ends::Windows => text.replace('\n', "\r\n"),
            Ends::Mixed { plain, windows } => {
                let most = windows.iter().filter(|is_windows| **is_windows).count() * 2 > windows.len();
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let diff = TextDiff::from_lines(plain.as_str(), text.as_str());
                // A line that changed ends as the one whose place it takes.
                let places = diff.ops().iter().flat_map(|op| {
                    let (old, new) = (op.old_range(), op.new_range());
                    let at = move |line: usize| Some(old.start + (line - new.start)).filter(|was| *was < old.end);
                    op.new_range().map(move |line| (line, at(line)))
                });
                let restored = places.filter_map(|(line, was)| {
                    let is_windows = was.and_then(|was| windows.get(was)).copied().unwrap_or(most);
                    let line = lines.get(line)?;
                    Some(if is_windows { line.replace('\n', "\r\n") } else { (*line).to_owned() })
                });
                restored.collect()
            }
        }
    }
}

impl Lines {
    fn of(text: &str) -> Lines {
        Lines {
            byte_order_mark: text.starts_with('\u{feff}'),
            ends: Ends::of(text.trim_start_matches('\u{feff}')),
            last_is_open: !text.ends_with('\n'),
        }
    }

    /// Without a mark, with `\n` alone, and after the last line too.
    fn plain(&self, text: &str) -> String {
        let text = text.trim_start_matches('\u{feff}');
        let mut plain = text.replace("\r\n", "\n");
        if self.last_is_open {
            plain.push('\n');
        }
        plain
    }

    fn restored(&self, mut text: String) -> String {
        if self.last_is_open && text.ends_with('\n') {
            text.pop();
        }
        let mut text = self.ends.restored(text);
        if self.byte_order_mark {
            text.insert(0, '\u{feff}');
        }
        text
    }
}

/// The last resort, where anchors or rare syntax stand in the way of a change: written anew, the comments of every service that is still
/// there above it, and those before the services at the top.
fn with_comments(text: &str, before: &Tree, after: &Tree) -> Option<String> {
    let documents = yaml::parse(text).ok()?;
    let document = documents.first()?;
    let mut starts = Vec::new();
    if let Some(services) = document.root.get("services") {
        let mut start = services.span.start;
        for item in services.items() {
            starts.push(if services.is_block() { start } else { item.span.start });
            start = yaml::skip_blank(text, item.span.end.max(start + 1));
        }
    }
    let mut comments: Vec<String> = vec![String::new(); starts.len() + 1];
    for comment in &document.comments {
        // What stands on lines of its own right before a service is about that service; all else is about what it stands in.
        let alone = text.get(..comment.start)?.rsplit('\n').next()?.trim().is_empty();
        let about = if alone { yaml::skip_blank(text, comment.start) } else { comment.start };
        comments.get_mut(starts.partition_point(|start| *start <= about))?.extend([text.get(comment.clone())?, "\n"]);
    }
    let mut new = comments.first()?.clone();
    for entry in slots::keys(after) {
        if entry.key != "services" {
            new.push_str(&yaml::text(&Tree::Map(vec![entry.clone()])));
            continue;
        }
        let services = |design| slots::keys(design).iter().find(|entry| entry.key == "services").map(|entry| &entry.value);
        let none = Tree::Seq(Vec::new());
        new.push_str("services:\n");
        for (slot, item) in
            slots::of_list("services", services(before).unwrap_or(&none), &entry.value).iter().zip(slots::items(&entry.value))
        {
            if let Slot::Same(place) | Slot::Changed(place, ..) | Slot::Renamed(place, _) = slot {
                new.push_str(comments.get(place + 1)?);
            }
            new.push_str(&yaml::text(&Tree::Seq(vec![item.clone()])));
        }
    }
    Some(new)
}
