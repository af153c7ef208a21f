//! What becomes of every part of a map or a list: stays, changes, goes, or is new; and in which order.
//! Knows nothing of text.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use crate::yaml::{Entry, Tree, lines};

/// One part of a map or a list as it will be.
pub(super) enum Slot<'a> {
    /// The old part of that place, as it was.
    Same(usize),
    /// The old part of that place, with what it was and what it will be. What a key says by itself it never said before.
    Changed(usize, Option<&'a Tree>, Cow<'a, Tree>),
    /// The old part of that place, which says the same thing by another key now, with what is beside it.
    Renamed(usize, &'a Entry),
    /// One that was not there.
    New(&'a Entry),
}

/// What a key says when it is left out, by the map it is in: a line that somebody wrote stays when it comes to say that again.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("target", "mesh", "default"),
    ("target", "hint", "appProtocol"),
    ("target", "meshServices", "disabled"),
    ("services", "type", "ClusterIP"),
    ("services", "headless", "false"),
    ("ports", "transport", "TCP"),
];

/// Keys of which one takes the place of the other, by the map they are in: what somebody wrote beside it is about both.
const HEIRS: &[(&str, &str, &str)] = &[("ports", "hint", "protocol"), ("ports", "protocol", "hint")];

/// What tells the items of a list apart, the surest first. Surer still is to be the same in everything.
const IDENTITIES: &[(&str, &[&[&str]])] = &[
    ("services", &[&["name", "namespace"], &["name"]]),
    ("ports", &[&["name", "port", "transport"], &["port", "transport"], &["name"]]),
    ("instances", &[&["name", "address"], &["name"], &["address"]]),
    ("ignore", &[&["code", "reason"], &["code"], &["reason"]]),
    ("calls", &[&["service", "port"], &["service"]]),
];

/// Where likeness is looked for item by item; beyond it, only the place counts.
const MOST_LOOKS: usize = 1_000_000;

/// The keys of a map, whether it stands on one line or on several.
pub(super) fn keys(tree: &Tree) -> &[Entry] {
    match tree {
        Tree::Map(entries) => entries,
        Tree::Flow(inner) => keys(inner),
        Tree::Text(_) | Tree::Number(_) | Tree::Bool(_) | Tree::Raw(_) | Tree::Seq(_) => &[],
    }
}

/// The items of a list.
pub(super) fn items(tree: &Tree) -> &[Entry] {
    match tree {
        Tree::Seq(items) => items,
        Tree::Flow(inner) => items(inner),
        Tree::Text(_) | Tree::Number(_) | Tree::Bool(_) | Tree::Raw(_) | Tree::Map(_) => &[],
    }
}

fn get<'a>(keys: &'a [Entry], key: &str) -> Option<&'a Tree> {
    keys.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// The parts of a map called `of`, written with these keys: old ones in their order, new ones where they usually stand.
pub(super) fn of_map<'a>(of: &str, written: &[&str], before: &'a Tree, after: &'a Tree) -> Vec<Slot<'a>> {
    let (before, after) = (keys(before), keys(after));
    let mut slots: Vec<(&str, Slot<'a>)> = Vec::with_capacity(written.len() + 1);
    for (place, key) in written.iter().enumerate() {
        let was = get(before, key);
        let default = || DEFAULTS.iter().find(|(map, name, _)| *map == of && name == key).map(|(.., word)| Tree::Raw((*word).to_owned()));
        match (was, get(after, key)) {
            // Not said before nor after: a default, written out.
            (None, None) => slots.push((key, Slot::Same(place))),
            (Some(was), Some(will)) if was == will => slots.push((key, Slot::Same(place))),
            (was, Some(will)) => slots.push((key, Slot::Changed(place, was, Cow::Borrowed(will)))),
            (was, None) => match heir(of, key, written, (before, after)) {
                Some(heir) => slots.push((&heir.key, Slot::Renamed(place, heir))),
                None => slots.extend(default().map(|will| (*key, Slot::Changed(place, was, Cow::Owned(will))))),
            },
        }
    }
    let mut next = 0;
    for entry in after {
        match slots.iter().position(|(key, _)| *key == entry.key) {
            Some(place) => next = place + 1,
            // Said before and not written here: a merge key says it. It is said here only if it is to be something else.
            None if get(before, &entry.key) == Some(&entry.value) => {}
            None => {
                slots.insert(next, (&entry.key, Slot::New(entry)));
                next += 1;
            }
        }
    }
    slots.into_iter().map(|(_, slot)| slot).collect()
}

/// The new key that takes the place of one that goes.
fn heir<'a>(of: &str, gone: &str, written: &[&str], (before, after): (&[Entry], &'a [Entry])) -> Option<&'a Entry> {
    let (.., key) = HEIRS.iter().find(|(map, key, _)| *map == of && *key == gone)?;
    let is_new = !written.contains(key) && get(before, key).is_none();
    after.iter().find(|entry| entry.key == *key).filter(|_| is_new)
}

