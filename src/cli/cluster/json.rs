//! A plan for programs, in the shape of product.md §6.
//! Knows nothing of where it comes from.

use serde::Serialize;

use super::super::words;
use super::text::message;
use crate::cluster::{Change, Plan};

#[derive(Serialize)]
struct Report<'a> {
    /// The context: where it goes.
    target: &'a str,
    changes: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    kind: &'a str,
    /// Empty for what is in no namespace.
    namespace: &'a str,
    name: &'a str,
    action: &'a str,
    fields: Vec<&'a str>,
    message: String,
}

/// The plan.
pub fn json(plan: &Plan) -> String {
    let changes = plan.changes.iter().map(|change| reported(plan, change)).collect();
    words::json(&Report { target: &plan.place.context, changes })
}

fn reported<'a>(plan: &Plan, change: &'a Change) -> Reported<'a> {
    Reported {
        kind: change.object.kind.keyword(),
        namespace: change.object.lives_in(),
        name: &change.object.name,
        action: change.action.keyword(),
        fields: change.fields.iter().map(|field| field.path.as_str()).collect(),
        message: message(plan, change),
    }
}
