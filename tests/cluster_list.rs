//! Are the Services of a real cluster listed to the last one, and do they become the design that their people would have made?
//! Knows nothing of what is done with it.

use std::sync::Mutex;

use portolan::cluster::{Cancel, Done, Error, Listed, Listing, Mesh, effective, list, source};
use portolan::design::{Target, file};
use portolan::manifest::import::{Alike, Imported, import};
use portolan::manifest::{Comments, render};
use portolan::protocol::effective::Kuma;
use portolan::protocol::{MeshServices, MeshVersion};

use crate::support::servers::ApiServer;
use crate::support::user::{User, wait};

const MANY: usize = 520;

fn create(server: &ApiServer, namespace: &str, labels: &str, manifests: &str) {
    let space = format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}, labels: {{{labels}}}}}\n---\n");
    server.kubectl().run(&["create", "--namespace", namespace, "--filename", "-"], &(space + manifests)).expect("kubectl creates");
}

fn listed(user: &User, namespaces: &[&str]) -> Listing {
    let namespaces: Vec<String> = namespaces.iter().map(|&name| name.to_owned()).collect();
    wait(async { list(&user.connect().await, &namespaces, &Cancel::default(), |_| {}).await }).expect("a list")
}

fn service(name: &str, rest: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{selector: {{app: {name}}}, {rest}}}\n---\n")
}

fn imported(services: &[Listed]) -> Imported {
    import("shop", &[source("the cluster", services)], &Target::default(), Alike::Together)
}

#[test]
fn every_page_is_read_and_progress_tells() {
    let Some(server) = ApiServer::shared() else { return };
    let many: String = (0..MANY).map(|number| service(&format!("s-{number:03}"), "clusterIP: None, ports: [{port: 80}]")).collect();
    create(server, "list-many", "", &many);
    create(server, "list-few", "", &service("one", "ports: [{port: 80}]"));
    let told = Mutex::new(Vec::new());
    let namespaces = ["list-many".to_owned(), "list-few".to_owned()];
    let progress = |done: Done| told.lock().unwrap().push(done);
    let listing = wait(async { list(&User::admin(server).connect().await, &namespaces, &Cancel::default(), progress).await }).unwrap();
    assert_eq!(listing.problems, []);
    let names: Vec<&str> = listing.services.iter().map(|service| service.object.name.as_str()).collect();
    assert_eq!((names.len(), names[0], names[519], names[520]), (MANY + 1, "s-000", "s-519", "one"));
    let told = told.into_inner().unwrap();
    assert!(told.len() >= 3, "a page at a time: {told:?}");
    assert_eq!(told.last(), Some(&Done { done: MANY + 1, of: MANY + 1 }));
    assert!(told.iter().all(|done| done.done <= done.of), "{told:?}");
    let imported = imported(&listing.services);
    assert_eq!((imported.design.services.len(), imported.notes), (MANY + 1, Vec::new()));
}

#[test]
fn each_is_somebodys_and_in_the_mesh_or_not() {
    let Some(server) = ApiServer::shared() else { return };
    let helm = "apiVersion: v1\nkind: Service\nmetadata: {name: helm, annotations: {meta.helm.sh/release-name: shop}}\nspec: {ports: [{port: 80}]}\n---\n";
    let argo = "apiVersion: v1\nkind: Service\nmetadata: {name: argo, labels: {argocd.argoproj.io/instance: till, kuma.io/mesh: other}}\nspec: {ports: [{port: 80}]}\n---\n";
    let plain = service("plain", "ports: [{port: 80}]");
    create(server, "list-in", "kuma.io/sidecar-injection: enabled, kuma.io/mesh: blue", &format!("{helm}{argo}{plain}"));
    create(server, "list-out", "", &plain);
    let found = listed(&User::admin(server), &["list-in", "list-out"]);
    let words: Vec<_> = found.services.iter().map(|one| (one.object.name.as_str(), one.owner.as_str(), one.mesh.clone())).collect();
    let mesh = |name: &str| Mesh::In(name.to_owned());
    let expected = [
        ("argo", "Argo CD app till", mesh("other")),
        ("helm", "Helm release shop", mesh("blue")),
        ("plain", "kubectl", mesh("blue")),
        ("plain", "kubectl", Mesh::Out),
    ];
    assert_eq!(words, expected);
    // What tools wrote to know their own again is no part of a design.
    let text = file::write(&imported(&found.services).design);
    assert!(!text.contains("meta.helm.sh") && !text.contains("argocd"), "{text}");
}

