//! Service → v1/Service. Knows nothing of files, clusters or the window.

use super::{Around, Manifest, ObjectRef};
use crate::design::{Service, World};
use crate::yaml::{Entry, Tree};

/// The v1/Service of a service.
pub(super) fn render(_around: &Around<'_>, service: &Service) -> Manifest {
    let tree = Tree::Map(vec![Entry::text("apiVersion", "v1"), Entry::text("kind", "Service")]);
    let object = ObjectRef { world: World::Kubernetes, scope: service.namespace.clone(), name: service.name.clone() };
    Manifest { object, service: service.id, template: false, tree }
}
