//! Findings for programs, in the shape of product.md §6.
//! Knows nothing of where they come from.

use serde::Serialize;

use super::super::words;
use super::{Checked, Report};
use crate::check::rule;

#[derive(Serialize)]
struct All<'a> {
    findings: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
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
    field: &'a str,
    fixable: bool,
}

pub(super) fn text(checked: &[Checked]) -> String {
    let findings = checked.iter().flat_map(|checked| checked.reports.iter().map(|report| one(&checked.file, report))).collect();
    words::json(&All { findings })
}

fn one<'a>(file: &'a str, report: &'a Report) -> One<'a> {
    One {
        code: report.code,
        name: rule(report.code).map_or("", |rule| rule.name),
        severity: report.severity.keyword(),
        source: report.words.keyword(),
        message: &report.message,
        file,
        document: report.document,
        line: report.line,
        column: report.column,
        service: report.service.as_deref(),
        port: report.port,
        field: &report.field,
        fixable: report.fix.is_some(),
    }
}
