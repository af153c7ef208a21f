//! Do real control planes say of a design's Dataplanes what `portolan check` says they will: field, words, order?
//! Knows nothing of single rules; those have their cases beside `verdict`.

use std::collections::BTreeSet;
use std::process::Command;

use portolan::check::Source;
use portolan::design::{Design, Edit, Service, World, file};
use portolan::manifest::{Comments, Manifest, render};
use portolan::protocol::MeshVersion;
use portolan::session::{Session, checked};
use serde_json::Value;

use crate::differential::theirs;
use crate::random::{designs, make_meshes};
use crate::support::kuma::ControlPlane;
use crate::support::readers::{Reader, read_yaml};

/// A path and what is said of it.
type Said = (String, String);

/// What the program says that a control plane refuses, by the number of the service.
fn ours(design: &Design, path: &std::path::Path) -> Vec<Vec<Said>> {
    std::fs::write(path, file::write(design)).expect("the design can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_portolan")).args(["check", "--format", "json"]).arg(path).output().expect("it runs");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("findings");
    let theirs = findings.iter().filter(|finding| finding["source"] == "control-plane");
    let word = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let said: Vec<(String, Said)> = theirs.map(|one| (word(one, "service"), (word(one, "field"), word(one, "message")))).collect();
    let of = |service: &Service| said.iter().filter(|(name, _)| *name == service.name).map(|(_, said)| said.clone()).collect();
    design.services.iter().map(|service| of(service)).collect()
}

/// What a control plane says of the Dataplanes of a service, one after the other: of what they share, the first alone.
fn told(plane: &ControlPlane, manifests: &[&Manifest]) -> Vec<Said> {
    let (mut all, mut known) = (Vec::new(), BTreeSet::new());
    for (at, manifest) in manifests.iter().enumerate() {
        let text = manifest.text().replace("{{ name }}", "filled-in").replace("{{ address }}", "192.168.0.77");
        let document = read_yaml(Reader::Kubectl, &text).expect("kubectl's reader").expect("YAML").remove(0);
        let name: String = document["name"].as_str().unwrap_or_default().bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/meshes/{}/dataplanes/{name}", manifest.object.scope);
        let answer = plane.put(&path, &document.to_string());
        // One that is there already is asked less.
        plane.delete(&path);
        let (status, said) = theirs(answer.status, &answer.body);
        let said = match said.as_slice() {
            [] if status >= 300 => vec![(String::new(), sentence(&answer.body))],
            _ => said,
        };
        // Names, addresses and admin ports are each instance's own.
        let own = |field: &str| ["name", "networking.address", "networking.admin.port"].contains(&field).then_some(at);
        all.extend(said.into_iter().filter(|said| known.insert((said.clone(), own(&said.0)))));
    }
    all
}

/// The one sentence of an answer that names no fields.
fn sentence(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["detail"].as_str().or(body["details"].as_str()).unwrap_or_default().to_owned()
}

/// Each service under a name of its own, so that findings in JSON are known by it; and each instance under a name that a URL can have.
fn told_apart(mut design: Design) -> Design {
    for (at, service) in design.services.clone().into_iter().enumerate() {
        let mut service = (*service).clone();
        let taken = design.services.iter().take(at).any(|other| other.name == service.name);
        if taken {
            service.name.push_str(&format!("-{at}"));
        }
        let askable = |name: &str| !name.is_empty() && !name.contains('/');
        service.instances.iter_mut().filter(|one| !askable(&one.name)).for_each(|one| one.name = "Nameless".to_owned());
        design.apply(Edit::put_service(service));
    }
    design
}

#[test]
fn what_check_says_of_random_designs_is_what_real_control_planes_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("random.portolan.yaml");
    for (server, version) in [("2.5.11", MeshVersion::V2_5), ("2.14.3", MeshVersion::V2_14), ("3.0dev", MeshVersion::V3_0)] {
        let Some(plane) = ControlPlane::shared(server) else { continue };
        make_meshes(plane);
        let (mut wrong, mut asked, mut refused) = (Vec::new(), 0, 0);
        for design in designs(version, World::Universal).into_iter().map(told_apart) {
            let manifests = render(&design, Comments::Off);
            for (service, ours) in design.services.iter().zip(ours(&design, &path)) {
                let of_service = |manifest: &&Manifest| manifest.service == service.id && manifest.object.world == World::Universal;
                let manifests: Vec<&Manifest> = manifests.iter().filter(of_service).collect();
                let theirs = told(plane, &manifests);
                asked += manifests.len();
                refused += usize::from(!theirs.is_empty());
                // A sentence without a field is known by itself.
                let fits = |(our, their): (&Said, &Said)| our.1 == their.1 && (our.0 == their.0 || their.0.is_empty());
                if ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(fits) {
                    let texts: Vec<String> = manifests.iter().map(|manifest| manifest.text()).collect();
                    wrong.push(format!("{server}\n  ours {ours:?}\n  real {theirs:?}\n{}", texts.join("---\n")));
                }
            }
        }
        println!("{server}: {asked} Dataplanes of random designs, {refused} services refused, {} disagree", wrong.len());
        assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn after_any_edit_a_session_says_what_a_fresh_look_says() {
    for version in MeshVersion::ALL.iter().copied() {
        let designs = designs(version, World::Universal);
        for pair in designs.windows(2).take(30) {
            let mut session = Session::new(pair[0].clone());
            for edit in edits(&pair[0], &pair[1]) {
                session.edit(edit);
                session.seal();
                assert_eq!(session.findings(), checked(session.design()).findings());
            }
            session.undo();
            assert_eq!(session.findings(), checked(session.design()).findings());
        }
    }
}

/// Services of one design become those of the other, one by one; one goes, and one is moved.
fn edits(from: &Design, to: &Design) -> Vec<Edit> {
    let becomes = from.services.iter().zip(&to.services).map(|(old, new)| Edit::put_service(Service { id: old.id, ..(**new).clone() }));
    let mut edits: Vec<Edit> = becomes.collect();
    edits.extend(from.services.last().map(|last| Edit::MoveService(last.id, 0)));
    edits.extend(from.services.first().map(|first| Edit::RemoveService(first.id)));
    edits
}

#[test]
fn instances_share_what_their_service_is_refused_for() {
    let text = "portolan: 1\nname: shop\ntarget: {version: '2.5'}\nservices:\n- name: web\n  on: universal\n  tags: {team: a/b}\n  ports:\n  - {name: http, port: 80, hint: https}\n  instances:\n  - {name: web-01, address: 10.0.0.1}\n  - {name: Web, address: ''}\n";
    let design = file::read(text).expect("a design");
    let found = checked(&design);
    let said: Vec<(&str, Option<&str>)> = found
        .findings()
        .iter()
        .map(|finding| match &finding.source {
            Source::ControlPlane { field } => (finding.code, Some(field.as_str())),
            Source::Portolan => (finding.code, None),
        })
        .collect();
    let wanted = [
        ("D021", Some("networking.inbound[0].tags[\"kuma.io/protocol\"]")),
        ("D038", Some("networking.inbound[0].tags[\"team\"]")),
        ("D012", Some("networking.address")),
        ("D040", None),
    ];
    assert_eq!(said, wanted);
    assert_eq!(found.findings()[0].fix.as_ref().map(|fix| fix.title.as_str()), Some("Use TLS by the app instead"));
}
