//! Makes the fixes that nobody has to look at first, until none is left.
//! Knows nothing of what the rules look for, nor of files.

use std::collections::HashSet;

use super::{Checked, Finding, Safety};
use crate::design::Design;

/// Mends what can be mended safely, and tells what it mended, in the order of doing.
pub fn mend(design: &mut Design) -> Vec<Finding> {
    let (mut checked, mut mended) = (Checked::default(), Vec::new());
    // A fix that brings its own finding back is made once.
    let mut made = HashSet::new();
    loop {
        checked.update(design, &());
        // One a service in a round: a fix is made for the service as it stands.
        let mut services = HashSet::new();
        let is_safe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe);
        let is_new = |finding: &&Finding| !made.contains(&(finding.code, finding.place.clone()));
        let is_first = |finding: &&Finding| services.insert(finding.place.service);
        let findings: Vec<Finding> = checked.findings().iter().filter(is_safe).filter(is_new).filter(is_first).cloned().collect();
        if findings.is_empty() {
            return mended;
        }
        made.extend(findings.iter().map(|finding| (finding.code, finding.place.clone())));
        findings.iter().flat_map(|finding| &finding.fix).for_each(|fix| design.apply(fix.edit()));
        mended.extend(findings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::check::testing::{http, ports};
    use crate::design::{Service, ServicePort, World};

    #[test]
    fn what_has_one_answer_is_mended_and_the_rest_is_left() {
        let mut design = Design::default();
        design.name = "shop".into();
        let hinted = |hint: &str, port| ServicePort { hint: Some(hint.into()), protocol: None, ..http(port) };
        let shouting = ports([hinted("HTTP", 80), hinted("TCP", 81)]);
        design.push(Service { selector: [].into(), on: Some(World::Kubernetes), ..shouting });
        let codes: Vec<&str> = mend(&mut design).iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["H002", "H002"]);
        let left: Vec<&str> = check(&design).iter().map(|finding| finding.code).collect();
        assert_eq!((left, mend(&mut design)), (vec!["L003"], vec![]));
    }
}
