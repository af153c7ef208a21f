//! What changes in meaning between two versions, even where no byte changes.
//! Knows nothing of why: the notes of the rows say that.

use super::Row;

/// A port that is something else after an upgrade.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What it is before.
    pub before: Row,
    /// What it is after; its note says why.
    pub after: Row,
    /// What changes, such as `clients: http → no listener`.
    pub what: String,
}

/// What is not the same, of the rows of the same objects as two versions see them.
pub fn changes(before: &[Row], after: &[Row]) -> Vec<Change> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before.of == after.of && before.port == after.port);
    let changed = pairs.filter_map(|(before, after)| {
        let what = what(before, after);
        (!what.is_empty()).then(|| Change { before: before.clone(), after: after.clone(), what })
    });
    changed.collect()
}

/// A MeshService is a means: that one comes or goes is told by what clients get.
fn what(before: &Row, after: &Row) -> String {
    let sides = [
        ("inbound", before.inbound.keyword(), after.inbound.keyword()),
        ("served as", before.served.keyword(), after.served.keyword()),
        ("clients", before.client.keyword(), after.client.keyword()),
    ];
    let changed = sides.iter().filter(|(_, before, after)| before != after);
    changed.map(|(side, before, after)| format!("{side}: {before} → {after}")).collect::<Vec<_>>().join(", ")
}
