//! Does undoing bring back what was, and leave alone what somebody changed since?
//! Knows nothing of how a plan comes to be.

use std::fs;

use portolan::cluster::{Action, Options};
use serde_json::json;

use crate::support::cluster::{World, fields, manifest, only, port, world};

#[test]
fn what_came_to_be_goes_and_comes_back() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http")]))]);
    let past = world.past();
    assert_eq!(past[0].words(), "1 created");
    let plan = world.plan_undo(&past[0]);
    assert_eq!(only(&plan).action, Action::Delete);
    assert_eq!(world.apply(&plan).to_string(), "1 deleted");
    assert_eq!(world.live("web"), json!(null));

    let again = world.plan_undo(&world.past()[0]);
    assert_eq!(only(&again).action, Action::Create);
    assert_eq!(world.apply(&again).to_string(), "1 created");
    assert_eq!(world.live("web")["spec"]["ports"][0]["appProtocol"], "http");
    assert_eq!(only(&world.plan(&[world.wanted("web", &json!([port(80, "http")]))])).action, Action::None);
}

#[test]
fn what_was_ours_is_as_it_was() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http"), port(90, "tcp")]))]);
    let before = world.plain("web");
    world.bring(&[world.wanted("web", &json!([port(80, "grpc"), port(100, "kafka")]))]);
    let plan = world.plan_undo(&world.past()[0]);
    assert_eq!((&only(&plan).action, only(&plan).message.as_str()), (&Action::Update, ""), "{plan:#?}");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.plain("web"), before);
}

#[test]
fn hints_on_what_others_own_go_away_or_become_theirs_again() {
    let Some(world) = world() else { return };
    world.kubectl(&["apply", "-f", "-"], &manifest("bare", &json!([port(80, "")])));
    world.kubectl(&["apply", "--server-side", "--field-manager=helm", "-f", "-"], &manifest("said", &json!([port(80, "tcp")])));
    let before = ["bare", "said"].map(|name| world.plain(name));
    let wanted = ["bare", "said"].map(|name| world.wanted(name, &json!([port(80, "http")])));
    let taken_over = world.plan(&wanted).changes.into_iter().filter_map(|change| change.take_over).collect();
    let plan = world.try_plan(&wanted, &Options { taken_over, ..Options::default() }).unwrap();
    assert_eq!(world.apply(&plan).to_string(), "2 updated");
    let plan = world.plan_undo(&world.past()[0]);
    assert_eq!(fields(&plan.changes[0]), ["ports[80/TCP].appProtocol"]);
    let said: Vec<&str> = plan.changes.iter().map(|change| change.message.as_str()).collect();
    assert_eq!(said, ["stays this design's, with the old value: ports[80/TCP].appProtocol", ""]);
    assert_eq!(world.apply(&plan).to_string(), "2 updated");
    assert_eq!(["bare", "said"].map(|name| world.plain(name)), before);
}

#[test]
fn what_somebody_changed_since_is_left_alone() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http"), port(90, "http")]))]);
    let created = world.past().remove(0);
    world.bring(&[world.wanted("web", &json!([port(80, "grpc"), port(90, "grpc")]))]);
    let updated = world.past().remove(0);
    world.kubectl(
        &["patch", "service", "web", "--type=json", "-p", r#"[{"op": "replace", "path": "/spec/ports/0/appProtocol", "value": "kafka"}]"#],
        "",
    );

    let plan = world.plan_undo(&created);
    assert!(matches!(&only(&plan).action, Action::Conflict(owners) if owners[0].manager.contains("kubectl")), "{plan:#?}");
    assert_eq!(world.apply(&plan).to_string(), "1 left out");

    let plan = world.plan_undo(&updated);
    assert_eq!(fields(only(&plan)), ["ports[90/TCP].appProtocol"]);
    assert_eq!(only(&plan).message, "changed by somebody since, and left alone: ports[80/TCP].appProtocol");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    let ports = world.live("web")["spec"]["ports"].clone();
    assert_eq!((&ports[0]["appProtocol"], &ports[1]["appProtocol"]), (&json!("kafka"), &json!("http")));
}

#[test]
fn what_became_somebody_elses_since_is_left_alone() {
    let Some(world) = world() else { return };
    let helm = |hint: &str| {
        let manifest = manifest("web", &json!([port(80, hint)]));
        world.kubectl(&["apply", "--server-side", "--field-manager=helm", "-f", "-"], &manifest);
    };
    world.bring(&[world.wanted("web", &json!([port(80, "http")]))]);
    let created = world.past().remove(0);
    // The very same values, which are theirs, too, from now on.
    helm("http");
    let plan = world.plan_undo(&created);
    assert!(matches!(&only(&plan).action, Action::Conflict(owners) if owners[0].manager == "helm"), "{plan:#?}");
    assert_eq!((world.apply(&plan).to_string(), only(&plan).take_over.is_none()), ("1 left out".to_owned(), true));

    world.kubectl(&["delete", "service", "web"], "");
    world.bring(&[world.wanted("web", &json!([port(80, "http")]))]);
    world.bring(&[world.wanted("web", &json!([port(80, "grpc")]))]);
    helm("grpc");
    let plan = world.plan_undo(&world.past()[0]);
    assert!(matches!(&only(&plan).action, Action::Conflict(_)) && only(&plan).take_over.is_none(), "{plan:#?}");
    assert_eq!(only(&plan).message, "this is theirs by now, and left alone");
    assert_eq!(world.apply(&plan).to_string(), "1 left out");
}

