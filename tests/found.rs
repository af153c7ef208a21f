//! Found files: what people and other programs wrote is read, becomes a design with nothing left out in silence, and is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use portolan::design::{Service, ServicePort, Target};
use portolan::manifest::import::{Alike, Imported, import};
use portolan::manifest::source::{Found, Source, What};
use portolan::manifest::{Comments, render};
use portolan::protocol::MeshVersion;
use portolan::session::found::{Said, check_found};
use portolan::yaml::{self, Kind, Node};

use crate::support;

fn of(text: &str) -> Source {
    Source::read("found.yaml", text)
}

fn target(version: MeshVersion) -> Target {
    Target { version, ..Target::default() }
}

fn said(text: &str) -> Vec<Said> {
    check_found(&of(text), &Target::default()).said
}

/// Findings as `line:code`, without those hints that say that nothing is said.
fn lines(text: &str) -> Vec<String> {
    let line = |said: &Said| format!("{}:{}", text[..said.span.start].matches('\n').count() + 1, said.code);
    said(text).iter().filter(|said| said.code != "H008").map(line).collect()
}

fn whats(text: &str) -> Vec<String> {
    let word = |found: &Found| match &found.what {
        What::Broken(error) => format!("broken {}:{}", error.line, error.column),
        What::Service => "service".to_owned(),
        What::Dataplane => "dataplane".to_owned(),
        What::Workload(kind) => format!("workload {kind}"),
        What::Other(kind) => format!("other {kind}"),
        What::Template => "template".to_owned(),
    };
    of(text).documents.iter().map(|found| format!("{} {}", found.document, word(found))).collect()
}

const WEB: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n    appProtocol: http\n";

#[test]
fn every_document_is_what_it_is() {
    let text = format!(
        "{WEB}---\n# nothing here\n---\nkind: ConfigMap\n x: [\n---\na: [1\n---\napiVersion: apps/v1\nkind: Deployment\n---\ntype: Dataplane\nname: web-01\n...\n"
    );
    let wanted = ["0 service", "1 other ConfigMap", "2 broken 15:4", "3 workload Deployment", "4 dataplane"];
    assert_eq!(whats(&text), wanted);
    for text in ["", "\n", "# a\n---\n# b\n---\n", "\u{feff}", "%YAML 1.2\n", "---\n"] {
        assert_eq!(whats(text), [""; 0], "{text:?}");
    }
    assert_eq!(whats(&format!("\u{feff}{}", WEB.replace('\n', "\r\n"))), ["0 service"]);
    assert_eq!(whats("{\"apiVersion\": \"v1\", \"kind\": \"Service\",\n\t\"metadata\": {\"name\": \"web\"}}"), ["0 service"]);
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service}\n- {kind: Pod}\n- {kind: Secret}\n";
    assert_eq!(whats(list), ["0 service", "0 workload Pod", "0 other Secret"]);
}

#[test]
fn templates_are_read_around_their_placeholders_or_left_alone() {
    let mustache = "type: Dataplane\nmesh: default\nname: {{ name }}\nnetworking:\n  address: {{ address }}\n  inbound:\n  - port: {{ port }}\n    protcol: http\n";
    assert_eq!(whats(mustache), ["0 dataplane"]);
    assert_eq!(lines(mustache), ["3:F003", "7:F009", "8:F005"]);
    assert_eq!(lines(&WEB.replace("app: web", "app: '{{ .Values.app | quote }}'")), ["5:F003"]);
    let helm = "apiVersion: v1\nkind: Service\nmetadata:\n  {{- include \"labels\" . | nindent 2 }}\n";
    assert_eq!(whats(helm), ["0 template"]);
    assert_eq!(lines(helm), ["1:F003"]);
    assert_eq!(whats("kind: ConfigMap\ndata:\n  {{- if .x }}\n"), ["0 other ConfigMap"]);
    assert_eq!(lines(&format!("# {{{{ not a value }}}}\n{WEB}")), [""; 0]);
}

