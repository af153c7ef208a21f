//! The command line through the real program: every command, every exit code, and what is refused.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_portolan");

/// A service with an error, a warning and a hint.
const BAD: &str = "\
portolan: 1
name: shop
services:
- name: web
  namespace: shop
  selector: {app: web}
  ports:
  - {name: http, port: 80, protocol: http}
  - {name: other, port: 80}
  instances:
  - {name: web-01, address: 10.0.0}
";

/// Nothing wrong, nothing to say.
const GOOD: &str = "\
portolan: 1
name: shop
services:
- name: web
  namespace: shop
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: 8080, protocol: http}
  instances:
  - {name: web-01, address: 10.0.0.1}
";

/// What a run printed, and how it ended.
#[derive(Debug, PartialEq)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

/// A folder to work in.
struct Desk(TempDir);

impl Desk {
    fn with(files: &[(&str, &str)]) -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = desk.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program in this folder, with nothing of our environment.
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(line.split_whitespace()).current_dir(self.path()).env_clear().env("HOME", self.path());
        command
    }

    fn run(&self, line: &str) -> Said {
        self.run_with(line, "")
    }

    fn run_with(&self, line: &str, input: &str) -> Said {
        let mut command = self.command(line);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The one sentence of a run that could not do it.
    fn refusal(&self, line: &str) -> String {
        let said = self.run(line);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{line}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{line}: {said:?}");
        said.err.trim_end().strip_prefix("portolan: ").unwrap_or_else(|| panic!("{said:?}")).to_owned()
    }
}

fn well(out: impl Into<String>) -> Said {
    Said { code: 0, out: out.into(), err: String::new() }
}

#[test]
fn new_starts_from_every_template_it_lists() {
    let desk = Desk::with(&[]);
    let list = desk.run("new --list").out;
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 8, "{list}");
    for name in names {
        let printed = desk.run(&format!("new --template {name}"));
        assert!(printed.code == 0 && printed.out.contains("portolan: 1"), "{printed:?}");
        let file = format!("designs/{name}.portolan.yaml");
        assert_eq!(desk.run(&format!("new --template {name} -o {file}")), well(format!("wrote {file}\n")));
        assert_eq!(desk.read(&file), printed.out);
    }
    assert_eq!(desk.refusal("new --template web-servic"), "there is no template web-servic — did you mean web-service?");
    assert_eq!(desk.refusal("new --template x"), "there is no template x — see portolan new --list");
    let again = desk.refusal("new --template empty -o designs/empty.portolan.yaml");
    assert_eq!(again, "the file is there already — choose another name: designs/empty.portolan.yaml");
    assert_eq!(desk.run("new --template empty -o -").out, desk.run("new --template empty").out);
    assert_eq!(desk.run("new").code, 2);
}

#[test]
fn render_prints_services_then_dataplanes() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD)]);
    let both = desk.run("render shop.portolan.yaml");
    let kinds: Vec<&str> = both.out.lines().filter(|line| line.starts_with("kind:") || line.starts_with("type:")).collect();
    assert_eq!((both.code, kinds), (0, vec!["kind: Service", "type: Dataplane"]));
    assert_eq!(both.out.lines().filter(|line| *line == "---").count(), 1);
    let kubernetes = desk.run("render shop.portolan.yaml --for kubernetes").out;
    let universal = desk.run("render shop.portolan.yaml --for universal").out;
    assert_eq!(format!("{kubernetes}---\n{universal}"), both.out);
    let older = desk.run("render shop.portolan.yaml --for universal --mesh-version 2.5").out;
    assert!(older.contains("kuma.io/protocol: http") && !older.contains("    protocol: http"), "{older}");
    let annotated = desk.run("render shop.portolan.yaml --for kubernetes --hint annotation --comments").out;
    assert!(annotated.contains("80.service.kuma.io/protocol: http # "), "{annotated}");
    assert_eq!(desk.run_with("render -", GOOD).out, both.out);
}

