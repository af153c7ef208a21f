//! What changes on a cluster as it happens: which fields of which Services, and by whom.
//! Knows nothing of what is wanted there, and changes nothing.

mod author;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::stream::{self, BoxStream, SelectAll, Stream, StreamExt};
use kube::api::{Api, ApiResource, DynamicObject};
use kube::runtime::utils::{Backoff, StreamBackoff};
use kube::runtime::watcher::{self, Event, watcher};
use serde_json::Value;
use tokio::time::Instant;

use super::{Connection, Error, FieldChange, Object, fields, live};

/// What a watch has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Watched {
    /// All namespaces were read: from now on every change is told.
    Current,
    /// The server went away, or does not let this user watch. It is asked again and again; [`Watched::Current`] tells when it is back.
    Lost(Error),
    /// What changed since the last time, each object once.
    Drifted(Vec<Drift>),
}

/// A change that somebody made to a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// Which.
    pub object: Object,
    /// As it lives now, with all that the server keeps; `None` where it was deleted.
    pub live: Option<Value>,
    /// What changed, in the object's order; of a Service that came or went all it says.
    pub fields: Vec<FieldChange>,
    /// By whom, in words, where the server tells: `kubectl`, `Helm`, `design shop`.
    pub by: Option<String>,
}

/// Changes that come faster than this after one another are told together.
const BURST: Duration = Duration::from_millis(100);
/// But nobody waits longer for the first of them.
const PATIENCE: Duration = Duration::from_millis(500);

/// Watches the Services of some namespaces. What is there at the beginning is no change. It goes on over lost connections and ends when it is
/// dropped.
pub fn watch(connection: &Connection, namespaces: &BTreeSet<String>) -> impl Stream<Item = Watched> + Send + use<> {
    let services = namespaces.iter().map(|namespace| services(connection, namespace.clone()));
    let state = Watch {
        server: connection.place.server.clone(),
        events: services.collect(),
        parts: namespaces.iter().map(|namespace| (namespace.clone(), Part::default())).collect(),
        told: None,
        changed: BTreeMap::new(),
        until: None,
    };
    stream::unfold(state, |mut watch| async move { Some((watch.next().await?, watch)) })
}

type Answer = (String, Result<Event<DynamicObject>, watcher::Error>);

/// The events of one namespace, with pauses after errors.
fn services(connection: &Connection, namespace: String) -> BoxStream<'static, Answer> {
    let resource = ApiResource::erase::<k8s_openapi::api::core::v1::Service>(&());
    let api: Api<DynamicObject> = Api::namespaced_with(connection.client.clone(), &namespace, &resource);
    let events = StreamBackoff::new(watcher(api, watcher::Config::default()), Pauses::default());
    events.map(move |event| (namespace.clone(), event)).boxed()
}

/// Ever longer pauses between tries, to an end that still is no long wait for somebody who looks at the window.
#[derive(Default)]
struct Pauses(u32);

impl Iterator for Pauses {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let pause = Duration::from_millis(250) * 2_u32.pow(self.0);
        self.0 = (self.0 + 1).min(5);
        Some(pause)
    }
}

impl Backoff for Pauses {
    fn reset(&mut self) {
        self.0 = 0;
    }
}

struct Watch {
    server: String,
    events: SelectAll<BoxStream<'static, Answer>>,
    parts: BTreeMap<String, Part>,
    /// What was told last of the connection.
    told: Option<Watched>,
    /// What was last told of the objects that have changed since; `None` of one that was not there.
    changed: BTreeMap<Object, Option<Value>>,
    /// When the changes are told: a while after the last, and not too long after the first.
    until: Option<(Instant, Instant)>,
}

/// One namespace.
#[derive(Default)]
struct Part {
    services: BTreeMap<Object, Value>,
    /// What is read anew, from the beginning.
    reading: Option<BTreeMap<Object, Value>>,
    /// Whether it was read to the end once.
    is_known: bool,
    lost: Option<Error>,
}

impl Watch {
    async fn next(&mut self) -> Option<Watched> {
        loop {
            let soonest = self.until.map(|(quiet, latest)| quiet.min(latest));
            tokio::select! {
                biased;
                () = until(soonest) => {
                    self.until = None;
                    let drifts: Vec<Drift> = std::mem::take(&mut self.changed).into_iter().filter_map(|(object, before)| self.drift(object, before)).collect();
                    if !drifts.is_empty() {
                        return Some(Watched::Drifted(drifts));
                    }
                }
                answer = self.events.next() => {
                    let (namespace, answer) = answer?;
                    self.take(&namespace, answer);
                    if let Some(news) = self.news() {
                        return Some(news);
                    }
                }
            }
        }
    }