#[test]
fn aliases_are_followed_and_bombs_are_not() {
    let shared = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: &app\n    app: web\nspec:\n  selector:\n    <<: *app\n    tier: front\n  ports: [{port: 80, appProtocol: &hint http}]\n";
    let imported = import("", &[of(shared)], &Target::default(), Alike::Together);
    let selector = &imported.design.services[0].selector;
    assert_eq!(selector.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>(), ["app=web", "tier=front"]);
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in ('a'..'i').zip('b'..'j') {
        bomb += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(", "));
    }
    let deep = "[".repeat(100_000);
    for text in [bomb, format!("a: {deep}"), "a: *nobody\n".to_owned(), "kind: List\nitems: &x [*x]\n".to_owned()] {
        let started = Instant::now();
        assert!(whats(&text)[0].starts_with("0 broken"), "{:?}", whats(&text));
        assert_eq!(said(&text).iter().map(|said| said.code).collect::<Vec<_>>(), ["F001"]);
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn findings_stand_where_they_are_in_the_file() {
    let dataplane = "type: Dataplane\nmesh: default\nname: web-01\nnetworking:\n  address: 10.0.0\n  inbounds: []\n  inbound:\n  - port: 80\n    tags:\n      kuma.io/service: web\n      protocol: http\n";
    assert_eq!(lines(dataplane), ["5:U007", "6:F005", "11:F006"]);
    let found = said(dataplane);
    assert_eq!(found[0].field, "networking.address");
    assert_eq!(&dataplane[found[0].span.clone()], "10.0.0");
    assert_eq!(found[1].message, "Kuma ignores the key \"inbounds\": did you mean inbound?");
    let service = WEB.replace("http", "kafka") + "  - {port: 90, appProtocol: https, name: x}\n";
    let found = check_found(&of(&service), &target(MeshVersion::V3_0)).said;
    let found: Vec<_> = found.iter().map(|said| (said.code, said.field.as_str(), &service[said.span.clone()], said.port)).collect();
    let wanted = [
        ("P004", "spec.ports[0].name", "port: 80\n    appProtocol: kafka", Some(80)),
        ("H001", "spec.ports[0].appProtocol", "kafka", Some(80)),
        ("H001", "spec.ports[1].appProtocol", "https", Some(90)),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn what_only_a_design_can_be_wrong_in_is_not_said_of_a_file() {
    assert_eq!(lines(WEB), [""; 0]);
    assert_eq!(lines("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"), [""; 0], "a patch says what it changes");
    assert_eq!(lines("apiVersion: v1\nkind: Service\nmetadata: {generateName: web-}\n"), [""; 0]);
    let calls = "type: Dataplane\nname: web-01\nmesh: default\nnetworking:\n  address: 10.0.0.1\n  inbound: [{port: 80, tags: {kuma.io/service: Web_1, kuma.io/protocol: http}}]\n  outbound:\n  - {port: 80, address: 10.1.1.1, tags: {kuma.io/service: a}}\n  - {port: 80, address: 10.1.1.2, tags: {kuma.io/service: b}}\n";
    assert_eq!(lines(calls), [""; 0]);
    let gateway = WEB
        .replace(
            "  - port: 80\n    appProtocol: http\n",
            "  - port: 80\n    name: a\n    appProtocol: kubernetes.io/h2c\n  - port: 81\n    name: b\n    appProtocol: http\n",
        )
        .replace("namespace: shop}", "annotations: {80.service.kuma.io/protocol: http2}}");
    assert_eq!(lines(&gateway), [""; 0], "the annotation says it");
}

#[test]
fn a_comment_with_a_reason_silences_its_line() {
    let with = |comment: &str| WEB.replace("    appProtocol: http\n", &format!("    {comment}\n    appProtocol: HTTP\n"));
    assert_eq!(lines(&with("# no comment")), ["9:H002"]);
    assert_eq!(lines(&with("# portolan: ignore H002 the old chart is frozen")), [""; 0]);
    assert_eq!(lines(&with("# portolan: ignore upper-case-hint the old chart is frozen\n    # really")), [""; 0]);
    assert_eq!(lines(&with("# portolan: ignore H002")), ["8:F004", "9:H002"]);
    assert_eq!(lines(&with("# portolan: ignore H999 because")), ["8:F004", "9:H002"]);
    assert_eq!(lines(&WEB.replace("http\n", "HTTP # portolan: ignore H002 frozen\n")), [""; 0]);
}

/// Every leaf of a document as `path = value`, with its place, in one spelling of paths.
fn leaves(node: &Node, path: &str, out: &mut Vec<(String, Node)>) {
    match &node.kind {
        Kind::Map(_, entries) => {
            entries.iter().for_each(|(key, value)| leaves(value, &format!("{path}.{}", key.text().unwrap_or("?")), out))
        }
        Kind::Seq(_, items) => items.iter().enumerate().for_each(|(at, item)| leaves(item, &format!("{path}[{at}]"), out)),
        Kind::Scalar(..) | Kind::Alias => out.push((format!("{path} = {}", node.text().unwrap_or_default()), node.clone())),
    }
}

/// What is the same as saying nothing.
fn is_default(leaf: &str, all: &BTreeSet<&str>) -> bool {
    let (path, value) = leaf.split_once(" = ").unwrap();
    let key = path.rsplit(['.', ']']).next().unwrap();
    let port = || all.contains(format!("{}.port = {value}", path.rsplit_once('.').unwrap().0).as_str());
    match key {
        _ if matches!(value, "" | "~" | "null") => true,
        "protocol" if path.starts_with(".spec") => value == "TCP",
        "targetPort" | "servicePort" => port(),
        "type" => value == "ClusterIP" || value == "DELEGATED",
        "sessionAffinity" => value == "None",
        "internalTrafficPolicy" | "externalTrafficPolicy" => value == "Cluster",
        "ipFamilyPolicy" => value == "SingleStack",
        "publishNotReadyAddresses" => value == "false",
        "mesh" => value == "default",
        "address" => value == "127.0.0.1" && path.starts_with(".networking.outbound"),
        _ => false,
    }
}

/// What of a file is neither in what its design renders nor in a note.
fn lost(source: &Source, version: MeshVersion) -> Vec<String> {
    let imported = import("", std::slice::from_ref(source), &target(version), Alike::Together);
    let rendered: Vec<String> = render(&imported.design, Comments::Off).iter().map(portolan::manifest::Manifest::text).collect();
    let rendered: Vec<Node> = rendered.iter().map(|text| yaml::parse(text).unwrap().remove(0).root).collect();
    let mut lost = Vec::new();
    for found in source.documents.iter().filter(|found| matches!(found.what, What::Service | What::Dataplane)) {
        let name =
            |root: &Node| root.get("name").or(root.get("metadata").and_then(|it| it.get("name"))).and_then(Node::text).map(str::to_owned);
        let mut own = Vec::new();
        leaves(&found.root, "", &mut own);
        let all: BTreeSet<&str> = own.iter().map(|(leaf, _)| leaf.as_str()).collect();
        let twins = rendered.iter().filter(|root| {
            root.get("type").is_some() == (found.what == What::Dataplane)
                && (name(root) == name(&found.root) || name(&found.root).is_none() || found.is_open(&found.root.span))
        });
        let mut again = BTreeSet::new();
        for twin in twins {
            let mut leaves_of = Vec::new();
            leaves(twin, "", &mut leaves_of);
            again.extend(leaves_of.into_iter().map(|(leaf, _)| leaf));
        }
        let noted = |node: &Node| {
            imported
                .notes
                .iter()
                .any(|note| note.span.start <= node.span.start && node.span.end <= note.span.end && note.document == found.document)
        };
        for (leaf, node) in own.iter().filter(|(leaf, node)| !again.contains(leaf) && !is_default(leaf, &all) && !noted(node)) {
            lost.push(format!("{} document {}: {leaf} ({:?})", source.name, found.document, node.span));
        }
    }
    lost
}

#[test]
fn nothing_is_dropped_without_a_note() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n  uid: x\n  labels: {a: b}\n  annotations: {80.service.kuma.io/protocol: http, c: d}\nspec:\n  type: NodePort\n  clusterIP: 10.0.0.1\n  sessionAffinity: ClientIP\n  externalTrafficPolicy: Local\n  ipFamilies: [IPv4]\n  selector: {app: web}\n  ports:\n  - {port: 80, targetPort: web, nodePort: 30080, appProtocol: http, name: a}\n  - {port: 81, appProtocol: mongo, protocol: UDP, name: b}\n  - {port: x, name: c}\nstatus: {loadBalancer: {ingress: [{ip: 1.1.1.1}]}}\n";
    let dataplane = "type: Dataplane\nname: web-01\nmesh: other\nlabels: {a: b, kuma.io/workload: w}\nnetworking:\n  address: 10.0.0.1\n  advertisedAddress: 1.1.1.1\n  admin: {port: 9902}\n  inbound:\n  - {port: 80, servicePort: 8080, serviceAddress: 127.0.0.1, address: 10.0.0.2, name: main, protocol: http, state: Ready, tags: {kuma.io/service: web, kuma.io/protocol: grpc, version: v1}}\n  - {port: 81, health: {ready: true}, tags: {kuma.io/service: other, version: v1, team: x}}\n  outbound:\n  - {port: 10001, tags: {kuma.io/service: api, version: v2}}\n  - {port: 10002, address: 1.1.1.1, backendRef: {kind: MeshService, name: b, port: 80}}\n  - {port: 10003}\n  transparentProxying: {redirectPortInbound: 15006, reachableServices: [a]}\nprobes: {port: 9000}\nmetrics: {type: prometheus}\n";
    for version in MeshVersion::ALL {
        for text in [service, dataplane] {
            // Tags are no part of a Dataplane for 3.0, nor are outbounds of a portable one: the target, not the import, leaves them out.
            let own = lost(&of(text), version);
            let own: Vec<&String> = own.iter().filter(|leaf| !leaf.contains(".tags.") && !leaf.contains(".outbound[")).collect();
            assert_eq!(own, [""; 0], "{version}");
        }
    }
    assert_eq!(lost(&of(&format!("{service}---\n{dataplane}")), MeshVersion::NEWEST), [""; 0]);
}

fn shape(imported: &Imported) -> Vec<String> {
    let port = |port: &ServicePort| format!("{}:{}", port.inbound_port(), port.protocol.map_or("-", |protocol| protocol.keyword()));
    let service = |service: &Service| {
        let ports: Vec<String> = service.ports.iter().map(port).collect();
        format!(
            "{} x{} [{}] {:?}",
            service.full_name(),
            service.instances.len(),
            ports.join(" "),
            service.calls.iter().map(|call| (call.service.as_str(), call.port)).collect::<Vec<_>>()
        )
    };
    imported.design.services.iter().map(|one| service(one)).collect()
}

#[test]
fn dataplanes_that_are_alike_are_instances_of_one_service() {
    let dataplane = |name: &str, port: u32, to: &str| {
        format!(
            "---\ntype: Dataplane\nname: {name}\nmesh: default\nnetworking:\n  address: 10.0.0.{port}\n  inbound: [{{port: {port}, tags: {{kuma.io/service: web, kuma.io/protocol: http}}}}]\n  outbound: [{{port: 10001, tags: {{kuma.io/service: {to}}}}}]\n"
        )
    };
    let text = format!(
        "{WEB}{}{}{}{}",
        dataplane("web-01", 80, "api"),
        dataplane("web-02", 80, "api"),
        dataplane("web-03", 81, "web"),
        dataplane("x", 80, "web_shop_svc_80")
    );
    let imported = import("shop", &[of(&text)], &Target::default(), Alike::Together);
    let wanted = [
        "shop/web x0 [80:http] []",
        "web x2 [80:http] [(\"api\", 10001)]",
        "web-2 x1 [81:http] [(\"web\", 80)]",
        "web-3 x1 [80:http] [(\"shop/web\", 80)]",
    ];
    assert_eq!(shape(&imported), wanted);
    assert_eq!(lost(&of(&text), MeshVersion::NEWEST), [""; 0]);
    let again = portolan::design::file::read(&portolan::design::file::write(&imported.design)).unwrap();
    assert_eq!(again, imported.design);
}

#[test]
fn a_call_by_the_tag_of_one_port_is_a_call_of_that_port() {
    let inbound = |port: u32, tag: &str| format!("{{port: {port}, tags: {{kuma.io/service: {tag}, kuma.io/protocol: http}}}}");
    let dataplane = |name: &str, inbounds: &[String], outbounds: &str| {
        let inbounds = inbounds.join(", ");
        format!(
            "---\ntype: Dataplane\nname: {name}\nmesh: default\nnetworking:\n  address: 10.0.0.1\n  inbound: [{inbounds}]\n  outbound: [{outbounds}]\n"
        )
    };
    let outbounds = "{port: 10001, tags: {kuma.io/service: chat}}, {port: 10002, tags: {kuma.io/service: chat-ws}}";
    let text =
        dataplane("chat-01", &[inbound(80, "chat"), inbound(9000, "chat-ws")], "") + &dataplane("web-01", &[inbound(80, "web")], outbounds);
    let imported = import("shop", &[of(&text)], &Target::default(), Alike::Together);
    assert_eq!(shape(&imported), ["chat x1 [80:http 9000:http] []", "web x1 [80:http] [(\"chat\", 80), (\"chat\", 9000)]"]);
    assert_eq!(lost(&of(&text), MeshVersion::NEWEST), [""; 0]);
}

/// Files of the folders of cases.
fn cases() -> Vec<(PathBuf, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let roots = std::env::var_os("PORTOLAN_CASES").map_or_else(|| vec![own], |paths| std::env::split_paths(&paths).collect());
    let paths = roots.iter().flat_map(|root| ["k8s", "k8s-served", "universal-valid", "universal-invalid"].map(|folder| root.join(folder)));
    let files = paths.filter(|folder| folder.is_dir()).flat_map(|folder| portolan::files::files_of(&folder));
    files.map(|path| path.unwrap()).filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?))).collect()
}

