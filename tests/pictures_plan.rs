//! What the Plan tab looks like, light and dark, small and large: drawn from plans as servers answer them, held to `tests/snapshots`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use egui::Theme;
use portolan::cluster::{
    Access, Action, Applied, Change, Drift, Error, Extent, FieldChange, Kind, Mesh, Missing, Namespace, Object, Ownership, Plan, Stays,
    Tally, Verification, Where,
};
use portolan::design::{Design, Edit, Target};
use portolan::gui::clusters::{Of, Planned, Progress, Seen, Sides};
use portolan::gui::command::Command;
use portolan::gui::state::{Below, Dialog, Fetch};
use portolan::protocol::{MeshServices, MeshVersion};
use portolan::tasks::{Connected, ContextId, Found, Known, Left, Lives, One};
use serde_json::{Value, json};

use crate::support::window::Window;

const LAPTOP: [f32; 2] = [1440.0, 900.0];
const SMALL: [f32; 2] = [900.0, 600.0];
const WIDE: [f32; 2] = [2560.0, 1440.0];

fn picture(name: &str, size: [f32; 2], theme: Theme, scale: f32, acts: impl FnOnce(&mut Window)) {
    let mut window = Window::sized(size, theme, scale);
    acts(&mut window);
    window.harness.run_steps(8);
    // A cluster that is none cannot be watched: what a picture says of it is told here, not by whoever comes first.
    let clusters = &window.harness.state().view().clusters;
    if window.harness.state().session().is_some() && clusters.connected().is_some() {
        window.until("it is not watched", |app| app.view().clusters.watching.lost.is_some());
        window.harness.state_mut().view_mut().clusters.watching.lost = None;
    }
    window.harness.remove_cursor();
    window.harness.run_steps(4);
    window.harness.snapshot(name);
}

fn place() -> Where {
    Where { context: "kind-dev".into(), file: PathBuf::from("/home/ada/.kube/config"), server: "https://127.0.0.1:6443".into() }
}

/// Connected to a cluster, without one.
fn connected(window: &mut Window, verification: Verification) {
    let known = |name: &str, file: &str, current| Known {
        id: ContextId { name: name.into(), file: PathBuf::from(file) },
        server: "https://127.0.0.1:6443".into(),
        user: "admin".into(),
        current,
        verification,
    };
    let contexts = vec![
        known("kind-dev", "/home/ada/.kube/config", true),
        known("a-context-with-a-name-as-long-as-clouds-make-them", "/home/ada/.kube/config", false),
        known("kind-dev", "/home/ada/work/staging.yaml", false),
    ];
    let clusters = &mut window.harness.state_mut().view_mut().clusters;
    clusters.contexts = Fetch::Done(Found { contexts, problems: Vec::new() });
    clusters.connection = Fetch::Done(Connected {
        place: place(),
        namespace: "default".into(),
        version: Some("v1.36.3".into()),
        user: "admin, by certificate".into(),
        verification,
    });
    clusters.asked = Some(ContextId { name: "kind-dev".into(), file: PathBuf::from("/home/ada/.kube/config") });
}

fn service(name: &str, hint: Option<&str>) -> Value {
    let mut port = json!({"name": "http", "port": 9090, "targetPort": 9091, "protocol": "TCP"});
    if let Some(hint) = hint {
        port["appProtocol"] = json!(hint);
    }
    let rpc = json!({"name": "rpc", "port": 8080, "protocol": "TCP", "appProtocol": "grpc"});
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "shop", "labels": {"app": name}},
        "spec": {"type": "ClusterIP", "selector": {"app": name}, "ports": [rpc, port]}})
}

fn change(name: &str, action: Action) -> Change {
    let object = Object { kind: Kind::Service, namespace: "shop".into(), name: name.into() };
    let live = Some(service(name, None));
    Change {
        object,
        action,
        extent: Extent::Whole,
        fields: Vec::new(),
        message: String::new(),
        before: live.clone(),
        after: live,
        take_over: None,
    }
}

fn hint() -> Vec<FieldChange> {
    vec![FieldChange { path: "ports[9090/TCP].appProtocol".into(), before: None, after: Some(json!("http")) }]
}

