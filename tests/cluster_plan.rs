//! Does a real API server plan and apply as Portolan says it does?
//! Knows nothing of undoing, of missing rights, or of servers that fail.

use portolan::cluster::{Action, Applied, Cancel, Extent, Options};
use portolan::design::{Design, Service, ServicePort, TargetPort};
use portolan::manifest;
use portolan::protocol::Protocol;
use serde_json::{Value, json};

use crate::support::cluster::{MANAGER, fields, fresh, manifest as others, only, port, world};

#[test]
fn a_service_is_created_and_then_there_is_nothing_left_to_do() {
    let Some(world) = world() else { return };
    let wanted = [world.wanted("web", &json!([port(80, "http")]))];
    let plan = world.plan(&wanted);
    let change = only(&plan);
    assert_eq!((&change.action, &change.extent, change.message.as_str()), (&Action::Create, &Extent::Whole, ""));
    assert!(fields(change).contains(&"ports[80/TCP].appProtocol"), "{:?}", fields(change));
    assert_eq!(world.apply(&plan).results[0].1, Applied::Created(Vec::new()));
    assert_eq!(world.live("web")["spec"]["ports"][0]["appProtocol"], "http");

    let version = world.version("web");
    let again = world.plan(&wanted);
    assert_eq!(only(&again).action, Action::None);
    assert_eq!(world.apply(&again).results[0].1, Applied::Unchanged);
    assert_eq!(world.version("web"), version);
}

#[test]
fn a_changed_protocol_is_one_field() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("web", &json!([port(80, "http"), port(90, "")]))]);
    let plan = world.plan(&[world.wanted("web", &json!([port(80, "grpc"), port(90, "")]))]);
    let change = only(&plan);
    assert_eq!(change.action, Action::Update);
    assert_eq!(fields(change), ["ports[80/TCP].appProtocol"]);
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.live("web")["spec"]["ports"][0]["appProtocol"], "grpc");
}

#[test]
fn of_what_kubectl_made_only_the_hints_are_written() {
    let Some(world) = world() else { return };
    world.kubectl(&["apply", "-f", "-"], &others("web", &json!([port(80, ""), port(90, "")])));
    let mut wanted = world.wanted("web", &json!([port(80, "http"), port(1234, "grpc")]));
    wanted.whole["spec"]["selector"] = json!({"app": "other"});
    let plan = world.plan(&[wanted.clone()]);
    let change = only(&plan);
    assert_eq!((&change.action, &change.extent), (&Action::Update, &Extent::Hints("kubectl".to_owned())));
    assert_eq!(fields(change), ["ports[80/TCP].appProtocol"]);
    assert_eq!(change.message, "the Service has no port 1234/TCP, and hints add none");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.live("web")["spec"]["selector"], json!({"app": "web"}));
    assert_eq!(only(&world.plan(&[wanted.clone()])).action, Action::None);

    // A hint that the design no longer has goes away again.
    wanted.hints = None;
    let plan = world.plan(&[wanted.clone()]);
    assert_eq!(fields(only(&plan)), ["ports[80/TCP].appProtocol"]);
    world.apply(&plan);
    assert_eq!(world.live("web")["spec"]["ports"][0].get("appProtocol"), None);
    let plan = world.plan(&[wanted]);
    assert_eq!(only(&plan).action, Action::None);
}

#[test]
fn a_conflict_names_its_owner_and_is_taken_over_for_one_very_draft() {
    let Some(world) = world() else { return };
    let helm = ["apply", "--server-side", "--field-manager=helm", "-f", "-"];
    world.kubectl(&helm, &others("web", &json!([port(80, "tcp")])));
    let wanted = |hint: &str| [world.wanted("web", &json!([port(80, hint)]))];
    let plan = world.plan(&wanted("http"));
    let change = only(&plan);
    let Action::Conflict(owners) = &change.action else { panic!("{change:#?}") };
    assert_eq!((owners[0].manager.as_str(), owners[0].fields.as_slice()), ("helm", ["ports[80/TCP].appProtocol".to_owned()].as_slice()));
    assert_eq!(change.extent, Extent::Hints("Helm".to_owned()));
    assert_eq!(fields(change), ["ports[80/TCP].appProtocol"], "what taking over would change can be seen");
    assert_eq!(world.apply(&plan).results[0].1, Applied::LeftOut);

    let options = Options { taken_over: change.take_over.clone().into_iter().collect(), ..Options::default() };
    let other = world.try_plan(&wanted("grpc"), &options).unwrap();
    assert!(matches!(only(&other).action, Action::Conflict(_)), "another draft is another conflict");
    let plan = world.try_plan(&wanted("http"), &options).unwrap();
    assert_eq!(only(&plan).message, "takes over ports[80/TCP].appProtocol from helm");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.live("web")["spec"]["ports"][0]["appProtocol"], "http");
    assert_eq!(only(&world.plan(&wanted("http"))).action, Action::None);
}