    fn take(&mut self, namespace: &str, answer: Result<Event<DynamicObject>, watcher::Error>) {
        let Some(part) = self.parts.get_mut(namespace) else { return };
        let mut changes = Vec::new();
        match answer {
            Err(error) => {
                // A server forgets old versions: everything is read anew, and nothing is lost.
                let error = in_words(error, &self.server);
                part.lost = (!matches!(error, Error::Outdated { .. })).then_some(error).or(part.lost.take());
                return;
            }
            Ok(Event::Init) => part.reading = Some(BTreeMap::new()),
            Ok(Event::InitApply(service)) => {
                let (object, service) = plain(service);
                part.reading.get_or_insert_default().insert(object, service);
            }
            Ok(Event::InitDone) => {
                let read = part.reading.take().unwrap_or_default();
                let before = std::mem::replace(&mut part.services, read);
                if part.is_known {
                    let objects: BTreeSet<&Object> = before.keys().chain(part.services.keys()).collect();
                    changes.extend(objects.into_iter().map(|object| (object.clone(), before.get(object).cloned())));
                }
                (part.is_known, part.lost) = (true, None);
            }
            Ok(Event::Apply(service)) => {
                let (object, service) = plain(service);
                changes.push((object.clone(), part.services.insert(object, service)));
                part.lost = None;
            }
            Ok(Event::Delete(service)) => {
                let (object, _) = plain(service);
                changes.push((object.clone(), part.services.remove(&object)));
                part.lost = None;
            }
        }
        if changes.is_empty() {
            return;
        }
        for (object, before) in changes {
            self.changed.entry(object).or_insert(before);
        }
        let now = Instant::now();
        let latest = self.until.map_or(now + PATIENCE, |(_, latest)| latest);
        self.until = Some((now + BURST, latest));
    }

    /// What is new of the connection as a whole.
    fn news(&mut self) -> Option<Watched> {
        let lost = self.parts.values().find_map(|part| part.lost.clone());
        let now = match lost {
            Some(error) => Watched::Lost(error),
            None if self.parts.values().all(|part| part.is_known && part.reading.is_none()) => Watched::Current,
            None => return None,
        };
        if self.told.as_ref() == Some(&now) {
            return None;
        }
        self.told = Some(now.clone());
        Some(now)
    }

    /// How an object differs from what was last told of it, if it does.
    fn drift(&self, object: Object, before: Option<Value>) -> Option<Drift> {
        let live = self.parts.get(&object.namespace).and_then(|part| part.services.get(&object)).cloned();
        let fields = match (&before, &live) {
            (None, None) => return None,
            (Some(before), Some(live)) => fields::compare(&fields::clean(before), &fields::clean(live)),
            (None, Some(live)) => fields::said(live),
            (Some(before), None) => {
                let gone = |change: FieldChange| FieldChange { before: change.after, after: None, ..change };
                fields::said(before).into_iter().map(gone).collect()
            }
        };
        if fields.is_empty() {
            return None;
        }
        let by = live.as_ref().and_then(|live| author::of(before.as_ref(), live));
        Some(Drift { object, live, fields, by })
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// A Service as a value that says what it is.
fn plain(service: DynamicObject) -> (Object, Value) {
    let metadata = &service.metadata;
    let object = live::service(metadata.namespace.as_deref().unwrap_or_default(), metadata.name.as_deref().unwrap_or_default());
    let mut value = serde_json::to_value(&service).unwrap_or_default();
    if let Some(map) = value.as_object_mut() {
        // The items of a list do not say what they are.
        map.insert("apiVersion".to_owned(), "v1".into());
        map.insert("kind".to_owned(), "Service".into());
    }
    (object, value)
}

fn in_words(error: watcher::Error, server: &str) -> Error {
    match error {
        watcher::Error::InitialListFailed(error) | watcher::Error::WatchStartFailed(error) | watcher::Error::WatchFailed(error) => {
            Error::from_kube(error, server)
        }
        watcher::Error::WatchError(status) => Error::from_kube(kube::Error::Api(status), server),
        watcher::Error::NoResourceVersion => {
            Error::NotKubernetes { server: server.to_owned(), why: "what it lists has no version".to_owned() }
        }
    }
}
