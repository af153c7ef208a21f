//! How many findings there are of each kind, kept as they come and go.
//! Knows nothing of where they are.

use super::{Finding, Safety, Severity};

/// The findings in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The server refuses it, or traffic breaks.
    pub errors: usize,
    /// It works, but not as meant.
    pub warnings: usize,
    /// Worth knowing.
    pub hints: usize,
    /// Those with a fix that needs no question.
    pub safe: usize,
}

impl Counts {
    /// Some came.
    pub(super) fn came<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        for finding in findings {
            *self.of(finding.severity) += 1;
            self.safe += is_safe(finding);
        }
    }

    /// Some went.
    pub(super) fn went<'a>(&mut self, findings: impl IntoIterator<Item = &'a Finding>) {
        for finding in findings {
            let of = self.of(finding.severity);
            *of = of.saturating_sub(1);
            self.safe = self.safe.saturating_sub(is_safe(finding));
        }
    }

    fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Hint => &mut self.hints,
        }
    }
}

fn is_safe(finding: &Finding) -> usize {
    usize::from(finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe))
}
