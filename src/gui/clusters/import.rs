//! What is picked to be brought from a cluster into a design.
//! Knows nothing of how it is read or drawn.

use std::collections::BTreeSet;

use super::Fetch;
use crate::cluster::{Done, Error, Namespace, Object};
use crate::tasks::Lives;

/// Which namespaces there are, which are ticked, what lives in them, and which of it is ticked.
#[derive(Debug, Default)]
pub struct ImportView {
    /// The namespaces of the cluster, those in the mesh first.
    pub namespaces: Fetch<Vec<Namespace>>,
    /// What they, or the Services in them, are filtered by.
    pub filter: String,
    /// A namespace that is typed, where this user may not list them.
    pub typed: String,
    /// The namespaces that are ticked.
    pub ticked: BTreeSet<String>,
    /// What lives in them.
    pub lives: Fetch<Box<Lives>>,
    /// How far reading is.
    pub done: Option<Done>,
    /// The Services that are in the design already.
    pub known: BTreeSet<Object>,
    /// Those that are ticked.
    pub chosen: BTreeSet<Object>,
}

impl ImportView {
    /// The namespaces were read: those in the mesh are what is mostly wanted. Who may not list them can still read the one they are in.
    pub fn found(&mut self, answer: Result<Vec<Namespace>, Error>, own: Option<&str>) {
        let answer = answer.map(|mut namespaces| {
            namespaces.sort_by_key(|namespace| !namespace.is_in_mesh());
            namespaces
        });
        match &answer {
            Ok(namespaces) if self.ticked.is_empty() => {
                self.ticked.extend(namespaces.iter().filter(|namespace| namespace.is_in_mesh()).map(|namespace| namespace.name.clone()));
            }
            Err(Error::Forbidden { .. }) => self.ticked.extend(own.map(str::to_owned)),
            Ok(_) | Err(_) => {}
        }
        self.namespaces.answer(answer);
    }

    /// The Services were read: all of them are wanted that the design does not have.
    pub fn listed(&mut self, answer: Result<Box<Lives>, Error>, known: BTreeSet<Object>) {
        if let Ok(lives) = &answer {
            let objects = || lives.services.iter().map(|one| &one.object);
            self.known = objects().filter(|object| known.contains(object)).cloned().collect();
            self.chosen = objects().filter(|object| !known.contains(object)).cloned().collect();
            self.filter.clear();
        }
        self.done = None;
        self.lives.answer(answer);
    }
}
