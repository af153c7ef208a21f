//! Findings as SARIF 2.1.0, for code scanning: every rule with its page, every finding with its place, what is ignored with the reason.
//! Knows nothing of how they were found.

use std::path::{Component, Path};

use serde_json::{Value, json};

use super::Checked;
use crate::check::{Finding, Fix, RULES, Rule, Severity};
use crate::cli::place::{Spot, Text};
use crate::design::file;

/// Texts beyond this get no fixes: each is found by making it.
const MOST_BYTES: usize = 256 << 10;

/// One run over all of the files.
pub fn report(checked: &[Checked], failures: &[String]) -> String {
    let results: Vec<Value> = checked.iter().flat_map(results).collect();
    let failures: Vec<Value> = failures.iter().map(|words| json!({ "level": "error", "message": { "text": words } })).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Portolan",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": failures.is_empty(), "toolExecutionNotifications": failures }],
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn described(rule: &Rule) -> Value {
    let text = rule.text();
    let part = |heading: &str| text.split("## ").find_map(|part| part.strip_prefix(heading)).map(|part| part.replace('\n', " "));
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": part("What it does").unwrap_or_default().trim() },
        "fullDescription": { "text": part("Why is this bad?").unwrap_or_default().trim() },
        "help": { "text": text, "markdown": text },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn results(one: &Checked) -> Vec<Value> {
    let text = Text::new(&one.text, &one.design);
    let result = |finding: &Finding, reason: Option<&str>| {
        let spot = text.spot(&finding.place);
        let suppressions: Vec<Value> = reason.iter().map(|reason| json!({ "kind": "inSource", "justification": reason })).collect();
        let mut result = json!({
            "ruleId": finding.code,
            "level": level(finding.severity),
            "message": { "text": finding.message },
            "locations": [location(&one.file, &spot)],
            "suppressions": suppressions,
        });
        if let Some(index) = RULES.iter().position(|rule| rule.code == finding.code) {
            result["ruleIndex"] = json!(index);
        }
        if let Some(fix) = finding.fix.as_ref().and_then(|fix| written(one, fix)) {
            result["fixes"] = json!([fix]);
        }
        result
    };
    let suppressed = one.suppressed.iter().map(|one| (&one.finding, Some(one.reason.as_str())));
    one.findings.iter().map(|finding| (finding, None)).chain(suppressed).map(|(finding, reason)| result(finding, reason)).collect()
}

fn location(file: &str, spot: &Spot<'_>) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(file),
            "region": {
                "startLine": spot.line,
                "startColumn": spot.column,
                "endColumn": spot.column + spot.len,
                "snippet": { "text": spot.source },
            },
        },
        "logicalLocations": [{ "fullyQualifiedName": spot.field }],
    })
}

/// A file by its address; standard input has none.
fn artifact(file: &str) -> Value {
    if file.starts_with('<') {
        return json!({ "description": { "text": file } });
    }
    let mut parts = Vec::new();
    let mut start = "";
    for part in Path::new(file).components() {
        match part {
            Component::RootDir => start = "file:///",
            Component::Prefix(prefix) => parts.push(prefix.as_os_str().to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Normal(name) => parts.push(encoded(&name.to_string_lossy())),
        }
    }
    json!({ "uri": format!("{start}{}", parts.join("/")) })
}

/// What RFC 3986 lets stand in a path, and the rest by its bytes.
fn encoded(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// What a fix writes: the lines that differ, from the first to the last.
fn written(one: &Checked, fix: &Fix) -> Option<Value> {
    let mut design = file::read(&one.text).ok().filter(|_| one.text.len() <= MOST_BYTES)?;
    let own = design.target.version;
    design.target.version = one.design.target.version;
    design.apply(fix.edit());
    design.target.version = own;
    let new = file::save(&design, Some(&one.text));
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<String>>();
    let (before, after) = (lines(&one.text), lines(&new));
    let head = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
    let most = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(old, new)| old == new).count().min(most);
    let inserted = after.get(head..after.len() - tail)?.concat();
    let deleted = json!({ "startLine": head + 1, "startColumn": 1, "endLine": before.len() - tail + 1, "endColumn": 1 });
    // The last line of a text may have no end, and no line after it: a place there is none that a reader has to know.
    let is_whole = one.text.ends_with('\n') || tail > 0;
    is_whole.then(|| {
        let replacements = json!([{ "deletedRegion": deleted, "insertedContent": { "text": inserted } }]);
        let changes = json!([{ "artifactLocation": artifact(&one.file), "replacements": replacements }]);
        json!({ "description": { "text": fix.title }, "artifactChanges": changes })
    })
}
