//! Which namespaces a cluster has, and what the mesh makes of them by their labels.
//! Knows nothing of what lives in them.

use kube::api::{Api, ListParams};

use super::Connection;
use crate::cluster::error::Error;

/// So many in one answer.
const PAGE: u32 = 500;

/// A namespace of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// What it says of sidecars, `kuma.io/sidecar-injection`: `enabled`.
    pub injection: Option<String>,
    /// The mesh it names, `kuma.io/mesh`.
    pub mesh: Option<String>,
    /// Whether it stays.
    pub stays: Stays,
}

/// Whether a namespace stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// It does.
    Yes,
    /// It is being deleted: nothing can be created in it.
    Ending,
}

impl Namespace {
    /// Whether Kuma puts a sidecar beside Pods here, unless they say otherwise.
    pub fn is_in_mesh(&self) -> bool {
        self.injection.as_deref().is_some_and(|injection| ["enabled", "true"].contains(&injection))
    }
}

/// All namespaces, by name. A user who may not list them gets [`Error::Forbidden`]: the context's own one can still be used.
pub async fn namespaces(connection: &Connection) -> Result<Vec<Namespace>, Error> {
    let api: Api<k8s_openapi::api::core::v1::Namespace> = Api::all(connection.client.clone());
    let mut found = Vec::new();
    let mut page = ListParams::default().limit(PAGE);
    loop {
        let list = api.list_metadata(&page).await.map_err(|error| Error::from_kube(error, &connection.place.server))?;
        found.extend(list.items.into_iter().map(|item| {
            let mut labels = item.metadata.labels.unwrap_or_default();
            Namespace {
                name: item.metadata.name.unwrap_or_default(),
                injection: labels.remove("kuma.io/sidecar-injection"),
                mesh: labels.remove("kuma.io/mesh"),
                stays: if item.metadata.deletion_timestamp.is_some() { Stays::Ending } else { Stays::Yes },
            }
        }));
        match list.metadata.continue_.filter(|next| !next.is_empty()) {
            Some(next) => page = page.continue_token(&next),
            None => return Ok(found),
        }
    }
}