#[test]
fn all_that_others_wrote_is_read_imported_and_checked() {
    let cases = cases();
    if cases.is_empty() {
        return support::programs::skip("cases of other projects", "see PORTOLAN_CASES");
    }
    let started = Instant::now();
    let (mut counts, mut left) = (BTreeMap::new(), Vec::new());
    let sources: Vec<Source> = cases.iter().map(|(path, text)| Source::read(path.display().to_string(), text.clone())).collect();
    for version in [MeshVersion::V2_5, MeshVersion::V2_14, MeshVersion::V3_0] {
        for source in &sources {
            for said in check_found(source, &target(version)).said {
                assert!(source.text.get(said.span.clone()).is_some(), "{}: {said:?}", source.name);
                *counts.entry((version.keyword(), said.code)).or_insert(0) += 1;
            }
        }
    }
    let took = started.elapsed();
    for source in &sources {
        left.extend(lost(source, MeshVersion::NEWEST));
    }
    println!("{} files, three versions, {took:?}: {counts:?}", sources.len());
    assert!(left.is_empty(), "{left:#?}");
    let all = import("all", &sources, &Target::default(), Alike::Together);
    assert!(!all.design.services.is_empty());
    portolan::design::file::read(&portolan::design::file::write(&all.design)).unwrap();
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
    #[test]
    fn garbage_is_answered(text in "(type: Dataplane\n|kind: Service\napiVersion: v1\n|spec:\n|  ports: |networking: |[\\[\\]{}:,&*!|>'\"#\t \n\r-]|[a-z]|\u{feff}|é|\\{\\{ x \\}\\}|<<: |---\n){0,40}") {
        let source = of(&text);
        for said in check_found(&source, &Target::default()).said {
            assert!(source.text.get(said.span).is_some());
        }
        import("", &[source], &Target::default(), Alike::Together);
    }
}