#[test]
fn words_that_no_option_has_are_refused_with_those_it_has() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD)]);
    for line in [
        "render shop.portolan.yaml --mesh-version 2.4",
        "render shop.portolan.yaml --hint comment",
        "render shop.portolan.yaml --for vms",
        "export shop.portolan.yaml --out x --layout tree",
        "check shop.portolan.yaml --format xml",
    ] {
        let said = desk.run(line);
        assert!(said.code == 2 && said.err.contains("possible values"), "{said:?}");
    }
}

#[test]
fn export_says_what_it_writes_and_writes_over_nobody_elses_files() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD)]);
    let dry = desk.run("export shop.portolan.yaml -o k -n");
    assert!(dry.code == 1 && dry.out.contains("new       k/kubernetes/shop/web.service.yaml\n"), "{dry:?}");
    assert!(!desk.path().join("k").exists());
    let first = desk.run("export shop.portolan.yaml --out k");
    assert!(first.code == 0 && first.out.contains("wrote     k/kubernetes/shop/web.service.yaml\n"), "{first:?}");
    assert!(desk.read("k/kubernetes/shop/web.service.yaml").contains("appProtocol: http"));
    let again = desk.run("export shop.portolan.yaml --out k");
    assert!(again.code == 0 && again.out.lines().all(|line| line.starts_with("unchanged ")), "{again:?}");
    assert_eq!(desk.run("export shop.portolan.yaml --out k -n").code, 0);

    fs::write(desk.path().join("k/kubernetes/shop/web.service.yaml"), "mine: true\n").unwrap();
    let refused = desk.refusal("export shop.portolan.yaml --out k");
    assert!(
        refused.starts_with("not written by Portolan for this design, or changed since — replace with --force, if it may be lost: ")
            && refused.ends_with(": k/kubernetes/shop/web.service.yaml"),
        "{refused}"
    );
    assert_eq!(desk.read("k/kubernetes/shop/web.service.yaml"), "mine: true\n");
    let dry = desk.run("export shop.portolan.yaml --out k -n");
    assert!(dry.code == 1 && dry.out.contains("foreign   k/") && dry.err.contains("--force"), "{dry:?}");
    let forced = desk.run("export shop.portolan.yaml --out k --force");
    assert!(forced.code == 0 && forced.out.contains("replaced  k/kubernetes/shop/web.service.yaml\n"), "{forced:?}");
    assert!(desk.read("k/kubernetes/shop/web.service.yaml").contains("appProtocol: http"));
    fs::write(desk.path().join("k/note.txt"), "stays").unwrap();
    desk.run("export shop.portolan.yaml --out k --mesh-version 2.5");
    assert_eq!(desk.read("k/note.txt"), "stays");
}

#[test]
fn export_knows_its_layouts() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD)]);
    let written = |layout: &str, more: &str| {
        let said = desk.run(&format!("export shop.portolan.yaml --out {layout} --layout {layout} {more}"));
        assert_eq!(said.code, 0, "{said:?}");
        let path = |line: &str| line.split_whitespace().nth(1).unwrap().to_owned();
        said.out.lines().map(path).collect::<Vec<_>>()
    };
    assert!(written("single", "").contains(&"single/services.yaml".to_owned()));
    assert!(written("kustomize", "").contains(&"kustomize/kubernetes/kustomization.yaml".to_owned()));
    assert!(written("patches", "--for kubernetes").iter().any(|path| path.ends_with(".patch.yaml")));
    assert!(written("flat", "--for universal").iter().all(|path| path.starts_with("flat/universal/")));
}

#[test]
fn export_says_what_is_in_its_way() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD), ("file", "")]);
    let refused = desk.refusal("export shop.portolan.yaml --out file");
    assert!(refused.contains(" — ") && refused.contains("file"), "{refused}");
    assert!(desk.refusal("new --template empty -o file/x.yaml").starts_with("a file is in the way of this folder — "));
    let refused = desk.refusal("new --template empty -o /proc/portolan/x.yaml");
    assert!(refused.contains(" — ") && refused.ends_with("/proc/portolan"), "{refused}");
}

