//! Sending a request until it is answered: busy and broken servers are asked again, each time after a longer pause.
//! Knows nothing of what is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use kube::Client;
use kube::core::Status;
use serde_json::Value;

use super::error::Cause;
use super::request::Request;
use super::{Cancel, Error};

/// How often a request is sent at most to a server that fails or is away, and to one that is there and has too much to do.
const TRIES: u32 = 6;
const TRIES_WHEN_BUSY: u32 = 10;
/// The first pause; each next one is twice as long, up to the last.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LAST_PAUSE: Duration = Duration::from_secs(8);
/// A server that asks for more patience than this is too busy.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A server, and how long to go on asking it.
pub(super) struct Line<'a> {
    pub(super) client: &'a Client,
    pub(super) server: &'a str,
    pub(super) cancel: &'a Cancel,
}

/// Whether an earlier try, whose answer was lost, may have done what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    None,
    MayBeDone,
}

impl Line<'_> {
    /// What the server answers.
    pub(super) async fn send(&self, request: &Request) -> Result<Value, Error> {
        self.send_doubting(request).await.0
    }

    /// What the server answers, and whether the request may have been carried out twice.
    pub(super) async fn send_doubting(&self, request: &Request) -> (Result<Value, Error>, Doubt) {
        let (mut pause, mut doubt) = (FIRST_PAUSE, Doubt::None);
        for attempt in 1.. {
            let error = match self.once_or_cancelled(request).await {
                Ok(answer) => return (Ok(answer), doubt),
                Err(error) => error,
            };
            let (wait, tries) = match &error {
                // Servers ask for a second each time, also where it takes longer.
                Error::Busy { retry_after, .. } => (retry_after.map_or(pause, |asked| asked.max(pause)), TRIES_WHEN_BUSY),
                Error::Unreachable { .. } | Error::Server { .. } => {
                    doubt = Doubt::MayBeDone;
                    (pause, TRIES)
                }
                _ => return (Err(error), doubt),
            };
            if attempt >= tries || wait > LONGEST_PAUSE {
                return (Err(error), doubt);
            }
            let stopped = tokio::select! {
                () = self.cancel.cancelled() => true,
                () = tokio::time::sleep(wait) => false,
            };
            if stopped {
                return (Err(Error::Cancelled), doubt);
            }
            pause = (pause * 2).min(LAST_PAUSE);
        }
        (Err(Error::Cancelled), doubt)
    }

    /// Nobody waits for an answer that is not wanted any more; but what a write did has to be known.
    async fn once_or_cancelled(&self, request: &Request) -> Result<Value, Error> {
        if !request.changes_nothing() {
            return self.once(request).await;
        }
        tokio::select! {
            () = self.cancel.cancelled() => Err(Error::Cancelled),
            answer = self.once(request) => answer,
        }
    }

    async fn once(&self, request: &Request) -> Result<Value, Error> {
        let ours = |error: kube::Error| Error::from_kube(error, self.server);
        let request = request.http().map_err(|error| ours(kube::Error::HttpError(error)))?;
        let (head, body) = self.client.send(request).await.map_err(ours)?.into_parts();
        let body = body.collect_bytes().await.map_err(ours)?;
        if head.status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| ours(kube::Error::SerdeError(error)));
        }
        let mut error = ours(kube::Error::Api(Box::new(status(head.status, &body))));
        if let Error::Busy { retry_after, .. } = &mut error {
            *retry_after = asked_pause(&head.headers).or(*retry_after);
        }
        Err(error)
    }
}

/// The status an answer holds. A proxy before the server may answer in any words; they say nothing to people.
fn status(code: StatusCode, body: &[u8]) -> Status {
    let plain = || Status::failure(code.canonical_reason().unwrap_or_default(), "");
    let status: Status = serde_json::from_slice(body).unwrap_or_else(|_| plain());
    status.with_code(code.as_u16())
}

fn asked_pause(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// How many objects a server may fail at for reasons of their own.
const MOST_FAILURES: usize = 3;

/// Tells a server that fails at an object, for which it says 500, from one that fails.
#[derive(Default)]
pub(super) struct Failures(AtomicUsize);

impl Failures {
    /// Whether an error of one object ends everything.
    pub(super) fn end_all(&self, error: &Error) -> bool {
        match error {
            Error::Server { code: 500, .. } => self.0.fetch_add(1, Ordering::Relaxed) >= MOST_FAILURES,
            other => is_of_the_connection(other),
        }
    }
}

/// Whether an error is of no single object, so that asking for the next one is of no use.
pub(super) fn is_of_the_connection(error: &Error) -> bool {
    match error.cause() {
        Cause::User | Cause::Server | Cause::Stopped => true,
        Cause::Object | Cause::Here => false,
    }
}
