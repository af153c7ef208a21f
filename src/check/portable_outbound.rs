//! C005: outbounds in files for every version. Knows nothing of who is called.

use super::{Field, Finding, Look, Place};
use crate::design::{Service, Target, World};
use crate::protocol::MeshVersion;

rule! {
    /// ## What it does
    /// Says when a call has a local port and the target is `portable`.
    ///
    /// ## Why is this bad?
    /// No outbound is right on every version: 3.0 refuses tags, 2.6 and older know no `backendRef`, and those between refuse both at once.
    /// So none is written, and the app finds nothing on its local port.
    ///
    /// ## Use instead
    /// A single version as the target; or transparent proxying, and no `at`.
    "C005" "portable-outbound" Warning: Look::Service(look)
}

fn look(target: &Target, service: &Service) -> Vec<Finding> {
    if target.version != MeshVersion::Portable || !service.is_on(World::Universal) {
        return Vec::new();
    }
    let written = service.calls.iter().enumerate().filter(|(_, call)| call.at.is_some());
    let words = "No outbound is written: no form of it is right on every version";
    written.map(|(index, _)| RULE.at(Place::service(service, Field::Call(index)), words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{calling, found, version};

    #[test]
    fn no_outbound_is_right_on_every_version() {
        let found = found(&RULE, version(MeshVersion::Portable), [calling([("api", 80, Some(10001))])]);
        assert_eq!(found[0].message, "No outbound is written: no form of it is right on every version");
    }

    #[test]
    fn one_version_or_no_local_port() {
        assert!(found(&RULE, version(MeshVersion::V3_0), [calling([("api", 80, Some(10001))])]).is_empty());
        assert!(found(&RULE, version(MeshVersion::Portable), [calling([("api", 80, None)])]).is_empty());
    }
}