#[test]
fn check_marks_what_is_wrong_in_the_file() {
    let desk = Desk::with(&[("shop.portolan.yaml", BAD)]);
    let wanted = "\
shop.portolan.yaml:11:29: warning[U007]: 10.0.0 looks like an IP address and is none
   |
11 |   - {name: web-01, address: 10.0.0}
   |                             ^^^^^^

shop.portolan.yaml:9:25: error[P005]: TCP port 80 is there twice
  |
9 |   - {name: other, port: 80}
  |                         ^^

shop.portolan.yaml:9:5: warning[U002]: On Universal the inbound of port 80 is on 80 too
  |
9 |   - {name: other, port: 80}
  |     ^^^^^^^^^^^^^^^^^^^^^^^

shop.portolan.yaml:9:5: hint[H008]: Not said: the mesh silently takes it for opaque tcp
  |
9 |   - {name: other, port: 80}
  |     ^^^^^^^^^^^^^^^^^^^^^^^

1 error, 2 warnings, 1 hint in 1 design
";
    assert_eq!(desk.run("check shop.portolan.yaml"), Said { code: 1, out: wanted.into(), err: String::new() });
    let piped = desk.run_with("check -", BAD);
    assert_eq!((piped.code, piped.out), (1, wanted.replace("shop.portolan.yaml", "<standard input>")));
}

#[test]
fn check_mends_files_and_no_streams() {
    let refused = Desk::with(&[]).run_with("check - --fix", GOOD);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert_eq!(refused.err, "portolan: --fix writes into a file, and standard input is none — name the design\n");
}

#[test]
fn check_in_json_has_the_keys_that_programs_were_promised() {
    let desk = Desk::with(&[("shop.portolan.yaml", BAD)]);
    let said = desk.run("check shop.portolan.yaml --format json");
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!((said.code, findings.len()), (1, 4));
    let wanted = serde_json::json!({
        "code": "P005", "name": "duplicate-port", "severity": "error", "source": "portolan", "message": "TCP port 80 is there twice",
        "file": "shop.portolan.yaml", "document": 0, "line": 9, "column": 25, "service": "web", "port": 80,
        "field": "services[0].ports[1].port", "fixable": false,
    });
    assert_eq!(findings[1], wanted);
    let clean = desk.run_with("check - --format json", GOOD);
    assert_eq!((clean.code, serde_json::from_str(&clean.out).unwrap()), (0, serde_json::json!({"findings": []})));
}

#[test]
fn check_ends_by_what_it_found() {
    let hinted = GOOD.replace("  selector: {app: web}\n", "");
    let desk = Desk::with(&[
        ("a/good.portolan.yaml", GOOD),
        ("a/b/hint.portolan.yaml", &hinted),
        ("a/.c/bad.portolan.yaml", BAD),
        ("a/other.yaml", "x: 1"),
    ]);
    assert_eq!(desk.run("check a/good.portolan.yaml"), well("nothing wrong in 1 design\n"));
    let folder = desk.run("check a");
    assert!(folder.code == 0 && folder.out.contains("a/b/hint.portolan.yaml:4:3: hint[L003]"), "{folder:?}");
    assert!(folder.out.ends_with("\n1 hint in 2 designs and 1 file\n"), "{folder:?}");
    fs::write(desk.path().join("a/bad.portolan.yaml"), BAD).unwrap();
    assert_eq!(desk.run("check a").code, 1);
    assert_eq!(desk.run("check a --mesh-version 3.0").code, 1);
    fs::write(desk.path().join("a/broken.portolan.yaml"), "portolan: 1\nnmae: x\n").unwrap();
    let broken = desk.run("check a");
    assert_eq!(broken.code, 2);
    assert!(broken.out.contains("error[P005]"), "the others are checked all the same: {broken:?}");
    assert!(broken.err.starts_with("portolan: a/broken.portolan.yaml:2:1: ") && broken.err.contains("did you mean"), "{broken:?}");
    let empty = Desk::with(&[("a/x.txt", "")]).refusal("check a");
    assert_eq!(empty, "there is no YAML or JSON in this folder — name another one, or a file: a");
}

