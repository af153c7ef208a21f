//! Does every string survive every reader in every place where a manifest holds a string, and every tree every reader?
//! Knows what readers make of what we write; what is right to write is the golden cases' business.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use portolan::design::{
    Call, Design, Edit, HintStyle, Inbound, Instance, PortId, Service, ServicePort, ServiceType, Target, TargetPort, World,
};
use portolan::manifest::{Comments, Manifest, render};
use portolan::protocol::{MeshServices, MeshVersion, Protocol};
use portolan::yaml::{self, Entry, Tree};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use serde_json::{Map, Value, json};

use crate::support::programs::skip;
use crate::support::readers::{Reader, kubectl, read_yaml};

/// Strings that look like something else. With `../shared` all that were collected, else the worst of them.
fn nasty() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/nasty-strings.json");
    match fs::read_to_string(&file) {
        Ok(text) => serde_json::from_str(&text).expect("a list of strings"),
        Err(_) => {
            skip("../shared/cases/nasty-strings.json", "put the project's shared folder beside it");
            let worst = ["yes", "n", "1_000", "0X1F", "1e3", "12:30:45", "2001-01-01", "<<", "", "a\nb", "\u{feff}", "a: b", "a #c", "~"];
            worst.map(str::to_owned).to_vec()
        }
    }
}

/// A design with this string in every place that a manifest takes one from.
fn everywhere(s: &str, version: MeshVersion) -> Design {
    let map = BTreeMap::from([(s.to_owned(), s.to_owned())]);
    let port = ServicePort {
        id: PortId(1),
        name: s.to_owned(),
        port: 80,
        target_port: Some(TargetPort::Name(s.to_owned())),
        hint: Some(s.to_owned()),
        inbound: Inbound { address: Some(s.to_owned()), service_address: Some(s.to_owned()), tags: map.clone(), ..Inbound::default() },
        ..ServicePort::default()
    };
    let mut design = Design::default();
    let mesh_services = MeshServices::Exclusive;
    design.target = Target { mesh: s.to_owned(), version, hint: HintStyle::Both, mesh_services };
    design.push(Service {
        name: s.to_owned(),
        namespace: s.to_owned(),
        kind: ServiceType::ExternalName(s.to_owned()),
        labels: map.clone(),
        annotations: map.clone(),
        selector: map.clone(),
        ports: vec![port],
        instances: vec![Instance { name: s.to_owned(), address: s.to_owned(), admin_port: Some(9901) }],
        calls: vec![
            Call { service: format!("{s}\u{a0}"), port: 80, at: Some(10001) },
            Call { service: s.to_owned(), port: 80, at: Some(10002) },
        ],
        tags: map,
        ..Service::default()
    });
    design
}

/// One of each way of writing.
const VERSIONS: [MeshVersion; 5] = [MeshVersion::V2_5, MeshVersion::V2_13, MeshVersion::V2_14, MeshVersion::V3_0, MeshVersion::Portable];

fn manifests() -> Vec<Tree> {
    let all = nasty();
    let designs = all.iter().flat_map(|s| VERSIONS.map(|version| everywhere(s, version)));
    designs.flat_map(|design| render(&design, Comments::On)).map(|manifest| manifest.tree).collect()
}

/// What a reader should find.
fn json(tree: &Tree) -> Value {
    match tree {
        Tree::Text(text) => json!(text),
        Tree::Number(number) => json!(number),
        Tree::Bool(value) => json!(value),
        Tree::Raw(text) => panic!("{text} is of a template"),
        Tree::Map(entries) => {
            let map: Map<String, Value> = entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect();
            assert_eq!(map.len(), entries.len(), "a repeated key in {tree:?}");
            Value::Object(map)
        }
        Tree::Seq(entries) => entries.iter().map(|entry| json(&entry.value)).collect(),
        Tree::Flow(inner) => json(inner),
    }
}