#[test]
fn what_is_gone_or_another_is_left_alone() {
    let Some(world) = world() else { return };
    world.bring(&["a", "b"].map(|name| world.wanted(name, &json!([port(80, "http")]))));
    let created = world.past().remove(0);
    world.bring(&["a", "b"].map(|name| world.wanted(name, &json!([port(80, "grpc")]))));
    let updated = world.past().remove(0);
    world.kubectl(&["delete", "service", "a", "b"], "");
    world.kubectl(&["apply", "-f", "-"], &manifest("b", &json!([port(80, "grpc")])));
    let actions = |plan: portolan::cluster::Plan| plan.changes.into_iter().map(|change| change.action).collect::<Vec<_>>();
    assert_eq!(actions(world.plan_undo(&updated)), [Action::None, Action::None]);
    let undone = actions(world.plan_undo(&created));
    assert!(matches!(undone.as_slice(), [Action::Conflict(_), Action::None]), "{undone:?}");
}

#[test]
fn a_journal_that_was_cut_still_undoes() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("old", &json!([port(80, "http")]))]);
    let before = world.plain("old");
    world.bring(&["old", "new"].map(|name| world.wanted(name, &json!([port(80, "grpc")]))));
    let file = world.past()[0].file.clone();
    // As if the program had ended before it heard of any answer, in the middle of a line.
    let text = fs::read_to_string(&file).unwrap();
    let sent: String = text.lines().filter(|line| !line.contains("\"line\":\"sent\"")).map(|line| format!("{line}\n")).collect();
    fs::write(&file, sent + "{\"line\":\"sent\",\"obj").unwrap();
    let past = world.past().remove(0);
    assert_eq!(past.words(), "2 unknown");
    let plan = world.plan_undo(&past);
    assert!(plan.changes.iter().any(|change| change.message.contains("look at it first")), "{plan:#?}");
    let tally = world.apply(&plan);
    assert_eq!(tally.to_string(), "1 updated, 1 deleted");
    assert_eq!(world.plain("old"), before);
    assert_eq!(world.live("new"), json!(null));
}

#[test]
fn a_journal_is_for_its_user_alone_and_holds_no_secret() {
    let Some(world) = world() else { return };
    let wanted = [world.wanted("web", &json!([port(80, "http")]))];
    let plan = world.plan(&wanted);
    let tally = world.apply(&plan);
    let past = world.past();
    let text = fs::read_to_string(&past[0].file).unwrap();
    // The token of the administrator, who signed in with it.
    for shown in [text, format!("{plan:?} {tally:?} {past:?}")] {
        assert!(!shown.contains("administrator"), "{shown}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&past[0].file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// The numbers of a Service's ports, in the order in which they live.
fn numbers(world: &World, name: &str) -> Vec<u64> {
    let live = world.live(name);
    live["spec"]["ports"].as_array().into_iter().flatten().filter_map(|port| port["port"].as_u64()).collect()
}

#[test]
fn ports_keep_the_order_in_which_they_were() {
    let Some(world) = world() else { return };
    let both = |protocol: &str| json!([port(80, protocol), port(443, protocol)]);
    world.bring(&[world.wanted("ours", &both("http"))]);
    world.bring(&[world.wanted("ours", &both("grpc"))]);
    world.kubectl(&["apply", "--server-side", "--field-manager=helm", "-f", "-"], &manifest("helms", &both("")));
    // The design has them the other way round.
    world.bring(&[world.wanted("helms", &json!([port(443, "http"), port(80, "http")]))]);
    assert_eq!(numbers(&world, "helms"), [80, 443]);
    for past in world.past().into_iter().take(2) {
        let plan = world.plan_undo(&past);
        assert_eq!(world.apply(&plan).to_string(), "1 updated");
    }
    assert_eq!([numbers(&world, "ours"), numbers(&world, "helms")], [[80, 443], [80, 443]]);
    assert_eq!(world.live("ours")["spec"]["ports"][0]["appProtocol"], "http");
}

#[test]
fn a_load_balancer_that_its_controller_noticed_goes_all_the_same() {
    let Some(world) = world() else { return };
    let mut wanted = world.wanted("edge", &json!([port(80, "http")]));
    wanted.whole["spec"]["type"] = json!("LoadBalancer");
    world.bring(&[wanted]);
    let finalizers = r#"{"metadata": {"finalizers": ["service.kubernetes.io/load-balancer-cleanup"]}}"#;
    world.kubectl(
        &["patch", "service", "edge", "--subresource=status", "--type=merge", "--field-manager=cloud-controller-manager", "-p", finalizers],
        "",
    );
    let plan = world.plan_undo(&world.past()[0]);
    assert_eq!(only(&plan).action, Action::Delete, "{plan:#?}");
}