#[test]
fn what_cannot_be_read_is_one_sentence_with_the_next_step() {
    let desk = Desk::with(&[("service.yaml", "apiVersion: v1\nkind: Service\n"), ("typo.yaml", "portolan: 1\nservices:\n- nmae: web\n")]);
    fs::write(desk.path().join("bytes"), [0xff, 0xfe, 0]).unwrap();
    for command in ["render", "check", "export --out x"] {
        assert_eq!(desk.refusal(&format!("{command} none.yaml")), "there is no such file or folder — check the name: none.yaml");
        assert!(desk.refusal(&format!("{command} bytes")).starts_with("this is no UTF-8 text — save it as UTF-8: bytes"));
        let typo = desk.refusal(&format!("{command} typo.yaml"));
        assert!(typo.starts_with("typo.yaml:3:3: ") && typo.contains("did you mean"), "{typo}");
    }
    for command in ["render", "export --out x"] {
        let service = desk.refusal(&format!("{command} service.yaml"));
        assert_eq!(service, "service.yaml:1:1: this is a Service of Kubernetes, not a design — a design starts with portolan: 1");
    }
    assert!(desk.refusal("render .").starts_with("this is a folder — name a file in it: ."));
    assert_eq!(desk.run_with("render -", "").err.lines().count(), 1);
}

#[test]
fn explain_has_a_page_for_every_rule_and_a_row_for_every_protocol() {
    let desk = Desk::with(&[]);
    let list = desk.run("explain").out;
    let words: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(words.len() > 40, "{list}");
    for word in words {
        let page = desk.run(&format!("explain {word}"));
        assert!(page.code == 0 && page.out.starts_with("# ") && page.out.lines().count() > 3, "{page:?}");
    }
    assert_eq!(desk.run("explain p005").out, desk.run("explain duplicate-port").out);
    assert!(desk.run("explain P005").out.contains("## Use instead\nAnother number, or one port."));
    assert!(desk.run("explain kafka").out.contains("hint       kafka for 2.5 to 2.14, tcp for 3.0 and portable\n"));
    assert_eq!(desk.refusal("explain grcp"), "there is no rule or protocol grcp — did you mean grpc?");
}

#[test]
fn schema_and_completions_are_what_they_say() {
    let desk = Desk::with(&[]);
    let schema: serde_json::Value = serde_json::from_str(&desk.run("schema").out).unwrap();
    assert_eq!(schema["title"], "Portolan design");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = desk.run(&format!("completions {shell}"));
        assert!(said.code == 0 && said.out.contains("portolan") && said.out.contains("export"), "{shell}");
    }
    assert_eq!(desk.run("completions tcsh").code, 2);
}

#[test]
fn help_and_version_are_answers() {
    let desk = Desk::with(&[]);
    let help = desk.run("--help");
    assert!(help.code == 0 && help.err.is_empty() && help.out.contains("Exit codes: 0 all is well"), "{help:?}");
    assert_eq!(desk.run("--version"), well(format!("portolan {}\n", env!("CARGO_PKG_VERSION"))));
    let unknown = desk.run("render --nope");
    assert!(unknown.code == 2 && unknown.out.is_empty(), "{unknown:?}");
}

#[test]
fn a_window_that_cannot_be_is_a_sentence_that_names_the_command_line() {
    let desk = Desk::with(&[("shop.portolan.yaml", GOOD)]);
    for line in ["", "shop.portolan.yaml", "."] {
        let refused = desk.refusal(line);
        assert!(refused.ends_with("portolan --help"), "{refused}");
    }
    assert_eq!(desk.refusal("chekc"), "there is no file or command chekc — did you mean portolan check?");
    assert_eq!(desk.refusal("other.yaml"), "there is no such file or folder — check the name: other.yaml");
}