#[test]
fn two_transports_of_one_number_keep_apart() {
    let Some(world) = world() else { return };
    let udp = json!({"port": 53, "protocol": "UDP", "name": "udp"});
    let ports = |hint: &str| json!([udp, port(53, hint)]);
    world.kubectl(&["apply", "-f", "-"], &others("dns", &ports("")));
    let plan = world.plan(&[world.wanted("dns", &ports("tcp"))]);
    assert_eq!(fields(only(&plan)), ["ports[53/TCP].appProtocol"]);
    world.apply(&plan);
    assert_eq!(world.live("dns")["spec"]["ports"][0].get("appProtocol"), None);
    assert_eq!(world.live("dns")["spec"]["ports"][1]["appProtocol"], "tcp");
}

#[test]
fn a_design_goes_the_whole_way() {
    let Some(world) = world() else { return };
    let named = ServicePort { port: 80, name: "http".into(), target_port: Some(TargetPort::Name("web".into())), ..ServicePort::default() };
    let mut design = Design::default();
    design.push(Service { name: "web".into(), ports: vec![ServicePort { protocol: Some(Protocol::Http), ..named }], ..Service::default() });
    let wanted = manifest::wanted(&design, &world.namespace);
    assert_eq!(world.bring(&wanted).to_string(), "1 created");
    assert_eq!(world.live("web")["spec"]["ports"][0]["targetPort"], "web");
    assert_eq!(only(&world.plan(&wanted)).action, Action::None);
}

#[test]
fn what_the_server_refuses_is_said_in_its_words() {
    let Some(world) = world() else { return };
    let plan = world.plan(&[world.wanted("web", &json!([port(80, "a/b/c")]))]);
    let change = only(&plan);
    assert_eq!(change.action, Action::Invalid(Some("spec.ports[0].appProtocol".to_owned())));
    assert!(change.message.contains("a/b/c"), "{}", change.message);
    assert_eq!(world.apply(&plan).results[0].1, Applied::LeftOut);

    let mut unknown = world.wanted("web", &json!([port(80, "http")]));
    unknown.whole["spec"]["colour"] = json!("red");
    let plan = world.plan(&[unknown]);
    assert!(matches!(&only(&plan).action, Action::Invalid(Some(field)) if field == "spec.colour"), "{:?}", only(&plan));

    let plan =
        world.plan(&[world.wanted("", &json!([])), world.wanted("a", &json!([port(1, "")])), world.wanted("a", &json!([port(2, "")]))]);
    let actions: Vec<_> = plan.changes.iter().map(|change| change.action.clone()).collect();
    let name = Action::Invalid(Some("metadata.name".to_owned()));
    assert_eq!(actions, [name.clone(), Action::Create, name]);
    let applied: Vec<_> = world.apply(&plan).results.into_iter().map(|(_, applied)| applied).collect();
    assert_eq!(applied, [Applied::LeftOut, Applied::Created(Vec::new()), Applied::LeftOut]);
    assert_eq!(world.past()[0].words(), "1 created");
}

#[test]
fn a_webhook_that_cannot_be_asked_stops_its_own_namespace_alone() {
    let Some(world) = world() else { return };
    let name = fresh("closed");
    let webhook = json!({
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": name},
        "webhooks": [{
            "name": "closed.portolan.test", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Fail",
            "clientConfig": {"url": "https://127.0.0.1:1/"},
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": world.namespace}},
            "objectSelector": {"matchExpressions": [{"key": "asked", "operator": "Exists"}]},
            "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["services"]}]
        }]
    });
    world.kubectl(&["apply", "-f", "-"], &webhook.to_string());
    let mut asked = world.wanted("asked", &json!([port(80, "http")]));
    asked.whole["metadata"]["labels"] = json!({"asked": "yes"});
    let wanted = [asked, world.wanted("web", &json!([port(80, "http")]))];
    // The server learns of a webhook a moment after it was made.
    let refused = |plan: &portolan::cluster::Plan| plan.changes[0].action == Action::Invalid(None);
    let plan = (0..100).map(|_| world.plan(&wanted)).find(refused).expect("the webhook stops it");
    world.kubectl(&["delete", "validatingwebhookconfiguration", &name], "");
    let message = &plan.changes[0].message;
    assert!(message.contains("failed calling webhook") && message.starts_with("the server does not let it pass"), "{message}");
    assert_eq!(plan.changes[1].action, Action::Create);
    assert_eq!(world.apply(&plan).to_string(), "1 created, 1 left out");
}

