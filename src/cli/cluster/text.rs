//! A plan for people: a line for each object that is not as it should be, what changes in it, and a tally.
//! Knows nothing of where it comes from.

use serde_json::Value;

use super::super::words::{Colour, count, printable, table};
use crate::cluster::{Access, Action, Change, Extent, Kind, Plan, in_short};
use crate::manifest::unified;
use crate::yaml;

/// What the two sides of a comparison are called.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// What lives.
    pub before: &'static str,
    /// What would live.
    pub after: &'static str,
}

/// The plan.
pub fn text(plan: &Plan, sides: Sides, colour: Colour) -> String {
    let loud: Vec<&Change> = plan.changes.iter().filter(|change| is_loud(change)).collect();
    let mut out = String::new();
    if !loud.is_empty() {
        let head = ["CHANGE", "KIND", "OBJECT", "WHAT"].map(str::to_owned).to_vec();
        let lines = loud.iter().map(|change| cells(plan, change));
        for (at, line) in table([head].into_iter().chain(lines).collect()).into_iter().enumerate() {
            out.push_str(&match at.checked_sub(1).and_then(|at| loud.get(at)) {
                Some(change) => coloured(&line, &change.action, colour),
                None => line,
            });
            out.push('\n');
        }
    }
    for change in loud {
        let difference = difference(change, sides);
        if !difference.is_empty() {
            out.push('\n');
            out.extend(difference.lines().map(|line| painted(line, colour) + "\n"));
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!("{}: {}\n", printable(&plan.place.context), tally(plan)));
    out
}

/// Whether there is anything to see about an object.
fn is_loud(change: &Change) -> bool {
    change.action != Action::None || !change.message.is_empty()
}

fn cells(plan: &Plan, change: &Change) -> Vec<String> {
    let cells = [change.action.keyword(), change.object.kind.keyword(), &change.object.to_string(), &what(plan, change)];
    cells.map(printable).to_vec()
}

/// The line of an object with its first word in colour.
fn coloured(line: &str, action: &Action, colour: Colour) -> String {
    let style = match action {
        Action::Create => "32",
        Action::Update => "33",
        Action::Delete | Action::Conflict(_) | Action::Invalid(_) | Action::Forbidden => "31",
        Action::None => "2",
    };
    line.strip_prefix(action.keyword()).map_or_else(|| line.to_owned(), |rest| colour.paint(style, action.keyword()) + rest)
}

/// What changes, and what there is to say of it.
fn what(plan: &Plan, change: &Change) -> String {
    let fields = match &change.action {
        Action::Create => change.after.as_ref().map(created).unwrap_or_default(),
        Action::Update => in_short(&change.fields),
        Action::Delete => "goes away".to_owned(),
        Action::None | Action::Conflict(_) | Action::Forbidden | Action::Invalid(_) => String::new(),
    };
    joined([fields, message(plan, change)])
}

fn created(after: &Value) -> String {
    after.pointer("/spec/ports").and_then(Value::as_array).map(|ports| count(ports.len(), "port")).unwrap_or_default()
}

/// What there is to say of a change, in one sentence: whose the object is, why nothing is done, and what would do it.
pub(super) fn message(plan: &Plan, change: &Change) -> String {
    let hints = match (&change.extent, change.action.is_sent()) {
        (Extent::Hints(owner), true) => format!("hints only: the rest is of {owner}"),
        (Extent::Hints(_), false) | (Extent::Whole, _) => String::new(),
    };
    let missing = plan.missing.iter().any(|missing| missing.name == change.object.namespace && missing.access != Access::Denied);
    let said = match &change.action {
        // Of undoing a creation, what to do stands in its message: there is nothing to take over.
        Action::Conflict(owners) => {
            let owners = owners.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            let next = change.take_over.as_ref().map(|_| format!("leave it to them, or take it over with --take-over {}", change.object));
            let message = if change.message.is_empty() { String::new() } else { format!("; {}", change.message) };
            format!("{owners}{}{message}", next.map(|next| format!(" — {next}")).unwrap_or_default())
        }
        Action::Invalid(_) if missing => {
            format!("there is no namespace {:?} — create it first, or have it created with --create-namespaces", change.object.namespace)
        }
        Action::Create | Action::Update | Action::Delete | Action::None | Action::Forbidden | Action::Invalid(_) => change.message.clone(),
    };
    joined([hints, said])
}

fn joined(parts: [String; 2]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The two sides of an object that changes, or would if its fields were taken over.
fn difference(change: &Change, sides: Sides) -> String {
    let is_known = match &change.action {
        Action::Create | Action::Update | Action::Conflict(_) => change.after.is_some(),
        Action::Delete => true,
        Action::None | Action::Forbidden | Action::Invalid(_) => false,
    };
    // Of a namespace its name says it all.
    if !is_known || change.object.kind == Kind::Namespace {
        return String::new();
    }
    let side = |object: Option<&Value>| object.map(|object| yaml::text(&yaml::tree(object))).unwrap_or_default();
    let name = |side: &str| format!("{}, {side}", change.object);
    let (before, after) = (name(sides.before), name(sides.after));
    unified((&before, &side(change.before.as_ref())), (&after, &side(change.after.as_ref())))
}

fn painted(line: &str, colour: Colour) -> String {
    let line = printable(line);
    let style = match line.chars().next() {
        Some('+') if !line.starts_with("+++ ") => "32",
        Some('-') if !line.starts_with("--- ") => "31",
        Some('+' | '-') => "1",
        Some('@') => "36",
        Some(_) | None => return line,
    };
    colour.paint(style, &line)
}

/// `1 to create, 2 unchanged`
fn tally(plan: &Plan) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("create", "to create"),
        ("update", "to update"),
        ("delete", "to delete"),
        ("conflict", "in conflict"),
        ("forbidden", "forbidden"),
        ("invalid", "invalid"),
        ("none", "unchanged"),
    ];
    let number = |keyword: &str| plan.changes.iter().filter(|change| change.action.keyword() == keyword).count();
    let counted = WORDS.map(|(keyword, words)| (number(keyword), words)).into_iter().filter(|(number, _)| *number > 0);
    let nothing = plan.changes.iter().all(|change| change.action == Action::None).then(|| "nothing to change".to_owned());
    nothing.into_iter().chain(counted.map(|(number, words)| format!("{number} {words}"))).collect::<Vec<_>>().join(", ")
}
