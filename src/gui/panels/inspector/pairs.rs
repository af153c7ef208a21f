//! Labels, annotations, selectors and tags: keys with values, as chips.
//! Knows nothing of what a key may be: that is a finding.

use std::collections::BTreeMap;

use egui::{Response, Ui};

use super::chips::{Chips, Word};
use super::page::{Page, labelled};
use crate::check::Field;
use crate::design::Service;

/// One key with its value, neither with a comma in it.
#[derive(Clone, PartialEq)]
struct Pair(String, String);

/// One key with its value, which may have commas in it.
#[derive(Clone, PartialEq)]
struct Annotation(Pair);

impl Word for Pair {
    const WANTED: &'static str = "Write key=value";

    fn show(&self) -> String {
        format!("{} = {}", self.0, self.1)
    }

    fn read(word: &str) -> Option<Pair> {
        let (key, value) = word.split_once('=')?;
        let key = key.trim();
        (!key.is_empty()).then(|| Pair(key.to_owned(), value.trim().to_owned()))
    }

    fn split(text: &str) -> Vec<&str> {
        text.split(',').collect()
    }
}

impl Word for Annotation {
    const WANTED: &'static str = Pair::WANTED;

    fn show(&self) -> String {
        self.0.show()
    }

    fn read(word: &str) -> Option<Annotation> {
        Pair::read(word).map(Annotation)
    }

    /// At commas that a key follows.
    fn split(text: &str) -> Vec<&str> {
        let is_key =
            |after: &str| after.split_once('=').is_some_and(|(key, _)| !key.trim().is_empty() && !key.trim().contains([' ', ',', '"']));
        let mut words = Vec::new();
        let mut from = 0;
        for (at, _) in text.match_indices(',') {
            if text.get(at + 1..).is_some_and(is_key) {
                words.extend(text.get(from..at));
                from = at + 1;
            }
        }
        words.extend(text.get(from..));
        words
    }
}

impl From<(String, String)> for Pair {
    fn from((key, value): (String, String)) -> Pair {
        Pair(key, value)
    }
}

impl From<Pair> for (String, String) {
    fn from(Pair(key, value): Pair) -> (String, String) {
        (key, value)
    }
}

impl From<(String, String)> for Annotation {
    fn from(pair: (String, String)) -> Annotation {
        Annotation(pair.into())
    }
}

impl From<Annotation> for (String, String) {
    fn from(annotation: Annotation) -> (String, String) {
        annotation.0.into()
    }
}

/// Which strings of a service a field is about.
type Strings = fn(&mut Service) -> &mut BTreeMap<String, String>;

/// A labelled field of labels, a selector or tags.
pub(super) fn field(ui: &mut Ui, page: &mut Page<'_>, name: &str, hint: &str, field: Field, of: Strings) {
    labelled_words::<Pair>(ui, page, name, hint, field, of);
}

/// The labelled field of annotations.
pub(super) fn annotations(ui: &mut Ui, page: &mut Page<'_>) {
    labelled_words::<Annotation>(ui, page, "Annotations", "key=value", Field::Annotations, |service| &mut service.annotations);
}

fn labelled_words<W>(ui: &mut Ui, page: &mut Page<'_>, name: &str, hint: &str, field: Field, of: Strings)
where
    W: Word + From<(String, String)> + Into<(String, String)>,
{
    labelled(ui, page, name, |ui, page, label| {
        let worst = page.finding(None, field).map(|finding| finding.severity);
        let chips = Chips { hint, id: page.id(name), label, worst };
        let response = words::<W>(ui, &chips, of(&mut page.draft));
        page.offer(field, &response);
    });
}

/// Pairs in a box of chips.
pub(super) fn map(ui: &mut Ui, chips: &Chips<'_>, map: &mut BTreeMap<String, String>) -> Response {
    words::<Pair>(ui, chips, map)
}

fn words<W>(ui: &mut Ui, chips: &Chips<'_>, map: &mut BTreeMap<String, String>) -> Response
where
    W: Word + From<(String, String)> + Into<(String, String)>,
{
    let before: Vec<W> = map.iter().map(|(key, value)| (key.clone(), value.clone()).into()).collect();
    let mut pairs = before.clone();
    let response = chips.show(ui, &mut pairs);
    if pairs != before {
        *map = pairs.into_iter().map(Into::into).collect();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_parts_labels_and_stays_in_annotations() {
        assert_eq!(Pair::split("app=web, tier=front"), ["app=web", " tier=front"]);
        assert_eq!(Annotation::split("json=[1,2],b=c"), ["json=[1,2]", "b=c"]);
        assert_eq!(Annotation::split("note=a, b"), ["note=a, b"]);
    }
}
