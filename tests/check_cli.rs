//! `portolan check` beyond the findings themselves: what is ignored, what `--fix` writes, and SARIF.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use portolan::check::RULES;
use portolan::check::found::FILE_RULES;
use serde_json::Value;

use crate::support::programs::skip;

/// A hint in capitals, one that breaks the proxy, and a port that says nothing.
const SHOP: &str = "\
# The shop.
portolan: 1
name: shop
services:
- name: web # the front
  namespace: shop
  selector: {app: web}
  ports:
  - {name: http, port: 80, hint: HTTP} # kept from a chart
  - {name: tls, port: 443, hint: tls}
  - {name: other, port: 81}
  on: kubernetes
";

fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let program = env!("CARGO_BIN_EXE_portolan");
    let output = Command::new(program).args(line.split_whitespace()).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn desk(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop.portolan.yaml"), text).unwrap();
    folder
}

fn read(folder: &tempfile::TempDir) -> String {
    fs::read_to_string(folder.path().join("shop.portolan.yaml")).unwrap()
}

#[test]
fn what_is_ignored_is_counted_and_not_said() {
    let ignoring = SHOP.replace("hint: HTTP}", "hint: HTTP, ignore: [{code: H002, reason: a test of the chart}]}");
    let folder = desk(&ignoring.replace("name: shop\n", "name: shop\nignore:\n- {code: protocol-not-said, reason: nobody knows}\n"));
    let (code, out, _) = run(folder.path(), "check shop.portolan.yaml");
    assert_eq!(code, 1);
    assert!(!out.contains("H002") && !out.contains("H008") && out.contains("error[H003]"), "{out}");
    assert!(out.ends_with("1 error in 1 design, 2 ignored\n"), "{out}");
    let (_, json, _) = run(folder.path(), "check shop.portolan.yaml --format json");
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn an_ignore_that_is_not_whole_is_refused_or_said() {
    let with = |ignore: &str| run(desk(&SHOP.replace("name: shop\n", &format!("name: shop\nignore: [{ignore}]\n"))).path(), "check .");
    let (code, _, err) = with("{code: H008}");
    assert_eq!(code, 2);
    assert!(err.contains("shop.portolan.yaml:4:11: \"reason\" is missing here — add reason: …"), "{err}");
    let (code, _, err) = with("{code: H008, reason: ' '}");
    assert_eq!(code, 2);
    assert!(err.contains("no reason is given for ignoring H008 — say why"), "{err}");
    let (_, out, _) = with("{code: H0O8, reason: x}");
    assert!(out.contains("4:10: warning[I001]: There is no rule \"H0O8\": did you mean H008?"), "{out}");
    let (_, out, _) = with("{code: P005, reason: x}");
    assert!(out.contains("4:10: hint[I002]: Nothing here is found by P005 duplicate-port for 2.14"), "{out}");
}

#[test]
fn fix_writes_what_is_safe_and_leaves_the_rest() {
    let folder = desk(SHOP);
    let (code, out, err) = run(folder.path(), "check shop.portolan.yaml --fix");
    assert_eq!((code, err.as_str()), (0, ""));
    let said = "\
shop.portolan.yaml: fixed[H002] shop/web:80: Write http
shop.portolan.yaml: fixed[H003] shop/web:443: Use TLS by the app instead
";
    assert!(out.starts_with(said) && out.ends_with("\n1 hint in 1 design\n"), "{out}");
    let wanted = SHOP.replace("hint: HTTP}", "protocol: http}").replace("hint: tls}", "protocol: tls}");
    assert_eq!(read(&folder), wanted);

    let before = fs::metadata(folder.path().join("shop.portolan.yaml")).unwrap().modified().unwrap();
    let (_, out, _) = run(folder.path(), "check . --fix");
    assert!(!out.contains("fixed["), "{out}");
    assert_eq!(fs::metadata(folder.path().join("shop.portolan.yaml")).unwrap().modified().unwrap(), before);
}

#[test]
fn fix_keeps_the_version_of_the_design_and_json_whole() {
    let folder = desk(&SHOP.replace("services:", "target: {version: \"2.7\", hint: annotation}\nservices:"));
    let (_, out, err) = run(folder.path(), "check . --fix --mesh-version 3.0 --format json");
    assert!(serde_json::from_str::<Value>(&out).is_ok(), "{out}");
    assert!(err.contains("portolan: ./shop.portolan.yaml: fixed[H007] target: Write appProtocol\n"), "{err}");
    assert!(read(&folder).contains("version: \"2.7\"") && !read(&folder).contains("hint: annotation"), "{}", read(&folder));
}

#[test]
fn fix_is_for_files_of_designs() {
    let folder = desk("apiVersion: v1\nkind: Service\n");
    let (code, _, err) = run(folder.path(), "check shop.portolan.yaml --fix");
    assert_eq!(code, 2);
    assert!(err.contains("this is a Service of Kubernetes, not a design"), "{err}");
    let folder = desk(SHOP);
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, appProtocol: HTTP}]}\n";
    fs::write(folder.path().join("web.yaml"), service).unwrap();
    let (code, out, err) = run(folder.path(), "check web.yaml --fix");
    let refused = "portolan: --fix is for designs, and this is none — portolan import makes one of it: web.yaml\n";
    assert_eq!((code, out.as_str(), err.as_str()), (2, "", refused));
    let (code, out, _) = run(folder.path(), "check . --fix");
    assert!(code == 1 && out.contains("fixed[H002] shop/web:80") && out.contains("warning[H002]"), "{out}");
    assert_eq!(fs::read_to_string(folder.path().join("web.yaml")).unwrap(), service);
}