#[test]
fn somebody_who_has_seen_enough_is_no_error() {
    let services: String = (0..5000).map(|n| format!("- name: web-{n}\n  ports:\n  - {{port: 80}}\n")).collect();
    let desk = Desk::with(&[("shop.portolan.yaml", &format!("portolan: 1\nname: shop\nservices:\n{services}"))]);
    let mut child = desk.command("render shop.portolan.yaml").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut few = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn a_file_gets_no_colours() {
    let desk = Desk::with(&[("shop.portolan.yaml", BAD)]);
    let said = desk.run("check shop.portolan.yaml");
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
}

/// A Service with a hint in capitals, something of another kind, and a Dataplane that calls it.
const MANIFESTS: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  sessionAffinity: ClientIP
  ports:
  - {port: 80, targetPort: 8080, appProtocol: HTTP}
---
kind: ConfigMap
---
type: Dataplane
name: api-01
mesh: default
networking:
  address: 10.0.0.1
  inbound:
  - {port: 80, servicePort: 8080, tags: {kuma.io/service: api, kuma.io/protocol: grpc}}
  outbound:
  - {port: 10001, tags: {kuma.io/service: web_shop_svc_80}}
";

#[test]
fn import_makes_a_design_and_notes_what_it_leaves_out() {
    let desk = Desk::with(&[("a/all.yaml", MANIFESTS), ("a/broken.yml", "kind: Service\n\tx: 1\n"), ("b/none.yaml", "kind: ConfigMap\n")]);
    let said = desk.run("import a/all.yaml -o shop.portolan.yaml");
    let notes = "portolan: a/all.yaml:6:20: spec.sessionAffinity: a design has no place for it\n\
                 portolan: a/all.yaml:10:1: ConfigMap is neither a Service nor a Dataplane\n";
    assert_eq!(said, Said { code: 0, out: "wrote shop.portolan.yaml\n".into(), err: notes.into() });
    let wanted = "portolan: 1\nname: shop\ntarget:\n  version: \"2.14\"\nservices:\n- name: web\n  namespace: shop\n  on: kubernetes\n  \
                  selector: {app: web}\n  ports:\n  - {port: 80, targetPort: 8080, hint: HTTP}\n- name: api\n  on: universal\n  ports:\n  \
                  - port: 80\n    targetPort: 8080\n    protocol: grpc\n    inbound: {port: 80}\n  instances:\n  \
                  - {name: api-01, address: 10.0.0.1}\n  calls:\n  - {service: shop/web, port: 80, at: 10001}\n";
    assert_eq!(fs::read_to_string(desk.path().join("shop.portolan.yaml")).unwrap(), wanted);
    let there = desk.run("import a/all.yaml -o shop.portolan.yaml");
    assert!(there.code == 2 && there.err.ends_with("replace it with --force, if it may be lost: shop.portolan.yaml\n"), "{there:?}");
    assert_eq!(desk.run("import a/all.yaml -o shop.portolan.yaml --force").code, 0);
    let piped = desk.run_with("import -", MANIFESTS);
    assert!(piped.code == 0 && piped.out == wanted.replace("name: shop\n", "name: imported\n"), "{piped:?}");
    let partly = desk.run("import a -o -");
    assert!(
        partly.code == 2
            && partly.out.contains("- name: api\n")
            && partly.err.contains("a/broken.yml:")
            && partly.err.contains("cannot be read"),
        "{partly:?}"
    );
    assert_eq!(desk.run("import b -o x.portolan.yaml").code, 2);
    assert!(!desk.path().join("x.portolan.yaml").exists());
}

#[test]
fn check_marks_what_is_wrong_in_manifests_too() {
    let said = Desk::with(&[]).run_with("check -", MANIFESTS);
    let wanted = "<standard input>:8:47: warning[H002]: Through a MeshService \"HTTP\" is dead: only http is read\n  |\n\
                  8 |   - {port: 80, targetPort: 8080, appProtocol: HTTP}\n  |                                               ^^^^\n\n1 warning in 1 file\n";
    assert_eq!(said, Said { code: 1, out: wanted.into(), err: String::new() });
    let refused = Desk::with(&[]).run_with("check - --format json", &MANIFESTS.replace("10.0.0.1", "0.0.0.0"));
    let json: serde_json::Value = serde_json::from_str(&refused.out).unwrap();
    let keys = ["source", "document", "line", "column", "field", "message"].map(|key| json["findings"][1][key].clone());
    let wanted = serde_json::json!(["control-plane", 2, 16, 12, "networking.address", "must not be 0.0.0.0 or ::"]);
    assert_eq!(serde_json::json!(keys), wanted, "{json:#}");
    let long = format!(
        "type: Dataplane\nx: \"{}\"\nname: a\nnetworking: {{address: 10.0.0.1, z: {}, protcol: 1}}\n",
        "y".repeat(5_000),
        "w".repeat(5_000)
    );
    let said = Desk::with(&[]).run_with("check -", &long);
    assert!(said.out.lines().all(|line| line.chars().count() < 200), "{said:?}");
}

#[test]
fn effective_says_what_the_mesh_sees_of_designs_and_manifests() {
    let queue = "kind: Service\nmetadata: {name: queue, namespace: shop}\nspec:\n  selector: {app: queue}\n  ports:\n  - {port: 9092, targetPort: broker, appProtocol: kafka}\n";
    let dataplane = "type: Dataplane\nname: web-01\nnetworking:\n  address: 10.0.0.1\n  inbound:\n  - {port: 80, tags: {kuma.io/service: web, kuma.io/protocol: http}}\n";
    let desk = Desk::with(&[("k/queue.yaml", queue), ("k/web.yml", dataplane), ("shop.portolan.yaml", GOOD), ("bad.yaml", "a: [\n")]);
    let said = desk.run("effective k --mesh-version 3.0 --format json");
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let ports = report["ports"].as_array().unwrap();
    let words =
        |port: &serde_json::Value| ["inbound", "served", "meshService", "client"].map(|field| port[field].as_str().unwrap().to_owned());
    assert_eq!(
        ports.iter().map(words).collect::<Vec<_>>(),
        [["tcp", "tcp", "refused", "no listener"], ["tcp", "tcp", "none", "no listener"]]
    );
    assert_eq!((&ports[0]["targetPort"], &ports[0]["namespace"]), (&serde_json::json!("broker"), &serde_json::json!("shop")));
    assert_eq!((&ports[1]["document"], &ports[1]["dataplane"]), (&serde_json::json!(0), &serde_json::json!("web-01")));

    let table = desk.run("effective shop.portolan.yaml --mesh-services exclusive");
    let lines: Vec<&str> = table.out.lines().collect();
    assert_eq!(lines[0], "Kuma 2.14, meshServices exclusive");
    assert_eq!(lines[2], "shop.portolan.yaml");
    let cells: Vec<&str> = lines[3].split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(cells[..6], ["shop/web 80 → 8080", "http", "http", "http", "http", "http"], "{}", table.out);
    assert_eq!(desk.run_with("effective -", queue).out.lines().count(), 4);
    let bad = desk.run("effective bad.yaml k/queue.yaml");
    assert!(bad.code == 2 && bad.err.contains("bad.yaml:") && bad.out.contains("shop/queue"), "{bad:?}");
    assert!(desk.run("effective k --mesh-services sometimes").code == 2);
    // As servers say their versions, and Kuma its modes.
    assert!(desk.run("effective k --mesh-version v2.9.13 --mesh-services Exclusive").out.starts_with("Kuma 2.9, meshServices exclusive"));
    assert!(desk.run("effective k --mesh-version 3.0dev").out.starts_with("Kuma 3.0\n"));
    assert!(desk.run("effective k --mesh-version 2.99").err.contains("2.14"));
}

#[cfg(not(feature = "cluster"))]
#[test]
fn what_cannot_speak_with_clusters_has_no_commands_for_them() {
    let help = Desk::with(&[]).run("--help").out;
    for command in ["plan", "apply", "undo", "history", "role"] {
        assert!(!help.contains(&format!("\n  {command} ")), "{help}");
    }
}