/// Something of everything.
fn changes() -> Vec<Change> {
    let owners = vec![Ownership { manager: "helm".into(), fields: vec!["ports[9092/TCP].appProtocol".into()] }];
    let may_not = "you may not patch services in namespace \"vm\" — ask for the right to patch them";
    let mut legacy = Change { message: may_not.into(), ..change("legacy", Action::Forbidden) };
    legacy.object.namespace = "vm".into();
    vec![
        Change { before: None, after: Some(service("web", Some("http"))), ..change("web", Action::Create) },
        Change { fields: hint(), after: Some(service("api", Some("http"))), ..change("api", Action::Update) },
        Change {
            fields: hint(),
            after: Some(service("cart", Some("http"))),
            extent: Extent::Hints("Helm release shop".into()),
            ..change("cart", Action::Update)
        },
        Change { after: Some(service("orders", Some("kafka"))), ..change("orders", Action::Conflict(owners)) },
        legacy,
        change("payments", Action::None),
    ]
}

fn planned(window: &mut Window, changes: Vec<Change>) {
    let mut plan = Plan::new(&place(), "portolan:shop");
    plan.changes = changes;
    show(window, plan);
}

fn show(window: &mut Window, plan: Plan) {
    window.ask(Command::NewFrom("vms-and-kubernetes"));
    connected(window, Verification::On);
    let of = Of::Design(Box::new(window.session().design().clone()));
    window.harness.state_mut().view_mut().clusters.plan.answer(Ok(Planned::new(Arc::new(plan), of, -4.0)));
    window.ask(Command::Show(Below::Plan));
    window.harness.key_press(egui::Key::ArrowDown);
    window.settle();
}

#[test]
fn plan_dark() {
    picture("plan-dark", LAPTOP, Theme::Dark, 1.0, |window| planned(window, changes()));
}

#[test]
fn plan_light() {
    picture("plan-light", LAPTOP, Theme::Light, 1.0, |window| planned(window, changes()));
}

#[test]
fn plan_small_light() {
    picture("plan-small-light", SMALL, Theme::Light, 1.0, |window| planned(window, changes()));
}

#[test]
fn plan_wide_dark() {
    picture("plan-wide-dark", WIDE, Theme::Dark, 1.0, |window| planned(window, changes()));
}

#[test]
fn plan_of_a_thousand_with_long_names_in_one_column() {
    picture("plan-thousand-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        let name = |at: usize| format!("{at}-of-the-services-whose-names-are-as-long-as-kubernetes-takes-them");
        planned(
            window,
            (0..1000)
                .map(|at| Change { fields: hint(), after: Some(service("x", Some("http"))), ..change(&name(at), Action::Update) })
                .collect(),
        );
        window.harness.state_mut().view_mut().clusters.plan.sides = Sides::Unified;
    });
}

#[test]
fn plan_with_a_missing_namespace_and_a_conflict_light() {
    picture("plan-conflict-light", LAPTOP, Theme::Light, 1.0, |window| {
        let mut plan = Plan::new(&place(), "portolan:shop");
        plan.changes = changes();
        plan.missing = vec![Missing { name: "vm".into(), access: Access::Allowed }];
        show(window, plan);
        for _ in 0..3 {
            window.harness.key_press(egui::Key::ArrowDown);
        }
        window.settle();
    });
}

#[test]
fn applied_half_way_dark() {
    picture("plan-applied-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        planned(window, changes());
        let gone = Error::Unreachable { server: place().server, why: "connection refused".into() };
        let results = [
            Applied::Created(Vec::new()),
            Applied::Failed(gone),
            Applied::NotReached,
            Applied::LeftOut,
            Applied::LeftOut,
            Applied::Unchanged,
        ];
        let tally = Tally { results: changes().into_iter().map(|change| change.object).zip(results).collect() };
        let progress = Progress { results: tally.results.iter().cloned().collect(), of: 3, tally: Some(tally), ..Progress::default() };
        window.harness.state_mut().view_mut().clusters.plan.progress = Some(progress);
    });
}

#[test]
fn plan_before_a_cluster_is_connected_light() {
    picture("plan-not-connected-light", LAPTOP, Theme::Light, 1.0, |window| {
        window.ask(Command::NewFrom("vms-and-kubernetes"));
        window.ask(Command::Show(Below::Plan));
    });
}

#[test]
fn contexts_of_several_files_dark() {
    picture("contexts-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("vms-and-kubernetes"));
        connected(window, Verification::Off);
        window.ask(Command::Connect);
        window.harness.run_steps(20);
        connected(window, Verification::Off);
    });
}

