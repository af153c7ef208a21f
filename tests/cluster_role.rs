//! Is the role that Portolan names enough for all it does on a real cluster, and is none of it too much?
//! Knows nothing of the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::SystemTime;

use futures_util::StreamExt;
use portolan::cluster::{
    Action, Cancel, Journal, Mesh, Namespaces, Options, Role, Scope, Watched, apply, history, list, manager, namespaces, plan, plan_undo,
    watch,
};
use portolan::design::file;
use portolan::manifest::wanted;

use crate::support::patience::PATIENCE;
use crate::support::servers::ApiServer;
use crate::support::user::{User, wait};

/// What was done, or what could not be.
async fn everything(user: &User, namespace: &str, new: Option<&str>) -> Result<(), String> {
    let connection = user.connect().await;
    let found = namespaces(&connection).await.map_err(|error| format!("namespaces: {error}"))?;
    assert!(found.iter().any(|found| found.name == namespace));
    everything_in(user, namespace, new).await
}

async fn everything_in(user: &User, namespace: &str, new: Option<&str>) -> Result<(), String> {
    let connection = user.connect().await;
    let listing = list(&connection, &[namespace.to_owned()], &Cancel::default(), |_| {}).await.map_err(|error| format!("list: {error}"))?;
    if let Some((_, error)) = listing.problems.first() {
        return Err(format!("list: {error}"));
    }
    if listing.services.iter().any(|service| service.mesh == Mesh::NotSaid) {
        return Err("list: the mesh is not said".to_owned());
    }
    let mut watched = pin!(watch(&connection, &BTreeSet::from([namespace.to_owned()])));
    let first = tokio::time::timeout(PATIENCE, watched.next()).await.map_err(|_| "watch: silence".to_owned())?;
    if first != Some(Watched::Current) {
        return Err(format!("watch: {first:?}"));
    }
    let service = |name: &str, namespace: &str| {
        format!("- {{name: {name}, namespace: {namespace}, selector: {{app: a}}, ports: [{{port: 80, protocol: http}}]}}\n")
    };
    let more = new.map(|new| service("there", new)).unwrap_or_default();
    let text = format!("portolan: 1\nname: role\nservices:\n{}{}{more}", service("old", namespace), service("new", namespace));
    let design = file::read(&text).expect("a design");
    let (wanted, manager) = (wanted(&design, "default"), manager(&design.name));
    let options = Options { namespaces: new.map(str::to_owned).into_iter().collect(), ..Options::default() };
    let planned =
        plan(&connection.client, &connection.place, &manager, &wanted, &options, |_| {}).await.map_err(|error| error.to_string())?;
    let bad = planned.changes.iter().find(|change| !matches!(change.action, Action::Create | Action::Update));
    if let Some(change) = bad {
        return Err(format!("plan: {:?} {}", change.action, change.message));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = Journal::start(folder.path(), &planned, SystemTime::now()).expect("a journal");
    let tally = apply(&connection.client, &planned, &journal, &Cancel::default(), |_, _| {}).await;
    if !tally.is_finished() {
        return Err(format!("apply: {tally}, {:?}", tally.error()));
    }
    let past = history(folder.path()).next().expect("it was written down");
    let undo = plan_undo(&connection.client, &past, |_| {}).await.map_err(|error| format!("undo: {error}"))?;
    let journal = Journal::start(folder.path(), &undo, SystemTime::now()).expect("a journal");
    let tally = apply(&connection.client, &undo, &journal, &Cancel::default(), |_, _| {}).await;
    if !tally.is_finished() || undo.changes.iter().filter(|change| change.action == Action::Delete).count() == 0 {
        return Err(format!("undo: {tally}, {:?}", tally.error()));
    }
    Ok(())
}

/// A role without one of its verbs, for a user of its own.
fn allow(server: &ApiServer, text: &str, user: &str) {
    server.kubectl().run(&["apply", "--filename", "-"], text).expect("the server takes the role");
    for (kind, namespace, name) in objects(text) {
        let name = name.as_str();
        let subject = format!("--user={user}");
        match namespace {
            None => {
                let arguments = ["create", "clusterrolebinding", name, "--clusterrole", name, &subject];
                server.kubectl().run(&arguments, "").expect("a binding");
            }
            Some(namespace) => {
                assert_eq!(kind, "Role");
                let arguments = ["--namespace", &namespace, "create", "rolebinding", name, "--role", name, &subject];
                server.kubectl().run(&arguments, "").expect("a binding");
            }
        }
    }
}

fn objects(text: &str) -> Vec<(String, Option<String>, String)> {
    let line = |part: &str, key: &str| part.lines().find_map(|line| line.trim().strip_prefix(key).map(|rest| rest.trim().to_owned()));
    let object = |part: &str| (line(part, "kind:").expect("a kind"), line(part, "namespace:"), line(part, "name:").expect("a name"));
    text.split("---\n").map(object).collect()
}

/// Every text that is the role without one verb, with what is missing.
fn without_one(text: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let (mut resource, mut at) = (String::new(), 0);
    let mut in_verbs = false;
    for line in text.split_inclusive('\n') {
        let word = line.trim().trim_start_matches("- ");
        if line.trim_start().starts_with("- ") && in_verbs && !word.contains(':') {
            // A rule needs a verb: one that nobody asks for.
            let without = format!("{}{}{}", &text[..at], line.replace(word, "nothing"), &text[at + line.len()..]);
            texts.insert(format!("{word}-{resource}-{at}"), without);
        } else if ["namespaces", "services"].contains(&word) {
            resource = word.to_owned();
        }
        if line.trim().ends_with(':') {
            in_verbs = word == "verbs:";
        }
        at += line.len();
    }
    texts
}

fn prepare(server: &ApiServer, namespace: &str) {
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: old, namespace: {namespace}}}\nspec: {{ports: [{{port: 80}}]}}\n"
    );
    server.kubectl().run(&["apply", "--filename", "-"], &text).expect("kubectl prepares");
}