#[test]
fn a_service_becomes_what_its_people_wrote() {
    let Some(server) = ApiServer::shared() else { return };
    let written = "\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: list-written
  labels:
    team: shop
  annotations:
    note: by hand
spec:
  type: NodePort
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: 8080
    nodePort: 31999
    appProtocol: http
  - name: dns
    port: 80
    targetPort: dns
    protocol: UDP
---
apiVersion: v1
kind: Service
metadata:
  name: web-headless
  namespace: list-written
spec:
  clusterIP: None
  selector:
    app: web
  ports:
  - name: grpc
    port: 9000
    appProtocol: grpc
---
apiVersion: v1
kind: Service
metadata:
  name: web-plain
  namespace: list-written
spec:
  selector:
    app: web
  ports:
  - port: 9000
";
    create(server, "list-written", "kuma.io/sidecar-injection: enabled", "");
    for how in [["apply", "--server-side=false"], ["apply", "--server-side"], ["create", "--save-config"], ["replace", "--force"]] {
        server.kubectl().run(&[how[0], how[1], "--filename", "-"], written).expect("kubectl writes");
        let kuma = "ingress.kubernetes.io/service-upstream=true";
        server.kubectl().run(&["--namespace", "list-written", "annotate", "service", "web", kuma, &format!("nginx.{kuma}")], "").unwrap();
        let found = listed(&User::admin(server), &["list-written"]);
        let imported = imported(&found.services);
        assert_eq!(imported.notes, [], "{how:?}");
        let text: Vec<String> = render(&imported.design, Comments::Off).iter().map(|manifest| manifest.text()).collect();
        assert_eq!(text.join("---\n"), written, "{how:?}");
        server.kubectl().run(&["--namespace", "list-written", "delete", "service", "--all"], "").unwrap();
    }
}

#[test]
fn what_no_design_can_hold_is_noted_and_what_the_server_chose_is_not() {
    let Some(server) = ApiServer::shared() else { return };
    let odd = "type: NodePort, sessionAffinity: ClientIP, externalTrafficPolicy: Local, clusterIP: 10.0.77.77, ports: [{port: 80}]";
    create(
        server,
        "list-odd",
        "",
        &(service("odd", odd) + &service("chosen", "type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]")),
    );
    let imported = imported(&listed(&User::admin(server), &["list-odd"]).services);
    let noted = |document: usize| -> Vec<&str> {
        imported.notes.iter().filter(|note| note.document == document).map(|note| note.path.as_str()).collect()
    };
    assert_eq!(noted(0), ["spec.externalTrafficPolicy"], "the numbers and the address are the server's");
    let mut of_odd = noted(1);
    of_odd.sort_unstable();
    assert_eq!(of_odd, ["spec.clusterIP", "spec.externalTrafficPolicy", "spec.sessionAffinity", "spec.sessionAffinityConfig"]);
    assert!(imported.design.services.iter().all(|service| service.ports.iter().all(|port| port.node_port.is_none())));
}

#[test]
fn the_mesh_sees_what_lives() {
    let Some(server) = ApiServer::shared() else { return };
    let web = service("web", "ports: [{name: a, port: 80, appProtocol: http}, {name: b, port: 81, appProtocol: HTTP}]");
    create(server, "list-seen", "kuma.io/sidecar-injection: enabled", &web);
    create(server, "list-unseen", "", &web);
    let found = listed(&User::admin(server), &["list-seen", "list-unseen"]);
    let rows = effective(&found.services, Kuma::new(MeshVersion::V2_14, MeshServices::Exclusive));
    let seen: Vec<_> = rows.iter().map(|row| (row.port, row.inbound.keyword(), row.client.keyword())).collect();
    assert_eq!(seen[..2], [(80, "http", "http"), (81, "http", "no listener")]);
    // A Pod may ask for a sidecar by itself, but of a namespace without the label no MeshService is made.
    assert_eq!(seen[2..], [(80, "http", "no listener"), (81, "http", "no listener")]);
}

#[test]
fn what_may_not_be_read_is_a_problem_of_its_own() {
    let Some(server) = ApiServer::shared() else { return };
    create(server, "list-mine", "kuma.io/sidecar-injection: enabled", &service("web", "ports: [{port: 80}]"));
    create(server, "list-theirs", "", &service("web", "ports: [{port: 80}]"));
    let kubectl = |arguments: &[&str]| server.kubectl().run(arguments, "").expect("kubectl allows");
    kubectl(&["--namespace", "list-mine", "create", "role", "lister", "--verb", "list", "--resource", "services"]);
    kubectl(&["--namespace", "list-mine", "create", "rolebinding", "lister", "--role", "lister", "--user", "lister"]);
    let found = listed(&User::named(server, "lister"), &["list-mine", "list-theirs", "list-gone"]);
    assert_eq!(found.services.iter().map(|one| one.mesh.clone()).collect::<Vec<_>>(), [Mesh::NotSaid]);
    let problems: Vec<&str> = found.problems.iter().map(|(namespace, _)| namespace.as_str()).collect();
    assert_eq!(problems, ["list-theirs", "list-gone"]);
    assert!(found.problems.iter().all(|(_, error)| matches!(error, Error::Forbidden { .. })), "{found:?}");
    // Who may look sees that there is no such namespace.
    let found = listed(&User::admin(server), &["list-gone"]);
    assert!(matches!(found.problems.as_slice(), [(_, Error::NotFound { .. })]), "{found:?}");
}

#[test]
fn a_list_can_be_stopped() {
    let Some(server) = ApiServer::shared() else { return };
    let cancel = Cancel::default();
    cancel.cancel();
    let stopped = wait(async { list(&User::admin(server).connect().await, &["default".to_owned()], &cancel, |_| {}).await });
    assert_eq!(stopped, Err(Error::Cancelled));
}
