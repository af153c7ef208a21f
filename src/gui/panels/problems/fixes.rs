//! What can be mended at once, without a question and without one fix undoing another.
//! Knows nothing of rows.

use std::collections::HashSet;

use crate::check::{Finding, Fix, Safety};
use crate::design::{Edit, Touched};
use crate::session::Session;

/// Which fixes are taken, as the button's tooltip says.
pub const WHICH: &str = "What has one answer and loses nothing that anybody could have meant; the rest is left to you";

/// The fixes that can be done together, in the order of the design: those that `check --fix` makes, too. A likely answer may well be
/// wrong, so it is nobody's but the user's. Of two fixes that write the same thing the first is taken: the second would take it back.
pub fn safe(session: &Session) -> impl Iterator<Item = (&Finding, &Fix)> {
    let (mut services, mut ports, mut others) = (HashSet::new(), HashSet::new(), Vec::new());
    let mut with_ports = HashSet::new();
    let mut is_free = move |edit: &Edit| match edit.touched() {
        Touched::Service(id) => !with_ports.contains(&id) && services.insert(id),
        Touched::Port(id, port) => {
            with_ports.insert(id);
            !services.contains(&id) && ports.insert((id, port))
        }
        other @ (Touched::Name | Touched::Target | Touched::Ignore) => {
            let free = !others.contains(&other);
            others.push(other);
            free
        }
        Touched::Many(_) | Touched::Alone => false,
    };
    let fixes = session.findings().iter().filter_map(|finding| Some((finding, finding.fix.as_ref()?)));
    fixes.filter(move |(_, fix)| fix.safety == Safety::Safe && fix.edits.iter().all(&mut is_free))
}

/// All of them as one step.
pub fn all_safe(session: &Session) -> Edit {
    let fixes: Vec<&Fix> = safe(session).map(|(_, fix)| fix).collect();
    let name = if fixes.len() == 1 { "fix 1 problem".to_owned() } else { format!("fix {} problems", fixes.len()) };
    Edit::Many(name, fixes.into_iter().flat_map(|fix| fix.edits.clone()).collect())
}

/// One of them as a step of its own, named for what it does and where: the same fix elsewhere is another step.
pub fn one(fix: &Fix, place: &str) -> Edit {
    let mut title = fix.title.clone();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Edit::Many(format!("{title} ({place})"), fix.edits.clone())
}