#[test]
fn the_role_for_a_cluster_is_enough_and_none_of_it_too_much() {
    let Some(server) = ApiServer::shared() else { return };
    let role = |name: &str| Role { name: name.to_owned(), scope: Scope::Cluster, namespaces: Namespaces::MayBeCreated }.text();
    let text = role("role-whole");
    prepare(server, "role-whole");
    allow(server, &text, "role-whole");
    wait(everything(&User::named(server, "role-whole"), "role-whole", Some("role-whole-new"))).expect("the role is enough");
    let texts = without_one(&text);
    assert_eq!(texts.len(), 9, "{texts:#?}");
    for (number, (missing, text)) in texts.iter().enumerate() {
        let name = format!("role-less-{number}");
        prepare(server, &name);
        allow(server, &text.replace("role-whole", &name), &name);
        let done = wait(everything(&User::named(server, &name), &name, Some(&format!("{name}-new"))));
        assert!(done.is_err(), "{missing} is not needed");
    }
}

#[test]
fn the_role_for_a_namespace_is_enough_and_none_of_it_too_much() {
    let Some(server) = ApiServer::shared() else { return };
    let role = |name: &str| {
        let scope = Scope::Namespaces(vec![name.to_owned()]);
        Role { name: name.to_owned(), scope, namespaces: Namespaces::AreThere }.text()
    };
    prepare(server, "role-inner");
    let text = role("role-inner");
    allow(server, &text, "role-inner");
    wait(everything_in(&User::named(server, "role-inner"), "role-inner", None)).expect("the role is enough");
    let texts = without_one(&text);
    assert_eq!(texts.len(), 7, "{texts:#?}");
    for (number, (missing, text)) in texts.iter().enumerate() {
        let name = format!("role-inner-{number}");
        prepare(server, &name);
        allow(server, &text.replace("role-inner", &name), &name);
        let done = wait(everything_in(&User::named(server, &name), &name, None));
        assert!(done.is_err(), "{missing} is not needed");
    }
}