/// How often a string stands in a value, as key or value.
fn count(value: &Value, s: &str) -> usize {
    match value {
        Value::String(text) => usize::from(text == s),
        Value::Array(items) => items.iter().map(|item| count(item, s)).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| usize::from(key == s) + count(value, s)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// The first difference, told by the text that was read.
fn compare(reader: &str, read: Result<Vec<Value>, String>, trees: &[Tree]) {
    let read = read.unwrap_or_else(|why| {
        panic!("{reader} cannot read it: …{}", why.chars().rev().take(600).collect::<String>().chars().rev().collect::<String>())
    });
    for (read, tree) in read.iter().zip(trees) {
        assert!(*read == json(tree), "{reader} finds\n{read}\nin\n{}", yaml::text(tree));
    }
    assert_eq!(read.len(), trees.len(), "{reader} finds another number of documents");
}

/// The trees as one text of several documents.
fn together(trees: &[Tree]) -> String {
    trees.iter().map(yaml::text).collect::<Vec<_>>().join("---\n")
}

#[test]
fn a_manifest_has_the_string_in_every_place() {
    let places = |version| {
        render(&everywhere("a word", version), Comments::Off).iter().map(|found| count(&json(&found.tree), "a word")).collect::<Vec<_>>()
    };
    // Service: name, namespace, label, annotation and selector twice each, external name, port name, target port, hint and its annotation.
    // Dataplane: mesh, name and address; of the inbound both addresses, tag, service and protocol as tags; the call. By version also
    // the inbound's name and protocol, and the workload and the tag as labels.
    assert_eq!(places(MeshVersion::V2_5), [13, 10]);
    assert_eq!(places(MeshVersion::V2_14), [13, 13]);
    assert_eq!(places(MeshVersion::V3_0), [13, 11]);
    assert_eq!(places(MeshVersion::Portable), [13, 14]);
}

#[test]
fn nasty_strings_survive_our_own_reader() {
    for tree in manifests() {
        let text = yaml::text(&tree);
        let read: Result<Value, _> = yaml::typed(&text);
        assert!(read == Ok(json(&tree)), "{read:?}\nis read in\n{text}");
    }
}

#[test]
fn nasty_strings_survive_both_of_gos_readers() {
    let trees = manifests();
    for reader in [Reader::Kubectl, Reader::Go] {
        let Some(read) = read_yaml(reader, &together(&trees)) else { return };
        compare(&format!("{reader:?}"), read, &trees);
    }
}

/// kubectl wants a name and has it left out where it is empty; everything else may be nasty.
#[test]
fn nasty_strings_survive_kubectl() {
    let Some(kubectl) = kubectl() else { return };
    let services = nasty().into_iter().map(|s| {
        let mut design = everywhere(&s, MeshVersion::V2_14);
        let service = Service { name: "web".to_owned(), on: Some(World::Kubernetes), ..(*design.services[0]).clone() };
        design.apply(Edit::put_service(service));
        render(&design, Comments::On).remove(0).tree
    });
    let services: Vec<Tree> = services.collect();
    compare("kubectl", kubectl.read(&together(&services)), &services);
}

/// No string at all takes the place of a protocol that is said.
#[test]
fn a_hint_beside_a_protocol_is_the_app_protocols_alone_in_style_both() {
    let mut design = everywhere("kubernetes.io/h2c", MeshVersion::V2_14);
    let mut service = (*design.services[0]).clone();
    service.ports[0].protocol = Some(Protocol::Http2);
    service.ports[0].inbound = Inbound::default();
    service.tags.clear();
    design.apply(Edit::put_service(service));
    let found: Vec<String> = render(&design, Comments::Off).iter().map(Manifest::text).collect();
    assert!(
        found[0].contains("80.service.kuma.io/protocol: http2\n") && found[0].contains("appProtocol: kubernetes.io/h2c\n"),
        "{}",
        found[0]
    );
    assert!(found[1].contains("kuma.io/protocol: http2\n") && !found[1].contains("protocol: kubernetes.io/h2c"), "{}", found[1]);
}

fn trees() -> impl Strategy<Value = Tree> {
    let text = prop_oneof![any::<String>(), prop::sample::select(nasty()), "[-_a-zA-Z0-9.:/ #,\\[\\]{}'\"]{0,12}"];
    let text = text.boxed();
    let leaf = prop_oneof![
        text.clone().prop_map(Tree::Text),
        any::<i64>().prop_map(Tree::Number),
        any::<bool>().prop_map(Tree::Bool),
        Just(Tree::Map(Vec::new())),
        Just(Tree::Seq(Vec::new())),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        let map = prop::collection::btree_map(text.clone(), inner.clone(), 0..5);
        let map = map.prop_map(|map| Tree::Map(map.into_iter().map(|(key, value)| Entry::new(key, value)).collect()));
        let seq = prop::collection::vec(inner, 0..5).prop_map(|items| Tree::Seq(items.into_iter().map(Entry::item).collect()));
        prop_oneof![map.clone(), seq.clone(), map.prop_map(flow), seq.prop_map(flow)]
    })
}

/// On one line, with all that is in it.
fn flow(tree: Tree) -> Tree {
    Tree::Flow(Box::new(tree))
}

proptest! {
    #[test]
    fn any_tree_is_read_back_as_it_was(tree in trees()) {
        let text = yaml::text(&tree);
        let read: Result<Value, _> = yaml::typed(&text);
        assert_eq!(read, Ok(json(&tree)), "{text}");
    }
}

/// A few hundred random trees at once, since each question starts a program.
#[test]
fn any_tree_is_read_back_by_go_as_it_was() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let wanted: Vec<Tree> = (0..400)
        .map(|_| {
            let tree = proptest::strategy::ValueTree::current(&trees().new_tree(&mut runner).expect("a tree"));
            Tree::Map(vec![Entry::new("tree", tree)])
        })
        .collect();
    for reader in [Reader::Kubectl, Reader::Go] {
        let Some(read) = read_yaml(reader, &together(&wanted)) else { return };
        compare(&format!("{reader:?}"), read, &wanted);
    }
}