#[test]
fn what_somebody_changed_meanwhile_is_not_written_over() {
    let Some(world) = world() else { return };
    world.bring(&[world.wanted("a", &json!([port(80, "http")])), world.wanted("b", &json!([port(80, "http")]))]);
    let wanted = ["a", "b", "c"].map(|name| world.wanted(name, &json!([port(80, "grpc")])));
    let plan = world.plan(&wanted);
    world.kubectl(&["label", "service", "a", "by=hand"], "");
    world.kubectl(&["delete", "service", "b"], "");
    world.kubectl(&["apply", "-f", "-"], &others("c", &json!([port(80, "")])));
    let tally = world.apply(&plan);
    assert_eq!(tally.to_string(), "3 changed meanwhile", "{tally:#?}");
    assert_eq!(world.live("a")["spec"]["ports"][0]["appProtocol"], "http");
    assert_eq!(world.live("b"), json!(null), "what was deleted does not come to be again");
    assert_eq!(world.live("c")["spec"]["ports"][0].get("appProtocol"), None);
    assert_eq!(world.bring(&wanted).to_string(), "1 created, 2 updated");
}

#[test]
fn a_missing_namespace_is_created_when_it_was_ticked() {
    let Some(mut world) = world() else { return };
    world.namespace = fresh("missing");
    let wanted = [world.wanted("web", &json!([port(80, "http")]))];
    let plan = world.plan(&wanted);
    assert_eq!(plan.missing[0].name, world.namespace);
    assert!(matches!(&only(&plan).action, Action::Invalid(Some(field)) if field == "metadata.namespace"));
    assert_eq!(world.apply(&plan).to_string(), "1 left out");

    let options = Options { namespaces: [world.namespace.clone()].into(), ..Options::default() };
    let plan = world.try_plan(&wanted, &options).unwrap();
    assert_eq!(plan.changes.iter().map(|change| change.action.clone()).collect::<Vec<_>>(), [Action::Create, Action::Create]);
    assert_eq!(world.apply(&plan).to_string(), "2 created");
    assert_eq!(only(&world.plan(&wanted)).action, Action::None);
    assert_eq!(world.plan(&wanted).manager, MANAGER);
}

#[test]
fn a_stop_comes_between_two_objects() {
    let Some(world) = world() else { return };
    let wanted: Vec<_> = (0..30).map(|number| world.wanted(&format!("s{number}"), &json!([port(80, "http")]))).collect();
    let plan = world.plan(&wanted);
    let cancel = Cancel::default();
    let tally = world.apply_until(&plan, &cancel, |_| cancel.cancel());
    let created = tally.count(|applied| matches!(applied, Applied::Created(_)));
    assert!((1..=8).contains(&created), "{tally}");
    assert_eq!(tally.count(|applied| *applied == Applied::Cancelled), 30 - created, "{tally}");
    assert_eq!(world.bring(&wanted).to_string(), format!("{} created, {created} unchanged", 30 - created));
}

#[test]
fn a_service_that_is_no_more_than_its_ports_is_ours_all_the_same() {
    let Some(world) = world() else { return };
    let bare = |ports: Value| {
        let mut wanted = world.wanted("bare", &ports);
        if let Some(spec) = wanted.whole["spec"].as_object_mut() {
            spec.remove("selector");
        }
        wanted
    };
    world.bring(&[bare(json!([{"port": 80, "protocol": "TCP", "appProtocol": "http"}]))]);
    let plan = world.plan(&[bare(json!([port(80, "http"), port(90, "grpc")]))]);
    assert_eq!((&only(&plan).action, &only(&plan).extent), (&Action::Update, &Extent::Whole), "{plan:#?}");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.live("bare")["spec"]["ports"].as_array().map(Vec::len), Some(2));
}

#[test]
fn annotations_alone_are_hints_too_and_only_of_ports_that_are_there() {
    let Some(world) = world() else { return };
    world.kubectl(&["apply", "--server-side", "--field-manager=helm", "-f", "-"], &others("web", &json!([port(80, "")])));
    let key = |number: u32| format!("{number}.service.kuma.io/protocol");
    let mut wanted = world.wanted("web", &json!([port(80, "")]));
    let metadata = json!({"name": "web", "namespace": world.namespace, "annotations": {key(80): "http", key(9999): "grpc"}});
    wanted.hints = Some(json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata}));
    let plan = world.plan(&[wanted.clone()]);
    assert_eq!(fields(only(&plan)), ["annotations[80.service.kuma.io/protocol]"]);
    assert_eq!(only(&plan).message, "the Service has no port 9999/TCP, and hints add none");
    assert_eq!(world.apply(&plan).to_string(), "1 updated");
    assert_eq!(world.live("web")["metadata"]["annotations"], json!({key(80): "http"}));
    let again = world.plan(&[wanted]);
    assert_eq!((&only(&again).action, &only(&again).extent), (&Action::None, &Extent::Hints("Helm".to_owned())), "we are not the owner");
}