/// The items of a list, in their new order.
pub(super) fn of_list<'a>(list: &str, before: &'a Tree, after: &'a Tree) -> Vec<Slot<'a>> {
    let (before, after) = (items(before), items(after));
    let slot = |(item, pair): (&'a Entry, Option<usize>)| match pair.and_then(|place| Some((place, before.get(place)?))) {
        Some((place, was)) if was.value == item.value => Slot::Same(place),
        Some((place, was)) => Slot::Changed(place, Some(&was.value), Cow::Borrowed(&item.value)),
        None => Slot::New(item),
    };
    after.iter().zip(pairs(list, before, after)).map(slot).collect()
}

/// For every item after, which one before it was: by name and number first, then by likeness.
fn pairs(list: &str, before: &[Entry], after: &[Entry]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; after.len()];
    let mut free: Vec<Option<&Entry>> = before.iter().map(Some).collect();
    let identities = IDENTITIES.iter().find(|(name, _)| *name == list).map_or(&[][..], |(_, identities)| identities);
    for keys in [None].into_iter().chain(identities.iter().copied().map(Some)) {
        let mut known: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (place, item) in free.iter().enumerate().filter_map(|(place, item)| Some((place, (*item)?))) {
            known.entry(identity(item, keys)).or_default().push_back(place);
        }
        for (item, pair) in after.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
            *pair = known.get_mut(&identity(item, keys)).and_then(VecDeque::pop_front);
            take(&mut free, *pair);
        }
    }
    let looks = pairs.iter().filter(|pair| pair.is_none()).count() * free.iter().flatten().count();
    for (place, (item, pair)) in after.iter().zip(&mut pairs).enumerate().filter(|(_, (_, pair))| pair.is_none()) {
        *pair = if looks > MOST_LOOKS {
            free.get(place).copied().flatten().map(|_| place)
        } else {
            let candidates =
                free.iter().enumerate().filter_map(|(other, old)| Some((alike(item, (*old)?), other == place, Reverse(other))));
            candidates
                .max()
                .filter(|(alike, stays, _)| *alike > 0 || *stays && before.len() == after.len())
                .map(|(.., Reverse(other))| other)
        };
        take(&mut free, *pair);
    }
    pairs
}

fn take(free: &mut [Option<&Entry>], place: Option<usize>) {
    if let Some(free) = place.and_then(|place| free.get_mut(place)) {
        *free = None;
    }
}

/// What an item says at these keys, or at all of them.
fn identity(item: &Entry, wanted: Option<&[&str]>) -> String {
    let text = |value: &Tree| lines(value).into_iter().flat_map(|line| [line.text, "\n".to_owned()]).collect::<String>();
    match wanted {
        None => text(&item.value),
        Some(wanted) => wanted.iter().map(|key| get(keys(&item.value), key).map(text).unwrap_or_default() + "\n").collect(),
    }
}

/// How many keys two items have in common with the same value.
fn alike(item: &Entry, other: &Entry) -> usize {
    keys(&item.value).iter().filter(|entry| get(keys(&other.value), &entry.key) == Some(&entry.value)).count()
}