/// A Service and its twin that says nothing, in files apart.
fn twins(folder: &Path) {
    let service = |name: &str, port: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  selector: {{app: web}}\n  ports:\n  - {port}\n"
        )
    };
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("a.yaml"), service("web", "{port: 80, appProtocol: http}")).unwrap();
    fs::write(folder.join("b.yaml"), service("twin", "{port: 80}")).unwrap();
    fs::write(folder.join("c.yaml"), service("third", "{port: 80, targetPort: 81, appProtocol: HTTP}")).unwrap();
}

#[test]
fn files_of_one_folder_are_checked_against_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    twins(&at("one"));
    let (code, out, _) = run(folder.path(), "check one");
    assert_eq!(code, 1);
    let heads: Vec<&str> = out.lines().filter(|line| line.contains(".yaml:")).collect();
    assert!(heads[0].starts_with("one/b.yaml:7:5: hint[H008]") && heads[1].starts_with("one/c.yaml"), "{out}");
    assert!(
        heads[2].starts_with("one/b.yaml:7:5: warning[H010]: shop/web:80 leads to port 80 of the same Pods")
            && heads[2].ends_with(" (in one/a.yaml)"),
        "{out}"
    );
    assert!(out.ends_with("2 warnings, 1 hint in 3 files\n"), "{out}");
    let (_, json, _) = run(folder.path(), "check one --format json");
    let json: Value = serde_json::from_str(&json).unwrap();
    let codes: Vec<_> = json["findings"].as_array().unwrap().iter().map(|one| (one["file"].as_str(), one["code"].as_str())).collect();
    assert_eq!(codes.iter().map(|(_, code)| code.unwrap()).collect::<Vec<_>>(), ["H010", "H008", "H002"], "in the order of the files");

    let quiet = |line: &str| {
        let (_, out, _) = run(folder.path(), line);
        assert!(!out.contains("H010"), "{out}");
        out
    };
    fs::create_dir(at("other")).unwrap();
    fs::rename(at("one/b.yaml"), at("other/b.yaml")).unwrap();
    quiet("check .");
    let text = fs::read_to_string(at("other/b.yaml")).unwrap();
    let reason = "  # portolan: ignore H010 the twin is for TLS of our own\n  # portolan: ignore H008 as the chart has it\n  - {";
    fs::write(at("one/b.yaml"), text.replace("  - {", reason)).unwrap();
    assert!(quiet("check one").ends_with("1 warning in 3 files, 2 ignored\n"));
    assert!(quiet("check one/b.yaml").ends_with("nothing wrong in 1 file, 1 ignored\n"));
}

fn sarif(folder: &Path, line: &str) -> Value {
    let (_, out, err) = run(folder, &format!("{line} --format sarif"));
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}\n{out}\n{err}"))
}