#[test]
fn import_namespaces_light() {
    picture("import-namespaces-light", LAPTOP, Theme::Light, 1.0, |window| import(window, Fetch::Idle));
}

/// What lives in two namespaces; one of it is in the design already.
fn lives() -> Lives {
    let one = |namespace: &str, name: &str, owner: &str, mesh: Mesh, effective: &str| One {
        object: Object { kind: Kind::Service, namespace: namespace.into(), name: name.into() },
        owner: owner.into(),
        mesh,
        effective: effective.into(),
    };
    let services = vec![
        one("shop", "web", "Helm release shop", Mesh::In("default".into()), "80 http, 9000 tcp"),
        one("shop", "api", "Argo CD app api", Mesh::In("default".into()), "8080 http"),
        one("shop", "orders", "kubectl", Mesh::In("default".into()), "9092 kafka, 5432 tcp"),
        one("vm", "a-service-with-a-name-as-long-as-kubernetes-takes-them-which-is-63", "kubectl", Mesh::Out, "8443 tcp"),
    ];
    let left = Left { object: services[1].object.clone(), why: "spec.externalIPs: kept out of the design".into() };
    Lives { services, problems: Vec::new(), design: Design::default(), notes: vec![left], version: MeshVersion::V2_14 }
}

#[test]
fn import_listed_small_dark() {
    picture("import-listed-small-dark", SMALL, Theme::Dark, 1.0, |window| import(window, Fetch::Done(Box::new(lives()))));
}

#[test]
fn import_listed_light_2x() {
    picture("import-listed-light-2x", LAPTOP, Theme::Light, 2.0, |window| import(window, Fetch::Done(Box::new(lives()))));
}

#[test]
fn import_of_a_thousand_dark() {
    picture("import-thousand-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        let mut many = lives();
        let one = many.services[0].clone();
        many.services =
            (0..1000).map(|at| One { object: Object { name: format!("service-{at}"), ..one.object.clone() }, ..one.clone() }).collect();
        import(window, Fetch::Done(Box::new(many)));
    });
}

#[test]
fn import_of_an_unknown_cluster_light() {
    picture("import-contexts-light", LAPTOP, Theme::Light, 1.0, |window| {
        connected(window, Verification::On);
        let view = window.harness.state_mut().view_mut();
        view.clusters.connection = Fetch::Idle;
        view.dialog = Some(Dialog::Import);
    });
}

fn import(window: &mut Window, lives: Fetch<Box<Lives>>) {
    connected(window, Verification::On);
    let namespace = |name: &str, injection: Option<&str>| Namespace {
        name: name.into(),
        injection: injection.map(str::to_owned),
        mesh: None,
        stays: Stays::Yes,
    };
    let all = vec![namespace("default", None), namespace("kube-system", None), namespace("shop", Some("enabled")), namespace("vm", None)];
    let view = window.harness.state_mut().view_mut();
    view.clusters.import.found(Ok(all), None);
    if let Fetch::Done(lives) = lives {
        let known = lives.services[2].object.clone();
        view.clusters.import.listed(Ok(lives), [known].into());
    }
    view.dialog = Some(Dialog::Import);
}

#[test]
fn consent_light() {
    picture("consent-light", LAPTOP, Theme::Light, 1.0, |window| {
        let file = window.folder.path().join("kubeconfig");
        std::fs::write(&file, CLOUD).unwrap();
        window.ask(Command::NewFrom("web-service"));
        window.ask(Command::ConnectTo(ContextId { name: "cloud".into(), file }));
        window.until("it asks", |app| matches!(app.view().dialog, Some(Dialog::Consent(_))));
        // The folder of a test has another name each time.
        if let Some(Dialog::Consent(question)) = &mut window.harness.state_mut().view_mut().dialog {
            question.plugin.file = PathBuf::from("/home/ada/.kube/config");
        }
    });
}

const CLOUD: &str = "
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [eks, get-token, --cluster-name, shop], env: [{name: AWS_PROFILE, value: x}], interactiveMode: Never}}}]
contexts: [{name: cloud, context: {cluster: c, user: u}}]
";

