//! The commands for clusters through the real program against a real API server: what they print, write, and refuse.
//! Knows nothing of how a plan is made.
#![cfg(unix)]

mod asked;
mod stopped;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::cluster::{World, fresh, manifest, port, world};
use crate::support::desk::Desk;
use crate::support::servers::{ApiServer, NOBODY};
use crate::support::user::User;

/// A design of Services with one port each, which speaks this.
fn design(world: &World, names: &[&str], protocol: &str) -> String {
    let service = |name: &&str| {
        format!(
            "- {{name: {name}, namespace: {}, selector: {{app: {name}}}, ports: [{{name: p80, port: 80, protocol: {protocol}}}]}}\n",
            world.namespace
        )
    };
    format!("portolan: 1\nname: shop\nservices:\n{}", names.iter().map(service).collect::<String>())
}

/// A desk in a namespace of its own, with a design of one Service.
fn desk() -> Option<(World, Desk)> {
    let world = world()?;
    let desk = Desk::with(&world.place.file);
    desk.write("shop.yaml", &design(&world, &["web"], "http"));
    Some((world, desk))
}

fn protocol(world: &World, name: &str) -> Value {
    world.live(name)["spec"]["ports"][0]["appProtocol"].clone()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_plan_for_programs_has_the_shape_that_is_written_down() {
    let Some((world, desk)) = desk() else { return };
    let said = desk.run("plan shop.yaml --format json");
    assert_eq!(said.code, 1, "{said:?}");
    let fields = ["selector.app", "ports[80/TCP].name", "ports[80/TCP].port", "ports[80/TCP].protocol", "ports[80/TCP].appProtocol"];
    let mut plan = parsed(&said.out);
    let mut found: Vec<&str> = plan["changes"][0]["fields"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut wanted = fields.to_vec();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    plan["changes"][0]["fields"] = json!([]);
    let change = json!({"kind": "Service", "namespace": world.namespace, "name": "web", "action": "create", "fields": [], "message": ""});
    assert_eq!(plan, json!({"target": "test", "changes": [change]}));
    let keys = ["\"target\"", "\"kind\"", "\"namespace\"", "\"name\"", "\"action\"", "\"fields\"", "\"message\""];
    let places: Vec<usize> = keys.iter().map(|key| said.out.find(key).expect(key)).collect();
    assert!(places.is_sorted(), "{}", said.out);
    assert_eq!(world.live("web"), Value::Null, "nothing was changed");
}

#[test]
fn it_is_applied_once_and_the_second_time_there_is_nothing_to_do() {
    let Some((world, desk)) = desk() else { return };
    let said = desk.well("apply shop.yaml --yes");
    assert!(said.out.contains("\ntest: 1 to create\n"), "{}", said.out);
    assert!(said.out.contains("\ntest: 1 created\nundo it with: portolan undo "), "{}", said.out);
    assert!(said.err.contains(&format!("created {}/web\n", world.namespace)), "{}", said.err);
    assert_eq!(protocol(&world, "web"), "http");
    let version = world.version("web");
    assert_eq!(desk.well("plan shop.yaml").out, "test: nothing to change, 1 unchanged\n");
    assert_eq!(desk.well("apply shop.yaml --yes").out, "test: nothing to change, 1 unchanged\n");
    assert_eq!(desk.well("apply shop.yaml").last(), "test: nothing to change, 1 unchanged", "of nothing nobody is asked");
    assert_eq!(world.version("web"), version);
}

#[test]
fn a_change_is_shown_line_by_line() {
    let Some((world, desk)) = desk() else { return };
    desk.well("apply shop.yaml --yes");
    desk.write("shop.yaml", &design(&world, &["web"], "grpc"));
    let said = desk.run("plan shop.yaml");
    assert_eq!(said.code, 1, "{said:?}");
    let (table, rest) = said.out.split_once("\n\n").unwrap();
    let object = format!("{}/web", world.namespace);
    let width = object.len();
    let head = format!("CHANGE  KIND     {:width$}  WHAT", "OBJECT");
    assert_eq!(table, format!("{head}\nupdate  Service  {object}  ports[80/TCP].appProtocol: http → grpc"));
    assert!(rest.starts_with(&format!("--- {object}, live\n+++ {object}, after apply\n@@ -")), "{rest}");
    assert!(rest.contains("\n-    appProtocol: http\n+    appProtocol: grpc\n"), "{rest}");
    assert!(rest.ends_with("\n\ntest: 1 to update\n"), "{rest}");
    assert!(!said.out.contains('\u{1b}'), "colour is for terminals");
}

#[test]
fn a_thousand_services_are_created_changed_left_alone_and_taken_back() {
    let Some((world, desk)) = desk() else { return };
    let names: Vec<String> = (0..1000).map(|number| format!("s{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let says = |line: &str, words: &str| {
        let said = desk.well(line);
        assert!(said.out.contains(&format!("\ntest: {words}\n")), "{line}: {}", said.last());
    };
    desk.write("shop.yaml", &design(&world, &names, "http"));
    says("apply shop.yaml --yes", "1000 created");
    desk.write("shop.yaml", &design(&world, &names, "grpc"));
    says("apply shop.yaml --yes", "1000 updated");
    assert_eq!(desk.well("plan shop.yaml").out, "test: nothing to change, 1000 unchanged\n");
    says("undo --yes", "1000 updated");
    assert_eq!(protocol(&world, "s999"), "http");
}

#[test]
fn undo_takes_back_the_newest_apply_or_the_one_that_is_named() {
    let Some((world, desk)) = desk() else { return };
    desk.well("apply shop.yaml --yes");
    let before = world.plain("web");
    desk.write("shop.yaml", &design(&world, &["web"], "grpc"));
    desk.well("apply shop.yaml --yes");
    let said = desk.well("undo --yes");
    assert!(said.out.contains("appProtocol: grpc → http") && said.out.contains("\ntest: 1 updated\n"), "{}", said.out);
    assert_eq!(world.plain("web"), before);

    let history = parsed(&desk.well("history --format json").out);
    let applies: Vec<&Value> = history["applies"].as_array().unwrap().iter().collect();
    assert_eq!(applies.len(), 3);
    let change = json!({"kind": "Service", "namespace": world.namespace, "name": "web", "outcome": "created", "message": ""});
    assert_eq!((&applies[2]["changes"], &applies[2]["design"], &applies[2]["context"]), (&json!([change]), &json!("shop"), &json!("test")));
    let text = desk.well("history").out;
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["APPLY", "WHEN", "DESIGN", "CONTEXT", "WHAT"]);
    let name = applies[2]["apply"].as_str().unwrap();
    assert_eq!(lines[3], [name, applies[2]["at"].as_str().unwrap(), "shop", "test", "1", "created"]);

    desk.well(&format!("undo {name} --yes"));
    assert_eq!(world.live("web"), Value::Null, "as it was left, it goes");
    assert_eq!(desk.refusal("undo 12"), "there is no apply 12 — see portolan history for those there are");
}

#[test]
fn a_journal_with_a_bad_line_is_undone_as_far_as_it_is_known_and_says_so() {
    let Some((world, desk)) = desk() else { return };
    desk.well("apply shop.yaml --yes");
    let is_journal = |file: &Path| file.extension().is_some_and(|end| end == "jsonl");
    let (file, lines) = desk.kept().into_iter().find(|(file, _)| is_journal(file)).unwrap();
    let lines = String::from_utf8(lines).unwrap().replacen('\n', "\n{\"line\": \"se\n", 1);
    fs::write(&file, lines).unwrap();
    fs::write(file.with_file_name("apply-000000000000001.jsonl"), "nonsense\n").unwrap();
    let text = desk.well("history").out;
    assert!(text.contains("1 created; a part of its journal cannot be read\n") && text.lines().count() == 2, "{text}");
    assert_eq!(parsed(&desk.well("history --format json").out)["applies"][0]["damaged"], true);
    let undone = desk.well("undo --yes").out;
    let note = "a part of this apply's journal cannot be read, and what stood there is not undone: ";
    assert!(undone.starts_with(note) && undone.contains("\ntest: 1 deleted\n"), "{undone}");
    assert_eq!(world.live("web"), Value::Null);
}

#[test]
fn a_kubeconfig_that_cannot_be_read_keeps_from_guessing_which_cluster_is_meant() {
    let Some((world, desk)) = desk() else { return };
    desk.write("broken", "apiVersion: v1\nkind: Config\ncontexts: [\n");
    let config = &world.place.file;
    let refused = desk.refusal(&format!("plan shop.yaml --kubeconfig broken --kubeconfig {}", config.display()));
    assert!(refused.contains("broken"), "{refused}");
    assert!(
        desk.refusal(&format!("plan shop.yaml --context test --kubeconfig broken --kubeconfig {}", config.display())).contains("broken")
    );
}

#[test]
fn nothing_applied_is_nothing_to_undo() {
    let Some((_world, desk)) = desk() else { return };
    assert_eq!(desk.refusal("undo"), "nothing was applied from here yet");
    assert_eq!(desk.well("history").err, "portolan: nothing was applied from here yet\n");
    assert_eq!(parsed(&desk.well("history --format json").out), json!({"applies": []}));
}

#[test]
fn a_conflict_names_its_owner_and_the_flag_that_takes_it_over() {
    let Some((world, desk)) = desk() else { return };
    world.kubectl(&["apply", "--server-side", "--field-manager=helm", "-f", "-"], &manifest("web", &json!([port(80, "tcp")])));
    let object = format!("{}/web", world.namespace);
    let words = format!("helm owns ports[80/TCP].appProtocol — leave it to them, or take it over with --take-over {object}");
    let said = desk.run("plan shop.yaml");
    assert_eq!(said.code, 1);
    assert!(said.out.contains(&words) && said.out.contains("\n+    appProtocol: http\n"), "{}", said.out);
    let plan = parsed(&desk.run("plan shop.yaml --format json").out);
    assert_eq!((&plan["changes"][0]["action"], &plan["changes"][0]["message"]), (&json!("conflict"), &json!(words)));
    assert_eq!(desk.run("apply shop.yaml --yes").code, 1, "it is left alone");
    assert_eq!(protocol(&world, "web"), "tcp");

    let wrong = desk.run("apply shop.yaml --yes --take-over web");
    assert!(wrong.code == 2 && wrong.err.contains("the design has no such Service"), "{wrong:?}");
    let said = desk.well(&format!("apply shop.yaml --yes --take-over {object}"));
    assert!(said.out.contains("takes over ports[80/TCP].appProtocol from helm"), "{}", said.out);
    assert_eq!(protocol(&world, "web"), "http");
    desk.well(&format!("apply shop.yaml --yes --take-over {object}"));
    desk.well("undo --yes");
    assert_eq!(protocol(&world, "web"), "tcp");
}

#[test]
fn who_may_not_is_told_what_is_missing() {
    let Some((world, desk)) = desk() else { return };
    let user = User::named(ApiServer::shared().unwrap(), NOBODY);
    let desk = desk.of(&user.kubeconfig());
    let said = desk.run("plan shop.yaml");
    assert_eq!(said.code, 1);
    let words = format!("you may neither get nor patch services in namespace {:?} — ask for these rights", world.namespace);
    assert!(said.out.contains(&words) && said.out.ends_with("test: 1 forbidden\n"), "{}", said.out);
    assert_eq!(desk.run("apply shop.yaml --yes").code, 1);
}

#[test]
fn what_the_server_refuses_is_said_in_its_words() {
    let Some((world, desk)) = desk() else { return };
    desk.write("shop.yaml", &design(&world, &["Web"], "http"));
    let plan = parsed(&desk.run("plan shop.yaml --format json").out);
    let change = &plan["changes"][0];
    assert_eq!(change["action"], "invalid");
    assert!(change["message"].as_str().is_some_and(|words| words.contains("RFC 1123")), "{change}");
    assert_eq!(desk.run("apply shop.yaml --yes").code, 1);
}

#[test]
fn a_missing_namespace_is_created_only_when_somebody_says_so() {
    let Some((mut world, desk)) = desk() else { return };
    world.namespace = fresh("missing");
    desk.write("shop.yaml", &design(&world, &["web"], "http"));
    let said = desk.run("apply shop.yaml --yes");
    assert_eq!(said.code, 1);
    let words = format!("there is no namespace {:?} — create it first, or have it created with --create-namespaces", world.namespace);
    assert!(said.out.contains(&words), "{}", said.out);
    let said = desk.well("apply shop.yaml --yes --create-namespaces");
    assert!(said.out.contains("test: 2 created\n"), "{}", said.out);
    assert_eq!(protocol(&world, "web"), "http");
    desk.well("apply shop.yaml --yes --create-namespaces");
    let undone = desk.well("undo --yes");
    assert!(undone.out.contains("namespaces are never deleted"), "{}", undone.out);
}

#[test]
fn services_without_a_namespace_go_where_the_context_or_the_user_says() {
    let Some((world, desk)) = desk() else { return };
    let text = design(&world, &["web"], "http").replace(&format!("namespace: {}, ", world.namespace), "");
    desk.write("shop.yaml", &text);
    let planned = |desk: &Desk, flags: &str| parsed(&desk.run(&format!("plan shop.yaml --format json{flags}")).out);
    assert_eq!(planned(&desk, "")["changes"][0]["namespace"], "default");
    assert_eq!(planned(&desk, &format!(" --namespace {}", world.namespace))["changes"][0]["namespace"], json!(world.namespace));
    let other =
        fs::read_to_string(&world.place.file).unwrap().replace("user: admin}", &format!("user: admin, namespace: {}}}", world.namespace));
    desk.write("other", &other.replace("name: test, context", "name: other, context"));
    let flags = " --kubeconfig other --context other";
    assert_eq!(planned(&desk, flags)["changes"][0]["namespace"], json!(world.namespace));
    assert_eq!(planned(&desk, flags)["target"], "other");
    assert!(desk.refusal("plan shop.yaml --kubeconfig other").contains("no context is the current one — name one with --context: other"));
    assert!(desk.refusal("plan shop.yaml --context tset").starts_with("there is no context \"tset\" — did you mean \"test\"?"));
    assert!(desk.refusal("plan shop.yaml --kubeconfig nowhere").starts_with("there is no such file — "));
}

#[test]
fn what_was_applied_from_one_folder_is_undone_from_another() {
    let Some((world, desk)) = desk() else { return };
    desk.write("kubeconfig", &fs::read_to_string(&world.place.file).unwrap());
    let desk = desk.of(Path::new("kubeconfig"));
    desk.well("apply shop.yaml --yes");
    let desk = desk.of(Path::new("/nonexistent"));
    let output = desk.command("undo --yes").current_dir("/").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(world.live("web"), Value::Null);
}

#[test]
fn what_is_for_universal_alone_is_nothing_to_plan() {
    let Some((_world, desk)) = desk() else { return };
    desk.write("shop.yaml", "portolan: 1\nname: shop\nservices:\n- {name: vm, on: universal, ports: [{port: 80}]}\n");
    let said = desk.well("plan shop.yaml");
    assert_eq!(said.out, "test: nothing to change\n");
    assert!(said.err.ends_with("portolan: no service of this design is for Kubernetes\n"), "{}", said.err);
}

#[test]
fn the_kubeconfig_is_only_read_and_no_secret_is_kept_or_shown() {
    let Some((world, desk)) = desk() else { return };
    let look = || (fs::read(&world.place.file).unwrap(), fs::metadata(&world.place.file).unwrap().modified().unwrap());
    let before = look();
    let mut said = vec![desk.well("apply shop.yaml --yes"), desk.run("plan shop.yaml --format json")];
    desk.write("shop.yaml", &design(&world, &["web", "Web"], "grpc"));
    said.extend(["plan shop.yaml", "apply shop.yaml --yes", "history", "history --format json", "undo --yes"].map(|line| desk.run(line)));
    let wrong = fs::read_to_string(&world.place.file).unwrap().replace("token: administrator", "token: administrator-of-nothing");
    desk.write("wrong", &wrong);
    said.push(desk.run("plan shop.yaml --kubeconfig wrong"));
    assert_eq!(look(), before);
    // The token of the administrator.
    for said in &said {
        assert!(!format!("{said:?}").contains("administrator"), "{said:?}");
    }
    let kept = desk.kept();
    assert_eq!(kept.len(), 3, "the journals of three applies: {:?}", kept.iter().map(|(path, _)| path).collect::<Vec<_>>());
    let folder = portolan::files::journal_folder();
    for (path, bytes) in kept {
        assert_eq!(path.parent().unwrap().file_name(), folder.file_name(), "beside those of the window");
        assert!(!String::from_utf8_lossy(&bytes).contains("administrator"), "{}", path.display());
    }
}

#[test]
fn a_role_is_printed_that_the_server_takes() {
    let Some((world, desk)) = desk() else { return };
    let whole = desk.well("role");
    assert!(whole.out.starts_with("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"), "{}", whole.out);
    desk.write("shop.yaml", &format!("{}- {{name: other, ports: [{{port: 80}}]}}\n", design(&world, &["web"], "http")));
    let some = desk.well("role shop.yaml --name shop --create-namespaces --namespace till").out;
    let namespaces: Vec<&str> = some.lines().filter_map(|line| line.strip_prefix("  namespace: ")).collect();
    assert_eq!(namespaces, [world.namespace.as_str(), "till"]);
    let one = some.replace("namespace: till", &format!("namespace: {}", world.namespace));
    let server = ApiServer::shared().unwrap();
    server.kubectl().run(&["apply", "--dry-run=server", "-f", "-"], &one).expect("the server takes it");
    desk.write("shop.yaml", "portolan: 1\nname: shop\nservices:\n- {name: vm, on: universal, ports: [{port: 80}]}\n");
    assert!(desk.refusal("role shop.yaml").starts_with("no service of this design is for Kubernetes: "));
}

#[test]
fn help_and_completions_know_the_commands() {
    let Some((_world, desk)) = desk() else { return };
    let help = desk.well("--help").out;
    let completions = desk.well("completions bash").out;
    for command in ["plan", "apply", "undo", "history", "role"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert!(completions.contains(&format!("portolan__{command}")) || completions.contains(command), "{command}");
        assert!(desk.well(&format!("{command} --help")).out.contains("Usage: portolan"));
    }
    let apply = desk.well("apply --help").out;
    for flag in ["--context", "--kubeconfig", "--namespace", "--yes", "--take-over", "--create-namespaces", "--allow-exec"] {
        assert!(apply.contains(flag) && completions.contains(flag), "{flag}");
    }
}
