//! The least that somebody has to be allowed for all that Portolan does on a cluster, as the manifest that allows it.
//! Knows nothing of who that somebody is, nor of any cluster.

use serde_json::{Value, json};

use crate::yaml;

/// For what, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// What the role is called.
    pub name: String,
    /// Where it counts.
    pub scope: Scope,
    /// Whether missing namespaces may be created.
    pub namespaces: Namespaces,
}

/// Where a role counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In every namespace.
    Cluster,
    /// In these alone.
    Namespaces(Vec<String>),
}

/// What may be done about namespaces that are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespaces {
    /// They have to be there.
    AreThere,
    /// They may be created.
    MayBeCreated,
}

/// A verb on a resource, and what it is for.
pub struct Right {
    /// `services` or `namespaces`.
    pub resource: &'static str,
    /// As Kubernetes calls it.
    pub verb: &'static str,
    /// What cannot be done without it.
    pub for_what: &'static str,
}

const fn right(resource: &'static str, verb: &'static str, for_what: &'static str) -> Right {
    Right { resource, verb, for_what }
}

/// What is done in a namespace.
pub const IN_A_NAMESPACE: [Right; 7] = [
    right("namespaces", "get", "see whether the mesh takes care of the namespace"),
    right("services", "get", "compare with what lives"),
    right("services", "list", "import, and follow what changes"),
    right("services", "watch", "follow what changes"),
    right("services", "patch", "apply"),
    right("services", "create", "apply a Service that is not there yet"),
    right("services", "delete", "undo creating one"),
];

/// What is done in the cluster as a whole.
pub const IN_THE_CLUSTER: [Right; 1] = [right("namespaces", "list", "choose from the namespaces there are")];

/// What creating a namespace takes.
pub const TO_CREATE_NAMESPACES: [Right; 1] = [right("namespaces", "create", "create a namespace that is missing")];

impl Role {
    /// The objects, as kubectl takes them.
    pub fn text(&self) -> String {
        let objects: Vec<String> = self.objects().iter().map(|object| yaml::text(&yaml::tree(object))).collect();
        objects.join("---\n")
    }

    fn objects(&self) -> Vec<Value> {
        let created = match self.namespaces {
            Namespaces::AreThere => &[][..],
            Namespaces::MayBeCreated => &TO_CREATE_NAMESPACES[..],
        };
        match &self.scope {
            Scope::Cluster => vec![self.object("ClusterRole", None, &[&IN_A_NAMESPACE, &IN_THE_CLUSTER, created])],
            Scope::Namespaces(names) => {
                let roles = names.iter().map(|name| self.object("Role", Some(name), &[&IN_A_NAMESPACE]));
                let whole = (!created.is_empty()).then(|| self.object("ClusterRole", None, &[created]));
                roles.chain(whole).collect()
            }
        }
    }

    fn object(&self, kind: &str, namespace: Option<&str>, rights: &[&[Right]]) -> Value {
        let rights: Vec<&Right> = rights.iter().copied().flatten().collect();
        let rule = |resource: &str| {
            let verbs: Vec<&str> = rights.iter().filter(|right| right.resource == resource).map(|right| right.verb).collect();
            (!verbs.is_empty()).then(|| json!({"apiGroups": [""], "resources": [resource], "verbs": verbs}))
        };
        let rules: Vec<Value> = ["namespaces", "services"].into_iter().filter_map(rule).collect();
        let mut metadata = json!({"name": self.name});
        if let (Some(namespace), Some(metadata)) = (namespace, metadata.as_object_mut()) {
            metadata.insert("namespace".to_owned(), json!(namespace));
        }
        json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": metadata, "rules": rules})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_counts_decides_what_it_is() {
        let role = Role { name: "portolan".to_owned(), scope: Scope::Cluster, namespaces: Namespaces::AreThere };
        let text = role.text();
        assert!(text.starts_with("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n"), "{text}");
        assert!(!text.contains("---"), "{text}");
        let some = Scope::Namespaces(vec!["shop".to_owned(), "till".to_owned()]);
        let role = Role { scope: some, namespaces: Namespaces::MayBeCreated, ..role };
        let text = role.text();
        assert_eq!(text.matches("kind: Role\n").count(), 2, "{text}");
        assert_eq!(text.matches("kind: ClusterRole\n").count(), 1, "{text}");
    }
}
