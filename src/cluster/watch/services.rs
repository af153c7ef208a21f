//! The Services of one namespace: all that there are, then each change, over every error but those that only the user can mend.
//! Knows nothing of other namespaces, and not what was told before.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use kube::api::{Api, ApiResource, DynamicObject, ListParams, WatchEvent, WatchParams};
use serde_json::Value;
use tokio::time::Instant;

use crate::cluster::{Connection, Error, Object, live};

/// So many in one answer.
const PAGE: u32 = 500;
/// The pause after the first error; each next one is twice as long, to an end that still is no long wait for somebody who looks at it.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// A watch that went on for so long has worked: what ends it is no reason to pause for longer than after a first error.
const STEADY: Duration = Duration::from_secs(10);
/// A server ends a watch after 290 seconds by itself: one that says nothing for longer is dead.
const SILENCE: Duration = Duration::from_secs(295);

/// What a namespace has to say.
pub(super) enum News {
    /// These live, and no others.
    Read(BTreeMap<Object, Value>),
    /// From now on each change is told: before, somebody may be allowed to list and not to watch.
    Current,
    /// One lives as this now, or no more.
    Changed(Object, Option<Value>),
    /// The server went away, or refuses. All is read again after a while.
    Lost(Error),
}

/// What a namespace has to say, without end.
pub(super) fn services(connection: &Connection, namespace: &str) -> impl Stream<Item = News> + Send + use<> {
    let resource = ApiResource::erase::<k8s_openapi::api::core::v1::Service>(&());
    let services = Services {
        api: Api::namespaced_with(connection.client.clone(), namespace, &resource),
        server: connection.place.server.clone(),
        at: At::Beginning,
        pause: None,
        next_pause: FIRST_PAUSE,
    };
    stream::unfold(services, |mut services| async move { Some((services.next().await, services)) })
}

struct Services {
    api: Api<DynamicObject>,
    server: String,
    at: At,
    /// To be kept before anything else is asked.
    pause: Option<Duration>,
    next_pause: Duration,
}

/// How far reading is.
enum At {
    /// Nothing was read, or what was is no ground to go on from.
    Beginning,
    /// All was read, at this version.
    Version(String),
    Watching(Watching),
}

struct Watching {
    version: String,
    events: BoxStream<'static, kube::Result<WatchEvent<DynamicObject>>>,
    since: Instant,
}

impl Services {
    async fn next(&mut self) -> News {
        loop {
            if let Some(pause) = self.pause.take() {
                tokio::time::sleep(pause).await;
            }
            let step = match std::mem::replace(&mut self.at, At::Beginning) {
                At::Beginning => self.read().await.map(Some),
                At::Version(version) => self.watch(version).await.map(Some),
                At::Watching(watching) => self.hear(watching).await,
            };
            match step {
                Ok(Some(news)) => return news,
                Ok(None) => {}
                // A server forgets old versions: all is read again, and nothing is lost.
                Err(Error::Outdated { .. }) => self.rest(),
                Err(error) => {
                    self.rest();
                    return News::Lost(error);
                }
            }
        }
    }

    fn rest(&mut self) {
        self.pause = Some(self.next_pause);
        self.next_pause = (self.next_pause * 2).min(LONGEST_PAUSE);
    }

    async fn read(&mut self) -> Result<News, Error> {
        let (mut read, mut page) = (BTreeMap::new(), ListParams::default().limit(PAGE));
        loop {
            let list = self.api.list(&page).await.map_err(|error| Error::from_kube(error, &self.server))?;
            read.extend(list.items.into_iter().map(plain));
            match list.metadata.continue_.filter(|next| !next.is_empty()) {
                Some(next) => page = page.continue_token(&next),
                None => {
                    let version = list.metadata.resource_version.filter(|version| !version.is_empty());
                    self.at = At::Version(version.ok_or_else(|| self.no_version())?);
                    return Ok(News::Read(read));
                }
            }
        }
    }

    async fn watch(&mut self, version: String) -> Result<News, Error> {
        let events = self.api.watch(&WatchParams::default(), &version).await.map_err(|error| Error::from_kube(error, &self.server))?;
        self.at = At::Watching(Watching { version, events: events.boxed(), since: Instant::now() });
        Ok(News::Current)
    }

    /// The next event; `None` of one that says nothing new.
    async fn hear(&mut self, mut watching: Watching) -> Result<Option<News>, Error> {
        let event = tokio::time::timeout(SILENCE, watching.events.next()).await.unwrap_or_default();
        if watching.since.elapsed() >= STEADY {
            self.next_pause = FIRST_PAUSE;
        } else if event.is_none() {
            self.rest();
        }
        let ours = |error: kube::Error| Error::from_kube(error, &self.server);
        let news = match event.transpose().map_err(ours)? {
            // It ended, as each does after a while.
            None => {
                self.at = At::Version(watching.version);
                return Ok(None);
            }
            Some(WatchEvent::Added(service) | WatchEvent::Modified(service)) => {
                watching.version = service.metadata.resource_version.clone().ok_or_else(|| self.no_version())?;
                let (object, service) = plain(service);
                Some(News::Changed(object, Some(service)))
            }
            Some(WatchEvent::Deleted(service)) => {
                watching.version = service.metadata.resource_version.clone().ok_or_else(|| self.no_version())?;
                Some(News::Changed(plain(service).0, None))
            }
            Some(WatchEvent::Bookmark(mark)) => {
                watching.version = mark.metadata.resource_version;
                None
            }
            Some(WatchEvent::Error(status)) => return Err(ours(kube::Error::Api(status))),
        };
        self.at = At::Watching(watching);
        Ok(news)
    }

    fn no_version(&self) -> Error {
        Error::NotKubernetes { server: self.server.clone(), why: "what it lists has no version".to_owned() }
    }
}

/// A Service as a value that says what it is.
fn plain(service: DynamicObject) -> (Object, Value) {
    let metadata = &service.metadata;
    let object = live::service(metadata.namespace.as_deref().unwrap_or_default(), metadata.name.as_deref().unwrap_or_default());
    let value = serde_json::to_value(&service).unwrap_or_default();
    (object, live::saying_what_it_is(value))
}
