//! What is picked to be brought from a cluster into a design.
//! Knows nothing of how it is read or drawn.

use std::collections::BTreeSet;

use super::Fetch;
use crate::cluster::{Done, Namespace};
use crate::tasks::Lives;

/// Which namespaces there are, which are ticked, and what lives in them.
#[derive(Debug, Default)]
pub struct ImportView {
    /// The namespaces of the cluster.
    pub namespaces: Fetch<Vec<Namespace>>,
    /// What they are filtered by.
    pub filter: String,
    /// A namespace that is typed, where this user may not list them.
    pub typed: String,
    /// Those that are ticked.
    pub ticked: BTreeSet<String>,
    /// What lives in them.
    pub lives: Fetch<Box<Lives>>,
    /// How far reading is.
    pub done: Option<Done>,
}
