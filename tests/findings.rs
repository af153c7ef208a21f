//! Every rule in a design in which it fires and in one that is nearly the same and in which it does not: `findings/CODE-fires.yaml`,
//! `findings/CODE-quiet.yaml`. And every rule is listed, explained and fixed as it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::check::{Finding, RULES, Rule, check};
use portolan::design::template::TEMPLATES;
use portolan::design::{Design, HintStyle, file};
use portolan::protocol::MeshVersion;
use portolan::session::checked;

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
    let wanted: BTreeSet<String> =
        looking().flat_map(|rule| ["fires", "quiet"].map(|which| format!("{}-{which}.yaml", rule.code))).collect();
    assert_eq!(names(&folder()), wanted);
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
