//! Which of our own findings restate what a control plane refuses: its words win, and inherit the fix.
//! Knows nothing of how either was found.
//!
//! What Kuma refuses of a Dataplane is asked of [`verdict`](super::verdict) alone, and no rule of ours says it again: names, addresses,
//! tags and admin ports of instances, what a port says of its inbound, Dataplanes without inbounds and builtin gateways have no rule but
//! its own (D001 – D044). Ours stay where the Dataplane is not all that is wrong, and give way where it says the same of the same place:
//!
//! - P001 looks at ports that only Kubernetes sees, and at those that only callers name; P007 at Services;
//! - C004 looks at calls that no outbound is written for;
//! - N003 looks at the mesh of the whole design, which it says once, and at those of services without a Dataplane.
//!
//! H001 says what Kubernetes and its Pods make of a hint, H003 what Kuma accepts and cannot serve, U005 and U009 what several Dataplanes
//! do to one another, U010 what Kuma does in silence: none of that is a refusal of the Dataplane, so all of it stays.

use super::Finding;

/// Our rules, and those of a control plane that say the same.
const SAME: [(&str, &str); 4] = [("C004", "D015"), ("N003", "D041"), ("P001", "D015"), ("P007", "D011")];

/// Puts a control plane's findings beside ours, without those of ours that say the same.
pub(super) fn settle(ours: &mut Vec<Finding>, mut theirs: Vec<Finding>) {
    if theirs.is_empty() {
        return;
    }
    ours.retain_mut(|our| {
        let same = |their: &&mut Finding| their.place == our.place && SAME.contains(&(our.code, their.code));
        let Some(their) = theirs.iter_mut().find(same) else { return true };
        their.fix = their.fix.take().or_else(|| our.fix.take());
        false
    });
    ours.append(&mut theirs);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Safety;
    use crate::check::testing::{http, web};
    use crate::check::{Field, Fix, Place, RULES, Severity, Source};

    fn finding(code: &'static str, field: Field) -> Finding {
        let (service, port) = (web(), http(80));
        let source = Source::ControlPlane { field: String::new() };
        Finding {
            code,
            severity: Severity::Error,
            message: code.into(),
            place: Place::port(&service, &port, field),
            fix: None,
            source,
            other: None,
        }
    }

    #[test]
    fn the_same_of_the_same_place_is_said_once_and_keeps_its_fix() {
        let fix = Some(Fix { title: "Use 80".into(), edits: Vec::new(), safety: Safety::Ask });
        let mut ours = vec![Finding { fix: fix.clone(), ..finding("P001", Field::Port) }, finding("P001", Field::TargetPort)];
        settle(&mut ours, vec![finding("D015", Field::Port)]);
        assert_eq!(ours, [finding("P001", Field::TargetPort), Finding { fix, ..finding("D015", Field::Port) }]);
    }

    #[test]
    fn every_rule_of_the_table_is_one() {
        let known = |code: &str| RULES.iter().any(|rule| rule.code == code);
        assert!(SAME.iter().all(|(our, their)| known(our) && known(their)));
    }
}
