//! Findings as SARIF 2.1.0, for code scanning: every rule with its page, every finding with its place, what is ignored with the reason.
//! Knows nothing of how they were found.

use std::path::{Component, Path};

use serde_json::{Value, json};

use super::{Checked, Report};
use crate::check::found::FILE_RULES;
use crate::check::{Fix, RULES, Rule, Severity};
use crate::design::{Design, file};

/// Texts beyond this get no fixes: each is found by making it.
const MOST_BYTES: usize = 256 << 10;

/// What a fix writes: the lines that differ, from the first to the last.
pub(super) struct Change {
    from: usize,
    /// The first line that stays.
    to: usize,
    text: String,
}

/// One run over all of the files.
pub(super) fn text(checked: &[Checked], failures: &[String]) -> String {
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
                "rules": rules().map(described).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": failures.is_empty(), "toolExecutionNotifications": failures }],
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(FILE_RULES).copied()
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
    let ignored = one.ignored.iter().map(|(report, reason)| (report, Some(reason)));
    one.reports.iter().map(|report| (report, None)).chain(ignored).map(|(report, reason)| result(&one.file, report, reason)).collect()
}

fn result(file: &str, report: &Report, reason: Option<&String>) -> Value {
    let suppressions: Vec<Value> = reason.iter().map(|reason| json!({ "kind": "inSource", "justification": reason })).collect();
    let mut result = json!({
        "ruleId": report.code,
        "level": level(report.severity),
        "message": { "text": report.message },
        "locations": [location(file, report)],
        "suppressions": suppressions,
        "properties": { "source": report.words.keyword() },
    });
    if let Some(index) = rules().position(|rule| rule.code == report.code) {
        result["ruleIndex"] = json!(index);
    }
    if let (Some(title), Some(change)) = (&report.fix, &report.change) {
        result["fixes"] = json!([{ "description": { "text": title }, "artifactChanges": [change.json(file)] }]);
    }
    result
}

fn location(file: &str, report: &Report) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(file),
            "region": { "startLine": report.line, "startColumn": report.column, "endColumn": report.column + report.len },
        },
        "logicalLocations": [{ "fullyQualifiedName": report.field }],
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

impl Change {
    /// What a fix makes of the text that a design, perhaps for another version, was read from.
    pub(super) fn of(fix: &Fix, design: &Design, text: &str) -> Option<Change> {
        let before = file::read(text).ok().filter(|_| text.len() <= MOST_BYTES)?;
        let mut after = design.clone();
        after.apply(fix.edit());
        after.target.version = before.target.version;
        let new = file::save(&after, Some(text));
        let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<String>>();
        let (before, after) = (lines(text), lines(&new));
        let head = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
        let most = before.len().min(after.len()) - head;
        let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(old, new)| old == new).count().min(most);
        // After a last line that has no end there is no line to stop before.
        let ends = text.ends_with('\n') || tail > 0;
        let inserted = after.get(head..after.len() - tail).filter(|_| ends)?.concat();
        Some(Change { from: head + 1, to: before.len() - tail + 1, text: inserted })
    }

    fn json(&self, file: &str) -> Value {
        let deleted = json!({ "startLine": self.from, "startColumn": 1, "endLine": self.to, "endColumn": 1 });
        let replacements = json!([{ "deletedRegion": deleted, "insertedContent": { "text": self.text } }]);
        json!({ "artifactLocation": artifact(file), "replacements": replacements })
    }
}
