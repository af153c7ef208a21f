//! Is a change on a real cluster told as it happens, and by whom, also over an end of the server?
//! Knows nothing of what is wanted there.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use portolan::cluster::{Connection, Drift, Error, Watched, watch};

use crate::support::faults::{Fault, before};
use crate::support::patience::PATIENCE;
use crate::support::servers::ApiServer;
use crate::support::user::{User, wait};

fn kubectl(server: &ApiServer, arguments: &[&str], input: &str) {
    server.kubectl().run(arguments, input).unwrap_or_else(|why| panic!("{arguments:?}: {why}"));
}

fn namespace(server: &ApiServer, name: &str) -> BTreeSet<String> {
    kubectl(server, &["create", "namespace", name], "");
    BTreeSet::from([name.to_owned()])
}

fn web(app_protocol: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{ports: [{{name: a, port: 80, appProtocol: {app_protocol}}}]}}\n"
    )
}

fn apply(server: &ApiServer, namespace: &str, manager: &str, text: &str) {
    let how = ["--namespace", namespace, "apply", "--server-side", "--force-conflicts", "--field-manager", manager, "--filename", "-"];
    kubectl(server, &how, text);
}

async fn next(watch: &mut (impl Stream<Item = Watched> + Unpin)) -> Watched {
    tokio::time::timeout(PATIENCE, watch.next()).await.expect("somebody says something").expect("it goes on")
}

/// Ends a server that is watched, and starts it again once that was told.
async fn is_lost_when_it_ends(server: &mut ApiServer, watch: &mut (impl Stream<Item = Watched> + Unpin)) {
    assert_eq!(next(watch).await, Watched::Current);
    server.stop();
    assert!(matches!(next(watch).await, Watched::Lost(Error::Unreachable { .. })));
    server.start_again().unwrap();
}

async fn drifts(watch: &mut (impl Stream<Item = Watched> + Unpin)) -> Vec<Drift> {
    match next(watch).await {
        Watched::Drifted(drifts) => drifts,
        other => panic!("{other:?}"),
    }
}

/// `web: ports[80/TCP].appProtocol by kubectl`
fn words(drifts: &[Drift]) -> Vec<String> {
    let fields = |drift: &Drift| drift.fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>().join(", ");
    drifts.iter().map(|drift| format!("{}: {} by {}", drift.object.name, fields(drift), drift.by.as_deref().unwrap_or("?"))).collect()
}

#[test]
fn a_change_is_told_with_its_fields_and_who_made_it() {
    let Some(server) = ApiServer::shared() else { return };
    let namespaces = namespace(server, "watch-changes");
    apply(server, "watch-changes", "helm", &web("http"));
    wait(async {
        let mut watch = pin!(watch(&User::admin(server).connect().await, &namespaces));
        assert_eq!(next(&mut watch).await, Watched::Current, "what is there at the beginning is no change");
        let patch = r#"[{"op": "replace", "path": "/spec/ports/0/appProtocol", "value": "grpc"}]"#;
        kubectl(server, &["--namespace", "watch-changes", "patch", "service", "web", "--type", "json", "--patch", patch], "");
        let found = drifts(&mut watch).await;
        assert_eq!(words(&found), ["web: ports[80/TCP].appProtocol by kubectl"]);
        assert_eq!(found[0].fields[0].before, Some("http".into()));
        assert_eq!(found[0].live.as_ref().unwrap()["spec"]["ports"][0]["appProtocol"], "grpc");
        apply(server, "watch-changes", "portolan:shop", &web("tcp"));
        assert_eq!(words(&drifts(&mut watch).await), ["web: ports[80/TCP].appProtocol by design shop"]);
        // What Kuma writes by itself is nobody's change.
        let upstream = "ingress.kubernetes.io/service-upstream=true";
        kubectl(server, &["--namespace", "watch-changes", "annotate", "service", "web", upstream], "");
        kubectl(server, &["--namespace", "watch-changes", "label", "service", "web", "team=shop", "--field-manager", "kubectl-edit"], "");
        assert_eq!(words(&drifts(&mut watch).await), ["web: labels.team by kubectl"]);
        kubectl(server, &["--namespace", "watch-changes", "delete", "service", "web"], "");
        let found = drifts(&mut watch).await;
        assert_eq!((found.len(), &found[0].live, &found[0].by), (1, &None, &None));
        assert!(found[0].fields.iter().all(|field| field.after.is_none() && field.before.is_some()), "{found:?}");
        apply(server, "watch-changes", "helm", &web("http"));
        let found = drifts(&mut watch).await;
        assert_eq!((found[0].by.as_deref(), found[0].fields.iter().all(|field| field.before.is_none())), (Some("Helm"), true));
    });
}

