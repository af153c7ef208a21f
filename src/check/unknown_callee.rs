//! C001: calls of what is not there. Knows nothing of ports.

use super::{Field, Finding, Look, Place, Severity};
use crate::design::{Call, Names, Service};

rule! {
    /// ## What it does
    /// Says when a call names no service of the design, or several at once.
    ///
    /// ## Why is this bad?
    /// An outbound on Universal is written with the words as they stand: it leads somewhere only if a service of that name lives elsewhere
    /// in the mesh. Of several nobody knows which one is meant.
    ///
    /// ## Use instead
    /// The name of a service in the same namespace, the only one of that name, or `namespace/name`.
    "C001" "unknown-callee" Error: Look::Shared { keys, judge }
}

/// The name of the service, and those it calls: so a caller and whom it means share a key, wherever that one is.
pub(super) fn keys(_: &str, service: &Service) -> Vec<String> {
    let called = service.calls.iter().map(|call| bare(call).to_owned());
    called.chain([service.name.clone()]).collect()
}

/// A call's words without the namespace.
fn bare(call: &Call) -> &str {
    call.service.split_once('/').map_or(&call.service, |(_, name)| name)
}

/// Who is meant by the words of a call, among services that share its name.
fn names(key: &str, services: &[&Service]) -> Names {
    let mut names = Names::default();
    services.iter().filter(|service| service.name == key).for_each(|service| names.update(None, Some(service)));
    names
}

/// A call of somebody who is there.
pub(super) struct Resolved<'a> {
    pub(super) caller: &'a Service,
    /// Which of the caller's calls.
    pub(super) at: usize,
    pub(super) call: &'a Call,
    pub(super) called: &'a Service,
}

/// The calls by a name of which it is known who is meant.
pub(super) fn resolved<'a>(key: &'a str, services: &'a [&'a Service]) -> impl Iterator<Item = Resolved<'a>> {
    let names = names(key, services);
    let calls = services.iter().flat_map(|caller| caller.calls.iter().enumerate().map(move |(at, call)| (*caller, at, call)));
    calls.filter(move |(.., call)| bare(call) == key).filter_map(move |(caller, at, call)| {
        let id = names.resolve(&call.service, &caller.namespace)?;
        let called = services.iter().find(|service| service.id == id)?;
        Some(Resolved { caller, at, call, called })
    })
}

fn judge(key: &str, services: &[&Service]) -> Vec<Finding> {
    let names = names(key, services);
    let several = services.iter().filter(|service| service.name == key).count() > 1;
    let mut findings = Vec::new();
    for caller in services {
        for (at, call) in caller.calls.iter().enumerate().filter(|(_, call)| bare(call) == key) {
            if names.resolve(&call.service, &caller.namespace).is_none() {
                let finding = |words: String| RULE.at(Place::service(caller, Field::Call(at)), words);
                findings.push(if several && !call.service.contains('/') {
                    finding(format!("There are several services {key}: write namespace/{key}"))
                } else {
                    finding(format!("There is no service {} in this design", call.service)).only(Severity::Warning)
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{api, calling, found, said};
    use crate::design::Target;

    #[test]
    fn a_call_of_nobody_or_of_several() {
        assert_eq!(
            said(&RULE, [calling([("api", 80, None), ("core/api", 80, None)])]),
            ["There is no service api in this design", "There is no service core/api in this design"]
        );
        let [one, two] = ["a", "b"].map(|namespace| Service { namespace: namespace.into(), ..api() });
        assert_eq!(said(&RULE, [calling([("api", 80, None)]), one, two]), ["There are several services api: write namespace/api"]);
        // It may live elsewhere in the mesh.
        assert_eq!(found(&RULE, Target::default(), [calling([("api", 80, None)])])[0].severity, Severity::Warning);
    }

    #[test]
    fn a_call_of_somebody() {
        let far = Service { namespace: "core".into(), ..api() };
        assert!(said(&RULE, [calling([("api", 80, None), ("core/api", 80, None)]), far]).is_empty());
    }
}
