//! Every rule in a design in which it fires and in one that is nearly the same and in which it does not: `findings/CODE-fires.yaml`,
//! `findings/CODE-quiet.yaml`. The same of rules of found files, and of what is wrong among the files of a folder, in a folder of manifests
//! of such a name. And every rule is listed, explained and fixed as it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use portolan::check::found::FILE_RULES;
use portolan::check::{Finding, RULES, Rule, Severity, check, rule};
use portolan::design::template::TEMPLATES;
use portolan::design::{Design, HintStyle, file};
use portolan::protocol::MeshVersion;
use portolan::session::checked;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn design(code: &str, which: &str) -> Design {
    let path = folder().join(format!("{code}-{which}.yaml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    file::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rules that look at designs; the others are told by a verdict on a Dataplane, and have their cases beside it.
fn looking() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| !rule.looks.is_empty())
}

fn of(code: &str, design: &Design) -> Vec<Finding> {
    check(design).into_iter().filter(|finding| finding.code == code).collect()
}

#[test]
fn every_rule_fires_where_it_should_and_nowhere_else() {
    for rule in looking() {
        let findings = of(rule.code, &design(rule.code, "fires"));
        assert!(!findings.is_empty(), "{} does not fire", rule.code);
        assert!(findings.iter().all(|finding| finding.severity <= rule.severity), "{} is worse than it says", rule.code);
        let quiet = of(rule.code, &design(rule.code, "quiet"));
        assert!(quiet.is_empty(), "{} fires: {quiet:?}", rule.code);
    }
    let designs = looking().flat_map(|rule| ["fires", "quiet"].map(|which| format!("{}-{which}.yaml", rule.code)));
    let folders = in_folders().flat_map(|rule| ["fires", "quiet"].map(|which| format!("{}-{which}", rule.code)));
    assert_eq!(names(&folder()), designs.chain(folders).collect());
}

/// Rules of designs that files of one folder are held to, too.
const AMONG_FILES: [&str; 6] = ["H010", "U005", "U008", "U009", "U012", "U018"];

fn in_folders() -> impl Iterator<Item = &'static Rule> {
    FILE_RULES.iter().copied().chain(AMONG_FILES.iter().filter_map(|code| rule(code)))
}

/// What is found in a folder of manifests for a version, by that rule.
fn of_folder(rule: &Rule, which: &str, version: MeshVersion) -> Vec<Value> {
    let (folder, version) = (folder().join(format!("{}-{which}", rule.code)), version.keyword());
    let mut check = Command::new(env!("CARGO_BIN_EXE_portolan"));
    let output = check.args(["check", "--format", "json", "--mesh-version", version]).arg(&folder).output().unwrap();
    assert_ne!(output.status.code(), Some(2), "{}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
    let mut found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let Value::Array(mut all) = found["findings"].take() else { panic!("{found}") };
    all.retain(|one| one["code"] == rule.code);
    all
}

#[test]
fn every_rule_of_files_fires_where_it_should_and_nowhere_else() {
    for rule in in_folders() {
        let fires: Vec<Value> = MeshVersion::ALL.iter().flat_map(|version| of_folder(rule, "fires", *version)).collect();
        assert!(!fires.is_empty(), "{} does not fire", rule.code);
        // What takes two files is a warning at most: they may be meant for two places.
        let severity = if AMONG_FILES.contains(&rule.code) { rule.severity.min(Severity::Warning) } else { rule.severity };
        assert!(fires.iter().all(|one| one["severity"] == severity.keyword()), "{}: {fires:?}", rule.code);
        for version in MeshVersion::ALL {
            assert_eq!(of_folder(rule, "quiet", version), [""; 0], "{} for {version}", rule.code);
        }
    }
}

#[test]
fn a_fix_leaves_nothing_to_find() {
    for rule in looking() {
        let mut design = design(rule.code, "fires");
        let fixes: Vec<_> = of(rule.code, &design).into_iter().map(|finding| finding.fix).collect();
        if fixes.iter().all(Option::is_some) {
            fixes.into_iter().flatten().flat_map(|fix| fix.edits).for_each(|edit| design.apply(edit));
            assert_eq!(of(rule.code, &design), [], "{} after its fix", rule.code);
        }
    }
}

#[test]
fn every_rule_is_a_file_and_every_file_a_rule() {
    let frame = ["checked", "counts", "groups", "hints", "mend", "mod", "restated", "rules", "suppression", "testing", "words"];
    let files = names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check"));
    let files: BTreeSet<String> = files.iter().filter_map(|name| name.strip_suffix(".rs")).map(str::to_owned).collect();
    let rules: BTreeSet<String> = looking().map(|rule| rule.name.replace('-', "_")).chain(frame.map(str::to_owned)).collect();
    assert_eq!(files, rules);
}

/// The one thing that a template's author cannot mend: outbounds in files for every version, and the style that is deprecated.
#[test]
fn templates_raise_no_false_alarm() {
    for template in TEMPLATES {
        for version in MeshVersion::ALL {
            for hint in HintStyle::ALL {
                let mut design = template.design();
                (design.target.version, design.target.hint) = (version, hint);
                let codes: BTreeSet<&str> = checked(&design).findings().iter().map(|finding| finding.code).collect();
                let mut known = BTreeSet::from(["N004", "H006"]);
                known.extend((version == MeshVersion::Portable).then_some("C005"));
                known.extend((hint == HintStyle::Annotation).then_some("H007"));
                assert!(codes.is_subset(&known), "{} for {version} as {}: {codes:?}", template.name, hint.keyword());
            }
        }
    }
}
