//! Which Services live in some namespaces, whose each is and whether the mesh takes care of it; and the same as manifests, for a design.
//! Knows nothing of designs, and changes nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::request::{Request, text};
use super::retry::{Line, is_of_the_connection};
use super::{Cancel, Connection, Done, Error, IN_FLIGHT, Kind, Object, live, owner, written};
use crate::manifest::seen::{Objects, Row};
use crate::manifest::source::Source;
use crate::protocol::effective::Kuma;
use crate::yaml;

/// What lives in some namespaces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// By namespace, in the order they were asked for, and by name.
    pub services: Vec<Listed>,
    /// The namespaces that could not be read, each with why; the others are read all the same.
    pub problems: Vec<(String, Error)>,
}

/// One Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Which.
    pub object: Object,
    /// Whose it is, in words: `Helm release shop`, `kubectl`.
    pub owner: String,
    /// Whether its namespace is in the mesh.
    pub mesh: Mesh,
    /// The Service as it lives, with all that the server keeps.
    pub live: Value,
}

/// Whether Kuma puts a sidecar beside the Pods of a namespace, unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mesh {
    /// It does, for the mesh of this name.
    In(String),
    /// It does not.
    Out,
    /// This user may not read the namespace.
    NotSaid,
}

/// Lists the Services of some namespaces, page by page. An error is one of the connection; a namespace that cannot be read is a problem of
/// its own. How many there will be is learned on the way, so `of` may grow.
pub async fn list(
    connection: &Connection,
    namespaces: &[String],
    cancel: &Cancel,
    progress: impl Fn(Done) + Sync,
) -> Result<Listing, Error> {
    let line = Line { client: &connection.client, server: &connection.place.server, cancel };
    let count = Count { done: AtomicUsize::new(0), of: AtomicUsize::new(0), progress: &progress };
    let reads: Vec<_> = namespaces.iter().map(|namespace| namespace_of(&line, namespace, &count)).collect();
    let mut reads =
        stream::iter(reads.into_iter().zip(namespaces)).map(|(read, name)| async move { (name, read.await) }).buffered(IN_FLIGHT);
    let mut listing = Listing::default();
    while let Some((namespace, read)) = reads.next().await {
        match read {
            Ok(services) => listing.services.extend(services),
            Err(error) if is_of_the_connection(&error) => return Err(error),
            Err(error) => listing.problems.push((namespace.clone(), error)),
        }
    }
    Ok(listing)
}

/// How many were read, over all namespaces.
struct Count<'a, F> {
    done: AtomicUsize,
    of: AtomicUsize,
    progress: &'a F,
}

impl<F: Fn(Done)> Count<'_, F> {
    /// So many more were read, of a number that is so much greater than was thought.
    fn add(&self, read: usize, unforeseen: usize) {
        let done = self.done.fetch_add(read, Ordering::Relaxed) + read;
        let of = self.of.fetch_add(unforeseen, Ordering::Relaxed) + unforeseen;
        (self.progress)(Done { done, of });
    }
}

async fn namespace_of<F: Fn(Done)>(line: &Line<'_>, namespace: &str, count: &Count<'_, F>) -> Result<Vec<Listed>, Error> {
    let object = Object { kind: Kind::Namespace, namespace: namespace.to_owned(), name: namespace.to_owned() };
    let (labels, services) = (line.send(&Request::read(&object)).await, services(line, namespace, count).await?);
    let mesh = match labels {
        Ok(namespace) => mesh(&namespace),
        // Who may read Services may not read the namespace itself, and that takes nothing from them.
        Err(Error::Forbidden { .. }) => Mesh::NotSaid,
        Err(error) => return Err(error),
    };
    let listed = |service: Value| {
        let object = live::service(namespace, text(&service, "/metadata/name"));
        let own = label(&service, "kuma.io/mesh").map(str::to_owned);
        let mesh = match (&mesh, own) {
            (Mesh::In(_), Some(own)) => Mesh::In(own),
            (mesh, _) => mesh.clone(),
        };
        Listed { object, owner: owner(&service, ""), mesh, live: service }
    };
    Ok(services.into_iter().map(listed).collect())
}

/// Every Service of a namespace. A server that lost the place between two pages is asked from the beginning.
async fn services<F: Fn(Done)>(line: &Line<'_>, namespace: &str, count: &Count<'_, F>) -> Result<Vec<Value>, Error> {
    let (mut services, mut from, mut foreseen): (Vec<Value>, String, usize) = (Vec::new(), String::new(), 0);
    loop {
        if line.cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let mut page = match line.send(&Request::list(namespace, &from)).await {
            Err(Error::Outdated { .. }) if !from.is_empty() => {
                count.done.fetch_sub(services.len(), Ordering::Relaxed);
                (services, from) = (Vec::new(), String::new());
                continue;
            }
            page => page?,
        };
        let items = live::items(&mut page);
        let remaining = page.pointer("/metadata/remainingItemCount").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        let read = services.len() + items.len();
        let of = read + remaining.unwrap_or_default();
        count.add(items.len(), of.saturating_sub(foreseen));
        foreseen = foreseen.max(of);
        services.extend(items);
        text(&page, "/metadata/continue").clone_into(&mut from);
        if from.is_empty() {
            return Ok(services);
        }
    }
}

fn label<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get("metadata")?.get("labels")?.get(key)?.as_str()
}

fn mesh(namespace: &Value) -> Mesh {
    match label(namespace, "kuma.io/sidecar-injection") {
        Some("enabled" | "true") => Mesh::In(label(namespace, "kuma.io/mesh").unwrap_or("default").to_owned()),
        Some(_) | None => Mesh::Out,
    }
}

impl Listed {
    /// The manifest that its people would write: without what servers, tools and Kuma wrote by themselves.
    pub fn manifest(&self) -> Value {
        written::by_people(&self.live)
    }
}

/// Services as one found file, for `manifest::import`.
pub fn source(name: &str, services: &[Listed]) -> Source {
    let text: Vec<String> = services.iter().map(|service| yaml::text(&yaml::tree(&service.manifest()))).collect();
    Source::read(name, text.join("---\n"))
}

/// What the mesh sees of every port of some Services, as they live.
pub fn effective(services: &[Listed], kuma: Kuma) -> Vec<Row> {
    let mut objects = Objects::default();
    let mut outside: Vec<&str> =
        services.iter().filter(|service| service.mesh == Mesh::Out).map(|service| service.object.namespace.as_str()).collect();
    outside.dedup();
    let named = |name: &str| serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
    let namespaces: Vec<String> = outside.into_iter().map(|name| yaml::text(&yaml::tree(&named(name)))).collect();
    objects.read_source(&Source::read("", namespaces.join("---\n")));
    objects.read_source(&source("", services));
    objects.rows(kuma)
}
