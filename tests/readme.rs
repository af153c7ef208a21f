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

#[test]
fn the_console_says_what_the_program_says() {
    let readme = std::fs::read_to_string(README).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut ran = 0;
    for block in readme.split("```console\n").skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block) {
        for call in block.split("$ portolan ").skip(1) {
            let (line, wanted) = call.split_once('\n').unwrap();
            let output = Command::new(env!("CARGO_BIN_EXE_portolan")).args(line.split_whitespace()).current_dir(&folder).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "portolan {line}");
            ran += 1;
        }
    }
    assert!(ran >= 4, "{ran} commands");
}

#[test]
fn what_the_readme_links_to_is_there() {
    let readme = std::fs::read_to_string(README).unwrap();
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    for link in links.filter(|link| !link.starts_with("http")) {
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(link).exists(), "{link}");
    }
}
