//! Lines before × lines after → what stayed, came and went.
//! Knows nothing of what the lines say.

use similar::{Algorithm, ChangeTag, TextDiff, capture_diff_slices};

use crate::yaml::Line;

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// What became of it.
    pub kind: DiffKind,
    /// The characters.
    pub text: String,
    /// What it belongs to, as its own side says; 0 is nothing in particular.
    pub mark: u32,
    /// Its number among the lines before, from 1.
    pub before_no: Option<usize>,
    /// Its number among the lines after, from 1.
    pub after_no: Option<usize>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiffKind {
    /// It stands on both sides.
    Same,
    /// It stands only after.
    Added,
    /// It stands only before.
    Removed,
}

/// Every line of both sides once, those that went before those that came in their place.
pub fn diff(before: &[Line], after: &[Line]) -> Vec<DiffLine> {
    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }
    let (old, new) = (texts(before), texts(after));
    let steps = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changes = steps.iter().flat_map(|step| step.iter_changes(&old, &new));
    let line = |change: similar::Change<&str>| {
        let (kind, of) = match change.tag() {
            ChangeTag::Equal => (DiffKind::Same, change.new_index().and_then(|index| after.get(index))),
            ChangeTag::Insert => (DiffKind::Added, change.new_index().and_then(|index| after.get(index))),
            ChangeTag::Delete => (DiffKind::Removed, change.old_index().and_then(|index| before.get(index))),
        };
        let number = |index: usize| index + 1;
        DiffLine {
            kind,
            text: change.value().to_owned(),
            mark: of.map_or(0, |line| line.mark),
            before_no: change.old_index().map(number),
            after_no: change.new_index().map(number),
        }
    };
    changes.map(line).collect()
}

/// Two texts as `diff -u` compares them, with what each is called; empty where they are the same.
pub fn unified(before: (&str, &str), after: (&str, &str)) -> String {
    let ((old_name, old), (new_name, new)) = (before, after);
    TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(old_name, new_name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_texts_are_compared_as_patch_reads_it() {
        let wanted = "--- a\n+++ b\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+five\n";
        assert_eq!(unified(("a", "1\n2\n3\n4\n5\n"), ("b", "1\n2\n3\n4\nfive\n")), wanted);
        assert_eq!(unified(("a", "1\n"), ("b", "1\n")), "");
    }

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts.iter().zip(1..).map(|(text, mark)| Line { text: (*text).to_owned(), mark }).collect()
    }

    #[test]
    fn what_went_stands_before_what_came_in_its_place() {
        let found = diff(&lines(&["a", "b", "c"]), &lines(&["a", "x", "y", "c"]));
        let found: Vec<_> = found.iter().map(|line| (line.kind, line.text.as_str(), line.mark, line.before_no, line.after_no)).collect();
        let wanted = [
            (DiffKind::Same, "a", 1, Some(1), Some(1)),
            (DiffKind::Removed, "b", 2, Some(2), None),
            (DiffKind::Added, "x", 2, None, Some(2)),
            (DiffKind::Added, "y", 3, None, Some(3)),
            (DiffKind::Same, "c", 4, Some(3), Some(4)),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_new_manifest_is_all_added_and_a_deleted_one_all_removed() {
        let all = lines(&["a", "b"]);
        assert!(diff(&[], &all).iter().all(|line| line.kind == DiffKind::Added));
        assert!(diff(&all, &[]).iter().all(|line| line.kind == DiffKind::Removed));
        assert_eq!(diff(&[], &[]), []);
    }
}
