//! What lives: Services read one by one, or by the page where many are asked for.
//! Knows nothing of what is wanted of them.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::request::{Request, text};
use super::retry::{Line, is_of_the_connection};
use super::{Error, IN_FLIGHT, Kind, Object};

/// From so many Services of one namespace on, a page is quicker than asking for each.
const MANY: usize = 8;

/// What lives of an object: itself, nothing, or why it cannot be read.
pub(super) type Live = Result<Option<Value>, Error>;

/// One object.
pub(super) async fn read(line: &Line<'_>, object: &Object) -> Live {
    match line.send(&Request::read(object)).await {
        Ok(live) => Ok(Some(live)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Many Services. The outer error is one of the connection.
pub(super) async fn read_all(line: &Line<'_>, objects: &[Object]) -> Result<BTreeMap<Object, Live>, Error> {
    let mut namespaces: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for object in objects {
        namespaces.entry(&object.namespace).or_default().push(object);
    }
    let (mut found, mut singles) = (BTreeMap::new(), Vec::new());
    for (namespace, objects) in namespaces {
        match if objects.len() >= MANY { list(line, namespace).await } else { Ok(None) } {
            Ok(Some(mut services)) => {
                found.extend(objects.into_iter().map(|object| (object.clone(), Ok(services.remove(&object.name)))));
            }
            Ok(None) => singles.extend(objects),
            Err(error) => return Err(error),
        }
    }
    let mut read =
        stream::iter(singles).map(|object| async move { (object.clone(), read(line, object).await) }).buffer_unordered(IN_FLIGHT);
    while let Some((object, live)) = read.next().await {
        match live {
            Err(error) if is_of_the_connection(&error) => return Err(error),
            live => drop(found.insert(object, live)),
        }
    }
    Ok(found)
}

/// Every Service of a namespace by its name; `None` where this user may not list, or the server lost the place between two pages.
async fn list(line: &Line<'_>, namespace: &str) -> Result<Option<BTreeMap<String, Value>>, Error> {
    let (mut services, mut from) = (BTreeMap::new(), String::new());
    loop {
        let mut page = match line.send(&Request::list(namespace, &from)).await {
            Ok(page) => page,
            Err(Error::Outdated { .. }) => return Ok(None),
            Err(error) if is_of_the_connection(&error) => return Err(error),
            Err(_) => return Ok(None),
        };
        for service in items(&mut page) {
            services.insert(text(&service, "/metadata/name").to_owned(), service);
        }
        from = text(&page, "/metadata/continue").to_owned();
        if from.is_empty() {
            return Ok(Some(services));
        }
    }
}

/// The Services that a page holds.
pub(super) fn items(page: &mut Value) -> Vec<Value> {
    let items = page.get_mut("items").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
    items.into_iter().map(saying_what_it_is).collect()
}

/// The items of a list do not say what they are.
pub(super) fn saying_what_it_is(mut service: Value) -> Value {
    if let Some(map) = service.as_object_mut() {
        map.insert("apiVersion".to_owned(), "v1".into());
        map.insert("kind".to_owned(), "Service".into());
    }
    service
}

/// A Service by its namespace and name.
pub(super) fn service(namespace: &str, name: &str) -> Object {
    Object { kind: Kind::Service, namespace: namespace.to_owned(), name: name.to_owned() }
}