/// What the cases know a control plane to say, and what `check` says in its name: the very words, in the same order.
#[test]
fn a_refusal_is_told_in_the_control_planes_words_and_order() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let roots: Vec<PathBuf> = std::env::var_os("PORTOLAN_CASES").map_or_else(|| vec![own], |paths| std::env::split_paths(&paths).collect());
    let Some(root) = roots.into_iter().find(|root| root.join("universal-verdicts.jsonl").is_file()) else {
        return support::programs::skip("verdicts of control planes", "see PORTOLAN_CASES");
    };
    let (mut told, mut wrong) = (0, Vec::new());
    for line in fs::read_to_string(root.join("universal-verdicts.jsonl")).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(violations) = line["violations"].as_array().filter(|violations| !violations.is_empty()) else { continue };
        let (file, version) = (line["file"].as_str().unwrap(), line["version"].as_str().unwrap());
        let path = [file.to_owned(), format!("universal-invalid/{file}"), format!("universal-valid/{file}")];
        let Some(path) = path.iter().map(|path| root.join(path)).find(|path| path.is_file()) else { continue };
        let text = fs::read_to_string(&path).unwrap().replace("{{ name }}", "filled-in").replace("{{ address }}", "192.168.0.1");
        let version: Vec<&str> = version.trim_end_matches("dev").split('.').take(2).collect();
        let found = check_found(&of(&text), &target(version.join(".").parse().unwrap())).said;
        let document = line["document"].as_u64().unwrap_or(0);
        let words = |said: &&Said| said.document as u64 == document && said.words.keyword() == "control-plane";
        let found: Vec<(String, String)> = found.iter().filter(words).map(|said| (said.field.clone(), said.message.clone())).collect();
        let text_of = |violation: &serde_json::Value, key: &str| violation[key].as_str().unwrap().to_owned();
        let wanted: Vec<(String, String)> = violations.iter().map(|one| (text_of(one, "field"), text_of(one, "message"))).collect();
        told += 1;
        if found != wanted {
            wrong.push(format!("{file} {version:?} document {document}: {found:?} for {wanted:?}"));
        }
    }
    println!("{told} refusals told");
    // One label needs a connection to be known.
    wrong.retain(|line| !line.contains("kuma.io/zone"));
    assert!(told > 0 && wrong.is_empty(), "{} of {told}: {:#?}", wrong.len(), &wrong[..wrong.len().min(8)]);
}
