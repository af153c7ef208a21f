//! What changes on a cluster as it happens: which fields of which Services, and by whom.
//! Knows nothing of what is wanted there, and changes nothing.

mod author;
mod services;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::stream::{self, BoxStream, SelectAll, Stream, StreamExt};
use serde_json::Value;
use tokio::time::Instant;

use self::services::{News, services};
use super::error::Cause;
use super::{Connection, Error, FieldChange, Object, fields};

/// What a watch has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Watched {
    /// All namespaces were read: from now on every change is told.
    Current,
    /// The server went away, or does not let this user watch. It is asked again and again; [`Watched::Current`] tells when it is back.
    /// Where nobody is signed in any more it is the last that is told: asking again would run the program that signs in again.
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

impl Watched {
    /// Whether nothing is told after it.
    pub fn is_last(&self) -> bool {
        match self {
            Watched::Current | Watched::Drifted(_) => false,
            Watched::Lost(error) => needs_the_user(error),
        }
    }
}

/// Watches the Services of some namespaces. What is there at the beginning is no change. It goes on over lost connections and ends when it is
/// dropped, or when nobody can sign in any more.
pub fn watch(connection: &Connection, namespaces: &BTreeSet<String>) -> impl Stream<Item = Watched> + Send + use<> {
    let of_one = |namespace: &String| {
        let name = namespace.clone();
        services(connection, namespace).map(move |news| (name.clone(), news)).boxed()
    };
    let state = Watch {
        news: namespaces.iter().map(of_one).collect(),
        parts: namespaces.iter().map(|namespace| (namespace.clone(), Part::default())).collect(),
        told: None,
        changed: BTreeMap::new(),
        until: None,
    };
    stream::unfold(state, |mut watch| async move { Some((watch.next().await?, watch)) })
}

/// Whether asking the server again is of no use, or harm, until the user signed in anew.
fn needs_the_user(error: &Error) -> bool {
    error.cause() == Cause::User
}

struct Watch {
    news: SelectAll<BoxStream<'static, (String, News)>>,
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
    /// Whether it was read once.
    is_known: bool,
    /// Whether each change is told.
    is_current: bool,
    lost: Option<Error>,
}

impl Watch {
    async fn next(&mut self) -> Option<Watched> {
        if self.told.as_ref().is_some_and(Watched::is_last) {
            return None;
        }
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
                news = self.news.next() => {
                    let (namespace, news) = news?;
                    self.take(&namespace, news);
                    if let Some(told) = self.new_state() {
                        return Some(told);
                    }
                }
            }
        }
    }

    fn take(&mut self, namespace: &str, news: News) {
        let Some(part) = self.parts.get_mut(namespace) else { return };
        let mut changes = Vec::new();
        match news {
            News::Lost(error) => (part.is_current, part.lost) = (false, Some(error)),
            News::Current => (part.is_current, part.lost) = (true, None),
            News::Read(read) => {
                let before = std::mem::replace(&mut part.services, read);
                if part.is_known {
                    let objects: BTreeSet<&Object> = before.keys().chain(part.services.keys()).collect();
                    changes.extend(objects.into_iter().map(|object| (object.clone(), before.get(object).cloned())));
                }
                part.is_known = true;
            }
            News::Changed(object, now) => {
                let before = match now {
                    Some(service) => part.services.insert(object.clone(), service),
                    None => part.services.remove(&object),
                };
                changes.push((object, before));
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
    fn new_state(&mut self) -> Option<Watched> {
        let mut lost: Vec<&Error> = self.parts.values().filter_map(|part| part.lost.as_ref()).collect();
        // What ends the watch goes first.
        lost.sort_by_key(|error| !needs_the_user(error));
        let now = match lost.first() {
            Some(&error) => Watched::Lost(error.clone()),
            None if self.parts.values().all(|part| part.is_current) => Watched::Current,
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
