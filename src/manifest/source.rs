//! A found file: its text, its documents, what each is and where every part of it stands. Never fails: what cannot be read is a document too.
//! Knows nothing of what the documents mean for a design, nor of disks.

mod resolve;
mod split;
mod template;

use std::borrow::Cow;
use std::ops::Range;

use crate::yaml::{self, Kind, Node, ReadError, Style};

/// A found file.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// How it is called in what is said of it.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// In the order of the text. The objects of a `List` stand in its place, one after the other.
    pub documents: Vec<Found>,
}

/// One document, or one object of a `List`.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The number of its document in the file, from 0.
    pub document: usize,
    /// What it is.
    pub what: What,
    /// Its value, with aliases resolved, for what can become part of a design or says something of that; an empty scalar for anything else.
    pub root: Node,
    /// The same as it is written, aliases and repeated keys and all, for a Dataplane.
    pub written: Node,
    /// Where its comments stand.
    pub comments: Vec<Range<usize>>,
    /// Where values are missing until a template is filled in.
    pub placeholders: Vec<Range<usize>>,
    /// Keys that are there again later in the same map, where the last one counts.
    pub repeated: Vec<Node>,
}

/// What a document is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A `v1` Service.
    Service,
    /// A Pod, or what makes Pods of a template; its kind.
    Workload(String),
    /// A Universal Dataplane.
    Dataplane,
    /// Something else; its kind, or an empty word.
    Other(String),
    /// A template of a Service or a Dataplane that is no YAML before it is filled in.
    Template,
    /// Not YAML, or more than anybody reads.
    Broken(ReadError),
}

impl Source {
    /// Reads a found text.
    pub fn read(name: impl Into<String>, text: impl Into<String>) -> Source {
        let (name, text) = (name.into(), text.into());
        let mut documents = Vec::new();
        let (mut lines, mut counted) = (0, 0);
        for (document, part) in split::parts(&text).into_iter().enumerate() {
            lines += text.get(counted..part.start).map_or(0, |before| before.matches('\n').count());
            counted = part.start;
            read_part(&text, part, Number { document, lines }, &mut documents);
        }
        Source { name, text, documents }
    }
}

impl Found {
    fn new(document: usize, what: What, span: Range<usize>) -> Found {
        let root = Node { kind: Kind::Scalar(String::new(), Style::Plain), span, adorned: false };
        Found { document, what, written: root.clone(), root, comments: Vec::new(), placeholders: Vec::new(), repeated: Vec::new() }
    }

    /// Whether a value is missing somewhere in a range.
    pub fn is_open(&self, range: &Range<usize>) -> bool {
        meets(&self.placeholders, range)
    }
}

/// Kinds whose Pods a Service can select.
const WORKLOADS: [&str; 8] = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "ReplicationController"];

/// Which document of its file it is.
#[derive(Clone, Copy)]
struct Number {
    /// From 0.
    document: usize,
    /// How many lines stand before it.
    lines: usize,
}

/// Kinds that are part of no design, but say what the mesh makes of those that are.
const AROUND: [&str; 2] = ["EndpointSlice", "Namespace"];

fn read_part(text: &str, part: Range<usize>, Number { document, lines }: Number, found: &mut Vec<Found>) {
    let own = text.get(part.clone()).unwrap_or_default();
    let lexical = split::kind(own);
    let line = part.start + split::first_line(own).start..part.start + split::first_line(own).end;
    let nothing = |what: What| Found::new(document, what, line.clone());
    let broken = |error: ReadError| {
        let at = part.start + byte(own, error.line, error.column);
        Found::new(document, What::Broken(ReadError { line: error.line + lines, ..error }), at..at)
    };
    // Reading a document that is nobody's of ours costs the most and says nothing.
    if let Some(kind) = lexical.filter(|kind| !is_wanted(kind)) {
        found.push(nothing(What::Other(kind.to_owned())));
        return;
    }
    let has_holes = own.contains("{{") || own.contains("{%");
    let filled = if has_holes { template::fill(own) } else { None };
    let plain = yaml::parse(own);
    let open = |documents: &[yaml::Document]| documents.iter().any(|document| template::stands_for_a_map(&document.root, own));
    let (documents, shown, holes) = match (plain, filled) {
        (Ok(documents), _) if !has_holes => (documents, Cow::Borrowed(own), Vec::new()),
        (Ok(documents), filled) if !open(&documents) => (documents, Cow::Borrowed(own), filled.map(|it| it.holes).unwrap_or_default()),
        (_, Some(filled)) if let Ok(documents) = yaml::parse(&filled.text) => (documents, Cow::Owned(filled.text), filled.holes),
        (Ok(_) | Err(_), _) if has_holes => {
            let what = if lexical.is_some() { What::Template } else { What::Other("template".to_owned()) };
            found.push(nothing(what));
            return;
        }
        (Ok(documents), _) => (documents, Cow::Borrowed(own), Vec::new()),
        (Err(error), _) => return found.push(broken(error)),
    };
    for one in documents {
        let mut written = (one.root.get("type").and_then(Node::text) == Some("Dataplane")).then(|| one.root.clone());
        let resolved = match resolve::resolve(one.root, &shown) {
            Ok(resolved) => resolved,
            Err(error) => {
                found.push(broken(error));
                continue;
            }
        };
        let mut root = resolved.root;
        if !holes.is_empty() {
            template::restore(&mut root, own, &holes);
            written.iter_mut().for_each(|root| template::restore(root, own, &holes));
        }
        let shift = |range: &Range<usize>| range.start + part.start..range.end + part.start;
        let mut repeated = resolved.repeated;
        resolve::shift(&mut root, part.start);
        written.iter_mut().for_each(|root| resolve::shift(root, part.start));
        repeated.iter_mut().for_each(|key| resolve::shift(key, part.start));
        let mut whole = nothing(What::Other(String::new()));
        whole.comments = one.comments.iter().map(shift).collect();
        // What a comment says is nobody's value.
        whole.placeholders = holes.iter().filter(|hole| !meets(&one.comments, hole)).map(shift).collect();
        whole.repeated = repeated;
        whole.written = written.unwrap_or(whole.written);
        spread(root, whole, found);
    }
}

