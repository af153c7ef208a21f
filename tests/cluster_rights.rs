//! Does somebody who may do less see what may not be done, and why?
//! Knows nothing of how rights are given.

use portolan::cluster::{Access, Action, Options};
use serde_json::json;

use crate::support::cluster::{World, fresh, only, port, world};

/// What becomes of one Service that lives and one that does not, for somebody with these rights.
fn planned(world: &World, verbs: &str) -> Vec<(Action, String)> {
    world.bring(&[world.wanted("old", &json!([port(80, "http")]))]);
    let user = world.as_user(verbs);
    let wanted = ["old", "new"].map(|name| user.wanted(name, &json!([port(80, "grpc")])));
    user.plan(&wanted).changes.into_iter().map(|change| (change.action, change.message)).collect()
}

#[test]
fn who_may_only_list_is_told_what_is_missing() {
    let Some(world) = world() else { return };
    let planned = planned(&world, "list");
    let words = format!("you may neither get nor patch services in namespace {:?} — ask for these rights", world.namespace);
    assert_eq!(planned, [(Action::Forbidden, words.clone()), (Action::Forbidden, words)]);
}

#[test]
fn who_may_only_patch_cannot_compare() {
    let Some(world) = world() else { return };
    let planned = planned(&world, "patch");
    assert!(planned.iter().all(|(action, message)| *action == Action::Forbidden && message.contains("but not get them")), "{planned:?}");
}

#[test]
fn who_may_only_look_sees_what_lives() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("old", &json!([port(80, "http")]))]);
    let user = world.as_user("get,list");
    let plan = user.plan(&[user.wanted("old", &json!([port(80, "grpc")]))]);
    assert_eq!(only(&plan).action, Action::Forbidden);
    assert!(only(&plan).before.is_some());
}

#[test]
fn who_may_not_create_still_changes() {
    let Some(world) = world() else { return };
    let planned = planned(&world, "get,patch");
    assert_eq!(planned[0].0, Action::Update);
    assert_eq!(planned[1].0, Action::Forbidden);
    assert!(planned[1].1.contains("you may not create services"), "{}", planned[1].1);
}

#[test]
fn many_are_read_one_by_one_where_listing_is_not_allowed() {
    let Some(world) = world() else { return };
    let user = world.as_user("get,patch,create");
    let wanted: Vec<_> = (0..20).map(|number| user.wanted(&format!("s{number}"), &json!([port(80, "http")]))).collect();
    assert_eq!(user.bring(&wanted).to_string(), "20 created");
    assert_eq!(user.bring(&wanted).to_string(), "20 unchanged");
}

#[test]
fn who_may_not_create_namespaces_is_told_so() {
    let Some(world) = world() else { return };
    // Rights in a namespace that is not there can only come from the whole cluster.
    let (role, user) = (fresh("everywhere"), world.as_user(""));
    world.kubectl(&["create", "clusterrole", &role, "--verb=get,patch,create", "--resource=services"], "");
    world.kubectl(&["create", "clusterrolebinding", &role, &format!("--clusterrole={role}"), &format!("--group={}", world.namespace)], "");
    let mut user = user;
    user.namespace = fresh("missing");
    let wanted = [user.wanted("web", &json!([port(80, "http")]))];
    let options = Options { namespaces: [user.namespace.clone()].into(), ..Options::default() };
    let plan = user.try_plan(&wanted, &options);
    world.kubectl(&["delete", "clusterrolebinding", &role], "");
    let plan = plan.unwrap();
    assert_eq!(plan.missing[0].access, Access::Denied);
    assert_eq!(plan.changes[0].action, Action::Forbidden);
    assert!(plan.changes[1].message.contains("you may not create it"), "{}", plan.changes[1].message);
    assert_eq!(user.apply(&plan).to_string(), "2 left out");
}

#[test]
fn a_role_may_allow_a_service_by_its_name() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http")])), world.wanted("api", &json!([port(80, "http")]))]);
    let user = world.as_user("");
    let role = fresh("by-name");
    world.kubectl(&["create", "role", &role, "--verb=get,patch", "--resource=services", "--resource-name=web"], "");
    world.kubectl(&["create", "rolebinding", &role, &format!("--role={role}"), &format!("--group={}", world.namespace)], "");
    let wanted = ["web", "api"].map(|name| user.wanted(name, &json!([port(80, "grpc")])));
    let plan = user.plan(&wanted);
    let actions: Vec<&Action> = plan.changes.iter().map(|change| &change.action).collect();
    assert_eq!(actions, [&Action::Update, &Action::Forbidden], "{plan:#?}");
    assert_eq!(user.apply(&plan).to_string(), "1 updated, 1 left out");
}
