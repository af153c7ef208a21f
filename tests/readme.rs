//! The README is held to the program: its tables are generated, its console is run.
//! `UPDATE_README=1` writes the tables anew.

use std::process::Command;

use portolan::check::RULES;
use portolan::check::found::FILE_RULES;
use portolan::protocol::{MeshVersion, PROTOCOLS};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// The part between two marks of the README has to be this.
fn section(name: &str, wanted: &str) {
    let readme = std::fs::read_to_string(README).unwrap();
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = readme.split_once(&open).unwrap_or_else(|| panic!("the README has no {open}"));
    let (found, after) = rest.split_once(&close).unwrap_or_else(|| panic!("the README has no {close}"));
    if found != wanted && std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(README, format!("{before}{open}{wanted}{close}{after}")).unwrap();
    } else {
        assert_eq!(found, wanted, "UPDATE_README=1 writes it anew");
    }
}

#[test]
fn the_tables_are_those_of_the_program() {
    let mut table =
        String::from("| the app speaks | hint to 2.14 | hint for 3.0 and portable | brings | watch out |\n|---|---|---|---|---|\n");
    for spec in PROTOCOLS {
        let (old, new) = (spec.hint_for(MeshVersion::V2_14).value(), spec.hint_for(MeshVersion::V3_0).value());
        assert_eq!(new, spec.hint_for(MeshVersion::Portable).value());
        assert_eq!(old, spec.hint_for(MeshVersion::V2_5).value());
        table.push_str(&format!("| {} | `{old}` | `{new}` | {} | {} |\n", spec.label, spec.gains, spec.cautions));
    }
    section("protocols", &table);

    let mut table = String::from("| code | rule | severity |\n|---|---|---|\n");
    for rule in RULES.iter().chain(FILE_RULES) {
        table.push_str(&format!("| {} | {} | {} |\n", rule.code, rule.name, rule.severity.keyword()));
    }
    section("rules", &table);
}

/// The console of a part of the README: each command with what it prints.
fn console(part: &str) -> Vec<(String, String)> {
    let blocks = part.split("```console\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block);
    let calls = blocks.flat_map(|block| block.strip_prefix("$ ").expect("a command comes first").split("\n$ "));
    let split = |call: &str| {
        let (line, printed) = call.split_once('\n').unwrap_or((call, ""));
        let end = if printed.is_empty() || printed.ends_with('\n') { "" } else { "\n" };
        (line.to_owned(), format!("{printed}{end}"))
    };
    calls.map(split).collect()
}

/// The README before, in and after the part that needs a cluster.
fn parts(readme: &str) -> [&str; 3] {
    let (before, rest) = readme.split_once("<!-- cluster -->\n").expect("it begins");
    let (inside, after) = rest.split_once("<!-- /cluster -->\n").expect("it ends");
    [before, inside, after]
}

#[test]
fn the_console_says_what_the_program_says() {
    let readme = std::fs::read_to_string(README).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [before, _, after] = parts(&readme);
    let mut ran = 0;
    for (line, wanted) in [before, after].into_iter().flat_map(console) {
        let arguments = line.strip_prefix("portolan ").expect("our own program").split_whitespace();
        let output = Command::new(env!("CARGO_BIN_EXE_portolan")).args(arguments).current_dir(&folder).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{line}");
        ran += 1;
    }
    assert!(ran >= 4, "{ran} commands");
}

#[cfg(all(feature = "cluster", unix))]
#[test]
fn the_console_of_a_cluster_says_what_the_program_says_there() {
    let Some(server) = crate::support::servers::ApiServer::shared() else { return };
    let readme = std::fs::read_to_string(README).unwrap();
    let kubeconfig = std::fs::read_to_string(server.kubeconfig()).unwrap();
    let desk = crate::support::desk::Desk::with(std::path::Path::new("kubeconfig"));
    desk.write(
        "kubeconfig",
        &kubeconfig
            .replace("current-context: test", "current-context: kind-dev")
            .replace("contexts: [{name: test", "contexts: [{name: kind-dev"),
    );
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_portolan")).parent().unwrap();
    let mut paths = vec![folder.to_owned()];
    paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut found = String::from("```console\n");
    for (line, _) in console(parts(&readme)[1]) {
        let mut command = Command::new("sh");
        desk.at_home(command.args(["-c", &line]));
        let output = command.env("PATH", std::env::join_paths(&paths).unwrap()).output().unwrap();
        found.push_str(&format!("$ {line}\n{}", String::from_utf8_lossy(&output.stdout)));
    }
    found.push_str("```\n");
    if timeless(&found) != timeless(parts(&readme)[1]) {
        section("cluster", &found);
    }
}

/// Without what another moment or another server changes: times and addresses.
#[cfg(all(feature = "cluster", unix))]
fn timeless(text: &str) -> String {
    let is_of = |word: &str, more: &[u8]| word.bytes().all(|byte| byte.is_ascii_digit() || more.contains(&byte));
    let is_time = |word: &str| word.len() >= 13 && is_of(word, b"-:TZ") || word.matches('.').count() == 3 && is_of(word, b".");
    let words = text.split_inclusive(char::is_whitespace);
    words.map(|word| if is_time(word.trim_end()) { word.replace(word.trim_end(), "…") } else { word.to_owned() }).collect()
}

#[cfg(feature = "cluster")]
#[test]
fn the_role_is_the_one_that_the_program_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_portolan")).arg("role").output().unwrap();
    section("role", &format!("```yaml\n{}```\n", String::from_utf8(output.stdout).unwrap()));
}

#[test]
fn what_the_readme_links_to_is_there() {
    let readme = std::fs::read_to_string(README).unwrap();
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "{link}");
    }
}
