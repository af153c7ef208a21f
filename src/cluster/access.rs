//! What this user may do, asked before anything else.
//! Knows nothing of why somebody may not.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::request::Request;
use super::retry::{Line, is_of_the_connection};
use super::{Error, IN_FLIGHT, Object};

/// What is done to Services.
const VERBS: [&str; 3] = ["get", "patch", "create"];
/// What roles can allow for some of them by name.
const BY_NAME: [&str; 2] = ["get", "patch"];

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

/// What this user may do to Services.
#[derive(Default)]
pub(super) struct Rights {
    /// By namespace.
    all: BTreeMap<(String, &'static str), Access>,
    /// The Services that a role allows by name alone, in a namespace where it does not allow all.
    some: BTreeSet<(Object, &'static str)>,
}

impl Rights {
    /// Asks for the namespaces of some Services, and where the answer is no, for each Service by its name.
    pub(super) async fn review(line: &Line<'_>, services: &[Object]) -> Result<Rights, Error> {
        let namespaces: BTreeSet<&str> = services.iter().map(|service| service.namespace.as_str()).collect();
        let questions = namespaces.iter().flat_map(|namespace| VERBS.map(|verb| (*namespace, verb)));
        let asked = stream::iter(questions).map(|(namespace, verb)| async move {
            let access = may(line, verb, Subject { resource: "services", namespace, name: "" }).await?;
            Ok::<_, Error>(((namespace.to_owned(), verb), access))
        });
        let all = asked.buffer_unordered(IN_FLIGHT).try_collect().await?;
        let mut rights = Rights { all, some: BTreeSet::new() };
        let denied = services.iter().flat_map(|service| BY_NAME.map(|verb| (service, verb)));
        let denied: Vec<_> = denied.filter(|(service, verb)| rights.is_denied(service, verb) && !service.name.is_empty()).collect();
        let asked = stream::iter(denied).map(|(service, verb)| async move {
            let subject = Subject { resource: "services", namespace: &service.namespace, name: &service.name };
            Ok::<_, Error>((may(line, verb, subject).await? == Access::Allowed).then(|| (service.clone(), verb)))
        });
        let allowed: Vec<Option<_>> = asked.buffer_unordered(IN_FLIGHT).try_collect().await?;
        rights.some = allowed.into_iter().flatten().collect();
        Ok(rights)
    }

    fn is_denied(&self, service: &Object, verb: &'static str) -> bool {
        self.all.get(&(service.namespace.clone(), verb)) == Some(&Access::Denied) && !self.some.contains(&(service.clone(), verb))
    }

    /// Why nothing can be planned for a Service that lives, or may live, in a namespace; `None` where nothing speaks against it.
    pub(super) fn against_planning(&self, service: &Object) -> Option<String> {
        let namespace = &service.namespace;
        match (self.is_denied(service, "get"), self.is_denied(service, "patch")) {
            (false, false) => None,
            (false, true) => Some(format!("you may not patch services in namespace {namespace:?} — ask for the right to patch them")),
            (true, false) => Some(format!(
                "you may patch services in namespace {namespace:?} but not get them, so what lives there cannot be compared — ask for the right to get them"
            )),
            (true, true) => Some(format!("you may neither get nor patch services in namespace {namespace:?} — ask for these rights")),
        }
    }

    /// Why a Service cannot be created.
    pub(super) fn against_creating(&self, service: &Object) -> Option<String> {
        let words = || format!("you may not create services in namespace {:?} — ask for the right to create them", service.namespace);
        self.is_denied(service, "create").then(words)
    }

    /// Whether a Service can be read.
    pub(super) fn may_read(&self, service: &Object) -> bool {
        !self.is_denied(service, "get")
    }
}

/// What somebody may do something to.
pub(super) struct Subject<'a> {
    /// The plural of its kind.
    pub(super) resource: &'a str,
    /// Its namespace; empty for the whole cluster.
    pub(super) namespace: &'a str,
    /// Its name; empty for all of them.
    pub(super) name: &'a str,
}

/// Whether this user may do something.
pub(super) async fn may(line: &Line<'_>, verb: &str, subject: Subject<'_>) -> Result<Access, Error> {
    match line.send(&Request::review(verb, subject.resource, (subject.namespace, subject.name))).await {
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