#[test]
fn sarif_says_the_same_as_the_text() {
    let folder = desk(&SHOP.replace("name: shop\n", "name: shop\nignore:\n- {code: H008, reason: nobody knows}\n"));
    fs::create_dir(folder.path().join("é x")).unwrap();
    fs::write(folder.path().join("é x/b.portolan.yaml"), "portolan: 2\n").unwrap();
    let log = sarif(folder.path(), "check .");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len() + FILE_RULES.len());
    for (rule, known) in rules.iter().zip(RULES.iter().chain(FILE_RULES)) {
        assert_eq!((rule["id"].as_str(), rule["name"].as_str()), (Some(known.code), Some(known.name)));
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().unwrap().len() > 10, "{rule}");
        }
        assert!(rule.get("helpUri").is_none());
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let results = run["results"].as_array().unwrap();
    let said: Vec<_> = results.iter().map(|it| (it["ruleId"].as_str().unwrap(), it["level"].as_str().unwrap())).collect();
    assert_eq!(said, [("H002", "warning"), ("H003", "error"), ("H008", "note")]);
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "shop.portolan.yaml");
        let region = &place["region"];
        assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() < region["endColumn"].as_u64());
    }
    let suppressions: Vec<_> = results.iter().map(|it| it["suppressions"].clone()).collect();
    let why = serde_json::json!([{ "kind": "inSource", "justification": "nobody knows" }]);
    assert_eq!(suppressions, [serde_json::json!([]), serde_json::json!([]), why]);
    // A fix is the text that it says: put in place of what it deletes, it is what `--fix` writes.
    let change = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["deletedRegion"], serde_json::json!({"startLine": 11, "startColumn": 1, "endLine": 12, "endColumn": 1}));
    assert_eq!(change["insertedContent"]["text"], "  - {name: http, port: 80, protocol: http} # kept from a chart\n");
}

#[test]
fn sarif_of_nothing_wrong_and_of_standard_input_is_sarif() {
    let folder = desk(&SHOP.replace("hint: HTTP", "protocol: http").replace("hint: tls", "protocol: tls"));
    let whole = sarif(folder.path(), "check shop.portolan.yaml");
    assert_eq!(whole["runs"][0]["invocations"][0]["executionSuccessful"], true);
    let absolute = folder.path().join("shop.portolan.yaml");
    let log = sarif(folder.path(), &format!("check {}", absolute.display()));
    let uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("file:///") && uri.ends_with("/shop.portolan.yaml"), "{uri}");
}

#[test]
fn sarif_tells_what_a_comment_in_a_file_silences() {
    let folder = tempfile::tempdir().unwrap();
    twins(folder.path());
    let text = fs::read_to_string(folder.path().join("b.yaml")).unwrap();
    let reason = "  # portolan: ignore H010 the twin is for TLS of our own\n  - {";
    fs::write(folder.path().join("b.yaml"), text.replace("  - {", reason)).unwrap();
    let log = sarif(folder.path(), "check .");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let said: Vec<_> = results.iter().map(|it| (it["ruleId"].as_str().unwrap(), it["suppressions"].clone())).collect();
    let why = serde_json::json!([{ "kind": "inSource", "justification": "the twin is for TLS of our own" }]);
    let none = || serde_json::json!([]);
    assert_eq!(said, [("H008", none()), ("H010", why), ("H002", none())]);
}

/// The schema is not the project's to carry: `tests/run` fetches it.
#[test]
fn sarif_is_valid_against_its_schema() {
    let Some(schema) = std::env::var_os("PORTOLAN_SARIF_SCHEMA") else {
        return skip("schema of SARIF", "set PORTOLAN_SARIF_SCHEMA to what tests/sarif-schema says");
    };
    let check = "import json,sys,jsonschema; jsonschema.validate(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])))";
    if !Command::new("python3").args(["-c", "import jsonschema"]).output().is_ok_and(|output| output.status.success()) {
        return skip("jsonschema", "pip install jsonschema");
    }
    let folder = desk(&SHOP.replace("name: shop\n", "name: shop\nignore:\n- {code: H008, reason: nobody knows}\n"));
    twins(&folder.path().join("manifests"));
    let text = fs::read_to_string(folder.path().join("manifests/c.yaml")).unwrap();
    fs::write(folder.path().join("manifests/c.yaml"), text.replace("  - {", "  # portolan: ignore H002 frozen\n  - {")).unwrap();
    for line in ["check .", "check shop.portolan.yaml missing.yaml", "check shop.portolan.yaml --mesh-version 3.0"] {
        fs::write(folder.path().join("log.sarif"), sarif(folder.path(), line).to_string()).unwrap();
        let output = Command::new("python3").args(["-c", check]).arg(&schema).arg("log.sarif").current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
