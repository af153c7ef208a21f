//! What this user may do, asked before anything else.
//! Knows nothing of why somebody may not.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::request::Request;
use super::retry::{Line, is_of_the_connection};
use super::{Error, IN_FLIGHT};

/// What is done to Services.
const VERBS: [&str; 3] = ["get", "patch", "create"];

/// Whether a user may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The server says yes.
    Allowed,
    /// The server says no.
    Denied,
    /// The server does not say: its answer to the request itself will.
    NotSaid,
}

/// What this user may do to Services, by namespace.
#[derive(Default)]
pub(super) struct Rights(BTreeMap<(String, &'static str), Access>);

impl Rights {
    /// Asks for some namespaces.
    pub(super) async fn review(line: &Line<'_>, namespaces: &BTreeSet<&str>) -> Result<Rights, Error> {
        let questions = namespaces.iter().flat_map(|namespace| VERBS.map(|verb| (*namespace, verb)));
        let asked = stream::iter(questions).map(|(namespace, verb)| async move {
            let access = may(line, verb, "services", namespace).await?;
            Ok::<_, Error>(((namespace.to_owned(), verb), access))
        });
        Ok(Rights(asked.buffer_unordered(IN_FLIGHT).try_collect().await?))
    }

    fn denied(&self, namespace: &str, verb: &'static str) -> bool {
        self.0.get(&(namespace.to_owned(), verb)) == Some(&Access::Denied)
    }

    /// Why nothing can be planned for a Service that lives, or may live, in a namespace; `None` where nothing speaks against it.
    pub(super) fn against_planning(&self, namespace: &str) -> Option<String> {
        match (self.denied(namespace, "get"), self.denied(namespace, "patch")) {
            (false, false) => None,
            (false, true) => Some(format!("you may not patch services in namespace {namespace:?} — ask for the right to patch them")),
            (true, false) => Some(format!(
                "you may patch services in namespace {namespace:?} but not get them, so what lives there cannot be compared — ask for the right to get them"
            )),
            (true, true) => Some(format!("you may neither get nor patch services in namespace {namespace:?} — ask for these rights")),
        }
    }

    /// Why no Service can be created in a namespace.
    pub(super) fn against_creating(&self, namespace: &str) -> Option<String> {
        let words = || format!("you may not create services in namespace {namespace:?} — ask for the right to create them");
        self.denied(namespace, "create").then(words)
    }

    /// Whether what lives in a namespace can be read.
    pub(super) fn may_read(&self, namespace: &str) -> bool {
        !self.denied(namespace, "get")
    }
}

/// Whether this user may do something in a namespace; an empty one is the whole cluster.
pub(super) async fn may(line: &Line<'_>, verb: &str, resource: &str, namespace: &str) -> Result<Access, Error> {
    match line.send(&Request::review(verb, resource, namespace)).await {
        Ok(answer) => Ok(match answer.pointer("/status/allowed").and_then(Value::as_bool) {
            Some(true) => Access::Allowed,
            Some(false) => Access::Denied,
            None => Access::NotSaid,
        }),
        Err(error) if is_of_the_connection(&error) => Err(error),
        // Servers may keep this to themselves.
        Err(_) => Ok(Access::NotSaid),
    }
}
