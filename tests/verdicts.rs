//! What real control planes of seven versions answered to every Dataplane of the cases, and what our own verdict is: they agree.
//! `PORTOLAN_CASES` names other folders of the same form, separated as in `PATH`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::check::verdict::{Answer, Served, Violation, verdict};
use portolan::protocol::MeshVersion;
use portolan::yaml::{Document, parse};
use serde_json::{Value, json};

use crate::support::programs::skip;

/// The folders of cases; none, counted as skipped, where they are not here.
fn folders(holding: &str) -> Vec<PathBuf> {
    let folders = match std::env::var_os("PORTOLAN_CASES") {
        Some(named) => std::env::split_paths(&named).collect(),
        None => vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases")],
    };
    let found: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.join(holding).exists()).collect();
    if found.is_empty() {
        skip(holding, "name a folder of cases in PORTOLAN_CASES");
    }
    found
}

fn version(server: &str) -> MeshVersion {
    let minor: Vec<&str> = server.trim_end_matches("dev").split('.').take(2).collect();
    minor.join(".").parse().unwrap_or_else(|()| panic!("a version: {server}"))
}

/// The documents of a file, and the text they were read from, its placeholders filled in as they were when the control planes were asked.
fn documents(path: &Path) -> (String, Vec<Document>) {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = text.replace("{{ name }}", "filled-in").replace("{{ address }}", "192.168.0.1");
    let documents = parse(&text).unwrap_or_default();
    (text, documents)
}

/// What a violation is in the cases. One label needs a connection to be known, and texts of the parser are not compared.
fn said(violations: &[Violation]) -> Value {
    violations.iter().map(|one| json!({ "field": one.field, "message": one.message })).collect()
}

/// What is served, as the cases have it: inbounds by address and port, in 3.0 by section, and none of IPv6.
fn served(served: &Served, version: MeshVersion) -> Value {
    let Served::Inbounds(inbounds) = served else { return json!("nothing") };
    let shown = inbounds.iter().filter(|inbound| version >= MeshVersion::V3_0 || !inbound.address.contains(':'));
    let key = |section: &str, place: String| if version >= MeshVersion::V3_0 { section.to_owned() } else { place };
    let of: BTreeMap<String, &str> = shown.map(|inbound| (key(&inbound.section, inbound.place()), inbound.speaks.keyword())).collect();
    json!(of)
}

#[test]
fn every_answer_of_a_real_control_plane_is_ours_too() {
    let zone = |violation: &Value| violation["field"] == "labels[\"kuma.io/zone\"]";
    for folder in folders("universal-verdicts.jsonl") {
        let lines = fs::read_to_string(folder.join("universal-verdicts.jsonl")).expect("the verdicts can be read");
        let (mut wrong, mut asked, mut accepted, mut violations) = (Vec::new(), 0, 0, 0);
        let mut read: BTreeMap<String, (String, Vec<Document>)> = BTreeMap::new();
        for line in lines.lines() {
            let case: Value = serde_json::from_str(line).expect("a line of JSON");
            let file = case["file"].as_str().expect("a file").to_owned();
            let (text, documents) = read.entry(file.clone()).or_insert_with(|| documents(&folder.join(&file)));
            let version = version(case["version"].as_str().expect("a version"));
            let index = usize::try_from(case["document"].as_u64().expect("a number")).expect("a small number");
            asked += 1;
            let wanted: Vec<&Value> = case["violations"].as_array().into_iter().flatten().filter(|one| !zone(one)).collect();
            let only_zone = wanted.is_empty() && case["violations"].as_array().is_some_and(|all| !all.is_empty());
            let wanted_status = if only_zone { 201 } else { case["status"].as_u64().expect("a status") };
            violations += wanted.len();
            // Where there is no YAML there is nothing to judge, and it is refused.
            let Some(document) = documents.get(index) else {
                if wanted_status != 400 {
                    wrong.push(format!("{file} {index} {version}: no document here"));
                }
                continue;
            };
            let ours = verdict(&document.root, text, version);
            let (status, of_ours, of_served) = match &ours.answer {
                Answer::Accepted(found) => (201, json!([]), served(found, version)),
                Answer::Invalid(found) => (400, said(found), Value::Null),
                Answer::Refused(_) => (400, json!([]), Value::Null),
            };
            accepted += usize::from(status == 201);
            let wanted_served = if only_zone { of_served.clone() } else { case["served"].clone() };
            if (status, &of_ours, &of_served) != (wanted_status, &json!(wanted), &wanted_served) {
                wrong.push(format!("{file} {index} {version}\n  real {line}\n  ours {status} {of_ours} {of_served}"));
            }
        }
        println!("{}: {asked} answers, {accepted} accepted, {violations} violations, {} disagree", folder.display(), wrong.len());
        assert!(wrong.is_empty(), "{} of {asked} disagree:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn what_kumas_own_tests_expect_is_what_we_say() {
    for folder in folders("universal-invalid") {
        let (mut asked, mut wrong) = (0, Vec::new());
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder.join("universal-invalid")).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.to_string_lossy().ends_with(".expected.yaml")) {
            let name = path.file_name().expect("a name").to_string_lossy().replace(".expected.yaml", ".yaml");
            let Some((server, _)) = name.strip_prefix("kuma-").and_then(|rest| rest.split_once("--")) else { continue };
            let (text, documents) = documents(&path.with_file_name(&name));
            let expected = fs::read_to_string(path).expect("what is expected");
            let wanted: Vec<(String, String)> =
                (parse(&expected).expect("YAML").first().and_then(|document| document.root.get("violations")))
                    .map(|violations| violations.items().iter().map(|one| (of(one, "field"), of(one, "message"))).collect())
                    .unwrap_or_default();
            let verdict = verdict(&documents[0].root, &text, version(server));
            let ours = match verdict.answer {
                Answer::Invalid(said) => said.into_iter().map(|one| (one.field, one.message)).collect(),
                Answer::Accepted(_) | Answer::Refused(_) => Vec::new(),
            };
            asked += 1;
            if ours != wanted {
                wrong.push(format!("{name}\n  real {wanted:?}\n  ours {ours:?}"));
            }
        }
        println!("{}: {asked} expectations, {} disagree", folder.display(), wrong.len());
        assert!(wrong.is_empty(), "{} of {asked} disagree:\n{}", wrong.len(), wrong.join("\n"));
    }
}

fn of(node: &portolan::yaml::Node, key: &str) -> String {
    node.get(key).and_then(portolan::yaml::Node::text).unwrap_or_default().to_owned()
}
