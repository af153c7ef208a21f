//! Findings for programs, as JSON.
//! Knows nothing of how they were found.

use serde::Serialize;

use super::Checked;
use crate::check::{Finding, rule};
use crate::cli::place::Text;

/// The shape of product.md §6.
#[derive(Serialize)]
struct Report<'a> {
    findings: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    source: &'a str,
    message: &'a str,
    file: &'a str,
    document: usize,
    line: usize,
    column: usize,
    service: Option<&'a str>,
    port: Option<u32>,
    field: String,
    fixable: bool,
}

/// Every finding, with the keys that programs were promised.
pub fn report(checked: &[Checked]) -> String {
    let mut findings = Vec::new();
    for one in checked {
        let text = Text::new(&one.text, &one.design);
        findings.extend(one.findings.iter().map(|finding| reported(&one.file, &text, finding)));
    }
    // Strings and numbers alone: nothing that JSON could refuse.
    serde_json::to_string_pretty(&Report { findings }).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn reported<'a>(file: &'a str, text: &Text<'a>, finding: &'a Finding) -> Reported<'a> {
    let (spot, service) = (text.spot(&finding.place), text.service(&finding.place));
    Reported {
        code: finding.code,
        name: rule(finding.code).map_or("", |rule| rule.name),
        severity: finding.severity.keyword(),
        source: "portolan",
        message: &finding.message,
        file,
        document: 0,
        line: spot.line,
        column: spot.column,
        service: service.map(|service| service.name.as_str()),
        port: service.and_then(|service| service.port(finding.place.port?)).map(|port| port.port),
        field: spot.field,
        fixable: finding.fix.is_some(),
    }
}
