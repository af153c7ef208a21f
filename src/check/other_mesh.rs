//! C006: calls from one mesh into another. Knows nothing of calls of nobody.

use super::unknown_callee::{Resolved, keys, resolved};
use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target};

rule! {
    /// ## What it does
    /// Says when a call is of a service in another mesh.
    ///
    /// ## Why is this bad?
    /// A mesh is a world of its own: a proxy is told of the services of its own mesh alone, so that the outbound leads nowhere.
    ///
    /// ## Use instead
    /// The same mesh for both; or a gateway between the two, which the call then names.
    "C006" "other-mesh" Warning: Look::Targeted { keys, judge }
}

fn judge(target: &Target, key: &str, services: &[&Service]) -> Vec<Finding> {
    let leaves = |call: &Resolved<'_>| call.called.mesh(target) != call.caller.mesh(target);
    let say = |Resolved { caller, at, call, called }: Resolved<'_>| {
        let words = format!("{} is in mesh {}, and calls do not leave a mesh", call.service, called.mesh(target));
        RULE.at(Place::service(caller, Field::Call(at)), words)
    };
    resolved(key, services).filter(leaves).map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, calling, said};

    #[test]
    fn a_call_into_another_mesh() {
        let far = Service { mesh: Some("other".into()), ..api() };
        assert_eq!(said(&RULE, [calling([("api", 80, None)]), far]), ["api is in mesh other, and calls do not leave a mesh"]);
    }

    #[test]
    fn a_call_within_a_mesh_or_of_nobody() {
        let named = Service { mesh: Some("default".into()), ..api() };
        assert!(said(&RULE, [calling([("api", 80, None), ("nobody", 80, None)]), named]).is_empty());
    }
}