/// A document as it is, or the objects of a list.
fn spread(root: Node, whole: Found, found: &mut Vec<Found>) {
    let what = classify(&root);
    if matches!(what, What::Service | What::Dataplane) && is_too_much(&root) {
        let message = format!("more than {MOST_PORTS} ports");
        let what = What::Broken(ReadError { line: 1, column: 1, message });
        return found.push(Found { what, root: Node { span: root.span.start..root.span.start, ..whole.root }, ..whole });
    }
    let is_list =
        matches!(&what, What::Other(kind) if kind.ends_with("List")) && root.get("items").is_some_and(|items| !items.items().is_empty());
    if !is_list {
        let keeps = !matches!(&what, What::Other(kind) if !AROUND.contains(&kind.as_str()));
        let root = if keeps { root } else { Node { span: root.span, ..whole.root } };
        found.push(Found { what, root, ..whole });
        return;
    }
    let items = root.get("items").map(|items| items.items().to_vec()).unwrap_or_default();
    let mut comments = whole.comments;
    for item in items {
        let within = |range: &Range<usize>| item.span.start <= range.start && range.end <= item.span.end;
        let repeated = whole.repeated.iter().filter(|key| within(&key.span)).cloned().collect();
        let own = Found {
            written: item.clone(),
            document: whole.document,
            what: What::Other(String::new()),
            root: Node { kind: Kind::Alias, span: 0..0, adorned: false },
            comments: std::mem::take(&mut comments),
            placeholders: whole.placeholders.iter().filter(|hole| within(hole)).cloned().collect(),
            repeated,
        };
        spread(item, own, found);
    }
}

/// More than any object that an API server would keep.
const MOST_PORTS: usize = 5_000;

/// Whether one of some ranges, which stand in order, has something in common with another.
fn meets(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|one| one.end <= range.start);
    ranges.get(next).is_some_and(|one| one.start < range.end)
}

/// The byte of a line and a character, both from 1.
fn byte(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    start + within.char_indices().nth(column.saturating_sub(1)).map_or(within.len(), |(at, _)| at)
}

/// Whether a list in it is longer than any that is real.
fn is_too_much(root: &Node) -> bool {
    let long = |holder: &str, list: &str| root.get(holder).and_then(|it| it.get(list)).is_some_and(|list| list.items().len() > MOST_PORTS);
    long("spec", "ports") || long("networking", "inbound") || long("networking", "outbound")
}

fn classify(root: &Node) -> What {
    let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
    let (kind, version) = (text("kind"), text("apiVersion"));
    match (kind, version) {
        // Without an apiVersion it is meant to be one all the same, and nobody should hear that all is well.
        ("Service", "v1" | "") => What::Service,
        ("", _) if text("type") == "Dataplane" => What::Dataplane,
        ("", _) => What::Other(text("type").to_owned()),
        (kind, _) if WORKLOADS.contains(&kind) => What::Workload(kind.to_owned()),
        (kind, _) => What::Other(kind.to_owned()),
    }
}

fn is_wanted(kind: &str) -> bool {
    kind == "Service"
        || AROUND.contains(&kind)
        || kind == "Dataplane"
        || kind.ends_with("List")
        || WORKLOADS.contains(&kind)
        || kind.contains(['{', '&', '*', '!', '"', '\''])
}