#[test]
fn a_burst_is_told_at_once() {
    let Some(server) = ApiServer::shared() else { return };
    let namespaces = namespace(server, "watch-burst");
    let service = |number: usize, hint: &str| web(hint).replace("name: web", &format!("name: web-{number:02}")) + "---\n";
    let all = |hint: &str| (0..40).map(|number| service(number, hint)).collect::<String>();
    apply(server, "watch-burst", "helm", &all("http"));
    wait(async {
        let mut watch = pin!(watch(&User::admin(server).connect().await, &namespaces));
        assert_eq!(next(&mut watch).await, Watched::Current);
        // In a thread of its own, so that it is watched meanwhile.
        let changed = all("grpc");
        std::thread::scope(|scope| scope.spawn(|| apply(server, "watch-burst", "helm", &changed)).join().unwrap());
        let mut told = Vec::new();
        let mut times = 0;
        while told.len() < 40 {
            told.extend(drifts(&mut watch).await.into_iter().map(|drift| drift.object.name));
            times += 1;
        }
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 40, "each once");
        assert!(times < 10, "told {times} times");
    });
}

#[test]
fn it_goes_on_after_the_server_ended_and_tells_what_it_missed() {
    let Some(mut server) = ApiServer::own() else { return };
    let namespaces = namespace(&server, "watch-end");
    apply(&server, "watch-end", "helm", &web("http"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut watch = pin!(watch(&User::admin(&server).connect().await, &namespaces));
        is_lost_when_it_ends(&mut server, &mut watch).await;
        apply(&server, "watch-end", "kubectl", &web("grpc"));
        let mut told = Vec::new();
        while told.is_empty() {
            match next(&mut watch).await {
                Watched::Drifted(drifts) => told = drifts,
                Watched::Current | Watched::Lost(_) => {}
            }
        }
        assert_eq!(words(&told), ["web: ports[80/TCP].appProtocol by kubectl"]);
        kubectl(&server, &["--namespace", "watch-end", "label", "service", "web", "team=shop"], "");
        let after = next(&mut watch).await;
        let after = if after == Watched::Current { next(&mut watch).await } else { after };
        assert!(matches!(after, Watched::Drifted(_)), "{after:?}");
    });
}

#[test]
fn a_quiet_namespace_is_watched_again_after_the_server_ended() {
    let Some(mut server) = ApiServer::own() else { return };
    let namespaces = namespace(&server, "watch-quiet");
    apply(&server, "watch-quiet", "helm", &web("http"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut watch = pin!(watch(&User::admin(&server).connect().await, &namespaces));
        is_lost_when_it_ends(&mut server, &mut watch).await;
        // While it starts it may say so in its own words.
        let mut told = next(&mut watch).await;
        while matches!(told, Watched::Lost(_)) {
            told = next(&mut watch).await;
        }
        assert_eq!(told, Watched::Current, "nothing changed, and nothing has to");
    });
}

#[test]
fn a_server_that_forgot_the_version_is_read_again_without_a_word() {
    let Some(server) = ApiServer::shared() else { return };
    let namespaces = namespace(server, "watch-forgot");
    apply(server, "watch-forgot", "helm", &web("http"));
    let watches = Arc::new(AtomicUsize::new(0));
    let seen = watches.clone();
    wait(async {
        let connection = User::admin(server).connect().await;
        let client = connection.client.clone();
        let faults = tokio::task::spawn_blocking(move || {
            before(&client, move |_, _, path| match path.contains("watch=true") && seen.fetch_add(1, Ordering::SeqCst) == 0 {
                true => Fault::Answer(410, None),
                false => Fault::Hold,
            })
        });
        let connection = Connection { client: faults.await.unwrap().client, ..connection };
        let mut watch = pin!(watch(&connection, &namespaces));
        assert_eq!(next(&mut watch).await, Watched::Current, "nothing was lost");
        assert_eq!(watches.load(Ordering::SeqCst), 2, "it was asked again, and only once");
    });
}

#[test]
fn who_may_list_and_not_watch_hears_once_that_it_is_not_watched() {
    let Some(server) = ApiServer::shared() else { return };
    let namespaces = namespace(server, "watch-list");
    kubectl(server, &["--namespace", "watch-list", "create", "role", "lists", "--verb=list", "--resource=services"], "");
    kubectl(server, &["--namespace", "watch-list", "create", "rolebinding", "lists", "--role=lists", "--user=lister"], "");
    wait(async {
        let mut watch = pin!(watch(&User::named(server, "lister").connect().await, &namespaces));
        assert!(matches!(next(&mut watch).await, Watched::Lost(Error::Forbidden { .. })));
        let more = tokio::time::timeout(Duration::from_secs(2), watch.next()).await;
        assert!(more.is_err(), "{more:?}");
    });
}

#[test]
fn who_may_not_watch_hears_so_once() {
    let Some(server) = ApiServer::shared() else { return };
    let namespaces = namespace(server, "watch-forbidden");
    wait(async {
        let mut watch = pin!(watch(&User::named(server, "blind").connect().await, &namespaces));
        assert!(matches!(next(&mut watch).await, Watched::Lost(Error::Forbidden { .. })));
        let more = tokio::time::timeout(Duration::from_secs(2), watch.next()).await;
        assert!(more.is_err(), "{more:?}");
    });
}
