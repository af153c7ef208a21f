//! F005: keys that no Dataplane has, and misspelt ones of a Service's ports. Knows nothing of values, nor of tags, whose keys are anybody's
//! own.

use super::{Remark, remark};
use crate::check::verdict::schema::{DATAPLANE, Holds, Message};
use crate::nearest::nearest;
use crate::yaml::Node;

rule! {
    /// ## What it does
    /// Looks for keys of a Dataplane that no Kuma version from 2.5 to 3.0 knows, and for keys of a Service's ports that are nearly one that
    /// Kubernetes knows.
    ///
    /// ## Why is this bad?
    /// Kuma ignores them without a word: an `inbounds:` is no inbound, a `protcol:` leaves the port at tcp, and with `service_port:` the
    /// proxy sends to the inbound's own port. An `appProtocl:` in a Service says nothing to anybody, where nobody validates it.
    ///
    /// ## Use instead
    /// The key that was meant, in the place where Kuma reads it.
    "F005" "unknown-key" Warning
}

/// What every resource has; nobody looks into it here.
const OF_RESOURCES: [&str; 7] = ["type", "name", "mesh", "labels", "creationTime", "modificationTime", "kri"];

/// What a port of a Service can say.
const OF_SERVICE_PORTS: [&str; 6] = ["name", "protocol", "appProtocol", "port", "targetPort", "nodePort"];

/// The misspelt keys of a Service's ports. Of others nobody here knows whether a newer Kubernetes has them.
pub(super) fn of_service(root: &Node) -> Vec<Remark> {
    let ports = root.get("spec").and_then(|spec| spec.get("ports")).map_or(&[][..], Node::items);
    let keys = ports.iter().enumerate().flat_map(|(index, port)| port.entries().iter().map(move |(key, _)| (index, key)));
    let unknown = keys.filter_map(|(index, key)| {
        let name = key.text().filter(|name| !OF_SERVICE_PORTS.contains(name))?;
        let near = nearest(name, OF_SERVICE_PORTS)?;
        let words = format!("Kubernetes knows no key \"{name}\": did you mean {near}?");
        Some(remark(&RULE, words, &key.span, format!("spec.ports[{index}].{name}")))
    });
    unknown.collect()
}

pub(super) fn look(root: &Node) -> Vec<Remark> {
    let mut found = Vec::new();
    walk(root, &DATAPLANE, "", &mut found);
    found
}

fn walk(node: &Node, message: &'static Message, path: &str, found: &mut Vec<Remark>) {
    let is_root = path.is_empty();
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        let path = if is_root { name.to_owned() } else { format!("{path}.{name}") };
        match message.field(name).map(|field| field.holds) {
            Some(Holds::One(inner)) => walk(value, inner, &path, found),
            Some(Holds::Many(inner)) => {
                value.items().iter().enumerate().for_each(|(index, item)| walk(item, inner, &format!("{path}[{index}]"), found));
            }
            Some(
                Holds::Text | Holds::Number | Holds::Bool | Holds::Duration | Holds::Word(..) | Holds::Texts | Holds::Map | Holds::Any,
            ) => {}
            None if is_root && OF_RESOURCES.contains(&name) => {}
            None => {
                let known = message.0.iter().map(|field| field.name).chain(OF_RESOURCES.into_iter().filter(|_| is_root));
                let guess = nearest(name, known).map_or_else(String::new, |near| format!(": did you mean {near}?"));
                found.push(remark(&RULE, format!("Kuma ignores the key \"{name}\"{guess}"), &key.span, path));
            }
        }
    }
}
