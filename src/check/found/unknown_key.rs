//! F005: keys that no Dataplane has. Knows nothing of values, nor of tags, whose keys are anybody's own.

use super::fields::{self, Fields, Shape};
use super::{Remark, remark};
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for keys of a Dataplane that no Kuma version from 2.5 to 3.0 knows.
    ///
    /// ## Why is this bad?
    /// Kuma ignores them without a word: an `inbounds:` is no inbound, and a `protcol:` leaves the port at tcp.
    ///
    /// ## Use instead
    /// The key that was meant, in the place where Kuma reads it.
    "F005" "unknown-key" Warning
}

pub(super) fn look(root: &Node) -> Vec<Remark> {
    let mut found = Vec::new();
    walk(root, fields::DATAPLANE, "", &mut found);
    found
}

fn walk(node: &Node, known: Fields, path: &str, found: &mut Vec<Remark>) {
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match fields::field(known, name) {
            Some(Shape::Any) => {}
            Some(Shape::Keys(inner)) => walk(value, inner, &path, found),
            Some(Shape::List(inner)) => {
                value.items().iter().enumerate().for_each(|(index, item)| walk(item, inner, &format!("{path}[{index}]"), found));
            }
            None => {
                let guess = nearest(name, known).map_or_else(String::new, |near| format!(": did you mean {near}?"));
                found.push(remark(&RULE, format!("Kuma ignores the key \"{name}\"{guess}"), &key.span, path));
            }
        }
    }
}

/// The known key that is nearest, if one is near.
fn nearest(key: &str, known: Fields) -> Option<&'static str> {
    let distance = |name: &str| strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase());
    let (name, _) = known.iter().min_by_key(|(name, _)| distance(name))?;
    (distance(name) <= 1 + name.len() / 4).then_some(*name)
}