#[test]
fn plan_that_others_overtook_light() {
    picture("plan-drift-light", LAPTOP, Theme::Light, 1.0, |window| {
        planned(window, changes());
        let object = changes()[1].object.clone();
        let drift = Drift { object, live: Some(service("api", Some("tcp"))), fields: hint(), by: Some("kubectl".into()) };
        overtake(window, drift);
    });
}

/// Somebody changed an object while its plan is looked at.
fn overtake(window: &mut Window, drift: Drift) {
    let clusters = &mut window.harness.state_mut().view_mut().clusters;
    clusters.plan.overtaken.insert(drift.object.clone());
    clusters.watching.drifts.insert(drift.object.clone(), Seen { drift, at: -12.0 });
    window.settle();
}

/// Somebody changed a service of the design, and nothing is planned.
fn drifted(window: &mut Window) {
    window.ask(Command::NewFrom("vms-and-kubernetes"));
    connected(window, Verification::On);
    window.settle();
    let object = Object { kind: Kind::Service, namespace: "shop".into(), name: "orders".into() };
    let change = FieldChange { path: "ports[8080/TCP].appProtocol".into(), before: Some(json!("http")), after: Some(json!("tcp")) };
    let drift =
        Drift { object: object.clone(), live: Some(service("orders", Some("tcp"))), fields: vec![change], by: Some("kubectl".into()) };
    window.harness.state_mut().view_mut().clusters.watching.drifts.insert(object, Seen { drift, at: -12.0 });
}

#[test]
fn drift_in_the_list_dark_2x() {
    picture("drift-dark-2x", LAPTOP, Theme::Dark, 2.0, drifted);
}

#[test]
fn drift_in_the_table_light() {
    picture("drift-table-light", LAPTOP, Theme::Light, 1.0, |window| {
        drifted(window);
        window.ask(Command::ShowTable);
    });
}

#[test]
fn plan_that_others_overtook_small_dark() {
    picture("plan-drift-small-dark", SMALL, Theme::Dark, 1.0, |window| {
        planned(window, changes());
        let object = changes()[1].object.clone();
        overtake(window, Drift { object, live: None, fields: hint(), by: Some("kubectl".into()) });
    });
}

#[test]
fn history_dark() {
    picture("history-dark", LAPTOP, Theme::Dark, 1.0, |window| {
        window.ask(Command::NewFrom("web-service"));
        connected(window, Verification::On);
        let journals = window.folder.path().join("applied");
        std::fs::create_dir_all(&journals).unwrap();
        applied(&journals, 1, &place(), &["create", "update", "update"]);
        let production = Where { context: "production".into(), server: "https://production:6443".into(), ..place() };
        applied(&journals, 30, &production, &["update"]);
        applied(&journals, 80, &place(), &[]);
        window.ask(Command::UndoApply);
        window.until("it was read", |app| app.view().clusters.plan.history.known().is_some());
    });
}

/// Writes down an apply of so many hours ago.
fn applied(folder: &std::path::Path, hours: u64, place: &Where, changes: &[&str]) {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let mut lines = vec![json!({"line": "started", "format": 1, "seconds": now - hours * 3600 - 60, "context": place.context,
        "kubeconfig": place.file, "server": place.server, "manager": "portolan:shop"})];
    for (at, change) in changes.iter().enumerate() {
        let object = json!({"kind": "Service", "namespace": "shop", "name": format!("web-{at}")});
        lines.push(json!({"line": "sends", "object": object, "change": change, "before": null, "planned": null}));
        lines.push(json!({"line": "sent", "object": object, "after": {}}));
    }
    let text: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.join(format!("apply-{:015}.jsonl", 1_000_000 - hours)), text.concat()).unwrap();
}

#[test]
fn bar_with_long_names_small_light() {
    picture("bar-long-small-light", SMALL, Theme::Light, 1.0, |window| {
        window.ask(Command::NewFrom("vms-and-kubernetes"));
        connected(window, Verification::Off);
        let clusters = &mut window.harness.state_mut().view_mut().clusters;
        clusters.asked = clusters.contexts.known().map(|found| found.contexts[1].id.clone());
        let target = Target { mesh_services: MeshServices::ReachableBackends, ..window.session().design().target.clone() };
        window.harness.state_mut().ask_edit(Edit::SetTarget(target));
        window.settle();
    });
}

#[test]
fn plan_light_twice_as_fine() {
    picture("plan-light-2x", LAPTOP, Theme::Light, 2.0, |window| planned(window, changes()));
}
