//! Namespaces that are wanted and not there: created when the user ticked them, and otherwise named.
//! Knows nothing of what would live in them.

use std::collections::BTreeSet;

use serde_json::json;

use super::access::{Access, Subject, may};
use super::dry_run::{Asked, Draft, Planned};
use super::plan::Planner;
use super::request::Force;
use super::{Action, Change, Error, Extent, Kind, Missing, Object, Plan, fields};

/// Plans the namespaces that were ticked, and says which of them would come to be.
pub(super) async fn namespaces(planner: &Planner<'_>, plan: &mut Plan, names: &BTreeSet<&str>) -> Result<BTreeSet<String>, Error> {
    let mut created = BTreeSet::new();
    if names.is_empty() {
        return Ok(created);
    }
    let access = may(&planner.line, "create", Subject { resource: "namespaces", namespace: "", name: "" }).await?;
    for name in names {
        plan.missing.push(Missing { name: (*name).to_owned(), access });
        if !planner.options.namespaces.contains(*name) {
            continue;
        }
        let (change, planned) = match access {
            Access::Denied => {
                let why = "you may not create namespaces — ask whoever runs the cluster for this one";
                (draft(name).refused(Action::Forbidden, why, None), None)
            }
            Access::Allowed | Access::NotSaid => draft(name).try_out(&planner.line, planner.manager, None, &BTreeSet::new()).await?,
        };
        if change.action == Action::Create {
            created.insert((*name).to_owned());
        }
        plan.add(change, planned);
    }
    Ok(created)
}

fn draft(name: &str) -> Draft {
    let object = Object { kind: Kind::Namespace, namespace: name.to_owned(), name: name.to_owned() };
    let body = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    Draft { object, extent: Extent::Whole, body, message: String::new() }
}

/// Plans a Service whose namespace is not there.
pub(super) fn service(plan: &mut Plan, draft: &Draft, created: &BTreeSet<String>) {
    let name = &draft.object.namespace;
    let may_not = plan.missing.iter().any(|missing| missing.name == *name && missing.access == Access::Denied);
    let (action, why) = if created.contains(name) {
        (Action::Create, format!("namespace {name:?} comes to be first, so the server could not be asked about this one"))
    } else if may_not {
        (
            Action::Invalid(Some("metadata.namespace".to_owned())),
            format!("there is no namespace {name:?}, and you may not create it — ask whoever runs the cluster"),
        )
    } else {
        (Action::Invalid(Some("metadata.namespace".to_owned())), format!("there is no namespace {name:?} — have it created too"))
    };
    let change = draft.refused(action, &why, None);
    let change = Change { fields: fields::said(&draft.body), after: Some(draft.body.clone()), ..change };
    let planned = (change.action == Action::Create).then(|| Planned {
        request: draft.request(&plan.manager, None, Force::No),
        before: None,
        asked: Asked::Nobody,
    });
    plan.add(change, planned);
}
